"""A TikTok Shop shop, opened: credentials, pace, tokens, and the port's methods handed to facts, read and write."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from pydantic import JsonValue

from connector.errors import AdapterError
from connector.model import Advice, Group, Listing, RemoteListing, ShopFacts
from connector.port import (
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
from connector.wire.client import Caller
from connector.wire.opening import capabilities_of, open_line
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens, TokenSource

from . import SPEC
from .advice import diagnose_products
from .api import AUTH_ORIGIN, Account, Api, account_of, sign_with
from .errors import QUOTA_ZONE
from .facts import fetch_facts
from .models import ShopEntry
from .normalise import normalise
from .read import find_deleted, find_sku, read_products, scan_products
from .suggest import suggest_categories
from .write import create_product, set_product_states, update_prices, update_product, update_stock, upload_files

__all__ = ["TikTokAdapter", "auth_origin_of", "line_of", "open_shop"]


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

    async def find_deleted(self, sku: str, since: datetime) -> list[str]:
        return await find_deleted(self._api, sku, since)

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
    async with line_of(shop, tokens, account) as caller:
        api = Api(caller, account, tokens.text("shop_cipher"), auth_origin_of(shop))
        api.warehouse = tokens.text("warehouse_id")
        caller.tokens = TokenSource(store, api.renew, shop.clock)
        yield TikTokAdapter(api, capabilities_of(shop, SPEC), caller.pace.writers or 1)


def line_of(shop: OpenShop, tokens: Tokens, account: Account) -> AbstractAsyncContextManager[Caller]:
    """The way to TikTok Shop for one shop, in its app's budget."""
    auth = auth_origin_of(shop)
    further = (auth,) if auth else ()
    return open_line(shop, SPEC, tokens, sign_with(account), app=account.app_key, zone=QUOTA_ZONE, further=further)


def auth_origin_of(shop: OpenShop) -> str:
    """Where tokens come from: a host of their own for a live shop, the mock itself ('') otherwise."""
    return AUTH_ORIGIN if shop.environment == "live" else ""
