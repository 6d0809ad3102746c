"""Who wrote what in the shop, from the market's tape alone. Shares no code with the connector.

``Ledger.read`` takes the tape on and says what the connector did that it must not do whatever the sheet says: raise a
stock it has sent before, list a SKU twice, touch what is not ours, show again what somebody else hid. Overwritten edits
are handed to the checker, which knows what was announced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["OURS", "Ledger", "Overwritten", "Shelf"]

OURS = "connector"
DELETED = ("SELLER_DELETE", "SHOPEE_DELETE")
HIDDEN = "UNLIST"
VISIBLE = ("NORMAL", "REVIEWING")


@dataclass(frozen=True, slots=True)
class Overwritten:
    """What somebody in the shop had written and the connector replaced."""

    listing: str
    field: str
    value: Any
    by_now: Any


@dataclass(slots=True)
class Shelf:
    """One listing: what it shows, what we last wrote, who wrote each field last, and when."""

    shown: dict[str, Any]
    made_by: str
    ours: dict[str, Any] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    def foreign(self) -> bool:
        return self.made_by != OURS

    def edited(self, name: str) -> bool:
        """Whether what stands there now is somebody else's word."""
        return self.by.get(name) == "staff" and self.shown.get(name) != self.ours.get(name)


@dataclass(slots=True)
class Ledger:
    """See the module's docstring."""

    shelves: dict[str, Shelf] = field(default_factory=dict)
    overwritten: list[Overwritten] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """Listings that the connector hid since the last ``read`` began."""
    touched: set[str] = field(default_factory=set)
    raised: list[tuple[str, str, int, int]] = field(default_factory=list)

    def read(self, entries: Sequence[Any]) -> list[str]:
        """Take note of ``entries``; what was wrong with them in themselves."""
        self.overwritten, self.hidden, self.touched, self.raised = [], [], set(), []
        return [problem for entry in entries for problem in self._one(entry)]

    def _one(self, entry: Any) -> list[str]:
        if not entry.field:
            return self._new(entry)
        shelf = self.shelves[entry.listing]
        found = self._by_us(entry, shelf) if entry.by == OURS else []
        shelf.shown[entry.field] = entry.after
        shelf.by[entry.field], shelf.at[entry.field] = entry.by, entry.night
        if entry.by == OURS:
            shelf.ours[entry.field] = entry.after
            self.touched.add(entry.listing)
        return found

    def _new(self, entry: Any) -> list[str]:
        view = dict(entry.after)
        shelf = Shelf(view, entry.by)
        self.shelves[entry.listing] = shelf
        if entry.by == OURS:
            shelf.ours = dict(view)
            shelf.by = dict.fromkeys(view, OURS)
            self.touched.add(entry.listing)
        return self._twice()

    def _twice(self) -> list[str]:
        standing = [one.shown for one in self.shelves.values() if one.shown["status"] not in DELETED]
        bearing = [sku for shown in standing for sku in set(shown["skus"]) if sku]
        return [f"e: {sku} is listed twice" for sku in sorted(set(bearing)) if bearing.count(sku) > 1]

    def _by_us(self, entry: Any, shelf: Shelf) -> list[str]:
        found = []
        name, before, after = entry.field, entry.before, entry.after
        if shelf.foreign():
            found.append(f"e: {name} of the foreign listing {entry.listing} was changed")
        if name == "skus":
            found += self._twice()
        elif name.startswith("stock:"):
            if isinstance(before, int) and isinstance(after, int) and after > before:
                self.raised.append((entry.listing, name.partition(":")[2], before, after))
                if after == shelf.ours.get(name):
                    found.append(f"a: {name} was raised from {before} to {after}, which had been sent before")
        elif name == "status":
            if after == HIDDEN and before in VISIBLE:
                self.hidden.append(entry.listing)
            if after in VISIBLE and before == HIDDEN and shelf.ours.get("status") != HIDDEN:
                self.overwritten.append(Overwritten(entry.listing, "status", before, after))
        elif shelf.edited(name) and after != before:
            self.overwritten.append(Overwritten(entry.listing, name, before, after))
        return found
