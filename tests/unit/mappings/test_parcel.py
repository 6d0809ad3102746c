"""Which channels take a parcel, what is said where none does, and how many days it may take."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.model import Channel, Choice, Dimensions, Limit, Package, Story
from mappings import Composed, Rules, load_rules
from tests.unit.mappings.facts import composed, facts, product, variant


def channel(number: str = "1", **more: Any) -> Channel:
    return Channel(**({"id": number, "name": f"Kênh {number}", "usable": True} | more))


def boxed(length: float, width: float, height: float, weight: int = 500) -> Any:
    size = Dimensions(length_cm=Decimal(str(length)), width_cm=Decimal(str(width)), height_cm=Decimal(str(height)))
    return product(variants=(variant(weight_g=weight, dimensions=size),))


def package(found: Composed) -> Package:
    assert found.listing is not None
    return found.listing.package


def offer(folder: Path, text: str) -> Rules:
    (folder / "shopee").mkdir()
    (folder / "shopee/offer.toml").write_text(text, encoding="utf-8")
    return load_rules("mappings.shopee", folder)


class TestChannels:
    @pytest.mark.parametrize(
        ("limits", "code", "numbers"),
        [
            ({"max_weight_g": 499}, "E_PACKAGE_TOO_HEAVY", {"weight": 500, "maximum": 499}),
            ({"min_weight_g": 501}, "E_PACKAGE_TOO_LIGHT", {"weight": 500, "minimum": 501}),
            ({"max_side_cm": 39}, "E_PACKAGE_TOO_LONG", {"side": 40, "maximum": 39}),
            ({"max_sides_cm": (60, 29, 20)}, "E_PACKAGE_TOO_LONG", {"side": 30, "maximum": 29}),
            ({"max_sum_cm": 89}, "E_PACKAGE_TOO_BULKY", {"sum": 90, "maximum": 89}),
        ],
    )
    def test_the_reason_names_channel_figure_and_limit(
        self, limits: dict[str, Any], code: str, numbers: dict[str, int]
    ) -> None:
        (reason,) = composed(boxed(20, 40, 30), shop=facts(channels=(channel(**limits),))).reasons
        assert (reason.code, reason.field) == (code, "package")
        assert reason.params == {"channel": "Kênh 1", **numbers}

    def test_just_within_every_limit(self) -> None:
        tight = channel(max_weight_g=500, min_weight_g=500, max_side_cm=40, max_sides_cm=(40, 30, 20), max_sum_cm=90)
        assert package(composed(boxed(20, 40, 30), shop=facts(channels=(tight,)))).channels == ("1",)

    def test_of_several_that_refuse_the_roomiest_is_named(self) -> None:
        both = (channel("1", max_weight_g=100), channel("2", max_weight_g=400), channel("3", max_weight_g=200))
        (reason,) = composed(boxed(20, 40, 30), shop=facts(channels=both)).reasons
        assert reason.params["maximum"] == 400

    def test_a_compulsory_channel_that_refuses_says_its_limit(self) -> None:
        both = (channel("1", compulsory=True, max_sum_cm=80), channel("2"))
        (reason,) = composed(boxed(20, 40, 30), shop=facts(channels=both)).reasons
        assert (reason.code, reason.params["limit"]) == ("E_PACKAGE_COMPULSORY_CHANNEL", "80 cm")

    @given(st.lists(st.integers(1, 200), min_size=3, max_size=3), st.integers(1, 500), st.integers(1, 200))
    def test_a_channel_is_named_exactly_where_it_takes_the_parcel(self, box: list[int], most: int, side: int) -> None:
        free, bounded = channel("1"), channel("2", max_sum_cm=most, max_side_cm=side)
        found = package(composed(boxed(*box), shop=facts(channels=(free, bounded))))
        assert ("2" in found.channels) == (sum(box) <= most and max(box) <= side)

    def test_why_shows_the_tightest_of_the_chosen(self) -> None:
        both = (channel("1", max_weight_g=70_000), channel("2", max_weight_g=20_000), channel("3", max_weight_g=1))
        listing = composed(boxed(20, 40, 30), shop=facts(channels=both)).listing
        assert listing is not None
        (origin,) = [one for one in listing.origins if one.field == "package"]
        assert (origin.limit, origin.limit_source) == ("-20000 grams", "facts: get_channel_list Kênh 2")


class TestParcelClasses:
    BULKY = channel("9", sizes=(Choice(id="1", name="Cỡ vừa"), Choice(id="2", name="Cỡ lớn")))
    RULES = (
        '[package.sizes."Cỡ vừa"]\nmax_weight_g = 20000\nmax_side_cm = 60\n'
        '[package.sizes."Cỡ lớn"]\nmax_weight_g = 50000\n'
    )

    @pytest.mark.parametrize(
        ("box", "expected"), [((20, 40, 30, 500), "1"), ((20, 70, 30, 500), "2"), ((9, 9, 9, 30_000), "2")]
    )
    def test_the_first_class_that_fits(self, tmp_path: Path, box: Any, expected: str) -> None:
        found = composed(boxed(*box), rules=offer(tmp_path, self.RULES), shop=facts(channels=(self.BULKY,)))
        assert (package(found).channels, package(found).sizes) == (("9",), {"9": expected})

    def test_none_fits_or_no_rule_says(self, tmp_path: Path) -> None:
        huge = boxed(9, 9, 9, 60_000)
        (reason,) = composed(huge, rules=offer(tmp_path, self.RULES), shop=facts(channels=(self.BULKY,))).reasons
        assert (reason.code, reason.params["classes"]) == ("E_PACKAGE_NO_CLASS", "Cỡ vừa, Cỡ lớn")
        found = package(composed(boxed(9, 9, 9), shop=facts(channels=(channel(), self.BULKY))))
        assert (found.channels, found.sizes) == (("1",), {})

    def test_an_only_class_needs_no_rule(self) -> None:
        only = channel("9", sizes=(Choice(id="4", name="Một cỡ"),))
        assert package(composed(boxed(9, 9, 9), shop=facts(channels=(only,)))).sizes == {"9": "4"}


class TestSize:
    LOOSE = "[package]\nneeds_dimensions = false\n"

    def test_a_channel_that_needs_it_is_left_out_where_it_is_not_known(self, tmp_path: Path) -> None:
        both = (channel("1", needs_size=True), channel("2"))
        one = product(variants=(variant(dimensions=None),))
        rules = offer(tmp_path, self.LOOSE)
        assert package(composed(one, rules=rules, shop=facts(channels=both))).channels == ("2",)
        found = composed(one, rules=rules, shop=facts(channels=both[:1]))
        assert [reason.code for reason in found.reasons] == ["E_PACKAGE_SIZE_MISSING"]

    def test_the_category_may_demand_it(self, tmp_path: Path) -> None:
        one = product(variants=(variant(dimensions=None),))
        rules, must = offer(tmp_path, self.LOOSE), Limit(minimum=1, unit="pieces")
        found = composed(one, rules=rules, shop=facts({"dimension": must}, channels=(channel(),)))
        assert [reason.code for reason in found.reasons] == ["E_PACKAGE_SIZE_MISSING"]
        assert composed(one, rules=rules, shop=facts(channels=(channel(),))).publishable


class TestDays:
    @pytest.mark.parametrize(
        ("days", "range_", "expected", "codes"),
        [
            (2, (7, 15), None, []),
            (3, (7, 15), 3, ["E_PACKAGE_DAYS_TO_SHIP"]),
            (7, (7, 15), 7, []),
            (10, (0, 0), 10, ["E_PACKAGE_NO_PRE_ORDER"]),
            (2, (0, 0), None, []),
        ],
    )
    def test_within_the_categorys_own_time_it_is_no_pre_order(
        self, tmp_path: Path, days: int, range_: tuple[int, int], expected: int | None, codes: list[str]
    ) -> None:
        low, high = range_
        limits = {
            "ready_days": Limit(minimum=2, maximum=2, unit="days"),
            "days_to_ship": Limit(minimum=low, maximum=high, unit="days"),
        }
        found = composed(rules=offer(tmp_path, f"[package.days_to_ship]\nC2 = {days}\n"), shop=facts(limits))
        assert (package(found).days_to_ship, [reason.code for reason in found.reasons]) == (expected, codes)


class TestHashtags:
    STORY = Story(short_vi="Lụa " + " ".join(f"#lụa{n}" for n in range(20)), long_vi="Một dòng #cuối.")

    def test_those_beyond_the_number_stay_as_words(self) -> None:
        found = composed(product(story=self.STORY), shop=facts({"hashtags": Limit(maximum=18, unit="pieces")}))
        assert found.listing is not None
        assert found.listing.description.count("#") == 18
        assert "#lụa17 lụa18 lụa19" in found.listing.description
        assert "dòng cuối." in found.listing.description
        assert [(one.code, one.params["found"]) for one in found.warnings] == [("W_LISTING_HASHTAGS_CUT", 21)]

    def test_a_category_may_allow_fewer_and_a_rule_fewer_still(self, tmp_path: Path) -> None:
        (tmp_path / "shopee").mkdir()
        (tmp_path / "shopee/text.toml").write_text("[description.hashtags]\nmaximum = 3\n", encoding="utf-8")
        shop = facts(category_limits={"c-silk": {"hashtags": Limit(maximum=5, unit="pieces")}})
        for rules, most in ((None, 5), (load_rules("mappings.shopee", tmp_path), 3)):
            listing = composed(product(story=self.STORY), rules=rules, shop=shop).listing
            assert listing is not None
            assert listing.description.count("#") == most
