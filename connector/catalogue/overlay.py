"""Update rows laid over the records of the complete files: which cell of which record says what, and by whose word.

``Overlay`` is built anew for every choice of update rows and only places cells; reading them is the reader's business.
A product's own cells go to its first row and count for all of its rows, so two rows of one update file that differ
there are for the reader to refuse. Rows with a SKU of their own are added behind the complete files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from .fields import OF_SKU, SIDES
from .grouping import Groups, Member, Records
from .sheet import Record, Sheet
from .standing import Standing
from .updates import UpdateRow, cleared, same_text
from .verdicts import CellVerdict

__all__ = ["Added", "LaidCell", "LaidTable", "Overlay"]

IDENTITY = frozenset({"sku", "owner"})
"""What a row is found by. A row moves to no other owner by an update."""


class LaidCell(NamedTuple):
    """What stands in a cell now. ``by`` is the row that says so; None: left blank, because the first row says it."""

    raw: str
    by: UpdateRow | None
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A complete file with some cells replaced; fields it has no column for stand behind its own columns."""

    sheet: Sheet
    patches: Mapping[int, Mapping[str, LaidCell]]
    start: int
    columns: dict[str, int]
    header: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def added_columns(self) -> frozenset[str]:
        """Those that only some of its rows have: to the others they are no blank cells but no cells at all."""
        return frozenset(self.columns.keys() - self.sheet.columns.keys())

    def records(self) -> Iterator[Record]:
        added = [""] * (len(self.header) - len(self.sheet.header))
        for index, record in enumerate(self.sheet.records(), start=self.start):
            patch = self.patches.get(index)
            if record.cells is None or (patch is None and not added):
                yield record
                continue
            cells = [*record.cells[: len(self.sheet.header)], *added]
            for name, cell in (patch or {}).items():
                cells[self.columns[name]] = cell.raw
            yield Record(record.number, record.line, cells)


@dataclass(frozen=True, slots=True)
class Added:
    """The rows of one update file that no complete file has."""

    sheet: Sheet
    rows: Sequence[UpdateRow]

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def columns(self) -> dict[str, int]:
        return self.sheet.columns

    @property
    def header(self) -> tuple[str, ...]:
        return self.sheet.header

    def records(self) -> Iterator[Record]:
        for row in self.rows:
            number, line, cells = row.record
            yield Record(number, line, ["" if cleared(cell) else cell for cell in cells or ()])


@dataclass(slots=True)
class Overlay:
    """The cells that ``rows`` change. ``refused`` names the cells of the complete files refused by themselves."""

    sheets: Sequence[Sheet]
    groups: Groups
    standing: Standing
    refused: Mapping[int, Mapping[str, CellVerdict]]
    patches: dict[int, dict[str, LaidCell]] = field(default_factory=dict)
    added: list[UpdateRow] = field(default_factory=list)
    turned_away: dict[UpdateRow, CellVerdict] = field(default_factory=dict)
    _said: dict[tuple[int, str, str], str] = field(default_factory=dict)

    def lay(self, rows: Iterable[UpdateRow]) -> None:
        """Place every row, in the order given: a later one wins."""
        finder = self.standing.finder()
        for row in rows:
            found = finder.find(row)
            if isinstance(found, CellVerdict):
                self.turned_away[row] = found
            elif found is None:
                self.added.append(row)
            else:
                self._place(row, found)

    def tables(self) -> list[Records]:
        """The complete files as they stand now, and what is added to them."""
        tables: list[Records] = []
        start = 0
        for sheet, length in zip(self.sheets, self.standing.lengths, strict=True):
            tables.append(self._table(sheet, start, start + length))
            start += length
        for _, rows in groupby(self.added, key=lambda row: row.file):
            new = list(rows)
            tables.append(Added(new[0].sheet, new))
        return tables

    def added_at(self) -> dict[int, UpdateRow]:
        """The added rows by their place in the walk."""
        return dict(enumerate(self.added, start=sum(self.standing.lengths)))

    def _table(self, sheet: Sheet, start: int, end: int) -> Records:
        patches = {index: patch for index, patch in self.patches.items() if start <= index < end}
        if not patches:
            return sheet
        columns, header = dict(sheet.columns), list(sheet.header)
        for patch in patches.values():
            for name, cell in patch.items():
                if name not in columns:
                    columns[name] = len(header)
                    header.append(cell.by.header(name) if cell.by else "")
        return LaidTable(sheet, patches, start, columns, tuple(header))

    def _place(self, row: UpdateRow, index: int) -> None:
        member = self.groups.members[index]
        siblings = self.standing.siblings(member)
        alone = len(siblings) < 2 or self._moves(row, member)
        wrong = self._contradicted(row, index, alone)
        if wrong is not None:
            self.turned_away[row] = wrong
            return
        if row.sku and member.sku != row.sku:
            self._put(index, "sku", LaidCell(row.cells["sku"], row))
        for name, raw in row.cells.items():
            if name in IDENTITY:
                continue
            empty = cleared(raw)
            cell = LaidCell("" if empty else raw, row, empty)
            if alone or name in OF_SKU:
                self._change(index, name, cell)
            else:
                self._change_product(index, siblings, name, cell)

    def _contradicted(self, row: UpdateRow, index: int, alone: bool) -> CellVerdict | None:
        """What the reader could not see: a side without its others, a cell emptied that another row sets."""
        group = self.groups.members[index].group or ""
        for name, raw in row.cells.items():
            if name in SIDES and name not in self.standing.columns(index):
                return row.verdict("rejected", "E_DIMS_INVALID", name)
            wrong = name in self.refused.get(index, {})
            if not (alone or wrong) and name not in OF_SKU and cleared(raw) and self._said.get((row.file, group, name)):
                return row.verdict("rejected", "E_PRODUCT_FIELD_DIFFERS", name)
        return None

    def _moves(self, row: UpdateRow, member: Member) -> bool:
        """Whether the row names another product for its SKU."""
        key = row.cells.get("product_key", "")
        return bool(key) and key.strip().upper() != (member.key or "")

    def _change(self, index: int, name: str, cell: LaidCell) -> None:
        if cell.cleared or not same_text(cell.raw, self._now(index, name)):
            self._put(index, name, cell)

    def _change_product(self, index: int, siblings: Sequence[int], name: str, cell: LaidCell) -> None:
        """A cell of the product's own in any of its rows."""
        first = siblings[0]
        row = cell.by
        assert row is not None
        before = self._said.setdefault((row.file, self.groups.members[index].group or "", name), cell.raw)
        if not same_text(before, cell.raw):
            self._put(index if index != first else siblings[1], name, cell)
        elif index != first and name in self.refused.get(index, {}):
            self._change(index, name, cell)
        elif cell.cleared or not (
            same_text(cell.raw, self._now(index, name)) or same_text(cell.raw, self._now(first, name))
        ):
            self._put(first, name, cell)
            for other in siblings[1:]:
                if name not in self.refused.get(other, {}) and self._now(other, name).strip():
                    self._put(other, name, LaidCell("", None))

    def _now(self, index: int, name: str) -> str:
        """What stands in a cell after the rows before this one."""
        laid = self.patches.get(index, {}).get(name)
        return laid.raw if laid is not None else self.standing.raw(index, name)

    def _put(self, index: int, name: str, cell: LaidCell) -> None:
        self.patches.setdefault(index, {})[name] = cell
