"""A Shopee shop, opened: credentials, pace, tokens, and the port's methods handed to facts, read and write."""

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
from connector.wire.answers import unix_moment
from connector.wire.client import Caller
from connector.wire.opening import capabilities_of, number_of, open_line
from connector.wire.stores import store_of
from connector.wire.tokens import Tokens, TokenSource

from . import SPEC
from .advice import diagnose_items
from .api import VARIATION_WAIT_S, Account, Api, account_of, sign_with
from .errors import QUOTA_ZONE
from .facts import fetch_facts
from .models import ShopInfo
from .normalise import normalise
from .read import find_deleted, find_sku, read_items, scan_items
from .suggest import suggest_categories
from .variants import complete_item
from .write import create_item, set_item_states, update_item, update_prices, update_stock, upload_files

__all__ = ["ShopeeAdapter", "line_of", "open_shop"]

PROBLEMS = {"BANNED": "E_SHOPEE_SHOP_BANNED", "FROZEN": "E_SHOPEE_SHOP_FROZEN"}


class ShopeeAdapter:
    """One open shop."""

    def __init__(self, api: Api, capabilities: Capabilities, concurrency: int) -> None:
        self._api = api
        self._capabilities = capabilities
        self._concurrency = concurrency
        self._name = ""
        self._dates: frozenset[str] = frozenset()

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    @property
    def concurrency(self) -> int:
        return self._concurrency

    async def identity(self) -> ShopIdentity:
        """Which shop answers; a shop outside Vietnam, banned or frozen has a ``problem``."""
        info = await self._api.get("shop/get_shop_info", [], ShopInfo)
        self._name = info.shop_name
        problem = PROBLEMS.get(info.status, "") or ("" if info.region in ("VN", "") else "E_SHOPEE_REGION")
        consent_until = unix_moment(info.expire_time)
        if self._api.tokens is not None:
            await self._api.tokens.note_consent(consent_until)
        return ShopIdentity(
            shop_id=str(self._api.account.shop_id),
            name=info.shop_name,
            region=info.region,
            problem=problem,
            consent_until=consent_until,
        )

    async def renew(self) -> None:
        """Replace the tokens now, unless another process just did."""
        if self._api.tokens is not None:
            await self._api.tokens.renewed(self._api.tokens.held.access_token)

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        facts = await fetch_facts(self._api, paths, known, self._name)
        self._dates = frozenset(one.id for leaf in facts.attributes.values() for one in leaf if one.wants == "date")
        return facts

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        return await suggest_categories(self._api, title, image)

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        return normalise(group, value)

    def scan(self) -> AsyncIterator[RemoteRef]:
        return scan_items(self._api)

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        return await read_items(self._api, remote_ids)

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
        return await complete_item(self._api, remote, listing, images, log)

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        await update_item(self._api, remote, listing, groups, images, log, self._dates)

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        return await update_prices(self._api, edits, log)

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        return await update_stock(self._api, edits, log)

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        return await set_item_states(self._api, remote_ids, live, log)

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        return await diagnose_items(self._api, remote_ids)


@asynccontextmanager
async def open_shop(shop: OpenShop) -> AsyncIterator[ShopeeAdapter]:
    """Open one shop: BadUse where its credentials or address do not fit; nothing is sent yet."""
    store = store_of(shop)
    tokens = store.load()
    account = account_of(tokens)
    async with line_of(shop, tokens, account) as caller:
        api = Api(caller, account, number_of(shop, tokens, "variation_wait") or VARIATION_WAIT_S)
        caller.tokens = TokenSource(store, api.renew, shop.clock)
        yield ShopeeAdapter(api, capabilities_of(shop, SPEC), caller.pace.writers or 1)


def line_of(shop: OpenShop, tokens: Tokens, account: Account) -> AbstractAsyncContextManager[Caller]:
    """The way to Shopee for one shop, in its app's budget."""
    return open_line(shop, SPEC, tokens, sign_with(account), app=str(account.partner_id), zone=QUOTA_ZONE)
