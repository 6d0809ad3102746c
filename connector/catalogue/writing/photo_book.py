"""The workbook in which a person says which product a photo shows, and the update file that is made of the answers.

A line per photo with a small picture of it, photos of one moment together; a list of the products to choose from. The
update file has SKUs and picture names only, so that read as an update it changes nothing else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connector.catalogue.photo_answers import COLUMNS
from connector.messages import Language, say
from connector.text.apostrophe import guard
from connector.text.storable import storable

from .book import Colour, Workbook, Worksheet, choices, heading, new_book, put, saved, style, text_columns
from .offered import header

__all__ = ["PhotoLine", "photo_book", "update_csv", "update_workbook"]

WIDTHS = (19, 34, 18, 8, 40, 40, 12, 60)
THUMBNAIL_ROW = 92
"""Points: a picture of 120 pixels and a little air."""
PLAIN_ROW = 30
GROUPS = ("", Colour.QUIET)
UPDATE = ("sku", "image_files")


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """One photo nobody has placed yet. ``thumbnail`` is a JPEG, b'' where there is none to show."""

    file: str
    thumbnail: bytes
    taken: str
    group: int
    guess: str
    remarks: str


def photo_book(lines: Sequence[PhotoLine], products: Sequence[str], lang: Language) -> bytes:
    """An .xlsx file; ``products`` are the lines of the list to choose from."""
    book = new_book()
    sheet = book.create_sheet(say("photos.book.photos", lang))
    heading(sheet, [say(f"photos.book.{name}", lang) for name in COLUMNS])
    text_columns(sheet, WIDTHS)
    for row, line in enumerate(lines, 2):
        cells = ("", line.file, line.taken, str(line.group), line.guess, "", "", line.remarks)
        for column, text in enumerate(cells, 1):
            colour = Colour.NEEDED if COLUMNS[column - 1] == "product" else GROUPS[line.group % 2]
            style(put(sheet, row, column, text), colour=colour, wrap=True)
        sheet.row_dimensions[row].height = THUMBNAIL_ROW if line.thumbnail else PLAIN_ROW
        if line.thumbnail:
            _picture(sheet, row, line.thumbnail)
    if products:
        _products(book, products, lang)
        name = say("photos.book.products", lang)
        source = f"'{name}'!$A$2:$A${len(products) + 1}"
        warning = say("photos.book.not_listed", lang)
        choices(sheet, COLUMNS.index("product") + 1, source, warning=warning, rows=len(lines))
    _rules(book, lang)
    return saved(book)


def update_workbook(rows: Iterable[tuple[str, Sequence[str]]], lang: Language) -> bytes:
    """(SKU, picture names) as an .xlsx file."""
    book = new_book()
    sheet = book.create_sheet(say("photos.book.update", lang))
    heading(sheet, [header(name, lang) for name in UPDATE])
    text_columns(sheet, (20, 60))
    for row, (sku, names) in enumerate(rows, 2):
        put(sheet, row, 1, sku)
        put(sheet, row, 2, ", ".join(names))
    return saved(book)


def update_csv(rows: Iterable[tuple[str, Sequence[str]]], lang: Language) -> bytes:
    """The same as CSV, as spreadsheet programs of Vietnam write it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([header(name, lang) for name in UPDATE])
    for sku, names in rows:
        writer.writerow([guard(storable(sku)), guard(storable(", ".join(names)))])
    return out.getvalue().encode("utf-8-sig")


def _picture(sheet: Worksheet, row: int, thumbnail: bytes) -> None:
    from openpyxl.drawing.image import Image  # type: ignore[import-untyped]

    sheet.add_image(Image(io.BytesIO(thumbnail)), f"A{row}")


def _products(book: Workbook, products: Sequence[str], lang: Language) -> None:
    sheet = book.create_sheet(say("photos.book.products", lang))
    heading(sheet, [say("photos.book.product_list", lang)])
    for row, label in enumerate(products, 2):
        put(sheet, row, 1, label)
    text_columns(sheet, (60,))


def _rules(book: Workbook, lang: Language) -> None:
    sheet = book.create_sheet(say("photos.book.rules", lang))
    for row, name in enumerate(("choose", "agree", "none", "order", "blank", "safe", "back"), 1):
        style(put(sheet, row, 1, say(f"photos.rule.{name}", lang)), wrap=True)
    text_columns(sheet, (100,))
