"""Complete files and update rows read together, until every update row is either used whole or not at all.

An update row that brings a refused cell, or because of which another row would be refused that is sound without it, is
taken out and everything is read again: the complete files' values stand, and not half of a row goes through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .cells import Reading
from .gather import PHOTO_FIELDS, Gathering
from .grouping import Groups, Member, grouped
from .names import Names
from .overlay import Overlay
from .sheet import Sheet
from .standing import Standing
from .updates import UpdateRow, update_rows
from .verdicts import ROW, CellVerdict, RefusedRow
from .walk import Walk, refusals, walk

__all__ = ["Settled", "settled"]

CODES = ("sku", "product_key", "gtin", "previous_sku")
"""Fields whose value may be refused in one row because of another's."""
TRIES = 10
"""Walks after which rows that are still in each other's way are given up together."""

Out = dict[UpdateRow, list[CellVerdict]]


@dataclass(frozen=True, slots=True)
class Settled:
    """The walk that counts; ``verdicts`` and ``refused`` are of the update rows, ``members`` of the complete files.

    ``new`` are the SKUs that no complete file has, by update file.
    """

    walk: Walk
    members: Sequence[Member]
    verdicts: tuple[CellVerdict, ...]
    refused: tuple[RefusedRow, ...]
    rows: int
    new: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Readers:
    """How one reading is begun: both have a memory of their own, so every walk needs new ones."""

    names: Names
    reading: Callable[[Groups], Reading]
    gathering: Callable[[Groups], Gathering]


class _Attempt(NamedTuple):
    """One walk with some of the update rows."""

    overlay: Overlay
    groups: Groups
    walk: Walk


def settled(sheets: Sequence[Sheet], base: Groups, updates: Sequence[Sheet], begin: Readers) -> Settled:
    """Lay the updates over the complete files. ``base`` are the groups of these alone."""
    rows = list(update_rows(updates))
    standing = Standing(sheets, base, rows, begin.names.own)
    refused = refusals(sheets, begin.reading(base))
    out: Out = {}
    number = 0
    while True:
        number += 1
        live = [row for row in rows if row not in out]
        tried = _attempt(Overlay(sheets, base, standing, refused), live, begin)
        blamed = _Blame(tried, refused).blamed()
        if not blamed:
            return _settled(rows, out, tried, len(base.members), begin.names)
        del tried  # it holds a whole catalogue, and the next one comes
        out |= blamed
        if number % TRIES == 0:
            out |= _tangled(live, all_of_them=number > TRIES)


def _settled(rows: Sequence[UpdateRow], out: Out, tried: _Attempt, complete: int, names: Names) -> Settled:
    told = _Told(rows, out | {row: [verdict] for row, verdict in tried.overlay.turned_away.items()}, tried)
    return Settled(
        walk=tried.walk,
        members=tried.groups.members[:complete],
        verdicts=tuple(told.verdicts()),
        refused=tuple(told.refused(names)),
        rows=len(rows),
        new=told.new(),
    )


def _attempt(overlay: Overlay, rows: Sequence[UpdateRow], begin: Readers) -> _Attempt:
    overlay.lay(rows)
    tables = overlay.tables()
    groups = grouped(tables, begin.names.own)
    return _Attempt(overlay, groups, walk(tables, begin.reading(groups), begin.gathering(groups), overlay.patches))


def _tangled(rows: Sequence[UpdateRow], *, all_of_them: bool) -> Out:
    """Rows that each are in another's way, as when a column of codes slipped by one: none of them is used."""
    some = [row for row in rows if all_of_them or any(name in row.cells for name in CODES[1:])]
    return {row: [row.verdict("rejected", "E_UPDATE_TANGLED")] for row in some}


class _Blame:
    """Which update rows a walk shows to be unusable, with the cells that show it."""

    def __init__(self, tried: _Attempt, refused: dict[int, dict[str, CellVerdict]]) -> None:
        self._found = tried.walk
        self._overlay = tried.overlay
        self._groups = tried.groups
        self._refused = refused
        self._added = tried.overlay.added_at()

    def blamed(self) -> Out:
        out: Out = {}
        for index, verdicts in self._found.refused.items():
            for verdict in verdicts:
                for row in self._culprits(index, verdict):
                    out.setdefault(row, []).append(_told_of(row, verdict))
        return out

    def _culprits(self, index: int, verdict: CellVerdict) -> Sequence[UpdateRow]:
        if index in self._added:
            group = self._groups.members[index].group
            joins = group is not None and group in self._overlay.groups.rows
            return [self._added[index]] if joins else []
        patch = self._overlay.patches.get(index, {})
        laid = patch.get(verdict.field)
        if laid is not None and laid.by is not None:
            return [laid.by]
        if verdict.field in self._refused.get(index, {}):
            return []
        own = [cell.by for cell in patch.values() if cell.by is not None]
        return list(dict.fromkeys(own)) or self._relatives(index, verdict) or self._live()

    def _relatives(self, index: int, verdict: CellVerdict) -> Sequence[UpdateRow]:
        """The rows that changed the product of a record they did not touch, or that say the same code elsewhere."""
        group = self._groups.members[index].group
        same = [
            row for place, row in self._changes() if group is not None and self._groups.members[place].group == group
        ]
        code = _code(verdict.value)
        equal = [row for row in self._live() if any(_code(row.cells.get(name, "")) == code for name in CODES)]
        return list(dict.fromkeys([*(equal if verdict.field in CODES and code else ()), *same]))

    def _changes(self) -> Iterator[tuple[int, UpdateRow]]:
        for place, patch in self._overlay.patches.items():
            for cell in patch.values():
                if cell.by is not None:
                    yield place, cell.by
        yield from self._added.items()

    def _live(self) -> list[UpdateRow]:
        return list(dict.fromkeys(row for _, row in self._changes()))


class _Told:
    """What is said of every update row: used, or refused and why."""

    def __init__(self, rows: Sequence[UpdateRow], out: Out, tried: _Attempt) -> None:
        self._rows = rows
        self._out = out
        self._said = tried.walk.said
        self._added = frozenset(tried.overlay.added)
        self._groups = tried.overlay.groups
        self._by_sku = tried.overlay.standing.by_sku

    def verdicts(self) -> Iterator[CellVerdict]:
        """Those of added rows come from the walk, like any row's."""
        for row in self._rows:
            if row in self._out:
                cells = self._out[row]
                yield row.verdict("rejected", cells[0].code)
                yield from (cell for cell in cells if cell.field != ROW)
            elif row not in self._added:
                yield row.verdict("accepted", "ROW_OK")
                yield from self._said.get(row, ())

    def new(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for row in self._rows:
            if row not in self._out and row.sku and row.sku not in self._by_sku:
                found[row.sheet.name] = (*found.get(row.sheet.name, ()), row.sku)
        return found

    def refused(self, names: Names) -> Iterator[RefusedRow]:
        for row, cells in self._out.items():
            places = self._by_sku.get(row.sku or "", ())
            member = self._groups.members[places[0]] if places else None
            key = member.key if member is not None else None
            product = names.of(member.owner, key) if member is not None and key is not None else None
            yield RefusedRow(
                file=row.sheet.name,
                row=row.record.number,
                line=row.record.line,
                sku=row.sku or "",
                product=product,
                reason=cells[0].code,
                verdicts=tuple(cell for cell in cells if cell.field != ROW),
                only_photos=all(cell.field in PHOTO_FIELDS for cell in cells),
                update=True,
            )


def _told_of(row: UpdateRow, verdict: CellVerdict) -> CellVerdict:
    """A verdict as the update row's own. A cell of another row or column keeps its header and value."""
    own = verdict.field in row.cells
    return replace(
        verdict,
        row=row.record.number,
        line=row.record.line,
        file=row.sheet.name,
        sku=row.sku or "",
        header=row.header(verdict.field) if own else verdict.header,
        value=row.cells[verdict.field] if own else verdict.value,
    )


def _code(raw: str) -> str:
    return re.sub(r"[\W_]", "", raw).upper()
