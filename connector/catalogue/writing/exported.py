"""The effective catalogue as a sheet of its own, with what differs from the person's own sheets in colour.

Read back, it gives the same products. Fields that an update emptied are blank here: a complete file knows no other way
to say so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain

from connector.catalogue.read import Catalogue
from connector.messages import Language, say
from connector.model import Product
from connector.text.apostrophe import guard
from connector.text.storable import storable

from .book import Colour, Workbook, heading, new_book, put, saved, style, text_columns
from .fields import Part, cells_of
from .offered import header

__all__ = ["Marks", "as_csv", "as_workbook", "csv_bytes", "marked"]

Cell = tuple[str, str, str]
"""Owner, SKU and field."""
REWRITTEN = ("OK_", "W_EXPIRY_CAPPED")


@dataclass(frozen=True)
class Marks:
    """Which cells are not as the person wrote them; ``kept`` rows stand in for refused ones."""

    changed: set[Cell] = field(default_factory=set)
    rewritten: set[Cell] = field(default_factory=set)
    kept: set[tuple[str, str]] = field(default_factory=set)

    def colour(self, owner: str, sku: str, name: str) -> str:
        if (owner, sku) in self.kept:
            return Colour.KEPT
        if (owner, sku, name) in self.changed:
            return Colour.CHANGED
        return Colour.REWRITTEN if (owner, sku, name) in self.rewritten else ""


def marked(products: Iterable[Product], own: Catalogue, kept: Collection[str]) -> Marks:
    """Compare with ``own``, a reading of the complete files alone; ``kept`` names products that stand in for others."""
    said = {
        (product.owner, variant.sku): cells_of(product, variant)
        for product in own.products
        if product.product_id not in own.partial
        for variant in product.variants
    }
    marks = Marks()
    owners: dict[str, str] = {}
    for product in products:
        for variant in product.variants:
            row = (product.owner, variant.sku)
            owners[variant.sku] = product.owner
            if str(product.product_id) in kept:
                marks.kept.add(row)
                continue
            before = said.get(row, {})
            for name, text in cells_of(product, variant).items():
                if text != before.get(name, ""):
                    marks.changed.add((*row, name))
    for verdict in own.verdicts:
        if verdict.outcome != "rejected" and verdict.sku in owners and verdict.code.startswith(REWRITTEN):
            marks.rewritten.add((owners[verdict.sku], verdict.sku, verdict.field))
    return marks


def as_workbook(part: Part, marks: Marks, lang: Language) -> bytes:
    """The products of ``part`` as an .xlsx file with a second sheet that explains the colours."""
    book = new_book()
    sheet = book.create_sheet(say("writing.sheet.products", lang))
    fields = part.fields
    titles = [header(name, lang) for name in fields]
    heading(sheet, titles)
    widest = [len(title) for title in titles]
    row = 1
    for product in part.products:
        for variant in product.variants:
            row += 1
            cells = cells_of(product, variant)
            for at, name in enumerate(fields):
                text = cells.get(name, "")
                colour = marks.colour(product.owner, variant.sku, name)
                if text or colour:
                    style(put(sheet, row, at + 1, text), colour=colour)
                    widest[at] = max(widest[at], len(text))
    text_columns(sheet, widest)
    _legend(book, lang)
    return saved(book)


def _legend(book: Workbook, lang: Language) -> None:
    sheet = book.create_sheet(say("writing.sheet.legend", lang))
    style(put(sheet, 1, 1, say("writing.legend.title", lang)), bold=True)
    meanings = ((Colour.CHANGED, "changed"), (Colour.KEPT, "kept"), (Colour.REWRITTEN, "rewritten"))
    for row, (colour, name) in enumerate(meanings, 2):
        style(put(sheet, row, 1, ""), colour=colour)
        put(sheet, row, 2, say(f"writing.legend.{name}", lang))
    put(sheet, len(meanings) + 3, 1, say("writing.legend.apart", lang))
    text_columns(sheet, (20, 60))


def as_csv(part: Part, lang: Language) -> bytes:
    """The same as CSV."""
    rows = (cells_of(product, variant) for product in part.products for variant in product.variants)
    titles = [header(name, lang) for name in part.fields]
    return csv_bytes(chain([titles], ([cells.get(name, "") for name in part.fields] for cells in rows)))


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """CSV the way spreadsheet programs of Vietnam write it: semicolons, CRLF, UTF-8 with its mark; cells guarded.

    Every cell is quoted, so that a program which is told to take quoted cells for text keeps zeros and dates as they
    are; one that is not told may change them, an .xlsx file never does.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([guard(storable(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
