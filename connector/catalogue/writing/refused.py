"""Refused rows as a workbook of the same shape, to be corrected and read again as an update.

The headers and their order are those of the person's file, every cell stands as it stood, as text. What was refused is
coloured and says why in a comment; the last column says the same in whole sentences, and its header is no field's name,
so that the reader passes over it. A row that repeats another row's SKU leaves it blank here: read as an update it
would otherwise change the row that has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from connector.catalogue.columns import PRODUCT_HEADERS, bare
from connector.catalogue.fields import REQUIRED, SIDES
from connector.catalogue.sheet import Record, Sheet, open_sheet
from connector.catalogue.updates import open_updates
from connector.catalogue.verdicts import CellVerdict, RefusedRow
from connector.messages import LANGUAGES, Language, say

from .book import LONGEST, Colour, Worksheet, heading, new_book, note, put, saved, style, text_columns

__all__ = ["refused_workbook", "sheets_of"]

FIRST_ROW = "E_FIRST_ROW_REFUSED"


class _Row(NamedTuple):
    """A refused row with its record and the columns of its file."""

    refused: RefusedRow
    record: Record
    sheet: Sheet


def sheets_of(
    products: Sequence[Path],
    updates: Sequence[Path] = (),
    columns: Mapping[str, str] | None = None,
    worksheet: str = "",
) -> list[Sheet]:
    """The sheets of a catalogue, opened once more; the arguments are those of ``read_catalogue``."""
    complete = (open_sheet(path, PRODUCT_HEADERS, REQUIRED, columns=columns, worksheet=worksheet) for path in products)
    return [*complete, *open_updates(updates, columns)]


def refused_workbook(sheets: Sequence[Sheet], refused: Sequence[RefusedRow], lang: Language) -> bytes:
    """The refused rows of ``sheets`` in their order; with several files, columns of later ones stand behind."""
    rows = list(_rows(sheets, refused))
    columns = _Columns([sheet for sheet in sheets if any(row.sheet is sheet for row in rows)] or sheets[:1])
    book = new_book()
    sheet = book.create_sheet(say("writing.sheet.products", lang))
    heading(sheet, [*columns.headers, say("writing.reason", lang)])
    widest = [len(name) for name in columns.headers]
    for at, row in enumerate(rows, 2):
        for column, text in columns.cells(row):
            put(sheet, at, column, text)
            widest[column - 1] = max(widest[column - 1], len(text))
        _reasons(sheet, at, row, columns, lang)
    text_columns(sheet, [*widest, LONGEST])
    return saved(book)


def _rows(sheets: Sequence[Sheet], refused: Sequence[RefusedRow]) -> Iterator[_Row]:
    wanted = {(row.file, row.row): row for row in refused}
    for sheet in sheets:
        for record in sheet.records():
            found = wanted.pop((sheet.name, record.number), None)
            if found is not None:
                yield _Row(found, record, sheet)


class _Columns:
    """The columns of one or several files side by side; a field stands once."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.headers: list[str] = []
        self._at: dict[str, int] = {}
        reasons = {bare(say("writing.reason", lang)) for lang in LANGUAGES}
        for sheet in sheets:
            for index, title in enumerate(sheet.header):
                key = _key(sheet, index)
                if key not in self._at and bare(title) not in reasons:
                    self.headers.append(title)
                    self._at[key] = len(self.headers)

    def cells(self, row: _Row) -> Iterator[tuple[int, str]]:
        """(column, text) of every cell that holds something."""
        repeated = row.sheet.columns["sku"] if row.refused.repeat else None
        for index, text in enumerate((row.record.cells or [])[: len(row.sheet.header)]):
            column = self._at.get(_key(row.sheet, index))
            if column is not None and text and index != repeated:
                yield column, text

    def of(self, row: _Row, field: str) -> list[int]:
        """The columns in which a field of that row stands; three for a size given by its sides."""
        known = row.sheet.columns
        names = SIDES if field == "dims" and field not in known else (field,)
        return [self._at[_key(row.sheet, known[name])] for name in names if name in known]


def _key(sheet: Sheet, index: int) -> str:
    """What makes a column the same in another file: its field, else its name."""
    field = next((name for name, at in sheet.columns.items() if at == index), "")
    return field or f"{bare(sheet.header[index])} {'' if sheet.header[index] else index}"


def _reasons(sheet: Worksheet, at: int, row: _Row, columns: _Columns, lang: Language) -> None:
    """Colour, comments and the last column of one row."""
    refused = row.refused
    own = () if refused.reason == FIRST_ROW else refused.verdicts
    where = say("AT_ROW", lang, file=refused.file, line=refused.line)
    said = [where] if own else [f"{where} {say(refused.reason, lang)}"]
    for verdict in own:
        text = _reason(verdict, lang)
        said.append(f"«{verdict.header}»: {text}" if verdict.header else text)
        for column in columns.of(row, verdict.field):
            _refuse(sheet.cell(at, column), text)
    if refused.repeat:
        for column in columns.of(row, "sku"):
            stood = say("writing.stood", lang, text=refused.sku)
            _refuse(sheet.cell(at, column), f"{stood}\n{say('writing.repeat', lang)}")
        said.append(say("writing.repeat", lang))
    if any(len(text) > LONGEST for _, text in columns.cells(row)):
        said.append(say("writing.cut", lang))
    style(put(sheet, at, len(columns.headers) + 1, "\n".join(said)), colour=Colour.WARNED, wrap=True)


def _refuse(cell: object, text: str) -> None:
    style(cell, colour=Colour.REFUSED)
    note(cell, text)


def _reason(verdict: CellVerdict, lang: Language) -> str:
    """Why a cell was refused, without saying once more where it stands; and the whole of how it was read, if it was."""
    text = " ".join(verdict.reasons(lang))
    if not verdict.normalised or verdict.normalised in text:
        return text
    return f"{text}\n{say('writing.reading', lang, text=verdict.normalised)}"
