"""What the shop allows, as TikTok Shop says it today: tree, attributes, papers, brands, warehouses (decision 21).

The whole tree is one call; attributes, rules and brands come leaf by leaf, and only for the leaves in use. Facts still
fresh enough are handed in as ``known``: then only leaves they lack are asked for, and nothing at all where they cover
every path. Everything is asked in the ``v2`` tree: Vietnam has left the other one, and its ids mean nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from connector.model import (
    Attribute,
    AttributeInput,
    Brand,
    Category,
    Choice,
    Limit,
    PaperDemand,
    ShopFacts,
    Warehouse,
)
from connector.wire.several import several

from .api import Api, Params
from .fact_models import (
    AttributeInfo,
    Attributes,
    BrandPage,
    Categories,
    CategoryRules,
    CertificationRule,
    Condition,
    Warehouses,
)
from .models import ShopEntry

__all__ = ["MARKETPLACE", "VERSION", "fetch_facts", "fetch_warehouses"]

MARKETPLACE = "tiktok_shop"
VERSION = "v2"
LOCALE = "vi-VN"
BRAND_PAGE = 100
BRAND_PAGES = 100  # ten thousand brands a leaf: beyond that a brand is looked up by a person
READING = 1
"""Counted up whenever facts are read otherwise: what an older reading remembered is fetched again."""

SOURCE = "TikTok Shop products API (Partner Center reference)"
LIMITS = {
    "title": Limit(minimum=25, maximum=255, source=SOURCE),
    "description": Limit(minimum=1, maximum=10_000, source=SOURCE),
    "images": Limit(minimum=1, maximum=9, unit="pieces", source=SOURCE),
    "price": Limit(minimum=1, maximum=180_000_000, unit="dong", source=SOURCE),
    "stock": Limit(maximum=99_999, unit="pieces", source=SOURCE),
    "option_name": Limit(maximum=20, source=SOURCE),
    "option_value": Limit(maximum=50, source=SOURCE),
}
"""TikTok Shop has no call that tells these; they stand in its reference."""

MANY_VALUES = 10
"""How many values of an attribute we give at most: the shop's own number is not told, too many are refused."""

NUMBER = "POSITIVE_INT_OR_DECIMAL"


async def fetch_facts(
    api: Api, paths: Collection[tuple[str, ...]], known: ShopFacts | None, shop: ShopEntry | None = None
) -> ShopFacts:
    """Facts that cover the leaves of ``paths``, as far as the tree has them; ``known`` itself where it already does.

    ``shop``: what answered when it was opened, where that was asked.
    """
    if known is None or known.reading != READING:
        known = await _shop_wide(api, shop or await api.shop())
    facts = known
    wanted = {path for path in paths if path}
    leaves = [node.id for node in facts.categories if node.leaf and node.path in wanted]
    lacking = [leaf for leaf in leaves if leaf not in facts.attributes]
    if not lacking:
        return facts
    told = dict(zip(lacking, await several(lacking, lambda leaf: _leaf(api, leaf)), strict=True))
    found = {
        "attributes": facts.attributes | {leaf: one.attributes for leaf, one in told.items()},
        "papers": facts.papers | {leaf: one.papers for leaf, one in told.items()},
        "brands": facts.brands | {leaf: one.brands for leaf, one in told.items()},
        "category_limits": facts.category_limits | {leaf: one.limits for leaf, one in told.items()},
    }
    return facts.model_copy(update=found)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What one leaf of the tree allows."""

    attributes: tuple[Attribute, ...]
    papers: tuple[PaperDemand, ...]
    brands: tuple[Brand, ...]
    limits: dict[str, Limit]


async def _leaf(api: Api, leaf: str) -> _Leaf:
    attributes = await _attributes(api, leaf)
    rules = await api.get(f"product/202309/categories/{leaf}/rules", _asked(), CategoryRules)
    papers = tuple(_paper(rule) for rule in rules.product_certifications)
    return _Leaf(attributes, papers, await _brands(api, leaf), _limits(rules))


async def fetch_warehouses(api: Api) -> tuple[Warehouse, ...]:
    """Where the shop sells from; the default first."""
    answer = await api.get("logistics/202309/warehouses", [], Warehouses)
    usable = [one for one in answer.warehouses if one.type == "SALES_WAREHOUSE" and one.effect_status == "ENABLED"]
    usable.sort(key=lambda one: not one.is_default)
    return tuple(Warehouse(id=one.id, name=one.name, default=one.is_default) for one in usable)


async def _shop_wide(api: Api, shop: ShopEntry) -> ShopFacts:
    tree = await api.get("product/202309/categories", _asked(), Categories)
    return ShopFacts(
        marketplace=MARKETPLACE,
        shop_id=shop.id,
        shop_name=shop.name,
        fetched_at=api.clock.now(),
        limits=LIMITS,
        categories=_paths(tree),
        warehouses=await fetch_warehouses(api),
        reading=READING,
    )


def _asked() -> Params:
    return [("locale", LOCALE), ("category_version", VERSION)]


def _paths(tree: Categories) -> tuple[Category, ...]:
    """Every node with its name path; a node whose parents are missing or go round in circles is left out.

    A leaf that is closed to the shop stays: that it is closed is for the listing check to say, in the shop's words.
    """
    nodes = {node.id: node for node in tree.categories}
    found: list[Category] = []
    for node in tree.categories:
        path: list[str] = []
        seen: set[str] = set()
        at = node.id
        while at in nodes and at not in seen:
            seen.add(at)
            path.append(nodes[at].local_name)
            at = nodes[at].parent_id
        if at == "0":
            found.append(Category(id=node.id, path=tuple(reversed(path)), leaf=node.is_leaf))
    return tuple(found)


async def _attributes(api: Api, leaf: str) -> tuple[Attribute, ...]:
    """Product attributes only, those that hang on a choice of another behind all others."""
    answer = await api.get(f"product/202309/categories/{leaf}/attributes", _asked(), Attributes)
    told = [_attribute(one) for one in answer.attributes if one.type != "SALES_PROPERTY"]
    return tuple(sorted(told, key=lambda one: bool(one.mandatory_with)))


def _attribute(info: AttributeInfo) -> Attribute:
    content: Literal["", "number"] = "number" if info.value_data_format == NUMBER else ""
    return Attribute(
        id=info.id,
        name=info.name,
        mandatory=info.is_requried or info.is_required,
        input=_input(info),
        choices=tuple(Choice(id=value.id, name=value.name) for value in info.values),
        max_values=MANY_VALUES if info.is_multiple_selection else 1,
        content=content,
        mandatory_with=_pairs(info.requirement_conditions),
    )


def _input(info: AttributeInfo) -> AttributeInput:
    if not info.values:
        return AttributeInput.NUMBER if info.value_data_format == NUMBER else AttributeInput.TEXT
    if info.is_multiple_selection:
        return AttributeInput.CHOICES_OR_TEXT if info.is_customizable else AttributeInput.CHOICES
    return AttributeInput.CHOICE_OR_TEXT if info.is_customizable else AttributeInput.CHOICE


def _pairs(conditions: Sequence[Condition]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.attribute_id, one.attribute_value_id)
        for one in conditions
        if one.condition_type in ("VALUE_ID_MATCH", "") and one.attribute_id
    )


def _paper(rule: CertificationRule) -> PaperDemand:
    return PaperDemand(
        id=rule.id,
        name=rule.name,
        mandatory=rule.is_required,
        needed_with=_pairs(rule.requirement_conditions),
        dated=rule.expiration_date.is_required,
        details=rule.document_details,
    )


def _limits(rules: CategoryRules) -> dict[str, Limit]:
    asked = int(rules.package_dimension.is_required)
    return {"dimension": Limit(minimum=asked, unit="pieces", source="TikTok Shop category rules")}


async def _brands(api: Api, leaf: str) -> tuple[Brand, ...]:
    """The brands that the shop may show here: one without authorisation is refused or silently not shown."""
    found: dict[str, Brand] = {}
    token = ""
    for _page in range(BRAND_PAGES):
        params: Params = [
            ("page_size", BRAND_PAGE),
            ("category_id", leaf),
            ("category_version", VERSION),
            ("is_authorized", 1),
            *([("page_token", token)] if token else []),
        ]
        page = await api.get("product/202309/brands", params, BrandPage)
        for entry in page.brands:
            if entry.authorized_status == "AUTHORIZED" and entry.brand_status == "AVAILABLE":
                found[entry.id] = Brand(id=entry.id, name=entry.name)
        if not page.next_page_token or page.next_page_token == token:
            break
        token = page.next_page_token
    return tuple(found.values())
