"""What the shop allows, as Shopee says it today: tree, attributes, brands, limits, channels (decision 21).

The whole tree is one call; attributes come by 20 leaves, brands and limits leaf by leaf, and only for the leaves in
use. Facts still fresh enough are handed in as ``known``: then only leaves they lack are asked for, and nothing at all
where they cover every path.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from connector.model import Brand, Category, Channel, Choice, Limit, ShopFacts
from connector.wire.several import several

from .api import Api, Params
from .attribute_facts import fetch_attributes
from .fact_models import BrandPage, CategoryList, ChannelEntry, Channels, Limits, MinMax

__all__ = ["MARKETPLACE", "PRICE_SPREAD", "fetch_facts"]

MARKETPLACE = "shopee"
PRICE_SPREAD = 5
"""The dearest model of an item may cost five times the cheapest in Vietnam."""

BRAND_PAGE = 100
BRAND_PAGES = 100  # ten thousand brands a leaf: beyond that a brand is looked up by a person
SOURCE = "Shopee get_item_limit"
READING = 2
"""Counted up whenever facts are read otherwise: what an older reading remembered is fetched again."""

HASHTAGS = Limit(maximum=18, unit="pieces", source="Shopee add_item (error_desc_hash_tag_over_limit)")
SIZE_INPUT, SIZE_SELECTION = "SIZE_INPUT", "SIZE_SELECTION"
# CUSTOM_PRICE wants a fee of the seller's own on every listing, which is nothing a catalogue holds.
USABLE_FEES = (SIZE_INPUT, SIZE_SELECTION, "FIXED_DEFAULT_PRICE", "")


async def fetch_facts(
    api: Api, paths: Collection[tuple[str, ...]], known: ShopFacts | None, shop_name: str = ""
) -> ShopFacts:
    """Facts that cover the leaves of ``paths``, as far as the tree has them; ``known`` itself where it already does.

    ``known`` from another reading than this one counts as nothing.
    """
    if known is None or known.reading != READING:
        known = await _shop_wide(api, shop_name)
    facts = known
    wanted = {path for path in paths if path}
    leaves = [node.id for node in facts.categories if node.leaf and node.path in wanted]
    lacking = [leaf for leaf in leaves if leaf not in facts.attributes]
    if not lacking:
        return facts
    attributes = facts.attributes | await fetch_attributes(api, lacking)
    told = dict(zip(lacking, await several(lacking, lambda leaf: _leaf(api, leaf)), strict=True))
    found = {
        "attributes": attributes,
        "brands": facts.brands | {leaf: one.brands for leaf, one in told.items()},
        "category_limits": facts.category_limits | {leaf: one.limits for leaf, one in told.items()},
        "brand_mandatory": facts.brand_mandatory | {leaf for leaf, one in told.items() if one.brand_mandatory},
    }
    return facts.model_copy(update=found)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What one leaf of the tree allows, beside its attributes."""

    brands: tuple[Brand, ...]
    brand_mandatory: bool
    limits: dict[str, Limit]


async def _leaf(api: Api, leaf: str) -> _Leaf:
    brands, must = await _brands(api, leaf)
    return _Leaf(brands, must, await _limits(api, leaf))


async def _shop_wide(api: Api, shop_name: str) -> ShopFacts:
    tree = await api.get("product/get_category", [("language", "vi")], CategoryList)
    channels = await api.get("logistics/get_channel_list", [], Channels)
    return ShopFacts(
        marketplace=MARKETPLACE,
        shop_id=str(api.account.shop_id),
        shop_name=shop_name,
        fetched_at=api.clock.now(),
        limits=await _limits(api, ""),
        categories=_paths(tree),
        channels=tuple(_channel(entry) for entry in channels.logistics_channel_list),
        price_spread=PRICE_SPREAD,
        reading=READING,
    )


def _paths(tree: CategoryList) -> tuple[Category, ...]:
    """Every node with its name path; a node whose parents are missing or go round in circles is left out."""
    nodes = {node.category_id: node for node in tree.category_list}
    found: list[Category] = []
    for node in tree.category_list:
        path: list[str] = []
        seen: set[int] = set()
        at = node.category_id
        while at in nodes and at not in seen:
            seen.add(at)
            path.append(nodes[at].display_category_name or nodes[at].original_category_name)
            at = nodes[at].parent_category_id
        if at == 0:
            found.append(Category(id=str(node.category_id), path=tuple(reversed(path)), leaf=not node.has_children))
    return tuple(found)


async def _brands(api: Api, leaf: str) -> tuple[tuple[Brand, ...], bool]:
    found: dict[str, Brand] = {}
    offset, must = 0, False
    for _page in range(BRAND_PAGES):
        params: Params = [("category_id", leaf), ("offset", offset), ("page_size", BRAND_PAGE), ("status", 1)]
        page = await api.get("product/get_brand_list", params, BrandPage)
        must = must or page.is_mandatory
        for entry in page.brand_list:
            name = entry.original_brand_name or entry.display_brand_name  # the original one is what a listing names
            found[str(entry.brand_id)] = Brand(id=str(entry.brand_id), name=name)
        if not page.has_next_page or page.next_offset <= offset:
            break
        offset = page.next_offset
    return tuple(found.values()), must


async def _limits(api: Api, leaf: str) -> dict[str, Limit]:
    limits = await api.get("product/get_item_limit", [("category_id", leaf)] if leaf else [], Limits)
    days = limits.dts_limit.days_to_ship_limit if limits.dts_limit else None
    if days is not None and (days.max_limit or 0) < 0:
        days = MinMax(min_limit=0, max_limit=0)  # -1/-1: no pre-order in this category
    given = {
        "title": (limits.item_name_length_limit, "characters"),
        "description": (limits.item_description_length_limit, "characters"),
        "images": (limits.item_image_count_limit, "pieces"),
        "price": (limits.price_limit, "dong"),
        "stock": (limits.stock_limit, "pieces"),
        "option_name": (limits.tier_variation_name_length_limit, "characters"),
        "option_value": (limits.tier_variation_option_length_limit, "characters"),
        "days_to_ship": (days, "days"),
        "listings": (limits.item_count_limit, "pieces"),
    }
    found = {name: _limit(bounds, unit) for name, (bounds, unit) in given.items() if bounds is not None}
    found["hashtags"] = HASHTAGS
    if limits.dts_limit is not None and limits.dts_limit.non_pre_order_days_to_ship is not None:
        ready = limits.dts_limit.non_pre_order_days_to_ship
        found["ready_days"] = Limit(minimum=ready, maximum=ready, unit="days", source=SOURCE)
    demanded = {
        "weight": limits.weight_limit is not None and limits.weight_limit.weight_mandatory,
        "dimension": limits.dimension_limit is not None and limits.dimension_limit.dimension_mandatory,
    }
    for name, must in demanded.items():
        found[name] = Limit(minimum=int(must), unit="pieces", source=SOURCE)
    rule = limits.gtin_limit.gtin_validation_rule.casefold() if limits.gtin_limit else ""
    if rule:
        found["gtin"] = Limit(minimum=int(rule == "mandatory"), maximum=1, unit="pieces", source=SOURCE)
    return found


def _limit(bounds: MinMax, unit: str) -> Limit:
    lowest = None if bounds.min_limit is None else int(bounds.min_limit)
    highest = None if bounds.max_limit is None else int(bounds.max_limit)
    return Limit(minimum=lowest, maximum=highest, unit=unit, source=SOURCE)


def _channel(entry: ChannelEntry) -> Channel:
    size = entry.item_max_dimension
    longest, middle, shortest = sorted((int(size.length), int(size.width), int(size.height)), reverse=True)
    return Channel(
        id=str(entry.logistics_channel_id),
        name=entry.logistics_channel_name,
        usable=entry.enabled and entry.mask_channel_id == 0 and _can_be_named(entry),
        compulsory=entry.compulsory_channel,
        max_weight_g=_grams(entry.weight_limit.item_max_weight),
        min_weight_g=_grams(entry.weight_limit.item_min_weight),
        max_side_cm=longest if longest > 0 else None,
        max_sides_cm=(longest, middle, shortest) if shortest > 0 else None,
        max_sum_cm=int(size.dimension_sum) if size.dimension_sum > 0 else None,
        needs_size=entry.fee_type == SIZE_INPUT,
        sizes=tuple(Choice(id=str(one.size_id), name=one.name) for one in entry.size_list)
        if entry.fee_type == SIZE_SELECTION
        else (),
    )


def _can_be_named(entry: ChannelEntry) -> bool:
    return entry.fee_type in USABLE_FEES and (entry.fee_type != SIZE_SELECTION or bool(entry.size_list))


def _grams(kilograms: float) -> int | None:
    return round(kilograms * 1000) if kilograms > 0 else None
