from __future__ import annotations

from typing import Any

from tests.unit.shopee_mock.client import Seller


async def reprice(seller: Seller, item: int, *entries: Any) -> dict[str, Any]:
    return await seller.post("product/update_price", {"item_id": item, "price_list": list(entries)})


async def restock(seller: Seller, item: int, *entries: Any) -> dict[str, Any]:
    return await seller.post("product/update_stock", {"item_id": item, "stock_list": list(entries)})


async def test_a_price_is_absolute_and_whole(seller: Seller) -> None:
    item = await seller.add()
    answer = await reprice(seller, item, {"model_id": 0, "original_price": 70000.4})
    assert answer["error"] == ""
    assert answer["response"]["success_list"] == [{"model_id": 0, "original_price": 70000}]
    assert (await seller.base(item))["price_info"][0]["current_price"] == 70000


async def test_some_failing_comes_with_an_empty_error(seller: Seller) -> None:
    item = await seller.add()
    good, bad = {"original_price": 70000}, {"model_id": 9, "original_price": 70000}
    answer = await reprice(seller, item, bad, good)
    assert answer["error"] == ""
    assert [each["model_id"] for each in answer["response"]["failure_list"]] == [9]
    assert (await seller.base(item))["price_info"][0]["original_price"] == 70000


async def test_all_failing_has_its_code_beside_the_lists(seller: Seller) -> None:
    item = await seller.add()
    answer = await reprice(seller, item, {"original_price": 10})
    assert answer["error"] == "error_price_exceed_min_limitt"
    assert answer["response"]["success_list"] == []
    answer = await restock(seller, item, {"model_id": 0, "seller_stock": [{"stock": 1_000_001}]})
    assert answer["error"] == "error_busi_update_stock_failed"
    assert "Stock should be within 0-1000000" in answer["response"]["failure_list"][0]["failed_reason"]


async def test_stock_may_be_zero_and_repeating_changes_nothing(seller: Seller) -> None:
    item = await seller.add()
    for _ in range(2):
        answer = await restock(seller, item, {"model_id": 0, "seller_stock": [{"stock": 0}]})
        assert answer["response"]["success_list"] == [{"model_id": 0, "location_id": "", "stock": 0}]
    assert (await seller.base(item))["stock_info_v2"]["seller_stock"][0]["stock"] == 0


async def test_batches_hold_one_to_fifty(seller: Seller) -> None:
    item = await seller.add()
    assert (await reprice(seller, item))["error"] == "product.error_param"
    assert (await reprice(seller, item, *[{"original_price": 70000}] * 51))["error"] == "product.error_param"


async def test_unlist_and_relist(seller: Seller) -> None:
    one, two = await seller.add(), await seller.add()
    entries = [{"item_id": one, "unlist": True}, {"item_id": 5, "unlist": True}]
    answer = await seller.post("product/unlist_item", {"item_list": entries})
    assert answer["error"] == ""
    assert answer["response"]["success_list"] == [{"item_id": one, "unlist": True}]
    assert [each["item_id"] for each in answer["response"]["failure_list"]] == [5]
    assert await seller.listed("UNLIST") == [one]
    assert await seller.listed("NORMAL") == [two]
    await seller.post("product/unlist_item", {"item_list": [{"item_id": one, "unlist": False}]})
    assert await seller.listed("NORMAL") == [one, two]


async def test_nothing_unlisted_is_an_error(seller: Seller) -> None:
    answer = await seller.post("product/unlist_item", {"item_list": [{"item_id": 5, "unlist": True}]})
    assert answer["error"] == "error_unlist_item_all_failed"
    assert answer["response"]["failure_list"][0]["failed_reason"] == "Item_id is not found."
