"""The fields of a product on the wire, made from a Listing; used by creates and updates alike.

Lazada wants lists as arrays and every value of a Sku as a string. Empty values are never sent: the shop would keep the
old ones all the same, and clients disagree on how to sign them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from connector.errors import Bug, FieldProblem, Rejected
from connector.model import AttributeValue, Listing, ListingVariant, Package

from .normalise import NO_BRAND, kilograms, wire_text
from .sending import Body

__all__ = ["CLEARED", "attributes", "axes", "check_options", "gallery", "new_sku", "parcel", "pictures_of", "skus_of"]

MOST_SKUS = 50
MOST_AXES = 2
CLEARED = {"short_description": "d_short_description"}
"""Attributes that can be emptied, and the special key that does it; of all others Lazada keeps the old value."""


def attributes(listing: Listing) -> Body:
    """Brand and every attribute that has a value; what was cleared goes where Lazada has a way to say so."""
    given: Body = {"brand_id": listing.brand_id} if listing.brand_id else {"brand": listing.brand_name or NO_BRAND}
    for name, values in listing.attributes.items():
        text = ",".join(filter(None, (_wire(value) for value in values)))
        if text:
            given[name] = text
        elif not values and name in CLEARED:
            given[CLEARED[name]] = "Yes"
    return given


def _wire(value: AttributeValue) -> str:
    return wire_text(value.choice_id, value.day.isoformat() if value.day is not None else value.text, value.unit)


def gallery(listing: Listing, images: Mapping[str, str]) -> Body:
    """The whole gallery, cover first. Where the shop's own pictures are kept, ``images`` is in display order."""
    if any(key.startswith("remote:") for key in images):
        shown: list[JsonValue] = list(images.values())
    else:
        shown = [_address(picture.key, picture.file, images) for picture in listing.media]
    return {"Images": {"Image": shown}}


def pictures_of(variant: ListingVariant, images: Mapping[str, str]) -> list[str]:
    """The addresses of a variant's own pictures."""
    picture = variant.option_image
    return [] if picture is None else [_address(picture.key, picture.file, images)]


def _address(key: str, file: str, images: Mapping[str, str]) -> str:
    if key not in images:
        raise Bug("E_LAZADA_IMAGE_NOT_UPLOADED", file=file or key)
    return images[key]


def parcel(package: Package) -> Body:
    """Centimetres and kilograms of one SKU."""
    return {
        "package_length": str(package.length_cm),
        "package_width": str(package.width_cm),
        "package_height": str(package.height_cm),
        "package_weight": kilograms(package.weight_g),
    }


def axes(names: Sequence[str], options: Sequence[Sequence[str]], *, pictured: bool) -> Body:
    """``variation``: axes of our own naming; only the first may bear pictures."""
    if not names:
        return {}
    declared: Body = {}
    for number, (name, values) in enumerate(zip(names, options, strict=True), start=1):
        declared[f"variation{number}"] = {
            "name": name,
            "hasImage": pictured and number == 1,
            "customize": True,
            "options": {"option": list(dict.fromkeys(values))},
        }
    return {"variation": declared}


def new_sku(listing: Listing, variant: ListingVariant, images: Mapping[str, str]) -> Body:
    """A SKU that the shop does not have yet, with all its figures."""
    sku: Body = {
        "SellerSku": variant.sku,
        "price": str(variant.price_vnd),
        "quantity": str(variant.stock or 0),
        **parcel(listing.package),
    }
    if listing.option_names:
        sku["saleProp"] = dict(zip(listing.option_names, variant.option_values, strict=True))
    addresses: list[JsonValue] = list(pictures_of(variant, images))
    if addresses:
        sku["Images"] = {"Image": addresses}
    return sku


def skus_of(rows: Sequence[Body]) -> Body:
    """``Skus`` in its documented form."""
    listed: list[JsonValue] = list(rows)
    return {"Skus": {"Sku": listed}}


def check_options(listing: Listing, images: Mapping[str, str]) -> None:
    """Before anything is sent: Rejected where the SKUs cannot be told apart by at most two options."""
    names = listing.option_names
    values = [variant.option_values for variant in listing.variants]
    apart = len(set(values)) == len(values) and all(len(words) == len(names) for words in values)
    if not apart or len(names) > MOST_AXES or len(values) > MOST_SKUS:
        reason = f"{len(listing.variants)} SKU, {len(names)} option names"
        raise Rejected("E_LAZADA_OPTIONS", fields=(FieldProblem("structure", reason),), reason=reason)
    for variant in listing.variants:
        pictures_of(variant, images)
