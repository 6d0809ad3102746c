"""What a seller has to know before listing: prerequisites, categories, rules, attributes, brands, warehouses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.certifications import required_in
from adapters.tiktok_shop.mock.envelope import Refusal, bad_value
from adapters.tiktok_shop.mock.facts import Attribute, Brand, Leaf, When
from adapters.tiktok_shop.mock.fields import decode, flag, page_size
from adapters.tiktok_shop.mock.read_calls import page_of
from adapters.tiktok_shop.mock.seeding import guess_leaf
from adapters.tiktok_shop.mock.shop import Shop
from adapters.tiktok_shop.mock.text import EMOJI, check_title

__all__ = [
    "create_brand",
    "get_attributes",
    "get_brands",
    "get_categories",
    "get_prerequisites",
    "get_rules",
    "get_warehouses",
    "recommend_category",
]

ITEMS = (
    "SHOP_STATUS",
    "SHOP_TAX",
    "PICKUP_WAREHOUSE",
    "RETURN_WAREHOUSE",
    "DELIVERY_OPTION",
    "SHIPPING_TEMPLATE",
    "PRODUCT_QUANTITY_LIMIT",
    "EXTENDED_PRODUCER_RESPONSIBILITY",
    "BANk_ACCOUNT",
    "CONTACT_INFO",
)
"""The lower-case k is the wire's."""
BRANDS_A_DAY = 50
BRANDS_IN_ALL = 1000
ADDRESS = {
    "region": "Vietnam",
    "region_code": "VN",
    "state": "Hà Nội",
    "city": "Hà Nội",
    "distict": "Sơn Tây",
    "town": "Phường Sơn Tây",
    "full_address": "Số 1 Đường Lâm, Phường Sơn Tây, Hà Nội",
    "postal_code": "12700",
    "phone_number": "(+84)24*****12",
    "contact_person": "Kho HTX",
    "address_line1": "Số 1 Đường Lâm",
    "geolocation": {"latitude": "21.13", "longitude": "105.50"},
}
"""`distict` is the wire's spelling."""


def get_prerequisites(shop: Shop, call: Call) -> Reply:
    failed: dict[str, str] = {}
    if shop.options.shop_status != "NORMAL":
        failed["SHOP_STATUS"] = "The shop has not passed verification."
    if shop.options.no_return_warehouse:
        failed["RETURN_WAREHOUSE"] = "The shop has no return warehouse."
    rows = [
        {"check_item": item, "is_failed": item in failed, "fail_reasons": [failed[item]] if item in failed else []}
        for item in ITEMS
    ]
    return shop.ok({"check_results": rows})


def get_categories(shop: Shop, call: Call) -> Reply:
    _check_version(call.first("category_version"))
    keyword = (call.first("keyword") or "").casefold()
    forbidden_too = flag(call, "include_prohibited_categories")
    rows = []
    for node in shop.facts.nodes.values():
        name = node.en if _english(call) else node.vi
        if keyword not in name.casefold() or ("PROHIBITED" in node.statuses and not forbidden_too):
            continue
        row = {"id": node.id, "parent_id": node.parent, "local_name": name, "is_leaf": node.leaf}
        rows.append({**row, "permission_statuses": list(node.statuses)})
    return shop.ok({"categories": rows})


def get_rules(shop: Shop, call: Call) -> Reply:
    leaf = _leaf(shop, call)
    papers = [
        {
            "id": paper.id,
            "name": paper.name,
            "is_required": required,
            "document_details": paper.details,
            "sample_image_url": "",
            "requirement_conditions": _conditions(paper.when),
            "expiration_date": {"is_required": paper.expiry},
        }
        for paper, required in required_in(shop, leaf)
    ]
    chart = {"is_supported": bool(leaf.size_chart), "is_required": leaf.size_chart == "required"}
    no = {"is_required": False}
    return shop.ok(
        {
            "product_certifications": papers,
            "size_chart": chart,
            "cod": {"is_supported": leaf.cod},
            "package_dimension": no,
            "epr": no,
            "responsible_person": no,
            "manufacturer": no,
            "allowed_special_product_types": [],
            "fees": [],
        }
    )


def get_attributes(shop: Shop, call: Call) -> Reply:
    leaf = _leaf(shop, call)
    chosen = [*leaf.attributes, *((attribute, False) for attribute in shop.facts.sales.values())]
    return shop.ok({"attributes": [_attribute(each, required, _english(call)) for each, required in chosen]})


def recommend_category(shop: Shop, call: Call) -> Reply:
    shape = {"product_title": str, "description": str, "images": [{"uri": str}], "category_version": str}
    body = decode(call, shape, ("product_title",))
    _check_version(body.get("category_version"))
    for code, message in check_title(body["product_title"]):
        raise Refusal(code, message)
    leaf = guess_leaf(shop.facts, body["product_title"], sure=True)
    if leaf is None:
        raise Refusal(12019064, "No category matches the title.")
    if "NON_MAIN_CATEGORY" in leaf.statuses:
        raise Refusal(12052912, "The category is outside the main category of the shop.")
    rows = []
    for level, number in enumerate(leaf.chain, start=1):
        node = shop.facts.nodes[number]
        row = {"id": node.id, "name": node.vi, "level": level, "is_leaf": node.leaf}
        rows.append({**row, "permission_statuses": list(node.statuses)})
    return shop.ok({"leaf_category_id": leaf.id, "categories": rows})


def get_brands(shop: Shop, call: Call) -> Reply:
    size = page_size(call)
    number, prefix = call.first("category_id"), (call.first("brand_name") or "").casefold()
    leaf = shop.facts.leaves.get(number or "")
    if number:
        _check_version(call.first("category_version"))
        if leaf is None:
            raise _no_leaf(shop, number)
    wanted = flag(call, "is_authorized")
    own = [Brand(key, name, True, False) for key, name in shop.own_brands.items()]
    rows = [*(leaf.brands if leaf else shop.facts.brands.values()), *own]
    hits = [b for b in rows if b.name.casefold().startswith(prefix) and wanted in (None, b.authorized)]
    page, token = page_of(hits, call.first("page_token"), size)
    brands = [_brand(brand, leaf is not None) for brand in page]
    return shop.ok({"brands": brands, "total_count": len(hits), "next_page_token": token})


def create_brand(shop: Shop, call: Call) -> Reply:
    name: str = decode(call, {"name": str}, ("name",))["name"].strip()
    if not 2 <= len(name) <= 30 or EMOJI.search(name) or re.search(r"\d{5}", name):
        raise bad_value("name", "2 to 30 characters without emoji and runs of 5 digits were expected")
    taken = {brand.name.casefold() for brand in shop.facts.brands.values()}
    if name.casefold() in taken | {own.casefold() for own in shop.own_brands.values()}:
        raise Refusal(12052205, "The brand exists already.")
    if len(shop.own_brands) >= BRANDS_IN_ALL or shop.take_brand() > BRANDS_A_DAY:
        raise Refusal(98001004, "The limit of brands has been reached: 50 a day, 1,000 in all.")
    number = str(7_082_500_000_000_000_000 + len(shop.own_brands) + 1)
    shop.own_brands[number] = name
    return shop.ok({"id": number})


def get_warehouses(shop: Shop, call: Call) -> Reply:
    kept = [w for w in shop.facts.warehouses if w["type"] == "SALES_WAREHOUSE" or not shop.options.no_return_warehouse]
    return shop.ok({"warehouses": [{**warehouse, "address": ADDRESS} for warehouse in kept]})


def _check_version(version: str | None) -> None:
    if version != "v2":
        raise Refusal(12052217, "All region shops must use V2 category.")


def _leaf(shop: Shop, call: Call) -> Leaf:
    _check_version(call.first("category_version"))
    number = call.path.split("/")[4]
    leaf = shop.facts.leaves.get(number)
    if leaf is None:
        raise _no_leaf(shop, number)
    return leaf


def _no_leaf(shop: Shop, number: str) -> Refusal:
    if number in shop.facts.v1:
        return Refusal(12052230, f"The category {number} is not of the category tree V2.")
    if number in shop.facts.nodes:
        return Refusal(12052024, f"The category {number} is not a leaf category.")
    return Refusal(12052023, f"The category {number} does not exist.")


def _english(call: Call) -> bool:
    return (call.first("locale") or "vi-VN").startswith("en")


def _conditions(when: When | None) -> list[dict[str, str]]:
    if when is None:
        return []
    return [{"condition_type": "VALUE_ID_MATCH", "attribute_id": when.attribute, "attribute_value_id": when.value}]


def _attribute(attribute: Attribute, required: bool, english: bool) -> dict[str, Any]:
    """`is_requried` is the wire's spelling."""
    row: dict[str, Any] = {
        "id": attribute.id,
        "name": attribute.en if english else attribute.vi,
        "type": attribute.type,
        "is_requried": required,
        "is_customizable": attribute.customizable,
        "is_multiple_selection": attribute.multiple,
        "values": [{"id": k, "name": names[1] if english else names[0]} for k, names in attribute.values.items()],
        "requirement_conditions": _conditions(attribute.when),
    }
    if attribute.format:
        row["value_data_format"] = attribute.format
    return row


def _brand(brand: Brand, in_category: bool) -> Mapping[str, Any]:
    """`UNAUTHORIEZD` is the wire's spelling."""
    status = "AUTHORIZED" if brand.authorized else "UNAUTHORIEZD"
    row = {"id": brand.id, "name": brand.name, "authorized_status": status, "is_t1_brand": brand.t1}
    if not in_category:
        return row
    return {**row, "brand_status": "UNAVAILABLE" if brand.t1 and not brand.authorized else "AVAILABLE"}
