"""Attribute trees: children beside the choice that opens them, dates, listed quantities, values that are searched."""

from pathlib import Path
from typing import Any

from pytest_httpx import HTTPXMock

from connector.model import Attribute, AttributeInput, Channel, Choice, ShopFacts

from .parts import answers, business, opened
from .test_facts import LIMITS, SAUCE, attribute, fetched, first_answers, leaf_answers

SEARCH = "product/search_attribute_value_list"


async def of_tree(httpx_mock: HTTPXMock, folder: Path, *nodes: dict[str, Any]) -> tuple[Attribute, ...]:
    first_answers(httpx_mock)
    answers(httpx_mock, "product/get_attribute_tree", {"list": [{"category_id": 30, "attribute_tree": list(nodes)}]})
    answers(httpx_mock, "product/get_brand_list", {})
    answers(httpx_mock, "product/get_item_limit", LIMITS)
    async with opened(folder) as shop:
        return (await shop.facts([SAUCE], None)).attributes["30"]


def value(number: int, name: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"value_id": number, "name": name, "child_attribute_list": list(children), **more}


async def test_children_hang_on_the_choices_that_open_them(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    grandchild = attribute(30, input_type=3)
    child = {**attribute(20, input_type=1), "mandatory": True, "attribute_value_list": [value(9, "AA", grandchild)]}
    other = {**attribute(20, input_type=3), "mandatory": False}
    parent = attribute(10, input_type=1)
    parent["attribute_value_list"] = [value(1, "Pin", child), value(2, "Ắc quy", child), value(3, "Nến", other)]
    found = await of_tree(httpx_mock, tmp_path, parent)
    assert [(one.id, one.parents, one.mandatory) for one in found] == [
        ("10", (), False),
        ("20", (("10", "1"), ("10", "2")), True),
        ("30", (("20", "9"),), False),
        ("20", (("10", "3"),), False),
    ]


async def test_dates_and_what_a_text_has_to_be(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    day, month, combo = await of_tree(
        httpx_mock,
        tmp_path,
        attribute(1, input_type=3, input_validation_type=4, date_format_type=0),
        attribute(2, input_type=3, input_validation_type=4, date_format_type=1),
        attribute(3, input_type=2, input_validation_type=1),
    )
    assert (day.input, day.date_format, day.wants) == (AttributeInput.DATE, "DD/MM/YYYY", "date")
    assert month.date_format == "MM/YYYY"
    assert (combo.input, combo.content, combo.wants) == (AttributeInput.CHOICE_OR_TEXT, "integer", "integer")


async def test_listed_quantities_keep_their_unit(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    weights = attribute(1, input_type=1, format_type=2, attribute_unit_list=["g", "kg"])
    weights["attribute_value_list"] = [value(1, "200", value_unit="g"), value(2, "1", value_unit="kg")]
    (found,) = await of_tree(httpx_mock, tmp_path, weights)
    assert found.choices == (Choice(id="1", name="200", unit="g"), Choice(id="2", name="1", unit="kg"))


async def test_values_that_are_searched_come_page_by_page_and_once(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    first = {"value_list": [{"value_id": 1, "value_name": "An Giang"}], "page_info": {"cursor": 100, "has_next": True}}
    last = {"value_list": [{"value_id": 2, "value_name": "Cà Mau"}], "page_info": {"cursor": 0, "has_next": False}}
    answers(httpx_mock, SEARCH, first)
    answers(httpx_mock, SEARCH, last)
    child = attribute(5, input_type=2, support_search_value=True)
    parent = attribute(6, input_type=1)
    parent["attribute_value_list"] = [value(1, "Có", child)]
    found = await of_tree(httpx_mock, tmp_path, attribute(5, input_type=2, support_search_value=True), parent)
    assert {tuple(choice.name for choice in one.choices) for one in found if one.id == "5"} == {("An Giang", "Cà Mau")}
    assert not any(one.partly for one in found)
    asked = [business(request) for request in httpx_mock.get_requests() if request.url.path.endswith("value_list")]
    assert asked == [
        [("attribute_id", "5"), ("cursor", "0"), ("limit", "100")],
        [("attribute_id", "5"), ("cursor", "100"), ("limit", "100")],
    ]


async def test_more_values_than_are_kept_is_said(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    for page in range(20):
        info = {"cursor": (page + 1) * 100, "has_next": True}
        answers(
            httpx_mock, SEARCH, {"value_list": [{"value_id": page, "value_name": f"Giá trị {page}"}], "page_info": info}
        )
    (found,) = await of_tree(httpx_mock, tmp_path, attribute(5, input_type=2, support_search_value=True))
    assert (len(found.choices), found.partly) == (20, True)


async def test_facts_of_an_older_reading_are_fetched_again(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    facts = await fetched(httpx_mock, tmp_path)
    old = facts.model_dump(mode="json", exclude={"reading"})
    for kept in old["attributes"].values():
        for one in kept:
            del one["parents"], one["content"], one["date_format"], one["partly"]
    for kept in old["channels"]:
        del kept["max_sides_cm"], kept["max_sum_cm"], kept["needs_size"], kept["sizes"]
    remembered = ShopFacts.model_validate(old)
    asked = len(httpx_mock.get_requests())
    first_answers(httpx_mock)
    leaf_answers(httpx_mock, 30)
    async with opened(tmp_path) as shop:
        again = await shop.facts([SAUCE], remembered)
    assert again == facts
    assert len(httpx_mock.get_requests()) == asked + 7


async def test_channels_say_what_they_take(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    sizes = [{"size_id": 1, "name": "Cỡ vừa", "default_price": 90000}]
    bulky = {"logistics_channel_id": 50018, "logistics_channel_name": "Cồng kềnh", "enabled": True, "size_list": sizes}
    custom = {"logistics_channel_id": 50066, "enabled": True, "fee_type": "CUSTOM_PRICE"}
    listed = [{**bulky, "fee_type": "SIZE_SELECTION"}, custom]
    answers(httpx_mock, "product/get_category", {"category_list": []})
    answers(httpx_mock, "logistics/get_channel_list", {"logistics_channel_list": listed})
    rules = {"weight_limit": {"weight_mandatory": True}, "dimension_limit": {"dimension_mandatory": True}}
    answers(httpx_mock, "product/get_item_limit", {**LIMITS, **rules})
    async with opened(tmp_path) as shop:
        facts = await shop.facts([], None)
    assert facts.channels == (
        Channel(id="50018", name="Cồng kềnh", usable=True, sizes=(Choice(id="1", name="Cỡ vừa"),)),
        Channel(id="50066", name="", usable=False),
    )
    assert (facts.limits["weight"].minimum, facts.limits["dimension"].minimum) == (1, 1)
    assert (facts.limits["ready_days"].maximum, facts.limits["hashtags"].maximum) == (2, 18)
