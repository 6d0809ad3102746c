"""What the shop tells about itself and its marketplace: the seller, categories, attributes, brands, limits, quality."""

from __future__ import annotations

from typing import Any

from adapters._mock.market import Call, Reply
from adapters.lazada.mock.auth_calls import ACCOUNT, SHORT_CODE
from adapters.lazada.mock.envelope import Refusal
from adapters.lazada.mock.facts import Attribute, Node
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.gate import missing
from adapters.lazada.mock.grants import SELLER_ID
from adapters.lazada.mock.seeding import guess_leaf, guessed
from adapters.lazada.mock.shop import Shop

__all__ = [
    "get_attributes",
    "get_item_limit",
    "get_pre_qc_rules",
    "get_seller",
    "get_tree",
    "query_brands",
    "suggest_category",
]

LANGUAGES = ("en_US", "vi_VN")
MAX_BRANDS = 200


def get_seller(shop: Shop, call: Call, form: Form) -> Reply:
    return shop.ok(
        {
            "seller_id": int(SELLER_ID),
            "name": "[MẪU] Gian hàng OCOP",
            "name_company": "[MẪU] Hợp tác xã OCOP",
            "short_code": SHORT_CODE,
            "email": ACCOUNT,
            "location": "Hà Nội",
            "logo_url": "",
            "cb": False,
            "status": shop.options.seller_status,
            "verified": not shop.options.unverified,
            "marketplaceEaseMode": False,
        }
    )


def get_tree(shop: Shop, call: Call, form: Form) -> Reply:
    language = _language(form)
    return shop.ok([_node(shop, node, language) for node in shop.facts.tree])


def get_attributes(shop: Shop, call: Call, form: Form) -> Reply:
    text = form.get("primary_category_id")
    if not text:
        raise missing("primary_category_id")
    number = int(text) if text.isascii() and text.isdigit() else 0
    leaf = shop.facts.leaves.get(number)
    if leaf is None and number in shop.facts.nodes:
        raise Refusal("57", "E057: No attributes for the category")
    if leaf is None:
        raise Refusal("4227", "E4227: The category does not exist")
    if leaf.inactive:
        raise Refusal("4228", "E4228: The category is not active")
    language = _language(form)
    return shop.ok([_attribute(attribute, mandatory, language) for attribute, mandatory in leaf.attributes])


def query_brands(shop: Shop, call: Call, form: Form) -> Reply:
    """An offset and a size; there is no way to ask for a name."""
    start = _whole(form, "startRow")
    size = _whole(form, "pageSize", 40)
    if not 1 <= size <= MAX_BRANDS:
        raise Refusal("19", f"E019: pageSize should be within 1-{MAX_BRANDS}")
    brands = list(shop.facts.brands.values())
    rows = [
        {"brand_id": brand.id, "name": brand.name, "name_en": brand.name, "global_identifier": f"brand_{brand.id}"}
        for brand in brands[start : start + size]
    ]
    page = {
        "start_row": start,
        "page_index": start // size + 1,
        "page_size": size,
        "total_page": -(-len(brands) // size),
        "total_record": len(brands),
        "enable_total": True,
        "module": rows,
    }
    return shop.ok(page, success=True, error_code="", error_msg="")


def suggest_category(shop: Shop, call: Call, form: Form) -> Reply:
    name = form.get("product_name")
    if not name:
        raise missing("product_name")
    if not guessed(shop.facts, name):
        raise Refusal("701", "E701: No category suggestion")
    leaf = guess_leaf(shop.facts, name)
    hit = {"categoryId": leaf.id, "categoryName": leaf.path[-1], "categoryPath": ">".join(leaf.path)}
    return shop.ok({"categorySuggestions": [hit]})


def get_item_limit(shop: Shop, call: Call, form: Form) -> Reply:
    if shop.options.cross_border_limits:
        raise Refusal("ONLY_CB_SELLER_SUPPORTED", "Only cross-border sellers are supported", "ISV")
    figures = {"onlineItemCount": shop.count(), "itemLimit": shop.options.item_limit, "payItemCnt": 0, "payByrCnt": 0}
    return shop.ok(figures, success=True, errorCodes=[], errorMsgs=[])


def get_pre_qc_rules(shop: Shop, call: Call, form: Form) -> Reply:
    """Whether `values` stands at the top or under `data` is not told: it stands in both."""
    restricted = [leaf.id for leaf in shop.facts.leaves.values() if leaf.blocked or leaf.banned]
    values = {
        "restricted_cate_ids": restricted,
        "item_limit": shop.options.item_limit,
        "item_count": shop.count(),
    }
    return shop.ok({"values": values}, values=values)


def _language(form: Form) -> str:
    """The language asked for; a foreign one gives names of null."""
    return form.get("language_code") or LANGUAGES[0]


def _named(vi: str, en: str, language: str) -> str | None:
    return {"en_US": en, "vi_VN": vi}.get(language)


def _node(shop: Shop, node: Node, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "category_id": node.id,
        "name": _named(node.vi, node.en, language),
        "leaf": not node.children,
        "var": not node.children,
    }
    if node.children:
        shown["children"] = [_node(shop, child, language) for child in node.children]
    return shown


def _attribute(attribute: Attribute, mandatory: bool, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": attribute.id,
        "name": attribute.name,
        "label": _named(attribute.vi, attribute.en, language),
        "input_type": attribute.input_type,
        "attribute_type": "sku" if attribute.sku else "normal",
        "is_mandatory": int(mandatory),
        "is_sale_prop": int(attribute.sale_prop),
        "advanced": {"is_key_prop": int(attribute.key_prop)},
        "options": [
            {"id": option.id, "name": _named(option.vi, option.en, language), "en_name": option.en}
            for option in attribute.options
        ],
    }
    if attribute.unit:
        shown["unit"] = dict(attribute.unit)
    return shown


def _whole(form: Form, name: str, default: int | None = None) -> int:
    text = form.get(name)
    if not text:
        if default is None:
            raise missing(name)
        return default
    if not (text.isascii() and text.isdigit()):
        raise Refusal("4107", f"E4107: {name} is not a valid number")
    return int(text)
