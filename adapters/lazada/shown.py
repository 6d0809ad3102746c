"""One product of Lazada's as the core knows it: its state, its SKUs, and every group in canonical form (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from connector.model import Group, ListingState, RemoteListing, RemoteVariant, fold, nameless
from connector.wire.answers import figure

from .models import Item, Sku, moment
from .normalise import NO_BRAND, OWN_VALUE, normalise, picture_id

__all__ = ["axes_of", "bearers", "remote_listing", "state_of"]

SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)
REFUSED = frozenset({"reject", "live_reject"})
LOCK = "lock"
NO_ATTRIBUTES = frozenset({"name", "description", "brand", "brand_id"})


def bearers(item: Item) -> list[Sku]:
    """The SKUs that are there; of a deleted product those it had."""
    there = [sku for sku in item.skus if sku.status.casefold() != "deleted"]
    return there or list(item.skus)


def state_of(item: Item) -> ListingState:
    """Our word for Lazada's; one we do not know is taken for the platform's doing, which we leave alone.

    Under review or shown, a product is only for buyers while one of its SKUs is switched on.
    """
    on = any(sku.status.casefold() in ("active", "") for sku in bearers(item))
    match item.status.casefold():
        case "active":
            return ListingState.LIVE if on else ListingState.UNLISTED
        case "pending qc" | "pending":
            return ListingState.IN_REVIEW if on else ListingState.UNLISTED
        case "inactive":
            return ListingState.UNLISTED
        case "deleted":
            return ListingState.DELETED
        case "suspended" if item.sub_status.casefold() in REFUSED:
            return ListingState.REJECTED
        case _:
            return ListingState.BLOCKED


def axes_of(item: Item) -> list[str]:
    """The names of the axes in order: as declared, else as the first SKU names them."""
    declared = [axis.name for axis in item.axes]
    return declared or list(next((sku.sale_prop for sku in bearers(item) if sku.sale_prop), {}))


def remote_listing(item: Item, brands: Mapping[str, str]) -> RemoteListing:
    """``brands``: brand ids by folded name."""
    state = state_of(item)
    skus = bearers(item)
    reasons = (" ".join(filter(None, (one.detail, one.suggestion))) for one in item.reasons)
    return RemoteListing(
        remote_id=item.item_id,
        state=state,
        status=f"{item.status} {item.sub_status}".strip(),
        updated_at=moment(item.updated_time),
        variants=tuple(RemoteVariant(remote_id=sku.sku_id, sku=sku.seller_sku) for sku in skus),
        groups={group: normalise(group, value) for group, value in _groups(item, skus, state, brands)},
        locked=item.sub_status.casefold() == LOCK,
        reason="; ".join(dict.fromkeys(filter(None, reasons))),
        url=next((sku.url for sku in skus if sku.url), ""),
        image_urls=tuple(address for address in item.images if address),
        brand=_brand_name(item),
        picture_urls={picture_id(address): address for address in _addresses(item, skus)},
    )


def _addresses(item: Item, skus: list[Sku]) -> list[str]:
    """Of every picture, the product's and its SKUs'."""
    return [address for address in (*item.images, *(one for sku in skus for one in sku.images)) if address]


def _groups(
    item: Item, skus: list[Sku], state: ListingState, brands: Mapping[str, str]
) -> Iterable[tuple[Group, JsonValue]]:
    prices = {_called(sku): figure(sku.price) for sku in skus}
    stock = {_called(sku): sku.pieces for sku in skus}
    media: list[JsonValue] = [f"remote:{address}" for address in item.images if address]
    yield Group.TITLE, _text(item.attributes.get("name"))
    yield Group.DESCRIPTION, _text(item.attributes.get("description"))
    yield Group.MEDIA, media
    yield Group.PRICE, {sku: price for sku, price in prices.items() if price is not None}
    yield Group.STOCK, {sku: pieces for sku, pieces in stock.items() if pieces is not None}
    yield Group.ATTRIBUTES, _attributes(item, brands)
    yield Group.PACKAGE, _package(skus)
    yield Group.STRUCTURE, _structure(item, skus)
    yield Group.STATE, "live" if state in SHOWN else "unlisted"


def _called(sku: Sku) -> str:
    return sku.seller_sku or nameless(sku.sku_id)


def _text(value: JsonValue) -> str:
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    return "" if value is None else str(value)


def _attributes(item: Item, brands: Mapping[str, str]) -> JsonValue:
    values: dict[str, JsonValue] = {
        name: [[OWN_VALUE, _text(value), ""]]
        for name, value in item.attributes.items()
        if name not in NO_ATTRIBUTES and _text(value)
    }
    return {"category": item.primary_category, "brand": _brand(item, brands), "values": values}


def _brand(item: Item, brands: Mapping[str, str]) -> str:
    number, name = _text(item.attributes.get("brand_id")), _text(item.attributes.get("brand"))
    if number or not name:
        return number
    return brands.get(fold(name), "" if fold(name) == fold(NO_BRAND) else name)


def _brand_name(item: Item) -> str:
    name = _text(item.attributes.get("brand"))
    return "" if fold(name) == fold(NO_BRAND) else name


def _package(skus: list[Sku]) -> JsonValue:
    """The parcel that holds any of the SKUs."""
    return {
        "weight_g": max((figure(sku.package_weight, 1000) or 0 for sku in skus), default=0),
        "length_cm": max((figure(sku.package_length) or 0 for sku in skus), default=0),
        "width_cm": max((figure(sku.package_width) or 0 for sku in skus), default=0),
        "height_cm": max((figure(sku.package_height) or 0 for sku in skus), default=0),
    }


def _structure(item: Item, skus: list[Sku]) -> JsonValue:
    names = axes_of(item)
    worded: dict[str, JsonValue] = {}
    pictures: dict[str, JsonValue] = {}
    for sku in skus:
        words: list[JsonValue] = [sku.sale_prop.get(name, "") for name in names]
        worded[_called(sku)] = words
        picture = next((address for address in sku.images if address), "")
        if words and picture:
            pictures.setdefault(str(words[0]), f"remote:{picture_id(picture)}")
    options: list[JsonValue] = list(names)
    images: dict[str, JsonValue] = {"images": pictures} if pictures else {}
    return {"options": options, "skus": worded, **images}
