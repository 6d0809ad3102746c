from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.shopee_mock.client import Seller


async def update(seller: Seller, item: int, **changes: Any) -> dict[str, Any]:
    return await seller.post("product/update_item", {"item_id": item, **changes})


async def test_fields_merge_and_lists_replace(seller: Seller) -> None:
    first, second = await seller.image_id("red"), await seller.image_id("blue")
    item = await seller.add(pictures=[first, second])
    before = await seller.base(item)
    await seller.control("clock", {"advance_s": 60})
    answer = await update(seller, item, item_name="Tương nếp Đường Lâm mẻ mới", image={"image_id_list": [second]})
    assert answer["error"] == ""
    after = await seller.base(item)
    assert after["item_name"] == "Tương nếp Đường Lâm mẻ mới"
    assert after["image"]["image_id_list"] == [second]
    assert after["description"] == before["description"]
    assert after["attribute_list"] == before["attribute_list"]
    assert 60 <= after["update_time"] - before["update_time"] < 90, "the advance, and what the machine took itself"
    assert after["create_time"] == before["create_time"]


async def test_price_and_stock_are_ignored(seller: Seller) -> None:
    item = await seller.add()
    answer = await update(seller, item, original_price=1, seller_stock=[{"stock": 999}])
    assert answer["error"] == ""
    info = await seller.base(item)
    assert info["price_info"][0]["original_price"] == 65000
    assert info["stock_info_v2"]["summary_info"]["total_available_stock"] == 12


async def test_empty_deletes(seller: Seller) -> None:
    tiers = [{"min_count": 10, "max_count": 20, "unit_price": 60000}]
    item = await seller.add(wholesale=tiers)
    assert (await seller.base(item))["wholesales"] == tiers
    await update(seller, item, item_sku="", wholesale=[])
    info = await seller.base(item)
    assert info["item_sku"] == ""
    assert info["wholesales"] == []


async def test_the_echo_shows_the_status_from_before(seller: Seller) -> None:
    item = await seller.add(item_status="UNLIST")
    assert (await update(seller, item, item_status="NORMAL"))["response"]["item_status"] == "UNLIST"
    assert (await seller.base(item))["item_status"] == "NORMAL"


async def test_an_untouched_field_gone_bad_fails_the_update(seller: Seller) -> None:
    item = await seller.add()
    await seller.control("edit", {"id": str(item), "set": {"title": "Cũ"}})
    answer = await update(seller, item, description="Một lời tả mới hẳn, dài vừa đủ.")
    assert answer["error"] == "error_item_name_is_too_short"
    assert (await seller.base(item))["description"].startswith("Tương nếp ủ chum")


async def test_unknown_deleted_and_banned_items_cannot_be_edited(seller: Seller) -> None:
    assert (await update(seller, 1, item_name="Không có thật đâu"))["error"] == "error_item_not_found"
    item = await seller.add()
    await seller.control("review", {"id": str(item), "verdict": "ban", "reason": ""})
    assert (await update(seller, item, item_name="Sửa hàng bị cấm"))["error"] == "error_item_uneditable"
    other = await seller.add()
    answer = await seller.post("product/delete_item", {"item_id": other})
    assert answer["error"] == ""
    assert "response" not in answer
    assert (await seller.base(other))["item_status"] == "SELLER_DELETE"
    assert (await update(seller, other, item_name="Sửa hàng đã xóa"))["error"] == "error_item_uneditable"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"item_name": "Tương nếp đổi tên"}, "error_cannt_edit_name_in_promotion"),
        ({"description": "Lời tả khác hẳn lời trước."}, "error_in_item_promotion_description_lock"),
        ({"image": {"image_id_list": ["NEW"]}}, "error_in_item_promotion_image_item_lock"),
        ({"pre_order": {"is_pre_order": True, "days_to_ship": 7}}, "error_cannt_edit_pre_order_in_promotion"),
    ],
)
async def test_a_promotion_locks_the_listing_until_it_ends(seller: Seller, changes: Any, error: str) -> None:
    item = await seller.add()
    if "image" in changes:
        changes = {"image": {"image_id_list": [await seller.image_id("blue")]}}
    until = datetime.fromtimestamp(seller.app.clock.now() + 3600, UTC).isoformat()
    await seller.control("promotion", {"sku": "TUONG-500", "until": until, "price": 49000})
    info = await seller.base(item)
    assert info["has_promotion"] is True
    assert info["price_info"][0]["current_price"] == 49000
    assert info["price_info"][0]["original_price"] == 65000
    assert (await update(seller, item, **changes))["error"] == error
    assert (await update(seller, item, weight=0.7))["error"] == ""
    await seller.control("clock", {"advance_s": 3601})
    assert (await update(seller, item, **changes))["error"] == ""
    assert (await seller.base(item))["has_promotion"] is False


async def test_a_promotion_locks_the_price_but_not_the_stock(seller: Seller) -> None:
    item = await seller.add()
    await seller.control("promotion", {"sku": "TUONG-500", "until": "2999-01-01T00:00:00", "price": 49000})
    prices = {"item_id": item, "price_list": [{"model_id": 0, "original_price": 70000}]}
    assert (await seller.post("product/update_price", prices))["error"] == "error_in_item_promotion_price_lock"
    stocks = {"item_id": item, "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 3}]}]}
    assert (await seller.post("product/update_stock", stocks))["error"] == ""
    listed = (await seller.control("listings"))["listings"][0]
    assert listed["skus"][0]["price"] == 65000


async def test_an_item_under_review_stays_there_when_published() -> None:
    seller = Seller.of(review_new=True)
    item = await seller.add()
    await update(seller, item, item_status="NORMAL")
    assert (await seller.base(item))["item_status"] == "REVIEWING"
    await seller.control("review", {"id": str(item), "verdict": "pass"})
    assert (await seller.base(item))["item_status"] == "NORMAL"
