"""The three-product catalogue that victims sync, in two editions, and a lane on which kills happen one after another.

A lane is a mock marketplace in a process of its own and a nursery of victims. For every kill the marketplace is put
back to how it started and the workspace is a fresh copy.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from connector.sample import SAMPLE_DAY, write_sample
from tests.kills.effects import Strike
from tests.kills.victim import Order
from tests.loopback import ROOT, Market, market, write_config

__all__ = ["FIRST_DAY", "SETTLE_S", "UPDATE_DAY", "Lane", "Outcome", "lane", "write_catalogue"]

FIRST_DAY = SAMPLE_DAY
UPDATE_DAY = date(2026, 12, 21)
"""By then the certificate of LAPSING is a day over."""
REPRICED, RETOLD, LAPSING = "P001-01", "P001-03", "P012-01"
SEVERAL = "P036-N1"
"""A product of three SKUs."""
SETTLE_S = 1.5
VARIATION_WAIT_S = "0.2"
OTHER_SHEET = "several.csv"
PATIENCE_S = 60.0


def write_catalogue(folder: Path) -> None:
    """The sheets and six photos, drawn here; beside them a sheet with one product of several SKUs."""
    write_sample(folder)
    photos = folder / "photos"
    photos.mkdir()
    sample = _rows(folder)
    rows = [row for row in sample if row["sku"] in (REPRICED, RETOLD, LAPSING)]
    for number, row in enumerate(rows):
        names = [f"{row['sku']}_{n}.jpg" for n in (1, 2)]
        row["image_files"] = ";".join(names)
        for n, name in enumerate(names):
            (photos / name).write_bytes(_photo(number, n))
    several = [row for row in sample if row["product_key"] == SEVERAL]
    for row in several:
        row["image_files"] = rows[0]["image_files"]
    _write(folder, several + rows[:1], OTHER_SHEET)
    _write(folder, rows)


def edit_catalogue(folder: Path) -> None:
    """The second edition: another price, stock and story; the rest is the calendar's doing."""
    rows = _rows(folder)
    for row in rows:
        if row["sku"] == REPRICED:
            row["price_vnd"] = str(int(row["price_vnd"]) + 15_000)
            row["stock"] = str(int(row["stock"]) + 7)
        if row["sku"] == RETOLD:
            row["long_story_vi"] += " Mẻ mới dệt xong trước Tết, sợi mềm hơn và thơm mùi nắng. 🌞"
    _write(folder, rows)


def _photo(number: int, n: int) -> bytes:
    picture = Image.new("RGB", (500, 500), (60 * number + 60, 150 - 40 * n, 90))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((90 + 40 * n, 110, 330 + 40 * n, 350), fill=(230, 200 - 50 * number, 120))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def several_catalogue(folder: Path) -> None:
    """The sheet with a product of several SKUs in the other one's place."""
    (folder / OTHER_SHEET).replace(folder / "products.csv")


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "products.csv").open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet))


def _write(folder: Path, rows: list[dict[str, str]], name: str = "products.csv") -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.DictWriter(sheet, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one sync process ended. ``told`` is empty where it was killed."""

    status: int
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def killed(self) -> bool:
        return self.status < 0 or (os.name == "nt" and not self.told)


@dataclass
class Lane:
    """A mock and a nursery. One thread uses a lane at a time."""

    shop: Market
    nursery: subprocess.Popen[str]
    catalogue: Path
    workspace: Path
    patience_s: float = PATIENCE_S
    day: date = FIRST_DAY

    def begin(self, state: Path | None = None, writers: int = 1) -> None:
        """A shop as it started, the first edition, and a copy of ``state`` (nothing, where None)."""
        self.shop.post("reset", what="all")
        shutil.rmtree(self.workspace, ignore_errors=True)
        shutil.copytree(self.catalogue, self.workspace)
        if state is not None:
            shutil.copytree(state, self.state)
        write_config(self.workspace, self.shop, settle_s=SETTLE_S, writers=writers)
        self.day = FIRST_DAY

    def several_edition(self) -> None:
        several_catalogue(self.workspace)

    def next_edition(self) -> None:
        edit_catalogue(self.workspace)
        self.day = UPDATE_DAY

    @property
    def state(self) -> Path:
        return self.workspace / "state"

    def sync(self, strike: Strike | None = None, *, runs: int = 1) -> Outcome:
        """Sync in a process of its own; Outcome says whether it lived."""
        order = self._order(runs, strike)
        told = Path(order.told)
        told.unlink(missing_ok=True)
        status = self._nursed(order)
        return Outcome(status, json.loads(told.read_text(encoding="utf-8")) if told.exists() else {})

    def warm_up(self) -> None:
        """Let the nursery sync once, so that its children find everything loaded."""
        self.begin()
        assert self._answer(self._order(runs=2)) == "ready\n"

    def _order(self, runs: int, strike: Strike | None = None) -> Order:
        return Order(
            config=str(self.workspace / "ocop.toml"),
            state=str(self.state),
            day=self.day.isoformat(),
            told=str(self.workspace / "told.json"),
            runs=runs,
            number=strike.number if strike else 0,
            when=strike.when if strike else "",
        )

    def _nursed(self, order: Order) -> int:
        victim = int(self._answer(order))
        overdue = threading.Timer(self.patience_s, os.kill, (victim, signal.SIGTERM))
        overdue.start()
        try:
            return int(self._answer())
        finally:
            overdue.cancel()

    def _answer(self, order: Order | None = None) -> str:
        asked, answers = self.nursery.stdin, self.nursery.stdout
        assert asked is not None
        assert answers is not None
        if order is not None:
            asked.write(order.as_line() + "\n")
            asked.flush()
        return answers.readline()


@contextlib.contextmanager
def lane(
    folder: Path, write: Callable[[Path], None] = write_catalogue, patience_s: float = PATIENCE_S
) -> Iterator[Lane]:
    """A lane in ``folder`` over the catalogue that ``write`` makes; a sync over ``patience_s`` is ended."""
    catalogue = folder / "catalogue"
    catalogue.mkdir(parents=True)
    write(catalogue)
    command = [sys.executable, "-m", "tests.kills.nursery"]
    pipe = subprocess.PIPE
    with market("--variation-wait", VARIATION_WAIT_S) as shop:
        nursery = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        try:
            made = Lane(shop, nursery, catalogue, folder / "workspace", patience_s)
            made.warm_up()
            yield made
        finally:
            nursery.stdin.close()  # type: ignore[union-attr]
            nursery.wait(timeout=PATIENCE_S)
            nursery.stdout.close()  # type: ignore[union-attr]
