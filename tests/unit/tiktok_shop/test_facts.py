"""What the shop allows, read in the v2 tree and only as far as it is needed."""

from pathlib import Path

import pytest

from adapters.tiktok_shop.fact_models import AttributeInfo, Categories
from adapters.tiktok_shop.facts import _attribute, _paths
from connector.model import AttributeInput

from .parts import BOWLS, TEA, bench


async def test_facts_hold_what_the_composer_needs(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([TEA], None)
        leaf = facts.category_by_path(TEA)
        assert leaf is not None
        assert leaf.leaf
        named = {attribute.name: attribute for attribute in facts.attributes[leaf.id]}
        assert {name for name, one in named.items() if one.mandatory} == {
            "Xuất xứ",
            "Thành phần",
            "Hạn sử dụng",
            "Tên nhà sản xuất",
            "Địa chỉ nhà sản xuất",
            "Loại trà",
        }
        scented = next(choice.id for choice in named["Loại trà"].choices if choice.name == "Trà ướp hoa")
        assert named["Loại hoa"].mandatory_with == ((named["Loại trà"].id, scented),)
        assert list(named)[-1] == "Loại hoa"
        assert "Màu sắc" not in named  # of SKUs, not of the product
        papers = {paper.name: paper for paper in facts.papers[leaf.id]}
        assert {name for name, paper in papers.items() if paper.mandatory} == {
            "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
            "Bản tự công bố sản phẩm",
        }
        assert [paper.dated for paper in papers.values()] == [True, False, True]
        assert papers["Giấy chứng nhận hữu cơ"].needed_with
        assert [one.name for one in facts.brands[leaf.id]] == ["GIẾNG LÀNG", "BÚP SƯƠNG", "SÂN PHƠI"]
        assert [place.name for place in facts.warehouses] == ["Kho chính Hà Nội", "Kho Gia Lâm"]
        assert (facts.limits["title"].minimum, facts.limits["title"].maximum) == (25, 255)


async def test_what_is_known_is_not_asked_again(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([TEA], None)
        before = (await on.calls())["total"]
        assert await on.shop.facts([TEA], facts) is facts
        assert (await on.calls())["total"] == before
        more = await on.shop.facts([TEA, BOWLS], facts)
        asked = (await on.calls())["by_endpoint"]
        assert asked["GET /product/202309/categories"] == 1
        assert more.attributes.keys() - facts.attributes.keys() == {more.category_by_path(BOWLS).id}  # type: ignore[union-attr]


async def test_facts_of_another_reading_count_as_nothing(tmp_path: Path) -> None:
    async with bench(tmp_path) as on:
        facts = await on.shop.facts([TEA], None)
        old = facts.model_copy(update={"reading": 0})
        assert (await on.shop.facts([TEA], old)).attributes == facts.attributes
        assert (await on.calls())["by_endpoint"]["GET /product/202309/categories"] == 2


@pytest.mark.parametrize(
    ("given", "reads_as"),
    [
        ({}, AttributeInput.TEXT),
        ({"value_data_format": "POSITIVE_INT_OR_DECIMAL"}, AttributeInput.NUMBER),
        ({"values": [{"id": "1", "name": "Có"}]}, AttributeInput.CHOICE),
        ({"values": [{"id": "1", "name": "Có"}], "is_customizable": True}, AttributeInput.CHOICE_OR_TEXT),
        ({"values": [{"id": "1", "name": "Có"}], "is_multiple_selection": True}, AttributeInput.CHOICES),
    ],
)
def test_inputs(given: dict[str, object], reads_as: AttributeInput) -> None:
    assert _attribute(AttributeInfo.model_validate({"id": "7", "name": "A", **given})).input is reads_as


@pytest.mark.parametrize("spelling", ["is_requried", "is_required"])
def test_both_spellings_of_required_are_read(spelling: str) -> None:
    assert _attribute(AttributeInfo.model_validate({"id": "7", "name": "A", spelling: True})).mandatory


def test_a_tree_that_goes_round_in_circles_ends() -> None:
    rows = [
        {"id": "1", "parent_id": "0", "local_name": "Gốc", "is_leaf": False},
        {"id": "2", "parent_id": "1", "local_name": "Lá", "is_leaf": True},
        {"id": "3", "parent_id": "4", "local_name": "Vòng", "is_leaf": False},
        {"id": "4", "parent_id": "3", "local_name": "Vòng", "is_leaf": True},
    ]
    assert [node.path for node in _paths(Categories.model_validate({"categories": rows}))] == [("Gốc",), ("Gốc", "Lá")]
