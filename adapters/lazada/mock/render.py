"""How a product looks on the wire, in lists and by id: ids are numbers, times milliseconds in a string, package values
strings with their zeros, prices numbers with a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, timezone
from typing import Any

from adapters.lazada.mock.check_attributes import date_of
from adapters.lazada.mock.check_images import MAX_IMAGES
from adapters.lazada.mock.items import Item, Sku
from adapters.lazada.mock.shop import Shop

__all__ = ["VIETNAM", "WAREHOUSE", "product", "shop_sku", "variation"]

VIETNAM = timezone(timedelta(hours=7))
WAREHOUSE = "dropshipping"


def product(shop: Shop, root: str, item: Item) -> dict[str, Any]:
    """One P, as `/products/get` shows it."""
    locked = item.locked(shop.now())
    return {
        "item_id": item.id,
        "primary_category": item.category,
        "status": item.status,
        "subStatus": item.sub_status or ("Lock" if locked else None),
        "created_time": _millis(item.created),
        "updated_time": _millis(item.updated),
        "images": _images(shop, root, item.images),
        "marketImages": [],
        "attributes": dict(item.attributes),
        "variation": {},
        "suspendedSkus": [],
        "rejectReason": [{"suggestion": s, "violationDetail": v} for s, v in item.reasons] or None,
        "trialProduct": False,
        "skus": [_sku(shop, root, item, sku) for sku in item.skus],
    }


def variation(item: Item) -> dict[str, Any]:
    """`Variation1` and on, as `/product/item/get` shows them."""
    return {
        f"Variation{position}": {
            "name": axis.name,
            "label": axis.name,
            "hasImage": axis.has_image,
            "customize": axis.customize,
            "options": list(axis.options),
        }
        for position, axis in enumerate(item.axes, start=1)
    }


def shop_sku(item: Item, sku: Sku) -> str:
    return f"{item.id}_VNAMZ-{sku.id}"


def _sku(shop: Shop, root: str, item: Item, sku: Sku) -> dict[str, Any]:
    campaign = sku.in_campaign(shop.now())
    total = sku.stock + sku.reserved
    shown: dict[str, Any] = {
        "SkuId": sku.id,
        "SellerSku": sku.seller_sku,
        "ShopSku": shop_sku(item, sku),
        "Status": sku.status,
        "quantity": total,
        "Available": sku.stock,
        "price": float(sku.price),
        "special_price": float(sku.campaign_price if campaign else sku.special_price),
        "special_from_date": _day(sku.special_from),
        "special_to_date": _day(sku.special_to),
        "special_from_time": _minute(sku.special_from),
        "special_to_time": _minute(sku.special_to),
        **{name: _sized(name, text) for name, text in sku.package.items()},
        "package_content": sku.content,
        "saleProp": dict(sku.sale_prop),
        "Images": _images(shop, root, sku.images),
        "Url": f"https://www.lazada.vn/-i{item.id}-s{sku.id}.html",
        "multiWarehouseInventories": [
            {
                "warehouseCode": WAREHOUSE,
                "quantity": total,
                "sellableQuantity": sku.stock,
                "totalQuantity": total,
                "occupyQuantity": sku.reserved,
                "withholdQuantity": 0,
            }
        ],
        "fblWarehouseInventories": [],
        "channelInventories": [],
    }
    return {name: value for name, value in shown.items() if value is not None}


def _images(shop: Shop, root: str, pictures: Sequence[str]) -> list[str]:
    shown = [shop.pictures.address(root, picture) for picture in pictures]
    return shown + [""] * (MAX_IMAGES - len(shown)) if shop.options.pad_images else shown


def _millis(seconds: float) -> str:
    return str(int(seconds * 1000))


def _sized(name: str, text: str) -> str:
    return f"{float(text):g}" if name == "package_weight" else f"{float(text):.2f}"


def _day(text: str) -> str | None:
    moment = date_of(text)
    return moment.strftime("%Y-%m-%d") if moment else None


def _minute(text: str) -> str | None:
    moment = date_of(text)
    return moment.strftime("%Y-%m-%d %H:%M") if moment else None
