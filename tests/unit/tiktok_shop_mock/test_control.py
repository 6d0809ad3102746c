"""The control calls, as far as the marketplace answers them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.unit.tiktok_shop_mock.client import PRODUCTS, TITLE, Seller, picture

SEARCH = "/product/202502/products/search"


async def refused(seller: Seller, name: str, body: Any) -> dict[str, Any]:
    response = await seller.http.post(f"/_mock/{name}", json=body)
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
    product = await seller.live(main_images=[{"uri": (await seller.image(data))["uri"]}])
    listing = await only(seller)
    address = listing["images"][0].pop("url")
    sku = (await seller.get(product))["skus"][0]["id"]
    assert listing == {
        "id": product,
        "status": "ACTIVATE",
        "live": True,
        "category_id": seller.leaf().id,
        "title": TITLE,
        "description": "<p>Men rạn đắp tay, nung củi.</p>",
        "skus": [{"id": sku, "sku": "LO-HOA-35", "price": 450000, "stock": 12}],
        "images": [{"sha256": hashlib.sha256(data).hexdigest(), "position": 1}],
    }
    assert (await seller.http.get(address)).content == data


async def test_listings_show_the_live_version(seller: Seller) -> None:
    product = await seller.live()
    await seller.partial(product, title="Lọ hoa men rạn Bát Tràng cao 40 cm")
    assert (await only(seller))["title"] == TITLE


async def test_only_active_products_are_live(seller: Seller) -> None:
    product = await seller.live()
    for status in ("PENDING", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED", "FREEZE", "DELETED", "DRAFT", "FAILED"):
        await seller.control("edit", {"id": product, "set": {"status": status}})
        listing = await only(seller)
        assert (listing["status"], listing["live"]) == (status, False)
    answer = await refused(seller, "edit", {"id": product, "set": {"status": "LIVE"}})
    assert "ACTIVATE" in answer["accepted"]["status"]


async def test_calls_are_counted_by_class_and_endpoint(seller: Seller) -> None:
    product = await seller.add()
    await seller.get(product)
    await seller.search()
    await seller.good("POST", f"{PRODUCTS}/listing_check", await seller.body(main_images=[]))
    await seller.partial(product, title="Lọ hoa men rạn Bát Tràng cao 40 cm")
    await seller.exchange()
    await seller.call("GET", "/product/202309/nothing")
    calls = await seller.control("calls")
    counted = {key: calls[key] for key in ("total", "reads", "writes", "uploads", "tokens")}
    assert counted == {"total": 8, "reads": 4, "writes": 2, "uploads": 1, "tokens": 1}
    assert calls["by_endpoint"][f"POST {PRODUCTS}"] == 1
    assert calls["by_endpoint"][f"GET {PRODUCTS}/{product}"] == 1
    assert calls["by_endpoint"][f"POST /product/202509/products/{product}/partial_edit"] == 1


async def test_two_mocks_driven_alike_give_the_same_ids() -> None:
    seen = []
    for _ in range(2):
        seller = Seller.of(seed="2")
        tokens = (await seller.exchange())["data"]
        seen.append((seller.info, tokens["refresh_token"], await seller.add(), (await seller.image())["uri"]))
    assert seen[0] == seen[1]


async def test_resetting_all_is_like_starting_anew(seller: Seller) -> None:
    first = await seller.add()
    await seller.control("clock", {"advance_s": 90_000})
    await seller.fault("throttle", times=0)
    await seller.control("reset", {"what": "all"})
    assert (await seller.control("listings"))["listings"] == []
    assert await seller.add() == first


async def test_staff_edits_stand_at_once_and_move_the_update_time(seller: Seller) -> None:
    product = await seller.live()
    before = (await seller.get(product))["update_time"]
    await seller.control("clock", {"advance_s": 30})
    changes = {"title": "Lọ ngon", "description": "Đẹp", "price": 460000}
    await seller.control("edit", {"id": product, "set": changes})
    now = await seller.get(product)
    assert (now["title"], now["description"]) == ("Lọ ngon", "Đẹp")
    assert now["skus"][0]["price"]["sale_price"] == "460000"
    assert 30 <= now["update_time"] - before < 60
    await seller.control("edit", {"id": product, "delete": True})
    assert (await only(seller))["status"] == "DELETED"


async def test_a_sale_lowers_the_stock_without_moving_the_update_time(seller: Seller) -> None:
    product = await seller.live()
    before = (await seller.get(product))["update_time"]
    await seller.control("clock", {"advance_s": 30})
    assert (await seller.control("sell", {"sku": "LO-HOA-35", "quantity": 5}))["stock"] == 7
    now = await seller.get(product)
    assert (now["skus"][0]["inventory"][0]["quantity"], now["update_time"]) == (7, before)
    assert (await refused(seller, "sell", {"sku": "LO-HOA-35", "quantity": 8}))["accepted"] == {"quantity": "1-7"}
    assert (await refused(seller, "sell", {"sku": "lạ", "quantity": 1}))["status"] == 404


@pytest.mark.parametrize(
    ("verdict", "status"), [("pass", "ACTIVATE"), ("fail", "PLATFORM_DEACTIVATED"), ("ban", "FREEZE")]
)
async def test_verdicts_on_a_live_listing(seller: Seller, verdict: str, status: str) -> None:
    product = await seller.live()
    await seller.review(product, verdict, "Vì sao")
    assert (await only(seller))["status"] == status


async def test_a_verdict_on_a_deleted_listing_is_refused(seller: Seller) -> None:
    product = await seller.live()
    await seller.control("edit", {"id": product, "delete": True})
    await refused(seller, "review", {"id": product, "verdict": "pass", "reason": ""})
    assert (await refused(seller, "review", {"id": "5", "verdict": "pass", "reason": ""}))["status"] == 404


@pytest.mark.parametrize(
    "glob",
    [
        f"POST {PRODUCTS}",
        "POST */prices/update",
        "POST /product/*/products/*/partial_edit",
        "GET /product/202309/products/1729400000000000002",
        "PUT /product/202309/products/17294*",
        "POST /product/202312/products/search",
        "GET /api/v2/token/*",
        "*",
    ],
)
async def test_globs_over_paths_with_versions_and_ids(seller: Seller, glob: str) -> None:
    assert await seller.fault("slow", glob)


@pytest.mark.parametrize(
    "glob", ["POST */add_item", "GET /product/202309/products/1/2", "PATCH *", "POST /product/2/x"]
)
async def test_globs_that_match_nothing_are_refused(seller: Seller, glob: str) -> None:
    answer = await refused(seller, "faults", {"kind": "slow", "endpoint": glob})
    assert f"POST {PRODUCTS}" in answer["accepted"]["endpoint"]
