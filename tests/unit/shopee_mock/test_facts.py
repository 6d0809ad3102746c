from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from adapters.shopee.mock.facts import load_facts
from tests.unit.shopee_mock.client import LEAF_SAUCE, Seller

DATA = files("adapters.shopee.mock").joinpath("data")


def test_the_readme_tells_the_truth_about_every_leaf() -> None:
    readme = DATA.joinpath("README.md").read_text("utf-8")
    rows = [line.strip("|").split("|") for line in readme.splitlines() if " > " in line and line.startswith("|")]
    told = {row[0].strip(): [name.strip() for name in row[1].split(",")] for row in rows}
    known = {
        " > ".join(leaf.path): [attribute.vi for attribute, mandatory in leaf.attributes if mandatory]
        for leaf in load_facts().leaves.values()
    }
    assert told == known


def test_the_readme_lists_every_attribute_with_its_values() -> None:
    readme = DATA.joinpath("README.md").read_text("utf-8")
    for key, raw in json.loads(DATA.joinpath("attributes.json").read_text("utf-8")).items():
        values = ", ".join(value["vi"] for value in raw["values"])
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{key}` |"))
        assert raw["vi"] in row
        assert values in row


def test_ids_are_used_once() -> None:
    facts = load_facts()
    assert len({row[0] for row in facts.categories}) == len(facts.categories)
    values = [value for attribute in facts.attributes.values() for value in attribute.values]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(("language", "name"), [(None, "Food & Beverages"), ("vi", "Thực phẩm và đồ uống")])
async def test_categories_are_one_tree(seller: Seller, language: str | None, name: str) -> None:
    parameters = [("language", language)] if language else []
    rows = (await seller.get("product/get_category", *parameters))["response"]["category_list"]
    by_id = {row["category_id"]: row for row in rows}
    assert name in {row["display_category_name"] for row in rows if row["parent_category_id"] == 0}
    for row in rows:
        assert row["parent_category_id"] == 0 or by_id[row["parent_category_id"]]["has_children"]
        assert row["has_children"] == any(other["parent_category_id"] == row["category_id"] for other in rows)


async def test_languages_are_spelt_differently_by_endpoint(seller: Seller) -> None:
    assert (await seller.get("product/get_category", ("language", "vn")))["error"] == "error_invalid_language"
    leaf = ("category_id_list", seller.leaf())
    assert (await seller.get("product/get_attribute_tree", leaf, ("language", "vi")))["error"]
    answer = await seller.get("product/get_attribute_tree", leaf, ("language", "vn"))
    tree = answer["response"]["list"][0]["attribute_tree"]
    origin = next(attribute for attribute in tree if attribute["name"] == "Xuất xứ")
    assert origin["mandatory"] is True
    assert origin["attribute_info"]["input_type"] == 1
    assert "Việt Nam" in [value["name"] for value in origin["attribute_value_list"]]


@pytest.mark.parametrize("name", ["category_id_list", "category_ids"])
@pytest.mark.parametrize("shape", ["repeat", "comma", "brackets", "spaces"])
async def test_lists_are_read_as_every_sdk_sends_them(seller: Seller, name: str, shape: str) -> None:
    one, two = seller.leaf(), seller.leaf(("Thực phẩm và đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong"))
    sent: dict[str, list[tuple[str, Any]]] = {
        "repeat": [(name, one), (name, two)],
        "comma": [(name, f"{one},{two}")],
        "brackets": [(name, f"[{one},{two}]")],
        "spaces": [(name, f"[{one} {two}]")],
    }
    answer = await seller.get("product/get_attribute_tree", *sent[shape])
    assert [tree["category_id"] for tree in answer["response"]["list"]] == [one, two]


async def test_only_leaves_have_attributes_and_at_most_twenty_are_asked(seller: Seller) -> None:
    answer = await seller.get("product/get_attribute_tree", ("category_id_list", 100629))
    assert answer["error"] == "error_invalid_category"
    many = ",".join(str(number) for number in list(load_facts().leaves)[:21])
    assert (await seller.get("product/get_attribute_tree", ("category_id_list", many)))["error"]


async def test_a_child_attribute_hangs_on_its_value(seller: Seller) -> None:
    tea = seller.leaf(("Thực phẩm và đồ uống", "Trà, cà phê & ca cao", "Trà túi lọc"))
    answer = await seller.get("product/get_attribute_tree", ("category_id_list", tea), ("language", "vn"))
    tree = answer["response"]["list"][0]["attribute_tree"]
    kinds = next(attribute for attribute in tree if attribute["name"] == "Loại trà")
    scented = next(value for value in kinds["attribute_value_list"] if value["name"] == "Trà ướp hoa")
    assert [child["name"] for child in scented["child_attribute_list"]] == ["Loại hoa"]


async def test_brands_are_paged_and_pending_ones_apart(seller: Seller) -> None:
    leaf, found = seller.leaf(), []
    offset: int | None = 0
    while offset is not None:
        page = ("category_id", leaf), ("offset", offset), ("page_size", 3), ("status", 1)
        response = (await seller.get("product/get_brand_list", *page))["response"]
        found += [brand["original_brand_name"] for brand in response["brand_list"]]
        offset = response["next_offset"] if response["has_next_page"] else None
    assert found[0] == "No Brand"
    assert "GIẾNG LÀNG" in found
    assert "GIÓ HỒ" not in found
    page = ("category_id", leaf), ("offset", 0), ("page_size", 10), ("status", 2)
    response = (await seller.get("product/get_brand_list", *page))["response"]
    assert [brand["original_brand_name"] for brand in response["brand_list"]] == ["GIÓ HỒ"]
    assert response["is_mandatory"] is True


async def test_a_missing_parameter_is_named_with_two_spaces(seller: Seller) -> None:
    answer = await seller.get("product/get_brand_list", ("category_id", seller.leaf()), ("page_size", 5), ("status", 1))
    assert answer["error"] == "product.error_param"
    assert answer["message"] == "invalid field Offset: value must  Not Null"


async def test_limits_with_the_gtin_rule_beside_the_response(seller: Seller) -> None:
    answer = await seller.get("product/get_item_limit")
    assert answer["response"]["item_name_length_limit"] == {"min_limit": 10, "max_limit": 120}
    assert answer["response"]["stock_limit"]["min_limit"] == 0
    assert answer["gtin_limit"]["gtin_validation_rule"] == "Optional"
    fresh = seller.leaf(("Thực phẩm và đồ uống", "Rau củ & trái cây tươi", "Rau củ tươi"))
    days = (await seller.get("product/get_item_limit", ("category_id", fresh)))["response"]["dts_limit"]
    assert days["days_to_ship_limit"] == {"min_limit": -1, "max_limit": -1}


async def test_channels_and_their_rules_as_an_object(seller: Seller) -> None:
    channels = (await seller.get("logistics/get_channel_list"))["response"]["logistics_channel_list"]
    usable = [each["logistics_channel_id"] for each in channels if each["enabled"] and not each["mask_channel_id"]]
    assert usable == [50021, 50012]
    assert all(isinstance(each["channel_relation_rules"], dict) for each in channels)


async def test_shop_info_is_flat(seller: Seller) -> None:
    answer = await seller.get("shop/get_shop_info")
    assert (answer["region"], answer["status"]) == ("VN", "NORMAL")
    assert answer["merchant_id"] is None
    assert "response" not in answer


async def test_a_category_is_recommended_by_name(seller: Seller) -> None:
    answer = await seller.get("product/category_recommend", ("item_name", "Tương nếp chấm, mật ong hoa nhãn"))
    honey = ("Thực phẩm và đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong")
    assert answer["response"]["category_id"] == [seller.leaf(honey)]
    assert LEAF_SAUCE in load_facts().by_path


async def tree(seller: Seller, path: tuple[str, ...] = LEAF_SAUCE) -> list[dict[str, Any]]:
    asked = ("category_id_list", seller.leaf(path)), ("language", "vn")
    answer = await seller.get("product/get_attribute_tree", *asked)
    attributes: list[dict[str, Any]] = answer["response"]["list"][0]["attribute_tree"]
    return attributes


async def test_every_input_type_validation_format_and_date_format_occurs(seller: Seller) -> None:
    leaves = ",".join(str(number) for number in list(load_facts().leaves)[::6])
    answer = await seller.get("product/get_attribute_tree", ("category_id_list", leaves))
    infos = [attribute["attribute_info"] for each in answer["response"]["list"] for attribute in each["attribute_tree"]]
    assert {info["input_type"] for info in infos} == {1, 2, 3, 4, 5}
    assert {info["input_validation_type"] for info in infos} == {0, 1, 2, 3, 4}
    assert {info["format_type"] for info in infos} == {1, 2}
    assert {info["date_format_type"] for info in infos} == {0, 1}
    assert all(info["attribute_unit_list"] for info in infos if info["format_type"] == 2)
    assert all(info["max_value_count"] > 1 for info in infos if info["input_type"] in (4, 5))


async def test_searched_values_are_not_in_the_tree_and_come_in_pages(seller: Seller) -> None:
    region = next(each for each in await tree(seller) if each["name"] == "Vùng nguyên liệu")
    assert region["attribute_info"]["support_search_value"] is True
    assert region["attribute_value_list"] == []
    number, found, cursor, more = region["attribute_id"], [], 0, True
    while more:
        page = ("attribute_id", number), ("cursor", cursor), ("limit", 10)
        response = (await seller.get("product/search_attribute_value_list", *page))["response"]
        found += [value["value_name"] for value in response["value_list"]]
        cursor, more = response["page_info"]["cursor"], response["page_info"]["has_next"]
    assert len(found) == len(set(found)) == 34
    body = {"attribute_id": number, "cursor": 0, "limit": 5, "value_name": "lâm"}
    posted = (await seller.post("product/search_attribute_value_list", body))["response"]
    assert [value["value_name"] for value in posted["value_list"]] == ["Lâm Đồng"]
    good = await seller.body()
    chosen = {"attribute_id": number, "attribute_value_list": [{"value_id": posted["value_list"][0]["value_id"]}]}
    good["attribute_list"].append(chosen)
    assert (await seller.post("product/add_item", good))["error"] == ""


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ([("attribute_id", 100037), ("cursor", 0), ("limit", 5)], "error_param"),
        ([("attribute_id", 5), ("cursor", 0), ("limit", 5)], "error_param"),
        ([("attribute_id", 100982), ("cursor", 0), ("limit", 101)], "product.error_param"),
        ([("attribute_id", 100982), ("limit", 5)], "product.error_param"),
    ],
)
async def test_a_value_search_is_checked(seller: Seller, parameters: Any, error: str) -> None:
    assert (await seller.get("product/search_attribute_value_list", *parameters))["error"] == error


async def test_a_child_may_be_mandatory_once_its_value_is_chosen(seller: Seller) -> None:
    lamp = next(leaf for leaf in load_facts().leaves.values() if 100141 in [a.id for a, _ in leaf.attributes])
    power = next(each for each in await tree(seller, lamp.path) if each["attribute_id"] == 100141)
    battery = next(value for value in power["attribute_value_list"] if value["name"] == "Pin")
    child = battery["child_attribute_list"][0]
    assert (child["name"], child["mandatory"]) == ("Loại pin", True)
    given = [
        {"attribute_id": each["attribute_id"], "attribute_value_list": [filled(each)]}
        for each in await tree(seller, lamp.path)
        if each["mandatory"]
    ]
    given.append({"attribute_id": 100141, "attribute_value_list": [{"value_id": battery["value_id"]}]})
    body = await seller.body(category_id=lamp.id, attribute_list=given)
    answer = await seller.post("product/add_item", body)
    assert answer["error"] == "error_less_required_attribute"
    assert "Battery Type" in answer["message"]
    given.append({"attribute_id": child["attribute_id"], "attribute_value_list": [{"value_id": 4073}]})
    assert (await seller.post("product/add_item", body))["error"] == ""


def filled(attribute: dict[str, Any]) -> dict[str, Any]:
    values = attribute["attribute_value_list"]
    return {"value_id": values[0]["value_id"]} if values else {"value_id": 0, "original_value_name": "12"}


async def test_dates_are_sent_as_timestamps_and_read_as_text(seller: Seller) -> None:
    moment = "1795280400"  # 2026-11-22 00:00 in Vietnam, still the 21st in Greenwich
    body = await seller.body()
    for number in (100979, 100983):
        value = {"value_id": 0, "original_value_name": moment}
        body["attribute_list"].append({"attribute_id": number, "attribute_value_list": [value]})
    item = (await seller.post("product/add_item", body))["response"]["item_id"]
    shown = {
        each["attribute_id"]: each["attribute_value_list"][0]["original_value_name"]
        for each in (await seller.base(item))["attribute_list"]
    }
    assert (shown[100979], shown[100983]) == ("22/11/2026", "11/2026")
    body["attribute_list"][-1]["attribute_value_list"][0]["original_value_name"] = "22/11/2026"
    assert (await seller.post("product/add_item", body))["error"] == "error_invalid_attribute_value"


async def test_limits_follow_the_kind_of_shop() -> None:
    seller = Seller.of(stock_min=2, item_limit=7)
    limits = (await seller.get("product/get_item_limit"))["response"]
    assert limits["stock_limit"] == {"min_limit": 2, "max_limit": 1_000_000}
    assert limits["item_count_limit"] == {"max_limit": 7}


def test_a_shop_is_normal_banned_or_frozen() -> None:
    with pytest.raises(ValueError, match="NORMAL, BANNED, FROZEN"):
        Seller.of(shop_status="CLOSED")
