"""What the shop looks at itself: the limits it tells, and that it was sent the pictures of a gallery."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from connector.errors import FieldProblem, PictureGone, Rejected
from connector.model import Group, Limit, Listing

from .shop import MemoryShop

__all__ = ["LIMITS", "check"]

LIMITS = {
    "title": Limit(minimum=1, maximum=255, source="memory"),
    "description": Limit(minimum=0, maximum=10_000, source="memory"),
    "images": Limit(minimum=1, maximum=9, unit="pieces", source="memory"),
    "price": Limit(minimum=1, unit="dong", source="memory"),
}


def check(shop: MemoryShop, listing: Listing, values: Mapping[Group, JsonValue]) -> None:
    """Refuse what breaks a limit or shows a picture that was never sent; only ``values`` are looked at."""
    sizes = {
        "title": (Group.TITLE, len(listing.title)),
        "description": (Group.DESCRIPTION, len(listing.description)),
        "images": (Group.MEDIA, len(listing.media)),
        "price": (Group.PRICE, min(variant.price_vnd for variant in listing.variants)),
    }
    for name, (group, size) in sizes.items():
        limit = LIMITS[name]
        few, many = size < (limit.minimum or 0), limit.maximum is not None and size > limit.maximum
        if group in values and (few or many):
            raise Rejected("E_REFUSED", fields=(FieldProblem(group, f"{size} {limit.unit}"),))
    media = values.get(Group.MEDIA)
    if isinstance(media, list) and not shop.has([str(one) for one in media]):
        raise PictureGone("E_PICTURE_GONE")
