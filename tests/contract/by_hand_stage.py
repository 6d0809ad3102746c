"""A shop kept by hand as a stage: its person does what is asked, some minutes after it was."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from adapters.by_hand import SPEC
from adapters.by_hand.adapter import ByHandAdapter
from adapters.by_hand.page import LIBRARY
from connector.model import Group, ListingState
from connector.port import Adapter, OpenShop
from connector.testing.stage import CallKind, CallMade, Fault, Shown
from connector.testing.virtual import VirtualClock

KINDS: dict[str, CallKind] = dict.fromkeys(("create", "update", "set_prices", "set_stock", "set_state"), "write")
PATIENCE = timedelta(minutes=10)


@dataclass
class Person:
    """Reads the list, does it, ticks it off; and looks into the shop for the tests."""

    adapter: ByHandAdapter
    folder: Path
    clock: VirtualClock
    calls: list[CallMade] = field(default_factory=list)

    def work(self) -> None:
        due = [one.id for one in self.adapter.book.open_ones() if self.clock.now() - one.changed_at >= PATIENCE]
        self.adapter.tick(due)

    async def listings(self) -> list[Shown]:
        self.work()
        return [self._shown(one) for one in self.adapter.book.entries.values() if one.state is not None]

    def _shown(self, entry: Any) -> Shown:
        price, stock = entry.shown[Group.PRICE], entry.shown.get(Group.STOCK) or {}
        pictures = [str(one).removeprefix("remote:") for one in entry.shown[Group.MEDIA]]
        return {
            "id": entry.id,
            "status": str(entry.state),
            "live": entry.state is ListingState.LIVE,
            "title": entry.shown[Group.TITLE],
            "description": entry.shown[Group.DESCRIPTION],
            "skus": [{"sku": sku, "price": price.get(sku), "stock": stock.get(sku)} for sku in entry.skus],
            "images": [
                {"position": n, "sha256": hashlib.sha256((self.folder / LIBRARY / name).read_bytes()).hexdigest()}
                for n, name in enumerate(pictures, 1)
            ],
        }

    async def fault(
        self, kind: Fault, endpoint: str = "*", *, after: int = 0, times: int = 1, seconds: float | None = None
    ) -> None:
        raise NotImplementedError

    async def heal(self) -> None:
        return

    async def edit(self, listing: str, changes: Mapping[str, object]) -> None:
        raise NotImplementedError

    async def delete(self, listing: str) -> None:
        raise NotImplementedError

    async def sell(self, sku: str, quantity: int) -> None:
        raise NotImplementedError

    async def promote(self, sku: str, until: datetime, price: int) -> None:
        raise NotImplementedError

    async def review(self, listing: str, verdict: str, reason: str) -> None:
        raise NotImplementedError


class Counted:
    """The adapter with every call written down; whenever the shop is looked at, its person has been at work."""

    def __init__(self, inner: ByHandAdapter, person: Person) -> None:
        self._inner = inner
        self._person = person

    def __getattr__(self, name: str) -> Any:
        if name in KINDS or name in ("upload", "identity", "find"):
            kind: CallKind = "upload" if name == "upload" else KINDS.get(name, "read")
            method = getattr(self._inner, name)

            async def counted(*words: Any) -> Any:
                answer = await method(*words)
                self._person.calls.append(CallMade(kind, name, self._person.clock.monotonic()))
                return answer

            return counted
        return getattr(self._inner, name)

    async def scan(self) -> AsyncIterator[Any]:
        self._person.work()
        async for ref in self._inner.scan():
            yield ref

    async def read(self, remote_ids: Sequence[str]) -> Any:
        self._person.work()
        return await self._inner.read(remote_ids)


class ByHandStage:
    """A folder loses no answers and has no wire: what a marketplace may do alone cannot be played."""

    spec = SPEC
    cannot = frozenset({"edit", "sell", "promotion", "review", "seed", "tokens", "throttle", "faults", "partial_batch"})

    @asynccontextmanager
    async def open(
        self, folder: Path, clock: VirtualClock, *, seed: str | None = None, reviewed: bool = False
    ) -> AsyncIterator[tuple[Adapter, Person]]:
        shop = OpenShop("hội chợ", "live", f"folder:{folder / 'làm tay'}", folder, clock)
        async with SPEC.open(shop) as adapter:
            opened = cast(ByHandAdapter, adapter)
            person = Person(opened, folder / "làm tay", clock)
            yield cast(Adapter, Counted(opened, person)), person
