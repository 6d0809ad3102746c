"""``ocop check``: read the sheets and say, row by row, what is refused and what deserves a second look.

It stands outside the guards and touches no shop and no journal. ``--json`` prints a bare array of the six columns of
the sample's expected file. A folder stands for its ``ocop.toml``, or else for the one sheet of products in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from connector.catalogue import ROW, Catalogue, CellVerdict, advice, read_catalogue
from connector.catalogue.presets import load_columns
from connector.clock import SystemClock, business_day
from connector.config import CONFIG_NAME, CatalogueConfig, load_config
from connector.errors import BadUse
from connector.report.figures import day_text

from .lines import Lines
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .streams import emit
from .values import read_day

__all__ = ["Asked", "run"]

HEADLESS = "E_FIRST_ROW_REFUSED"
SHOWN = 40
"""So many warned rows are shown; refused ones all, and everything with --verbose."""
SHEETS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json")
LOCKS = ("~$", ".~lock", ".")
"""What Excel and LibreOffice put beside an open file begins so, and so do hidden files."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    files: tuple[Path, ...] = ()
    updates: tuple[Path, ...] = ()
    producers: Path | None = None
    photos: Path | None = None
    day: str | None = None
    columns: str | None = None
    sheet: str = ""
    refused: Path | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read."""

    products: tuple[Path, ...]
    updates: tuple[Path, ...]
    producers: Path | None
    photos: Path | None
    papers: Path | None
    columns: Mapping[str, str] | None
    owner: str = ""

    @property
    def sheets(self) -> tuple[Path, ...]:
        return (*self.products, *self.updates, *([self.producers] if self.producers else []))


def run(settings: Settings, asked: Asked) -> int:
    sources = _sources(settings, asked)
    if asked.refused is not None:
        from .refused import judge_place

        judge_place(asked.refused, sources.sheets)
    today = read_day(asked.day) if asked.day else business_day(SystemClock())
    with Meter(settings) as meter:
        meter("catalogue", 0, 0)
        read = read_catalogue(
            sources.products,
            sources.producers,
            sources.photos,
            day=today,
            owner=sources.owner,
            updates=sources.updates,
            papers=sources.papers,
            columns=sources.columns,
            worksheet=asked.sheet,
        )
    wrong = [verdict for verdict in read.producer_verdicts if verdict.outcome != "accepted"]
    refused_producers = [verdict for verdict in wrong if verdict.outcome == "rejected"]
    if settings.as_json:
        emit([verdict.record() for verdict in (*read.verdicts, *refused_producers)])
    else:
        _Page(settings).show(read, wrong, today, asked.refused)
    if asked.refused is not None:
        from .refused import write_refused

        products, updates = sources.products, sources.updates
        write_refused(settings, asked.refused, read, products, updates, sources.columns, asked.sheet)
    return PERSON if read.refused or refused_producers else 0


def _sources(settings: Settings, asked: Asked) -> Sources:
    """The files named; what is not named comes from the configuration, which files of one's own do without."""
    files = list(asked.files)
    config = settings.config
    if len(files) == 1 and (files[0] / CONFIG_NAME).is_file():
        folder = files.pop()
        config = config or folder / CONFIG_NAME
    has_config = config is not None or Path(CONFIG_NAME).exists()
    known = load_config(config).catalogue if has_config or not files else CatalogueConfig()
    named = asked.columns or known.columns
    columns = load_columns(named) if named else None
    own = CatalogueConfig() if files else known
    return Sources(
        products=tuple(_sheet_in(file, columns) if file.is_dir() else file for file in files) or own.products,
        updates=(*own.updates, *asked.updates),
        producers=asked.producers or known.producers,
        photos=asked.photos or known.photos,
        papers=own.papers,
        columns=columns,
        owner=known.owner,
    )


def _sheet_in(folder: Path, columns: Mapping[str, str] | None) -> Path:
    """The one sheet of products in ``folder``; BadUse names what is there where it is none or several."""
    from connector.catalogue.columns import PRODUCT_HEADERS
    from connector.catalogue.fields import REQUIRED
    from connector.catalogue.sheet import open_sheet

    files = sorted(
        file for file in folder.iterdir() if file.suffix.lower() in SHEETS and not file.name.startswith(LOCKS)
    )
    found = []
    for file in files:
        try:
            open_sheet(file, PRODUCT_HEADERS, REQUIRED, columns=columns)
        except BadUse:
            continue
        found.append(file)
    if len(found) == 1:
        return found[0]
    names = ", ".join(file.name for file in found or files) or "–"
    raise BadUse("E_FOLDER_SEVERAL" if found else "E_FOLDER_NO_SHEET", folder=str(folder), names=names)


class _Page:
    """The answer in a terminal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lines = Lines(settings)
        self._line = self._lines.line

    def show(self, read: Catalogue, producers: Sequence[CellVerdict], day: date, written: Path | None) -> None:
        say = self._settings.say
        self._notices(read)
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
        shown_day = day_text(day, self._settings.lang)
        figures = {"rows": read.rows, "products": len(read.products), "refused": len(refused), "day": shown_day}
        self._lines.gap()
        if refused:
            self._where(cell for cells in refused for cell in cells)
        self._line(say("check.sum_refused" if refused else "check.sum", **figures), "bold")
        if refused and written is None:
            self._line(say("refused.hint"))

    def _cells(self, cells: Iterable[CellVerdict]) -> None:
        """One line per code; the verdict on a whole row is said only where no cell says why."""
        listed = list(cells)
        inner = [cell for cell in listed if cell.field != ROW] or listed
        for cell in inner:
            for sentence in cell.sentences(self._settings.lang):
                self._line(f"{cell.sku + '  ' if cell.sku else ''}{sentence}", indent=2)

    def _notices(self, read: Catalogue) -> None:
        """What is to be known of a file as a whole: hidden rows, totals, formulas."""
        for code, params in read.notices:
            self._line(self._settings.say(code, **params), "yellow")

    def _where(self, cells: Iterable[CellVerdict]) -> None:
        """How many cells of which column have to be corrected, the most first."""
        found = Counter(cell.header or cell.field for cell in cells if cell.outcome == "rejected" and cell.field != ROW)
        columns = ", ".join(f"«{name}» {count}" for name, count in found.most_common())
        if columns:
            self._line(self._settings.say("check.where", columns=columns))

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
