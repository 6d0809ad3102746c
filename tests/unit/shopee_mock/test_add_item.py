from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from tests.unit.shopee_mock.client import API, Seller, text, value

TEA_BAGS = ("Thực phẩm và đồ uống", "Trà, cà phê & ca cao", "Trà túi lọc")
FRESH = ("Thực phẩm và đồ uống", "Rau củ & trái cây tươi", "Rau củ tươi")
WINE = ("Thực phẩm và đồ uống", "Đồ uống có cồn", "Rượu & bia")
GOOD = [
    value(100037, 4001),
    text(100974, "Chè xanh"),
    text(100975, "540", "Ngày"),
    text(101029, "HTX"),
    text(101030, "Ba Vì"),
]


async def refused(seller: Seller, **changes: Any) -> tuple[str, str]:
    answer = await seller.post("product/add_item", await seller.body(**changes))
    assert "response" not in answer
    assert await seller.listed() == []
    return answer["error"], answer["message"]


async def test_a_created_item_reads_back_as_sent(seller: Seller) -> None:
    name = "Bánh gai Đường Lâm, mẻ mới 🎋 gói lá chuối khô"
    pictures = [await seller.image_id("red"), await seller.image_id("blue")]
    answer = await seller.post(
        "product/add_item",
        await seller.body(item_name=name, pictures=pictures, item_status="UNLIST", original_price=59000.4),
    )
    echo = answer["response"]
    assert echo["price_info"] == {"current_price": 59000, "original_price": 59000}
    assert echo["weight"] == 0.62
    assert echo["images"]["image_id_list"] == pictures
    info = await seller.base(echo["item_id"])
    assert info["item_name"] == name
    assert info["item_status"] == "UNLIST"
    assert info["item_sku"] == "TUONG-500"
    assert info["weight"] == "0.62"
    assert info["has_model"] is False
    assert info["price_info"][0]["original_price"] == 59000
    assert info["price_info"][0]["currency"] == "VND"
    assert info["stock_info_v2"]["summary_info"]["total_available_stock"] == 12
    assert info["image"]["image_id_list"] == pictures
    assert (await seller.http.get(info["image"]["image_url_list"][1])).status_code == 200
    ingredients = next(each for each in info["attribute_list"] if each["attribute_id"] == 100974)
    assert ingredients["attribute_value_list"][0]["original_value_name"] == "Gạo nếp, đậu nành, muối"


async def test_the_same_sku_twice_makes_two_items(seller: Seller) -> None:
    assert await seller.add() != await seller.add()
    found = await seller.get("product/search_item", ("page_size", 10), ("item_sku", "TUONG-500"))
    assert len(found["response"]["item_id_list"]) == 2


async def test_repeats_are_refused_where_asked_for() -> None:
    seller = Seller.of(refuse_repeats=True)
    first = await seller.add(item_sku="A-1")
    other_id_same_picture = await seller.body(item_sku="A-2")
    answer = await seller.post("product/add_item", other_id_same_picture)
    assert answer["error"] == "error_repeated_mtsku"
    assert await seller.listed() == [first]
    await seller.add(item_name="Tương nếp Đường Lâm chai 1 lít")


async def test_new_items_are_normal_unless_reviewed_first() -> None:
    plain, reviewing = Seller.of(), Seller.of(review_new=True)
    assert (await plain.base(await plain.add()))["item_status"] == "NORMAL"
    assert (await reviewing.base(await reviewing.add()))["item_status"] == "REVIEWING"
    assert (await reviewing.base(await reviewing.add(item_status="UNLIST")))["item_status"] == "UNLIST"


@pytest.mark.parametrize(
    ("field", "go"),
    [("item_name", "ItemName"), ("original_price", "OriginalPrice"), ("image", "Image"), ("weight", "Weight")],
)
async def test_a_missing_field_is_named_as_go_names_it(seller: Seller, field: str, go: str) -> None:
    body = await seller.body()
    del body[field]
    answer = await seller.post("product/add_item", body)
    assert answer["error"] == "product.error_param"
    assert answer["message"] == f"invalid field {go}: value must  Not Null"


async def test_null_is_as_good_as_absent(seller: Seller) -> None:
    body = {**await seller.body(), "item_sku": None, "description": None}
    answer = await seller.post("product/add_item", body)
    assert answer["message"] == "invalid field Description: value must  Not Null"


@pytest.mark.parametrize(
    ("field", "given", "message"),
    [
        ("seller_stock", 5, "mpsku_item.AddItemRequest.SellerStock: decode slice: expect [ or n, but found 5"),
        ("item_name", 7, 'mpsku_item.AddItemRequest.ItemName: ReadString: expects " or n, but found 7'),
        ("weight", "0,5", 'mpsku_item.AddItemRequest.Weight: readFloat64: expect a digit, but found "'),
        ("category_id", 1.5, "mpsku_item.AddItemRequest.CategoryId: readInt64: expect a digit, but found ."),
    ],
)
async def test_a_wrong_type_quotes_the_go_path(seller: Seller, field: str, given: Any, message: str) -> None:
    assert await refused(seller, **{field: given}) == ("product.error_param", message)


async def test_dimensions_are_integers(seller: Seller) -> None:
    sides = {"package_length": 8.5, "package_width": 8, "package_height": 26}
    assert "Dimension.PackageLength" in (await refused(seller, dimension=sides))[1]


async def test_the_body_must_be_json(seller: Seller) -> None:
    path = f"{API}/product/add_item"
    answer = (await seller.raw("POST", path, seller.query(path), data={"item_name": "x"})).json()
    assert answer["error"] == "error_param"
    answer = (
        await seller.raw("POST", path, seller.query(path), content=b"{", headers={"content-type": "application/json"})
    ).json()
    assert answer["error"] == "product.error_param"


NFD_10 = unicodedata.normalize("NFD", "Gà đồi")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"item_name": "Giò"}, "error_item_name_is_too_short"),
        ({"item_name": "Tương nếp " * 13}, "error_title_exceeds_max_length"),
        ({"item_name": "Tương nếp <b>ngon</b>"}, "error_title_character_forbidden"),
        ({"description": "Ngon."}, "error_desc_length_min_limit"),
        ({"description": "ngon " * 1001}, "error_param"),
        ({"description": " ".join(f"#quê{i}" for i in range(19))}, "error_desc_hash_tag_over_limit"),
        ({"description_type": "extended"}, "error_param"),
        ({"original_price": 999}, "error_price_exceed_min_limitt"),
        ({"original_price": 120_000_001}, "error_price_exceed_max_limitt"),
        ({"original_price": -1}, "error_invalid_price"),
        ({"seller_stock": [{"stock": -1}]}, "product.error_busi"),
        ({"seller_stock": [{"stock": 1, "location_id": "HN2"}]}, "error_inner"),
        ({"weight": 0}, "error_param"),
        ({"category_id": 1}, "error_invalid_category"),
        ({"category_id": 100629}, "error_invalid_category"),
        ({"image": {"image_id_list": []}}, "error_image_num_min"),
        ({"image": {"image_id_list": ["ngắn"]}}, "error_image_unavailable"),
        ({"item_status": "BANNED"}, "error_busi_item_status_invalid"),
        ({"condition": "OLD"}, "error_param"),
        ({"item_sku": "X" * 101}, "product.error_param"),
        ({"brand": None}, "error_less_required_brand"),
        ({"brand": {"brand_id": 0}}, "error_invalid_brand"),
        ({"brand": {"brand_id": 0, "original_brand_name": "Nhà Tôi"}}, "error_invalid_brand"),
        ({"brand": {"brand_id": 1100107, "original_brand_name": "GIÓ HỒ"}}, "error_invalid_brand"),
        ({"logistic_info": []}, "error_invalid_logistic_info"),
        ({"logistic_info": [{"logistic_id": 50010, "enabled": True}]}, "error_invalid_logistic_info"),
        ({"logistic_info": [{"logistic_id": 50022, "enabled": True}]}, "error_invalid_logistic_info"),
        ({"logistic_info": [{"logistic_id": 50012, "enabled": True}]}, "error_param"),
        ({"logistic_info": [{"logistic_id": 50018, "enabled": True}]}, "error_param"),
        ({"logistic_info": [{"logistic_id": 1, "enabled": True}]}, "error_param"),
        ({"weight": 71}, "error_param"),
        ({"dimension": None}, "error_param"),
        ({"dimension": {"package_length": 151, "package_width": 1, "package_height": 1}}, "error_param"),
        ({"pre_order": {"is_pre_order": True, "days_to_ship": 6}}, "error_invalid_days_to_ship"),
        ({"pre_order": {"is_pre_order": True, "days_to_ship": 16}}, "error_param_dts_exceeds_max_limit"),
        ({"video_upload_id": ["không có"]}, "error_video_info_not_found"),
    ],
)
async def test_what_the_facts_forbid_is_refused(seller: Seller, changes: dict[str, Any], error: str) -> None:
    assert (await refused(seller, **changes))[0] == error


async def test_an_unknown_picture(seller: Seller) -> None:
    unknown = {"image_id_list": ["vn-11134207-7ras8-m9999999999999"]}
    assert await refused(seller, image=unknown) == ("error_param", "Image not exist.")


async def test_the_edges_themselves_pass(seller: Seller) -> None:
    await seller.add(item_name="Giò gà đồi", original_price=1000, seller_stock=[{"stock": 0}])
    await seller.add(item_name=unicodedata.normalize("NFD", "Giò gà đồi"), original_price=120_000_000)
    await seller.add(pre_order={"is_pre_order": True, "days_to_ship": 15}, item_sku="Y" * 100)
    await seller.add(pictures=[await seller.image_id() for _ in range(9)], description="Mười ký tự")
    too_many = {"image_id_list": [await seller.image_id() for _ in range(10)]}
    answer = await seller.post("product/add_item", await seller.body(image=too_many))
    assert answer["error"] == "error_param"


async def test_a_blocked_category(seller: Seller) -> None:
    assert (await refused(seller, category_id=seller.leaf(WINE)))[0] == "error_category_is_block"


async def test_fresh_food_takes_no_pre_order_and_needs_no_brand(seller: Seller) -> None:
    fresh = {"category_id": seller.leaf(FRESH), "brand": None, "attribute_list": [GOOD[0], GOOD[2]]}
    late = {"is_pre_order": True, "days_to_ship": 7}
    assert (await refused(seller, **fresh, pre_order=late))[0] == "error_param_category_not_support_pre_order"
    await seller.add(**fresh)


@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        (GOOD[1:], "error_less_required_attribute"),
        ([*GOOD[:4], {"attribute_id": 101030, "attribute_value_list": []}], "error_less_required_attribute"),
        ([*GOOD, text(424242, "lạ")], "error_invalid_attribute"),
        ([*GOOD, value(100134, 4029)], "error_invalid_category_attribute"),
        ([value(100037, 4999), *GOOD[1:]], "error_invalid_attribute_value"),
        ([text(100037, "Việt Nam"), *GOOD[1:]], "error_invalid_attribute_value"),
        ([GOOD[0], value(100974, 4001), *GOOD[2:]], "error_value_id_must_equal_zero"),
        ([GOOD[0], text(100974, ""), *GOOD[2:]], "error_value_name_required"),
        ([*GOOD[:2], text(100975, "một năm", "Ngày"), *GOOD[3:]], "error_invalid_attribute_value"),
        ([*GOOD[:2], text(100975, "540"), *GOOD[3:]], "error_invalid_attribute_value"),
        ([*GOOD[:2], text(100975, "540", "tuần"), *GOOD[3:]], "error_invalid_attribute_value"),
        ([*GOOD, text(100979, "21/11/2026")], "error_invalid_attribute_value"),
        ([*GOOD, text(100981, "Hoa sen")], "error_param"),
    ],
)
async def test_attributes_are_held_to_the_tree(seller: Seller, attributes: list[Any], error: str) -> None:
    changes = {"category_id": seller.leaf(TEA_BAGS), "attribute_list": attributes}
    assert (await refused(seller, **changes))[0] == error


async def test_a_child_attribute_passes_with_its_parent(seller: Seller) -> None:
    tree = seller.app.market._shop.facts.attributes[100980]  # type: ignore[attr-defined]
    scented = next(number for number, each in tree.values.items() if each.vi == "Trà ướp hoa")
    attributes = [*GOOD, value(100980, scented), text(100981, "Hoa sen"), text(100979, "1790000000")]
    await seller.add(category_id=seller.leaf(TEA_BAGS), attribute_list=attributes)
