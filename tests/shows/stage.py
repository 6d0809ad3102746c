"""A co-op with the whole packaged sample and a shop on a mock: its sheets, photos, runs, and what came of each."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image
from rich.console import Console

from connector.clock import SystemClock
from connector.config import Config, load_config
from connector.report.terminal import show_run
from connector.run import Options, State, open_workspace
from connector.sample import SAMPLE_DAY, photo_names, write_sample
from connector.sync import Plan, RunReport
from tests.loopback import Market, write_config

__all__ = ["LIST_PAGE", "READ_BATCH", "Coop", "Row", "in_words", "write_coop", "write_rows", "write_whole_sample"]

LIST_PAGE, READ_BATCH = 100, 50
"""Of Shopee's list and read calls."""

Row = dict[str, str]


@dataclass
class Coop:
    """One co-op. ``sync`` and ``plan`` go through the same code as the commands."""

    folder: Path
    shop: Market
    state: Path
    day: date = SAMPLE_DAY
    allow: dict[str, int] = field(default_factory=dict)
    updates: tuple[Path, ...] = ()

    def sync(self) -> RunReport:
        """One run, with the mock's counters begun anew."""
        self.shop.forget_calls()

        async def run() -> RunReport:
            async with open_workspace(self._config(), State(self.state), SystemClock(), self._options()) as workspace:
                return await workspace.sync(self._config().shops()[0])

        return asyncio.run(run())

    def plan(self) -> Plan:
        async def look() -> Plan:
            async with open_workspace(self._config(), State(self.state), SystemClock(), self._options()) as workspace:
                return await workspace.plan(self._config().shops()[0])

        return asyncio.run(look())

    def _config(self) -> Config:
        return load_config(self.folder / "ocop.toml")

    def _options(self) -> Options:
        return Options(day=self.day, day_given=True, allow=self.allow, updates=self.updates)

    @property
    def sheet(self) -> Path:
        return self.folder / "products.csv"

    def rows(self) -> list[Row]:
        return list(csv.DictReader(io.StringIO(self.sheet.read_text(encoding="utf-8"), newline="")))

    @contextmanager
    def edited(self, change: Callable[[list[Row]], list[Row]]) -> Iterator[None]:
        """The sheet with ``change`` made to its rows; as it was when the block ends."""
        before, rows = self.sheet.read_bytes(), self.rows()
        columns = list(rows[0])
        try:
            write_rows(self.sheet, columns, change(rows))
            yield
        finally:
            self.sheet.write_bytes(before)


def write_rows(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.DictWriter(sheet, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_whole_sample(folder: Path) -> None:
    """The sample's sheets, and small photos under the sample's names."""
    write_sample(folder)
    for number, name in enumerate(photo_names()):
        path = folder / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_photo(number))


def write_coop(folder: Path, shop: Market, marketplace: str = "shopee") -> Coop:
    """The sample's files and a configuration for ``shop``."""
    write_whole_sample(folder)
    write_config(folder, shop, settle_s=2, marketplace=marketplace)
    return Coop(folder, shop, folder / "state")


def _photo(number: int) -> bytes:
    """No two alike: a field of colour with a corner of another."""
    picture = Image.new("RGB", (500, 500), (number * 7 % 256, number * 31 % 256, number // 4 % 256))
    picture.paste((number * 13 % 256, 90, number * 5 % 256), (100, 100, 120 + number % 150, 220))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def in_words(report: RunReport) -> str:
    """The report as a Vietnamese bookkeeper reads it, lines and frames unwrapped."""
    paper = io.StringIO()
    show_run(report, "vi", Console(file=paper, width=160, color_system=None))
    return " ".join(paper.getvalue().replace("│", " ").split())
