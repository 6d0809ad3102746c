"""SKUs for rows that have none, in a copy of the file: the producer's id and the next number, never one used before.

Deterministic: rows get their numbers in the order of the file. Everything else in a CSV file or an .xlsx workbook stays
as it is, byte for byte where nothing was written (``patched``). Of other kinds of files (.xls, .ods, JSON) the copy has
the cells of the products sheet only and is an .xlsx.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from slugify import slugify

from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.fields import REQUIRED
from connector.catalogue.sheet import Record, Sheet, open_sheet
from connector.model import is_sku

from .book import heading, new_book, put, saved, text_columns
from .patched import patched_book, patched_text

__all__ = ["Filled", "fill_skus", "numbered"]

PREFIX_LONGEST = 40
NO_PRODUCER = "SP"
WIDTH = 2
TEXTS = (".csv", ".tsv", ".txt")
BOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Filled:
    """The copy: its bytes, its suffix, and the SKU given on each line. ``skus`` is empty where all had one."""

    data: bytes
    suffix: str
    skus: Mapping[int, str]


def fill_skus(path: Path, taken: Collection[str], columns: Mapping[str, str] | None = None) -> Filled:
    """Give every row of ``path`` a SKU that has none. ``taken`` are SKUs used elsewhere: never given again."""
    sheet = open_sheet(path, PRODUCT_HEADERS, REQUIRED, columns=columns)
    records = [record for record in sheet.records() if record.cells is not None]
    blank = [record for record in records if not _cell(sheet, record, "sku")]
    used = {_cell(sheet, record, name) for record in records for name in ("sku", "product_key", "previous_sku")}
    given = numbered((_cell(sheet, record, "producer_id") for record in blank), used | set(taken))
    skus = {record.line: sku for record, sku in zip(blank, given, strict=True)}
    suffix = path.suffix.lower()
    if not skus:
        return Filled(path.read_bytes(), suffix, {})
    if suffix in TEXTS:
        return Filled(patched_text(path, sheet.header, sheet.columns["sku"], skus), suffix, skus)
    if suffix in BOOKS:
        return Filled(patched_book(path, sheet.worksheet, sheet.columns["sku"], skus), suffix, skus)
    return Filled(_as_workbook(sheet, records, skus), ".xlsx", skus)


def _cell(sheet: Sheet, record: Record, field: str) -> str:
    at = sheet.columns.get(field)
    return record.cells[at].strip() if record.cells is not None and at is not None else ""


def _as_workbook(sheet: Sheet, records: Sequence[Record], skus: Mapping[int, str]) -> bytes:
    """The sheet's own cells with the new SKUs, as a workbook."""
    book = new_book()
    copy = book.create_sheet("1")
    heading(copy, sheet.header)
    for row, record in enumerate(records, 2):
        for at, text in enumerate((record.cells or [])[: len(sheet.header)]):
            put(copy, row, at + 1, skus.get(record.line, text) if at == sheet.columns["sku"] else text)
    text_columns(copy, [len(title) for title in sheet.header])
    return saved(book)


def numbered(producers: Iterable[str], taken: Collection[str]) -> Iterator[str]:
    """A new SKU for each producer id in turn; ``taken`` are all SKUs and product keys ever used."""
    used = {sku.upper() for sku in taken}
    last: dict[str, tuple[int, int]] = {}
    for producer in producers:
        prefix = _prefix(producer)
        if prefix not in last:
            last[prefix] = _highest(prefix, used)
        number, width = last[prefix]
        last[prefix] = (number + 1, width)
        yield f"{prefix}-{number + 1:0{width}}"


def _prefix(producer: str) -> str:
    """The producer's id as it may begin a SKU."""
    plain = producer.strip().upper()
    if not (plain.isascii() and is_sku(plain)):
        plain = slugify(producer).upper()
    return plain[:PREFIX_LONGEST].rstrip("-._") or NO_PRODUCER


def _highest(prefix: str, used: Iterable[str]) -> tuple[int, int]:
    """The highest number behind ``prefix``, and with how many digits such numbers are written."""
    own = re.compile(re.escape(prefix) + r"-([0-9]{1,9})(?:\D.*)?", re.DOTALL)
    digits = [match[1] for sku in used if (match := own.fullmatch(sku))]
    return max(map(int, digits), default=0), max((len(one) for one in digits), default=WIDTH)
