"""A stage to measure on: a catalogue in a folder, a mock shop in a process of its own, ``ocop sync`` between them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from .measure import ROOT, Failed, Usage, run

__all__ = ["Calls", "Shop", "Stage", "open_shop", "set_stage"]

DAY = "2026-11-21"
SHOP = "benchmark"
CONFIG = """\
[catalogue]
products = ["{sheet}"]
producers = "producers.csv"
photos = "{photos}"

[policy]
lead_days = 0
stock_share = "same"

[[shop]]
name = "{shop}"
marketplace = "shopee"
environment = "mock"
base_url = "{base_url}"
credentials = "file:shop.json"
settle_s = 2
"""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls that reached the mock. ``by_endpoint``: the path without ``/api/v2/`` -> how many."""

    total: int
    writes: int
    uploads: int
    by_endpoint: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Shop:
    """A running mock; ``line`` is what it printed: address and credentials."""

    base_url: str
    line: str

    def calls(self) -> Calls:
        told = self._ask("calls")
        named = {name.split("/api/v2/")[-1]: count for name, count in sorted(told["by_endpoint"].items())}
        return Calls(told["total"], told["writes"], told["uploads"], named)

    def forget_calls(self) -> None:
        self._ask("reset", {"what": "calls"})

    def listings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._ask("listings")["listings"]
        return found

    def _ask(self, what: str, body: Mapping[str, str] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.base_url}/_mock/{what}", data, timeout=120) as answer:
            return json.load(answer)


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder of one catalogue with its photos, and a state folder for every history it is run with."""

    folder: Path
    photos: Path
    sheet: str = "products.csv"

    def state(self, name: str) -> Path:
        return self.folder / f"state-{name}"

    def fresh_state(self, name: str, renditions_of: Path | None = None) -> None:
        """An empty state, or one that starts with the pictures another state has drawn."""
        state = self.state(name)
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir(parents=True)
        if renditions_of is not None:
            shutil.copytree(renditions_of / "renditions", state / "renditions", copy_function=linked)

    def sync(self, shop: Shop, state: str, *more: str) -> Usage:
        """``ocop sync`` as a process, with ``more`` options; Failed where it does not end with 0."""
        (self.folder / "shop.json").write_text(shop.line, encoding="utf-8")
        config = CONFIG.format(shop=SHOP, base_url=shop.base_url, photos=self.photos.as_posix(), sheet=self.sheet)
        file = self.folder / "ocop.toml"
        if not file.exists() or file.read_text(encoding="utf-8") != config:
            file.write_text(config, encoding="utf-8")
        options = ["--config", str(self.folder), "--state", str(self.state(state)), "--day", DAY, "--lang", "en"]
        return run(["-m", "connector", "sync", *more, *options], self.folder / "sync.log")

    def as_workbook(self) -> Stage:
        """The same stage with its sheet as people keep it: .xlsx, amounts as numbers, days as date cells."""
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Sản phẩm")
        rows = self.rows()
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([_typed(name, cell) for name, cell in row.items()])
        book.save(self.folder / "products.xlsx")
        return replace(self, sheet="products.xlsx")

    def rows(self) -> list[dict[str, str]]:
        """The catalogue's products."""
        with (self.folder / "products.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def edit(self, change: Callable[[int, dict[str, str]], bool]) -> int:
        """Write products.csv anew with every row given to ``change`` first; how many it says it changed."""
        rows = self.rows()
        changed = [change(number, row) for number, row in enumerate(rows)]
        self._write(rows)
        return sum(changed)

    def cut(self, size: int) -> Stage:
        """A stage with the first ``size`` products of this one, and the same photos."""
        smaller = Stage(self.folder / f"first-{size}", self.photos)
        smaller.folder.mkdir(exist_ok=True)
        shutil.copy(self.folder / "producers.csv", smaller.folder)
        smaller._write(self.rows()[:size])
        return smaller

    def _write(self, rows: list[dict[str, str]]) -> None:
        with (self.folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)


def set_stage(folder: Path, size: int, *, sellable: bool, photos: str) -> Stage:
    """A stage with a catalogue of ``size`` products; ``photos`` are drawn or shared."""
    options = ["--size", str(size), "--photos", photos, *(["--sellable"] if sellable else [])]
    folder.mkdir(parents=True, exist_ok=True)
    run(["-m", "benchmarks.catalogue", str(folder), *options], folder / "catalogue.log")
    return Stage(folder, folder / "photos")


def _typed(name: str, cell: str) -> str | int | date | None:
    if name in ("price_vnd", "stock", "weight_g", "star") and cell.isdecimal():
        return int(cell)
    if name.endswith("_date") and cell:
        return date.fromisoformat(cell)
    return cell or None


def linked(original: str | Path, copy: str | Path) -> str:
    """The same file under another name, or a copy of it on a file system without links."""
    try:
        os.link(original, copy)
    except OSError:
        shutil.copyfile(original, copy)
    return str(copy)


@contextmanager
def open_shop(pace: float, concurrency: int) -> Iterator[Shop]:
    """An empty Shopee shop that takes ``pace`` calls a second and lets the client write with ``concurrency``."""
    command = [sys.executable, "-m", "adapters.shopee.mock", "--port", "0"]
    command += ["--pace", str(pace), "--concurrency", str(concurrency)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Failed(f"the mock ended with {process.wait()}")
        yield Shop(json.loads(line)["base_url"], line)
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()
