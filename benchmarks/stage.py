"""A stage to measure on: a catalogue in a folder, mock shops in processes of their own, ``ocop sync`` between them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from .measure import ROOT, Failed, Usage, run

__all__ = ["DAY", "SHOP", "Calls", "Shop", "Stage", "linked", "open_shop", "open_shops", "set_stage"]

DAY = "2026-11-21"
SHOP = "benchmark"
CONFIG = """\
[catalogue]
products = ["{sheet}"]
producers = "producers.csv"
photos = "{photos}"
{papers}
[policy]
lead_days = 0
stock_share = "same"
"""
BUSY = {"tiktok_shop": ("--daily-listings", "100000")}
"""What lets a shop take a whole catalogue in a day."""
ONE_SHOP = """
[[shop]]
name = "{name}"
marketplace = "{marketplace}"
environment = "mock"
base_url = "{base_url}"
credentials = "file:{name}.json"
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
    name: str = SHOP
    marketplace: str = "shopee"

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
        root = self.base_url.removesuffix("/rest")
        with urllib.request.urlopen(f"{root}/_mock/{what}", data, timeout=120) as answer:
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

    def sync(self, shops: Shop | Sequence[Shop], state: str, *more: str) -> Usage:
        """``ocop sync`` as a process, with ``more`` options; Failed where it does not end with 0."""
        return run(self.command(shops, state, *more), self.folder / "sync.log")

    def command(self, shops: Shop | Sequence[Shop], state: str, *more: str) -> list[str]:
        """What ``python`` is started with for that; the configuration is written."""
        shops = [shops] if isinstance(shops, Shop) else shops
        papers = self.folder / "papers"
        config = CONFIG.format(
            photos=self.photos.as_posix(),
            sheet=self.sheet,
            papers=f'papers = "{papers.as_posix()}"\n' if papers.exists() else "",
        )
        for shop in shops:
            (self.folder / f"{shop.name}.json").write_text(shop.line, encoding="utf-8")
            config += ONE_SHOP.format(name=shop.name, marketplace=shop.marketplace, base_url=shop.base_url)
        file = self.folder / "ocop.toml"
        if not file.exists() or file.read_text(encoding="utf-8") != config:
            file.write_text(config, encoding="utf-8")
        options = ["--config", str(self.folder), "--state", str(self.state(state)), "--day", DAY, "--lang", "en"]
        return ["-m", "connector", "sync", *more, *options]

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
def open_shop(pace: float, concurrency: int, marketplace: str = "shopee", name: str = SHOP) -> Iterator[Shop]:
    """An empty shop that takes ``pace`` calls a second and lets the client write with ``concurrency``."""
    command = [sys.executable, "-m", f"adapters.{marketplace}.mock", "--port", "0"]
    command += ["--pace", str(pace), "--concurrency", str(concurrency), *BUSY.get(marketplace, ())]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Failed(f"the mock ended with {process.wait()}")
        yield Shop(json.loads(line)["base_url"], line, name, marketplace)
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def open_shops(marketplaces: Sequence[str], paces: Mapping[str, tuple[float, int]]) -> Iterator[list[Shop]]:
    """Empty shops, named after their marketplace and place; ``paces``: by marketplace, pace and concurrency."""
    with ExitStack() as running:
        yield [
            running.enter_context(open_shop(*paces[marketplace], marketplace, f"{marketplace.replace('_', '-')}-{n}"))
            for n, marketplace in enumerate(marketplaces, start=1)
        ]
