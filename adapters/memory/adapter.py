"""The reference adapter: the port over a MemoryShop, as plainly as it can be said."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import orjson
from pydantic import JsonValue

from connector.errors import AdapterError, Locked, NotFound, Unknown
from connector.model import (
    Advice,
    Channel,
    Group,
    Listing,
    ListingState,
    RemoteListing,
    RemoteVariant,
    ShopFacts,
    fold,
    laid_over,
    nameless,
)
from connector.port import (
    Capabilities,
    Created,
    MediaFile,
    PriceEdit,
    RemoteRef,
    ShopIdentity,
    StepLog,
    StockEdit,
)

from .rules import LIMITS, check
from .shop import Item, MemoryShop

__all__ = ["CAPABILITIES", "MemoryAdapter"]

T = TypeVar("T")

NAMELESS = nameless("")
VARIED = (Group.PRICE, Group.STOCK, Group.STRUCTURE)
LOCKED = frozenset({Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.PRICE, Group.STRUCTURE})
CAPABILITIES = Capabilities(create_hidden=True, finds_deleted=True, upload_batch=8, settle_s=2.0)


class MemoryAdapter:
    """One open MemoryShop."""

    def __init__(self, shop: MemoryShop, capabilities: Capabilities = CAPABILITIES, concurrency: int = 4) -> None:
        self._shop = shop
        self._capabilities = capabilities
        self._concurrency = concurrency
        self.in_two_calls = False
        """Make listings of several SKUs as some marketplaces have it: the item first, then its variants."""

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    @property
    def concurrency(self) -> int:
        return self._concurrency

    async def identity(self) -> ShopIdentity:
        return await self._read("identity", lambda: ShopIdentity(shop_id=self._shop.name, name=self._shop.name))

    async def facts(self, paths: Collection[tuple[str, ...]], known: ShopFacts | None) -> ShopFacts:
        if known is not None:
            return known
        channel = Channel(id="1", name="memory", usable=True)
        facts = ShopFacts(
            marketplace="memory",
            shop_id=self._shop.name,
            shop_name=self._shop.name,
            fetched_at=self._shop.clock.now(),
            limits=LIMITS,
            channels=(channel,),
        )
        return await self._read("facts", lambda: facts)

    async def suggest_categories(self, title: str, image: str = "") -> list[str]:
        return []

    def normalise(self, group: Group, value: JsonValue) -> JsonValue:
        if group is Group.ATTRIBUTES:
            return laid_over(value, None)
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    async def scan(self) -> AsyncIterator[RemoteRef]:
        listed = [item for item in self._shop.items.values() if self._shop.listed(item)]
        for start in range(0, max(1, len(listed)), self._capabilities.list_page):
            page = listed[start : start + self._capabilities.list_page]
            for item in await self._read("list", lambda page=page: page):  # type: ignore[misc]
                yield RemoteRef(item.id, item.state, item.updated_at)

    async def read(self, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
        items = self._shop.items
        lock = self._shop.locked
        return await self._read("read", lambda: {i: _remote(items[i], lock(i)) for i in remote_ids if i in items})

    async def find(self, sku: str, since: datetime | None) -> list[str]:
        def bearers() -> list[str]:
            return [
                item.id
                for item in self._shop.items.values()
                if self._shop.listed(item) and fold(sku) in map(fold, item.skus)
            ]

        return await self._read("find", bearers)

    async def find_deleted(self, sku: str, since: datetime) -> list[str]:
        def gone() -> list[str]:
            made = [item for item in self._shop.items.values() if item.created_at >= since]
            deleted = [item for item in made if item.state is ListingState.DELETED]
            return [item.id for item in deleted if fold(sku) in map(fold, item.skus)]

        return await self._read("find_deleted", gone)

    async def upload(self, files: Sequence[MediaFile]) -> list[str | AdapterError]:
        def commit() -> list[str | AdapterError]:
            names: list[str | AdapterError] = []
            for file in files:
                name = f"p{len(self._shop.pictures) + 1:06d}-{hashlib.sha256(file.data).hexdigest()[:8]}"
                self._shop.pictures[name] = file.data
                names.append(name)
            return names

        return await self._shop.call("upload", commit, [file.key for file in files])

    async def create(self, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
        written = [group for group in Group if group is not Group.STATE]
        groups: dict[Group, JsonValue] = {group: _stored(listing, group, images) for group in written}
        await log.start("create", _body(listing.skus, groups))
        hidden = self._capabilities.create_hidden
        skus = listing.skus[:1] if self.in_two_calls else listing.skus

        def commit() -> Item:
            check(self._shop, listing, groups)
            return self._shop.create(skus, _of(groups, skus), not hidden)

        item = await self._shop.call("create", commit)
        if len(skus) < len(listing.skus):
            try:
                await self._whole(item.id, listing, images, log)
            except AdapterError as error:
                raise Unknown("E_ANSWER_LOST", original=error.code) from None
        return Created(item.id, {sku: f"{item.id}-{n}" for n, sku in enumerate(listing.skus)})

    async def _whole(self, remote_id: str, listing: Listing, images: Mapping[str, str], log: StepLog) -> None:
        """The second call of a create in two calls."""
        groups = {group: _stored(listing, group, images) for group in VARIED}
        await log.start("variants", _body(listing.skus, groups))
        await self._shop.call("variants", lambda: self._shop.change(remote_id, groups, skus=listing.skus))

    async def complete(
        self, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
    ) -> Created:
        if {variant.sku for variant in remote.variants} != set(listing.skus):
            await self._whole(remote.remote_id, listing, images, log)
            return Created(remote.remote_id, {sku: f"{remote.remote_id}-{n}" for n, sku in enumerate(listing.skus)})
        return Created(remote.remote_id, {variant.sku: variant.remote_id for variant in remote.variants})

    async def update(
        self,
        remote: RemoteListing,
        listing: Listing,
        groups: Collection[Group],
        images: Mapping[str, str],
        log: StepLog,
    ) -> None:
        values = {group: _stored(listing, group, images) for group in groups}
        if Group.ATTRIBUTES in values:
            values[Group.ATTRIBUTES] = laid_over(listing.group(Group.ATTRIBUTES), remote.groups.get(Group.ATTRIBUTES))
        await log.start("update", _body([remote.remote_id], values))

        def commit() -> None:
            self._check_lock(remote.remote_id, values)
            check(self._shop, listing, values)
            if Group.STRUCTURE in values:
                self._divide(remote, listing, values)
            else:
                self._change(remote.remote_id, values)

        await self._shop.call("update", commit)

    def _divide(self, remote: RemoteListing, listing: Listing, values: dict[Group, JsonValue]) -> None:
        """Other SKUs: what the plan did not know of stays, and every SKU that stays keeps its figures."""
        item = _called(self._shop.items[remote.remote_id], {nameless(v.remote_id): v.sku for v in remote.variants})
        known = {fold(variant.sku) for variant in remote.variants}
        foreign = [sku for sku in item.skus if fold(sku) not in known]
        renamed = _same_place(item.groups.get(Group.STRUCTURE), values[Group.STRUCTURE])
        structure = _parts(values[Group.STRUCTURE])
        before = _parts(_parts(item.groups.get(Group.STRUCTURE)).get("skus"))
        structure["skus"] = {**_parts(structure.get("skus")), **{sku: before.get(sku, []) for sku in foreign}}
        values = {**values, Group.STRUCTURE: structure}
        for group in (Group.PRICE, Group.STOCK):
            there, wanted = _parts(item.groups.get(group)), _parts(listing.group(group))
            figures = {sku: there.get(renamed.get(sku, sku), wanted.get(sku)) for sku in listing.skus}
            values[group] = {**figures, **{sku: there[sku] for sku in foreign if sku in there}}
        placed = {sku: _place(remote, sku) for sku in listing.skus}
        self._shop.change(
            remote.remote_id,
            {group: _renamed(group, value, placed) for group, value in values.items()},
            skus=(*placed.values(), *foreign),
        )

    async def set_prices(self, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        return await self._figures("price", Group.PRICE, [(edit.remote, edit.prices) for edit in edits], log)

    async def set_stock(self, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
        return await self._figures("stock", Group.STOCK, [(edit.remote, edit.stock) for edit in edits], log)

    async def set_state(self, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        state = ListingState.LIVE if live else ListingState.UNLISTED
        await log.start("state", _body(remote_ids, {"live": live}))

        def commit() -> list[AdapterError | None]:
            for remote_id in remote_ids:
                self._change(remote_id, {}, state)
            return [None] * len(remote_ids)

        return await self._shop.call("state", commit, remote_ids)

    async def diagnose(self, remote_ids: Sequence[str]) -> dict[str, tuple[Advice, ...]]:
        return {}

    async def _figures(
        self, name: str, group: Group, edits: Sequence[tuple[RemoteListing, Mapping[str, int]]], log: StepLog
    ) -> list[AdapterError | None]:
        await log.start(name, _body([remote.remote_id for remote, _ in edits], [dict(new) for _, new in edits]))

        def commit() -> list[AdapterError | None]:
            for remote, _ in edits:
                self._check_lock(remote.remote_id, [group])
            for remote, new in edits:
                known = self._shop.items[remote.remote_id].groups.get(group)
                here = {_place(remote, sku): figure for sku, figure in new.items()}
                self._change(remote.remote_id, {group: {**(known if isinstance(known, dict) else {}), **here}})
            return [None] * len(edits)

        return await self._shop.call(name, commit, [remote.remote_id for remote, _ in edits])

    def _check_lock(self, remote_id: str, groups: Collection[Group]) -> None:
        until = self._shop.locked(remote_id)
        if until is not None and LOCKED & set(groups):
            raise Locked("E_PROMOTION", until=until)

    def _change(self, remote_id: str, groups: dict[Group, JsonValue], state: ListingState | None = None) -> None:
        if remote_id not in self._shop.items:
            raise NotFound("E_NOT_FOUND", listing=remote_id)
        self._shop.change(remote_id, groups, state)

    async def _read(self, name: str, commit: Callable[[], T]) -> T:
        """Reads are repeated where the answer was lost, as the port asks."""
        try:
            return await self._shop.call(name, commit)
        except Unknown:
            return await self._shop.call(name, commit)


def _stored(listing: Listing, group: Group, images: Mapping[str, str]) -> JsonValue:
    if group is Group.MEDIA:
        return [f"remote:{images[picture.key]}" for picture in listing.media]
    value = listing.group(group)
    if group is Group.ATTRIBUTES:
        return laid_over(value, None)
    if group is Group.STRUCTURE and isinstance(value, dict) and isinstance(value.get("images"), dict):
        drawn = value["images"]
        assert isinstance(drawn, dict)
        return {**value, "images": {option: f"remote:{images[str(key)]}" for option, key in drawn.items()}}
    return value


def _of(groups: Mapping[Group, JsonValue], skus: Sequence[str]) -> dict[Group, JsonValue]:
    """The groups of a listing that bears only ``skus`` yet."""
    made = dict(groups)
    for group in (Group.PRICE, Group.STOCK):
        figures = groups.get(group)
        if isinstance(figures, dict):
            made[group] = {sku: figure for sku, figure in figures.items() if sku in skus}
    structure = groups.get(Group.STRUCTURE)
    if isinstance(structure, dict) and len(skus) < len(_parts(structure.get("skus"))):
        made[Group.STRUCTURE] = {"options": [], "skus": {sku: [] for sku in skus}}
    return made


def _parts(value: JsonValue) -> dict[str, JsonValue]:
    return dict(value) if isinstance(value, dict) else {}


def _same_place(before: JsonValue, after: JsonValue) -> dict[str, str]:
    """New SKU to the one that had its options."""
    old, new = _parts(_parts(before).get("skus")), _parts(_parts(after).get("skus"))
    return {sku: was for sku, words in new.items() for was, had in old.items() if sku not in old and words == had}


def _remote(item: Item, locked_until: datetime | None = None) -> RemoteListing:
    return RemoteListing(
        remote_id=item.id,
        state=item.state,
        status=item.state.value,
        updated_at=item.updated_at,
        variants=tuple(_variant(item, n, sku) for n, sku in enumerate(item.skus)),
        groups=item.groups,
        locked=locked_until is not None,
        locked_until=locked_until,
    )


def _place(remote: RemoteListing, sku: str) -> str:
    """What the shop calls the variant that the core knows as ``sku``."""
    bare = {fold(variant.sku): nameless(variant.remote_id) for variant in remote.variants if variant.bare}
    return bare.get(fold(sku), sku)


def _called(item: Item, names: Mapping[str, str]) -> Item:
    """An item with the names the core has for its variants."""
    groups = {group: _renamed(group, value, names) for group, value in item.groups.items()}
    return replace(item, skus=tuple(names.get(sku, sku) for sku in item.skus), groups=groups)


def _renamed(group: Group, value: JsonValue, names: Mapping[str, str]) -> JsonValue:
    if group not in VARIED or not isinstance(value, dict):
        return value
    if group is not Group.STRUCTURE:
        return {names.get(sku, sku): figure for sku, figure in value.items()}
    return {**value, "skus": {names.get(sku, sku): words for sku, words in _parts(value.get("skus")).items()}}


def _variant(item: Item, number: int, sku: str) -> RemoteVariant:
    if sku.startswith(NAMELESS):
        return RemoteVariant(remote_id=sku.removeprefix(NAMELESS), sku="")
    return RemoteVariant(remote_id=f"{item.id}-{number}", sku=sku)


def _body(skus: Sequence[str], content: object) -> bytes:
    return orjson.dumps([list(skus), content], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
