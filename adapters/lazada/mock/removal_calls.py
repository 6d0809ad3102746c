"""Taking products off: deactivate (whose parameter has a name of its own), remove, and remove single SKUs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.lazada.mock.envelope import Problem, Refusal
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.gate import missing
from adapters.lazada.mock.items import DELETED, PENDING, Item, Sku
from adapters.lazada.mock.on_demand import GENERIC
from adapters.lazada.mock.payload import entries, product_tree, text_of
from adapters.lazada.mock.shop import Shop, passed

__all__ = ["deactivate", "remove", "remove_skus"]

REMOVE, SKU_REMOVE = "/product/remove", "/product/sku/remove"
MAX_REMOVED = 50
REMOVED_ID = re.compile(r"SkuId_(\d+)_(\d+)")


def deactivate(shop: Shop, call: Call, form: Form) -> Reply:
    """The SKUs named, or all of the item."""
    product = product_tree(form, "apiRequestBody")
    number = text_of(product.get("ItemId"))
    if not number:
        raise Refusal("E0001", "E0001: ItemId is mandatory")
    item = shop.known(number)
    if item is None:
        raise Refusal("E0002", "E0002: The product does not exist")
    wanted = _sku_ids(item, product)
    if not any(sku.status == "active" for sku in item.skus if sku.id in wanted):
        raise Refusal("E0004", "E0004: The product is not online")
    skus = tuple(replace(sku, status="inactive") if sku.id in wanted else sku for sku in item.skus)
    after = replace(item, skus=skus, updated=shop.now())
    if item.sub_status is None and item.status != PENDING:
        after = replace(after, status=passed(after))
    shop.put(after)
    return shop.ok({})


def remove(shop: Shop, call: Call, form: Form) -> Reply:
    """Whole items by their SKUs: one whose last SKU goes is deleted. What cannot be removed is told, the rest goes."""
    text, legacy = form.get("sku_id_list"), form.get("seller_sku_list")
    if not text and not legacy:
        raise missing("sku_id_list")
    if not text and shop.options.refuse_legacy:
        raise Refusal("6", "E006: Unexpected internal error")
    names = _names(text or legacy)
    if len(names) > MAX_REMOVED:
        raise Refusal("204", "E204: Too many SKUs in one request")
    problems: list[Problem] = []
    for index, name in enumerate(names):
        found = _by_id(shop, name) if text else next(shop.shelf.bearing(name), None)
        if found is None or ("partial_batch" in call.faults and index % 2):
            field = "sku_id_list" if text else "seller_sku_list"
            problems.append(Problem("4136", field, f"The SKU does not exist: {name}", sku=name))
            continue
        _take(shop, found[0], [found[1]])
    if problems:
        raise Refusal(*GENERIC[REMOVE], "ISP", problems)
    return shop.ok({})


def remove_skus(shop: Shop, call: Call, form: Form) -> Reply:
    product = product_tree(form)
    item = shop.item(text_of(product.get("ItemId")), SKU_REMOVE)
    shop.check_editable(item, SKU_REMOVE)
    numbers = [text_of(row.get("SkuId")) for row in entries(product)]
    skus = [sku for number in numbers for sku in item.skus if str(sku.id) == number]
    if not numbers or len(skus) < len(numbers):
        raise Refusal("SELLER_SKU_NOT_FOUND", "E503: Remove product failed")
    if len({sku.id for sku in skus}) == len(item.skus):
        raise Refusal("CAN_NOT_REMOVE_ALL_SKU", "E503: Remove product failed")
    _take(shop, item, skus)
    return shop.ok({})


def _sku_ids(item: Item, product: Any) -> set[int]:
    skus = product.get("Skus")
    if skus in (None, ""):
        return {sku.id for sku in item.skus}
    rows = skus.get("SkuId", []) if isinstance(skus, dict) else skus
    rows = rows if isinstance(rows, list) else [rows]
    if isinstance(skus, dict) and ("SellerSku" in skus or (not rows and skus)):
        raise Refusal("4193", "E4193: SkuId is required")
    known = {str(sku.id): sku.id for sku in item.skus}
    if any(text_of(row) not in known for row in rows):
        raise Refusal("E0003", "E0003: The SKU does not exist")
    return {known[text_of(row)] for row in rows} or set(known.values())


def _names(text: str) -> list[str]:
    try:
        names = json.loads(text)
    except ValueError as error:
        raise Refusal("5", "E005: Invalid Request Format") from error
    if not isinstance(names, list) or not names:
        raise Refusal("5", "E005: Invalid Request Format")
    return [text_of(name) for name in names]


def _by_id(shop: Shop, name: str) -> tuple[Item, Sku] | None:
    match = REMOVED_ID.fullmatch(name)
    item = shop.shelf.get(int(match[1])) if match else None
    sku = item.sku(int(match[2])) if item and match else None
    return (item, sku) if item and sku and item.status != DELETED else None


def _take(shop: Shop, item: Item, skus: Sequence[Sku]) -> None:
    """A deleted item keeps its last SKUs, so that a read still tells what it was."""
    left = tuple(sku for sku in item.skus if sku not in skus)
    if left:
        after = replace(item, skus=left, gone=(*item.gone, *skus), updated=shop.now())
    else:
        gone = tuple(replace(sku, status="deleted") for sku in item.skus)
        after = replace(item, status=DELETED, sub_status=None, skus=gone, updated=shop.now())
    shop.put(after)
