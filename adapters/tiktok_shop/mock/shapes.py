"""The shapes of request bodies, and a product's content written back as the body that would make it."""

from __future__ import annotations

from typing import Any

from adapters.tiktok_shop.mock.fields import Shape
from adapters.tiktok_shop.mock.products import Content, Sku

__all__ = ["CREATE", "PRODUCT", "REQUIRED", "SKU", "as_body"]

URI: Shape = {"uri": str}
SKU: Shape = {
    "id": str,
    "seller_sku": str,
    "price": {"amount": str, "currency": str, "sale_price": str},
    "inventory": [{"warehouse_id": str, "quantity": int, "backorder_quantity": int, "handling_time": int}],
    "sales_attributes": [{"id": str, "name": str, "value_id": str, "value_name": str, "sku_img": URI}],
    "identifier_code": {"code": str, "type": str},
    "external_sku_id": str,
    "external_urls": [str],
}
PRODUCT: Shape = {
    "save_mode": str,
    "title": str,
    "description": str,
    "category_id": str,
    "category_version": str,
    "brand_id": str,
    "main_images": [URI],
    "skus": [SKU],
    "package_weight": {"value": str, "unit": str},
    "package_dimensions": {"length": str, "width": str, "height": str, "unit": str},
    "product_attributes": [{"id": str, "values": [{"id": str, "name": str}]}],
    "certifications": [
        {"id": str, "images": [URI], "files": [{"id": str, "name": str, "format": str}], "expiration_date": int}
    ],
    "size_chart": {"image": URI, "template": {"id": str}},
    "is_cod_allowed": bool,
    "video": {"id": str},
    "external_product_id": str,
    "delivery_option_ids": [str],
}
CREATE: Shape = {**PRODUCT, "idempotency_key": str, "is_not_for_sale": bool}
REQUIRED = ("title", "description", "category_id", "main_images", "skus", "package_weight")


def as_body(content: Content) -> dict[str, Any]:
    """What one would send to get this content."""
    body: dict[str, Any] = {
        "title": content.title,
        "description": content.description,
        "category_id": content.category,
        "category_version": "v2",
        "brand_id": content.brand,
        "main_images": [{"uri": uri} for uri in content.images],
        "skus": [_sku(sku) for sku in content.skus],
        "package_weight": content.weight,
        "package_dimensions": content.dimensions,
        "product_attributes": list(content.attributes),
        "certifications": list(content.certifications),
        "size_chart": content.size_chart,
        "is_cod_allowed": content.cod,
        "video": {"id": content.video} if content.video else None,
        "external_product_id": content.external_id,
        "delivery_option_ids": list(content.delivery_options),
    }
    return {name: value for name, value in body.items() if value is not None}


def _sku(sku: Sku) -> dict[str, Any]:
    """Without price and inventory: left out, they stay as they are."""
    body: dict[str, Any] = {"id": sku.id, "seller_sku": sku.seller_sku, "external_sku_id": sku.external_sku_id}
    body["sales_attributes"] = [
        {"id": each.id, "value_id": each.value_id, **({"sku_img": {"uri": each.image}} if each.image else {})}
        for each in sku.sales
    ]
    if sku.identifier:
        body["identifier_code"] = dict(sku.identifier)
    return body
