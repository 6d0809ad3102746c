"""What the shop allows: tree, attributes by key, brands page by page, limits."""

from pathlib import Path
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from connector.errors import RetryLater
from connector.model import AttributeInput, ShopFacts

from .bench import HONEY, bench
from .parts import StillClock, answers, business, opened

TREE = [
    {
        "category_id": 1,
        "name": "Bách hóa",
        "leaf": False,
        "children": [{"category_id": "30000000001", "name": "Mật ong", "leaf": True, "var": True}],
    }
]
PATH = ("Bách hóa", "Mật ong")


def attribute(name: str, **changes: Any) -> dict[str, Any]:
    whole = {"id": 1, "name": name, "label": f"Nhãn {name}", "input_type": "text", "attribute_type": "normal"}
    return {**whole, "is_mandatory": 0, "is_sale_prop": 0, "options": [], **changes}


def brands(names: list[str], total: int) -> dict[str, Any]:
    return {"total_record": total, "module": [{"brand_id": f"b-{name}", "name": name} for name in names]}


def shop_wide(httpx_mock: HTTPXMock) -> None:
    answers(httpx_mock, "category/tree/get", TREE)
    answers(httpx_mock, "product/seller/item/limit", {"itemLimit": "500"})
    answers(httpx_mock, "category/brands/query", brands(["No Brand", "GIẾNG LÀNG"], 2))


async def fetched(httpx_mock: HTTPXMock, folder: Path, *nodes: dict[str, Any]) -> ShopFacts:
    shop_wide(httpx_mock)
    answers(httpx_mock, "category/attributes/get", list(nodes))
    async with opened(folder) as shop:
        return await shop.facts([PATH, ("Bách hóa", "Không có")], None)


async def test_leaves_are_found_by_their_vietnamese_path(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    facts = await fetched(httpx_mock, tmp_path)
    leaf = facts.category_by_path(PATH)
    assert leaf is not None
    assert (leaf.id, leaf.leaf) == ("30000000001", True)
    assert facts.category_by_path(PATH[:1]).leaf is False  # type: ignore[union-attr]
    asked = {request.url.path.removeprefix("/rest/"): business(request) for request in httpx_mock.get_requests()}
    assert asked["category/tree/get"] == {"language_code": "vi_VN"}
    assert asked["category/attributes/get"] == {"primary_category_id": "30000000001", "language_code": "vi_VN"}


async def test_an_attribute_is_known_by_key_and_shown_by_label(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    options = [{"id": 1, "name": "Việt Nam", "en_name": "Vietnam"}, {"id": 2, "name": "Khác", "en_name": None}]
    facts = await fetched(
        httpx_mock,
        tmp_path,
        attribute("origin", input_type="singleSelect", is_mandatory=1, options=options),
        attribute("material", input_type="multiEnumInput"),
        attribute("shelf_life", input_type="numeric", unit={"type": ["day"], "numericMin": "1"}, label=None),
        attribute("made_on", input_type="date"),
        attribute("short_description", input_type="richText"),
        attribute("name"),
        attribute("brand", is_mandatory=1),
        attribute("price", attribute_type="sku", is_mandatory=1),
        attribute("color_family", attribute_type="sku", is_sale_prop=1),
    )
    found = {one.id: one for one in facts.attributes["30000000001"]}
    assert list(found) == ["origin", "material", "shelf_life", "made_on", "short_description"]
    origin = found["origin"]
    assert (origin.name, origin.mandatory, origin.input) == ("Nhãn origin", True, AttributeInput.CHOICE)
    assert [(one.id, one.name) for one in origin.choices] == [("Vietnam", "Việt Nam"), ("Khác", "Khác")]
    assert found["material"].input is AttributeInput.CHOICES_OR_TEXT
    assert (found["shelf_life"].units, found["shelf_life"].name) == (("day",), "shelf_life")
    assert found["made_on"].date_format == "YYYY-MM-DD"
    assert found["short_description"].input is AttributeInput.TEXT


async def test_limits_are_the_documented_ones_and_titles_count_bytes(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    facts = await fetched(httpx_mock, tmp_path)
    bounds = {name: (limit.maximum, limit.unit) for name, limit in facts.limits.items()}
    assert bounds["title"] == (255, "bytes")
    assert bounds["description"] == (25_000, "characters")
    assert bounds["images"] == (8, "pieces")
    assert (bounds["option_name"], bounds["option_value"]) == ((15, "characters"), (20, "characters"))
    assert bounds["listings"] == (500, "pieces")
    (channel,) = facts.channels
    assert (channel.max_weight_g, channel.max_sum_cm, channel.needs_size) == (40_000, 300, True)


async def test_brands_come_page_by_page_and_are_the_same_for_every_leaf(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "category/tree/get", TREE)
    answers(httpx_mock, "product/seller/item/limit", code="ONLY_CB_SELLER_SUPPORTED", message="no", type="ISV")
    answers(httpx_mock, "category/brands/query", brands([str(number) for number in range(200)], 201))
    answers(httpx_mock, "category/brands/query")  # over its limit it answers success with nothing in it
    answers(httpx_mock, "category/brands/query", brands(["No Brand"], 201))
    clock = StillClock()
    async with opened(tmp_path, clock) as shop:
        facts = await shop.facts([], None)
    assert len(facts.brands_of("30000000001")) == 201
    assert facts.brands_of("30000000001")[-1].id == "b-No Brand"
    assert sum(clock.slept) == 1
    pages = [business(r)["startRow"] for r in httpx_mock.get_requests() if "brands" in r.url.path]
    assert pages == ["0", "200", "200"]
    assert "listings" not in facts.limits


async def test_a_brand_list_that_stays_empty_is_not_taken_for_one(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock, "category/tree/get", TREE)
    answers(httpx_mock, "product/seller/item/limit", {})
    for _ in range(4):
        answers(httpx_mock, "category/brands/query")
    async with opened(tmp_path) as shop:
        with pytest.raises(RetryLater):
            await shop.facts([PATH], None)


async def test_facts_still_fresh_cost_nothing_and_a_new_leaf_one_call(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    facts = await fetched(httpx_mock, tmp_path)
    before = len(httpx_mock.get_requests())
    async with opened(tmp_path) as shop:
        assert await shop.facts([PATH], facts) is facts
        assert len(httpx_mock.get_requests()) == before
        fewer = facts.model_copy(update={"attributes": {}})
        answers(httpx_mock, "category/attributes/get", [attribute("origin")])
        again = await shop.facts([PATH], fewer)
        assert len(httpx_mock.get_requests()) == before + 1
        assert [one.id for one in again.attributes["30000000001"]] == ["origin"]


async def test_facts_read_another_way_are_read_anew(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    facts = await fetched(httpx_mock, tmp_path)
    shop_wide(httpx_mock)
    async with opened(tmp_path) as shop:
        assert (await shop.facts([], facts.model_copy(update={"reading": 0}))).attributes == {}


async def test_the_mock_is_read_whole(tmp_path: Path) -> None:
    async with bench(tmp_path, cross_border_limits=True) as on:
        facts = await on.shop.facts([HONEY], None)
        leaf = facts.category_by_path(HONEY)
        assert leaf is not None
        assert {one.id for one in facts.attributes[leaf.id] if one.mandatory} == {
            "warranty_type",
            "origin",
            "ingredients",
            "shelf_life",
            "manufacturer_name",
            "manufacturer_address",
        }
        assert "No Brand" in {brand.name for brand in facts.brands_of(leaf.id)}
