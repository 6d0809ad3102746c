"""The workbook in which a person says which listing of the shop is which product: a line per pair, pictures beside."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from connector.catalogue.match_rows import ANSWERS, COLUMNS
from connector.messages import Language, say

from .book import Colour, Workbook, Worksheet, choices, heading, new_book, put, saved, style, text_columns

__all__ = ["MatchLine", "match_book"]

WIDTHS = (18, 16, 40, 14, 12, 18, 16, 40, 14, 12, 12, 44, 24, 14)
ROW = 92
"""Points: a picture of 120 pixels and a little air."""
HEADER = 32
TINTS = {"certain": Colour.HEADER, "likely": Colour.WARNED, "unsure": Colour.REFUSED}
TOLD = ("look", "same", "different", "alone", "write", "blank", "back")


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One pair in words, by column; pictures are JPEG, b'' where there is none. ``odd`` tells products apart."""

    cells: dict[str, str]
    our_picture: bytes
    shop_picture: bytes
    likelihood: str
    odd: bool


def match_book(lines: Sequence[MatchLine], lang: Language) -> bytes:
    """An .xlsx file in which nothing is answered yet."""
    book = new_book()
    sheet = book.create_sheet(say("match.book.title", lang))
    heading(sheet, [say(f"match.book.{name}", lang) for name in COLUMNS])
    text_columns(sheet, WIDTHS)
    sheet.row_dimensions[1].height = HEADER
    for row, line in enumerate(lines, 2):
        _line(sheet, row, line)
    _lists(book, sheet, lang, len(lines))
    _on_paper(sheet)
    rules = book.create_sheet(say("match.book.rules", lang))
    for row, name in enumerate(TOLD, 1):
        style(put(rules, row, 1, say(f"match.rule.{name}", lang)), wrap=True)
    text_columns(rules, (100,))
    return saved(book)


def _on_paper(sheet: Worksheet) -> None:
    """Printed, all columns of a line stand on one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _line(sheet: Worksheet, row: int, line: MatchLine) -> None:
    sheet.row_dimensions[row].height = ROW
    for column, name in enumerate(COLUMNS, 1):
        cell = put(sheet, row, column, line.cells.get(name, ""))
        tint = TINTS[line.likelihood] if name == "likelihood" else Colour.CHANGED if name == "answer" else ""
        style(cell, colour=tint or (Colour.QUIET if line.odd else ""), wrap=True)
    for name, picture in (("our_picture", line.our_picture), ("shop_picture", line.shop_picture)):
        if picture:
            _picture(sheet, row, COLUMNS.index(name), picture)


def _picture(sheet: Worksheet, row: int, column: int, thumbnail: bytes) -> None:
    from openpyxl.drawing.image import Image  # type: ignore[import-untyped]

    sheet.add_image(Image(io.BytesIO(thumbnail)), f"{chr(ord('A') + column)}{row}")


def _lists(book: Workbook, sheet: Worksheet, lang: Language, rows: int) -> None:
    """The answers to choose from, on a sheet of their own so that the list shows them in full."""
    listed = book.create_sheet(say("match.book.answers", lang))
    heading(listed, [say("match.book.answer", lang), say("match.book.write_sku", lang)])
    for row, choice in enumerate(ANSWERS, 2):
        put(listed, row, 1, say(f"match.answer.{choice}", lang))
    put(listed, 2, 2, say("match.answer.yes", lang))
    text_columns(listed, (30, 20))
    name = say("match.book.answers", lang)
    warning = say("match.book.not_listed", lang)
    choices(sheet, COLUMNS.index("answer") + 1, f"'{name}'!$A$2:$A${len(ANSWERS) + 1}", warning=warning, rows=rows)
    choices(sheet, COLUMNS.index("write_sku") + 1, f"'{name}'!$B$2:$B$2", warning=warning, rows=rows)
