"""Which worksheet is the catalogue, and which of its rows is the header.

People write titles above the header and keep notes on other sheets. The row that names the most columns is the header;
the worksheet whose header names the most is the one, hidden ones only where no other has what is needed. Where two
serve equally well, a person says which.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from connector.catalogue.columns import Headers, known_columns
from connector.errors import BadUse

from .facts import Merge, Table, Walk

__all__ = ["Chosen", "chosen", "merged"]

TITLE_ROWS = 30
"""The header is looked for among this many first rows."""
LAST_LINE = 1 << 60


class Chosen(NamedTuple):
    """A worksheet, its header, and the ``line`` the header ends on (two lines where its cells are merged)."""

    table: Table
    header: list[str]
    line: int
    fields: frozenset[str]


def chosen(
    file: str,
    tables: Sequence[Table],
    headers: Headers,
    needed: frozenset[str],
    columns: Mapping[str, str] | None,
    worksheet: str,
) -> Chosen:
    """The table to read. ``needed`` are the fields without which none will do."""
    if worksheet:
        tables = [_named(file, tables, worksheet)]
    if len(tables) == 1:
        return _header_of(tables[0], headers, columns)
    for hidden in (False, True):
        found = [_header_of(table, headers, columns) for table in tables if table.hidden is hidden]
        best = max((len(one.fields) for one in found if needed <= one.fields), default=0)
        equal = [one for one in found if best and len(one.fields) == best and needed <= one.fields]
        if len(equal) > 1:
            equal = [one for one in equal if _has_records(one)] or equal[:1]
        if len(equal) > 1 and not all(one.table.name for one in equal):
            equal = equal[:1]  # two delimiters that serve equally well: the first
        if len(equal) > 1:
            names = ", ".join(f"«{one.table.name}»" for one in equal)
            raise BadUse("E_WORKSHEETS_EQUAL", file=file, names=names, first=equal[0].table.name)
        if equal:
            return equal[0]
    found = [_header_of(table, headers, columns) for table in sorted(tables, key=lambda table: table.hidden)]
    return max(found, key=lambda one: (len(one.fields), sum(map(bool, one.header))))


def _named(file: str, tables: Sequence[Table], worksheet: str) -> Table:
    wanted = _plain(worksheet)
    for table in tables:
        if table.name and _plain(table.name) == wanted:
            return table
    names = ", ".join(f"«{table.name}»" for table in tables if table.name) or "–"
    raise BadUse("E_WORKSHEET_UNKNOWN", file=file, name=worksheet, names=names)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _header_of(table: Table, headers: Headers, columns: Mapping[str, str] | None) -> Chosen:
    """The row that names the most columns; where none names any, the widest of the first rows."""
    best = Chosen(table, [], 0, frozenset())
    merges = table.facts.merges
    for line, cells in islice(merged(table.rows(), merges), TITLE_ROWS):
        if not cells or not any(cells):
            continue
        fields = frozenset(known_columns(cells, headers, columns))
        wider = not best.fields and sum(map(bool, cells)) > sum(map(bool, best.header))
        if len(fields) > len(best.fields) or wider:
            best = Chosen(table, cells, line, fields)
    below = [merge.bottom + 1 for merge in merges if merge.top + 1 == best.line and merge.bottom <= best.line + 1]
    return best._replace(line=max([best.line, *below]))


def _has_records(one: Chosen) -> bool:
    return any(line > one.line and cells and any(cells) for line, cells in one.table.rows())


def merged(walk: Walk, merges: Sequence[Merge], after: int = 0, before: int = LAST_LINE) -> Walk:
    """``walk`` with the value of merged cells in every cell they cover, for those that begin below line ``after``.

    A row that holds nothing of its own stays empty: a merged cell makes no record.
    """
    waiting = sorted((merge for merge in merges if after <= merge.top < before), reverse=True)
    return _filled(walk, waiting) if waiting else walk


def _filled(walk: Walk, waiting: list[Merge]) -> Iterator[tuple[int, list[str] | None]]:
    open_: list[tuple[Merge, str]] = []
    for line, cells in walk:
        row = line - 1
        while waiting and waiting[-1].top <= row:
            merge = waiting.pop()
            if cells and merge.top == row and merge.left < len(cells) and cells[merge.left]:
                open_.append((merge, cells[merge.left]))
        if open_ and cells and any(cells):
            open_ = [one for one in open_ if one[0].bottom >= row]
            for merge, value in open_:
                for column in range(merge.left, min(merge.right + 1, len(cells))):
                    cells[column] = cells[column] or value
        yield line, cells
