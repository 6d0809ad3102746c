"""A TikTok Shop shop, opened: credentials, pace, tokens, and the port's methods handed to facts, read and write.

What a shop that is not live may do is what its credentials say (``pace``, ``concurrency``: a mock prints them); a live
shop keeps to the spec's budget. Configuration only ever lowers either.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from pydantic import JsonValue

from connector.errors import AdapterError
from connector.model import Advice, Group, Listing, RemoteListing, ShopFacts
from connector.port import (
    Budget,
    Capabilities,
    Created,
    MediaFile,
    OpenShop,
    PriceEdit,
    RemoteRef,
    ShopIdentity,
    StepLog,
    StockEdit,
)
from connector.wire.apps import app_lanes
from connector.wire.client import READ_S, open_caller
from connector.wire.hosts import check_host
from connector.wire.pace import Pace, lowered
from connector.wire.pools import PER_POOL
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens, TokenSource

from . import SPEC
from .advice import diagnose_products
from .api import AUTH_ORIGIN, Api, account_of, sign_with
from .errors import QUOTA_ZONE
from .facts import fetch_facts
from .models import ShopEntry
from .normalise import normalise
from .read import find_sku, read_products, scan_products
from .suggest import suggest_categories
from .write import create_product, set_product_states, update_prices, update_product, update_stock, upload_files

__all__ = ["TikTokAdapter", "address_of", "auth_origin_of", "open_shop"]

MOCK_READ_S = 15.0


class TikTokAdapter:
    """One open shop."""

    def __init__(self, api: Api, capabilities: Capabilities, concurrency: int) -> None:
        self._api = api
        self._capabilities = capabilities
        self._concurrency = concurrency
        self._shop: ShopEntry | None = None
        self._chosen_warehouse = api.warehouse

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    @property
    def concurrency(self) -> int:
        return self._concurrency

    async def identity(self) -> ShopIdentity:
        """Which shop answers; one outside Vietnam has a ``problem``."""
        shop = self._shop = await self.which()
        problem = "" if shop.region in ("VN", "") else "E_TIKTOK_REGION"
        return ShopIdentity(shop_id=shop.id, name=shop.name, region=shop.region, problem=problem)

    async def which(self) -> ShopEntry:
        """The shop that the tokens open; StopShop where several do and none was named."""
        return await self._api.shop()

    async def renew(self) -> None:
        """Replace the tokens now, unless another process just did."""
        if self._api.tokens is not None:
            await self._api.tokens.renewed(self._api.tokens.held.access_token)

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        facts = await fetch_facts(self._api, paths, known, self._shop)
        if not self._chosen_warehouse and facts.warehouses:
            self._api.warehouse = facts.warehouses[0].id
        return facts

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        return await suggest_categories(self._api, title, image)

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        return normalise(group, value)

    def scan(self) -> AsyncIterator[RemoteRef]:
        return scan_products(self._api)

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        return await read_products(self._api, remote_ids)

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        return await find_sku(self._api, sku, since)

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:
        return await upload_files(self._api, files)

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        return await create_product(self._api, listing, images, log)

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        """A product is created in one call, so what is there is whole."""
        return Created(remote.remote_id, {variant.sku: variant.remote_id for variant in remote.variants})

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        await update_product(self._api, remote, listing, groups, images, log)

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        return await update_prices(self._api, edits, log)

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        return await update_stock(self._api, edits, log)

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        return await set_product_states(self._api, remote_ids, live, log)

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        return await diagnose_products(self._api, remote_ids)


@asynccontextmanager
async def open_shop(shop: OpenShop) -> AsyncIterator[TikTokAdapter]:
    """Open one shop: BadUse where its credentials or address do not fit; nothing is sent yet."""
    store = store_of(shop)
    tokens = store.load()
    account = account_of(tokens)
    origin = check_host(shop.environment, address_of(shop, tokens), SPEC)
    budgets = _budgets(shop, tokens)
    app = app_lanes(shop.clock, f"{SPEC.id} {origin} {account.app_key}", budgets, QUOTA_ZONE)
    pace = Pace(budgets, shop.clock, zone=QUOTA_ZONE, shared=app)
    writers = pace.writers or 1
    auth_origin = auth_origin_of(shop)
    async with open_caller(
        origin,
        pace=pace,
        sign=sign_with(account),
        clock=shop.clock,
        connections=max(writers, PER_POOL),
        further=(auth_origin,) if auth_origin else (),
        read_s=MOCK_READ_S if shop.environment == "mock" else READ_S,
        transport=shop.transport,
    ) as caller:
        api = Api(caller, account, tokens.text("shop_cipher"), auth_origin)
        api.warehouse = tokens.text("warehouse_id")
        caller.tokens = TokenSource(store, api.renew, shop.clock)
        yield TikTokAdapter(api, _capabilities(shop), writers)


def address_of(shop: OpenShop, tokens: Tokens) -> str:
    """Where to call: the configuration's address, else the credentials', else the live host."""
    if shop.base_url or shop.environment != "live":
        return shop.base_url or tokens.text("base_url")
    return tokens.text("base_url") or f"https://{SPEC.live_hosts[0]}"


def auth_origin_of(shop: OpenShop) -> str:
    """Where tokens come from: a host of their own for a live shop, the mock itself ('') otherwise."""
    return AUTH_ORIGIN if shop.environment == "live" else ""


def _budgets(shop: OpenShop, tokens: Tokens) -> tuple[Budget, ...]:
    budgets = SPEC.budgets
    if shop.environment != "live":
        rate, writers = _number(tokens, "pace"), _number(tokens, "concurrency")
        budgets = tuple(
            replace(
                budget,
                per_second=rate if rate is not None else budget.per_second,
                writers=max(1, int(writers)) if writers is not None else budget.writers,
            )
            for budget in budgets
        )
    return lowered(budgets, shop.pace_per_second)


def _number(tokens: Tokens, name: str) -> float | None:
    try:
        value = float(tokens.text(name))
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None


def _capabilities(shop: OpenShop) -> Capabilities:
    if shop.environment == "live" or shop.settle_s is None:
        return SPEC.capabilities
    return replace(SPEC.capabilities, settle_s=shop.settle_s)
