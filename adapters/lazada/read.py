"""What the shop shows: products by list, by id, and by SKU.

Every group of a RemoteListing leaves here in the form that ``normalise`` gives to what we sent, so that an untouched
value reads back equal. A list shows whole products, so what a scan has just shown is not read again: each is good for
one read, shortly after, and only where the list tells all (the axes of variants stand in a read by id alone).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone

import orjson

from connector.clock import Clock
from connector.errors import Bug, NotFound
from connector.model import ListingState, RemoteListing, fold
from connector.port import RemoteRef

from .api import Api, Params
from .models import Item, ItemAnswer, Page, moment
from .shown import remote_listing, state_of

__all__ = ["Listed", "find_deleted", "find_sku", "item_by_id", "read_items", "scan_items"]

LIST_PAGE = 50
DEEPEST = 10_000
SKEW = timedelta(minutes=5)
"""How far the marketplace's clock may be from ours when we ask for what changed since a moment."""
KEPT_S = 120.0
VIETNAM = timezone(timedelta(hours=7))


class Listed:
    """What the last whole scan showed, each product for one read within two minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._items: dict[str, Item] = {}
        self._until: float | None = None

    def begin(self) -> None:
        self._items, self._until = {}, None

    def add(self, item: Item) -> bool:
        """Whether it is new. A product may come on several pages with other SKUs each time: they belong together."""
        known = self._items.get(item.item_id)
        if known is None:
            self._items[item.item_id] = item
            return True
        others = {sku.sku_id for sku in known.skus}
        skus = [*known.skus, *(sku for sku in item.skus if sku.sku_id not in others)]
        self._items[item.item_id] = known.model_copy(update={"skus": skus})
        return False

    def whole(self) -> None:
        """The scan came to its end: what it showed counts."""
        self._until = self._clock.monotonic() + KEPT_S

    def forget(self, remote_id: str) -> None:
        """The product is about to be written."""
        self._items.pop(remote_id, None)

    def take(self, remote_id: str) -> Item | None:
        item = self._items.pop(remote_id, None)
        if item is None or self._until is None or self._clock.monotonic() > self._until:
            return None
        told = len(item.skus) == 1 and not item.skus[0].sale_prop
        return item if told else None


async def scan_items(api: Api, listed: Listed) -> AsyncIterator[RemoteRef]:
    """Every product that is not deleted, page by page, each once."""
    listed.begin()
    async for item in _pages(api, []):
        if listed.add(item):
            yield RemoteRef(item.item_id, state_of(item), moment(item.updated_time))
    listed.whole()


async def read_items(
    api: Api, remote_ids: Sequence[str], listed: Listed, brands: Mapping[str, str]
) -> dict[str, RemoteListing]:
    """Listings by id; unknown ids are left out. ``brands``: ids by folded name, for products that tell the name."""
    found: dict[str, RemoteListing] = {}
    for remote_id in dict.fromkeys(remote_ids):
        item = listed.take(remote_id) or await item_by_id(api, remote_id)
        if item is not None:
            found[remote_id] = remote_listing(item, brands)
    return found


async def item_by_id(api: Api, remote_id: str) -> Item | None:
    """One product with its axes; None where the shop knows none of that id."""
    if not (remote_id.isascii() and remote_id.isdigit()):
        return None
    try:
        answer = await api.get("product/item/get", [("item_id", remote_id)], ItemAnswer)
    except NotFound:
        return None
    if not answer.data.item_id:
        raise Bug("E_LAZADA_UNEXPECTED", original="empty", reason=f"product/item/get {remote_id}")
    return answer.data


async def find_sku(api: Api, sku: str, since: datetime | None) -> list[str]:
    """Ids of undeleted products that bear exactly this SKU (folded), in the order found.

    Lists may lag behind, so what changed ``since`` is listed too.
    """
    wanted, found = fold(sku), {}
    async for item in _pages(api, [("sku_seller_list", orjson.dumps([sku]).decode())]):
        found[item.item_id] = item
    if since is not None:
        async for item in _pages(api, [("update_after", _after(since))]):
            found.setdefault(item.item_id, item)
    return [
        remote_id
        for remote_id, item in found.items()
        if state_of(item) is not ListingState.DELETED and wanted in {fold(one.seller_sku) for one in item.skus}
    ]


async def find_deleted(api: Api, sku: str, since: datetime) -> list[str]:
    """Ids of products with exactly this SKU (folded) that were made ``since`` and are deleted by now."""
    wanted, found = fold(sku), dict[str, None]()
    async for item in _pages(api, [("create_after", _after(since))], "deleted"):
        if wanted in {fold(one.seller_sku) for one in item.skus}:
            found[item.item_id] = None
    return list(found)


def _after(since: datetime) -> str:
    return (since - SKEW).astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M:%S%z")


async def _pages(api: Api, narrowed: Params, which: str = "all") -> AsyncIterator[Item]:
    """Every product a list shows, in its order; one that is repeated is told again."""
    offset = 0
    while True:
        if offset > DEEPEST:
            raise Bug("E_LAZADA_TOO_DEEP", offset=offset)
        params: Params = [("filter", which), ("limit", LIST_PAGE), ("offset", offset), *narrowed]
        page = (await api.get("products/get", params, Page)).data
        for item in page.products:
            yield item
        offset += LIST_PAGE
        if len(page.products) < LIST_PAGE and offset >= page.total_products:
            return
