from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from adapters._mock.dropped import ConnectionDropped
from tests.unit.shopee_mock.client import API, Seller, picture

ADD = "POST */product/add_item"


async def test_lose_answer_commits_then_cuts(seller: Seller) -> None:
    body = await seller.body()
    await seller.fault("lose_answer", ADD)
    with pytest.raises(ConnectionDropped):
        await seller.post("product/add_item", body)
    assert len(await seller.listed()) == 1
    assert (await seller.post("product/add_item", body))["error"] == ""


@pytest.mark.parametrize("kind", ["cut", "refuse", "hang"])
async def test_cut_refuse_and_hang_commit_nothing(seller: Seller, kind: str) -> None:
    body = await seller.body()
    await seller.fault(kind, ADD, seconds=0.01)
    with pytest.raises(httpx.TransportError):
        await seller.post("product/add_item", body)
    assert await seller.listed() == []
    assert (await seller.control("calls"))["writes"] == 1


async def test_slow_answers_after_its_seconds(seller: Seller) -> None:
    await seller.fault("slow", "GET */get_shop_info", seconds=0.05)
    started = time.monotonic()
    assert (await seller.get("shop/get_shop_info"))["error"] == ""
    assert time.monotonic() - started >= 0.05


async def test_status_and_html_answer_in_the_marketplaces_stead(seller: Seller) -> None:
    path = f"{API}/product/add_item"
    body = await seller.body()
    await seller.fault("status", ADD, status=503)
    assert (await seller.raw("POST", path, seller.query(path), json=body)).status_code == 503
    await seller.fault("html", ADD)
    response = await seller.raw("POST", path, seller.query(path), json=body)
    assert response.status_code == 502
    assert response.headers["content-type"] == "text/html"
    assert "Bad Gateway" in response.text
    assert await seller.listed() == []


async def test_throttle_and_daily_quota(seller: Seller) -> None:
    path = f"{API}/shop/get_shop_info"
    await seller.fault("throttle", seconds=7)
    response = await seller.raw("GET", path, seller.query(path))
    assert response.status_code == 429
    assert response.json()["error"] == "error_rate_limit"
    assert response.headers["retry-after"] == "7"
    await seller.fault("throttle")
    assert "retry-after" not in (await seller.raw("GET", path, seller.query(path))).headers
    await seller.fault("daily_quota")
    assert (await seller.get("shop/get_shop_info"))["error"] == "error_limit"
    assert (await seller.get("shop/get_shop_info"))["error"] == ""


async def test_beyond_the_pace_shopees_own_rate_answer() -> None:
    seller = Seller.of(pace=0.5)
    path = f"{API}/shop/get_shop_info"
    first, second = [await seller.raw("GET", path, seller.query(path)) for _ in range(2)]
    assert first.status_code == 200
    assert second.status_code == 429
    assert second.json()["error"] == "error_rate_limit"
    assert int(second.headers["retry-after"]) >= 1
    assert seller.info["pace"] == 0.5
    assert seller.info["concurrency"] == 8


async def test_after_skips_and_times_limits(seller: Seller) -> None:
    await seller.fault("throttle", "GET */get_shop_info", after=1, times=2)
    errors = [(await seller.get("shop/get_shop_info"))["error"] for _ in range(4)]
    assert errors == ["", "error_rate_limit", "error_rate_limit", ""]
    await seller.fault("throttle", "GET */get_shop_info", times=0)
    assert (await seller.get("product/get_category"))["error"] == ""
    assert {(await seller.get("shop/get_shop_info"))["error"] for _ in range(9)} == {"error_rate_limit"}
    assert (await seller.control("faults", verb="DELETE"))["cleared"] == 2
    assert (await seller.get("shop/get_shop_info"))["error"] == ""


async def test_expire_token_answers_as_expired(seller: Seller) -> None:
    await seller.fault("expire_token", "GET */get_shop_info")
    path = f"{API}/shop/get_shop_info"
    response = await seller.raw("GET", path, seller.query(path))
    assert (response.status_code, response.json()["error"]) == (403, "invalid_acceess_token")
    assert (await seller.get("shop/get_shop_info"))["error"] == ""


async def test_revoke_ends_the_authorisation_until_the_faults_are_off(seller: Seller) -> None:
    await seller.fault("revoke", "GET */get_shop_info")
    for _ in range(2):
        assert (await seller.get("shop/get_shop_info"))["error"] == "partner_shop_no_link"
    body = {"refresh_token": seller.info["refresh_token"], "partner_id": 1000001, "shop_id": 987654}
    assert (await seller.post("auth/access_token/get", body, form="public"))["error"] == "shop_no_linked"
    await seller.control("faults", verb="DELETE")
    assert (await seller.get("shop/get_shop_info"))["error"] == ""


async def test_lose_refresh_answer_rotates_and_cuts(seller: Seller) -> None:
    body = {"refresh_token": seller.info["refresh_token"], "partner_id": 1000001, "shop_id": 987654}
    await seller.fault("lose_refresh_answer")
    assert (await seller.get("shop/get_shop_info"))["error"] == ""
    with pytest.raises(ConnectionDropped):
        await seller.post("auth/access_token/get", body, form="public")
    answer = await seller.post("auth/access_token/get", body, form="public")
    assert answer["error"] == "error_shop_refresh_token"


async def test_reject_is_a_business_refusal_that_commits_nothing(seller: Seller) -> None:
    item = await seller.add()
    await seller.fault("reject", "POST */product/*", times=0)
    named = {"item_id": item, "item_name": "Tương nếp đổi tên mới"}
    answer = await seller.post("product/update_item", named)
    assert (answer["error"], answer["message"]) == ("error_param", "Invalid parameter for product.")
    prices = {"item_id": item, "price_list": [{"original_price": 70000}]}
    assert (await seller.post("product/update_price", prices))["error"] == "error_param"
    assert (await seller.post("product/delete_item", {"item_id": item}))["error"] == "error_param"
    info = await seller.base(item)
    assert (info["item_name"], info["item_status"]) == ("Tương nếp Đường Lâm chai 500 ml", "NORMAL")


async def test_search_lag_hides_new_items_from_lists_not_from_reads(seller: Seller) -> None:
    await seller.fault("search_lag", "GET */product/*", seconds=60)
    item = await seller.add()
    by_sku = ("page_size", 9), ("item_sku", "TUONG-500")
    assert await seller.listed() == []
    assert (await seller.get("product/search_item", *by_sku))["response"]["item_id_list"] == []
    assert (await seller.base(item))["item_id"] == item
    await seller.control("clock", {"advance_s": 61})
    assert await seller.listed() == [item]
    assert (await seller.get("product/search_item", *by_sku))["response"]["item_id_list"] == [item]


async def test_search_lag_set_on_the_create_marks_that_item(seller: Seller) -> None:
    await seller.fault("search_lag", ADD, seconds=60, times=1)
    hidden, shown = await seller.add(), await seller.add()
    assert await seller.listed() == [shown]
    await seller.control("clock", {"advance_s": 61})
    assert await seller.listed() == [hidden, shown]


async def test_a_lagging_index_as_an_option() -> None:
    seller = Seller.of(index_lag_s=20)
    item = await seller.add()
    assert await seller.listed() == []
    await seller.control("clock", {"advance_s": 21})
    assert await seller.listed() == [item]


async def test_stale_read_shows_the_state_of_seconds_ago(seller: Seller) -> None:
    item = await seller.add()
    await seller.control("clock", {"advance_s": 100})
    changed = {"item_id": item, "item_name": "Tương nếp Đường Lâm mẻ mới"}
    await seller.post("product/update_item", changed)
    new = await seller.add()
    await seller.fault("stale_read", "GET */product/*", seconds=50)
    assert (await seller.base(item))["item_name"] == "Tương nếp Đường Lâm chai 500 ml"
    assert await seller.listed() == [item]
    answer = await seller.get("product/get_item_base_info", ("item_id_list", new))
    assert answer["error"] == "error_item_not_found"
    await seller.control("clock", {"advance_s": 51})
    assert (await seller.base(item))["item_name"] == "Tương nếp Đường Lâm mẻ mới"


async def test_partial_batch_fails_every_second_entry(seller: Seller) -> None:
    items = [await seller.add() for _ in range(3)]
    await seller.fault("partial_batch", "*", times=0)
    entries = [{"item_id": item, "unlist": True} for item in items]
    response = (await seller.post("product/unlist_item", {"item_list": entries}))["response"]
    assert [each["item_id"] for each in response["success_list"]] == [items[0], items[2]]
    assert [each["item_id"] for each in response["failure_list"]] == [items[1]]
    uploaded = (await seller.upload(picture(), picture(), picture()))["response"]["image_info_list"]
    assert [bool(each["error"]) for each in uploaded] == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "error", "committed"),
    [("error_server", "error_server", 0), ("error_busi", "product.error_busi", 0), ("late_error", "error_server", 1)],
)
async def test_shopees_transient_errors(seller: Seller, kind: str, error: str, committed: int) -> None:
    body = await seller.body()
    await seller.fault(kind, ADD)
    answer: dict[str, Any] = await seller.post("product/add_item", body)
    assert answer["error"] == error
    assert "response" not in answer
    assert len(await seller.listed()) == committed


async def test_faults_leave_control_calls_and_pictures_alone(seller: Seller) -> None:
    info = (await seller.upload(picture()))["response"]["image_info"]
    await seller.fault("cut", "*", times=0)
    assert (await seller.control("listings"))["listings"] == []
    assert (await seller.http.get(info["image_url_list"][0]["image_url"])).status_code == 200
