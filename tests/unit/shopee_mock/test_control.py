from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.shopee_mock.client import Seller, picture


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
    image = (await seller.upload(data))["response"]["image_info"]["image_id"]
    item = await seller.add(pictures=[image])
    listing = await only(seller)
    address = listing["images"][0].pop("url")
    assert listing == {
        "id": str(item),
        "status": "NORMAL",
        "live": True,
        "category_id": str(seller.leaf()),
        "title": "Tương nếp Đường Lâm chai 500 ml",
        "description": "Tương nếp ủ chum sành sáu tháng, vị ngọt hậu.",
        "skus": [{"id": "0", "sku": "TUONG-500", "price": 65000, "stock": 12}],
        "images": [{"sha256": hashlib.sha256(data).hexdigest(), "position": 1}],
    }
    assert (await seller.http.get(address)).content == data


async def test_only_normal_items_are_live(seller: Seller) -> None:
    item = await seller.add()
    for status in ("UNLIST", "REVIEWING", "BANNED", "SHOPEE_DELETE"):
        await seller.control("edit", {"id": str(item), "set": {"status": status}})
        listing = await only(seller)
        assert (listing["status"], listing["live"]) == (status, False)


async def test_calls_are_counted_by_class_and_endpoint(seller: Seller) -> None:
    await seller.add()
    await seller.get("product/get_category")
    await seller.post("product/get_item_content_diagnosis_result", {"item_id_list": [1]})
    await seller.post("auth/token/get", {}, form="public")
    await seller.get("product/nothing")
    calls = await seller.control("calls")
    assert {key: calls[key] for key in ("total", "reads", "writes", "uploads", "tokens")} == {
        "total": 6,
        "reads": 3,
        "writes": 1,
        "uploads": 1,
        "tokens": 1,
    }
    assert calls["by_endpoint"]["POST /api/v2/product/add_item"] == 1
    assert calls["since"].endswith("+00:00")


async def test_resetting_calls_leaves_the_shop(seller: Seller) -> None:
    await seller.add()
    await seller.control("reset", {"what": "calls"})
    assert (await seller.control("calls"))["total"] == 0
    assert await only(seller)


async def test_resetting_all_is_like_starting_anew(seller: Seller) -> None:
    first = await seller.add()
    await seller.control("clock", {"advance_s": 90_000})
    await seller.fault("throttle", times=0)
    await seller.control("reset", {"what": "all"})
    assert (await seller.control("listings"))["listings"] == []
    assert await seller.add() == first


async def test_two_mocks_driven_alike_give_the_same_ids() -> None:
    seen = []
    for _ in range(2):
        seller = Seller.of(seed="2")
        code = {"code": seller.info["code"], "partner_id": 1000001, "shop_id": 987654}
        tokens = await seller.post("auth/token/get", code, form="public")
        seen.append((seller.info, tokens["refresh_token"], tokens["request_id"], await seller.add()))
    assert seen[0] == seen[1]


async def test_staff_edits_move_the_update_time(seller: Seller) -> None:
    item = await seller.add()
    before = (await seller.base(item))["update_time"]
    await seller.control("clock", {"advance_s": 30})
    changes = {"title": "Tương ngon lắm", "description": "Ngon", "price": 66000}
    await seller.control("edit", {"id": str(item), "set": changes})
    info = await seller.base(item)
    assert (info["item_name"], info["description"]) == ("Tương ngon lắm", "Ngon")
    assert info["price_info"][0]["original_price"] == 66000
    assert 30 <= info["update_time"] - before < 60, "the advance, and what the machine took itself"
    await seller.control("edit", {"id": str(item), "delete": True})
    assert (await seller.base(item))["item_status"] == "SELLER_DELETE"


async def test_a_sale_lowers_the_sellers_stock(seller: Seller) -> None:
    item = await seller.add()
    before = (await seller.base(item))["update_time"]
    await seller.control("clock", {"advance_s": 30})
    assert (await seller.control("sell", {"sku": "TUONG-500", "quantity": 5}))["stock"] == 7
    info = await seller.base(item)
    assert info["stock_info_v2"]["summary_info"]["total_available_stock"] == 7
    assert info["update_time"] == before
    answer = await refused(seller, "sell", {"sku": "TUONG-500", "quantity": 8})
    assert answer["accepted"] == {"quantity": "1-7"}


async def test_reviews_pass_fail_and_ban(seller: Seller) -> None:
    item = await seller.add()
    await seller.control("edit", {"id": str(item), "set": {"status": "REVIEWING"}})
    await seller.control("review", {"id": str(item), "verdict": "pass", "reason": ""})
    assert (await only(seller))["status"] == "NORMAL"
    for verdict, kind in (("fail", "Inappropriate Image"), ("ban", "Prohibited Listing")):
        await seller.control("review", {"id": str(item), "verdict": verdict, "reason": "Ảnh mờ"})
        answer = await seller.get("product/get_item_violation_info", ("item_id_list", item))
        details = answer["response"]["item_list"][0]["item_status_details"]
        assert (details[0]["violation_type"], details[0]["violation_reason"]) == (kind, "Ảnh mờ")
        assert bool(details[0]["fix_deadline_time"]) is (verdict == "fail")


@pytest.mark.parametrize(
    ("name", "body", "accepted"),
    [
        ("edit", {"id": "1"}, "set"),
        ("edit", {"id": "1", "set": {"name": "x"}}, "set"),
        ("edit", {"id": "1", "set": {}}, "set"),
        ("edit", {"id": "1", "set": {"price": "5"}}, "set"),
        ("edit", {"id": "1", "set": {"price": True}}, "set"),
        ("edit", {"id": "1", "set": {"status": "live"}}, "status"),
        ("edit", {"id": "1", "delete": False}, "delete"),
        ("sell", {"sku": "x"}, "quantity"),
        ("sell", {"sku": "x", "quantity": 0}, "quantity"),
        ("sell", {"sku": "x", "quantity": 1.5}, "quantity"),
        ("promotion", {"sku": "x", "until": "mai", "price": 1}, "until"),
        ("promotion", {"sku": "x", "until": "2026-11-21", "price": 0}, "price"),
        ("review", {"id": "1", "verdict": "đạt", "reason": ""}, "verdict"),
        ("clock", {"advance_s": -1}, "advance_s"),
        ("clock", {"advance_s": "1"}, "advance_s"),
        ("clock", {"advance_s": 1, "signatures": 1}, "signatures"),
        ("reset", {"what": "everything"}, "what"),
        ("faults", {"kind": "fire"}, "kind"),
        ("faults", {"kind": "cut", "endpoint": "GET /nowhere"}, "endpoint"),
        ("faults", {"kind": "cut", "endpoint": 5}, "endpoint"),
        ("faults", {"kind": "cut", "times": -1}, "times"),
        ("faults", {"kind": "cut", "after": "2"}, "after"),
        ("faults", {"kind": "slow", "seconds": "lâu"}, "seconds"),
        ("faults", {"kind": "status", "status": 99}, "status"),
        ("faults", {"kind": "cut", "time": 1}, "times"),
        ("faults", {"kind": "lose_refresh_answer", "endpoint": "POST */add_item"}, "endpoint"),
        ("faults", {"kind": "code0_detail"}, "kind"),
        ("faults", {"kind": "reject", "code": 5}, "code"),
        ("faults", {"kind": "reject", "message": ""}, "message"),
    ],
)
async def test_malformed_control_calls_say_what_is_accepted(
    seller: Seller, name: str, body: Any, accepted: str
) -> None:
    answer = await refused(seller, name, body)
    assert answer["status"] == 400
    assert accepted in answer["accepted"]


async def test_bodies_must_be_json_objects(seller: Seller) -> None:
    assert (await refused(seller, "sell", [1]))["status"] == 400
    response = await seller.http.post("/_mock/sell", content=b"sku=x")
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("edit", {"id": "5", "set": {"title": "x"}}),
        ("edit", {"id": "năm", "delete": True}),
        ("sell", {"sku": "KHONG-CO", "quantity": 1}),
        ("sell", {"sku": "", "quantity": 1}),
        ("promotion", {"sku": "KHONG-CO", "until": "2026-11-21T00:00:00+07:00", "price": 1000}),
        ("review", {"id": "5", "verdict": "pass", "reason": ""}),
        ("weather", {}),
    ],
)
async def test_what_is_not_there_is_404(seller: Seller, name: str, body: Any) -> None:
    assert (await refused(seller, name, body))["status"] == 404


async def test_a_verdict_neither_shows_a_hidden_listing_nor_wakes_a_deleted_one(seller: Seller) -> None:
    item = await seller.add(item_status="UNLIST")
    await seller.control("review", {"id": str(item), "verdict": "pass", "reason": ""})
    assert (await only(seller))["status"] == "UNLIST"
    await seller.control("edit", {"id": str(item), "delete": True})
    answer = await refused(seller, "review", {"id": str(item), "verdict": "pass"})
    assert answer["status"] == 400
    assert (await only(seller))["status"] == "SELLER_DELETE"


async def test_a_review_ends_with_the_clock() -> None:
    seller = Seller.of(review_new=True, review_s=600)
    item = await seller.add()
    await seller.control("clock", {"advance_s": 590})
    await seller.post("product/update_item", {"item_id": item, "item_name": "Tương nếp đang được xem xét"})
    assert (await only(seller))["status"] == "REVIEWING"
    await seller.control("clock", {"advance_s": 20})
    assert (await seller.base(item))["item_status"] == "NORMAL"
    assert (await only(seller))["live"] is True


async def test_a_review_may_wait_for_its_verdict() -> None:
    seller = Seller.of(review_new=True, review_s=0)
    await seller.add()
    await seller.control("clock", {"advance_s": 3600})
    assert (await only(seller))["status"] == "REVIEWING"


async def test_a_verdict_ends_the_review() -> None:
    seller = Seller.of(review_new=True, review_s=600)
    item = await seller.add()
    await seller.control("review", {"id": str(item), "verdict": "ban", "reason": "Hàng cấm"})
    await seller.control("clock", {"advance_s": 601})
    assert (await only(seller))["status"] == "BANNED"


async def test_a_spent_quota_comes_back_at_midnight_utc_plus_eight(seller: Seller) -> None:
    await seller.fault("daily_quota", "GET */get_shop_info", times=0)
    for _ in range(2):
        assert (await seller.get("shop/get_shop_info"))["error"] == "error_limit"
    now = datetime.fromisoformat((await seller.control("clock", {"advance_s": 0}))["now"])
    midnight = (now + timedelta(hours=8)).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=8)
    left = int((midnight + timedelta(days=1) - now).total_seconds())
    if left > 60:
        await seller.control("clock", {"advance_s": left - 60})
        assert (await read_with_a_new_token(seller))["error"] == "error_limit"
        left = 60
    await seller.control("clock", {"advance_s": left + 1})
    assert (await read_with_a_new_token(seller))["error"] == ""


async def read_with_a_new_token(seller: Seller) -> dict[str, Any]:
    body = {"refresh_token": seller.info["refresh_token"], "partner_id": 1000001, "shop_id": 987654}
    tokens = await seller.post("auth/access_token/get", body, form="public")
    seller.info = {**seller.info, "refresh_token": tokens["refresh_token"]}
    seller.token = tokens["access_token"]
    return await seller.get("shop/get_shop_info")


async def test_a_promotion_ends_with_the_clock_and_shows_its_price(seller: Seller) -> None:
    item = await seller.add()
    ends = datetime.now(UTC) + timedelta(hours=2)
    body = {"sku": "TUONG-500", "until": ends.isoformat(), "price": 50_000}
    assert (await seller.control("promotion", body))["locked"] is True
    info = await seller.base(item)
    assert (info["price_info"][0]["original_price"], info["price_info"][0]["current_price"]) == (65_000, 50_000)
    await seller.control("clock", {"advance_s": 7_300})
    info = await seller.base(item)
    assert (info["has_promotion"], info["price_info"][0]["current_price"]) == (False, 65_000)


async def test_the_same_calls_give_the_same_ids_whatever_they_are() -> None:
    """Items, models, pictures, videos, tokens, faults, requests: all of them, not items alone."""
    seen = []
    for _ in range(2):
        seller = Seller.of(seed="3", variation_wait_s=0)
        answers: list[Any] = [await seller.upload(picture()), await seller.fault("cut", times=0, after=99)]
        item = await seller.add()
        tiers = [{"name": "Cỡ", "option_list": [{"option": "S"}, {"option": "M"}]}]
        models = [{"tier_index": [n], "original_price": 9000, "seller_stock": [{"stock": 1}]} for n in range(2)]
        body = {"item_id": item, "tier_variation": tiers, "model": models}
        answers.append(await seller.post("product/init_tier_variation", body))
        answers.append(await seller.post("media_space/init_video_upload", {"file_md5": "0" * 32, "file_size": 9}))
        answers.append((await seller.control("listings"))["listings"])
        answers.append(await read_with_a_new_token(seller))
        seen.append(
            [{**each, "auth_time": 0, "expire_time": 0} if isinstance(each, dict) else each for each in answers]
        )
    assert seen[0] == seen[1]
