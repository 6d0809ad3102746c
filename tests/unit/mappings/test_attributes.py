"""Attributes of every input: units, dates, children, several values, what is cleared, and what cannot stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.model import Attribute, AttributeInput, AttributeValue, Choice, Group, LabelFacts, Listing, Product
from mappings import Composed, Rules, load_rules
from mappings.dates import day_of
from mappings.units import in_units
from tests.unit.mappings.facts import composed, facts, product, variant

ALL = AttributeInput
KINDS = ("Nhỏ", "Vừa", "Lớn")
Ruled = Callable[[str], Rules]


@pytest.fixture
def ruled(tmp_path: Path) -> Ruled:
    """Rules with one more attribute table."""

    def load(table: str) -> Rules:
        (tmp_path / "shopee").mkdir(exist_ok=True)
        (tmp_path / "shopee/attributes.toml").write_text(table, encoding="utf-8")
        return load_rules("mappings.shopee", tmp_path)

    return load


def of(name: str = "Cỡ", kind: AttributeInput = ALL.TEXT, **more: Any) -> Attribute:
    given: dict[str, Any] = {"id": "7", "name": name, "mandatory": False, "input": kind}
    if kind not in (ALL.TEXT, ALL.INTEGER, ALL.NUMBER, ALL.DATE):
        given["choices"] = tuple(Choice(id=str(n), name=word) for n, word in enumerate(KINDS, 1))
    return Attribute(**(given | more))


def made(rules: Rules, *attributes: Attribute, one: Product | None = None) -> Composed:
    return composed(one, rules=rules, shop=facts(attributes={"c-silk": attributes}))


def shown(found: Composed, number: str = "7") -> list[tuple[str, str, str]]:
    assert found.listing is not None
    return [(one.choice_id, one.text, one.unit) for one in found.listing.attributes.get(number, ())]


def said(found: Composed) -> list[str]:
    return [reason.code for reason in (*found.reasons, *found.warnings)]


class TestInputs:
    @pytest.mark.parametrize(
        ("kind", "value", "values", "codes"),
        [
            (ALL.CHOICE, "VỪA", [("2", "Vừa", "")], []),
            (ALL.CHOICE, "Khổng lồ", [], ["W_ATTRIBUTE_NOT_LISTED"]),
            (ALL.CHOICE_OR_TEXT, "Khổng lồ", [("0", "Khổng lồ", "")], []),
            (ALL.CHOICES, "Lớn; nhỏ", [("3", "Lớn", ""), ("1", "Nhỏ", "")], []),
            (ALL.CHOICES, "Lớn, khổng lồ", [], ["W_ATTRIBUTE_NOT_LISTED"]),
            (ALL.CHOICES_OR_TEXT, "Lớn, khổng lồ", [("0", "Lớn, khổng lồ", "")], []),
            (ALL.TEXT, "Tơ tằm 🌾", [("0", "Tơ tằm 🌾", "")], []),
            (ALL.INTEGER, "12", [("0", "12", "")], []),
            (ALL.INTEGER, "1,5", [], ["W_ATTRIBUTE_NUMBER"]),
            (ALL.NUMBER, "1,50", [("0", "1.5", "")], []),
            (ALL.NUMBER, "mười hai", [], ["W_ATTRIBUTE_NUMBER"]),
        ],
    )
    def test_a_value_stands_or_is_left_out_by_name(
        self, ruled: Ruled, kind: AttributeInput, value: str, values: list[Any], codes: list[str]
    ) -> None:
        found = made(ruled(f'[attribute."Cỡ"]\nvalue = "{value}"'), of(kind=kind, max_values=3))
        assert (shown(found), said(found)) == (values, codes)

    def test_where_it_is_mandatory_the_product_waits_and_is_told_what_to_do(self, ruled: Ruled) -> None:
        found = made(ruled('[attribute."Cỡ"]\nvalue = "Khổng lồ"'), of(kind=ALL.CHOICE, mandatory=True))
        (reason,) = found.reasons
        assert (reason.code, reason.field) == ("E_ATTRIBUTE_NOT_LISTED", "attributes")
        assert (reason.params["attribute"], reason.params["value"]) == ("Cỡ", "Khổng lồ")

    def test_content_counts_on_a_combo_box_too(self, ruled: Ruled) -> None:
        combo = of(kind=ALL.CHOICE_OR_TEXT, content="integer")
        assert said(made(ruled('[attribute."Cỡ"]\nvalue = "to"'), combo)) == ["W_ATTRIBUTE_NUMBER"]
        assert shown(made(ruled('[attribute."Cỡ"]\nvalue = "12"'), combo)) == [("0", "12", "")]

    def test_more_values_than_it_takes_are_cut_and_counted(self, ruled: Ruled) -> None:
        found = made(ruled('[attribute."Cỡ"]\nvalue = "Lớn;Vừa;Nhỏ"'), of(kind=ALL.CHOICES, max_values=2))
        assert [one for _, one, _ in shown(found)] == ["Lớn", "Vừa"]
        (warning,) = found.warnings
        assert (warning.code, warning.params["found"], warning.params["maximum"]) == ("W_ATTRIBUTE_VALUES_CUT", 3, 2)

    def test_a_value_read_for_its_words_is_never_written_itself(self, ruled: Ruled) -> None:
        words = '[attribute."Cỡ"]\nvalue = "{title}"\nlisted_only = true\n[attribute."Cỡ".words]\n'
        assert shown(made(ruled(words + '"dù" = "Lớn"'), of(kind=ALL.CHOICE_OR_TEXT))) == []
        assert shown(made(ruled(words + '"khăn" = "Lớn"'), of(kind=ALL.CHOICE_OR_TEXT))) == [("3", "Lớn", "")]


class TestQuantities:
    @pytest.mark.parametrize(
        ("value", "unit", "units", "kind", "expected"),
        [
            ("1800", "g", ("kg",), ALL.NUMBER, ("1.8", "kg")),
            ("1800", "g", ("kg", "G"), ALL.NUMBER, ("1800", "G")),
            ("0,5", "kg", ("g",), ALL.INTEGER, ("500", "g")),
            ("1500", "g", ("kg", "mg"), ALL.INTEGER, ("1500000", "mg")),
            ("750", "ml", ("L",), ALL.NUMBER, ("0.75", "L")),
            ("1,8 kg", "", ("g", "kg"), ALL.NUMBER, ("1.8", "kg")),
            ("24", "tháng", ("Năm",), ALL.INTEGER, ("2", "Năm")),
        ],
    )
    def test_said_in_a_unit_that_is_offered(
        self, ruled: Ruled, value: str, unit: str, units: tuple[str, ...], kind: AttributeInput, expected: Any
    ) -> None:
        found = made(ruled(f'[attribute."Cỡ"]\nvalue = "{value}"\nunit = "{unit}"'), of(kind=kind, units=units))
        assert shown(found) == [("0", *expected)]

    @pytest.mark.parametrize(
        ("value", "unit", "units"),
        [("540", "Ngày", ("Tháng",)), ("1", "g", ("ml",)), ("một ít", "g", ("g",)), ("5", "", ("g",))],
    )
    def test_what_no_unit_says_exactly_is_left_out_by_name(
        self, ruled: Ruled, value: str, unit: str, units: tuple[str, ...]
    ) -> None:
        rules = ruled(f'[attribute."Cỡ"]\nvalue = "{value}"\nunit = "{unit}"')
        found = made(rules, of(kind=ALL.NUMBER, units=units))
        (warning,) = found.warnings
        assert (shown(found), warning.code, warning.params["takes"]) == ([], "W_ATTRIBUTE_UNIT", units[0])
        must = made(rules, of(kind=ALL.NUMBER, units=units, mandatory=True))
        assert [reason.code for reason in must.reasons] == ["E_ATTRIBUTE_UNIT"]

    def test_a_listed_quantity_is_chosen_in_its_own_unit(self, ruled: Ruled) -> None:
        listed = (Choice(id="1", name="200", unit="g"), Choice(id="2", name="1", unit="kg"))
        closed = of(kind=ALL.CHOICE, units=("g", "kg"), choices=listed)
        assert shown(made(ruled('[attribute."Cỡ"]\nvalue = "1000"\nunit = "g"'), closed)) == [("2", "1", "kg")]
        assert said(made(ruled('[attribute."Cỡ"]\nvalue = "1"\nunit = "g"'), closed)) == ["W_ATTRIBUTE_UNIT"]

    @given(st.integers(1, 10**9))
    def test_there_and_back_is_the_same(self, grams: int) -> None:
        ((kilograms, _),) = in_units(str(grams), "g", ("kg",))
        ((back, _),) = in_units(kilograms, "kg", ("g",))
        assert Decimal(back) == grams


class TestDates:
    @pytest.mark.parametrize(
        ("value", "form", "expected", "day"),
        [
            ("05/11/2026", "DD/MM/YYYY", "05/11/2026", date(2026, 11, 5)),
            ("2026-11-05", "DD/MM/YYYY", "05/11/2026", date(2026, 11, 5)),
            ("5/11/2026", "MM/YYYY", "11/2026", date(2026, 11, 1)),
            ("11/2026", "MM/YYYY", "11/2026", date(2026, 11, 1)),
        ],
    )
    def test_shown_as_the_shop_shows_them(self, ruled: Ruled, value: str, form: str, expected: str, day: date) -> None:
        found = made(ruled(f'[attribute."Cỡ"]\nvalue = "{value}"'), of(kind=ALL.DATE, date_format=form))
        assert found.listing is not None
        assert found.listing.attributes["7"] == (AttributeValue(text=expected, day=day),)

    def test_what_is_no_date_is_said_by_name(self, ruled: Ruled) -> None:
        rules = ruled('[attribute."Cỡ"]\nvalue = "mùa đông"')
        assert said(made(rules, of(kind=ALL.DATE))) == ["W_ATTRIBUTE_DATE"]
        assert said(made(rules, of(kind=ALL.DATE, mandatory=True))) == ["E_ATTRIBUTE_DATE"]

    @given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
    def test_a_written_day_is_read_again(self, day: date) -> None:
        assert day_of(day.strftime("%d/%m/%Y")) == day

    @pytest.mark.parametrize("text", ["31/02/2026", "2026", "", "١٢/٠٣/abcd"])
    def test_no_day(self, text: str) -> None:
        assert day_of(text) is None


class TestChildren:
    PARENT = of("Nguồn điện", ALL.CHOICE, id="1", choices=(Choice(id="a", name="Pin"), Choice(id="b", name="Nến")))
    CHILD = of("Loại pin", ALL.CHOICE, parents=(("1", "a"),), mandatory=True)

    def rules(self, ruled: Ruled, power: str, battery: str = "") -> Rules:
        child = f'\n[attribute."Nguồn điện > Loại pin"]\nvalue = "{battery}"' if battery else ""
        return ruled(f'[attribute."Nguồn điện"]\nvalue = "{power}"{child}')

    def test_a_child_goes_only_with_the_choice_that_opens_it(self, ruled: Ruled) -> None:
        opened = made(self.rules(ruled, "Pin", "Lớn"), self.PARENT, self.CHILD)
        assert (shown(opened, "1"), shown(opened)) == ([("a", "Pin", "")], [("3", "Lớn", "")])
        closed = made(self.rules(ruled, "Nến", "Lớn"), self.PARENT, self.CHILD)
        assert (shown(closed, "1"), shown(closed), said(closed)) == ([("b", "Nến", "")], [], [])

    def test_a_mandatory_child_is_missed_only_once_it_is_opened(self, ruled: Ruled) -> None:
        (reason,) = made(self.rules(ruled, "Pin"), self.PARENT, self.CHILD).reasons
        assert reason.code == "E_ATTRIBUTE_CHILD_MISSING"
        assert (reason.params["attribute"], reason.params["parent"]) == ("Loại pin", "Nguồn điện")
        assert said(made(self.rules(ruled, "Nến"), self.PARENT, self.CHILD)) == []

    def test_one_that_differs_from_parent_to_parent_takes_the_choices_of_the_chosen(self, ruled: Ruled) -> None:
        other = of("Loại pin", ALL.CHOICE, parents=(("1", "b"),), choices=(Choice(id="9", name="Lớn"),))
        found = made(self.rules(ruled, "Nến", "Lớn"), self.PARENT, self.CHILD, other)
        assert shown(found) == [("9", "Lớn", "")]


class TestCleared:
    INGREDIENTS = of("Thành phần")

    def value(self, one: Product) -> Any:
        listing: Listing | None = made(load_rules("mappings.shopee"), self.INGREDIENTS, one=one).listing
        assert listing is not None
        group: Any = listing.group(Group.ATTRIBUTES)
        return group

    def test_blank_is_not_named_and_cleared_is_named_with_nothing(self) -> None:
        label = LabelFacts()
        assert self.value(product(label=label))["values"] == {}
        assert self.value(product(label=label, cleared=("ingredients_vi",)))["values"] == {"7": []}
        assert self.value(product(label=label, cleared=("storage_vi",)))["values"] == {}

    def test_a_cleared_barcode_too(self) -> None:
        assert "gtin" not in self.value(product())
        emptied = product(variants=(variant(cleared=("gtin",)),))
        assert self.value(emptied)["gtin"] == {"P001-01": ""}
        stated = product(variants=(variant(gtin="9520021900062"),))
        assert self.value(stated)["gtin"] == {"P001-01": "9520021900062"}

    def test_a_mandatory_one_that_was_cleared_is_missed(self) -> None:
        must = self.INGREDIENTS.model_copy(update={"mandatory": True})
        found = made(load_rules("mappings.shopee"), must, one=product(label=LabelFacts(), cleared=("ingredients_vi",)))
        assert said(found) == ["E_ATTRIBUTE_MISSING"]
