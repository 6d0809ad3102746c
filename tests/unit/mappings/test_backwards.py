"""What a listing's attributes tell of a sheet: only what a rule hands on as it is."""

from datetime import UTC, datetime

import pytest

from connector.model import Attribute, AttributeInput, Choice, ShopFacts
from mappings import cells_told, load_rules

LEAF = "100668"
FACTS = ShopFacts(
    marketplace="shopee",
    shop_id="1",
    fetched_at=datetime(2026, 11, 21, tzinfo=UTC),
    attributes={
        LEAF: (
            Attribute(id="1", name="Thành phần", mandatory=True, input=AttributeInput.TEXT),
            Attribute(
                id="2", name="Hạn sử dụng", mandatory=True, input=AttributeInput.INTEGER, units=("Ngày", "Tháng")
            ),
            Attribute(
                id="3",
                name="Điều kiện bảo quản",
                mandatory=False,
                input=AttributeInput.CHOICE_OR_TEXT,
                choices=(Choice(id="77", name="Ngăn đông"),),
            ),
            Attribute(id="4", name="Xuất xứ", mandatory=True, input=AttributeInput.TEXT),
        )
    },
)


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        ({"1": [["0", "Chè xanh Ba Vì", ""]]}, {"ingredients_vi": "Chè xanh Ba Vì"}),
        ({"2": [["0", "540", "Ngày"]]}, {"shelf_life_days": "540"}),
        ({"2": [["0", "18", "Tháng"]]}, {}),
        ({"2": [["0", "hai năm", "Ngày"]]}, {}),
        ({"3": [["0", "Nơi khô ráo", ""]]}, {"storage_vi": "Nơi khô ráo"}),
        ({"3": [["77", "", ""]]}, {}),
        ({"1": [["0", "Chè", ""], ["0", "Sen", ""]]}, {}),
        ({"4": [["0", "Việt Nam", ""]], "9": [["0", "lạ", ""]], "1": []}, {}),
        (None, {}),
    ],
)
def test_only_what_one_cell_said_is_read_back(values: object, cells: dict[str, str]) -> None:
    assert cells_told(load_rules("mappings.shopee", None), FACTS, LEAF, values) == cells
