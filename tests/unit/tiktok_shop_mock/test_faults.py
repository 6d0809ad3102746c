from __future__ import annotations

from typing import Any

import httpx
import pytest

from adapters._mock.dropped import ConnectionDropped
from tests.unit.tiktok_shop_mock.client import PRODUCTS, Seller

CREATE = f"POST {PRODUCTS}"
SEARCH = "POST */products/search"
SHOPS = "/authorization/202309/shops"


async def test_lose_answer_commits_then_cuts_and_the_key_finds_it(seller: Seller) -> None:
    body = await seller.body(idempotency_key="ý-định-9")
    await seller.fault("lose_answer", CREATE)
    with pytest.raises(ConnectionDropped):
        await seller.call("POST", PRODUCTS, body)
    made = (await seller.search())["products"][0]["id"]
    assert (await seller.good("POST", PRODUCTS, body))["product_id"] == made


@pytest.mark.parametrize("kind", ["cut", "refuse", "hang"])
async def test_cut_refuse_and_hang_commit_nothing(seller: Seller, kind: str) -> None:
    body = await seller.body()
    await seller.fault(kind, CREATE, seconds=0.01)
    with pytest.raises(httpx.TransportError):
        await seller.call("POST", PRODUCTS, body)
    assert (await seller.search())["total_count"] == 0


async def test_throttle_is_the_marketplaces_own_answer(seller: Seller) -> None:
    await seller.fault("throttle", seconds=7)
    response = await seller.raw("GET", SHOPS, seller.query("GET", SHOPS))
    assert (response.status_code, response.json()["code"]) == (429, 36009002)
    assert response.headers["retry-after"] == "7"


async def test_beyond_the_pace_too() -> None:
    seller = Seller.of(pace=0.5)
    first, second = [await seller.raw("GET", SHOPS, seller.query("GET", SHOPS)) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 429)
    assert second.json()["code"] == 36009002
    assert seller.info["pace"] == 0.5


async def test_the_days_listings_are_spent_until_midnight(seller: Seller) -> None:
    body = await seller.body()
    await seller.fault("daily_quota", times=0)
    assert (await seller.call("POST", PRODUCTS, body))["code"] == 12052093
    assert (await seller.search())["total_count"] == 0
    await seller.control("clock", {"advance_s": 86_400})
    assert (await seller.call("POST", PRODUCTS, body))["code"] == 0


async def test_a_token_expires_at_any_call(seller: Seller) -> None:
    product = await seller.live()
    await seller.fault("expire_token", "POST */partial_edit")
    title = "Lọ hoa men rạn Bát Tràng cao 40 cm"
    assert (await seller.partial(product, title=title))["code"] == 105002
    seller.token = (await seller.refresh())["data"]["access_token"]
    assert (await seller.partial(product, title=title))["code"] == 0


async def test_a_lost_refresh_can_be_asked_again(seller: Seller) -> None:
    await seller.fault("lose_refresh_answer", "GET */token/refresh")
    with pytest.raises(ConnectionDropped):
        await seller.refresh()
    assert (await seller.refresh())["code"] == 0


async def test_a_lagging_search_hides_what_a_read_by_id_shows(seller: Seller) -> None:
    await seller.fault("search_lag", SEARCH, seconds=60)
    product = await seller.add()
    assert (await seller.search())["total_count"] == 0
    assert (await seller.get(product))["id"] == product
    await seller.control("clock", {"advance_s": 61})
    assert (await seller.search())["total_count"] == 1


async def test_a_create_may_be_the_one_that_lags(seller: Seller) -> None:
    await seller.fault("search_lag", CREATE, seconds=60, times=1)
    await seller.add()
    await seller.add()
    assert (await seller.search())["total_count"] == 1
    await seller.control("clock", {"advance_s": 61})
    assert (await seller.search())["total_count"] == 2


async def test_a_stale_read_shows_what_was(seller: Seller) -> None:
    product = await seller.live()
    await seller.control("clock", {"advance_s": 100})
    sku = (await seller.get(product))["skus"][0]["id"]
    rows = {"skus": [{"id": sku, "inventory": [{"quantity": 3}]}]}
    await seller.good("POST", f"{PRODUCTS}/{product}/inventory/update", rows)
    await seller.fault("stale_read", "GET */products/*", seconds=60)
    assert (await seller.get(product))["skus"][0]["inventory"][0]["quantity"] == 12
    await seller.control("faults", verb="DELETE")
    assert (await seller.get(product))["skus"][0]["inventory"][0]["quantity"] == 3


async def test_every_second_entry_of_a_batch_fails(seller: Seller) -> None:
    products = [await seller.live() for _ in range(4)]
    await seller.fault("partial_batch", "POST */deactivate")
    answer: dict[str, Any] = await seller.good("POST", f"{PRODUCTS}/deactivate", {"product_ids": products})
    assert [error["detail"]["product_id"] for error in answer["errors"]] == products[1::2]
    left = [each["id"] for each in (await seller.search({"status": "ACTIVATE"}))["products"]]
    assert left == products[1::2]
    two = await seller.live(skus=seller.variants("M", "L"))
    skus = [sku["id"] for sku in (await seller.get(two))["skus"]]
    await seller.fault("partial_batch", "POST */inventory/update")
    rows = {"skus": [{"id": sku, "inventory": [{"quantity": 1}]} for sku in skus]}
    errors = (await seller.good("POST", f"{PRODUCTS}/{two}/inventory/update", rows))["errors"]
    assert [error["detail"]["sku_id"] for error in errors] == skus[1:]


async def test_a_reject_of_a_token_call_is_one_of_its_own(seller: Seller) -> None:
    await seller.fault("reject", "GET */token/refresh")
    assert (await seller.refresh())["code"] == 36004005
