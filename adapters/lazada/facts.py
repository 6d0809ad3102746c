"""What the shop allows, as Lazada says it today: tree, attributes, brands, limits (decision 21).

The tree is one call, attributes are one for each leaf in use. Brands are one list for all categories, some eighty
thousand by page of 200, without a search: read once, kept for every leaf under the category ''. Limits are constants
of Lazada's documentation but the number of products, which some sellers may ask for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from connector.errors import AdapterError, BadUse, RetryLater, StopShop
from connector.model import Attribute, AttributeInput, Brand, Category, Channel, Choice, Limit, ShopFacts
from connector.wire.several import several

from .api import Api
from .fact_models import AttributeList, AttributeNode, BrandPage, ItemLimit, Tree, TreeNode

__all__ = ["EVERYWHERE", "MARKETPLACE", "fetch_facts"]

MARKETPLACE = "lazada"
READING = 1
"""Counted up whenever facts are read otherwise: what an older reading remembered is fetched again."""

LANGUAGE = ("language_code", "vi_VN")
EVERYWHERE = ""
BRAND_PAGE = 200
BRAND_PAGES = 600
BRAND_TRIES = 4
BRAND_PAUSE_S = 1.0

FIELDS = frozenset({"name", "name_en", "description", "description_en", "short_description_en", "brand", "video"})
"""Attributes that are fields of a listing, or its English twins: nothing a rule fills."""

INPUTS = {
    "singleSelect": AttributeInput.CHOICE,
    "enumInput": AttributeInput.CHOICE_OR_TEXT,
    "multiSelect": AttributeInput.CHOICES,
    "multiEnumInput": AttributeInput.CHOICES_OR_TEXT,
    "numeric": AttributeInput.NUMBER,
    "date": AttributeInput.DATE,
}
DATE_FORMAT = "YYYY-MM-DD"
MOST_VALUES = 20

DOCUMENTED = {
    "title": Limit(minimum=1, maximum=255, unit="bytes", source="Lazada error 4160"),
    "description": Limit(maximum=25_000, source="Lazada product guide"),
    "images": Limit(minimum=1, maximum=8, unit="pieces", source="Lazada product/create"),
    "price": Limit(minimum=1, unit="dong", source="Lazada error 4118"),
    "option_name": Limit(minimum=1, maximum=15, source="Lazada product/create, variation"),
    "option_value": Limit(minimum=1, maximum=20, source="Lazada product/create, variation"),
    "weight": Limit(minimum=1, unit="pieces", source="Lazada product/create"),
    "dimension": Limit(minimum=1, unit="pieces", source="Lazada product/create"),
}
DELIVERY = Channel(
    id="lazada",
    name="Giao hàng của Lazada",
    usable=True,
    max_weight_g=40_000,
    max_sum_cm=300,
    needs_size=True,
)
"""Sellers choose no channel on a product; the bounds are those of errors 4164 and 4165."""


async def fetch_facts(
    api: Api, paths: Collection[tuple[str, ...]], known: ShopFacts | None, shop: tuple[str, str] = ("", "")
) -> ShopFacts:
    """Facts that cover the leaves of ``paths``, as far as the tree has them; ``known`` itself where it already does.

    ``shop`` is its id and name. ``known`` from another reading than this one counts as nothing.
    """
    if known is None or known.reading != READING:
        known = await _shop_wide(api, shop)
    wanted = {path for path in paths if path}
    lacking = [
        node.id for node in known.categories if node.leaf and node.path in wanted and node.id not in known.attributes
    ]
    if not lacking:
        return known
    told = await several(lacking, lambda leaf: _attributes(api, leaf))
    return known.model_copy(update={"attributes": known.attributes | dict(zip(lacking, told, strict=True))})


async def _shop_wide(api: Api, shop: tuple[str, str]) -> ShopFacts:
    tree = await api.get("category/tree/get", [LANGUAGE], Tree)
    return ShopFacts(
        marketplace=MARKETPLACE,
        shop_id=shop[0],
        shop_name=shop[1],
        fetched_at=api.clock.now(),
        limits=DOCUMENTED | await _item_limit(api),
        categories=tuple(node for root in tree.data for node in _paths(root, ())),
        brands={EVERYWHERE: await _brands(api)},
        channels=(DELIVERY,),
        reading=READING,
    )


async def _item_limit(api: Api) -> dict[str, Limit]:
    """How many products the shop may hold; many sellers are not told."""
    try:
        answer = await api.get("product/seller/item/limit", [], ItemLimit)
    except (StopShop, RetryLater, BadUse):
        raise
    except AdapterError:
        return {}
    most = answer.data.most
    return {"listings": Limit(maximum=most, unit="pieces", source="Lazada seller/item/limit")} if most else {}


def _paths(node: TreeNode, above: tuple[str, ...]) -> Iterator[Category]:
    path = (*above, node.name)
    yield Category(id=node.category_id, path=path, leaf=node.leaf and not node.children)
    for child in node.children:
        yield from _paths(child, path)


async def _brands(api: Api) -> tuple[Brand, ...]:
    """Every brand, page by page. Over its limit Lazada answers success with nothing in it: asked again."""
    found: dict[str, Brand] = {}
    start = 0
    for _page in range(BRAND_PAGES):
        page = await _brand_page(api, start)
        for entry in page.data.module:
            name = entry.name or entry.name_en
            found[entry.brand_id] = Brand(id=entry.brand_id, name=name)
        start += BRAND_PAGE
        if start >= page.data.total_record:
            break
    return tuple(found.values())


async def _brand_page(api: Api, start: int) -> BrandPage:
    params = [("startRow", start), ("pageSize", BRAND_PAGE)]
    for _try in range(BRAND_TRIES):
        page = await api.get("category/brands/query", params, BrandPage)
        if page.data.module or (page.data.total_record and start >= page.data.total_record):
            return page
        await api.clock.sleep(BRAND_PAUSE_S)
    raise RetryLater("E_LAZADA_BUSY", original="empty brand page", reason="category/brands/query")


async def _attributes(api: Api, leaf: str) -> tuple[Attribute, ...]:
    answer = await api.get("category/attributes/get", [("primary_category_id", leaf), LANGUAGE], AttributeList)
    return tuple(_attribute(node) for node in answer.data if node.attribute_type != "sku" and node.name not in FIELDS)


def _attribute(node: AttributeNode) -> Attribute:
    """Its key is its id and its label its name; a choice's English name, which is what travels, is its id."""
    kind = INPUTS.get(node.input_type, AttributeInput.TEXT)
    return Attribute(
        id=node.name,
        name=node.label or node.name,
        mandatory=node.is_mandatory == 1,
        input=kind,
        choices=tuple(
            Choice(id=option.en_name or option.name, name=option.name or option.en_name)
            for option in node.options
            if option.en_name or option.name
        ),
        units=tuple(node.unit.type),
        max_values=MOST_VALUES if kind in (AttributeInput.CHOICES, AttributeInput.CHOICES_OR_TEXT) else 1,
        date_format=DATE_FORMAT if kind is AttributeInput.DATE else "",
    )
