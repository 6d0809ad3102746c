"""Workbooks that give back what was put in: every cell is text, never a formula, a number or a date.

``saved`` gives the same bytes for the same book. Characters that XML cannot hold are written as spreadsheet programs
do (``_x0001_``), and so is text that only looks like that; Excel, LibreOffice and our reader take it back.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from connector.text.storable import storable

__all__ = [
    "LONGEST",
    "Colour",
    "Workbook",
    "Worksheet",
    "choices",
    "heading",
    "new_book",
    "note",
    "put",
    "put_number",
    "saved",
    "style",
    "text_columns",
    "written",
]

Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any
"""openpyxl has no types of its own."""


class Colour:
    """Backgrounds of cells: what each means is said in words beside them."""

    HEADER = "FFD9EAD3"
    NEEDED = "FFB6D7A8"
    QUIET = "FFEFEFEF"
    REFUSED = "FFF4CCCC"
    WARNED = "FFFFF2CC"
    CHANGED = "FFCFE2F3"
    REWRITTEN = "FFFFF9E5"
    KEPT = "FFFCE5CD"


LONGEST = 32_767
"""UTF-16 units that a cell of a workbook holds."""
FORMULA_SIGNS = ("=", "+", "-", "@")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
AS_TEXT = "@"
"""The number format of a cell in which what is typed stays as it is typed: 0012 keeps its zeros."""
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's own times have no zone; fixed, for the same bytes each time
NARROWEST, WIDEST = 9, 60


def new_book() -> Workbook:
    """An empty workbook without a sheet."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.remove(book.active)
    return book


def written(text: str) -> str:
    """``text`` as it stands in the XML of a workbook."""
    return NOT_XML.sub(_escape, LOOKS_ESCAPED.sub("_x005F_", storable(text)))


def _escape(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def put(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """Write ``text`` into a cell, cut to what a cell holds; the cell."""
    cell = sheet.cell(row, column)
    cell.number_format = AS_TEXT
    if text:
        cell.value = _fitting(text)
        cell.data_type = "s"  # whatever the library made of it
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    return cell


def put_number(sheet: Worksheet, row: int, column: int, value: int) -> Any:
    """Write a whole number that a spreadsheet can add up; the cell."""
    cell = sheet.cell(row, column, value)
    cell.number_format = "#,##0"
    return cell


def style(cell: Any, *, colour: str = "", bold: bool = False, italic: bool = False, wrap: bool = False) -> None:
    """How a cell looks."""
    if colour:
        cell.fill = _fill(colour)
    if bold or italic:
        cell.font = _font(bold, italic)
    if wrap:
        cell.alignment = _wrapped()


@cache
def _fill(colour: str) -> Any:
    from openpyxl.styles import PatternFill  # type: ignore[import-untyped]

    return PatternFill("solid", colour)


@cache
def _font(bold: bool, italic: bool) -> Any:
    from openpyxl.styles import Font

    return Font(bold=bold, italic=italic)


@cache
def _wrapped() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")


def note(cell: Any, text: str) -> None:
    """A comment on a cell, tall enough to be read."""
    from openpyxl.comments import Comment  # type: ignore[import-untyped]

    lines = sum(1 + len(line) // 40 for line in text.splitlines())
    cell.comment = Comment(storable(text), "ocop", height=20 + 18 * lines, width=320)


def choices(sheet: Worksheet, column: int, source: str, *, warning: str, rows: int) -> None:
    """A list to choose from in the first ``rows`` rows below the header; other words are allowed after ``warning``."""
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    letter = get_column_letter(column)
    rule = DataValidation("list", formula1=source, allow_blank=True, errorStyle="warning", showErrorMessage=True)
    rule.error = warning
    rule.add(f"{letter}2:{letter}{rows + 1}")
    sheet.add_data_validation(rule)


def _fitting(text: str) -> str:
    """As much of ``text``, written, as a cell takes."""
    while (over := max(_units(text), len(written(text))) - LONGEST) > 0:
        text = text[: -max(1, over // 8)]
    return written(text)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def heading(sheet: Worksheet, headers: Sequence[str]) -> None:
    """The row of headers, which stays in sight."""
    for column, header in enumerate(headers, 1):
        style(put(sheet, 1, column, header), colour=Colour.HEADER, bold=True, wrap=True)
    sheet.freeze_panes = "B2"


def text_columns(sheet: Worksheet, widest: Sequence[int]) -> None:
    """Columns in which typed text stays text, each as wide as its widest text wants, within reason."""
    from openpyxl.utils import get_column_letter

    for column, characters in enumerate(widest, 1):
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.number_format = AS_TEXT
        dimension.width = min(max(characters + 2, NARROWEST), WIDEST)


def saved(book: Workbook) -> bytes:
    """The bytes of ``book``."""
    from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

    book.properties.creator = "ocop"
    book.properties.created = book.properties.modified = MADE
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return _settled(made)


def _settled(made: io.BytesIO) -> bytes:
    """The same archive with one time on every part, and blanks kept in cells that hold nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part).replace(b"<t>", b'<t xml:space="preserve">')
            new.writestr(zipfile.ZipInfo(part, MADE.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
