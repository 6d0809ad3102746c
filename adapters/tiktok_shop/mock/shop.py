"""The one shop behind the mock: its state, its audits, and the few things every endpoint needs of it.

An audit that nobody decides passes when its time is over, unless the content leads buyers away (see `audit.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from adapters._mock.clock import MockClock
from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.audit import found_wrong
from adapters.tiktok_shop.mock.envelope import Refusal, succeeded
from adapters.tiktok_shop.mock.facts import Facts, load_facts
from adapters.tiktok_shop.mock.grants import Grants
from adapters.tiktok_shop.mock.media import Media
from adapters.tiktok_shop.mock.names import Names
from adapters.tiktok_shop.mock.options import TikTokOptions
from adapters.tiktok_shop.mock.products import Content, Product, Shelf, View
from adapters.tiktok_shop.mock.webhooks import Webhooks

__all__ = ["FOREIGN", "FOREIGN_WAREHOUSE", "VIETNAM", "Shop", "failed", "passed", "submitted"]

VIETNAM = timezone(timedelta(hours=7))
FOREIGN = {"1729999999999999991": 12052048, "1729999999999999992": 12052034}
"""Products of other shops, with the code that tells so."""
FOREIGN_WAREHOUSE = "7068517275539719999"
UNDECIDED = ("AUDITING",)


class Shop:
    def __init__(self, clock: MockClock, options: TikTokOptions) -> None:
        self.clock = clock
        self.options = options
        self.facts: Facts = load_facts()
        self.grants = Grants(clock, options)
        self.media = Media()
        self.names = Names(self.facts)
        self.shelf = Shelf(first=1_729_400_000_000_000_000)
        self.webhooks = Webhooks(options.webhook)
        self.replays: dict[str, dict[str, Any]] = {}
        """First answers to creates by idempotency key."""
        self.own_brands: dict[str, str] = {}
        self._brand_days: dict[int, int] = {}
        self._requests = 0
        self._audits: dict[str, float] = {}
        """When each audit will be over."""
        self._listed: dict[int, int] = {}

    def request_id(self) -> str:
        self._requests += 1
        moment = datetime.fromtimestamp(self.now(), VIETNAM).strftime("%Y%m%d%H%M%S")
        return moment + hashlib.sha256(f"request/{self._requests}".encode()).hexdigest()[:20].upper()

    def ok(self, data: Mapping[str, Any]) -> Reply:
        return succeeded(self.request_id(), data)

    def now(self) -> float:
        return self.clock.now()

    def day(self) -> int:
        """The shop's day, by Vietnam's midnight."""
        return int(self.now() + 7 * 3600) // 86_400

    def view(self, call: Call) -> View:
        """How this call sees the shelf, given the faults that fired for it."""
        now = self.now()
        stale, lagging = call.faults.get("stale_read"), call.faults.get("search_lag")
        return View(
            now=now,
            at=now - stale.wait() if stale else None,
            lag=max(lagging.wait() if lagging else 0.0, self.options.index_lag_s),
        )

    def product(self, number: str, unknown: int) -> Product:
        """A product by id, or the refusal of that endpoint."""
        if number in FOREIGN:
            raise Refusal(FOREIGN[number], f"Product {number} belongs to another shop.")
        product = self.shelf.get(number)
        if product is None:
            raise Refusal(unknown, f"Product {number} does not exist.")
        return product

    def take_listing(self) -> None:
        """One of the day's listings, or the refusal."""
        used = self._listed.get(self.day(), 0)
        if used >= self.options.daily_listings:
            raise Refusal(12052093, "The daily limit of product listings has been reached, please try again tomorrow.")
        self._listed = {self.day(): used + 1}

    def take_brand(self) -> int:
        """How many brands were made today, this one included."""
        used = self._brand_days.get(self.day(), 0) + 1
        self._brand_days = {self.day(): used}
        return used

    def put(self, product: Product, *, restart: bool = False) -> Product:
        """Keep the product; an audit that it is in gets its end, a new one if it starts again."""
        before = self.shelf.get(product.id)
        if product.audit not in UNDECIDED:
            self._audits.pop(product.id, None)
        elif self.options.review_s:
            over = self.now() + self.options.review_s
            if restart:
                self._audits[product.id] = over
            else:
                self._audits.setdefault(product.id, over)
        kept = self.shelf.put(product, self.now())
        self.webhooks.tell(before, kept, self.now())
        return kept

    def settle(self) -> None:
        """Decide the audits that are over by now."""
        for number in [n for n, at in self._audits.items() if at <= self.now()]:
            del self._audits[number]
            product = self.shelf.get(number)
            if product is not None:
                reasons = found_wrong(product.pending or product.content, self.media)
                self.put(failed(product, reasons, self.now()) if reasons else passed(product, self.now()))


def submitted(product: Product, content: Content, now: float) -> Product:
    """The product with this content handed in for audit. What is in the shop stays until it has passed."""
    if product.status in ("ACTIVATE", "SELLER_DEACTIVATED"):
        return replace(product, pending=content, draft=None, audit="AUDITING", reasons=(), updated=now)
    return replace(
        product, content=content, pending=None, draft=None, status="PENDING", audit="AUDITING", reasons=(), updated=now
    )


def passed(product: Product, now: float) -> Product:
    """An audit passed; an appeal against a freeze leaves the product taken down, to be activated again."""
    status = {
        "PENDING": "ACTIVATE",
        "FAILED": "ACTIVATE",
        "PLATFORM_DEACTIVATED": "ACTIVATE",
        "FREEZE": "PLATFORM_DEACTIVATED",
    }.get(product.status, product.status)
    content = product.pending or product.content
    return replace(product, status=status, content=content, pending=None, audit="APPROVED", reasons=(), updated=now)


def failed(product: Product, reasons: tuple[Mapping[str, Any], ...], now: float) -> Product:
    """A first audit that fails leaves nothing live; a later one leaves the live version as it was."""
    status = "FAILED" if product.status == "PENDING" else product.status
    return replace(product, status=status, pending=None, audit="FAILED", reasons=reasons, updated=now)
