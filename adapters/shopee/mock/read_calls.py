"""Reading items: lists, searches, base and extra info, violations, diagnosis. Reads by id see new items at once, the
index may lag.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.shopee.mock.diagnosis import unfinished
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.facts import Facts
from adapters.shopee.mock.fields import Field, decode, int_list, int_param, number_of_ids, words
from adapters.shopee.mock.item_calls import spoiled
from adapters.shopee.mock.items import DELETED, STATUSES, Item
from adapters.shopee.mock.render import base_info
from adapters.shopee.mock.shop import Shop

__all__ = [
    "get_item_base_info",
    "get_item_content_diagnosis_result",
    "get_item_extra_info",
    "get_item_list",
    "get_item_violation_info",
    "search_item",
]

MAX_IDS = 50
MAX_DIAGNOSED = 48
DEEPEST = 100_000


def get_item_list(shop: Shop, call: Call) -> Reply:
    offset = int_param(call, "offset")
    size = int_param(call, "page_size", low=1, high=100)
    statuses = _statuses(call, required=True)
    start, end = int_param(call, "update_time_from", 0), int_param(call, "update_time_to", 0)
    if (start or end) and end <= start:
        raise Refusal("error_update_time_range", "update_time_to should be greater than update_time_from.")
    if offset > DEEPEST:
        raise Refusal("error_param", "get items offset over limit, please use the next field")
    found = [
        item
        for item in shop.shelf.listed(shop.view(call))
        if item.status in statuses and (not end or start <= int(item.updated) <= end)
    ]
    page = found[offset : offset + size]
    more = offset + size < len(found)
    response: dict[str, Any] = {
        "total_count": len(found),
        "has_next_page": more,
        "next_offset": offset + size if more else 0,
        "next": "",
    }
    if page:  # an empty page comes without the key
        response["item"] = [
            {
                "item_id": item.id,
                "item_status": item.status,
                "update_time": int(item.updated),
                "tag": {"kit": False},
            }
            for item in page
        ]
    return shop.ok(response)


def get_item_base_info(shop: Shop, call: Call) -> Reply:
    items = _by_id(shop, call)
    return shop.ok({"item_list": [base_info(shop, call.root, item) for item in items]})


def get_item_extra_info(shop: Shop, call: Call) -> Reply:
    shown = [
        {"item_id": item.id, "sale": 0, "views": 0, "likes": 0, "rating_star": 0, "comment_count": 0}
        for item in _by_id(shop, call)
    ]
    return shop.ok({"item_list": shown})


def get_item_violation_info(shop: Shop, call: Call) -> Reply:
    """Its success comes without the `error` key, as was seen live."""
    shown = []
    for item in _by_id(shop, call):
        details = []
        if item.violation:
            details.append(
                {
                    "violation_type": item.violation.type,
                    "violation_reason": item.violation.reason,
                    "suggestion": item.violation.suggestion,
                    "fix_deadline_time": item.violation.fix_deadline,
                }
            )
        shown.append(
            {
                "item_id": item.id,
                "item_status": item.status,
                "deboost": False,
                "item_status_details": details,
                "deboost_details": [],
            }
        )
    return shop.ok_without_error({"item_list": shown})


def search_item(shop: Shop, call: Call) -> Reply:
    size = int_param(call, "page_size", low=1, high=100)
    sku, name = call.first("item_sku") or "", call.first("item_name") or ""
    attribute_status = int_param(call, "attribute_status", 0, 0, 2)
    if not (sku or name or attribute_status or call.first("deboost_only")):
        message = "Parameter is not match the constraints, one of item_name, attribute_status must be set."
        raise Refusal("product.error_param", message)
    statuses = _statuses(call, required=False) or STATUSES - DELETED
    found = _found(shop.facts, shop.shelf.listed(shop.view(call)), sku, name, attribute_status)
    ids = [item.id for item in found if item.status in statuses]
    if call.first("deboost_only") == "true":
        ids = []
    start = _opened(call.first("offset") or "")
    page = ids[start : start + size]
    more = start + size < len(ids)
    response = {
        "item_id_list": page,
        "total_count": len(ids),
        "next_offset": _sealed(start + size) if more else "",
    }
    return shop.ok(response)


def get_item_content_diagnosis_result(shop: Shop, call: Call) -> Reply:
    body = decode(call, "GetItemContentDiagnosisResultRequest", {"item_id_list": Field("[]int", True)})
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for index, number in enumerate(number_of_ids(body["item_id_list"], "item_id_list", MAX_DIAGNOSED)):
        item = shop.look(number)
        why = "Item_id is not found." if item is None else spoiled(call, index)
        if item is None or why:
            failed.append({"item_id": number, "failed_reason": why})
            continue
        tasks = unfinished(shop.facts, item)
        done.append({"item_id": number, "quality_level": max(0, 3 - len(tasks)), "unfinished_task": tasks})
    return shop.ok({"success_item_list": done, "failure_item_list": failed})


def _by_id(shop: Shop, call: Call) -> list[Item]:
    view = shop.view(call)
    items = []
    for number in number_of_ids(int_list(call, "item_id_list"), "item_id_list", MAX_IDS):
        item = shop.look(number, view)
        if item is None:
            raise Refusal("error_item_not_found", "Item_id is not found.")
        items.append(item)
    return items


def _statuses(call: Call, *, required: bool) -> set[str]:
    statuses = {word.strip("\"'") for word in words(call, "item_status")}
    if required and not statuses:
        raise Refusal("product.error_param", "invalid field ItemStatus: value must  Not Null")
    if statuses - STATUSES:
        raise Refusal("error_busi_item_status_invalid", "Invalid item status.")
    return statuses


def _found(facts: Facts, items: Iterable[Item], sku: str, name: str, attribute_status: int) -> Iterable[Item]:
    if sku:
        return (item for item in items if sku in item.sku)
    if name:
        wanted = name.casefold()
        return (item for item in items if wanted in item.name.casefold())
    if attribute_status:
        return (item for item in items if _lacks(facts, item, mandatory=attribute_status == 1))
    return items


def _lacks(facts: Facts, item: Item, *, mandatory: bool) -> bool:
    leaf = facts.leaves.get(item.category)
    filled = {entry["attribute_id"] for entry in item.attributes}
    return leaf is not None and any(
        needed == mandatory and attribute.id not in filled for attribute, needed in leaf.attributes
    )


def _sealed(offset: int) -> str:
    return base64.urlsafe_b64encode(f"after:{offset}".encode()).decode()


def _opened(offset: str) -> int:
    """The position in an opaque offset; ours or none."""
    if not offset:
        return 0
    try:
        label, _, position = base64.urlsafe_b64decode(offset).decode().partition(":")
        if label == "after":
            return int(position)
    except ValueError:
        pass
    raise Refusal("error_param", "Invalid offset.")
