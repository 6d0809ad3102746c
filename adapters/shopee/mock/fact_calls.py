"""What the shop tells about itself and its marketplace: categories, attributes, brands, limits, channels, the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.facts import Attribute, Channel, Leaf
from adapters.shopee.mock.fields import Field, decode, int_list, int_param, missing, number_of_ids
from adapters.shopee.mock.grants import SHOP_ID
from adapters.shopee.mock.seeding import guess_leaf
from adapters.shopee.mock.shop import Shop

__all__ = [
    "category_recommend",
    "get_attribute_tree",
    "get_brand_list",
    "get_category",
    "get_channel_list",
    "get_item_limit",
    "get_shop_info",
    "get_shops_by_partner",
    "search_attribute_value_list",
]

MAX_CATEGORIES = 20
DROP_DOWN_BRANDS = "DROP_DOWN"
VALUE_SEARCH = {
    "attribute_id": Field("int", True),
    "value_name": Field("string"),
    "cursor": Field("int", True),
    "limit": Field("int", True),
}


def get_shop_info(shop: Shop, call: Call) -> Reply:
    return shop.flat(
        {
            "shop_name": "OCOP Mock Shop VN",
            "region": "VN",
            "status": shop.options.shop_status,
            "sip_affi_shops": [],
            "is_cb": False,
            "is_sip": False,
            "is_upgraded_cbsc": False,
            "merchant_id": None,
            "shop_fulfillment_flag": "Others",
            "auth_time": int(shop.grants.authorised_at),
            "expire_time": int(shop.grants.authorised_until),
            "is_main_shop": False,
            "is_direct_shop": False,
            "linked_main_shop_id": 0,
            "linked_direct_shop_list": [],
        }
    )


def get_shops_by_partner(shop: Shop, call: Call) -> Reply:
    int_param(call, "page_size", 100, 1, 100)
    page = int_param(call, "page_no", 1, 1)
    entry = {
        "region": "VN",
        "shop_id": SHOP_ID,
        "auth_time": int(shop.grants.authorised_at),
        "expire_time": int(shop.grants.authorised_until),
        "sip_affi_shop_list": [],
    }
    listed = [] if page > 1 or shop.grants.revoked else [entry]
    return shop.flat({"authed_shop_list": listed, "more": False})


def get_category(shop: Shop, call: Call) -> Reply:
    vietnamese = _language(call, "vi")
    rows = [
        {
            "category_id": number,
            "parent_category_id": parent,
            "original_category_name": en,
            "display_category_name": vi if vietnamese else en,
            "has_children": has_children,
        }
        for number, parent, vi, en, has_children in shop.facts.categories
    ]
    return shop.ok({"category_list": rows})


def get_attribute_tree(shop: Shop, call: Call) -> Reply:
    vietnamese = _language(call, "vn")
    wanted = int_list(call, "category_id_list", "category_ids")
    trees = []
    for number in number_of_ids(wanted, "category_id_list", MAX_CATEGORIES):
        leaf = _leaf(shop, number)
        tree = [_attribute(attribute, mandatory, vietnamese) for attribute, mandatory in leaf.attributes]
        trees.append({"category_id": number, "attribute_tree": tree, "warning": ""})
    return shop.ok({"list": trees})


def search_attribute_value_list(shop: Shop, call: Call) -> Reply:
    """The values of an attribute with `support_search_value`, a page at a time; `cursor` 0 begins. Its place
    in the contract says GET, an SDK generated from the reference sends a POST: both are taken.
    """
    if call.verb == "POST":
        body = decode(call, "SearchAttributeValueListRequest", VALUE_SEARCH)
        sent = {name: str(body[name]) for name in VALUE_SEARCH if name in body}
        call = replace(call, query=list(sent.items()))
    attribute = shop.facts.attributes.get(int_param(call, "attribute_id"))
    if attribute is None or not attribute.searched:
        raise Refusal("error_param", "The information you queried is not found.")
    cursor, limit = int_param(call, "cursor"), int_param(call, "limit", low=1, high=100)
    text = (call.first("value_name") or "").casefold()
    found = [v for v in attribute.values.values() if text in v.vi.casefold() or text in v.en.casefold()]
    more = cursor + limit < len(found)
    page = {"cursor": cursor + limit if more else 0, "has_next": more}
    rows = [{"value_id": value.id, "value_name": value.vi} for value in found[cursor : cursor + limit]]
    return shop.ok({"value_list": rows, "page_info": page})


def get_brand_list(shop: Shop, call: Call) -> Reply:
    offset = int_param(call, "offset")
    size = int_param(call, "page_size", low=1, high=100)
    leaf = _leaf(shop, int_param(call, "category_id"))
    pending = int_param(call, "status", low=1, high=2) == 2
    brands: list[Mapping[str, Any]] = [] if pending else [{"id": 0, "name": "No Brand"}]
    brands += [brand for brand in leaf.brands if bool(brand.get("pending")) is pending]
    page = brands[offset : offset + size]
    more = offset + size < len(brands)
    rows = [
        {"brand_id": brand["id"], "original_brand_name": brand["name"], "display_brand_name": brand["name"]}
        for brand in page
    ]
    response = {
        "brand_list": rows,
        "has_next_page": more,
        "next_offset": offset + size if more else 0,
        "is_mandatory": leaf.brand_required,
        "input_type": DROP_DOWN_BRANDS,
    }
    return shop.ok(response)


def category_recommend(shop: Shop, call: Call) -> Reply:
    name = call.first("item_name")
    if not name:
        raise missing("item_name")
    return shop.ok({"category_id": [guess_leaf(shop.facts, name).id]})


def get_item_limit(shop: Shop, call: Call) -> Reply:
    category = int_param(call, "category_id", 0)
    limits = dict(shop.limits)
    if category and not _leaf(shop, category).pre_order:
        no_pre_order = {"min_limit": -1, "max_limit": -1}
        limits["dts_limit"] = {**limits["dts_limit"], "days_to_ship_limit": no_pre_order}
    return shop.ok(limits, gtin_limit={"gtin_validation_rule": "Optional"})


def get_channel_list(shop: Shop, call: Call) -> Reply:
    return shop.ok({"logistics_channel_list": [_channel(channel) for channel in shop.facts.channels.values()]})


def _language(call: Call, vietnamese: str) -> bool:
    """Whether Vietnamese is asked for; its code differs from endpoint to endpoint."""
    language = call.first("language") or "en"
    if language.lower() not in ("en", vietnamese):
        raise Refusal("error_invalid_language", f"Invalid language, should be en or {vietnamese}.")
    return language.lower() == vietnamese


def _leaf(shop: Shop, number: int) -> Leaf:
    leaf = shop.facts.leaves.get(number)
    if leaf is None:
        raise Refusal("error_invalid_category", f"Invalid category ID {number}")
    return leaf


def _languages(vi: str, en: str) -> list[dict[str, str]]:
    return [{"language": "vn", "value": vi}, {"language": "en", "value": en}]


def _attribute(attribute: Attribute, mandatory: bool, vietnamese: bool) -> dict[str, Any]:
    values = [
        {
            "value_id": value.id,
            "name": value.vi if vietnamese else value.en,
            "value_unit": "",
            "multi_lang": _languages(value.vi, value.en),
            "child_attribute_list": [_attribute(child, child.mandatory, vietnamese) for child in value.children],
        }
        for value in attribute.values.values()
        if not attribute.searched
    ]
    return {
        "attribute_id": attribute.id,
        "mandatory": mandatory,
        "name": attribute.vi if vietnamese else attribute.en,
        "multi_lang": _languages(attribute.vi, attribute.en),
        "attribute_value_list": values,
        "attribute_info": {
            "input_type": attribute.input_type,
            "input_validation_type": attribute.validation,
            "format_type": attribute.format,
            "date_format_type": attribute.date_format,
            "attribute_unit_list": list(attribute.units),
            "max_value_count": attribute.max_values,
            "introduction": "",
            "is_oem": False,
            "support_search_value": attribute.searched,
        },
    }


def _channel(channel: Channel) -> dict[str, Any]:
    """`channel_relation_rules` is documented as an array and arrives as an object."""
    return {
        "logistics_channel_id": channel.id,
        "logistics_channel_name": channel.name,
        "logistics_description": "",
        "enabled": channel.enabled,
        "preferred": channel.compulsory,
        "force_enable": False,
        "fee_type": channel.fee_type,
        "cod_enabled": channel.cod,
        "mask_channel_id": channel.mask,
        "size_list": list(channel.sizes),
        "weight_limit": {"item_max_weight": channel.max_weight, "item_min_weight": 0},
        "item_max_dimension": {
            "height": channel.max_side,
            "width": channel.max_side,
            "length": channel.max_side,
            "unit": "cm",
            "dimension_sum": channel.max_sum,
        },
        "volume_limit": {"item_max_volume": 0, "item_min_volume": 0},
        "block_seller_cover_shipping_fee": False,
        "support_cross_border": False,
        "compulsory_channel": channel.compulsory,
        "channel_relation_rules": {},
    }
