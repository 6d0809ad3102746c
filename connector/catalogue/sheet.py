"""A file as a header and records, whatever kind of table it is.

``Sheet.records()`` can be walked as often as needed and holds one record at a time. Blank rows, rows that only carry a
running number, rows of totals and the example row of an empty workbook of ours are not records; hidden rows are. A
record that cannot be taken apart (an open quote, an endless cell) comes as ``cells=None`` and the rest of the file is
still read. The bytes are read once, so what is hashed is what is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from .columns import Headers, bare, columns_of, mapping_for
from .presets import ColumnMapping, Completion
from .remarks import Remarks
from .tables import DateText, Table, Walk, bytes_of, chosen, day_first, merged, tables_of
from .verdicts import FileNotice

__all__ = ["Record", "Sheet", "SheetNotice", "open_sheet"]

SheetNotice = FileNotice
EXAMPLES = frozenset({"vi du", "example"})
"""What an empty workbook of ours has for the SKU of its example row, in round brackets: never a SKU."""
TOTAL = re.compile(r"(?:tong cong|tong so)\b.*|cong")
TOTAL_LIKE = re.compile(r"\W*(?:t[oổ]|c[oộ])", re.IGNORECASE)
"""What the first letters of a total can be; the exact look costs more than all else that is done with a row."""
NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "no"})
CODES = ("sku", "product_key", "previous_sku", "gtin")


class Record(NamedTuple):
    """One data record: ``number`` from 1, the ``line`` it begins on, its cells (None: it could not be taken apart)."""

    number: int
    line: int
    cells: list[str] | None


@dataclass(frozen=True)
class Sheet:
    """An opened file: its ``name`` for people, ``digest`` of its bytes, ``columns`` (field -> index), ``header``.

    ``worksheet`` is '' where the file has none. Lines are those a spreadsheet program shows.
    """

    name: str
    digest: str
    columns: dict[str, int]
    header: tuple[str, ...]
    worksheet: str
    _table: Table = field(repr=False)
    _below: int = 0
    _completion: Completion | None = None
    _said: list[tuple[SheetNotice, ...]] = field(default_factory=list, repr=False, compare=False)

    @property
    def notices(self) -> tuple[SheetNotice, ...]:
        """What a person should know of the sheet as a whole; complete at any time, at the price of a walk at most."""
        if not self._said:
            for _ in self.records():
                pass
        return self._said[0]

    def records(self) -> Iterator[Record]:
        """Every record below the header, in order."""
        number = 0
        width = len(self.header)
        sku = self.columns.get("sku", 0)
        numbering = [at for at, cell in enumerate(self.header) if bare(cell) in NUMBERING]
        remarks = None if self._said else Remarks(self.name, self.worksheet, self._table, self.columns)
        for line, cells in self._rows():
            if cells is not None:
                if not any(cells):
                    continue
                if len(cells) < width:
                    cells = [*cells, *[""] * (width - len(cells))]
                if (not cells[sku] or _total(cells[sku])) and self._is_none(cells, line, numbering, remarks):
                    continue
                if "(" in cells[sku] and _example(cells[sku]):
                    if remarks is not None:
                        remarks.example(line)
                    continue
            number += 1
            if remarks is not None:
                remarks.record(line, cells)
            yield Record(number, line, cells)
        if remarks is not None and not self._said:
            self._said.append(remarks.notices())

    def _rows(self) -> Walk:
        walk = merged(_below(self._table.rows(), self._below), self._table.facts.merges, self._below)
        if self._table.name:
            walk = _codes_as_shown(walk, [self.columns[name] for name in CODES if name in self.columns])
        return self._completion.rows(walk) if self._completion else walk

    @staticmethod
    def _is_none(cells: Sequence[str], line: int, numbering: Sequence[int], remarks: Remarks | None) -> bool:
        """Whether a row without a SKU is no record: totals, or a running number drawn down too far."""
        if _total(next((cell for cell in cells if cell), "")):
            if remarks is not None:
                remarks.total(line)
            return True
        return bool(numbering) and not any(cell for at, cell in enumerate(cells) if at not in numbering)


def open_sheet(
    path: Path,
    headers: Headers,
    required: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    worksheet: str = "",
) -> Sheet:
    """Open ``path`` as a table with at least the ``required`` fields; BadUse where that cannot be.

    ``columns`` is a mapping of headers that are not ours; ``worksheet`` the one a person asks for.
    """
    name = path.name
    data = bytes_of(path)
    constants = columns.constants if isinstance(columns, ColumnMapping) else {}
    needed = frozenset(required).difference(constants)
    found = chosen(name, tables_of(name, data), headers, needed, columns, worksheet)
    places = columns_of(name, found.header, headers, required, columns)
    header = tuple(found.header)
    used = mapping_for(header, headers, columns)
    completion = used.completion(header, places) if isinstance(used, ColumnMapping) else None
    return Sheet(
        name=name,
        digest=hashlib.sha256(data).hexdigest(),
        columns=completion.columns if completion else places,
        header=completion.header if completion else header,
        worksheet=found.table.name,
        _table=found.table,
        _below=found.line,
        _completion=completion,
    )


def _below(walk: Walk, line: int) -> Walk:
    return (row for row in walk if row[0] > line)


def _codes_as_shown(walk: Walk, codes: Sequence[int]) -> Walk:
    """A code that the spreadsheet took for a date (3-5) is shown as one, so that it is refused and not believed."""
    for line, cells in walk:
        if cells is not None:
            for at in codes:
                if at < len(cells) and type(cells[at]) is DateText:
                    cells[at] = day_first(cells[at])
        yield line, cells


def _example(cell: str) -> bool:
    return cell.strip().startswith("(") and bare(cell) in EXAMPLES


def _total(cell: str) -> bool:
    return TOTAL_LIKE.match(cell) is not None and len(cell) < 200 and TOTAL.fullmatch(bare(cell)) is not None
