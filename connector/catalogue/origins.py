"""Where every value was read from: file, line and column, for ``ocop why``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .fields import FIELD_ORDER, OF_SKU, SIDES
from .grouping import Records
from .overlay import LaidTable

__all__ = ["Origins"]


class _At(NamedTuple):
    """Where a SKU stands: its file and line, and the SKU of its product's first row."""

    table: int
    line: int
    first: str


class Origins(Mapping[tuple[str, str], str]):
    """(SKU, field) -> ``products.csv:12:Tên sản phẩm``: the cell a value was read from."""

    def __init__(self, tables: Sequence[Records]) -> None:
        self._tables = [(table.name, _own(table), table.header) for table in tables]
        self._at: dict[str, _At] = {}
        self._laid: dict[tuple[str, str], str] = {}

    def put(self, sku: str, table: int, line: int, first: str) -> None:
        self._at[sku] = _At(table, line, first)

    def lay(self, sku: str, field: str, origin: str) -> None:
        """This cell of the SKU's row came from an update file."""
        self._laid[sku, field] = origin

    def __getitem__(self, cell: tuple[str, str]) -> str:
        sku, name = cell
        at = self._at[sku]
        if name not in OF_SKU and at.first in self._at:
            sku, at = at.first, self._at[at.first]
        if (sku, name) in self._laid:
            return self._laid[sku, name]
        file, columns, header = self._tables[at.table]
        names = SIDES if name == "dims" and name not in columns else (name,)
        return f"{file}:{at.line}:{', '.join(header[columns[one]].strip() for one in names)}"

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for sku in self._at:
            for name in FIELD_ORDER:
                if (sku, name) in self:
                    yield sku, name

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _own(table: Records) -> Mapping[str, int]:
    """The columns that every record of a table has; what an update added to some is laid."""
    return table.sheet.columns if isinstance(table, LaidTable) else table.columns
