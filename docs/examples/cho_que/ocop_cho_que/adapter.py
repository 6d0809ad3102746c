"""One open shop on Chợ Quê: the port's methods, each a call or two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue

from connector.errors import AdapterError, NotFound
from connector.model import (
    Advice,
    Category,
    Channel,
    Group,
    Limit,
    Listing,
    ListingState,
    RemoteListing,
    RemoteVariant,
    ShopFacts,
    fold,
)
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
from connector.wire.noise import one_line
from connector.wire.opening import capabilities_of, open_line
from connector.wire.stores import store_of

from . import SPEC
from .api import Api, signer

__all__ = ["ChoQueAdapter", "open_shop"]

STATES = {"selling": ListingState.LIVE, "hidden": ListingState.UNLISTED, "removed": ListingState.DELETED}
LIMITS = {"pictures": "images"}
"""Their names of limits, where ours differ."""


class ChoQueAdapter:
    def __init__(self, api: Api, capabilities: Capabilities, concurrency: int) -> None:
        self._api = api
        self.capabilities = capabilities
        self.concurrency = concurrency

    async def identity(self) -> ShopIdentity:
        shop = await self._api.get("shop")
        return ShopIdentity(shop_id=str(shop["id"]), name=str(shop["name"]), region="VN")

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        if known is not None:
            return known
        shop, rules = await self._api.get("shop"), await self._api.get("rules")
        limits = {
            LIMITS.get(name, name): Limit(minimum=bounds["min"], maximum=bounds["max"], source="GET /v1/rules")
            for name, bounds in rules["limits"].items()
        }
        return ShopFacts(
            marketplace=SPEC.id,
            shop_id=str(shop["id"]),
            shop_name=str(shop["name"]),
            fetched_at=self._api.clock.now(),
            limits=limits,
            categories=tuple(Category(id=one["id"], path=(one["name"],), leaf=True) for one in rules["sections"]),
            channels=(Channel(id="cho", name="Xe chợ", usable=True),),
        )

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        return []

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        """What Chợ Quê makes of a value: spaces in titles are closed up, a parcel is only its weight."""
        if group is Group.TITLE and isinstance(value, str):
            return one_line(value)
        if isinstance(value, str):
            return unicodedata.normalize("NFC", value)
        if group is Group.PACKAGE and isinstance(value, dict):
            return {"weight_g": value.get("weight_g")}
        return value

    async def scan(self) -> AsyncIterator[RemoteRef]:
        after = ""
        while True:
            page = await self._api.get("goods", after=after)
            for one in page["goods"]:
                yield RemoteRef(one["id"], STATES[one["state"]], _moment(one["changed"]))
            after = page["next"]
            if not after:
                return

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        found = await self._api.get("goods/read", ids=",".join(remote_ids))
        return {one["id"]: self._remote(one) for one in found["goods"]}

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        found = [one["id"] for one in (await self._api.get("goods", sku=sku))["goods"]]
        if since is not None and not found:  # the search lags behind; what changed lately is looked through as well
            lately = await self._api.get("goods", since=str(int(since.timestamp())))
            remotes = await self.read([one["id"] for one in lately["goods"]][-self.capabilities.read_batch :])
            found = [one.remote_id for one in remotes.values() if fold(one.variants[0].sku) == fold(sku)]
        return found

    async def find_deleted(self, sku: str, since: datetime) -> list[str]:
        return []  # Chợ Quê lists nothing that was deleted, and so its SPEC does not declare it

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:
        answers: list[str | AdapterError] = []
        for file in files:
            try:
                answers.append(await self._api.upload(file.data, file.content_type))
            except AdapterError as error:
                answers.append(error)
        return answers

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        groups = (Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.ATTRIBUTES, Group.PACKAGE)
        (variant,) = listing.variants
        body = {"key": log.intent_id, "sku": variant.sku, "price": variant.price_vnd, "stock": variant.stock or 0}
        made = await self._api.write("create", "goods", body | _fields(listing, groups, images), log)
        return Created(str(made["id"]), {variant.sku: ""})

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        return Created(remote.remote_id, {listing.skus[0]: ""})

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        await self._change("update", remote.remote_id, _fields(listing, groups, images), log)

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        return [await self._edit("price", e.remote.remote_id, next(iter(e.prices.values())), log) for e in edits]

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        return [await self._edit("stock", e.remote.remote_id, next(iter(e.stock.values())), log) for e in edits]

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        return [await self._edit("state", one, "selling" if live else "hidden", log) for one in remote_ids]

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        return {}

    async def _edit(self, field: str, remote_id: str, value: object, log: StepLog) -> AdapterError | None:
        try:
            await self._change(field, remote_id, {field: value}, log)
        except NotFound as error:
            return error
        return None

    async def _change(self, step: str, remote_id: str, fields: Mapping[str, object], log: StepLog) -> None:
        await self._api.write(step, "goods/change", {"id": remote_id, **fields}, log)

    def _remote(self, one: Mapping[str, Any]) -> RemoteListing:
        sku, until = str(one["sku"]), one.get("promotion_until")
        groups: dict[Group, JsonValue] = {
            Group.TITLE: one["title"],
            Group.DESCRIPTION: one["description"],
            Group.MEDIA: [f"remote:{name}" for name in one["pictures"]],
            Group.PRICE: {sku: int(re.sub(r"\D", "", one["price"]))},  # "681.000 đ"
            Group.STOCK: {sku: one["stock"]},
            Group.ATTRIBUTES: {"category": one["section"], "brand": "", "values": {}},
            Group.PACKAGE: {"weight_g": one["weight"]},
            Group.STRUCTURE: {"options": [], "skus": {sku: []}},
        }
        state = STATES[one["state"]]
        return RemoteListing(
            remote_id=one["id"],
            state=state,
            status=one["state"],
            updated_at=_moment(one["changed"]),
            variants=(RemoteVariant(remote_id="", sku=sku),),
            groups={group: self.normalise(group, value) for group, value in groups.items()},
            locked=bool(until),
            locked_until=_moment(until) if until else None,
        )


def _fields(listing: Listing, groups: Collection[Group], images: Mapping[str, str]) -> dict[str, object]:
    """The groups under Chợ Quê's names; a group that is not asked for is not there, and stays as it is."""
    whole: dict[Group, tuple[str, object]] = {
        Group.TITLE: ("title", listing.title),
        Group.DESCRIPTION: ("description", listing.description),
        Group.MEDIA: ("pictures", [images.get(picture.key, "") for picture in listing.media]),
        Group.ATTRIBUTES: ("section", listing.category_id),
        Group.PACKAGE: ("weight", listing.package.weight_g),
    }
    return dict(whole[group] for group in groups if group in whole)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@asynccontextmanager
async def open_shop(shop: OpenShop) -> AsyncIterator[ChoQueAdapter]:
    """Open one shop: BadUse where its key or address do not fit; nothing is sent yet."""
    tokens = store_of(shop).load()
    async with open_line(shop, SPEC, tokens, signer(tokens)) as caller:
        yield ChoQueAdapter(Api(caller), capabilities_of(shop, SPEC), caller.pace.writers or 1)
