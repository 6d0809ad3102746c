"""The fields of an item on the wire, made from a Listing; used by creates and updates alike."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from connector.errors import Bug
from connector.model import AttributeValue, Group, Listing, Package, RemoteListing

from .normalise import NO_BRAND, normalise
from .sending import Body

__all__ = ["category", "channels", "channels_shown", "channels_wanted", "gallery", "parcel"]

NO_BRAND_NAME = "No Brand"


def category(listing: Listing) -> Body:
    """Category, brand and attributes: they belong together."""
    attributes: list[JsonValue] = [
        {"attribute_id": int(name), "attribute_value_list": [_value(value) for value in chosen]}
        for name, chosen in sorted(listing.attributes.items(), key=lambda pair: int(pair[0]))
    ]
    brand = listing.brand_id or NO_BRAND
    name = NO_BRAND_NAME if brand == NO_BRAND else listing.brand_name
    return {
        "category_id": int(listing.category_id),
        "brand": {"brand_id": int(brand), "original_brand_name": name},
        "attribute_list": attributes,
    }


def _value(value: AttributeValue) -> Body:
    given: Body = {"value_id": int(value.choice_id)}
    if value.text:
        given["original_value_name"] = value.text
    if value.unit:
        given["value_unit"] = value.unit
    return given


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
    ordered = sorted(int(channel) for channel in package.channels)
    return [{"logistic_id": channel, "enabled": True, "is_free": False} for channel in ordered]


def channels_wanted(listing: Listing) -> JsonValue:
    """The channels as a read would show them."""
    wanted = normalise(Group.PACKAGE, listing.group(Group.PACKAGE))
    return wanted.get("channels") if isinstance(wanted, dict) else None


def channels_shown(remote: RemoteListing) -> JsonValue:
    """The channels the item has now."""
    shown = remote.groups.get(Group.PACKAGE)
    return shown.get("channels") if isinstance(shown, dict) else None


def gallery(listing: Listing, images: Mapping[str, str]) -> JsonValue:
    """The whole gallery, cover first. Where the shop's own pictures are kept, ``images`` is in display order."""
    if any(key.startswith("remote:") for key in images):
        ids = list(images.values())
    else:
        missing = [picture.file or picture.key for picture in listing.media if picture.key not in images]
        if missing:
            raise Bug("E_SHOPEE_IMAGE_NOT_UPLOADED", file=missing[0])
        ids = [images[picture.key] for picture in listing.media]
    shown: list[JsonValue] = list(ids)
    return {"image_id_list": shown, "image_ratio": "1:1"}
