"""The workbook in which a person chooses categories and details: what holds now, what is proposed, cells to fill in.

Blank cells keep what is there, so a workbook read back unchanged changes nothing. Every leaf of the marketplace's tree
stands on a sheet of its own, to be searched, and to be chosen from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.catalogue.mapping_answers import ANSWERS, SHEETS
from connector.messages import Language, say

from .book import Colour, Workbook, Worksheet, choices, heading, new_book, put, saved, style, text_columns

__all__ = ["MappingBook", "mapping_book"]

WIDTHS: Mapping[str, tuple[int, ...]] = {
    "categories": (16, 22, 40, 9, 44, 48, 10, 48, 48, 52),
    "products": (16, 16, 40, 48, 10, 48, 52),
    "attributes": (16, 44, 26, 9, 9, 9, 34, 18, 20, 48, 30, 30),
}
LINE, AIR, MOST = 14, 4, 6
"""Points of one line of text and around it; more lines than these are cut."""
RULES = ("blank", "choose", "words", "products", "attributes", "constant", "otherwise", "safe", "live", "back")


@dataclass(frozen=True, slots=True)
class MappingBook:
    """``rows`` by sheet: the cells of each row but those to fill in, and whether it wants attention.

    ``words`` may be chosen instead of a category; ``columns`` are what a detail may be taken from.
    """

    rows: Mapping[str, Sequence[tuple[Sequence[str], bool]]]
    words: Sequence[str]
    leaves: Sequence[str]
    columns: Sequence[str]


def mapping_book(content: MappingBook, lang: Language) -> bytes:
    """An .xlsx file."""
    book = new_book()
    sheets = {name: _sheet(book, name, content.rows.get(name, ()), lang) for name in SHEETS}
    _rules(book, lang)
    leaves = _list(book, "leaves", [*content.words, *content.leaves], lang)
    columns = _list(book, "columns", content.columns, lang)
    for name, column, source in (
        ("categories", "choice", leaves),
        ("products", "choice", leaves),
        ("attributes", "new_source", columns),
    ):
        rows = len(content.rows.get(name, ()))
        if rows:
            at = SHEETS[name].index(column) + 1
            choices(sheets[name], at, source, warning=say(f"mapping_book.not_listed.{column}", lang), rows=rows)
    return saved(book)


def _sheet(book: Workbook, name: str, rows: Sequence[tuple[Sequence[str], bool]], lang: Language) -> Worksheet:
    sheet = book.create_sheet(say(f"mapping_book.{name}", lang))
    columns = SHEETS[name]
    heading(sheet, [say(f"mapping_book.{name}.{column}", lang) for column in columns])
    text_columns(sheet, WIDTHS[name])
    for row, (cells, wanting) in enumerate(rows, 2):
        for at, column in enumerate(columns, 1):
            text = cells[at - 1] if at <= len(cells) else ""
            colour = Colour.NEEDED if column in ANSWERS else Colour.WARNED if wanting else ""
            style(put(sheet, row, at, text), colour=colour, wrap=True)
        sheet.row_dimensions[row].height = _height(cells, WIDTHS[name])
    sheet.row_dimensions[1].height = 2 * LINE + AIR
    sheet.print_title_rows = "1:1"
    if rows:
        sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def _height(cells: Sequence[str], widths: Sequence[int]) -> float:
    """As many lines as the fullest cell wants: spreadsheet programs do not measure what they only open."""
    lines = (
        sum(1 + len(line) // width for line in text.splitlines()) for text, width in zip(cells, widths, strict=False)
    )
    return min(MOST, max([1, *lines])) * LINE + AIR


def _list(book: Workbook, name: str, words: Sequence[str], lang: Language) -> str:
    """A sheet with one list; where the list stands, for the cells that are chosen from it."""
    sheet = book.create_sheet(say(f"mapping_book.{name}", lang))
    heading(sheet, [say(f"mapping_book.{name}.head", lang)])
    for row, word in enumerate(words, 2):
        put(sheet, row, 1, word)
    text_columns(sheet, (80,))
    if words:
        sheet.auto_filter.ref = sheet.dimensions
    return f"'{sheet.title}'!$A$2:$A${len(words) + 1}"


def _rules(book: Workbook, lang: Language) -> None:
    sheet = book.create_sheet(say("mapping_book.rules", lang))
    for row, name in enumerate(RULES, 1):
        style(put(sheet, row, 1, say(f"mapping_book.rule.{name}", lang)), wrap=True)
    text_columns(sheet, (100,))
