"""Writing items: add_item, update_item, delete_item, unlist_item.

Creating the same `item_sku` twice succeeds twice: Shopee has no key to refuse it by. An update merges by field,
replaces lists whole, empties what is sent empty, and re-validates the whole item; its echo still shows the status
from before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.shopee.mock.checks import check_item, check_price, check_repeat, check_shop
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.fields import Field, decode
from adapters.shopee.mock.items import UNEDITABLE, Item
from adapters.shopee.mock.render import echo
from adapters.shopee.mock.shapes import ADD_ITEM, UNLIST, UPDATE_ITEM
from adapters.shopee.mock.shop import Shop

__all__ = ["add_item", "batch_bounds", "delete_item", "spoiled", "stock_of", "unlist_item", "update_item"]

MAX_BATCH = 50
SOONEST_S, LATEST_S = 3600, 90 * 86_400
LOCATIONS = frozenset({"", "VNZ"})
SPOILED = "Something wrong. Please try later."


def add_item(shop: Shop, call: Call) -> Reply:
    body = decode(call, "AddItemRequest", ADD_ITEM)
    check_shop(shop)
    now = shop.now()
    item = Item(
        id=0,
        created=now,
        updated=now,
        status=_first_status(shop, body),
        category=body["category_id"],
        name=body["item_name"],
        description=body["description"],
        weight=float(body["weight"]),
        images=tuple(body["image"]["image_id_list"]),
        price=body["original_price"],
        stock=stock_of(body.get("seller_stock") or []),
    )
    item = replace(item, **_changes(item, body))
    check_item(shop, item)
    if shop.options.refuse_repeats:
        check_repeat(shop, item)
    item = shop.put(replace(item, id=shop.shelf.new_item_id(), price=check_price(shop, item.price)))
    if "search_lag" in call.faults:
        shop.shelf.hide_until(item.id, now + call.faults["search_lag"].wait())
    return shop.ok(echo(shop, call.root, item))


def update_item(shop: Shop, call: Call) -> Reply:
    body = decode(call, "UpdateItemRequest", UPDATE_ITEM)
    before = shop.editable(body["item_id"])
    changes = _changes(before, body)
    if "item_status" in body:
        changes["status"] = _wanted_status(body["item_status"], before.status)
    if "weight" in body or "dimension" in body:
        package = {key: changes[key] for key in ("weight", "dimension") if key in changes}
        changes["models"] = tuple(replace(model, **package) for model in before.models)
    after = replace(before, **changes, updated=shop.now())
    if before.locked(shop.now()):
        _check_lock(before, after)
    check_item(shop, after)
    shop.put(after)
    return shop.ok(echo(shop, call.root, replace(after, status=before.status)))


def delete_item(shop: Shop, call: Call) -> Reply:
    body = decode(call, "DeleteItemRequest", {"item_id": Field("int", True)})
    item = shop.editable(body["item_id"])
    shop.put(replace(item, status="SELLER_DELETE", updated=shop.now()))
    return shop.ok(None)


def unlist_item(shop: Shop, call: Call) -> Reply:
    body = decode(call, "UnlistItemRequest", UNLIST)
    entries = batch_bounds(body["item_list"], "item_list")
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for index, entry in enumerate(entries):
        item = shop.shelf.get(entry["item_id"])
        why = _cannot_unlist(item) or spoiled(call, index)
        if why or item is None:
            failed.append({"item_id": entry["item_id"], "failed_reason": why})
            continue
        status = "UNLIST" if entry["unlist"] else _published(item.status)
        shop.put(replace(item, status=status, updated=shop.now()))
        done.append({"item_id": item.id, "unlist": entry["unlist"]})
    response = {"success_list": done, "failure_list": failed}
    if not done:
        raise Refusal("error_unlist_item_all_failed", "All items failed to be unlisted.", response=response)
    return shop.ok(response)


def batch_bounds(entries: list[Any], name: str) -> list[Any]:
    if not 1 <= len(entries) <= MAX_BATCH:
        message = f"Parameter is not match the constraints, {name} should be within 1-{MAX_BATCH}."
        raise Refusal("product.error_param", message)
    return entries


def spoiled(call: Call, index: int) -> str:
    """Why an entry of a batch fails though nothing is wrong with it: a `partial_batch` takes every second one."""
    return SPOILED if "partial_batch" in call.faults and index % 2 else ""


def stock_of(entries: list[Mapping[str, Any]]) -> int:
    """The stock over the seller's locations; this shop has one, which needs no name."""
    for entry in entries:
        if entry.get("location_id", "") not in LOCATIONS:
            raise Refusal("error_inner", "Invalid stock location ID")
    return sum(entry["stock"] for entry in entries)


def _changes(item: Item, body: Mapping[str, Any]) -> dict[str, Any]:
    """The item's fields that the body sets; lists as they are, whole."""
    changes: dict[str, Any] = {}
    for name, target in (
        ("item_name", "name"),
        ("description", "description"),
        ("category_id", "category"),
        ("item_sku", "sku"),
        ("condition", "condition"),
        ("dimension", "dimension"),
        ("brand", "brand"),
        ("pre_order", "pre_order"),
        ("description_type", "description_type"),
        ("description_info", "description_info"),
        ("gtin_code", "gtin"),
    ):
        if name in body:
            changes[target] = body[name]
    for name, target in (
        ("attribute_list", "attributes"),
        ("logistic_info", "logistics"),
        ("wholesale", "wholesale"),
        ("video_upload_id", "videos"),
    ):
        if name in body:
            changes[target] = tuple(body[name])
    if "weight" in body:
        changes["weight"] = float(body["weight"])
    if "image" in body:
        changes["images"] = tuple(body["image"]["image_id_list"])
        changes["ratio"] = body["image"].get("image_ratio", item.ratio)
    return changes


def _first_status(shop: Shop, body: Mapping[str, Any]) -> str:
    wanted: str = body.get("item_status", "NORMAL")
    if wanted not in ("NORMAL", "UNLIST"):
        raise Refusal("error_busi_item_status_invalid", "Invalid item status.")
    scheduled = body.get("scheduled_publish_time")
    if scheduled and (wanted != "UNLIST" or not SOONEST_S <= scheduled - shop.now() <= LATEST_S):
        message = "scheduled_publish_time should be 1 hour to 90 days ahead, with item_status UNLIST."
        raise Refusal("error_param", f"Parameter is not match the constraints, {message}")
    return "REVIEWING" if wanted == "NORMAL" and shop.options.review_new else wanted


def _wanted_status(wanted: str, before: str) -> str:
    if wanted not in ("NORMAL", "UNLIST"):
        raise Refusal("error_busi_item_status_invalid", "Invalid item status.")
    return _published(before) if wanted == "NORMAL" else wanted


def _published(before: str) -> str:
    """An item under review stays there until the review is over."""
    return "REVIEWING" if before == "REVIEWING" else "NORMAL"


def _cannot_unlist(item: Item | None) -> str:
    if item is None:
        return "Item_id is not found."
    return "Can't edit this item. item status can not support editing." if item.status in UNEDITABLE else ""


def _check_lock(before: Item, after: Item) -> None:
    """A promotion lets everything but these be edited."""
    if after.name != before.name:
        message = "Item_name cannot be edited when item is under promotion.."
        raise Refusal("error_cannt_edit_name_in_promotion", message)
    if after.description != before.description:
        message = "Can't update description when item is under promotion."
        raise Refusal("error_in_item_promotion_description_lock", message)
    if (after.images, after.ratio) != (before.images, before.ratio):
        message = "Can't update images when item is under promotion."
        raise Refusal("error_in_item_promotion_image_item_lock", message)
    if after.pre_order != before.pre_order:
        message = "Item cannot be changed to pre-order when item is under promotion.."
        raise Refusal("error_cannt_edit_pre_order_in_promotion", message)
