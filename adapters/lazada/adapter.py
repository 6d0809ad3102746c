"""A Lazada shop, opened: credentials, pace, tokens, and the port's methods handed to facts, read and write."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta, timezone

from pydantic import JsonValue

from connector.errors import AdapterError
from connector.model import Advice, Group, Listing, RemoteListing, ShopFacts, fold
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
from connector.wire.hosts import check_host
from connector.wire.opening import capabilities_of, open_line, origin_for
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens, TokenSource

from . import SPEC
from .advice import diagnose_items
from .api import Account, Api, account_of, sign_with
from .facts import EVERYWHERE, fetch_facts
from .figures import update_prices, update_stock
from .models import Seller, SellerAnswer
from .normalise import normalise
from .read import Listed, find_deleted, find_sku, read_items, scan_items
from .suggest import suggest_categories
from .variants import complete_item
from .write import create_item, set_item_states, update_item, upload_files

__all__ = ["LazadaAdapter", "auth_origin_of", "line_of", "open_shop"]

QUOTA_ZONE = timezone(timedelta(hours=8))
REGION = "VN"
LIVE_AUTH = f"https://{SPEC.live_hosts[1]}"


class LazadaAdapter:
    """One open shop."""

    def __init__(self, api: Api, capabilities: Capabilities, concurrency: int) -> None:
        self._api = api
        self._capabilities = capabilities
        self._concurrency = concurrency
        self._listed = Listed(api.clock)
        self._shop = ("", "")
        self._brands: dict[str, str] = {}

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    @property
    def concurrency(self) -> int:
        return self._concurrency

    async def identity(self) -> ShopIdentity:
        """Which shop answers; one outside Vietnam, not active or not verified has a ``problem``."""
        seller = (await self._api.get("seller/get", [], SellerAnswer)).data
        self._shop = (seller.seller_id, seller.name)
        tokens = self._api.tokens
        return ShopIdentity(
            shop_id=seller.seller_id,
            name=seller.name,
            region=seller.short_code[:2].upper(),
            problem=_problem(seller),
            consent_until=tokens.held.consent_until if tokens is not None else None,
        )

    async def renew(self) -> None:
        """Replace the tokens now, unless another process just did."""
        if self._api.tokens is not None:
            await self._api.tokens.renewed(self._api.tokens.held.access_token)

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        facts = await fetch_facts(self._api, paths, known, self._shop)
        self._brands = {fold(brand.name): brand.id for brand in reversed(facts.brands.get(EVERYWHERE, ()))}
        return facts

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        return await suggest_categories(self._api, title, image)

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        return normalise(group, value)

    def scan(self) -> AsyncIterator[RemoteRef]:
        return scan_items(self._api, self._listed)

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        return await read_items(self._api, remote_ids, self._listed, self._brands)

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        return await find_sku(self._api, sku, since)

    async def find_deleted(self, sku: str, since: datetime) -> list[str]:
        return await find_deleted(self._api, sku, since)

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:
        return await upload_files(self._api, files)

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        return await create_item(self._api, listing, images, log)

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        self._listed.forget(remote.remote_id)
        return await complete_item(self._api, remote, listing, images, log)

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        self._listed.forget(remote.remote_id)
        await update_item(self._api, remote, listing, groups, images, log)

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        for edit in edits:
            self._listed.forget(edit.remote.remote_id)
        return await update_prices(self._api, edits, log)

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        for edit in edits:
            self._listed.forget(edit.remote.remote_id)
        return await update_stock(self._api, edits, log)

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        for remote_id in remote_ids:
            self._listed.forget(remote_id)
        return await set_item_states(self._api, remote_ids, live, log)

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        return await diagnose_items(self._api, remote_ids)


def _problem(seller: Seller) -> str:
    if seller.cb or seller.short_code[:2].upper() not in (REGION, ""):
        return "E_LAZADA_REGION"
    if seller.status != "ACTIVE":
        return "E_LAZADA_SHOP_INACTIVE"
    return "" if seller.verified else "E_LAZADA_SHOP_UNVERIFIED"


@asynccontextmanager
async def open_shop(shop: OpenShop) -> AsyncIterator[LazadaAdapter]:
    """Open one shop: BadUse where its credentials or address do not fit; nothing is sent yet."""
    store = store_of(shop)
    tokens = store.load()
    account = account_of(tokens)
    async with line_of(shop, tokens, account) as caller:
        api = Api(caller, account, auth_origin_of(shop, tokens))
        caller.tokens = TokenSource(store, api.renew, shop.clock)
        yield LazadaAdapter(api, capabilities_of(shop, SPEC), caller.pace.writers or 1)


def line_of(shop: OpenShop, tokens: Tokens, account: Account) -> AbstractAsyncContextManager[Caller]:
    """The way to Lazada for one shop, in its app's budget."""
    further = (auth_origin_of(shop, tokens),)
    return open_line(shop, SPEC, tokens, sign_with(account), app=account.app_key, zone=QUOTA_ZONE, further=further)


def auth_origin_of(shop: OpenShop, tokens: Tokens) -> str:
    """Where tokens come from: a host of their own for the live marketplace, a mock's only one otherwise."""
    return check_host("live", LIVE_AUTH, SPEC) if shop.environment == "live" else origin_for(shop, tokens, SPEC)
