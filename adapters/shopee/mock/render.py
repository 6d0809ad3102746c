"""How an item looks on the wire: the echo of a write, the base info of a read, a model. They differ, and are meant to.

The echo has numbers and a `price_info` object; base info has the weight as a string, `price_info` as an array, and
neither price nor stock once the item has models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from adapters.shopee.mock.facts import DATE, Attribute, Facts
from adapters.shopee.mock.items import Item, Model, Promotion, Tier
from adapters.shopee.mock.shop import Shop

__all__ = ["base_info", "echo", "model_echo", "model_info", "picture_url", "tiers_info"]

CURRENCY = "VND"
VIETNAM = timezone(timedelta(hours=7))
DATE_FORMATS = ("%d/%m/%Y", "%m/%Y")


def picture_url(root: str, picture: str) -> str:
    return f"{root}/file/{picture}"


def echo(shop: Shop, root: str, item: Item) -> dict[str, Any]:
    return {
        "item_id": item.id,
        "item_name": item.name,
        "description": item.description,
        "description_type": item.description_type,
        "item_status": item.status,
        "item_sku": item.sku,
        "category_id": item.category,
        "condition": item.condition,
        "weight": item.weight,
        "dimension": item.dimension or {},
        "pre_order": _pre_order(shop.facts, item),
        "images": _images(root, item),
        "price_info": {"current_price": item.price, "original_price": item.price},
        "logistic_info": _logistics(shop.facts, item),
        "attribute": _attributes(shop.facts, item),
        "brand": item.brand or {"brand_id": 0, "original_brand_name": "No Brand"},
        "seller_stock": [{"location_id": "", "stock": item.stock}],
        "wholesale": list(item.wholesale),
        "video_info": [{"video_upload_id": video} for video in item.videos],
    }


def base_info(shop: Shop, root: str, item: Item) -> dict[str, Any]:
    now = shop.now()
    info: dict[str, Any] = {
        "item_id": item.id,
        "category_id": item.category,
        "item_name": item.name,
        "description": item.description,
        "item_sku": item.sku,
        "create_time": int(item.created),
        "update_time": int(item.updated),
        "attribute_list": _attributes(shop.facts, item),
        "image": {**_images(root, item), "image_ratio": item.ratio or "1:1"},
        "weight": f"{item.weight:g}",
        "dimension": item.dimension or {"package_length": 0, "package_width": 0, "package_height": 0},
        "logistic_info": _logistics(shop.facts, item),
        "pre_order": _pre_order(shop.facts, item),
        "wholesales": list(item.wholesale),
        "condition": item.condition,
        "item_status": item.status,
        "has_model": bool(item.models),
        "has_promotion": item.locked(now),
        "brand": item.brand or {"brand_id": 0, "original_brand_name": "No Brand"},
        "item_dangerous": 0,
        "gtin_code": item.gtin,
        "video_info": [{"video_upload_id": video} for video in item.videos],
        "description_type": item.description_type,
        "deboost": "FALSE",
        "tag": {"kit": False},
    }
    if item.description_info is not None:
        info["description_info"] = item.description_info
    if not item.models:
        info["price_info"] = _prices(item.price, item.promoted(0, now))
        info["stock_info_v2"] = _stocks(item.stock)
        if item.promoted(0, now):
            info["promotion_id"] = item.id
    return info


def tiers_info(root: str, tiers: Sequence[Tier]) -> list[dict[str, Any]]:
    return [
        {
            "name": tier.name,
            "option_list": [
                {"option": option, "image": {"image_id": picture, "image_url": picture_url(root, picture)}}
                if picture
                else {"option": option}
                for option, picture in tier.options
            ],
        }
        for tier in tiers
    ]


def model_info(item: Item, model: Model, now: float) -> dict[str, Any]:
    promotion = item.promoted(model.id, now)
    return {
        "model_id": model.id,
        "tier_index": list(model.tier_index),
        "model_sku": model.sku,
        "model_status": "MODEL_NORMAL",
        "price_info": _prices(model.price, promotion),
        "stock_info_v2": _stocks(model.stock),
        "weight": f"{model.weight:g}",
        "dimension": model.dimension or {},
        "pre_order": {"is_pre_order": False, "days_to_ship": 0},
        "gtin_code": model.gtin,
        "promotion_id": item.id if promotion else 0,
    }


def model_echo(model: Model) -> dict[str, Any]:
    return {
        "tier_index": list(model.tier_index),
        "model_id": model.id,
        "model_sku": model.sku,
        "price_info": [{"original_price": model.price}],
        "seller_stock": [{"location_id": "", "stock": model.stock}],
    }


def _prices(price: float, promotion: Promotion | None) -> list[dict[str, Any]]:
    current = promotion.price if promotion else price
    return [
        {
            "currency": CURRENCY,
            "original_price": price,
            "current_price": current,
            "inflated_price_of_original_price": price,
            "inflated_price_of_current_price": current,
        }
    ]


def _stocks(stock: int) -> dict[str, Any]:
    return {
        "summary_info": {"total_reserved_stock": 0, "total_available_stock": stock},
        "seller_stock": [{"location_id": "", "stock": stock, "if_saleable": True}],
        "shopee_stock": [],
    }


def _images(root: str, item: Item) -> dict[str, Any]:
    return {
        "image_id_list": list(item.images),
        "image_url_list": [picture_url(root, picture) for picture in item.images],
    }


def _pre_order(facts: Facts, item: Item) -> dict[str, Any]:
    if item.pre_order.get("is_pre_order"):
        return {"is_pre_order": True, "days_to_ship": item.pre_order.get("days_to_ship", 0)}
    return {"is_pre_order": False, "days_to_ship": facts.limits["dts_limit"]["non_pre_order_days_to_ship"]}


def _logistics(facts: Facts, item: Item) -> list[dict[str, Any]]:
    shown = []
    for entry in item.logistics:
        channel = facts.channels.get(entry["logistic_id"])
        shown.append(
            {
                "logistic_id": entry["logistic_id"],
                "logistic_name": channel.name if channel else "",
                "enabled": entry["enabled"],
                "is_free": entry.get("is_free", False),
                "shipping_fee": entry.get("shipping_fee", 0),
                "size_id": entry.get("size_id", 0),
                "estimated_shipping_fee": 16_500,
            }
        )
    return shown


def _attributes(facts: Facts, item: Item) -> list[dict[str, Any]]:
    leaf = facts.leaves.get(item.category)
    mandatory = {attribute.id for attribute, needed in leaf.attributes if needed} if leaf else set()
    shown = []
    for entry in item.attributes:
        attribute = facts.attributes[entry["attribute_id"]]
        shown.append(
            {
                "attribute_id": attribute.id,
                "original_attribute_name": attribute.en,
                "is_mandatory": attribute.id in mandatory,
                "attribute_value_list": [_value(attribute, value) for value in entry.get("attribute_value_list") or []],
            }
        )
    return shown


def _value(attribute: Attribute, given: Mapping[str, Any]) -> dict[str, Any]:
    """A chosen value by its name, a written one as it is; a date, sent as a timestamp, is read as text."""
    number, name = given["value_id"], given.get("original_value_name", "")
    if number in attribute.values:
        name = attribute.values[number].en
    elif attribute.validation == DATE:
        name = datetime.fromtimestamp(int(name), VIETNAM).strftime(DATE_FORMATS[attribute.date_format])
    return {"value_id": number, "original_value_name": name, "value_unit": given.get("value_unit", "")}
