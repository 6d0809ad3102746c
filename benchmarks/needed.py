"""The calls a run needs, counted from the catalogue and the marketplace's batch sizes: not from what we sent.

Shopee: up to eight pictures an upload, one create a listing, then 50 a read-back and 50 a publication; listings are
read 100 ids a page and 50 a call. Facts are asked once a week: shop, tree, channels and the shop's own limits, then for
the categories in use attributes by 20, brands and limits one by one (Shopee has no call for several).

``of_three`` counts the same for any catalogue and marketplace, groups of SKUs, shared pictures and papers included, but
adds it all up: it is the floor of several shops side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Goods", "first_sync", "most_reads_unchanged", "of_three"]

UPLOAD, BATCH, PAGE, ATTRIBUTES = 8, 50, 100, 20
LAZADA_BRANDS = 200


@dataclass(frozen=True, slots=True)
class Goods:
    """What a shop is to show. ``pictures``: of each listing, what it shows, equal pictures by equal names; ``papers``:
    different scans; ``grouped``: listings of several SKUs; ``categories`` in use; ``brands`` that the shop has."""

    pictures: Sequence[Sequence[str]]
    papers: int
    grouped: int
    categories: int
    brands: int


def of_three(marketplace: str, goods: Goods) -> int:
    """All calls of a first sync into an empty shop of ``marketplace``."""
    listings, categories = len(goods.pictures), goods.categories
    different = {picture for one in goods.pictures for picture in one}
    if marketplace == "shopee":
        calls = first_sync({str(n): count for n, count in enumerate(_new(goods.pictures))}, categories)
        return sum(calls.values()) + 3 * goods.grouped  # options and models, a look whether they are there, read back
    if marketplace == "lazada":  # its lists lag, so each listing is read back by its id
        facts = 4 + _batches(goods.brands, LAZADA_BRANDS) + categories
        return facts + len(different) + 2 * listings
    facts = 4 + 3 * categories  # each leaf has attributes, rules and brands of its own
    return facts + len(different) + goods.papers + 3 * listings  # checked, made, read back


def _new(pictures: Sequence[Sequence[str]]) -> list[int]:
    """How many pictures each listing is the first to need."""
    known: set[str] = set()
    found = []
    for one in pictures:
        new = set(one) - known
        known |= new
        found.append(len(new))
    return found


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
