"""Reading products: the list with its filters and windows, one by id, and what quality control says of them.

A read by id sees a new item at once, the list may lag.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.lazada.mock.envelope import Refusal
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.gate import missing
from adapters.lazada.mock.items import ACTIVE, DELETED, INACTIVE, PENDING, Item
from adapters.lazada.mock.render import VIETNAM, product, variation
from adapters.lazada.mock.seeding import guess_leaf
from adapters.lazada.mock.shop import FOREIGN_ITEM, Shop

__all__ = ["get_content_score", "get_item", "get_products", "get_qc_alerts", "get_qc_status"]

MAX_LIMIT, DEEPEST, MAX_NAMES = 50, 10_000, 100
REJECTED = frozenset({"Reject", "Live_Reject"})


def _sold_out(item: Item) -> bool:
    return item.status == ACTIVE and not any(sku.stock for sku in item.skus)


FILTERS: dict[str, Callable[[Item], bool]] = {
    "all": lambda item: item.status != DELETED,
    "live": lambda item: item.status == ACTIVE,
    "inactive": lambda item: item.status == INACTIVE,
    "deleted": lambda item: item.status == DELETED,
    "pending": lambda item: item.status == PENDING,
    "rejected": lambda item: item.sub_status in REJECTED,
    "sold-out": _sold_out,
}
WINDOWS: tuple[tuple[str, str, Callable[[Item], float]], ...] = (
    ("create_after", "create_before", lambda item: item.created),
    ("update_after", "update_before", lambda item: item.updated),
)


def get_products(shop: Shop, call: Call, form: Form) -> Reply:
    """An empty answer comes without `products`."""
    wanted = FILTERS.get(form.get("filter"))
    if wanted is None:
        raise Refusal("36", "E036: Invalid status filter")
    limit = _whole(form, "limit", 20, "19", "E019: Invalid Limit")
    if not 1 <= limit <= MAX_LIMIT:
        raise Refusal("19", "E019: Invalid Limit")
    offset = _whole(form, "offset", 0, "14", "E014: Invalid Offset")
    if offset > DEEPEST:
        raise Refusal("14", "E014: Invalid Offset")
    names = _names(form)
    found = [
        item
        for item in shop.shelf.listed(shop.view(call), names)
        if wanted(item) and (names is None or any(sku.seller_sku in names for sku in item.skus))
    ]
    for first, last, moment in WINDOWS:
        since, until = _moment(form, first), _moment(form, last)
        found = [i for i in found if (since is None or moment(i) >= since) and (until is None or moment(i) <= until)]
    if "split_items" in call.faults:
        found = [replace(item, skus=(sku,)) for item in found for sku in item.skus]
    page = [product(shop, call.root, item) for item in found[offset : offset + limit]]
    return shop.ok({"total_products": len(found), **({"products": page} if page else {})})


def get_item(shop: Shop, call: Call, form: Form) -> Reply:
    number = form.get("item_id")
    if not number:
        if form.get("seller_sku"):  # was a key until 15 Nov 2023
            raise Refusal("207", "E207: The SellerSku does not exist")
        raise Refusal("200", "E200: item_id is mandatory")
    if number == str(FOREIGN_ITEM):
        raise Refusal("EDIT_ITEM_NOT_BELONG_SELLER", "The item does not belong to the seller")
    item = shop.shelf.get(int(number), shop.view(call)) if number.isascii() and number.isdigit() else None
    if item is None:
        raise Refusal("208", "E208: The item does not exist")
    return shop.ok({**product(shop, call.root, item), "variation": variation(item)})


def get_qc_status(shop: Shop, call: Call, form: Form) -> Reply:
    """The legacy call: one row per SKU."""
    offset = _whole(form, "offset", 0, "14", "E014: Invalid Offset")
    limit = _whole(form, "limit", 100, "19", "E019: Invalid Limit")
    names = _names(form, "seller_skus")
    rows = [
        {
            "seller_sku": sku.seller_sku,
            "status": _qc(item),
            "data_changed": False,
            "reason": "; ".join(violation for _, violation in item.reasons),
        }
        for item in shop.shelf.listed(shop.view(call))
        if item.status != DELETED
        for sku in item.skus
        if names is None or sku.seller_sku in names
    ]
    return shop.ok(rows[offset : offset + limit])


def get_qc_alerts(shop: Shop, call: Call, form: Form) -> Reply:
    """Items that will be taken off because they stand in a wrong category."""
    offset = _whole(form, "offset", 0, "14", "E014: Invalid Offset")
    limit = _whole(form, "limit", 20, "19", "E019: Invalid Limit")
    rows = []
    for item in shop.shelf.listed(shop.view(call)):
        if item.status != DELETED and item.sub_status == "Live_Reject":
            better = guess_leaf(shop.facts, item.attributes.get("name", ""))
            rows.append(
                {
                    "productId": item.id,
                    "categoryId": item.category,
                    "deactivationTime": str(int(item.updated * 1000)),
                    "suggestionCategories": [{"categoryId": better.id, "categoryName": better.path[-1]}],
                }
            )
    return shop.ok(rows[offset : offset + limit])


def get_content_score(shop: Shop, call: Call, form: Form) -> Reply:
    if not form.get("item_id"):
        raise missing("item_id")
    item = shop.known(form.get("item_id"))
    if item is None:
        raise Refusal("208", "E208: The item does not exist")
    issues = []
    if len(item.images) < 3:
        issues.append("FEW_IMAGES")
    if len(item.attributes.get("description", "")) < 200:
        issues.append("SHORT_DESCRIPTION")
    if not item.attributes.get("short_description"):
        issues.append("NO_HIGHLIGHTS")
    return shop.ok({"score": 100 - 25 * len(issues), "issues": issues})


def _qc(item: Item) -> str:
    if item.status == PENDING:
        return "pending"
    return {"Reject": "rejected", "Live_Reject": "liverejected"}.get(item.sub_status or "", "approved")


def _whole(form: Form, name: str, default: int, code: str, message: str) -> int:
    text = form.get(name)
    if text and not (text.isascii() and text.isdigit()):
        raise Refusal(code, message)
    return int(text) if text else default


def _names(form: Form, name: str = "sku_seller_list") -> frozenset[str] | None:
    """SellerSkus asked for, as the text of a JSON array; None if they were not."""
    text = form.get(name)
    if not text:
        return None
    try:
        names: Any = json.loads(text)
    except ValueError as error:
        raise Refusal("70", "E070: Invalid SKU list") from error
    if not isinstance(names, list) or len(names) > MAX_NAMES or not all(isinstance(each, str) for each in names):
        raise Refusal("70", "E070: Invalid SKU list")
    return frozenset(names) if names else None


def _moment(form: Form, name: str) -> float | None:
    text = form.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal("17", "E017: Invalid Date Format") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).timestamp()
