"""How a product looks on the wire: whole from a Get, short from a search. They differ, and are meant to.

Reading gives `sale_price` and `tax_exclusive_price`, never the `amount` that writing takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.tiktok_shop.mock.facts import Leaf
from adapters.tiktok_shop.mock.products import Content, Product, Sku
from adapters.tiktok_shop.mock.shop import Shop

__all__ = ["chain", "found_product", "picture", "whole_product"]

INITIAL = ("PENDING", "FAILED")
DELIVERY = {"id": "7091146663229654785", "name": "Giao hàng tiêu chuẩn", "is_available": True}


def whole_product(shop: Shop, root: str, product: Product, content: Content, english: bool) -> dict[str, Any]:
    facts = shop.facts
    shown: dict[str, Any] = {
        "id": product.id,
        "status": product.status,
        "product_status": "INITIAL" if product.status in INITIAL else product.status,
        "title": content.title,
        "description": content.description,
        "category_chains": chain(shop, content.category, english),
        "main_images": [picture(shop, root, uri) for uri in content.images],
        "skus": [_sku(shop, root, sku) for sku in content.skus],
        "certifications": [_certification(shop, root, content, paper) for paper in content.certifications],
        "is_cod_allowed": content.cod,
        "is_not_for_sale": product.not_for_sale,
        "product_attributes": [
            {"id": entry["id"], "name": facts.attributes[entry["id"]].vi, "values": list(entry["values"])}
            for entry in content.attributes
        ],
        "audit": {"status": product.audit, "pre_approved_reasons": []},
        "audit_failed_reasons": list(product.reasons),
        "delivery_options": [DELIVERY],
        "external_product_id": content.external_id,
        "create_time": int(product.created),
        "update_time": int(product.updated),
        "recommended_categories": [],
        "has_draft": product.draft is not None,
    }
    if content.weight is not None:
        shown["package_weight"] = dict(content.weight)
    if content.dimensions is not None:
        shown["package_dimensions"] = dict(content.dimensions)
    if content.brand:
        known = facts.brands.get(content.brand)
        shown["brand"] = {"id": content.brand, "name": known.name if known else shop.own_brands[content.brand]}
    if content.size_chart is not None:
        shown["size_chart"] = _size_chart(shop, root, content.size_chart)
    if content.video:
        shown["video"] = {"id": content.video, "url": f"{root}/file/f{content.video}", "format": "MP4"}
    return shown


def found_product(product: Product) -> dict[str, Any]:
    return {
        "id": product.id,
        "title": product.content.title,
        "status": product.status,
        "skus": [
            {
                "id": sku.id,
                "seller_sku": sku.seller_sku,
                "price": _price(sku),
                "inventory": _inventory(sku),
                "status_info": {"status": "NORMAL"},
            }
            for sku in product.content.skus
        ],
        "sales_regions": ["VN"],
        "create_time": int(product.created),
        "update_time": int(product.updated),
        "is_not_for_sale": product.not_for_sale,
        "recommended_categories": [],
        "audit": {"status": product.audit, "pre_approved_reasons": []},
        "has_draft": product.draft is not None,
    }


def chain(shop: Shop, category: str, english: bool) -> list[dict[str, Any]]:
    """From the root to the leaf; of the v1 tree only the leaf is still known."""
    old: Leaf | None = shop.facts.v1.get(category)
    if old is not None:
        return [{"id": category, "parent_id": "0", "local_name": old.path[-1], "is_leaf": True}]
    leaf = shop.facts.leaves.get(category)
    nodes = [shop.facts.nodes[number] for number in leaf.chain] if leaf else []
    return [
        {"id": n.id, "parent_id": n.parent, "local_name": n.en if english else n.vi, "is_leaf": n.leaf} for n in nodes
    ]


def picture(shop: Shop, root: str, uri: str) -> dict[str, Any]:
    kept = shop.media.pictures[uri]
    url = shop.media.url(root, kept)
    return {"uri": uri, "urls": [url], "thumb_urls": [url], "width": kept.width, "height": kept.height}


def _sku(shop: Shop, root: str, sku: Sku) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "external_sku_id": sku.external_sku_id,
        "price": _price(sku),
        "inventory": _inventory(sku),
        "sales_attributes": [
            {
                "id": value.id,
                "name": value.name,
                "value_id": value.value_id,
                "value_name": value.value_name,
                **({"sku_img": picture(shop, root, value.image)} if value.image else {}),
            }
            for value in sku.sales
        ],
        "status_info": {"status": "NORMAL"},
    }
    if sku.identifier:
        shown["identifier_code"] = dict(sku.identifier)
    return shown


def _price(sku: Sku) -> dict[str, str]:
    """The seller's own price; what a promotion asks meanwhile is not part of the product."""
    return {"currency": "VND", "sale_price": str(sku.price), "tax_exclusive_price": str(sku.price)}


def _inventory(sku: Sku) -> list[dict[str, Any]]:
    return [{"warehouse_id": warehouse, "quantity": quantity} for warehouse, quantity in sku.inventory]


def _certification(shop: Shop, root: str, content: Content, paper: Mapping[str, Any]) -> dict[str, Any]:
    leaf = shop.facts.leaves.get(content.category) or shop.facts.v1[content.category]
    title = next((known.name for known, _ in leaf.certifications if known.id == paper["id"]), "")
    shown = {
        "id": paper["id"],
        "title": title,
        "images": [picture(shop, root, image["uri"]) for image in paper.get("images", [])],
        "files": [
            {
                "id": file["id"],
                "name": shop.media.files[file["id"]].name,
                "format": shop.media.files[file["id"]].format,
                "urls": [f"{root}/file/f{file['id']}"],
            }
            for file in paper.get("files", [])
        ],
    }
    if "expiration_date" in paper:
        shown["expiration_date"] = paper["expiration_date"]
    return shown


def _size_chart(shop: Shop, root: str, chart: Mapping[str, Any]) -> dict[str, Any]:
    if "image" in chart:
        return {"image": picture(shop, root, chart["image"]["uri"])}
    return {"template": dict(chart["template"])}
