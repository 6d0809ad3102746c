"""Prices and inventory: absolute values, at once, in every version of the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.envelope import Refusal, missing
from adapters.tiktok_shop.mock.fields import decode
from adapters.tiktok_shop.mock.findings import Findings
from adapters.tiktok_shop.mock.on_demand import SPOILED
from adapters.tiktok_shop.mock.products import Product, Sku
from adapters.tiktok_shop.mock.shapes import SKU
from adapters.tiktok_shop.mock.shop import Shop
from adapters.tiktok_shop.mock.skus import MAX_QUANTITY, price_of, warehouse_problem

__all__ = ["spoiled", "update_inventory", "update_prices"]

UNKNOWN = 12052032
COUNTED = ("DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED")
BODY = {"skus": [SKU]}

Wrong = tuple[str, int, str]
"""Warehouse, code, message."""


def update_prices(shop: Shop, call: Call) -> Reply:
    product, entries = _read(shop, call)
    if product.status != "ACTIVATE":
        raise Refusal(12052901, f"The status {product.status} does not allow this.")
    if product.locked(shop.now()):
        raise Refusal(12052038, "The price cannot be changed while the product is in a promotion.")
    found = Findings()
    prices = {entry.get("id", ""): price_of(entry.get("price"), found) for entry in entries}
    _check_known(product, prices)
    found.refuse()
    shop.put(
        replace(
            product.with_skus(lambda sku: replace(sku, price=prices.get(sku.id, sku.price))),
            updated=shop.now(),
        )
    )
    return shop.ok({})


def update_inventory(shop: Shop, call: Call) -> Reply:
    product, entries = _read(shop, call)
    if product.status not in COUNTED:
        raise Refusal(12052901, f"The status {product.status} does not allow this.")
    _check_known(product, [entry.get("id", "") for entry in entries])
    known = _skus(product)
    stocks: dict[str, tuple[tuple[str, int], ...]] = {}
    errors: list[dict[str, Any]] = []
    for index, entry in enumerate(entries):
        sku = known[entry["id"]]
        rows = _rows(sku, entry)
        wrong = _wrong(shop, sku, rows)
        if not wrong and spoiled(call, index):
            wrong = [(rows[0][0], 36009003, SPOILED)]
        if wrong:
            errors.append(_error(sku.id, wrong))
        else:
            stocks[sku.id] = rows
    if stocks:
        shop.put(
            replace(
                product.with_skus(lambda sku: replace(sku, inventory=stocks.get(sku.id, sku.inventory))),
                updated=shop.now(),
            )
        )
    return shop.ok({"errors": errors} if errors else {})


def spoiled(call: Call, index: int) -> bool:
    """Whether an entry of a batch fails though nothing is wrong with it: a `partial_batch` takes every second one."""
    return "partial_batch" in call.faults and index % 2 == 1


def _read(shop: Shop, call: Call) -> tuple[Product, list[Mapping[str, Any]]]:
    product = shop.product(call.path.split("/")[4], UNKNOWN)
    entries: list[Mapping[str, Any]] = decode(call, BODY).get("skus", [])
    if not entries:
        raise missing("skus")
    return product, entries


def _check_known(product: Product, given: Sequence[str] | Mapping[str, int]) -> None:
    known = _skus(product)
    for number in given:
        if number not in known:
            raise Refusal(12052557, f"The SKU {number} does not belong to the product.")
    if len(set(given)) < len(given):
        raise Refusal(12052553, "A SKU is repeated.")


def _skus(product: Product) -> dict[str, Sku]:
    """Those in the shop and those under review."""
    pending = product.pending.skus if product.pending else ()
    return {sku.id: sku for sku in (*pending, *product.content.skus)}


def _rows(sku: Sku, entry: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """What is asked for; with a single warehouse its id may be left out."""
    only = sku.inventory[0][0] if len(sku.inventory) == 1 else ""
    return tuple((row.get("warehouse_id") or only, row.get("quantity", -1)) for row in entry.get("inventory", []))


def _wrong(shop: Shop, sku: Sku, rows: Sequence[tuple[str, int]]) -> list[Wrong]:
    if not rows:
        return [("", 12052486, "The inventory of a SKU is missing.")]
    wrong: list[Wrong] = []
    for warehouse, quantity in rows:
        problem = warehouse_problem(shop, warehouse) if warehouse else (12019022, "The SKU has no valid warehouse.")
        if problem:
            wrong.append((warehouse, *problem))
        elif not 0 <= quantity <= MAX_QUANTITY:
            wrong.append((warehouse, 12052055, f"The quantity must be between 0 and {MAX_QUANTITY}."))
    named, held = {warehouse for warehouse, _ in rows}, {warehouse for warehouse, _ in sku.inventory}
    if not wrong and named - held:
        wrong.append((min(named - held), 12052037, "The SKU is not stored in this warehouse."))
    elif not wrong and held - named:
        wrong.append((min(held - named), 12019028, "All warehouses of the SKU must be listed."))
    return wrong


def _error(sku: str, wrong: Sequence[Wrong]) -> dict[str, Any]:
    extra = [{"warehouse_id": warehouse, "code": code, "message": message} for warehouse, code, message in wrong]
    message = "The check failed, see extra_errors."
    return {"code": 12052990, "message": message, "detail": {"sku_id": sku, "extra_errors": extra}}
