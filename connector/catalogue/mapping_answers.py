"""A filled-in workbook of categories and details read back: what stands in each answered row, judged by nobody yet.

Sheets are known by their headers, in either language, so a renamed or missing sheet does no harm. Rows without an
answer are counted and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.errors import BadUse
from connector.messages import LANGUAGES, say

from .columns import Headers
from .sheet import open_sheet

__all__ = ["SHEETS", "MappingAnswers", "Row", "read_mapping_book"]

SHEETS: Mapping[str, tuple[str, ...]] = {
    "categories": ("shop", "key", "words", "products", "examples", "now", "layer", "proposed", "elsewhere", "choice"),
    "products": ("shop", "product", "name", "now", "layer", "elsewhere", "choice"),
    "attributes": (
        *("shop", "category", "attribute", "mandatory", "products", "missing", "source", "otherwise"),
        *("input", "choices", "new_source", "new_otherwise"),
    ),
}
"""The sheets of the workbook with their columns, in order; the last ones are for a person to fill in."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "categories": ("shop", "key", "choice"),
    "products": ("shop", "product", "choice"),
    "attributes": ("shop", "category", "attribute", "new_source", "new_otherwise"),
}
ANSWERS = ("choice", "new_source", "new_otherwise")


@dataclass(frozen=True, slots=True)
class Row:
    """One answered row: its sheet (a key of SHEETS), its line, its cells by column."""

    sheet: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class MappingAnswers:
    """The answered rows in the order of sheets and lines; ``shops`` are all that the rows name."""

    rows: tuple[Row, ...]
    blank: int
    broken: tuple[tuple[str, int], ...]
    shops: tuple[str, ...]


def read_mapping_book(path: Path) -> MappingAnswers:
    """Read every sheet there is; BadUse where the file cannot be read or none of its sheets is one of ours."""
    rows: list[Row] = []
    broken: list[tuple[str, int]] = []
    shops: dict[str, None] = {}
    blank, found = 0, 0
    for sheet in SHEETS:
        opened = _records(path, sheet)
        if opened is None:
            continue
        found += 1
        for line, cells in opened:
            if cells is None:
                broken.append((sheet, line))
                continue
            shops.setdefault(cells["shop"])
            if any(cells.get(name) for name in ANSWERS):
                rows.append(Row(sheet, line, cells))
            else:
                blank += 1
    if not found:
        raise BadUse("E_MAPPING_BOOK", file=path.name)
    return MappingAnswers(tuple(rows), blank, tuple(broken), tuple(name for name in shops if name))


def _records(path: Path, sheet: str) -> Iterator[tuple[int, dict[str, str] | None]] | None:
    """Line and cells of every record of the sheet with these headers; None where there is none."""
    headers = _headers(sheet)
    try:
        opened = open_sheet(path, headers, NEEDED[sheet])
    except BadUse as error:
        if error.code == "E_HEADERS_MISSING":
            return None
        raise

    def records() -> Iterator[tuple[int, dict[str, str] | None]]:
        for record in opened.records():
            cells = record.cells
            named = None if cells is None else {name: cells[at].strip() for name, at in opened.columns.items()}
            yield record.line, named

    return records()


def _headers(sheet: str) -> Headers:
    names: Sequence[str] = SHEETS[sheet]
    return {name: tuple(say(f"mapping_book.{sheet}.{name}", lang) for lang in LANGUAGES) for name in names}
