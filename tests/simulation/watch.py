"""Watches what leaves for the virtual marketplace, from outside the core: its wire, and its journal's file.

Two promises are kept an eye on at every call: a create has a durable intent and step before it counts, and what was
sent without an answer is looked up before it is sent again (a create only when the settle window has passed since).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from adapters.memory import MemoryAdapter, MemoryShop
from adapters.memory.shop import Item
from connector.errors import AdapterError, Unknown
from connector.model import Group, Listing, RemoteListing
from connector.port import Created, PriceEdit, StepLog, StockEdit

__all__ = ["Watch", "WatchedAdapter", "WatchedShop"]

STEPS = (
    "SELECT intent.change FROM step JOIN intent ON intent.id = step.intent WHERE step.name = ? AND intent.state IN ({})"
)
OPEN = ("open", "unknown")
CREATING = ("create", "variants")
ROUNDING_S = 1e-4


@dataclass(slots=True)
class Watch:
    """``broken`` says what was seen that must never be."""

    journal: Path
    monotonic: Callable[[], float]
    settle_s: float
    broken: list[str] = field(default_factory=list)
    _unanswered: dict[tuple[str, str], float] = field(default_factory=dict)
    _looked: dict[tuple[str, str], float] = field(default_factory=dict)

    def leaving(self, kind: str, keys: Collection[str]) -> None:
        """A write whose step is recorded is about to leave."""
        patience = self.settle_s if kind == "create" else 0.0
        for key in keys:
            before = self._unanswered.get((kind, key))
            looked = self._looked.get(("create" if kind in CREATING else "edit", key), -1.0)
            if before is not None and looked < before + patience - ROUNDING_S:
                self.broken.append(f"8: {kind} of {key} sent again without a look after its answer was lost")
            self._unanswered[kind, key] = self.monotonic()

    def answered(self, kind: str, keys: Collection[str]) -> None:
        """The core knows what came of it."""
        for key in keys:
            self._unanswered.pop((kind, key), None)

    def looked_up(self, what: str, keys: Collection[str], since: float) -> None:
        """A look that began at ``since`` was answered."""
        for key in keys:
            self._looked[what, key] = since

    def creating(self, skus: Sequence[str]) -> None:
        """A create counts now: another process must be able to read its intent and its step."""
        if self.journal.exists() and not any(set(skus) <= set(bearing) for bearing in self._durable("create")):
            self.broken.append(f"2: {', '.join(skus)} created without a durable intent")

    def left_open(self) -> list[str]:
        """Products with an intent that nobody has settled."""
        places = ",".join("?" * len(OPEN))
        return self._read(f"SELECT product FROM intent WHERE state IN ({places})", OPEN)

    def _durable(self, step: str) -> list[list[str]]:
        found = self._read(STEPS.format(",".join("?" * len(OPEN))), (step, *OPEN))
        return [json.loads(change)["skus"] for change in found]

    def _read(self, query: str, values: Sequence[str]) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)) as journal:
            return [row[0] for row in journal.execute(query, values)]


class WatchedShop(MemoryShop):
    """Tells of every create that counts."""

    watch: Watch

    def create(self, skus: tuple[str, ...], groups: dict[Group, Any], live: bool) -> Item:
        self.watch.creating(skus)
        return super().create(skus, groups, live)


class WatchedAdapter(MemoryAdapter):
    """Tells of every write that leaves, of its answer, and of every look."""

    def __init__(self, shop: WatchedShop) -> None:
        super().__init__(shop)
        self._watch = shop.watch

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        began = self._watch.monotonic()
        found = await super().find(sku, since)
        self._watch.looked_up("create", [sku], began)
        return found

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        began = self._watch.monotonic()
        found = await super().read(remote_ids)
        self._watch.looked_up("edit", remote_ids, began)
        return found

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        noted = _Noted(self._watch, "create", listing.skus[:1], log)
        return cast(Created, await noted.to_its_end(super().create(listing, images, noted)))

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        noted = _Noted(self._watch, "variants", listing.skus[:1], log)
        return cast(Created, await noted.to_its_end(super().complete(remote, listing, images, noted)))

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        noted = _Noted(self._watch, "update", [remote.remote_id], log)
        await noted.to_its_end(super().update(remote, listing, groups, images, noted))

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        noted = _Noted(self._watch, "price", [edit.remote.remote_id for edit in edits], log)
        return cast(list[AdapterError | None], await noted.to_its_end(super().set_prices(edits, noted)))

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        noted = _Noted(self._watch, "stock", [edit.remote.remote_id for edit in edits], log)
        return cast(list[AdapterError | None], await noted.to_its_end(super().set_stock(edits, noted)))

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        noted = _Noted(self._watch, "state", remote_ids, log)
        return cast(list[AdapterError | None], await noted.to_its_end(super().set_state(remote_ids, live, noted)))


@dataclass(frozen=True, slots=True)
class _Noted:
    """A StepLog that tells when the real one is done, and so when the call leaves."""

    watch: Watch
    kind: str
    keys: Sequence[str]
    inner: StepLog

    @property
    def intent_id(self) -> str:
        return self.inner.intent_id

    async def start(self, step: str, body: bytes) -> None:
        await self.inner.start(step, body)
        self.watch.leaving(step if step in CREATING else self.kind, self.keys)

    async def to_its_end(self, call: Any) -> Any:
        try:
            answer = await call
        except Unknown:
            raise
        except AdapterError:
            self._answered()
            raise
        self._answered()
        return answer

    def _answered(self) -> None:
        for kind in CREATING if self.kind in CREATING else (self.kind,):
            self.watch.answered(kind, self.keys)
