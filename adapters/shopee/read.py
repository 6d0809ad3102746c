"""What the shop shows: listing ids, listings by id, and listings by SKU.

Every group of a RemoteListing leaves here in the form that ``normalise`` gives to what we sent, so that an untouched
value reads back equal. Variants carry Shopee's model id; an item without models has one variant, ``NO_MODEL``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import JsonValue

from connector.errors import Bug, NotFound
from connector.model import Group, ListingState, RemoteListing, RemoteVariant, fold, nameless
from connector.port import RemoteRef
from connector.wire.answers import unix_moment

from .api import Api, Params
from .models import BaseInfo, Item, ItemModel, ItemPage, ModelList, SearchPage
from .normalise import normalise
from .reasons import fetch_reasons

__all__ = ["NO_MODEL", "find_deleted", "find_sku", "read_items", "scan_items", "state_of"]

NO_MODEL = "0"
READ_BATCH = 50
LIST_PAGE = 100
SEARCH_PAGE = 50
SEARCH_PAGES = 20
MOST_LISTED = 200_000
"""Twice what a shop may hold: a list that goes on beyond it has no end."""
SKEW = timedelta(minutes=5)
"""How far the marketplace's clock may be from ours when we ask for what changed since a moment."""

GONE = ("SELLER_DELETE", "SHOPEE_DELETE")
COUNTING = ("NORMAL", "UNLIST", "REVIEWING", "BANNED")
STATES = {
    "NORMAL": ListingState.LIVE,
    "UNLIST": ListingState.UNLISTED,
    "REVIEWING": ListingState.IN_REVIEW,
    "BANNED": ListingState.BLOCKED,
    "SELLER_DELETE": ListingState.DELETED,
    "DELETED": ListingState.DELETED,
    "SHOPEE_DELETE": ListingState.BLOCKED,  # the platform's doing, not the seller's (decision 16)
}
SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)


def state_of(status: str) -> ListingState:
    """Our word for Shopee's; one we do not know is taken for the platform's doing, which we leave alone."""
    return STATES.get(status, ListingState.BLOCKED)


async def scan_items(
    api: Api, since: datetime | None = None, until: datetime | None = None, states: Sequence[str] = COUNTING
) -> AsyncIterator[RemoteRef]:
    """Every item in a state that counts, page by page, each once; with ``since`` only what changed in that time."""
    window: list[tuple[str, str | int]] = []
    if since is not None and until is not None:
        window = [("update_time_from", int(since.timestamp())), ("update_time_to", int(until.timestamp()))]
    seen: set[int] = set()
    offset = 0
    while True:
        params: Params = [
            ("offset", offset),
            ("page_size", LIST_PAGE),
            *(("item_status", word) for word in states),
            *window,
        ]
        page = await api.get("product/get_item_list", params, ItemPage)
        for ref in page.item:
            if ref.item_id not in seen:
                seen.add(ref.item_id)
                yield RemoteRef(str(ref.item_id), state_of(ref.item_status), unix_moment(ref.update_time))
        if not page.has_next_page:
            return
        if page.next_offset <= offset:
            raise Bug("E_SHOPEE_PAGING", offset=offset)
        if page.next_offset > MOST_LISTED:
            raise Bug("E_SHOPEE_TOO_DEEP", offset=page.next_offset)
        offset = page.next_offset


async def read_items(api: Api, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
    """Listings by id; unknown ids are left out."""
    numbers = list(dict.fromkeys(remote_id for remote_id in remote_ids if remote_id.isascii() and remote_id.isdigit()))
    found: dict[str, RemoteListing] = {}
    for start in range(0, len(numbers), READ_BATCH):
        items = await _base_info(api, numbers[start : start + READ_BATCH])
        reasons = await fetch_reasons(api, items)
        for item in items:
            models = await _models(api, item) if item.has_model else ModelList()
            found[str(item.item_id)] = remote_listing(item, models, reasons.get(item.item_id, ""))
    return found


async def find_sku(api: Api, sku: str, since: datetime | None) -> list[str]:
    """Ids of undeleted items that bear exactly this SKU (folded), in the order found.

    The search index lags and matches by containment, so what changed ``since`` is listed too, and every candidate is
    read.
    """
    candidates = dict.fromkeys([number async for number in _searched(api, sku)])
    if since is not None:
        async for ref in scan_items(api, since - SKEW, api.clock.now() + SKEW):
            candidates[ref.remote_id] = None
    wanted = fold(sku)
    return [
        remote_id
        for remote_id, remote in (await read_items(api, list(candidates))).items()
        if remote.state is not ListingState.DELETED and wanted in {fold(variant.sku) for variant in remote.variants}
    ]


async def find_deleted(api: Api, sku: str, since: datetime) -> list[str]:
    """Ids of items with exactly this SKU (folded) that were made ``since`` and are deleted by now."""
    begin, found = since - SKEW, list[str]()
    listed = [ref.remote_id async for ref in scan_items(api, begin, api.clock.now() + SKEW, GONE)]
    for start in range(0, len(listed), READ_BATCH):
        for item in await _base_info(api, listed[start : start + READ_BATCH]):
            if item.create_time < begin.timestamp():
                continue
            models = await _models(api, item) if item.has_model else ModelList()
            if fold(sku) in {fold(name) for name in (item.item_sku, *(model.model_sku for model in models.model))}:
                found.append(str(item.item_id))
    return found


async def _searched(api: Api, sku: str) -> AsyncIterator[str]:
    offset = ""
    for _page in range(SEARCH_PAGES):
        params: Params = [("item_sku", sku), ("attribute_status", 2), ("page_size", SEARCH_PAGE), ("offset", offset)]
        page = await api.get("product/search_item", params, SearchPage)
        for number in page.item_id_list:
            yield str(number)
        following = str(page.next_offset or "")
        if not page.item_id_list or following in ("", "0", offset):
            return
        offset = following


async def _base_info(api: Api, numbers: Sequence[str]) -> list[Item]:
    """Items of one batch. One unknown id fails the whole call, so a failing batch is halved until the known ones
    came."""
    if not numbers:
        return []
    unknown = False
    try:
        answer = await api.get("product/get_item_base_info", [("item_id_list", ",".join(numbers))], BaseInfo)
        return answer.item_list
    except NotFound:
        unknown = True
    if unknown and len(numbers) == 1:
        return []
    half = len(numbers) // 2
    return [*await _base_info(api, numbers[:half]), *await _base_info(api, numbers[half:])]


async def _models(api: Api, item: Item) -> ModelList:
    try:
        return await api.get("product/get_model_list", [("item_id", item.item_id)], ModelList)
    except NotFound:
        return ModelList()


def remote_listing(item: Item, models: ModelList, reason: str = "") -> RemoteListing:
    """One item as the core knows it. ``reason``: why Shopee took it down or shows it to fewer."""
    state = state_of(item.item_status)
    promoted = item.has_promotion or any(model.promotion_id > 0 for model in models.model)
    variants = (
        tuple(RemoteVariant(remote_id=str(model.model_id), sku=model.model_sku) for model in models.model)
        if item.has_model
        else (RemoteVariant(remote_id=NO_MODEL, sku=item.item_sku),)
    )
    return RemoteListing(
        remote_id=str(item.item_id),
        state=state,
        status=item.item_status,
        updated_at=unix_moment(item.update_time),
        variants=variants,
        groups={group: normalise(group, value) for group, value in _groups(item, models, state)},
        locked=promoted,
        reason=reason,
        image_urls=tuple(item.image.image_url_list),
        picture_urls=_picture_urls(item, models),
        brand=item.brand.original_brand_name if item.brand.brand_id else "",
    )


def _picture_urls(item: Item, models: ModelList) -> dict[str, str]:
    """Addresses by picture id: the gallery's and those of options."""
    shown = zip(item.image.image_id_list, item.image.image_url_list, strict=False)
    options = (option.image for tier in models.tier_variation for option in tier.option_list)
    pairs = [*shown, *((image.image_id, image.image_url) for image in options)]
    return {picture: address for picture, address in pairs if picture and address}


def _groups(item: Item, models: ModelList, state: ListingState) -> Iterable[tuple[Group, JsonValue]]:
    prices: dict[str, JsonValue] = {}
    stock: dict[str, JsonValue] = {}
    for sku, bearer in _bearers(item, models):
        if bearer.price_info:
            prices[sku] = bearer.price_info[0].original_price
        stock[sku] = bearer.stock_info_v2.pieces
    media: list[JsonValue] = [f"remote:{image}" for image in item.image.image_id_list]
    yield Group.TITLE, item.item_name
    yield Group.DESCRIPTION, item.text
    yield Group.MEDIA, media
    yield Group.PRICE, prices
    yield Group.STOCK, stock
    yield Group.ATTRIBUTES, _attributes(item, models)
    yield Group.PACKAGE, _package(item)
    yield Group.STRUCTURE, _structure(item, models)
    yield Group.STATE, "live" if state in SHOWN else "unlisted"


def _bearers(item: Item, models: ModelList) -> list[tuple[str, Item | ItemModel]]:
    """What bears SKU, price and stock: the models, in the stable order of their options, or the item itself."""
    if not item.has_model:
        return [(item.item_sku or nameless(NO_MODEL), item)]
    return [(_name(model), model) for model in sorted(models.model, key=lambda model: model.tier_index)]


def _name(model: ItemModel) -> str:
    return model.model_sku or nameless(str(model.model_id))


def _attributes(item: Item, models: ModelList) -> JsonValue:
    values: dict[str, JsonValue] = {}
    for attribute in item.attribute_list:
        chosen: list[JsonValue] = [
            [str(value.value_id), value.original_value_name, value.value_unit]
            for value in attribute.attribute_value_list
        ]
        values[str(attribute.attribute_id)] = chosen
    barcodes: dict[str, JsonValue] = {sku: bearer.gtin_code for sku, bearer in _bearers(item, models) if sku}
    return {
        "category": str(item.category_id),
        "brand": str(item.brand.brand_id),
        "values": values,
        "gtin": barcodes,
    }


def _package(item: Item) -> JsonValue:
    size = item.dimension
    channels: list[JsonValue] = [str(channel.logistic_id) for channel in item.logistic_info if channel.enabled]
    sizes: dict[str, JsonValue] = {
        str(channel.logistic_id): str(channel.size_id)
        for channel in item.logistic_info
        if channel.enabled and str(channel.size_id) not in ("", "0")
    }
    return {
        "weight_g": item.grams,
        "length_cm": size.package_length,
        "width_cm": size.package_width,
        "height_cm": size.package_height,
        "channels": channels,
        "days_to_ship": item.pre_order.days_to_ship if item.pre_order.is_pre_order else None,
        **({"sizes": sizes} if sizes else {}),
    }


def _structure(item: Item, models: ModelList) -> JsonValue:
    skus: dict[str, JsonValue] = {}
    if not item.has_model:
        skus[item.item_sku or nameless(NO_MODEL)] = []
    tiers = models.tier_variation
    for model in sorted(models.model, key=lambda model: model.tier_index):
        places = zip(tiers, model.tier_index, strict=False)
        words: list[JsonValue] = [tier.option_list[at].option for tier, at in places if 0 <= at < len(tier.option_list)]
        skus[_name(model)] = words
    names: list[JsonValue] = [tier.name for tier in tiers]
    drawn = [(option.option, option.image.image_id) for option in tiers[0].option_list] if tiers else []
    pictures: dict[str, JsonValue] = {option: f"remote:{image}" for option, image in drawn if image}
    images: dict[str, JsonValue] = {"images": pictures} if pictures else {}
    return {"options": names, "skus": skus, **images}
