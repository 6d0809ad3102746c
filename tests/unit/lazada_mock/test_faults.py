from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from adapters._mock.dropped import ConnectionDropped
from tests.unit.lazada_mock.client import Seller, checked, codes, sku

CREATE = "POST */product/create"


async def test_lose_answer_commits_then_cuts(seller: Seller) -> None:
    product = await seller.product()
    await seller.fault("lose_answer", CREATE)
    with pytest.raises(ConnectionDropped):
        await seller.payload("/product/create", product)
    assert len(await seller.listed(sku_seller_list='["TUONG-500"]')) == 1
    answer = await seller.payload("/product/create", product)
    assert codes(answer) == ["THD_IC_ERR_F_IC_INFRA_PRODUCT_036"], "sent again it is found out"


@pytest.mark.parametrize("kind", ["cut", "refuse", "hang"])
async def test_cut_refuse_and_hang_commit_nothing(seller: Seller, kind: str) -> None:
    product = await seller.product()
    await seller.fault(kind, CREATE, seconds=0.01)
    with pytest.raises(httpx.TransportError):
        await seller.payload("/product/create", product)
    assert await seller.listed() == []
    assert (await seller.control("calls"))["writes"] == 1


async def test_slow_answers_after_its_seconds(seller: Seller) -> None:
    await seller.fault("slow", "GET */seller/get", seconds=0.05)
    started = time.monotonic()
    assert (await seller.get("/seller/get"))["code"] == "0"
    assert time.monotonic() - started >= 0.05


async def test_status_and_html_answer_in_the_marketplaces_stead(seller: Seller) -> None:
    for kind, status in (("status", 500), ("html", 200)):
        await seller.fault(kind, "GET */seller/get", status=status)
        response = await seller.raw("GET", "/seller/get", seller.signed("/seller/get", {}))
        assert response.status_code == status
        assert not response.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("rest", "code", "text"),
    [
        ({}, "ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 1 seconds"),
        ({"seconds": 3}, "ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 3 seconds"),
        (
            {"code": "SellerCallLimit"},
            "SellerCallLimit",
            "Seller access frequency exceeds the limit. this ban will last 1 seconds",
        ),
        ({"code": "901"}, "901", "retry in the next second"),
    ],
)
async def test_throttling_tells_the_ban_in_its_text(seller: Seller, rest: Any, code: str, text: str) -> None:
    await seller.fault("throttle", "GET */seller/get", **rest)
    response = await seller.raw("GET", "/seller/get", seller.signed("/seller/get", {}))
    answer = checked(response)
    assert answer["code"] == code
    assert text in answer["message"]
    assert "retry-after" not in response.headers
    assert (await seller.get("/seller/get"))["code"] == "0"


async def test_beyond_the_pace_lazadas_own_rate_answer() -> None:
    seller = Seller.of(pace=0.2)
    assert (await seller.get("/seller/get"))["code"] == "0"
    answer = await seller.get("/seller/get")
    assert answer["code"] == "ApiCallLimit"
    assert answer["message"].endswith("this ban will last 5 seconds")
    assert (seller.info["pace"], seller.info["concurrency"]) == (0.2, 8)


async def test_a_spent_quota_comes_back_at_midnight_utc_plus_eight(seller: Seller) -> None:
    await seller.fault("daily_quota", "GET */seller/get", times=0)
    now = datetime.now(UTC)
    midnight = (now + timedelta(hours=8)).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=8)
    left = int((midnight + timedelta(days=1) - now).total_seconds())
    answer = await seller.get("/seller/get")
    assert answer["code"] == "AppCallLimit"
    told = int(answer["message"].rpartition("last ")[2].partition(" ")[0])
    assert abs(told - left) < 60
    await seller.control("clock", {"advance_s": left + 1})
    assert (await seller.get("/seller/get"))["code"] == "0"


async def test_expire_token_answers_as_expired(seller: Seller) -> None:
    await seller.fault("expire_token", "GET */seller/get")
    answer = await seller.get("/seller/get")
    assert (answer["code"], answer["type"]) == ("IllegalAccessToken", "ISV")
    assert (await seller.get("/seller/get"))["code"] == "0"


async def test_revoke_ends_the_authorisation_until_the_faults_are_off(seller: Seller) -> None:
    await seller.fault("revoke", "GET */seller/get")
    for _ in range(2):
        assert (await seller.get("/seller/get"))["code"] == "IllegalAccessToken"
    await seller.control("faults", verb="DELETE")
    assert (await seller.get("/seller/get"))["code"] == "0"


async def test_lose_refresh_answer_rotates_and_cuts(seller: Seller) -> None:
    await seller.fault("lose_refresh_answer")
    token = {"token": False, "refresh_token": seller.info["refresh_token"]}
    with pytest.raises(ConnectionDropped):
        await seller.post("/auth/token/refresh", **token)
    assert (await seller.post("/auth/token/refresh", **token))["code"] == "IllegalRefreshToken"
    assert (await seller.get("/seller/get"))["code"] == "IllegalAccessToken"


async def test_reject_is_a_business_refusal_that_commits_nothing(seller: Seller) -> None:
    created = await seller.create()
    number, row = str(created["item_id"]), str(created["sku_list"][0]["sku_id"])
    await seller.fault("reject", "POST */product/*", times=0)
    body = {"ItemId": number, "Attributes": {"name": "Tên khác"}, "Skus": {"Sku": [{"SkuId": row}]}}
    answer = await seller.payload("/product/update", body)
    assert (answer["code"], answer["type"], codes(answer)) == ("501", "ISP", ["4151"])
    rows = {"Skus": {"Sku": [{"ItemId": number, "SkuId": row, "Price": "1"}]}}
    assert (await seller.payload("/product/price_quantity/update", rows))["code"] == "501"
    item = await seller.item(int(number))
    assert (item["attributes"]["name"], item["skus"][0]["price"]) == ("Tương nếp Đường Lâm chai 500 ml", 65000.0)


async def test_search_lag_hides_new_items_from_lists_not_from_reads(seller: Seller) -> None:
    await seller.fault("search_lag", "GET */products/get", seconds=60)
    number = (await seller.create())["item_id"]
    assert await seller.listed() == []
    assert await seller.listed(sku_seller_list='["TUONG-500"]') == []
    assert (await seller.item(number))["item_id"] == number
    await seller.control("clock", {"advance_s": 61})
    assert await seller.listed(sku_seller_list='["TUONG-500"]') == [number]


async def test_search_lag_set_on_the_create_marks_that_item(seller: Seller) -> None:
    await seller.fault("search_lag", CREATE, seconds=60, times=1)
    hidden, shown = await seller.create(), await seller.create(skus=[sku("B")])
    assert await seller.listed() == [shown["item_id"]]
    await seller.control("clock", {"advance_s": 61})
    assert await seller.listed() == [hidden["item_id"], shown["item_id"]]


async def test_a_lagging_index_as_an_option() -> None:
    seller = Seller.of(index_lag_s=20)
    number = (await seller.create())["item_id"]
    assert await seller.listed() == []
    await seller.control("clock", {"advance_s": 21})
    assert await seller.listed() == [number]


async def test_stale_read_shows_the_state_of_seconds_ago(seller: Seller) -> None:
    number = (await seller.create())["item_id"]
    await seller.control("clock", {"advance_s": 100})
    await seller.control("edit", {"id": str(number), "set": {"title": "Tương mẻ mới"}})
    new = (await seller.create(skus=[sku("B")]))["item_id"]
    await seller.fault("stale_read", "GET */product*", seconds=50)
    assert (await seller.item(number))["attributes"]["name"] == "Tương nếp Đường Lâm chai 500 ml"
    assert await seller.listed() == [number]
    assert (await seller.get("/product/item/get", item_id=new))["code"] == "208"
    await seller.control("clock", {"advance_s": 51})
    assert (await seller.item(number))["attributes"]["name"] == "Tương mẻ mới"


@pytest.mark.parametrize("trap", [False, True])
async def test_partial_batch_fails_every_second_entry(seller: Seller, trap: bool) -> None:
    made = [await seller.create(skus=[sku(name)]) for name in "ABC"]
    rows = [
        {"ItemId": str(each["item_id"]), "SkuId": str(each["sku_list"][0]["sku_id"]), "SellableQuantity": "99"}
        for each in made
    ]
    await seller.fault("partial_batch", "*", times=0)
    if trap:
        await seller.fault("code0_detail", "*", times=0)
    answer = await seller.payload("/product/stock/sellable/update", {"Skus": {"Sku": rows}})
    assert answer["code"] == ("0" if trap else "501")
    assert [each["sku"] for each in answer["detail"]] == [rows[1]["SkuId"]]
    stocks = [listing["skus"][0]["stock"] for listing in (await seller.control("listings"))["listings"]]
    assert stocks == [99, 12, 99]


async def test_partial_batch_fails_every_second_address_to_migrate(seller: Seller) -> None:
    addresses = [f"https://a.example/{n}.jpg" for n in range(3)]
    urls = "".join(f"<Url>{address}</Url>" for address in addresses)
    await seller.fault("partial_batch", "POST */images/migrate")
    answer = await seller.post("/images/migrate", payload=f"<Request><Images>{urls}</Images></Request>")
    await seller.control("clock", {"advance_s": 1})
    data = (await seller.get("/image/response/get", batch_id=answer["batch_id"]))["data"]
    assert len(data["images"]) == 2
    assert [each["original_url"] for each in data["errors"]] == addresses[1:2]


@pytest.mark.parametrize(
    ("kind", "code", "committed"),
    [("service_timeout", "ServiceTimeout", 0), ("concurrent_edit", "4147", 0), ("late_error", "ServiceTimeout", 1)],
)
async def test_lazadas_own_traps(seller: Seller, kind: str, code: str, committed: int) -> None:
    product = await seller.product()
    await seller.fault(kind, CREATE)
    assert (await seller.payload("/product/create", product))["code"] == code
    assert len(await seller.listed()) == committed


async def test_faults_leave_control_calls_and_pictures_alone(seller: Seller) -> None:
    address = await seller.image()
    await seller.fault("cut", "*", times=0)
    assert (await seller.control("listings"))["listings"] == []
    assert (await seller.http.get(address)).status_code == 200
