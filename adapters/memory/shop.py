"""A marketplace in memory: the reference for what the port expects, with faults that can be switched on.

State lives in a ``MemoryShop`` that outlives any adapter opened on it, as a real shop outlives a killed process. Time
is the injected clock's. Every request goes through ``call``, where the faults sit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeVar, cast

from pydantic import JsonValue

from connector.clock import Clock
from connector.errors import (
    AdapterError,
    FieldProblem,
    Locked,
    PictureGone,
    QuotaSpent,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)
from connector.model import Group, ListingState

__all__ = ["Fault", "Item", "MemoryShop"]

T = TypeVar("T")

Fault = Literal["lose_answer", "cut", "throttle", "reject", "locked", "quota", "closed", "stop", "picture_gone"]
"""``lose_answer`` commits and then loses the answer; ``cut`` loses the request before anything is committed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One listing as the shop holds it. ``groups`` are canonical values, keyed as the port's RemoteListing has them.

    A variant that never got a SKU stands in ``skus`` under ``nameless(its id)``.
    """

    id: str
    skus: tuple[str, ...]
    state: ListingState
    groups: dict[Group, JsonValue]
    created_at: datetime
    updated_at: datetime
    ever_live: bool = False
    locked_until: datetime | None = None


@dataclass(slots=True)
class MemoryShop:
    """The shop.

    ``fault(call)`` is asked before every call and may name a Fault; ``search_lag_s`` hides new listings from lists and
    searches, never from reads by id. ``rewrite`` changes a value as the shop stores it, as marketplaces do.
    ``refuses`` is told what a call for several is about and may refuse the whole of it.
    ``around`` stands around every commit, for tests that crash there.
    """

    clock: Clock
    name: str = "memory"
    fault: Callable[[str], Fault | None] = lambda _call: None
    refuses: Callable[[str, Sequence[str]], AdapterError | None] = lambda _call, _about: None
    search_lag_s: float = 0.0
    rewrite: Callable[[Group, JsonValue], JsonValue] = lambda _group, value: value
    around: Callable[[Callable[[], object]], object] = lambda commit: commit()
    items: dict[str, Item] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    history: list[tuple[str, str]] = field(default_factory=list)

    async def call(self, name: str, commit: Callable[[], T], about: Sequence[str] = ()) -> T:
        """One request: counted, perhaps faulted, committed, answered. Each leg takes a little time."""
        self.calls[name] += 1
        await self.clock.sleep(0.01)
        fault = self.fault(name)
        if fault is not None and fault != "lose_answer":
            raise _error(fault, self.clock.now())
        if about and (refused := self.refuses(name, about)) is not None:
            raise refused
        answer = cast(T, self.around(commit))
        await self.clock.sleep(0.01)
        if fault == "lose_answer":
            raise Unknown("E_ANSWER_LOST")
        return answer

    def create(self, skus: tuple[str, ...], groups: dict[Group, JsonValue], live: bool) -> Item:
        """A new listing; SKUs need not be unique, as on the real marketplace."""
        now = self.clock.now()
        item = Item(
            id=f"m{len(self.items) + 1:06d}",
            skus=skus,
            state=ListingState.LIVE if live else ListingState.UNLISTED,
            groups={group: self.rewrite(group, value) for group, value in groups.items()},
            created_at=now,
            updated_at=now,
            ever_live=live,
        )
        self.items[item.id] = item
        self.history.append(("create", item.id))
        return item

    def change(
        self,
        remote_id: str,
        groups: dict[Group, JsonValue],
        state: ListingState | None = None,
        skus: tuple[str, ...] | None = None,
    ) -> None:
        """Replace groups, state, SKUs; used by the adapter and, in tests, by the shop's staff and buyers."""
        item = self.items[remote_id]
        stored = {**item.groups, **{group: self.rewrite(group, value) for group, value in groups.items()}}
        now_live = (state or item.state) is ListingState.LIVE
        self.items[remote_id] = replace(
            item,
            skus=item.skus if skus is None else skus,
            groups=stored,
            state=state or item.state,
            updated_at=self.clock.now(),
            ever_live=item.ever_live or now_live,
        )
        self.history.append(("change", remote_id))

    def sell(self, sku: str, pieces: int) -> None:
        """An order lowers stock."""
        for item in self.items.values():
            stock = item.groups.get(Group.STOCK)
            if sku in item.skus and isinstance(stock, dict):
                left = max(0, int(str(stock.get(sku, 0))) - pieces)
                self.items[item.id] = replace(item, groups={**item.groups, Group.STOCK: {**stock, sku: left}})

    def has(self, shown: Sequence[str]) -> bool:
        """Whether every picture of a gallery was sent here."""
        return all(name.removeprefix("remote:") in self.pictures for name in shown)

    def promote(self, remote_id: str, until: datetime) -> None:
        """A promotion: texts, pictures, options and prices cannot be edited until it ends."""
        self.items[remote_id] = replace(self.items[remote_id], locked_until=until)

    def locked(self, remote_id: str) -> datetime | None:
        """The end of the promotion that locks a listing now, None where there is none."""
        item = self.items.get(remote_id)
        until = item.locked_until if item is not None else None
        return until if until is not None and until > self.clock.now() else None

    def listed(self, item: Item) -> bool:
        """Whether lists and searches already show it."""
        visible = self.clock.now() - item.created_at >= timedelta(seconds=self.search_lag_s)
        return visible and item.state is not ListingState.DELETED


def _error(fault: Fault, now: datetime) -> AdapterError:
    match fault:
        case "throttle":
            return RetryLater("E_TOO_FAST", after_s=1.0)
        case "reject":
            return Rejected("E_REFUSED", fields=(FieldProblem("title", "refused by the shop"),))
        case "picture_gone":
            return PictureGone("E_PICTURE_GONE")
        case "locked":
            return Locked("E_PROMOTION", until=now + timedelta(days=1))
        case "quota":
            return QuotaSpent("E_QUOTA", resets_at=now + timedelta(days=1))
        case "closed":
            return QuotaSpent("E_CLOSED")
        case "stop":
            return StopShop("E_CONSENT_NEEDED")
        case _:
            return Unknown("E_ANSWER_LOST")
