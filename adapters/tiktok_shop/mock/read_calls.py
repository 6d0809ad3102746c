"""Reading products: one by id, many by search."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.envelope import Refusal, bad_value
from adapters.tiktok_shop.mock.fields import Shape, decode, flag, page_size
from adapters.tiktok_shop.mock.products import STATUSES, Product
from adapters.tiktok_shop.mock.render import found_product, whole_product
from adapters.tiktok_shop.mock.shop import FOREIGN, Shop

__all__ = ["get_product", "page_of", "search_products"]

UNKNOWN = 12019150
MAX_SKUS = 10
MAX_WALK = 10_000
TIMES = ("create_time_ge", "create_time_le", "update_time_ge", "update_time_le")
SEARCH: Shape = {
    "status": str,
    "seller_skus": [str],
    "sku_ids": [str],
    **dict.fromkeys(TIMES, int),
    "category_version": str,
    "audit_status": [str],
    "return_draft_version": bool,
}


def get_product(shop: Shop, call: Call) -> Reply:
    number = call.path.split("/")[4]
    review, draft = flag(call, "return_under_review_version"), flag(call, "return_draft_version")
    if review and draft:
        raise bad_value("return_draft_version", "not together with return_under_review_version")
    if number in FOREIGN:
        raise Refusal(FOREIGN[number], f"Product {number} belongs to another shop.")
    product = shop.shelf.get(number, shop.view(call))
    if product is None:
        raise Refusal(UNKNOWN, f"Product {number} does not exist.")
    if product.status in ("FREEZE", "DELETED"):
        raise Refusal(12052901, f"The status {product.status} does not allow this.")
    content = (review and product.pending) or (draft and product.draft) or product.content
    english = (call.first("locale") or "vi-VN").startswith("en")
    return shop.ok(whole_product(shop, call.root, product, content, english))


def search_products(shop: Shop, call: Call) -> Reply:
    size = page_size(call)
    body = decode(call, SEARCH)
    for name in ("seller_skus", "sku_ids"):
        if len(body.get(name, [])) > MAX_SKUS:
            raise Refusal(12019027, f"No more than {MAX_SKUS} {name} are allowed.")
    status = body.get("status", "ALL")
    if status != "ALL" and status not in STATUSES:
        raise bad_value("status", f"ALL or one of {', '.join(sorted(STATUSES))} was expected")
    hits = list(_hits(shop, call, body, status))
    page, token = page_of(hits, call.first("page_token"), size)
    data = {"total_count": len(hits), "products": [found_product(p) for p in page], "next_page_token": token}
    return shop.ok(data)


def page_of(hits: list[Any], token: str | None, size: int) -> tuple[list[Any], str]:
    """The page that a token asks for, and the token of the next one; '' after the last."""
    offset = _offset(token)
    if offset + size > MAX_WALK and offset < len(hits) and len(hits) > MAX_WALK:
        raise Refusal(12052180, f"No more than {MAX_WALK} products can be walked through, narrow the search.")
    after = offset + size
    more = base64.b64encode(f"offset={after}\n".encode()).decode() if after < len(hits) else ""
    return hits[offset:after], more


def _offset(token: str | None) -> int:
    if not token:
        return 0
    try:
        text = base64.b64decode(token, validate=True).decode().strip()
    except ValueError as error:
        raise bad_value("page_token", "a token that a page gave was expected") from error
    number = text.removeprefix("offset=")
    if not number.isdecimal():
        raise bad_value("page_token", "a token that a page gave was expected")
    return int(number)


def _hits(shop: Shop, call: Call, body: Mapping[str, Any], status: str) -> Iterator[Product]:
    skus, ids, audits = (frozenset(body.get(name, [])) for name in ("seller_skus", "sku_ids", "audit_status"))
    for product in shop.shelf.listed(shop.view(call)):
        if status == "ALL":
            if product.status == "DELETED" and not shop.options.search_deleted:
                continue
        elif product.status != status:
            continue
        if skus and not any(sku.seller_sku in skus for sku in product.content.skus):
            continue
        if ids and not any(sku.id in ids for sku in product.content.skus):
            continue
        if (audits and product.audit not in audits) or not _in_time(product, body):
            continue
        if body.get("return_draft_version") and product.draft is None:
            continue
        version = "v1" if product.content.category in shop.facts.v1 else "v2"
        if body.get("category_version", version) == version:
            yield product


def _in_time(product: Product, body: Mapping[str, Any]) -> bool:
    for name, moment in (("create_time", int(product.created)), ("update_time", int(product.updated))):
        if not body.get(f"{name}_ge", moment) <= moment <= body.get(f"{name}_le", moment):
            return False
    return True
