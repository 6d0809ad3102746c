"""One walk over all records: every row read by the cell rules and gathered into products, everything said kept.

What was said of a cell that an update file set is told of that file's row, apart from the record it was laid over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .cells import Reading
from .gather import Gathering
from .grouping import Records
from .origins import Origins
from .overlay import LaidCell, LaidTable
from .rows import Row, RowReader
from .updates import UpdateRow
from .verdicts import CellVerdict

__all__ = ["Walk", "refusals", "walk"]

Patches = Mapping[int, Mapping[str, LaidCell]]
NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Walk:
    """``refused`` has the refused cells of every record by its place; ``said`` what belongs to update rows."""

    gathered: Gathering
    origins: Origins
    refused: dict[int, tuple[CellVerdict, ...]] = field(default_factory=dict)
    said: dict[UpdateRow, list[CellVerdict]] = field(default_factory=lambda: defaultdict(list))


class _Readers:
    """One reader per file, and one more for every set of columns that an update adds to some of its rows."""

    def __init__(self, table: Records, reading: Reading) -> None:
        self._table = table
        self._reading = reading
        self._own = frozenset(table.columns)
        self._added = table.added_columns if isinstance(table, LaidTable) else NONE
        self._known: dict[frozenset[str], tuple[RowReader, frozenset[str]]] = {}

    def of(self, patch: Mapping[str, LaidCell]) -> tuple[RowReader, frozenset[str]]:
        """The reader for a record and the columns it has."""
        columns = self._own - (self._added - patch.keys()) if self._added else self._own
        found = self._known.get(columns)
        if found is None:
            found = self._known[columns] = RowReader(_Columns(self._table, columns), self._reading), columns
        return found


class _Columns:
    """A table of which only some columns count."""

    def __init__(self, table: Records, kept: frozenset[str]) -> None:
        self.name = table.name
        self.header = table.header
        self.columns = {name: at for name, at in table.columns.items() if name in kept}
        self.records = table.records


def refusals(tables: Sequence[Records], reading: Reading) -> dict[int, dict[str, CellVerdict]]:
    """The refused cells of every record by its place and field; nothing is made of the rest."""
    found: dict[int, dict[str, CellVerdict]] = {}
    members = enumerate(reading.groups.members)
    for table in tables:
        reader = RowReader(table, reading)
        for record in table.records():
            index, member = next(members)
            refused = reader.read(record, member).refused
            if refused:
                found[index] = {verdict.field: verdict for verdict in refused}
    return found


def walk(tables: Sequence[Records], reading: Reading, gathered: Gathering, patches: Patches | None = None) -> Walk:
    """Read every record of every table once, in order."""
    result = Walk(gathered, Origins(tables))
    members = enumerate(reading.groups.members)
    nothing: Mapping[str, LaidCell] = {}
    for number, table in enumerate(tables):
        readers = _Readers(table, reading)
        for record in table.records():
            index, member = next(members)
            patch = patches.get(index, nothing) if patches else nothing
            reader, columns = readers.of(patch)
            row = reader.read(record, member)
            if row.verdicts[0].outcome == "rejected":
                result.refused[index] = row.refused
            if patch:
                _told_apart(row, patch, result.said)
            empty = frozenset(name for name, cell in patch.items() if cell.cleared) if patch else NONE
            first = gathered.add(row, table.name, columns, empty)
            if member.sku and not member.repeat:
                result.origins.put(member.sku, number, record.line, first)
                for name, cell in patch.items():
                    if cell.by is not None:
                        result.origins.lay(member.sku, name, cell.by.origin(name))
    return result


def _told_apart(row: Row, patch: Mapping[str, LaidCell], said: dict[UpdateRow, list[CellVerdict]]) -> None:
    """Take what was said of laid cells out of the row's verdicts and tell it of the update's row."""
    own = row.verdicts[:1]
    for verdict in row.verdicts[1:]:
        by = patch[verdict.field].by if verdict.field in patch else None
        if by is None:
            own.append(verdict)
            continue
        said[by].append(
            replace(
                verdict,
                row=by.record.number,
                line=by.record.line,
                file=by.sheet.name,
                header=by.header(verdict.field),
                value=by.cells[verdict.field],
            )
        )
    row.verdicts = own
