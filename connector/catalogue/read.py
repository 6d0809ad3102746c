"""Sheets and a photos folder -> the catalogue: complete products, refused rows, and what was said of every cell.

A file that cannot be read at all raises ``BadUse``; a row never does. Files are walked twice, record by record: once
for who belongs to which product, once for the values.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from connector.errors import BadUse
from connector.model import Producer, Product, ProductId, fold

from .cells import Reading
from .columns import PRODUCT_HEADERS
from .fields import FIELD_ORDER, OF_SKU, REQUIRED, SIDES
from .gather import Gathering
from .grouping import grouped
from .photos import PhotoIndex
from .producers import ProducersRead, read_producers
from .rows import RowReader
from .sheet import Sheet, open_sheet
from .verdicts import CellVerdict, RefusedRow

__all__ = ["Catalogue", "Origins", "read_catalogue"]


class _At(NamedTuple):
    """Where a SKU stands: its file and line, and the SKU of its product's first row."""

    sheet: int
    line: int
    first: str


class Origins(Mapping[tuple[str, str], str]):
    """(SKU, field) -> ``products.csv:12:Tên sản phẩm``: the cell a value was read from."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = [(sheet.name, sheet.columns, sheet.header) for sheet in sheets]
        self._at: dict[str, _At] = {}

    def put(self, sku: str, sheet: int, line: int, first: str) -> None:
        self._at[sku] = _At(sheet, line, first)

    def __getitem__(self, cell: tuple[str, str]) -> str:
        sku, name = cell
        at = self._at[sku]
        if name not in OF_SKU:
            at = self._at.get(at.first, at)
        file, columns, header = self._sheets[at.sheet]
        names = SIDES if name == "dims" and name not in columns else (name,)
        return f"{file}:{at.line}:{', '.join(header[columns[one]].strip() for one in names)}"

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for sku in self._at:
            for name in FIELD_ORDER:
                if (sku, name) in self:
                    yield sku, name

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Catalogue:
    """Everything one reading of the files gave.

    ``products`` are complete: their first row was accepted; they hold the accepted SKUs, in file order. ``partial``
    names those of which another row was refused. ``skus_read`` holds every SKU that could be read, refused rows
    included; ``unreadable_skus`` counts the rows whose SKU could not (any such row suspends unlisting).
    ``verdicts`` has one line per row and one per cell worth a word; those on producers stand apart.
    """

    products: tuple[Product, ...]
    producers: dict[str, Producer]
    refused: tuple[RefusedRow, ...]
    verdicts: tuple[CellVerdict, ...]
    skus_read: frozenset[str]
    unreadable_skus: int
    rows: int
    complete: bool
    revision: str
    origins: Mapping[tuple[str, str], str]
    photos: PhotoIndex
    producer_verdicts: tuple[CellVerdict, ...] = ()
    partial: frozenset[ProductId] = frozenset()


def read_catalogue(
    products: Sequence[Path], producers: Path | None, photos: Path | None, *, day: date, owner: str = ""
) -> Catalogue:
    """Read complete files as they stand on ``day``.

    Without ``producers`` nobody is asked who a producer is; without ``photos`` no picture is looked for. ``owner`` is
    the catalogue's own: rows that name it are as blank.
    """
    if not products:
        raise BadUse("E_NO_PRODUCT_FILES")
    with _without_collector():
        return _read(products, producers, PhotoIndex(photos), day, owner)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Everything that is read is kept; looking for garbage in it again and again would take half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(products: Sequence[Path], producers: Path | None, photos: PhotoIndex, day: date, owner: str) -> Catalogue:
    sheets = [open_sheet(path, PRODUCT_HEADERS, REQUIRED) for path in products]
    known = read_producers(producers) if producers else ProducersRead({}, (), "")
    groups = grouped(sheets)
    reading = Reading(
        day=day,
        groups=groups,
        photos=photos,
        producers={fold(name): name for name in known.producers} if producers else None,
    )
    gathered = Gathering(known.producers, fold(owner), groups)
    origins = Origins(sheets)
    members = iter(groups.members)
    for number, sheet in enumerate(sheets):
        reader = RowReader(sheet, reading)
        columns = frozenset(sheet.columns)
        for record in sheet.records():
            row = reader.read(record, next(members))
            first = gathered.add(row, sheet.name, columns)
            if row.member.sku and not row.member.repeat:
                origins.put(row.member.sku, number, record.line, first)
    return Catalogue(
        products=gathered.products(),
        producers=known.producers,
        refused=tuple(gathered.refused),
        verdicts=tuple(gathered.verdicts),
        skus_read=groups.skus,
        unreadable_skus=groups.unreadable,
        rows=len(groups.members),
        complete=True,
        revision=_revision([*(sheet.digest for sheet in sheets), known.digest]),
        origins=origins,
        photos=photos,
        producer_verdicts=known.verdicts,
        partial=frozenset(gathered.partial()),
    )


def _revision(digests: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
