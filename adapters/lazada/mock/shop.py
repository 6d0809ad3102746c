"""The one shop behind the mock: its state and the few things every endpoint needs of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters._mock.clock import MockClock
from adapters._mock.market import Call, Reply
from adapters.lazada.mock.envelope import Problem, Refusal, as_text, succeeded
from adapters.lazada.mock.facts import Facts, load_facts
from adapters.lazada.mock.grants import Grants
from adapters.lazada.mock.items import ACTIVE, DELETED, INACTIVE, PENDING, Item, Shelf, View
from adapters.lazada.mock.migrations import Migrations
from adapters.lazada.mock.on_demand import GENERIC
from adapters.lazada.mock.options import LazadaOptions
from adapters.lazada.mock.pictures import Pictures
from adapters.lazada.mock.videos import Videos

__all__ = ["FOREIGN_ITEM", "Shop", "passed"]

FOREIGN_ITEM = 2_999_000_013
"""An item of somebody else's shop: it is there, and nobody here may touch it."""


class Shop:
    def __init__(self, clock: MockClock, options: LazadaOptions) -> None:
        self.clock = clock
        self.options = options
        self.facts: Facts = load_facts()
        self.grants = Grants(clock, options.app_status)
        self.pictures = Pictures()
        self.migrations = Migrations(clock, self.pictures)
        self.videos = Videos(clock)
        self.shelf = Shelf(first_item=3_069_252_914, first_sku=15_298_395_970)
        self._requests = 0
        self._reviews: dict[int, float] = {}
        """When each review will be over."""

    def request_id(self) -> str:
        self._requests += 1
        return f"0ba2887315{self._requests:014d}"

    def ok(self, data: Any = None, **beside: Any) -> Reply:
        if self.options.text_numbers:
            data, beside = as_text(data), as_text(beside)
        return succeeded(self.request_id(), data, **beside)

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

    def failure(self, api: str, problems: list[Problem]) -> Refusal:
        """The refusal of a product call: the sentence is always the same, the code the first problem's."""
        generic, sentence = GENERIC[api]
        return Refusal(generic if self.options.generic_codes else problems[0].code, sentence, "ISP", problems)

    def item(self, text: str, api: str) -> Item:
        """An item of this shop that is not deleted, by the id a client sent."""
        item = self.known(text)
        if item is None:
            raise self.failure(api, [Problem("4137", "ItemId", "The item does not exist")])
        return item

    def known(self, text: str) -> Item | None:
        """The same, None if there is none; another seller's item is refused all the same."""
        number = int(text) if text.isascii() and text.isdigit() else 0
        if number == FOREIGN_ITEM:
            raise Refusal("EDIT_ITEM_NOT_BELONG_SELLER", "The item does not belong to the seller")
        item = self.shelf.get(number)
        return None if item is None or item.status == DELETED else item

    def check_editable(self, item: Item, api: str) -> None:
        """Locked items and those in a campaign refuse edits."""
        if item.sub_status in ("Lock", "Admin") or item.locked(self.now()):
            raise self.failure(api, [Problem("4155", "ItemId", "The product is locked and cannot be edited")])

    def reviewed(self, item: Item) -> Item:
        """The item as it goes (back) to quality control."""
        return replace(item, status=PENDING, sub_status=None, reasons=())

    def put(self, item: Item) -> Item:
        if item.status != PENDING:
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
                self.shelf.put(replace(item, status=passed(item), updated=over), over)

    def count(self) -> int:
        return sum(item.status != DELETED for item in self.shelf.current())

    def full(self) -> bool:
        """Whether the shop holds as many items as it may."""
        limit = self.options.item_limit
        return len(self.shelf) >= limit and self.count() >= limit


def passed(item: Item) -> str:
    """What an item is once nothing is held against it."""
    return ACTIVE if any(sku.status == "active" for sku in item.skus) else INACTIVE
