"""Prices and stocks, many items in one call: price_quantity/update, stock/sellable/update and /adjust.

`Quantity` is the total, orders' pieces included; `SellableQuantity` what is left to sell. What cannot be done is told
per SKU; the other SKUs are changed. A fault makes Lazada's trap of it: `code` "0", and `detail` all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.lazada.mock.check_attributes import date_of
from adapters.lazada.mock.check_skus import Figures, read_price, read_stock
from adapters.lazada.mock.envelope import Problem, Refusal
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.items import ACTIVE, Item, Sku
from adapters.lazada.mock.on_demand import GENERIC
from adapters.lazada.mock.payload import entries, product_tree, text_of
from adapters.lazada.mock.render import WAREHOUSE
from adapters.lazada.mock.shop import Shop

__all__ = ["adjust_sellable", "update_price_quantity", "update_sellable"]

MAX_SKUS = 50
FALL = 5
NOT_FOUND = Problem("4137", "ItemId", "ITEM_NOT_FOUND", shown="E0501")

Row = Mapping[str, Any]
Change = Callable[[Shop, Row, Sku, Figures], Sku]


def update_price_quantity(shop: Shop, call: Call, form: Form) -> Reply:
    return _run(shop, call, form, "/product/price_quantity/update", _price_quantity)


def update_sellable(shop: Shop, call: Call, form: Form) -> Reply:
    return _run(shop, call, form, "/product/stock/sellable/update", _sellable)


def adjust_sellable(shop: Shop, call: Call, form: Form) -> Reply:
    return _run(shop, call, form, "/product/stock/sellable/adjust", _adjust)


def _run(shop: Shop, call: Call, form: Form, api: str, change: Change) -> Reply:
    rows = entries(product_tree(form))
    if not rows:
        raise Refusal("1", "E001: Parameter Skus is mandatory")
    if len(rows) > MAX_SKUS:
        raise shop.failure(api, [Problem("4171", "Skus", f"No more than {MAX_SKUS} SKUs")])
    problems: list[Problem] = []
    for index, row in enumerate(rows):
        found = _entry(shop, row, change, spoiled="partial_batch" in call.faults and index % 2 == 1)
        if not found and "code0_detail" in call.faults and "partial_batch" not in call.faults and index == 0:
            found = [NOT_FOUND]
        problems += [replace(each, sku=text_of(row.get("SellerSku")) or text_of(row.get("SkuId"))) for each in found]
        if not found:
            _apply(shop, row, change)
    if problems and "code0_detail" in call.faults:
        return shop.ok({}, detail=[each.member(prefixed=shop.options.prefix_messages) for each in problems])
    if problems:
        raise Refusal(*GENERIC[api], "ISP", problems)
    return shop.ok({})


def _entry(shop: Shop, row: Row, change: Change, *, spoiled: bool) -> list[Problem]:
    """What is wrong with one entry."""
    try:
        item = shop.known(text_of(row.get("ItemId")))
    except Refusal as refusal:
        return [Problem(refusal.code, "ItemId", refusal.message)]
    if item is None or spoiled:
        return [NOT_FOUND]
    if not text_of(row.get("SkuId")):
        return [Problem("4216", "SkuId", "SkuId is required")]
    sku = _sku(item, row)
    if sku is None:
        return [Problem("4136", "SkuId", "SKU_NOT_FOUND")]
    if item.sub_status in ("Lock", "Admin"):
        return [Problem("4155", "ItemId", "The product is locked and cannot be edited")]
    said = Figures(sku.seller_sku, [])
    change(shop, row, sku, said)
    return said.problems


def _apply(shop: Shop, row: Row, change: Change) -> None:
    item = shop.shelf.get(int(text_of(row["ItemId"])))
    sku = _sku(item, row) if item else None
    if item is None or sku is None:
        return
    after = change(shop, row, sku, Figures("", []))
    skus = tuple(after if each.id == sku.id else each for each in item.skus)
    changed = replace(item, skus=skus, updated=shop.now())
    if shop.options.review_edits and item.status == ACTIVE and after.price * FALL <= sku.price:
        changed = shop.reviewed(changed)
    shop.put(changed)


def _sku(item: Item, row: Row) -> Sku | None:
    number = text_of(row.get("SkuId"))
    return item.sku(int(number)) if number.isascii() and number.isdigit() else None


def _price_quantity(shop: Shop, row: Row, sku: Sku, said: Figures) -> Sku:
    after = _prices(shop, row, sku, said)
    text = _amount(shop, row, "Quantity", said)
    if text:
        total = read_stock(text, "Quantity", said)
        if total is not None and total < sku.reserved:
            said.wrong("4170", "Quantity", f"{sku.reserved} pieces are held by orders or campaigns")
        elif total is not None:
            _campaign_stock(shop, sku, said)
            after = replace(after, stock=total - sku.reserved)
    return after


def _sellable(shop: Shop, row: Row, sku: Sku, said: Figures) -> Sku:
    text = _amount(shop, row, "SellableQuantity", said)
    stock = read_stock(text, "SellableQuantity", said) if text else None
    if stock is None:
        if not said.problems:
            said.wrong("1", "SellableQuantity", "SellableQuantity is mandatory")
        return sku
    _campaign_stock(shop, sku, said)
    return replace(sku, stock=stock)


def _adjust(shop: Shop, row: Row, sku: Sku, said: Figures) -> Sku:
    text = _amount(shop, row, "SellableQuantity", said)
    delta = read_stock(text, "SellableQuantity", said, signed=True) if text else None
    if delta is None:
        if not said.problems:
            said.wrong("1", "SellableQuantity", "SellableQuantity is mandatory")
        return sku
    if sku.stock + delta < 0:
        said.wrong("212", "SellableQuantity", "The stock would fall below zero")
        return sku
    _campaign_stock(shop, sku, said)
    return replace(sku, stock=sku.stock + delta)


def _prices(shop: Shop, row: Row, sku: Sku, said: Figures) -> Sku:
    texts = {name: text_of(row.get(name)) for name in ("Price", "SalePrice", "SaleStartDate", "SaleEndDate")}
    if not any(texts.values()):
        return sku
    if sku.in_campaign(shop.now()):
        said.wrong("4155", "Price", "The product is locked by a campaign")
        return sku
    price = read_price(texts["Price"], "Price", said) if texts["Price"] else sku.price
    special = read_price(texts["SalePrice"], "SalePrice", said) if texts["SalePrice"] else sku.special_price
    start, end = texts["SaleStartDate"] or sku.special_from, texts["SaleEndDate"] or sku.special_to
    for name in ("SaleStartDate", "SaleEndDate"):
        if texts[name] and date_of(texts[name]) is None:
            said.wrong("4107", name, f"{texts[name]} is not a valid date")
        elif texts[name] and not special:
            said.wrong("4157", "SalePrice", "Promotion dates need a special price")
    first, last = date_of(start), date_of(end)
    if first and last and last < first:
        said.wrong("4117", "SaleEndDate", "The promotion ends before it starts")
    if price and special and special >= price:
        said.wrong("4119", "SalePrice", "The special price must be lower than the price")
    return replace(sku, price=price or sku.price, special_price=special or 0, special_from=start, special_to=end)


def _amount(shop: Shop, row: Row, name: str, said: Figures) -> str:
    """The figure of the flat form; the form by warehouse is for sellers with several."""
    rows = entries({"Skus": row.get("MultiWarehouseInventories")}, "MultiWarehouseInventory")
    if not rows:
        return text_of(row.get(name))
    if not shop.options.multi_warehouse:
        said.wrong("SELLER_NOT_PERMITTED", "MultiWarehouseInventories", "The seller has one warehouse only")
        return ""
    if len(rows) > 1 or text_of(rows[0].get("WarehouseCode")) != WAREHOUSE:
        said.wrong("4107", "WarehouseCode", f"The warehouse is {WAREHOUSE}")
        return ""
    return text_of(rows[0].get(name)) or text_of(rows[0].get("Quantity"))


def _campaign_stock(shop: Shop, sku: Sku, said: Figures) -> None:
    if sku.in_campaign(shop.now()):
        said.wrong("4170", "Quantity", "The stock is locked by a campaign")
