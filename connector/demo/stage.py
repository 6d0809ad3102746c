"""The demo's stage: its own folder with the sample's sheets, photos and papers, and a configuration of its shops."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from connector.errors import BadUse
from connector.sample import photo_names, write_sample
from connector.sample.papers import write_papers
from connector.sample.photos import draw_photos

from .shops import SHOPS

__all__ = ["Stage", "set_stage"]

MARK = ".ocop-demo"
SHEETS = ("products.csv", "producers.csv")
OURS = (MARK, *SHEETS, "photos", "papers", "state", "ocop.toml", "report.html", *(shop.credentials for shop in SHOPS))

CONFIG = """# Cấu hình của bản chạy thử; mỗi lần chạy thử được viết lại.
[catalogue]
products  = ["products.csv"]
producers = "producers.csv"
photos    = "photos"
papers    = "papers"

[policy]
lead_days   = 0
stock_share = "same"
"""
SHOP = """
[[shop]]
name        = "{name}"
marketplace = "{marketplace}"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:{credentials}"
settle_s    = 2
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """The folders and files of one demo."""

    folder: Path

    @property
    def products(self) -> Path:
        return self.folder / "products.csv"

    @property
    def producers(self) -> Path:
        return self.folder / "producers.csv"

    @property
    def photos(self) -> Path:
        return self.folder / "photos"

    @property
    def config(self) -> Path:
        return self.folder / "ocop.toml"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def report(self) -> Path:
        return self.folder / "report.html"

    def open_shops(self, lines: Mapping[str, str], addresses: Mapping[str, str]) -> None:
        """Write the configuration, and beside it what each mock printed: its shop's credentials. Both by shop."""
        parts = [CONFIG]
        for shop in SHOPS:
            self._write_secret(shop.credentials, lines[shop.name])
            about = {"name": shop.name, "marketplace": shop.marketplace, "credentials": shop.credentials}
            parts.append(SHOP.format(**about, base_url=addresses[shop.name]))
        self.config.write_text("".join(parts), encoding="utf-8")

    def _write_secret(self, name: str, text: str) -> None:
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)


def set_stage(folder: Path, progress: Callable[[int, int], None]) -> Stage:
    """A fresh folder with the sample's sheets, its photos drawn anew and papers that say they are samples.

    BadUse if the folder holds somebody's files.
    """
    stage = Stage(folder.absolute())
    if stage.folder.exists() and any(stage.folder.iterdir()) and not (stage.folder / MARK).exists():
        raise BadUse("E_DEMO_FOLDER", path=str(stage.folder))
    for name in OURS:
        path = stage.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    stage.folder.mkdir(parents=True, exist_ok=True)
    (stage.folder / MARK).touch()
    write_sample(stage.folder)
    write_papers(stage.folder / "papers", stage.producers, stage.products)
    draw_photos(stage.photos, photo_names(), progress=progress)
    return stage
