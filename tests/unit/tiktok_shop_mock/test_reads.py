"""Search and the versions of paths."""

from __future__ import annotations

import pytest

from adapters.tiktok_shop.mock import read_calls
from tests.unit.tiktok_shop_mock.client import PRODUCTS, V2, Seller

SEARCH = "/product/202502/products/search"


async def test_a_search_page_by_page(seller: Seller) -> None:
    made = [await seller.add(skus=[seller.sku(seller_sku=f"LO-{n}")]) for n in range(5)]
    seen, token = [], ""
    for _ in range(3):
        page = await seller.search(page_size=2, **({"page_token": token} if token else {}))
        assert page["total_count"] == 5
        seen += [product["id"] for product in page["products"]]
        token = page["next_page_token"]
    assert (seen, token) == (made, "")


async def test_a_search_by_seller_sku_is_exact_and_shows_the_whole_product(seller: Seller) -> None:
    product = await seller.live(skus=seller.variants("M", "L"))
    await seller.add(skus=[seller.sku(seller_sku="LO-MM")])
    found = (await seller.search({"seller_skus": ["LO-M"]}))["products"]
    assert [each["id"] for each in found] == [product]
    assert [sku["seller_sku"] for sku in found[0]["skus"]] == ["LO-M", "LO-L"]
    assert found[0]["skus"][0]["price"]["sale_price"] == "450000"
    assert (await seller.search({"seller_skus": ["lo-m"]}))["products"] == []
    assert not {"description", "main_images", "category_chains"} & set(found[0])
    by_id = await seller.search({"sku_ids": [found[0]["skus"][1]["id"]]})
    assert by_id["total_count"] == 1


async def test_filters_by_status_audit_and_time(seller: Seller) -> None:
    live, waiting = await seller.live(), await seller.add()
    await seller.control("clock", {"advance_s": 100})
    now = (await seller.get(live))["update_time"]
    for body, wanted in (
        ({"status": "ACTIVATE"}, [live]),
        ({"status": "PENDING"}, [waiting]),
        ({"audit_status": ["AUDITING"]}, [waiting]),
        ({"create_time_ge": now + 50}, []),
        ({"update_time_le": now + 50, "status": "ALL"}, [live, waiting]),
        ({"category_version": "v2"}, [live, waiting]),
        ({"category_version": "v1"}, []),
    ):
        assert [each["id"] for each in (await seller.search(body))["products"]] == wanted, body
    assert (await seller.call("POST", SEARCH, {"status": "LIVE"}, page_size=5))["code"] == 98001004


async def test_a_shop_whose_searches_show_deleted_products() -> None:
    seller = Seller.of(seed="1", search_deleted=True)
    product = (await seller.search())["products"][0]["id"]
    await seller.control("edit", {"id": product, "delete": True})
    assert [each["status"] for each in (await seller.search())["products"]] == ["DELETED"]


async def test_a_walk_ends_at_ten_thousand(seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_calls, "MAX_WALK", 3)
    for _ in range(4):
        await seller.add()
    token = (await seller.search(page_size=2))["next_page_token"]
    assert (await seller.call("POST", SEARCH, {}, page_size=2, page_token=token))["code"] == 12052180


async def test_a_page_token_is_one_that_a_page_gave(seller: Seller) -> None:
    for token in ("không", "b2Zmc2V0PWE=", "////"):
        assert (await seller.call("POST", SEARCH, {}, page_size=5, page_token=token))["code"] == 98001004
    for size in ("0", "101", "năm"):
        assert (await seller.call("POST", SEARCH, {}, page_size=size))["code"] == 12019109
    assert (await seller.call("POST", SEARCH, {}))["code"] == 36009004


@pytest.mark.parametrize("version", ["202309", "202312", "202502", "202610"])
async def test_versions_are_matched_by_pattern(seller: Seller, version: str) -> None:
    path = f"/product/{version}/products/search"
    assert (await seller.good("POST", path, {}, page_size=5))["products"] == []
    assert (await seller.good("GET", f"/product/{version}/prerequisites"))["check_results"]


async def test_old_and_impossible_versions_are_refused_with_null(seller: Seller) -> None:
    for version in ("202212", "202308", "202313"):
        answer = await seller.call("GET", f"/product/{version}/categories", **V2)
        assert (answer["code"], answer["data"]) == (36009014, None)
    assert (await seller.call("GET", "/product/v2/categories"))["code"] == 36009009


async def test_both_versions_of_the_edits_are_served(seller: Seller) -> None:
    product = await seller.live()
    title = {"title": "Lọ hoa men rạn Bát Tràng cao 40 cm"}
    for version in ("202309", "202509"):
        path = f"/product/{version}/products/{product}"
        assert (await seller.call("POST", f"{path}/partial_edit", title))["code"] == 0
        assert (await seller.call("PUT", path, await seller.body()))["code"] == 0


async def test_a_content_type_on_a_get_and_none_on_a_post_are_normal(seller: Seller) -> None:
    path = "/product/202309/categories"
    query = seller.query("GET", path, V2)
    answer = await seller.raw("GET", path, query, headers={"content-type": "application/json; charset=utf-8"})
    assert answer.json()["code"] == 0
    query = seller.query("POST", SEARCH, {"page_size": 5}, b"{}")
    assert (await seller.raw("POST", SEARCH, query, content=b"{}")).json()["code"] == 0
    form = await seller.raw("POST", SEARCH, query, content=b"{}", headers={"content-type": "text/plain"})
    assert form.json()["code"] == 36009022


async def test_no_list_is_ever_null(seller: Seller) -> None:
    product = await seller.live()
    answers = [
        await seller.good("GET", f"{PRODUCTS}/{product}"),
        await seller.search(),
        await seller.search({"seller_skus": ["không có"]}),
        await seller.good("GET", "/product/202309/brands", page_size=10),
        await seller.good("GET", "/product/202312/prerequisites"),
        await seller.good("GET", "/logistics/202309/warehouses"),
        await seller.good("GET", f"/product/202309/categories/{seller.leaf().id}/rules", **V2),
        await seller.good("GET", f"/product/202309/categories/{seller.leaf().id}/attributes", **V2),
    ]
    for answer in answers:
        assert None not in list(_values(answer))


def _values(part: object) -> list[object]:
    if isinstance(part, dict):
        return [one for each in part.values() for one in _values(each)]
    if isinstance(part, list):
        return [one for each in part for one in _values(each)]
    return [part]


async def test_a_read_of_diagnoses_is_advice_about_live_products(seller: Seller) -> None:
    live, waiting = await seller.live(), await seller.add()
    path = "/product/202405/products/diagnoses"
    rows = (await seller.good("GET", path, product_ids=f"{live},{waiting}"))["products"]
    assert [row["id"] for row in rows] == [live]
    codes = {one["code"] for each in rows[0]["diagnoses"] for one in each["diagnosis_results"]}
    assert "MAIN_IMG_NUMBER_LESS_THAN_FIVE" in codes
    body = await seller.body()
    optimized = await seller.good("POST", "/product/202411/products/diagnose_optimize", body)
    assert {each["field"] for each in optimized["diagnoses"]} == {"DESCRIPTION", "IMAGE"}
