"""A Listing as it was before a Change: the inverse of ``Listing.group``, and whose star it would show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from connector.model import AttributeValue, Claim, Group, Listing, MediaIdentity, Package, badge_star_of, fold

from .change import Change, GroupChange
from .guards import pictures_only

__all__ = ["BEARING", "Before", "claim_before", "listing_before", "star_of"]

BEARING = (Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.STRUCTURE)
"""Groups in which a star may stand."""


@dataclass(frozen=True, slots=True)
class Before:
    """``listing`` with the groups as they were; ``unable`` are those that cannot be put back by themselves."""

    listing: Listing
    unable: tuple[Group, ...] = ()


def listing_before(listing: Listing, groups: Mapping[Group, JsonValue]) -> Before:
    """``listing`` with ``groups`` as they were. Of a structure only the pictures of its options are put back."""
    unable: list[Group] = []
    for group, value in groups.items():
        try:
            listing = listing.model_copy(update=_fields(listing, group, value))
        except (ValueError, TypeError, KeyError, ValidationError):
            unable.append(group)
    if Group.STRUCTURE not in groups:  # nothing of them is written, so their pictures need not be known to the shop
        plain = tuple(variant.model_copy(update={"option_image": None}) for variant in listing.variants)
        listing = listing.model_copy(update={"variants": plain})
    return Before(listing, tuple(unable))


def _fields(listing: Listing, group: Group, value: JsonValue) -> dict[str, object]:
    """ValueError, TypeError or KeyError where ``value`` is not of a form that we could write."""
    match group:
        case Group.TITLE | Group.DESCRIPTION if isinstance(value, str):
            return {str(group): value}
        case Group.MEDIA if isinstance(value, list):
            return {"media": tuple(map(_picture, value))}
        case Group.PACKAGE:
            return {"package": Package.model_validate(value)}
        case Group.ATTRIBUTES if isinstance(value, dict) and isinstance(value["values"], dict):
            return _details(listing, value, value["values"])
        case Group.STRUCTURE if isinstance(value, dict):
            return {"variants": _pictured(listing, value)}
    raise ValueError(group)


def _details(listing: Listing, value: dict[str, JsonValue], chosen: dict[str, JsonValue]) -> dict[str, object]:
    """Also what was not there: attributes that have been named since are emptied, and so are barcodes."""
    brand = str(value["brand"])
    codes = value.get("gtin")
    there = {fold(sku): str(code) for sku, code in codes.items()} if isinstance(codes, dict) else {}
    coded = [(one, there.get(fold(one.sku), "")) for one in listing.variants]
    attributes = {
        name: tuple(
            AttributeValue(choice_id=str(choice), text=str(text), unit=str(unit)) for choice, text, unit in _rows(rows)
        )
        for name, rows in chosen.items()
    }
    return {
        "category_id": str(value["category"]),
        "brand_id": brand,
        "brand_name": listing.brand_name if brand == listing.brand_id else "",
        "attributes": dict.fromkeys(listing.attributes, ()) | attributes,
        "variants": tuple(
            one.model_copy(update={"gtin": code, "gtin_cleared": bool(one.gtin) and not code}) for one, code in coded
        ),
    }


def _rows(value: JsonValue) -> Iterable[list[JsonValue]]:
    if not isinstance(value, list):
        raise ValueError(value)
    return [row for row in value if isinstance(row, list)]


def _picture(key: JsonValue) -> MediaIdentity:
    if str(key).startswith("remote:"):
        return MediaIdentity.of_shop(str(key).removeprefix("remote:"))
    picture = MediaIdentity.of_key(str(key))
    if picture is None:
        raise ValueError(key)
    return picture


def _pictured(listing: Listing, value: dict[str, JsonValue]) -> tuple[object, ...]:
    """Variants with the option pictures they had; ValueError where SKUs or options were divided otherwise."""
    now = listing.group(Group.STRUCTURE)
    if not pictures_only({Group.STRUCTURE: GroupChange(before=value, after=now)}):
        raise ValueError("divided otherwise")
    images = value.get("images")
    drawn = images if isinstance(images, dict) else {}
    return tuple(
        variant.model_copy(
            update={"option_image": _picture(drawn[variant.option_values[0]]) if drawn else None},
        )
        for variant in listing.variants
    )


def _keys(value: JsonValue) -> list[str]:
    """The media keys in a gallery, or in the pictures of options."""
    if isinstance(value, dict):
        images = value.get("images")
        return [str(key) for key in images.values()] if isinstance(images, dict) else []
    return [str(key) for key in value] if isinstance(value, list) else []


def star_of(value: JsonValue) -> int:
    """The highest star drawn on the pictures of a gallery or of options."""
    return max(map(badge_star_of, _keys(value)), default=0)


def _badges_of(listing: Listing) -> set[str]:
    """Star and certificate year of every badge that ``listing`` shows."""
    pictures = [*listing.media, *(v.option_image for v in listing.variants if v.option_image is not None)]
    return {picture.badge for picture in pictures if picture.badge}


def claim_before(
    was: Change, listing: Listing, back: Mapping[Group, GroupChange], today: Listing | None
) -> tuple[bool, Claim | None]:
    """Whether the star that ``back`` would show again is today's, and the claim the listing then makes.

    Decision 8: judged for the day. What a text of that time claimed is known by the pictures it came with; where there
    are none, and the Change put a star on or off, nobody knows, and it stays as it is.
    """
    certified = today.claim if today is not None else None
    keys = [key for moved in back.values() for key in _keys(moved.after)]
    pictures = [picture for picture in map(MediaIdentity.of_key, keys) if picture is not None and picture.badge]
    if not {picture.badge for picture in pictures} <= (_badges_of(today) if today is not None else set()):
        return False, None
    if was.claim:
        if not any(group in was.groups for group in (Group.MEDIA, Group.STRUCTURE)):
            return False, None
        return (True, certified) if pictures else (was.claim == "on", None)
    if listing.claim is None:
        return True, None
    same = certified is not None and (certified.star, certified.cert_no) == (listing.claim.star, listing.claim.cert_no)
    return same, certified
