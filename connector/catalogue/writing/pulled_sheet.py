"""The first catalogue of a co-op, made from its shop: our own template, filled with what the shop can tell.

What only the programme knows is left blank and coloured as the template colours its header: a cell without which the
row is refused, a cell without which there is no badge. Price, stock and weight are numbers; all else is text that no
spreadsheet takes for a formula. Pure: the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connector.messages import Language, say

from .book import Colour, Worksheet, heading, new_book, note, put, put_number, saved, style, text_columns
from .offered import PRODUCERS, PRODUCTS
from .template import head, lists, rules_page, table

__all__ = ["PulledListing", "PulledRow", "pulled_workbook"]

NUMBERS = frozenset({"price_vnd", "stock", "weight_g"})
TO_FILL = {"always": Colour.NEEDED, "badge": Colour.WARNED}
LONG_TEXT = frozenset({"short_story_vi", "long_story_vi"})
WIDE = 40
TODO_WIDTHS = (6, 110)
LINE = 16.0
"""Points of a line of text; a cell that wraps is as high as its lines."""
SHOWN_WIDTHS = (18, 16, 44, 14, 44, 18, 60, 10, 60)


@dataclass(frozen=True, slots=True)
class PulledRow:
    """One SKU. ``first``: the row of its product that bears the product's own cells; ``proposed``: the SKU is ours, the
    shop has none; ``known``: the catalogue has it already. ``remarks`` are (what to say) by field."""

    cells: Mapping[str, str]
    first: bool = True
    proposed: bool = False
    known: bool = False
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PulledListing:
    """One listing as it stands in the shop, for looking up: what has no column in a catalogue."""

    skus: str
    remote_id: str
    title: str
    state: str
    category: str
    brand: str
    attributes: str
    pictures: str
    remark: str = ""


def pulled_workbook(
    rows: Sequence[PulledRow], listings: Sequence[PulledListing], shop: str, channels: Sequence[str], lang: Language
) -> bytes:
    """Products to complete, producers to fill in, what to do, the shop as it stands, the rules of every column."""
    book = new_book()
    products = book.create_sheet(say("writing.sheet.products", lang))
    producers = book.create_sheet(say("writing.sheet.producers", lang))
    todo = book.create_sheet(say("pull.sheet.todo", lang))
    shown = book.create_sheet(say("pull.sheet.shop", lang))
    rules = book.create_sheet(say("writing.sheet.rules", lang))
    sources = lists(book, lang, channels)
    _products(products, rows, sources, lang)
    table(producers, PRODUCERS, sources, lang)
    _todo(todo, rows, shop, lang)
    _shown(shown, listings, lang)
    rules_page(rules, lang)
    return saved(book)


def _products(sheet: Worksheet, rows: Sequence[PulledRow], sources: Mapping[str, str], lang: Language) -> None:
    titles = head(sheet, PRODUCTS, sources, lang)
    widest = [len(title) for title in titles]
    for row, pulled in enumerate(rows, 2):
        for at, column in enumerate(PRODUCTS):
            text = pulled.cells.get(column.field, "")
            if column.field in NUMBERS and text.isdecimal():
                cell = put_number(sheet, row, at + 1, int(text))
            else:
                cell = put(sheet, row, at + 1, text)
            style(cell, colour=_colour(pulled, column.field, column.need, text))
            if column.field in pulled.remarks:
                note(cell, pulled.remarks[column.field])
            if column.field not in LONG_TEXT:
                widest[at] = max(widest[at], min(len(text), WIDE))
    text_columns(sheet, widest)


def _colour(row: PulledRow, name: str, need: str, text: str) -> str:
    if row.known:
        return Colour.QUIET
    if name in row.remarks:
        return Colour.REFUSED
    if name == "sku" and row.proposed:
        return Colour.CHANGED
    return TO_FILL.get(need, "") if not text and row.first else ""


def _todo(sheet: Worksheet, rows: Sequence[PulledRow], shop: str, lang: Language) -> None:
    style(put(sheet, 1, 1, say("pull.todo.title", lang, shop=shop)), bold=True)
    row = 3
    for line in say("pull.todo.steps", lang, shop=shop, preview="ocop plan").splitlines():
        number, _, text = line.partition(" ")
        style(put(sheet, row, 1, number), wrap=True)
        style(put(sheet, row, 2, text), wrap=True)
        sheet.row_dimensions[row].height = LINE * (1 + len(text) // TODO_WIDTHS[1])
        row += 1
    style(put(sheet, row + 1, 1, say("writing.sheet.legend", lang)), bold=True)
    for at, (colour, name) in enumerate(_legend(rows), row + 2):
        style(put(sheet, at, 1, ""), colour=colour)
        style(put(sheet, at, 2, say(f"pull.legend.{name}", lang)), wrap=True)
    text_columns(sheet, TODO_WIDTHS)
    sheet.column_dimensions["B"].width = TODO_WIDTHS[1]


def _legend(rows: Sequence[PulledRow]) -> list[tuple[str, str]]:
    """The colours that are there to be seen."""
    found = [(Colour.NEEDED, "always"), (Colour.WARNED, "badge")]
    if any(row.proposed and not row.known for row in rows):
        found.append((Colour.CHANGED, "proposed"))
    if any(row.remarks and not row.known for row in rows):
        found.append((Colour.REFUSED, "remark"))
    if any(row.known for row in rows):
        found.append((Colour.QUIET, "known"))
    return found


def _shown(sheet: Worksheet, listings: Sequence[PulledListing], lang: Language) -> None:
    names = ("skus", "remote_id", "title", "state", "category", "brand", "attributes", "pictures", "remark")
    heading(sheet, [say(f"pull.shop.{name}", lang) for name in names])
    for row, listing in enumerate(listings, 2):
        for at, name in enumerate(names, 1):
            put(sheet, row, at, getattr(listing, name))
    text_columns(sheet, SHOWN_WIDTHS)
