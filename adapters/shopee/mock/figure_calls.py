"""Prices and stocks: update_price and update_stock, in batches of one item's models; numbers are absolute, so
repeating is harmless.

Some failing comes with an empty `error` and a `failure_list`. All failing comes with the code beside the lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.shopee.mock.checks import check_price, check_stock
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.fields import decode
from adapters.shopee.mock.item_calls import batch_bounds, spoiled, stock_of
from adapters.shopee.mock.items import Item
from adapters.shopee.mock.shapes import PRICES, STOCKS
from adapters.shopee.mock.shop import Shop

__all__ = ["SPREAD", "check_spread", "update_price", "update_stock"]

SPREAD = 5


def update_price(shop: Shop, call: Call) -> Reply:
    body = decode(call, "UpdatePriceRequest", PRICES)
    entries = batch_bounds(body["price_list"], "price_list")

    def apply(item: Item, model: int, entry: Mapping[str, Any]) -> tuple[Item, dict[str, Any]]:
        if item.promoted(model, shop.now()):
            message = "Can't update price when item is under promotion."
            raise Refusal("error_in_item_promotion_price_lock", message)
        price = check_price(shop, entry["original_price"])
        return _with(item, model, price=price), {"model_id": model, "original_price": price}

    code = "error_edit_item_price_for_item_has_model"
    before = _target(shop, body["item_id"], entries, code)
    after, response, first = _run(before, call, entries, apply)
    check_spread([model.price for model in after.models])
    return _finish(shop, before, after, response, first)


def update_stock(shop: Shop, call: Call) -> Reply:
    body = decode(call, "UpdateStockRequest", STOCKS)
    entries = batch_bounds(body["stock_list"], "stock_list")

    def apply(item: Item, model: int, entry: Mapping[str, Any]) -> tuple[Item, dict[str, Any]]:
        stock = check_stock(shop, stock_of(entry["seller_stock"]))
        return _with(item, model, stock=stock), {"model_id": model, "location_id": "", "stock": stock}

    code = "error_edit_item_stock_for_item_has_model"
    before = _target(shop, body["item_id"], entries, code)
    after, response, first = _run(before, call, entries, apply)
    if first is not None:
        first = Refusal("error_busi_update_stock_failed", first.message)
    return _finish(shop, before, after, response, first)


def check_spread(prices: list[int]) -> None:
    """The dearest variation may cost at most five times the cheapest."""
    if prices and max(prices) > SPREAD * min(prices):
        message = f"The price difference between variations should not be more than {SPREAD} times."
        raise Refusal("product.error_busi", message)


def _target(shop: Shop, number: int, entries: list[Any], code: str) -> Item:
    item = shop.editable(number)
    if item.models and any(not entry.get("model_id") for entry in entries):
        raise Refusal(code, "The item has variations, please edit the variations instead.")
    return item


def _run(
    item: Item,
    call: Call,
    entries: list[Any],
    apply: Callable[[Item, int, Mapping[str, Any]], tuple[Item, dict[str, Any]]],
) -> tuple[Item, dict[str, Any], Refusal | None]:
    """Apply every entry that can be; the first refusal is returned for the case that none could."""
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    first: Refusal | None = None
    for index, entry in enumerate(entries):
        model = entry.get("model_id") or 0
        try:
            if spoiled(call, index):
                raise Refusal("error_inner", spoiled(call, index))
            if model and not any(each.id == model for each in item.models):
                raise Refusal("error_item_or_variation_not_found", "Item or model doesn't exist.")
            item, shown = apply(item, model, entry)
            done.append(shown)
        except Refusal as refusal:
            first = first or refusal
            failed.append({"model_id": model, "failed_reason": refusal.message})
    return item, {"success_list": done, "failure_list": failed}, None if done else first


def _with(item: Item, number: int, **changes: int) -> Item:
    if number == 0:
        return replace(item, **changes)  # type: ignore[arg-type]
    models = tuple(
        replace(model, **changes) if model.id == number else model  # type: ignore[arg-type]
        for model in item.models
    )
    return replace(item, models=models)


def _finish(shop: Shop, before: Item, after: Item, response: dict[str, Any], refusal: Refusal | None) -> Reply:
    if refusal is not None:
        raise Refusal(refusal.error, refusal.message, response=response)
    if after is not before:
        shop.put(replace(after, updated=shop.now()))
    return shop.ok(response)
