"""Prices and inventory: absolute, at once, in part where something is wrong with one SKU."""

from __future__ import annotations

from typing import Any

from tests.unit.tiktok_shop_mock.client import PRODUCTS, Seller

SECOND = "7068517275539719945"


def price(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "VND"}


async def skus_of(seller: Seller, product: str) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = (await seller.get(product))["skus"]
    return shown


async def test_prices_change_at_once(seller: Seller) -> None:
    product = await seller.live(skus=seller.variants("M", "L"))
    first, second = await skus_of(seller, product)
    path = f"{PRODUCTS}/{product}/prices/update"
    assert await seller.good("POST", path, {"skus": [{"id": second["id"], "price": price("99000")}]}) == {}
    shown = [sku["price"]["sale_price"] for sku in await skus_of(seller, product)]
    assert shown == ["450000", "99000"]
    assert (await seller.get(product))["audit"]["status"] == "APPROVED"
    stranger = await seller.call("POST", path, {"skus": [{"id": "5", "price": price("9")}]})
    assert stranger["code"] == 12052557
    assert (await seller.call("POST", path, {"skus": []}))["code"] == 36009004
    twice = {"skus": [{"id": first["id"], "price": price("0")}]}
    assert (await seller.call("POST", path, twice))["code"] == 12052570


async def test_a_promotion_locks_the_price_until_its_end(seller: Seller) -> None:
    product = await seller.live()
    sku = (await skus_of(seller, product))[0]["id"]
    await seller.control("promotion", {"sku": "LO-HOA-35", "until": "2099-01-01T00:00:00+07:00", "price": 400000})
    path, body = f"{PRODUCTS}/{product}/prices/update", {"skus": [{"id": sku, "price": price("99000")}]}
    assert (await seller.call("POST", path, body))["code"] == 12052038
    entry = seller.sku(id=sku, price=price("99000"))
    assert (await seller.partial(product, skus=[entry]))["code"] == 12052038
    assert (await seller.partial(product, skus=[seller.sku(id=sku)]))["code"] == 0
    assert (await skus_of(seller, product))[0]["price"]["sale_price"] == "450000"
    await seller.control("promotion", {"sku": "LO-HOA-35", "until": "2020-01-01", "price": 400000})
    assert (await seller.call("POST", path, body))["code"] == 0


async def test_stock_is_absolute_and_zero_sells_out(seller: Seller) -> None:
    product = await seller.add()
    sku = (await skus_of(seller, product))[0]["id"]
    path = f"{PRODUCTS}/{product}/inventory/update"
    for row in ({"quantity": 7}, {"warehouse_id": seller.info["warehouse_id"], "quantity": 0}):
        assert await seller.good("POST", path, {"skus": [{"id": sku, "inventory": [row]}]}) == {}
        assert (await skus_of(seller, product))[0]["inventory"][0]["quantity"] == row["quantity"]


async def test_one_bad_sku_fails_alone(seller: Seller) -> None:
    product = await seller.live(skus=seller.variants("M", "L"))
    first, second = await skus_of(seller, product)
    rows = [
        {"id": first["id"], "inventory": [{"quantity": 100_000}]},
        {"id": second["id"], "inventory": [{"quantity": 4}]},
    ]
    errors = (await seller.good("POST", f"{PRODUCTS}/{product}/inventory/update", {"skus": rows}))["errors"]
    assert [error["code"] for error in errors] == [12052990]
    detail = errors[0]["detail"]
    assert detail["sku_id"] == first["id"]
    assert detail["extra_errors"][0]["code"] == 12052055
    assert detail["extra_errors"][0]["warehouse_id"] == seller.info["warehouse_id"]
    assert [sku["inventory"][0]["quantity"] for sku in await skus_of(seller, product)] == [12, 4]


async def test_a_sku_in_two_warehouses_is_counted_in_both(seller: Seller) -> None:
    home = {"warehouse_id": seller.info["warehouse_id"], "quantity": 5}
    product = await seller.live(skus=[seller.sku(inventory=[home, {"warehouse_id": SECOND, "quantity": 2}])])
    sku = (await skus_of(seller, product))[0]["id"]
    path = f"{PRODUCTS}/{product}/inventory/update"
    both = [{**home, "quantity": 1}, {"warehouse_id": SECOND, "quantity": 0}]
    assert await seller.good("POST", path, {"skus": [{"id": sku, "inventory": both}]}) == {}
    await seller.control("sell", {"sku": "LO-HOA-35", "quantity": 1})
    assert [row["quantity"] for row in (await skus_of(seller, product))[0]["inventory"]] == [0, 0]


async def test_figures_reach_the_version_under_review_too(seller: Seller) -> None:
    product = await seller.live()
    sku = (await skus_of(seller, product))[0]["id"]
    await seller.partial(product, title="Lọ hoa men rạn Bát Tràng cao 40 cm")
    rows = {"skus": [{"id": sku, "inventory": [{"quantity": 1}]}]}
    await seller.good("POST", f"{PRODUCTS}/{product}/inventory/update", rows)
    await seller.review(product)
    now = await seller.get(product)
    assert now["title"].endswith("40 cm")
    assert now["skus"][0]["inventory"][0]["quantity"] == 1


async def test_taken_down_products_take_no_stock(seller: Seller) -> None:
    product = await seller.live()
    sku = (await skus_of(seller, product))[0]["id"]
    await seller.control("edit", {"id": product, "set": {"status": "PLATFORM_DEACTIVATED"}})
    rows = {"skus": [{"id": sku, "inventory": [{"quantity": 1}]}]}
    assert (await seller.call("POST", f"{PRODUCTS}/{product}/inventory/update", rows))["code"] == 12052901
