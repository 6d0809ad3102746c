"""The reference marketplace as a stage: the control interface over a MemoryShop, without a mock's wire."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from adapters.memory import SPEC, MemoryAdapter, MemoryShop
from adapters.memory import Fault as MemoryFault
from connector.model import Group, ListingState
from connector.testing.stage import CallKind, CallMade, Fault, Shown
from connector.testing.virtual import VirtualClock

KINDS: dict[str, CallKind] = {
    "create": "write",
    "update": "write",
    "price": "write",
    "stock": "write",
    "state": "write",
    "upload": "upload",
}
ITS_OWN: dict[Fault, MemoryFault] = {
    "lose_answer": "lose_answer",
    "cut": "cut",
    "throttle": "throttle",
    "reject": "reject",
}


@dataclass
class Weather:
    """One fault that was asked for."""

    kind: MemoryFault
    endpoint: str
    after: int
    times: int
    seen: int = 0


@dataclass
class MemoryControl:
    """Staff, buyers and weather of one MemoryShop."""

    shop: MemoryShop
    calls: list[CallMade] = field(default_factory=list)
    weather: list[Weather] = field(default_factory=list)

    def called(self, name: str) -> MemoryFault | None:
        self.calls.append(CallMade(KINDS.get(name, "read"), name, self.shop.clock.monotonic()))
        for one in self.weather:
            if fnmatchcase(name, one.endpoint):
                one.seen += 1
                if one.after < one.seen <= one.after + one.times:
                    return one.kind
        return None

    async def listings(self) -> list[Shown]:
        return [self._shown(item) for item in self.shop.items.values() if item.state is not ListingState.DELETED]

    def _shown(self, item: Any) -> Shown:
        price, stock = item.groups[Group.PRICE], item.groups.get(Group.STOCK) or {}
        pictures = [str(one).removeprefix("remote:") for one in item.groups[Group.MEDIA]]
        return {
            "id": item.id,
            "status": str(item.state),
            "live": item.state is ListingState.LIVE,
            "title": item.groups[Group.TITLE],
            "description": item.groups[Group.DESCRIPTION],
            "skus": [{"sku": sku, "price": price.get(sku), "stock": stock.get(sku)} for sku in item.skus],
            "images": [
                {"position": place, "sha256": hashlib.sha256(self.shop.pictures[name]).hexdigest()}
                for place, name in enumerate(pictures, 1)
            ],
        }

    async def fault(
        self, kind: Fault, endpoint: str = "*", *, after: int = 0, times: int = 1, seconds: float | None = None
    ) -> None:
        if kind == "search_lag":
            self.shop.search_lag_s = seconds or 60.0
        else:
            self.weather.append(Weather(ITS_OWN[kind], endpoint, after, times))

    async def heal(self) -> None:
        self.weather.clear()
        self.shop.search_lag_s = 0.0

    async def edit(self, listing: str, changes: Mapping[str, object]) -> None:
        self.shop.change(listing, {Group(name): value for name, value in changes.items()})  # type: ignore[misc]

    async def delete(self, listing: str) -> None:
        self.shop.change(listing, {}, ListingState.DELETED)

    async def sell(self, sku: str, quantity: int) -> None:
        self.shop.sell(sku, quantity)

    async def promote(self, sku: str, until: datetime, price: int) -> None:
        for item in self.shop.items.values():
            if sku in item.skus:
                self.shop.promote(item.id, until)

    async def review(self, listing: str, verdict: str, reason: str) -> None:
        raise NotImplementedError


class MemoryStage:
    """It has no reviews, tokens or seeds, and looks into no file."""

    spec = SPEC
    cannot = frozenset({"review", "seed", "tokens", "partial_batch", "pictures"})

    @asynccontextmanager
    async def open(
        self, folder: Path, clock: VirtualClock, *, seed: str | None = None, reviewed: bool = False
    ) -> AsyncIterator[tuple[MemoryAdapter, MemoryControl]]:
        shop = MemoryShop(clock)
        control = MemoryControl(shop)
        shop.fault = control.called
        yield MemoryAdapter(shop), control
