"""The fields of an item on the wire, made from a Listing; used by creates and updates alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta, timezone

from pydantic import JsonValue

from connector.errors import Bug
from connector.model import AttributeValue, Group, Listing, Package, RemoteListing, laid_over

from .normalise import NO_BRAND, NO_GTIN, normalise
from .sending import Body

__all__ = ["barcodes", "category", "channels", "channels_shown", "channels_wanted", "gallery", "parcel"]

NO_BRAND_NAME = "No Brand"
NO_CHOICE = "0"
VIETNAM = timezone(timedelta(hours=7))
NOON = time(12)


def category(listing: Listing, shown: JsonValue = None, dates: Collection[str] = ()) -> Body:
    """Category, brand and attributes: they belong together, and the list is sent whole.

    ``shown``: what the item has now; attributes there that the listing does not name are sent along as they are.
    ``dates``: ids of attributes whose text is read as a date and has to be sent as a moment.
    """
    whole = laid_over(listing.group(Group.ATTRIBUTES), shown)
    kept = whole.get("values") if isinstance(whole, dict) else None
    lists: dict[str, list[JsonValue]] = {}
    for number, entries in kept.items() if isinstance(kept, dict) else ():
        ours = listing.attributes.get(number)
        if ours:
            lists[number] = [_value(value) for value in ours]
        elif isinstance(entries, list):
            lists[number] = [_value(_as_shown(entry, number in dates)) for entry in entries]
    attributes: list[JsonValue] = [
        {"attribute_id": int(number), "attribute_value_list": values}
        for number, values in sorted(lists.items(), key=lambda pair: int(pair[0]))
    ]
    brand = listing.brand_id or NO_BRAND
    name = NO_BRAND_NAME if brand == NO_BRAND else listing.brand_name
    return {
        "category_id": int(listing.category_id),
        "brand": {"brand_id": int(brand), "original_brand_name": name},
        "attribute_list": attributes,
    }


def _as_shown(entry: JsonValue, is_date: bool) -> AttributeValue:
    """A value as a read gave it."""
    choice, text, unit = entry if isinstance(entry, list) and len(entry) == 3 else (NO_CHOICE, "", "")
    day = _day(str(text)) if is_date and choice == NO_CHOICE else None
    return AttributeValue(choice_id=str(choice), text=str(text), unit=str(unit), day=day)


def _day(text: str) -> date | None:
    try:
        day, month, year = (["1", *text.split("/")])[-3:]
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _value(value: AttributeValue) -> Body:
    given: Body = {"value_id": int(value.choice_id)}
    if value.day is not None:
        # Noon there: the same day whatever zone near it Shopee reads a moment in.
        given["original_value_name"] = str(int(datetime.combine(value.day, NOON, VIETNAM).timestamp()))
    elif value.text:
        given["original_value_name"] = value.text
    if value.unit:
        given["value_unit"] = value.unit
    return given


def barcodes(listing: Listing) -> dict[str, str]:
    """Barcodes to write, by SKU: those stated, and Shopee's word for none where one was cleared."""
    return {
        variant.sku: variant.gtin or NO_GTIN for variant in listing.variants if variant.gtin or variant.gtin_cleared
    }


def parcel(package: Package) -> Body:
    """Weight, size and days to ship."""
    days = package.days_to_ship
    waits: Body = {"is_pre_order": False} if days is None else {"is_pre_order": True, "days_to_ship": days}
    return {
        "weight": package.weight_g / 1000,
        "dimension": {
            "package_length": package.length_cm,
            "package_width": package.width_cm,
            "package_height": package.height_cm,
        },
        "pre_order": waits,
    }


def channels(package: Package) -> list[JsonValue]:
    """Every channel that is to be on, in a fixed order."""
    ordered = sorted(package.channels, key=int)
    return [
        {"logistic_id": int(channel), "enabled": True, "is_free": False}
        | ({"size_id": package.sizes[channel]} if channel in package.sizes else {})
        for channel in ordered
    ]


def channels_wanted(listing: Listing) -> JsonValue:
    """The channels, with their parcel classes, as a read would show them."""
    return _channels_of(normalise(Group.PACKAGE, listing.group(Group.PACKAGE)))


def channels_shown(remote: RemoteListing) -> JsonValue:
    """The channels the item has now."""
    return _channels_of(remote.groups.get(Group.PACKAGE))


def _channels_of(package: JsonValue) -> JsonValue:
    return [package.get("channels"), package.get("sizes")] if isinstance(package, dict) else None


def gallery(listing: Listing, images: Mapping[str, str]) -> JsonValue:
    """The whole gallery, cover first. Where the shop's own pictures are kept, ``images`` is in display order."""
    kept = any(key.startswith("remote:") for key in images)
    if kept and not any(picture.key.startswith("remote:") for picture in listing.media):
        ids = list(images.values())
    else:
        missing = [picture.file or picture.key for picture in listing.media if picture.key not in images]
        if missing:
            raise Bug("E_SHOPEE_IMAGE_NOT_UPLOADED", file=missing[0])
        ids = [images[picture.key] for picture in listing.media]
    shown: list[JsonValue] = list(ids)
    return {"image_id_list": shown, "image_ratio": "1:1"}
