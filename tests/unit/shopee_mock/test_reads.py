from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.shopee_mock.client import Seller


async def page(seller: Seller, *parameters: tuple[str, Any]) -> dict[str, Any]:
    return await seller.get("product/get_item_list", *parameters)


async def test_lists_are_paged_and_filtered(seller: Seller) -> None:
    items = [await seller.add(item_status="UNLIST" if n % 3 == 0 else "NORMAL") for n in range(7)]
    found: list[int] = []
    offset = 0
    while True:
        both = ("item_status", "NORMAL"), ("item_status", "UNLIST")
        response = (await page(seller, ("offset", offset), ("page_size", 3), *both))["response"]
        found += [row["item_id"] for row in response["item"]]
        assert response["total_count"] == 7
        if not response["has_next_page"]:
            break
        offset = response["next_offset"]
    assert found == items
    assert await seller.listed("UNLIST") == [items[0], items[3], items[6]]
    comma = await page(seller, ("offset", 0), ("page_size", 9), ("item_status", "NORMAL,UNLIST"))
    assert len(comma["response"]["item"]) == 7
    printed = await page(seller, ("offset", 0), ("page_size", 9), ("item_status", "['NORMAL', 'UNLIST']"))
    assert printed["response"] == comma["response"]


async def test_an_empty_page_lacks_the_item_key(seller: Seller) -> None:
    response = (await page(seller, ("offset", 0), ("page_size", 3), ("item_status", "NORMAL")))["response"]
    assert "item" not in response
    assert response["has_next_page"] is False


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ([("offset", 0), ("page_size", 101)], "product.error_param"),
        ([("offset", 0)], "product.error_param"),
        ([("offset", -1), ("page_size", 5)], "product.error_param"),
        ([("offset", 100_001), ("page_size", 5)], "error_param"),
        (
            [("offset", 0), ("page_size", 5), ("update_time_from", 20), ("update_time_to", 20)],
            "error_update_time_range",
        ),
        ([("offset", 0), ("page_size", 5), ("item_status", "SOLD")], "error_busi_item_status_invalid"),
    ],
)
async def test_list_parameters_are_checked(seller: Seller, parameters: Any, error: str) -> None:
    assert (await page(seller, *parameters, ("item_status", "NORMAL")))["error"] == error


async def test_a_time_range_picks_by_update_time(seller: Seller) -> None:
    old = await seller.add()
    await seller.control("clock", {"advance_s": 1000})
    new = await seller.add()
    moment = (await seller.base(new))["update_time"]
    since = ("update_time_from", moment - 10), ("update_time_to", moment + 10)
    response = (await page(seller, ("offset", 0), ("page_size", 9), ("item_status", "NORMAL"), *since))["response"]
    assert [row["item_id"] for row in response["item"]] == [new]
    assert old != new


@pytest.mark.parametrize("shape", ["{0},{1}", "[{0},{1}]", "[{0} {1}]", "[{0}, {1}]"])
async def test_base_info_by_lists_of_ids(seller: Seller, shape: str) -> None:
    one, two = await seller.add(), await seller.add()
    answer = await seller.get("product/get_item_base_info", ("item_id_list", shape.format(one, two)))
    assert [info["item_id"] for info in answer["response"]["item_list"]] == [one, two]
    repeated = await seller.get("product/get_item_base_info", ("item_id_list", one), ("item_id_list", two))
    assert repeated["response"] == answer["response"]


async def test_base_info_refuses_unknown_and_too_many(seller: Seller) -> None:
    known = await seller.add()
    answer = await seller.get("product/get_item_base_info", ("item_id_list", f"{known},5"))
    assert answer["error"] == "error_item_not_found"
    many = ",".join(str(known) for _ in range(51))
    assert (await seller.get("product/get_item_base_info", ("item_id_list", many)))["error"] == "product.error_param"
    assert (await seller.get("product/get_item_base_info"))["message"] == (
        "invalid field ItemIdList: value must  Not Null"
    )


async def test_search_by_sku_is_containment_with_an_opaque_offset(seller: Seller) -> None:
    items = [await seller.add(item_sku=sku) for sku in ("MAT-ONG-250", "MAT-ONG-2500", "TRA-SEN", "0042")]
    by_sku = ("item_sku", "MAT-ONG-250"), ("attribute_status", 2)
    first = (await seller.get("product/search_item", ("page_size", 1), ("offset", ""), *by_sku))["response"]
    assert first["item_id_list"] == [items[0]]
    assert isinstance(first["next_offset"], str)
    offset = ("offset", first["next_offset"])
    second = (await seller.get("product/search_item", ("page_size", 1), offset, *by_sku))["response"]
    assert second["item_id_list"] == [items[1]]
    assert second["next_offset"] == ""
    zeros = await seller.get("product/search_item", ("page_size", 5), ("item_sku", "0042"))
    assert zeros["response"]["item_id_list"] == [items[3]]


async def test_search_by_name_wins_not_over_sku_and_needs_something(seller: Seller) -> None:
    item = await seller.add(item_name="Mật ong hoa nhãn Sóc Sơn", item_sku="A")
    await seller.add(item_name="Chè lam gừng Đường Lâm", item_sku="B")
    named = await seller.get("product/search_item", ("page_size", 5), ("item_name", "hoa NHÃN"))
    assert named["response"]["item_id_list"] == [item]
    both = await seller.get("product/search_item", ("page_size", 5), ("item_name", "Chè"), ("item_sku", "A"))
    assert both["response"]["item_id_list"] == [item]
    assert (await seller.get("product/search_item", ("page_size", 5)))["error"] == "product.error_param"
    bad = await seller.get("product/search_item", ("page_size", 5), ("item_name", "x"), ("offset", "10"))
    assert bad["error"] == "error_param"


async def test_search_leaves_deleted_items_out(seller: Seller) -> None:
    item = await seller.add()
    await seller.post("product/delete_item", {"item_id": item})
    by_sku = ("page_size", 5), ("item_sku", "TUONG-500")
    assert (await seller.get("product/search_item", *by_sku))["response"]["item_id_list"] == []
    gone = await seller.get("product/search_item", *by_sku, ("item_status", "SELLER_DELETE"))
    assert gone["response"]["item_id_list"] == [item]


async def test_violations_come_without_an_error_key(seller: Seller) -> None:
    item = await seller.add()
    await seller.control("review", {"id": str(item), "verdict": "fail", "reason": "Ảnh có dấu mộc lạ"})
    answer = await seller.get("product/get_item_violation_info", ("item_id_list", item))
    assert "error" not in answer
    shown = answer["response"]["item_list"][0]
    assert shown["item_status"] == "BANNED"
    assert shown["item_status_details"][0]["violation_reason"] == "Ảnh có dấu mộc lạ"
    assert shown["item_status_details"][0]["violation_type"] == "Inappropriate Image"


async def test_diagnosis_tells_what_is_unfinished(seller: Seller) -> None:
    item = await seller.add(item_name="Giò gà đồi")
    answer = await seller.post("product/get_item_content_diagnosis_result", {"item_id_list": [item, 5]})
    shown = answer["response"]["success_item_list"][0]
    assert [task["issue_type"] for task in shown["unfinished_task"]] == [1, 6, 7, 8, 10, 11]
    assert shown["quality_level"] == 0
    assert answer["response"]["failure_item_list"][0]["item_id"] == 5


async def test_extra_info(seller: Seller) -> None:
    item = await seller.add()
    answer = await seller.get("product/get_item_extra_info", ("item_id_list", item))
    assert answer["response"]["item_list"][0]["item_id"] == item


async def test_a_deleted_item_can_be_read_for_ninety_days(seller: Seller) -> None:
    item = await seller.add()
    await seller.post("product/delete_item", {"item_id": item})
    await seller.control("clock", {"advance_s": 89 * 86_400})
    renewed = {"refresh_token": seller.info["refresh_token"], "partner_id": 1000001, "shop_id": 987654}
    # the refresh token died on the way: the seller consents anew
    assert (await seller.post("auth/access_token/get", renewed, form="public"))["error"] == "refresh_token_expired"
    await authorise_again(seller)
    assert (await seller.base(item))["item_status"] == "SELLER_DELETE"
    assert await seller.listed("SELLER_DELETE") == [item]
    await seller.control("clock", {"advance_s": 86_400})
    await authorise_again(seller)
    answer = await seller.get("product/get_item_base_info", ("item_id_list", item))
    assert answer["error"] == "error_item_not_found"
    assert await seller.listed("SELLER_DELETE") == []
    assert (await seller.get("product/get_model_list", ("item_id", item)))["error"] == "error_item_not_found"


async def authorise_again(seller: Seller) -> None:
    query = [("partner_id", "1000001"), ("redirect_uri", "https://htx.example/")]
    location = (await seller.raw("GET", "/auth", query)).headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    got = {"code": code, "partner_id": 1000001, "shop_id": 987654}
    seller.token = (await seller.post("auth/token/get", got, form="public"))["access_token"]


async def diagnosed(seller: Seller, **changes: Any) -> list[int]:
    item = await seller.add(**changes)
    answer = await seller.post("product/get_item_content_diagnosis_result", {"item_id_list": [item]})
    return [task["issue_type"] for task in answer["response"]["success_item_list"][0]["unfinished_task"]]


async def test_diagnosis_sees_category_weight_and_clothes(seller: Seller) -> None:
    assert 2 in await diagnosed(seller, item_name="Khăn lụa tơ tằm Vạn Phúc hoa sen")
    assert 9 in await diagnosed(seller, weight=31)
    assert {2, 9}.isdisjoint(await diagnosed(seller))
    scarf = next(leaf for leaf in seller.leaves() if leaf.path[0].startswith("Thời trang") and not leaf.blocked)
    given = [
        {"attribute_id": each.id, "attribute_value_list": [{"value_id": next(iter(each.values))}]}
        for each, mandatory in scarf.attributes
        if mandatory
    ]
    assert {4, 5} <= set(await diagnosed(seller, category_id=scarf.id, attribute_list=given))


async def test_at_most_forty_eight_are_diagnosed(seller: Seller) -> None:
    answer = await seller.post("product/get_item_content_diagnosis_result", {"item_id_list": list(range(1, 50))})
    assert answer["error"] == "product.error_param"
