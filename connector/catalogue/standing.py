"""The complete files as update rows see them: which record bears which SKU, and what stands in its cells.

A row that corrects a record whose SKU nobody could read, or that repeated another's SKU, is known by its other cells:
the refused rows of a run come back with a SKU put right, and have to take the place of what they correct.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from connector.model import fold, fold_owner
from connector.text import seen

from .grouping import Groups, Member, scoped
from .sheet import Sheet
from .updates import UpdateRow, same_text
from .verdicts import CellVerdict

__all__ = ["Finder", "Standing"]

ENOUGH = 5
"""Cells that two rows must share before one may pass for the other."""
NEAR = 20


class Standing:
    """The records of complete files. ``rows`` are the update rows that will be asked about; no other cells are kept."""

    def __init__(self, sheets: Sequence[Sheet], groups: Groups, rows: Sequence[UpdateRow], owner: str) -> None:
        self.groups = groups
        self.owner = owner
        self.lengths: list[int] = []
        self.by_sku: dict[str, list[int]] = defaultdict(list)
        self.unsure: list[int] = []
        self._siblings: dict[str, list[int]] = defaultdict(list)
        self._index()
        self._columns: dict[int, Mapping[str, int]] = {}
        self._cells: dict[int, Sequence[str]] = {}
        self._keep(sheets, set(self._asked(rows)))
        self._unsure_by_title: dict[str, list[int]] = defaultdict(list)
        for place in self.unsure:
            self._unsure_by_title[_words(self.raw(place, "title_vi"))].append(place)

    def siblings(self, member: Member) -> Sequence[int]:
        """All rows of a row's product, in order; empty where it stands alone."""
        return self._siblings.get(member.group, ()) if member.group is not None else ()

    def columns(self, index: int) -> Mapping[str, int]:
        return self._columns[index]

    def raw(self, index: int, field: str) -> str:
        """A cell as the complete file has it; '' where it has no such column."""
        at = self._columns[index].get(field)
        return self._cells[index][at] if at is not None else ""

    def unsure_titled(self, title: str) -> Sequence[int]:
        """The rows without a SKU of their own that bear this title."""
        return self._unsure_by_title.get(_words(title), ())

    def finder(self) -> Finder:
        return Finder(self)

    def nearest(self, sku: str) -> str:
        """The SKU most like this one: codes are read from the left."""
        known = sorted(self.by_sku)
        at = bisect_left(known, sku)
        near = known[max(0, at - NEAR) : at + NEAR]

        def likeness(one: str) -> tuple[int, float]:
            together = takewhile(lambda pair: pair[0] == pair[1], zip(one, sku, strict=False))
            return sum(1 for _ in together), SequenceMatcher(None, sku, one).ratio()

        return max(near, key=likeness, default="")

    def _index(self) -> None:
        for index, member in enumerate(self.groups.members):
            if member.sku and not member.repeat:
                self.by_sku[member.sku].append(index)
            if member.repeat or not member.sku:
                self.unsure.append(index)
            if member.group is not None and not member.repeat:
                self._siblings[member.group].append(index)

    def _asked(self, rows: Sequence[UpdateRow]) -> Iterator[int]:
        """Every record that these rows may change or have to be compared with."""
        yield from self.unsure
        for row in rows:
            for index in self.by_sku.get(row.sku or "", ()):
                yield index
                yield from self.siblings(self.groups.members[index])
        for index in self.unsure:
            yield from self.siblings(self.groups.members[index])

    def _keep(self, sheets: Sequence[Sheet], wanted: set[int]) -> None:
        index = 0
        for sheet in sheets:
            start = index
            for record in sheet.records():
                if index in wanted:
                    self._columns[index] = sheet.columns
                    self._cells[index] = record.cells or [""] * len(sheet.header)
                index += 1
            self.lengths.append(index - start)


def _words(text: str) -> str:
    return " ".join(fold(text).split())


class Finder:
    """Which record each update row is about, asked once per row and in order."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._members = standing.groups.members
        self._corrected: dict[str, int] = {}
        self._free = list(standing.unsure)
        self._seen: set[tuple[int, str, str]] = set()

    def find(self, row: UpdateRow) -> int | CellVerdict | None:
        """The record's place; None where the row is to be added; a verdict where it cannot be used."""
        if row.record.cells is None:
            return row.verdict("rejected", "E_ROW_BROKEN")
        if not row.sku:
            return self._still_wrong(row)
        owner = self._owner(row)
        if (row.file, owner, row.sku) in self._seen:
            return row.verdict("rejected", "E_SKU_DUPLICATE", "sku")
        self._seen.add((row.file, owner, row.sku))
        found = self._known(row, owner)
        if found is not None:
            return found
        wrong = self._most_like(row, self._free)
        if wrong is not None:
            self._free.remove(wrong)
            self._corrected[scoped(owner, row.sku)] = wrong
            return wrong
        if row.complete or self._joins(row, owner):
            return None
        return row.verdict("rejected", "E_UPDATE_SKU_UNKNOWN", "sku", self._standing.nearest(row.sku))

    def _still_wrong(self, row: UpdateRow) -> int | CellVerdict:
        """A row whose SKU nobody can read yet: the record it came from is refused already and counts once."""
        same = self._most_like(row, self._free)
        if same is None:
            return row.verdict("rejected", "E_SKU_MISSING" if row.sku == "" else "E_SKU_CHARACTERS", "sku")
        self._free.remove(same)
        return same

    def _owner(self, row: UpdateRow) -> str:
        said = fold_owner(seen(row.cells.get("owner", "")))
        return "" if said == self._standing.owner else said

    def _known(self, row: UpdateRow, owner: str) -> int | CellVerdict | None:
        sku = row.sku or ""
        if scoped(owner, sku) in self._corrected:
            return self._corrected[scoped(owner, sku)]
        found = self._standing.by_sku.get(sku, [])
        if len(found) > 1 or "owner" in row.cells:
            found = [index for index in found if self._members[index].owner == owner]
        if not found:
            return None
        meant = self._most_like(row, self._standing.unsure_titled(row.cells.get("title_vi", "")))
        if meant is not None and self._alike(row, meant) > self._alike(row, found[0]):
            return row.verdict("rejected", "E_SKU_DUPLICATE", "sku")
        return found[0]

    def _joins(self, row: UpdateRow, owner: str) -> bool:
        """Whether the row is one more SKU of a product that there is."""
        key = row.cells.get("product_key", "").strip().upper()
        return bool(key) and "price_vnd" in row.cells and scoped(owner, key) in self._standing.groups.rows

    def _most_like(self, row: UpdateRow, places: Sequence[int]) -> int | None:
        """The record that a whole row is meant to correct, by more than half of the cells both have."""
        best, most = None, 0
        for index in places:
            alike = self._alike(row, index)
            shared = sum(1 for name in row.cells if name != "sku" and self._standing.raw(index, name).strip())
            if alike > most and alike * 2 > shared and shared >= ENOUGH:
                best, most = index, alike
        return best

    def _alike(self, row: UpdateRow, index: int) -> int:
        return sum(
            1 for name, cell in row.cells.items() if name != "sku" and same_text(cell, self._standing.raw(index, name))
        )
