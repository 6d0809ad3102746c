"""Facts: what is asked, what is understood, and that nothing known is asked again."""

from pathlib import Path
from typing import Any

from pytest_httpx import HTTPXMock

from connector.model import Attribute, AttributeInput, Brand, Channel, Choice, Limit, ShopFacts

from .parts import NOW, answers, business, opened

SAUCE = ("Thực phẩm và đồ uống", "Gia vị", "Nước chấm & sốt")
RICE = ("Thực phẩm và đồ uống", "Gạo")
TREE = [
    {"category_id": 30, "parent_category_id": 20, "display_category_name": "Nước chấm & sốt", "has_children": False},
    {"category_id": 10, "parent_category_id": 0, "display_category_name": "Thực phẩm và đồ uống", "has_children": True},
    {"category_id": 20, "parent_category_id": 10, "original_category_name": "Gia vị", "has_children": True},
    {"category_id": 40, "parent_category_id": 10, "display_category_name": "Gạo", "has_children": False},
    {"category_id": 50, "parent_category_id": 99, "display_category_name": "Mồ côi", "has_children": False},
    {"category_id": 60, "parent_category_id": 61, "display_category_name": "Vòng", "has_children": True},
    {"category_id": 61, "parent_category_id": 60, "display_category_name": "tròn", "has_children": False},
]
CHANNELS = [
    {
        "logistics_channel_id": 50021, "logistics_channel_name": "Nhanh", "enabled": True, "mask_channel_id": 0,
        "fee_type": "SIZE_INPUT", "compulsory_channel": True, "channel_relation_rules": {"rule": []},
        "weight_limit": {"item_max_weight": 70, "item_min_weight": 0},
        "item_max_dimension": {"height": 100, "width": 80, "length": 150, "unit": "cm", "dimension_sum": 400},
    },
    {"logistics_channel_id": 50022, "enabled": True, "mask_channel_id": 50021, "weight_limit": None},
    {"logistics_channel_id": 50010, "enabled": False, "mask_channel_id": 0, "fee_type": "SIZE_INPUT"},
    {"logistics_channel_id": 50018, "enabled": True, "mask_channel_id": 0, "fee_type": "SIZE_SELECTION"},
]  # fmt: skip
LIMITS = {
    "item_name_length_limit": {"min_limit": 10, "max_limit": 120},
    "item_description_length_limit": {"min_limit": 100, "max_limit": 3000},
    "item_image_count_limit": {"min_limit": 1, "max_limit": 9},
    "price_limit": {"min_limit": 1000.0, "max_limit": 120000000.0},
    "stock_limit": {"min_limit": 0, "max_limit": 1000000},
    "item_count_limit": {"max_limit": 1000},
    "dts_limit": {"days_to_ship_limit": {"min_limit": 7, "max_limit": 15}, "non_pre_order_days_to_ship": 2},
}


def attribute(number: int, **info: Any) -> dict[str, Any]:
    return {"attribute_id": number, "mandatory": False, "name": f"A{number}", "attribute_info": info}


def first_answers(httpx_mock: HTTPXMock) -> None:
    answers(httpx_mock, "product/get_category", {"category_list": TREE})
    answers(httpx_mock, "logistics/get_channel_list", {"logistics_channel_list": CHANNELS})
    answers(httpx_mock, "product/get_item_limit", LIMITS, gtin_limit={"gtin_validation_rule": "Mandatory"})


def leaf_answers(httpx_mock: HTTPXMock, *leaves: int, limits: dict[str, Any] | None = None) -> None:
    trees = [
        {
            "category_id": leaf,
            "attribute_tree": [
                {
                    **attribute(100037, input_type=1, input_validation_type=2, max_value_count=1),
                    "mandatory": True,
                    "name": "Country of Origin",
                    "multi_lang": [{"language": "vn", "value": "Xuất xứ"}],
                    "attribute_value_list": [
                        {"value_id": 4001, "name": "Vietnam", "multi_lang": [{"language": "vn", "value": "Việt Nam"}]}
                    ],
                },
                attribute(2, input_type=2),
                attribute(3, input_type=4, max_value_count=5),
                attribute(4, input_type=5),
                attribute(5, input_type=3, input_validation_type=2),
                attribute(
                    6, input_type=3, input_validation_type=1, format_type=2, attribute_unit_list=["Ngày", "Tháng"]
                ),
                attribute(7, input_type=3, input_validation_type=3, format_type=1, attribute_unit_list=["g"]),
                attribute(8, input_type=3, input_validation_type=4),
            ],
        }
        for leaf in leaves
    ]
    answers(httpx_mock, "product/get_attribute_tree", {"list": trees})
    for _leaf in leaves:
        brands = [{"brand_id": 0, "original_brand_name": "No Brand"}]
        answers(
            httpx_mock,
            "product/get_brand_list",
            {"brand_list": brands, "has_next_page": True, "next_offset": 100, "is_mandatory": True},
        )
        more = [{"brand_id": 1100302, "original_brand_name": "VỎ TRỨNG", "display_brand_name": "Vỏ Trứng"}]
        answers(httpx_mock, "product/get_brand_list", {"brand_list": more, "has_next_page": False, "next_offset": 0})
        answers(httpx_mock, "product/get_item_limit", limits or LIMITS)


async def fetched(httpx_mock: HTTPXMock, folder: Path) -> ShopFacts:
    first_answers(httpx_mock)
    leaf_answers(httpx_mock, 30)
    async with opened(folder) as shop:
        return await shop.facts([SAUCE, ("Không có",)], None)


async def test_each_question_is_asked_once_and_in_its_own_language(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    await fetched(httpx_mock, tmp_path)
    asked = [(request.url.path.rpartition("/")[2], business(request)) for request in httpx_mock.get_requests()]
    page = [("page_size", "100"), ("status", "1")]
    assert asked == [
        ("get_category", [("language", "vi")]),
        ("get_channel_list", []),
        ("get_item_limit", []),
        ("get_attribute_tree", [("category_id_list", "30"), ("language", "vn")]),
        ("get_brand_list", [("category_id", "30"), ("offset", "0"), *page]),
        ("get_brand_list", [("category_id", "30"), ("offset", "100"), *page]),
        ("get_item_limit", [("category_id", "30")]),
    ]


async def test_the_tree_becomes_name_paths(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    facts = await fetched(httpx_mock, tmp_path)
    assert {category.id: (category.path, category.leaf) for category in facts.categories} == {
        "10": (("Thực phẩm và đồ uống",), False),
        "20": (("Thực phẩm và đồ uống", "Gia vị"), False),
        "30": (SAUCE, True),
        "40": (RICE, True),
    }
    assert (facts.marketplace, facts.shop_id, facts.fetched_at, facts.price_spread) == ("shopee", "987654", NOW, 5)


async def test_attributes_speak_vietnamese_and_say_how_they_are_given(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    origin, *others = (await fetched(httpx_mock, tmp_path)).attributes["30"]
    assert origin == Attribute(
        id="100037",
        name="Xuất xứ",
        mandatory=True,
        input=AttributeInput.CHOICE,
        choices=(Choice(id="4001", name="Việt Nam"),),
    )
    assert [(one.id, one.input.value, one.units, one.max_values) for one in others] == [
        ("2", "choice_or_text", (), 1),
        ("3", "choices", (), 5),
        ("4", "choices_or_text", (), 1),
        ("5", "text", (), 1),
        ("6", "integer", ("Ngày", "Tháng"), 1),
        ("7", "number", (), 1),
        ("8", "date", (), 1),
    ]


async def test_brands_limits_and_channels(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    facts = await fetched(httpx_mock, tmp_path)
    assert facts.brands["30"] == (Brand(id="0", name="No Brand"), Brand(id="1100302", name="VỎ TRỨNG"))
    assert facts.brand_mandatory == {"30"}
    source = "Shopee get_item_limit"
    assert facts.limits["title"] == Limit(minimum=10, maximum=120, unit="characters", source=source)
    assert facts.limits["price"] == Limit(minimum=1000, maximum=120000000, unit="dong", source=source)
    assert facts.limits["listings"] == Limit(minimum=None, maximum=1000, unit="pieces", source=source)
    assert facts.limits["gtin"].minimum == 1, "beside the response, as documented"
    assert facts.limit("days_to_ship", "30") == Limit(minimum=7, maximum=15, unit="days", source=source)
    nhanh, *others = facts.channels
    assert nhanh == Channel(
        id="50021",
        name="Nhanh",
        usable=True,
        compulsory=True,
        max_weight_g=70000,
        min_weight_g=None,
        max_side_cm=150,
        max_sides_cm=(150, 100, 80),
        max_sum_cm=400,
        needs_size=True,
    )
    assert [channel.usable for channel in others] == [False, False, False]


async def test_no_pre_order_and_a_gtin_rule_inside_the_response(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    first_answers(httpx_mock)
    none = {"days_to_ship_limit": {"min_limit": -1, "max_limit": -1}}
    inside = {**LIMITS, "dts_limit": none, "gtin_limit": {"gtin_validation_rule": "Optional"}}
    leaf_answers(httpx_mock, 40, limits=inside)
    async with opened(tmp_path) as shop:
        facts = await shop.facts([RICE], None)
    assert (facts.category_limits["40"]["days_to_ship"].maximum, facts.category_limits["40"]["gtin"].minimum) == (0, 0)


async def test_what_is_known_is_not_asked_again(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    known = await fetched(httpx_mock, tmp_path)
    asked = len(httpx_mock.get_requests())
    async with opened(tmp_path) as shop:
        assert await shop.facts([SAUCE], known) is known
        assert await shop.facts([("Không có",)], known) is known
        assert len(httpx_mock.get_requests()) == asked
        leaf_answers(httpx_mock, 40)
        more = await shop.facts([SAUCE, RICE], known)
    assert len(httpx_mock.get_requests()) == asked + 4
    assert more.attributes.keys() == {"30", "40"}
    assert more.attributes["30"] == known.attributes["30"]


async def test_attributes_come_by_twenty_leaves(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    tree = [
        {"category_id": number, "parent_category_id": 0, "display_category_name": f"Lá {number}", "has_children": False}
        for number in range(1, 23)
    ]
    answers(httpx_mock, "product/get_category", {"category_list": tree})
    answers(httpx_mock, "logistics/get_channel_list", {})
    answers(httpx_mock, "product/get_item_limit", {})
    for _batch in range(2):
        answers(httpx_mock, "product/get_attribute_tree", {"list": []})
    for _leaf in range(22):
        answers(httpx_mock, "product/get_brand_list", {})
        answers(httpx_mock, "product/get_item_limit", {})
    async with opened(tmp_path) as shop:
        facts = await shop.facts([(f"Lá {number}",) for number in range(1, 23)], None)
    batches = [
        len(dict(business(request))["category_id_list"].split(","))
        for request in httpx_mock.get_requests()
        if request.url.path.endswith("get_attribute_tree")
    ]
    assert batches == [20, 2]
    assert set(facts.attributes) == {str(number) for number in range(1, 23)}
