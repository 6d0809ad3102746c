"""Activate, deactivate, delete, recover: up to 20 products at once, each with its own failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.envelope import Refusal, missing
from adapters.tiktok_shop.mock.fields import decode
from adapters.tiktok_shop.mock.figure_calls import spoiled
from adapters.tiktok_shop.mock.on_demand import SPOILED
from adapters.tiktok_shop.mock.products import STATUSES, Product
from adapters.tiktok_shop.mock.shop import Shop

__all__ = ["activate_products", "deactivate_products", "delete_products", "recover_products"]

MAX_IDS = 20
UNKNOWN = 12052032

Change = Callable[[Product], Product]


def activate_products(shop: Shop, call: Call) -> Reply:
    """Back in the shop by way of another review."""
    return _each(shop, call, {"SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"}, _to("PENDING", audit="AUDITING"))


def deactivate_products(shop: Shop, call: Call) -> Reply:
    return _each(shop, call, {"ACTIVATE"}, _to("SELLER_DEACTIVATED"))


def delete_products(shop: Shop, call: Call) -> Reply:
    return _each(shop, call, STATUSES - {"FREEZE", "DELETED"}, _to("DELETED", pending=None, draft=None, audit="NONE"))


def recover_products(shop: Shop, call: Call) -> Reply:
    return _each(shop, call, {"DELETED"}, _to("SELLER_DEACTIVATED", audit="NONE"))


def _to(status: str, **rest: Any) -> Change:
    return lambda product: replace(product, status=status, **rest)


def _each(shop: Shop, call: Call, allowed: frozenset[str] | set[str], change: Change) -> Reply:
    numbers: list[str] = decode(call, {"product_ids": [str]}).get("product_ids", [])
    if not numbers:
        raise missing("product_ids")
    if len(numbers) > MAX_IDS:
        raise Refusal(12019120, f"No more than {MAX_IDS} product ids are allowed.")
    errors: list[dict[str, Any]] = []
    for index, number in enumerate(numbers):
        try:
            if spoiled(call, index):
                raise Refusal(36009003, SPOILED)
            product = shop.product(number, UNKNOWN)
            if product.status not in allowed:
                raise Refusal(12052901, f"The status {product.status} does not allow this.")
        except Refusal as refusal:
            detail = {"product_id": number}
            errors.append({"code": refusal.code, "message": refusal.message, "detail": detail})
            continue
        after = replace(change(product), updated=shop.now())
        if after.status == "PENDING" and after.pending is not None:
            after = replace(after, content=after.pending, pending=None)
        shop.put(after, restart=True)
    return shop.ok({"errors": errors} if errors else {})
