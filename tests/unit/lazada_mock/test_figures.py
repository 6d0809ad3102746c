from __future__ import annotations

from typing import Any

import pytest

from tests.unit.lazada_mock.client import FOREIGN, Seller, codes, sku

PRICE, STOCK, ADJUST = (
    "/product/price_quantity/update",
    "/product/stock/sellable/update",
    "/product/stock/sellable/adjust",
)


def row(created: dict[str, Any], name: str = "TUONG-500", **figures: Any) -> dict[str, Any]:
    number = next(each["sku_id"] for each in created["sku_list"] if each["seller_sku"] == name)
    return {"ItemId": str(created["item_id"]), "SkuId": str(number), **figures}


async def write(seller: Seller, api: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return await seller.payload(api, {"Skus": {"Sku": list(rows)}})


async def shown(seller: Seller, created: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = (await seller.item(created["item_id"]))["skus"][0]
    return first


async def test_sellable_is_absolute_and_adjust_a_delta(seller: Seller) -> None:
    created = await seller.create()
    for _ in range(2):
        assert (await write(seller, STOCK, row(created, SellableQuantity="30")))["data"] == {}
    assert (await shown(seller, created))["Available"] == 30
    for left in (25, 20):
        await write(seller, ADJUST, row(created, SellableQuantity="-5"))
        assert (await shown(seller, created))["Available"] == left
    await write(seller, ADJUST, row(created, SellableQuantity="7"))
    assert (await shown(seller, created))["Available"] == 27
    answer = await write(seller, ADJUST, row(created, SellableQuantity="-28"))
    assert (answer["code"], codes(answer)) == ("501", ["212"])
    assert (await shown(seller, created))["Available"] == 27


async def test_quantity_is_the_total_orders_included(seller: Seller) -> None:
    """Why stock is written by what is sellable: the total holds pieces that are sold already."""
    created = await seller.create()
    assert (await seller.control("sell", {"sku": "TUONG-500", "quantity": 5}))["stock"] == 7
    sold = await shown(seller, created)
    assert (sold["Available"], sold["quantity"]) == (7, 12)
    assert sold["multiWarehouseInventories"][0]["occupyQuantity"] == 5
    await write(seller, PRICE, row(created, Quantity="12"))
    assert (await shown(seller, created))["Available"] == 7
    await write(seller, STOCK, row(created, SellableQuantity="12"))
    assert (await shown(seller, created))["quantity"] == 17


async def test_price_and_quantity_of_many_items(seller: Seller) -> None:
    made = [await seller.create(skus=[sku(f"A{n}")]) for n in range(3)]
    rows = [row(each, f"A{n}", Price=str(1000 * (n + 1)), Quantity=str(n)) for n, each in enumerate(made)]
    assert (await write(seller, PRICE, *rows))["code"] == "0"
    figures = [((await shown(seller, each))["price"], (await shown(seller, each))["quantity"]) for each in made]
    assert figures == [(1000.0, 0), (2000.0, 1), (3000.0, 2)]


async def test_the_xml_twin(seller: Seller) -> None:
    created = await seller.create()
    entry = row(created, Price="66000", SalePrice="60000", SaleStartDate="2026-12-01", SaleEndDate="2026-12-31")
    tags = "".join(f"<{name}>{value}</{name}>" for name, value in entry.items())
    text = f"<Request><Product><Skus><Sku>{tags}</Sku></Skus></Product></Request>"
    assert (await seller.post(PRICE, payload=text))["code"] == "0"
    sku_shown = await shown(seller, created)
    assert (sku_shown["price"], sku_shown["special_price"]) == (66000.0, 60000.0)
    assert (sku_shown["special_from_date"], sku_shown["special_to_date"]) == ("2026-12-01", "2026-12-31")


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"Price": "0"}, "4118"),
        ({"Price": "-1"}, "4118"),
        ({"Price": "65000.5"}, "4104"),
        ({"Price": "nhiều"}, "4107"),
        ({"Price": "NaN"}, "4107"),
        ({"SalePrice": "65000"}, "4119"),
        ({"SalePrice": "60000.5"}, "4121"),
        ({"SaleStartDate": "2026-12-01"}, "4157"),
        ({"SalePrice": "60000", "SaleStartDate": "2026-12-02", "SaleEndDate": "2026-12-01"}, "4117"),
        ({"Quantity": "-1"}, "4152"),
        ({"Quantity": "1.5"}, "4107"),
    ],
)
async def test_figures_that_cannot_be(seller: Seller, figures: dict[str, str], code: str) -> None:
    created = await seller.create()
    before = await shown(seller, created)
    answer = await write(seller, PRICE, row(created, **figures))
    assert (answer["code"], answer["message"], codes(answer)) == ("501", "E501: Update product failed", [code])
    assert await shown(seller, created) == before


async def test_whole_dong_may_have_zeros_behind_the_point(seller: Seller) -> None:
    created = await seller.create()
    assert (await write(seller, PRICE, row(created, Price="70000.00")))["code"] == "0"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ItemId": "5"}, "E0501"),
        ({"ItemId": ""}, "E0501"),
        ({"ItemId": str(FOREIGN)}, "EDIT_ITEM_NOT_BELONG_SELLER"),
        ({"SkuId": "5"}, "4136"),
        ({"SkuId": ""}, "4216"),
        ({"SellableQuantity": "-1"}, "4152"),
        ({"SellableQuantity": ""}, "1"),
    ],
)
async def test_one_wrong_entry_leaves_the_others(seller: Seller, change: dict[str, str], code: str) -> None:
    made = [await seller.create(skus=[sku(name)]) for name in "AB"]
    rows = [row(each, name, SellableQuantity="99") for each, name in zip(made, "AB", strict=True)]
    answer = await write(seller, STOCK, {**rows[0], **change}, rows[1])
    assert (answer["code"], codes(answer)) == ("501", [code])
    assert [(await shown(seller, each))["Available"] for each in made] == [12, 99]


@pytest.mark.parametrize("api", [PRICE, STOCK, ADJUST])
async def test_fifty_at_most(seller: Seller, api: str) -> None:
    created = await seller.create()
    figures = {"Price": "1000", "SellableQuantity": "1"}
    assert codes(await write(seller, api, *[row(created, **figures)] * 51)) == ["4171"]
    assert (await write(seller, api, *[row(created, **figures)] * 50))["code"] == "0"


async def test_code_zero_with_a_detail(seller: Seller) -> None:
    """The trap: success, and one SKU was not changed."""
    made = [await seller.create(skus=[sku(name)]) for name in "AB"]
    rows = [row(each, name, SellableQuantity="99", SellerSku=name) for each, name in zip(made, "AB", strict=True)]
    await seller.fault("code0_detail", f"POST */{STOCK[1:]}")
    answer = await write(seller, STOCK, *rows)
    assert answer["code"] == "0"
    assert answer["detail"] == [{"field": "ItemId", "message": "ITEM_NOT_FOUND", "code": "E0501", "sku": "A"}]
    assert [(await shown(seller, each))["Available"] for each in made] == [12, 99]
    await seller.fault("code0_detail", f"POST */{STOCK[1:]}")
    answer = await write(seller, STOCK, {**rows[1], "SellableQuantity": "-1"})
    assert (answer["code"], codes(answer)) == ("0", ["4152"]), "what was wrong anyway is told the same way"


async def test_a_seller_with_one_warehouse_uses_the_flat_form(seller: Seller) -> None:
    created = await seller.create()
    house = {"MultiWarehouseInventory": [{"WarehouseCode": "dropshipping", "SellableQuantity": "3"}]}
    answer = await write(seller, STOCK, row(created, MultiWarehouseInventories=house))
    assert codes(answer) == ["SELLER_NOT_PERMITTED"]
    several = Seller.of(multi_warehouse=True)
    created = await several.create()
    assert (await write(several, STOCK, row(created, MultiWarehouseInventories=house)))["code"] == "0"
    assert (await shown(several, created))["Available"] == 3


async def test_a_campaign_locks_price_stock_and_content(seller: Seller) -> None:
    created = await seller.create()
    body = {"sku": "TUONG-500", "until": "2100-01-01T00:00:00Z", "price": 50_000}
    assert (await seller.control("promotion", body))["locked"] is True
    assert codes(await write(seller, PRICE, row(created, Price="60000"))) == ["4155"]
    assert codes(await write(seller, STOCK, row(created, SellableQuantity="5"))) == ["4170"]
    item = await seller.item(created["item_id"])
    assert (item["status"], item["subStatus"]) == ("Active", "Lock")
    assert (item["skus"][0]["price"], item["skus"][0]["special_price"]) == (65000.0, 50000.0)


async def test_a_price_may_be_a_number_in_json(seller: Seller) -> None:
    created = await seller.create()
    assert (await write(seller, PRICE, row(created, Price=66000, Quantity=9)))["code"] == "0"
    assert (await shown(seller, created))["quantity"] == 9
