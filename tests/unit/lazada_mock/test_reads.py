from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.lazada_mock.client import FOREIGN, Seller, sku

LIST = "/products/get"


async def test_the_fields_of_a_product(seller: Seller) -> None:
    """As the contract prints them, and no key less."""
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "AB"])
    answer = await seller.get(LIST, filter="all", options=1)
    assert answer["data"]["total_products"] == 1
    (product,) = answer["data"]["products"]
    assert {
        "item_id",
        "primary_category",
        "status",
        "subStatus",
        "created_time",
        "updated_time",
        "images",
        "marketImages",
        "attributes",
        "variation",
        "suspendedSkus",
        "rejectReason",
        "trialProduct",
        "skus",
    } == set(product)
    (first, second) = product["skus"]
    assert first["saleProp"] == {"flavor": "A"}
    assert first["multiWarehouseInventories"] == [
        {
            "warehouseCode": "dropshipping",
            "quantity": 12,
            "sellableQuantity": 12,
            "totalQuantity": 12,
            "occupyQuantity": 0,
            "withholdQuantity": 0,
        }
    ]
    assert (first["fblWarehouseInventories"], first["channelInventories"]) == ([], [])
    assert (product["rejectReason"], product["subStatus"], product["trialProduct"]) == (None, None, False)
    by_id = await seller.item(created["item_id"])
    assert {**by_id, "variation": {}} == product
    assert second["SkuId"] > 2**31


async def test_an_empty_answer_has_no_products(seller: Seller) -> None:
    assert (await seller.get(LIST, filter="all"))["data"] == {"total_products": 0}


async def made(seller: Seller) -> dict[str, int]:
    """An item in every state."""
    made = {name: (await seller.create(skus=[sku(name)]))["item_id"] for name in "abcdefg"}
    states = {"b": "InActive", "c": "Pending QC", "d": "Deleted"}
    for name, status in states.items():
        await seller.control("edit", {"id": str(made[name]), "set": {"status": status}})
    await seller.control("review", {"id": str(made["e"]), "verdict": "fail", "reason": "Ảnh mờ"})
    await seller.control("sell", {"sku": "f", "quantity": 12})
    await seller.control("review", {"id": str(made["g"]), "verdict": "ban", "reason": "Cấm"})
    return made


async def test_every_filter(seller: Seller) -> None:
    items = await made(seller)
    expected = {
        "all": "abcefg",
        "live": "af",
        "inactive": "b",
        "pending": "c",
        "deleted": "d",
        "rejected": "e",
        "sold-out": "f",
    }
    for word, names in expected.items():
        assert await seller.listed(word) == [items[name] for name in names], word


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"filter": "", "limit": 5}, "36"),
        ({"filter": "Live"}, "36"),
        ({"filter": "all", "limit": 0}, "19"),
        ({"filter": "all", "limit": 51}, "19"),
        ({"filter": "all", "limit": "nhiều"}, "19"),
        ({"filter": "all", "offset": -1}, "14"),
        ({"filter": "all", "offset": 10_001}, "14"),
        ({"filter": "all", "update_before": "22/11/2026"}, "17"),
        ({"filter": "all", "sku_seller_list": "A,B"}, "70"),
        ({"filter": "all", "sku_seller_list": "[1]"}, "70"),
        ({"filter": "all", "sku_seller_list": json.dumps([f"A{n}" for n in range(101)])}, "70"),
    ],
)
async def test_lists_that_cannot_be(seller: Seller, query: dict[str, Any], code: str) -> None:
    assert (await seller.get(LIST, **query))["code"] == code


async def test_twenty_unless_told_and_fifty_at_most() -> None:
    seller = Seller.of(seed="60")
    page = (await seller.get(LIST, filter="all"))["data"]
    assert (page["total_products"], len(page["products"])) == (60, 20)
    seen = []
    for offset in (0, 50, 100):
        data = (await seller.get(LIST, filter="all", limit=50, offset=offset))["data"]
        seen += [each["item_id"] for each in data.get("products", [])]
    assert len(seen) == len(set(seen)) == 60


async def test_seller_skus_match_whole(seller: Seller) -> None:
    both = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in ("TUONG-1", "TUONG-2")])
    other = await seller.create(skus=[sku("TUONG-10")])
    for names, found in (
        (["TUONG-1"], [both]),
        (["tuong-1"], []),
        (["TUONG"], []),
        (["TUONG-10", "TUONG-2", "KHÔNG-CÓ"], [both, other]),
    ):
        text = json.dumps(names)
        assert await seller.listed(sku_seller_list=text) == [each["item_id"] for each in found], names
    (product,) = (await seller.get(LIST, filter="all", sku_seller_list='["TUONG-1"]'))["data"]["products"]
    assert [each["SellerSku"] for each in product["skus"]] == ["TUONG-1", "TUONG-2"], "the whole item"


async def test_date_windows(seller: Seller) -> None:
    first = (await seller.create())["item_id"]
    await seller.control("clock", {"advance_s": 7200})
    second = (await seller.create(skus=[sku("B")]))["item_id"]
    between = (datetime.now(UTC) + timedelta(hours=1)).astimezone()
    for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"):
        text = between.strftime(form)
        assert await seller.listed(create_after=text) == [second]
        assert await seller.listed(create_before=text) == [first]
        assert await seller.listed(update_after=text, create_before=text) == []
    await seller.control("edit", {"id": str(first), "set": {"title": "Tương mới"}})
    assert await seller.listed(update_after=between.isoformat(), create_before=between.isoformat()) == [first]


async def test_ids_may_arrive_as_strings() -> None:
    seller = Seller.of(text_numbers=True)
    created = await seller.create()
    (listed,) = (await seller.get(LIST, filter="all"))["data"]["products"]
    tokens = await seller.post("/auth/token/create", token=False, code=seller.info["code"])
    assert created["item_id"] == listed["item_id"] == str(int(created["item_id"]))
    assert created["sku_list"][0]["sku_id"] == listed["skus"][0]["SkuId"]
    assert (listed["primary_category"], listed["skus"][0]["price"]) == (seller.leaf(), 65000.0)
    assert (tokens["expires_in"], tokens["country_user_info"][0]["seller_id"]) == ("2592000", "200012345")


async def test_an_item_may_stand_on_two_pages_with_different_skus(seller: Seller) -> None:
    await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "AB"])
    await seller.fault("split_items", "GET */products/get", times=0)
    pages = [(await seller.get(LIST, filter="all", limit=1, offset=n))["data"]["products"][0] for n in range(2)]
    assert pages[0]["item_id"] == pages[1]["item_id"]
    assert [[each["SellerSku"] for each in page["skus"]] for page in pages] == [["A"], ["B"]]


async def test_an_item_by_id(seller: Seller) -> None:
    created = await seller.create()
    assert (await seller.item(created["item_id"]))["item_id"] == created["item_id"]
    for query, code in (
        ({}, "200"),
        ({"seller_sku": "TUONG-500"}, "207"),
        ({"item_id": "5"}, "208"),
        ({"item_id": "năm"}, "208"),
        ({"item_id": FOREIGN}, "EDIT_ITEM_NOT_BELONG_SELLER"),
    ):
        assert (await seller.get("/product/item/get", **query))["code"] == code


async def test_what_quality_control_says(seller: Seller) -> None:
    items = await made(seller)
    await seller.control("edit", {"id": str(items["b"]), "set": {"status": "Pending QC"}})
    await seller.control("review", {"id": str(items["b"]), "verdict": "fail", "reason": "Thiếu ảnh"})
    rows = (await seller.get("/product/qc/status/get"))["data"]
    told = {each["seller_sku"]: (each["status"], each["reason"]) for each in rows}
    assert told["a"] == ("approved", "")
    assert told["b"] == ("rejected", "Thiếu ảnh")
    assert told["c"] == ("pending", "")
    assert told["e"] == ("liverejected", "Ảnh mờ")
    assert "d" not in told
    few = await seller.get("/product/qc/status/get", seller_skus='["c"]', offset=0, limit=5)
    assert [each["seller_sku"] for each in few["data"]] == ["c"]
    alerts = (await seller.get("/product/qc/alert/list", offset=0, limit=5))["data"]
    assert [each["productId"] for each in alerts] == [items["e"]]
    score = (await seller.get("/product/content/score/get", item_id=items["a"]))["data"]
    assert "FEW_IMAGES" in score["issues"]


async def test_removal_by_sku_id(seller: Seller) -> None:
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "ABC"])
    number = created["item_id"]
    names = {each["seller_sku"]: f"SkuId_{number}_{each['sku_id']}" for each in created["sku_list"]}
    assert (await seller.post("/product/remove", sku_id_list=json.dumps([names["A"]])))["data"] == {}
    assert [each["SellerSku"] for each in (await seller.item(number))["skus"]] == ["B", "C"]
    again = await seller.post("/product/remove", sku_id_list=json.dumps([names["A"], names["B"]]))
    assert (again["code"], again["message"]) == ("503", "E503: Remove product failed")
    assert [each["sku"] for each in again["detail"]] == [names["A"]]
    assert (await seller.post("/product/remove", seller_sku_list='["C"]'))["code"] == "0"
    assert await seller.listed() == []
    assert await seller.listed("deleted") == [number]


async def test_removal_of_single_skus(seller: Seller) -> None:
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "AB"])
    rows = [{"SkuId": str(each["sku_id"])} for each in created["sku_list"]]
    body = {"ItemId": str(created["item_id"]), "Skus": {"Sku": rows}}
    assert (await seller.payload("/product/sku/remove", body))["code"] == "CAN_NOT_REMOVE_ALL_SKU"
    body["Skus"] = {"Sku": rows[:1]}
    assert (await seller.payload("/product/sku/remove", body))["code"] == "0"
    assert len((await seller.item(created["item_id"]))["skus"]) == 1


async def deactivate(seller: Seller, text: str, name: str = "apiRequestBody") -> dict[str, Any]:
    return await seller.post("/product/deactivate", **{name: text})


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_deactivating_has_a_parameter_of_its_own(seller: Seller, form: str) -> None:
    created = await seller.create(skus=[sku(n, saleProp={"flavor": n}) for n in "AB"])
    number = created["item_id"]
    ids = [str(each["sku_id"]) for each in created["sku_list"]]

    def text(*chosen: str) -> str:
        if form == "json":
            product: dict[str, Any] = {"ItemId": str(number), **({"Skus": {"SkuId": list(chosen)}} if chosen else {})}
            return json.dumps({"Request": {"Product": product}})
        rows = "".join(f"<SkuId>{each}</SkuId>" for each in chosen)
        skus = f"<Skus>{rows}</Skus>" if rows else ""
        return f"<Request><Product><ItemId>{number}</ItemId>{skus}</Product></Request>"

    wrong = await deactivate(seller, text(), "payload")
    assert (wrong["code"], "apiRequestBody" in wrong["message"]) == ("MissingParameter", True)
    assert (await deactivate(seller, text(ids[0])))["code"] == "0"
    assert (await seller.item(number))["status"] == "Active"
    assert (await deactivate(seller, text(ids[0])))["code"] == "E0004"
    assert (await deactivate(seller, text()))["code"] == "0"
    item = await seller.item(number)
    assert item["status"] == "InActive"
    assert {each["Status"] for each in item["skus"]} == {"inactive"}
    assert (await seller.control("listings"))["listings"][0]["live"] is False


async def test_a_pending_item_that_is_deactivated_stays_off_once_it_passes() -> None:
    seller = Seller.of(review_new=True)
    number = (await seller.create())["item_id"]
    text = f"<Request><Product><ItemId>{number}</ItemId></Product></Request>"
    assert (await deactivate(seller, text))["code"] == "0"
    await seller.control("review", {"id": str(number), "verdict": "pass"})
    assert (await seller.item(number))["status"] == "InActive"
