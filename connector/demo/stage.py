"""The demo's stage: its own folder, photos, config, and a mock marketplace in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from connector.errors import BadUse
from connector.sample import photo_names, write_sample
from connector.sample.photos import draw_photos

__all__ = ["MOCK_PACE", "SHOP", "Mock", "Stage", "mock", "set_stage"]

SHOP = "shopee-mau"
MOCK_PACE = 50
MARK = ".ocop-demo"
OURS = (MARK, "photos", "state", "products.csv", "producers.csv", "ocop.toml", "shopee-mock.json", "report.html")

CONFIG = """# Cấu hình của bản chạy thử; mỗi lần chạy thử được viết lại.
[catalogue]
products  = ["products.csv"]
producers = "producers.csv"
photos    = "photos"

[policy]
lead_days   = 0
stock_share = "same"

[[shop]]
name        = "{shop}"
marketplace = "shopee"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:shopee-mock.json"
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


@dataclass(frozen=True, slots=True)
class Mock:
    """A running mock marketplace and its control interface."""

    base_url: str
    line: dict[str, Any]

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.base_url}/_mock/{path}", timeout=30, trust_env=False).json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        answer = httpx.post(f"{self.base_url}/_mock/{path}", json=body, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def listings(self) -> list[dict[str, Any]]:
        """What the shop shows, in the mock's own words."""
        found: list[dict[str, Any]] = self.get("listings")["listings"]
        return found

    def calls(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("calls")
        return found


def set_stage(folder: Path, progress: Callable[[int, int], None]) -> Stage:
    """A fresh folder with the sample's sheets and photos drawn anew; BadUse if it holds somebody's files."""
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
    draw_photos(stage.photos, photo_names(), progress=progress)
    return stage


@contextlib.contextmanager
def mock(stage: Stage, *, keep: bool = False) -> Iterator[Mock]:
    """The Shopee mock as a real process; its printed line becomes the shop's credentials."""
    command = [sys.executable, "-m", "connector", "mock", "shopee", "--port", "0", "--pace", str(MOCK_PACE)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, stdin=quiet, text=True, encoding="utf-8")
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise BadUse("E_DEMO_MOCK", ended=process.wait())
        told = json.loads(line)
        _write_secret(stage.folder / "shopee-mock.json", line)
        stage.config.write_text(CONFIG.format(shop=SHOP, base_url=told["base_url"]), encoding="utf-8")
        yield Mock(told["base_url"], told)
        if keep:
            process.wait()
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
