"""What a look at a worksheet's structure tells beside its values, and the bounds within which it is read at all.

Rows and columns count from 0 here; ``cell_name`` and ``lines`` speak of them as a spreadsheet does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from connector.errors import BadUse

__all__ = [
    "LAST_COLUMN",
    "LAST_ROW",
    "MOST_CELLS",
    "MOST_SEEN",
    "MOST_TABLES",
    "MOST_TEXT",
    "Extent",
    "Facts",
    "Merge",
    "Table",
    "Walk",
    "cell_name",
    "column_name",
    "shortened",
]

LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14
"""What any spreadsheet program has; the library counts up to the first row that is used, be it the four billionth."""
MOST_CELLS = 2_000_000
"""Rows times columns of what is used: 17,000 products with 100 columns. More would not fit into the memory promised."""
MOST_SEEN = 3 * MOST_CELLS
MOST_TEXT = 64 * 1024 * 1024
"""Bytes of text in all cells together; a text that stands in many cells counts as often."""
MOST_TABLES = 64
SHOWN = 5

Walk = Iterator[tuple[int, list[str] | None]]
"""(line, cells) of row after row; cells None where the row could not be taken apart."""


class Merge(NamedTuple):
    """The corners of merged cells, both inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Facts:
    """One worksheet: formulas and hidden rows by row, merged cells, and cells whose text is not what the reader gives.

    ``instead`` holds error values (``#N/A``) and formulas nobody has calculated yet (``=A1*2``): row -> column -> text.
    """

    formulas: dict[int, list[int]] = field(default_factory=dict)
    unknown: dict[int, list[int]] = field(default_factory=dict)
    errors: dict[int, list[int]] = field(default_factory=dict)
    instead: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    long_numbers: dict[int, list[int]] = field(default_factory=dict)
    macros: bool = False

    def error(self, row: int, column: int, text: str) -> None:
        """An error value: kept as text, for its field to refuse."""
        self.errors.setdefault(row, []).append(column)
        self.instead.setdefault(row, {})[column] = text

    def formula(self, row: int, column: int, unknown: str | None = None) -> None:
        """A formula; ``unknown`` is its text where no value was stored with it."""
        self.formulas.setdefault(row, []).append(column)
        if unknown is not None:
            self.unknown.setdefault(row, []).append(column)
            self.instead.setdefault(row, {})[column] = f"={unknown}"


class Extent:
    """The used corner of a sheet while it is being measured; BadUse as soon as it cannot fit."""

    def __init__(self, file: str, used: int = 0) -> None:
        self.file = file
        self.used = used
        self.seen = 0
        self.top = self.left = 1 << 30
        self.bottom = self.right = -1

    def cell(self, row: int, column: int) -> None:
        """A cell with a value."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def cells(self) -> int:
        """Cells of the rectangle around everything that was seen."""
        return 0 if self.bottom < 0 else (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def check(self) -> None:
        """BadUse where the rectangle, with what is used already, is beyond all bounds, or ``seen`` is.

        What was ``seen`` counts cells, rows and records one by one: a file can repeat one place without end.
        """
        if self.bottom >= LAST_ROW or self.right >= LAST_COLUMN:
            raise BadUse("E_FILE_DAMAGED", file=self.file)
        if self.used + self.cells > MOST_CELLS or self.seen > MOST_SEEN:
            last = cell_name(self.bottom, self.right)
            raise BadUse("E_FILE_TOO_MANY_CELLS", file=self.file, last=last, most=f"{MOST_CELLS:,}".replace(",", "."))


class Table(Protocol):
    """One worksheet, or a whole file without worksheets (``name`` is '' then)."""

    @property
    def name(self) -> str:
        """As its tab shows it."""

    @property
    def hidden(self) -> bool:
        """Whether a person has hidden it."""

    @property
    def facts(self) -> Facts:
        """Complete as soon as the rows were walked once."""

    def rows(self) -> Walk:
        """Every row from the top, as often as asked; rows without a value may be left out."""


def column_name(column: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """(0, 0) -> A1."""
    return f"{column_name(column)}{row + 1}"


def shortened(names: Iterable[str], count: int | None = None) -> str:
    """The first few names, and dots where there are more."""
    kept: Collection[str] = list(names)
    shown = ", ".join(list(kept)[:SHOWN])
    return f"{shown}, …" if max(count or 0, len(kept)) > SHOWN else shown
