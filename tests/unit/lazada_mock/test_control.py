from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.lazada_mock.client import Seller, picture, sku


async def refused(seller: Seller, name: str, body: Any, verb: str = "POST") -> dict[str, Any]:
    response = await seller.http.request(verb, f"/_mock/{name}", json=body)
    assert response.status_code in (400, 404)
    answer: dict[str, Any] = {**response.json(), "status": response.status_code}
    assert answer["error"]
    return answer


async def only(seller: Seller) -> dict[str, Any]:
    listings: list[dict[str, Any]] = (await seller.control("listings"))["listings"]
    assert len(listings) == 1
    return listings[0]


async def test_listings_have_exactly_the_contracts_fields(seller: Seller) -> None:
    data = picture("orange")
    image = (await seller.upload(data))["data"]["image"]["url"]
    created = await seller.create(images=[image])
    listing = await only(seller)
    address = listing["images"][0].pop("url")
    assert listing == {
        "id": str(created["item_id"]),
        "status": "Active",
        "live": True,
        "category_id": seller.leaf(),
        "title": "Tương nếp Đường Lâm chai 500 ml",
        "description": "<p>Tương nếp ủ chum sành sáu tháng, vị ngọt hậu.</p>",
        "skus": [{"id": str(created["sku_list"][0]["sku_id"]), "sku": "TUONG-500", "price": 65000, "stock": 12}],
        "images": [{"sha256": hashlib.sha256(data).hexdigest(), "position": 1}],
    }
    assert (await seller.http.get(address)).content == data


async def test_only_active_items_are_live(seller: Seller) -> None:
    number = str((await seller.create())["item_id"])
    for status in ("InActive", "Pending QC", "Suspended", "Deleted"):
        await seller.control("edit", {"id": number, "set": {"status": status}})
        listing = await only(seller)
        assert (listing["status"], listing["live"]) == (status, False)
    await seller.control("edit", {"id": number, "set": {"status": "Active"}})
    assert (await only(seller))["live"] is True


async def test_calls_are_counted_by_class_and_endpoint(seller: Seller) -> None:
    created = await seller.create()
    await seller.get("/category/tree/get")
    await seller.post("/category/brands/query", startRow=0, pageSize=5)
    await seller.post("/auth/token/create", token=False, code="x")
    await seller.get("/product/nothing")
    await seller.get("/product/create")
    rows = {"Skus": {"Sku": [{"ItemId": str(created["item_id"]), "SkuId": "1", "Price": "1"}]}}
    await seller.payload("/product/price_quantity/update", rows)
    calls = await seller.control("calls")
    assert {key: calls[key] for key in ("total", "reads", "writes", "uploads", "tokens")} == {
        "total": 8,
        "reads": 4,
        "writes": 2,
        "uploads": 1,
        "tokens": 1,
    }
    assert calls["by_endpoint"]["POST /rest/product/create"] == 1
    assert calls["since"].endswith("+00:00")


async def test_resetting_all_is_like_starting_anew(seller: Seller) -> None:
    first = await seller.create()
    await seller.control("clock", {"advance_s": 90_000})
    await seller.fault("throttle", times=0)
    await seller.control("reset", {"what": "all"})
    assert (await seller.control("listings"))["listings"] == []
    assert await seller.create() == first


async def test_the_same_calls_give_the_same_ids_whatever_they_are() -> None:
    seen = []
    for _ in range(2):
        seller = Seller.of(seed="3")
        answers: list[Any] = [seller.info, await seller.upload(picture()), await seller.fault("cut", times=0, after=99)]
        answers.append(await seller.create())
        answers.append(await seller.post("/images/migrate", payload=BATCH))
        answers.append(await seller.post("/auth/token/create", token=False, code=seller.info["code"]))
        answers.append(await seller.post("/media/video/block/create", fileName="a.mp4", fileBytes=9))
        answers.append((await seller.control("listings"))["listings"])
        seen.append(answers)
    assert seen[0] == seen[1]


BATCH = "<Request><Images><Url>https://a.example/a.jpg</Url></Images></Request>"


async def test_staff_edits_move_the_update_time(seller: Seller) -> None:
    number = (await seller.create())["item_id"]
    before = int((await seller.item(number))["updated_time"])
    await seller.control("clock", {"advance_s": 30})
    changes = {"title": "Tương ngon lắm", "description": "Ngon", "price": 66000}
    await seller.control("edit", {"id": str(number), "set": changes})
    item = await seller.item(number)
    assert (item["attributes"]["name"], item["attributes"]["description"]) == ("Tương ngon lắm", "Ngon")
    assert item["skus"][0]["price"] == 66000.0
    assert 30_000 <= int(item["updated_time"]) - before < 60_000
    await seller.control("edit", {"id": str(number), "delete": True})
    assert (await seller.item(number))["status"] == "Deleted"


async def test_a_sale_lowers_what_is_sellable(seller: Seller) -> None:
    number = (await seller.create())["item_id"]
    before = (await seller.item(number))["updated_time"]
    await seller.control("clock", {"advance_s": 30})
    assert (await seller.control("sell", {"sku": "TUONG-500", "quantity": 5}))["stock"] == 7
    assert (await only(seller))["skus"][0]["stock"] == 7
    assert (await seller.item(number))["updated_time"] == before
    answer = await refused(seller, "sell", {"sku": "TUONG-500", "quantity": 8})
    assert answer["accepted"] == {"quantity": "1-7"}


async def test_verdicts(seller: Seller) -> None:
    number = str((await seller.create())["item_id"])
    for verdict, status, sub_status in (
        ("fail", "Suspended", "Live_Reject"),
        ("ban", "Suspended", "Admin"),
        ("pass", "Active", None),
    ):
        await seller.control("review", {"id": number, "verdict": verdict, "reason": "Wrong Image"})
        item = await seller.item(int(number))
        assert (item["status"], item["subStatus"]) == (status, sub_status)
        reasons = item["rejectReason"]
        assert (reasons is None) if verdict == "pass" else (reasons[0]["violationDetail"] == "Wrong Image")


async def test_a_verdict_neither_shows_a_hidden_listing_nor_wakes_a_deleted_one(seller: Seller) -> None:
    number = str((await seller.create(skus=[sku(Status="inactive")]))["item_id"])
    await seller.control("review", {"id": number, "verdict": "pass", "reason": ""})
    assert (await only(seller))["status"] == "InActive"
    await seller.control("edit", {"id": number, "delete": True})
    assert (await refused(seller, "review", {"id": number, "verdict": "pass"}))["status"] == 400


async def test_a_verdict_ends_the_review() -> None:
    seller = Seller.of(review_new=True, review_s=600)
    number = str((await seller.create())["item_id"])
    await seller.control("review", {"id": number, "verdict": "fail", "reason": "Hàng cấm"})
    await seller.control("clock", {"advance_s": 601})
    assert (await only(seller))["status"] == "Suspended"


async def test_a_review_may_wait_for_its_verdict() -> None:
    seller = Seller.of(review_new=True, review_s=0)
    await seller.create()
    await seller.control("clock", {"advance_s": 86_400})
    assert (await only(seller))["status"] == "Pending QC"


async def test_a_promotion_ends_with_the_clock(seller: Seller) -> None:
    number = (await seller.create())["item_id"]
    ends = datetime.now(UTC) + timedelta(hours=2)
    await seller.control("promotion", {"sku": "TUONG-500", "until": ends.isoformat(), "price": 50_000})
    assert (await seller.item(number))["subStatus"] == "Lock"
    await seller.control("clock", {"advance_s": 7_300})
    item = await seller.item(number)
    assert (item["subStatus"], item["skus"][0]["special_price"]) == (None, 0.0)


@pytest.mark.parametrize(
    ("name", "body", "accepted"),
    [
        ("edit", {"id": "1", "set": {"status": "live"}}, "status"),
        ("edit", {"id": "1", "set": {"price": 0}}, "set"),
        ("sell", {"sku": "x", "quantity": 0}, "quantity"),
        ("faults", {"kind": "fire"}, "kind"),
        ("faults", {"kind": "variation_wait"}, "kind"),
        ("faults", {"kind": "cut", "endpoint": "POST /product/create"}, "endpoint"),
        ("faults", {"kind": "lose_refresh_answer", "endpoint": "POST */product/create"}, "endpoint"),
    ],
)
async def test_malformed_control_calls_say_what_is_accepted(
    seller: Seller, name: str, body: Any, accepted: str
) -> None:
    answer = await refused(seller, name, body)
    assert answer["status"] == 400
    assert accepted in answer["accepted"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("edit", {"id": "5", "set": {"title": "x"}}),
        ("edit", {"id": "năm", "delete": True}),
        ("edit", {"id": "²", "delete": True}),
        ("sell", {"sku": "KHONG-CO", "quantity": 1}),
        ("sell", {"sku": "", "quantity": 1}),
        ("promotion", {"sku": "KHONG-CO", "until": "2026-11-21T00:00:00+07:00", "price": 1000}),
        ("review", {"id": "5", "verdict": "pass", "reason": ""}),
    ],
)
async def test_what_is_not_there_is_404(seller: Seller, name: str, body: Any) -> None:
    assert (await refused(seller, name, body))["status"] == 404
