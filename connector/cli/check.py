"""``ocop check``: read the sheets and say, row by row, what is refused and what deserves a second look.

It stands outside the guards and touches no shop and no journal. ``--json`` prints a bare array of the six columns of
the sample's expected file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from connector.catalogue import ROW, Catalogue, CellVerdict, advice, read_catalogue
from connector.clock import SystemClock, business_day
from connector.config import CONFIG_NAME, CatalogueConfig, load_config

from .lines import Lines
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .streams import emit
from .values import read_day

__all__ = ["run"]

HEADLESS = "E_FIRST_ROW_REFUSED"
SHOWN = 40
"""So many warned rows are shown; refused ones all, and everything with --verbose."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read."""

    products: tuple[Path, ...]
    producers: Path | None
    photos: Path | None
    owner: str = ""


def run(settings: Settings, files: Sequence[Path], producers: Path | None, photos: Path | None, day: str | None) -> int:
    sources = _sources(settings, files, producers, photos)
    today = read_day(day) if day else business_day(SystemClock())
    with Meter(settings) as meter:
        meter("catalogue", 0, 0)
        read = read_catalogue(sources.products, sources.producers, sources.photos, day=today, owner=sources.owner)
    wrong = [verdict for verdict in read.producer_verdicts if verdict.outcome != "accepted"]
    refused_producers = [verdict for verdict in wrong if verdict.outcome == "rejected"]
    if settings.as_json:
        emit([verdict.record() for verdict in (*read.verdicts, *refused_producers)])
    else:
        _Page(settings).show(read, wrong, today)
    return PERSON if read.refused or refused_producers else 0


def _sources(settings: Settings, files: Sequence[Path], producers: Path | None, photos: Path | None) -> Sources:
    """The files named; what is not named comes from the configuration, which files of one's own do without."""
    has_config = settings.config is not None or Path(CONFIG_NAME).exists()
    known = load_config(settings.config).catalogue if has_config or not files else CatalogueConfig()
    return Sources(
        products=tuple(files) or known.products,
        producers=producers or known.producers,
        photos=photos or known.photos,
        owner=known.owner,
    )


class _Page:
    """The answer in a terminal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lines = Lines(settings)
        self._line = self._lines.line

    def show(self, read: Catalogue, producers: Sequence[CellVerdict], day: date) -> None:
        say = self._settings.say
        verdicts = list(read.verdicts)
        rows = [list(cells) for _, cells in groupby(verdicts, key=lambda verdict: (verdict.file, verdict.row))]
        refused = [cells for cells in rows if cells[0].outcome == "rejected"]
        warned = [cells for cells in rows if cells[0].outcome != "rejected" and _said(cells)]
        if producers:
            self._line(say("check.producers"), "bold")
            self._cells(producers)
        if refused:
            self._line(say("check.refused", count=len(refused)), "bold red")
            for cells in refused:
                self._cells(cell for cell in cells if cell.outcome == "rejected")
        self._headless(read)
        if warned:
            self._line(say("check.warned", count=len(warned)), "bold yellow")
            shown = warned if self._settings.verbose else warned[:SHOWN]
            for cells in shown:
                self._cells(_said(cells))
            if len(shown) < len(warned):
                self._line(say("check.more", count=len(warned) - len(shown)), "dim", 2)
        self._advice(read)
        figures = {"rows": read.rows, "products": len(read.products), "refused": len(refused), "day": day.isoformat()}
        self._lines.gap()
        self._line(say("check.sum_refused" if refused else "check.sum", **figures), "bold")

    def _cells(self, cells: Iterable[CellVerdict]) -> None:
        """One line per code; the verdict on a whole row is said only where no cell says why."""
        listed = list(cells)
        inner = [cell for cell in listed if cell.field != ROW] or listed
        for cell in inner:
            for sentence in cell.sentences(self._settings.lang):
                self._line(f"{cell.sku + '  ' if cell.sku else ''}{sentence}", indent=2)

    def _headless(self, read: Catalogue) -> None:
        """Sound rows whose product has no accepted first row."""
        for row in read.refused:
            if row.reason == HEADLESS:
                say = self._settings.say
                self._line(f"{row.sku}  {say('AT_ROW', file=row.file, line=row.line)} {say(HEADLESS)}", indent=2)

    def _advice(self, read: Catalogue) -> None:
        """What would help to sell, counted."""
        found = Counter(
            code for product in read.products for variant in product.variants for code in advice(product, variant)
        )
        for code, count in found.items():
            self._line(self._settings.say("check.advice", count=count, what=self._settings.say(code)), "dim")


def _said(cells: Sequence[CellVerdict]) -> list[CellVerdict]:
    """The cells of an accepted row that a person should look at."""
    return [cell for cell in cells if cell.outcome == "warned"]
