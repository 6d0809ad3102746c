"""The calls a run needs, counted from the catalogue and the marketplace's batch sizes: not from what we sent.

Shopee: up to eight pictures an upload, one create a listing, then 50 a read-back and 50 a publication; listings are
read 100 ids a page and 50 a call. Facts are asked once a week: shop, tree, channels and the shop's own limits, then for
the categories in use attributes by 20, brands and limits one by one (Shopee has no call for several).
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["first_sync", "most_reads_unchanged"]

UPLOAD, BATCH, PAGE, ATTRIBUTES = 8, 50, 100, 20


def first_sync(pictures: Mapping[str, int], categories: int) -> dict[str, int]:
    """Calls by endpoint for an empty shop. ``pictures``: how many each listing has, none shared between listings."""
    listings = len(pictures)
    return {
        "shop/get_shop_info": 1,
        "product/get_category": 1,
        "logistics/get_channel_list": 1,
        "product/get_attribute_tree": _batches(categories, ATTRIBUTES),
        "product/get_brand_list": categories,
        "product/get_item_limit": categories + 1,
        "product/get_item_list": 1,
        "product/search_attribute_value_list": 1,  # one attribute of these categories has values that are asked for
        "media_space/upload_image": sum(_batches(count, UPLOAD) for count in pictures.values()),
        "product/add_item": listings,
        "product/get_item_base_info": _batches(listings, BATCH),
        "product/unlist_item": _batches(listings, BATCH),
    }


def most_reads_unchanged(listings: int) -> int:
    """What a run with nothing to do may read at most."""
    return _batches(listings, PAGE) + _batches(listings, BATCH) + 5


def _batches(count: int, size: int) -> int:
    return -(-count // size)
