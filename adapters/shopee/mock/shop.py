"""The one shop behind the mock: its state and the few things every endpoint needs of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from adapters._mock.clock import MockClock
from adapters._mock.market import Call, Reply
from adapters.shopee.mock.envelope import Refusal, enveloped, flat
from adapters.shopee.mock.facts import Facts, load_facts
from adapters.shopee.mock.grants import Grants
from adapters.shopee.mock.items import UNEDITABLE, Item, Shelf, View
from adapters.shopee.mock.options import ShopeeOptions
from adapters.shopee.mock.pictures import Pictures
from adapters.shopee.mock.videos import Videos

__all__ = ["Shop"]


class Shop:
    def __init__(self, clock: MockClock, options: ShopeeOptions) -> None:
        self.clock = clock
        self.options = options
        self.facts: Facts = load_facts()
        self.grants = Grants(clock, options.access_ttl_s)
        self.pictures = Pictures()
        self.videos = Videos(clock)
        self.shelf = Shelf(first_item=803_900_000, first_model=10_000_000_000)
        self._requests = 0
        self._reviews: dict[int, float] = {}
        """When each review will be over."""

    def request_id(self) -> str:
        self._requests += 1
        return hashlib.sha256(f"request/{self._requests}".encode()).hexdigest()[:32]

    def ok(self, response: Any, **beside: Any) -> Reply:
        return enveloped(self.request_id(), response, **beside)

    def ok_without_error(self, response: Any) -> Reply:
        """A success as one endpoint gives it: no `error`, no `message`."""
        return Reply(200, orjson.dumps({"request_id": self.request_id(), "response": response}))

    def flat(self, payload: Mapping[str, Any]) -> Reply:
        return flat(self.request_id(), payload)

    def now(self) -> float:
        return self.clock.now()

    def view(self, call: Call) -> View:
        """How this call sees the shelf, given the faults that fired for it."""
        now = self.now()
        stale, lagging = call.faults.get("stale_read"), call.faults.get("search_lag")
        return View(
            now=now,
            at=now - stale.wait() if stale else None,
            lag=max(lagging.wait() if lagging else 0.0, self.options.index_lag_s),
        )

    @property
    def limits(self) -> Mapping[str, Any]:
        """The limits of `get_item_limit`, as this shop's options have them."""
        limits = self.facts.limits
        return {
            **limits,
            "stock_limit": {**limits["stock_limit"], "min_limit": self.options.stock_min},
            "item_count_limit": {"max_limit": self.options.item_limit},
        }

    def bounds(self, name: str) -> tuple[int, int]:
        limit = self.limits[name]
        return limit["min_limit"], limit["max_limit"]

    def look(self, number: int, view: View | None = None) -> Item | None:
        """An item by id, as a read sees it: deleted ones stay readable for 90 days."""
        item = self.shelf.get(number, view)
        return None if item is None or item.gone(self.now()) else item

    def item(self, number: int) -> Item:
        """An item by id, or the refusal Shopee gives."""
        item = self.look(number)
        if item is None:
            raise Refusal("error_item_not_found", "Item_id is not found.")
        return item

    def editable(self, number: int) -> Item:
        item = self.item(number)
        if item.status in UNEDITABLE:
            message = "Can't edit this item. item status can not support editing."
            raise Refusal("error_item_uneditable", message)
        return item

    def put(self, item: Item) -> Item:
        if item.status != "REVIEWING":
            self._reviews.pop(item.id, None)
        elif self.options.review_s:
            self._reviews.setdefault(item.id, self.now() + self.options.review_s)
        return self.shelf.put(item, self.now())

    def settle(self) -> None:
        """Let the reviews that are over by now pass."""
        for number, over in [(n, at) for n, at in self._reviews.items() if at <= self.now()]:
            del self._reviews[number]
            item = self.shelf.get(number)
            if item is not None:
                self.shelf.put(replace(item, status="NORMAL", updated=over), over)
