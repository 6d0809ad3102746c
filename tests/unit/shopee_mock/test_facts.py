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
    assert answer["region"] == "VN"
    assert answer["merchant_id"] is None
    assert "response" not in answer


async def test_a_category_is_recommended_by_name(seller: Seller) -> None:
    answer = await seller.get("product/category_recommend", ("item_name", "Tương nếp chấm, mật ong hoa nhãn"))
    honey = ("Thực phẩm và đồ uống", "Mật ong & sản phẩm từ ong", "Mật ong")
    assert answer["response"]["category_id"] == [seller.leaf(honey)]
    assert LEAF_SAUCE in load_facts().by_path
