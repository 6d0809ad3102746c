"""Price, stock, parcel, attributes, brand; and whether a shop may show a product at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.model import (
    Attribute,
    AttributeInput,
    Certification,
    Channel,
    Choice,
    Dimensions,
    Hold,
    LabelFacts,
    Limit,
    Listing,
    VariantStatus,
)
from mappings import Composed, load_rules
from mappings.offer import shared_stock
from tests.unit.mappings.facts import composed, facts, policy, producer, product, shopee, variant


def listing_of(found: Composed) -> Listing:
    assert found.listing is not None
    return found.listing


def codes(found: Composed) -> list[str]:
    return [reason.code for reason in found.reasons]


class TestPrice:
    def test_identity_by_default(self) -> None:
        assert listing_of(composed()).variants[0].price_vnd == 680_000

    @pytest.mark.parametrize(
        ("percent", "round_to", "price"), [("107.5", 1, 731_000), ("107", 1000, 728_000), ("33.33", 500, 226_500)]
    )
    def test_percent_and_rounding(self, tmp_path: Path, percent: str, round_to: int, price: int) -> None:
        (tmp_path / "shopee").mkdir()
        text = f"[price]\npercent = {percent}\nround_to = {round_to}\n"
        (tmp_path / "shopee/offer.toml").write_text(text, encoding="utf-8")
        found = composed(rules=load_rules("mappings.shopee", tmp_path))
        assert listing_of(found).variants[0].price_vnd == price

    def test_outside_the_shops_limits(self) -> None:
        shop = facts({"price": Limit(minimum=1000, maximum=500_000, unit="dong")})
        (reason,) = composed(shop=shop).reasons
        assert (reason.code, reason.params["maximum"]) == ("E_LISTING_PRICE_HIGH", 500_000)
        assert codes(composed(product(variants=(variant(price_vnd=900),)))) == ["E_LISTING_PRICE_LOW"]

    @pytest.mark.parametrize(("dearest", "blocked"), [(500_000, []), (500_001, ["PRICE_SPREAD_OVER_5X"])])
    def test_spread(self, dearest: int, blocked: list[str]) -> None:
        pair = (
            variant("A-1", price_vnd=100_000, option_values=("S",)),
            variant("A-2", price_vnd=dearest, option_values=("M",)),
            variant("A-3", price_vnd=9_000_000, option_values=("L",), status=VariantStatus.DISCONTINUED),
        )
        assert codes(composed(product(option_names=("Cỡ",), variants=pair))) == blocked

    def test_another_spread_keeps_the_plain_code(self) -> None:
        pair = (variant("A-1", price_vnd=100_000), variant("A-2", price_vnd=400_000))
        assert codes(composed(product(variants=pair), shop=facts(price_spread=3))) == ["PRICE_SPREAD_TOO_WIDE"]


class TestStock:
    def test_unmanaged_stays_unmanaged(self) -> None:
        assert listing_of(composed(product(variants=(variant(stock=None),)))).variants[0].stock is None

    def test_reserve_never_goes_below_nothing(self) -> None:
        assert shared_stock(variant(stock=120), policy(reserve=20)) == 100
        assert shared_stock(variant(stock=5), policy(reserve=20)) == 0

    def test_out_for_now_is_nothing_whatever_the_sheet_says(self) -> None:
        one = variant(stock=12, status=VariantStatus.OUT_FOR_NOW)
        assert shared_stock(one, policy()) == 0

    @given(stock=st.integers(0, 5000), reserve=st.integers(0, 50), shops=st.integers(1, 7))
    def test_shares_are_whole_and_add_up(self, stock: int, reserve: int, shops: int) -> None:
        one = variant(stock=stock)
        shares = [
            shared_stock(one, policy(reserve=reserve, stock_share="split", share_index=index, share_count=shops))
            for index in range(shops)
        ]
        known = [share for share in shares if share is not None]
        assert sum(known) == max(0, stock - reserve)
        assert known == sorted(known, reverse=True)
        assert max(known) - min(known) <= 1

    def test_more_than_the_shop_takes(self) -> None:
        shop = facts({"stock": Limit(minimum=0, maximum=99, unit="pieces")})
        found = composed(shop=shop)
        assert listing_of(found).variants[0].stock == 99
        assert [(warning.code, warning.params["stock"]) for warning in found.warnings] == [("W_LISTING_STOCK_CUT", 120)]


class TestPackage:
    def test_centimetres_round_up_and_channels_that_fit(self) -> None:
        package = listing_of(composed()).package
        assert (package.weight_g, package.length_cm, package.width_cm, package.height_cm) == (90, 22, 16, 3)
        assert package.channels == ("50021", "50012")
        heavy = product(variants=(variant(weight_g=2001),))
        assert listing_of(composed(heavy)).package.channels == ("50021",)

    def test_parcel_holds_the_largest_sku_on_sale(self) -> None:
        small = variant("A-1", weight_g=100)
        large = variant(
            "A-2", weight_g=900, dimensions=Dimensions(length_cm=10, width_cm=40, height_cm=Decimal("2.01"))
        )
        package = listing_of(composed(product(variants=(small, large)))).package
        assert (package.weight_g, package.length_cm, package.width_cm, package.height_cm) == (900, 22, 40, 3)

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"weight_g": None}, "E_PACKAGE_WEIGHT_MISSING"),
            ({"dimensions": None}, "E_PACKAGE_SIZE_MISSING"),
            ({"weight_g": 80_000}, "E_PACKAGE_TOO_HEAVY"),
        ],
    )
    def test_what_cannot_be_sent(self, changed: dict[str, Any], code: str) -> None:
        assert codes(composed(product(variants=(variant(**changed),)))) == [code]

    def test_compulsory_channel_has_to_fit(self) -> None:
        channels = (
            Channel(id="1", name="Nhanh", usable=True, compulsory=True, max_weight_g=50),
            Channel(id="2", name="Chậm", usable=True),
        )
        found = composed(shop=facts(channels=channels))
        assert codes(found) == ["E_PACKAGE_COMPULSORY_CHANNEL"]
        assert found.reasons[0].params["channels"] == "Nhanh"

    def test_shop_without_delivery(self) -> None:
        assert codes(composed(shop=facts(channels=()))) == ["E_PACKAGE_NO_CHANNEL"]

    @pytest.mark.parametrize(("days", "blocked"), [(10, []), (30, ["E_PACKAGE_DAYS_TO_SHIP"])])
    def test_days_to_ship_by_group(self, tmp_path: Path, days: int, blocked: list[str]) -> None:
        (tmp_path / "shopee").mkdir()
        (tmp_path / "shopee/offer.toml").write_text(f"[package.days_to_ship]\nC2 = {days}\n", encoding="utf-8")
        found = composed(rules=load_rules("mappings.shopee", tmp_path))
        assert codes(found) == blocked
        assert listing_of(found).package.days_to_ship == days
        assert listing_of(composed()).package.days_to_ship is None


class TestAttributes:
    def test_choices_are_matched_by_folded_name(self) -> None:
        values = listing_of(composed()).attributes
        assert [(value.choice_id, value.text) for value in values["o1"]] == [("vn", "Việt nam")]
        assert [value.choice_id for value in values["m1"]] == ["silk"]

    def test_several_choices_up_to_the_shops_count(self) -> None:
        one = product(label=LabelFacts(ingredients_vi="Tơ tằm 80%, tơ sen 20%, len"))
        assert [value.choice_id for value in listing_of(composed(one)).attributes["m1"]] == ["lotus", "silk"]

    def test_own_text_where_the_shop_takes_one(self) -> None:
        one = product(label=LabelFacts(ingredients_vi="Vỏ dừa"))
        (value,) = listing_of(composed(one)).attributes["m1"]
        assert (value.choice_id, value.text) == ("0", "Vỏ dừa")

    def test_mandatory_without_value_is_named(self) -> None:
        choice = Attribute(
            id="m1",
            name="Chất liệu",
            mandatory=True,
            input=AttributeInput.CHOICE,
            choices=(Choice(id="1", name="Gốm"),),
        )
        shop = facts(attributes={"c-silk": (choice,)})
        (reason,) = composed(shop=shop).reasons
        assert (reason.code, reason.params["attribute"]) == ("E_ATTRIBUTE_MISSING", "Chất liệu")

    def test_numbers_with_their_unit(self) -> None:
        one = product(
            title_vi="Chè búp Ba Trại móc câu",
            group_148="F5a",
            label=LabelFacts(ingredients_vi="Chè xanh", shelf_life_days=540),
        )
        (value,) = listing_of(composed(one)).attributes["s1"]
        assert (value.choice_id, value.text, value.unit) == ("0", "540", "Ngày")

    @pytest.mark.parametrize(
        ("written", "grams"),
        [("500 g", "500"), ("1,8 kg", "1800"), ("6 gói x 50 g", "300"), ("20 túi (40 g)", "40"), ("1 chiếc", None)],
    )
    def test_net_weight_is_read_from_the_words(self, written: str, grams: str | None) -> None:
        weight = Attribute(id="w", name="Trọng lượng", mandatory=False, input=AttributeInput.NUMBER, units=("g", "kg"))
        one = product(variants=(variant(net_quantity=written),))
        values = listing_of(composed(one, shop=facts(attributes={"c-silk": (weight,)}))).attributes
        assert [value.text for value in values.get("w", ())] == ([] if grams is None else [grams])

    def test_brand_by_name_else_no_brand(self) -> None:
        assert (listing_of(composed()).brand_id, listing_of(composed()).brand_name) == ("77", "Thoi nắng")
        unknown = listing_of(composed(product(brand="LÀNG XA")))
        assert (unknown.brand_id, unknown.brand_name) == ("0", "No Brand")

    def test_category_the_shop_lacks_or_no_rule_names(self) -> None:
        assert codes(composed(product(group_148="F6a"))) == ["E_CATEGORY_NOT_IN_SHOP"]
        rules = load_rules("mappings.shopee")
        rules.categories.industry.clear()
        assert codes(composed(product(group_148=""), rules=rules)) == ["E_CATEGORY_UNMAPPED"]


class TestWhetherAtAll:
    def test_wish_and_shops_of_the_producer(self) -> None:
        assert codes(composed(product(channels_wanted=("lazada",)))) == ["CHANNEL_NOT_WANTED"]
        assert codes(composed(by=producer(channels_open=("lazada",)))) == ["CHANNEL_NOT_OPEN"]
        assert codes(composed(product(channels_wanted=None), by=producer(channels_open=None))) == []
        assert codes(composed(product(channels_wanted=None), by=producer(channels_open=("lazada",)))) == [
            "CHANNEL_NOT_OPEN"
        ]

    def test_discontinued(self) -> None:
        off = variant(status=VariantStatus.DISCONTINUED)
        found = composed(product(variants=(off,)))
        assert (codes(found), found.skus, found.discontinued, found.listing) == (
            ["STATUS_DISCONTINUED"],
            (),
            True,
            None,
        )

    def test_discontinued_sku_is_left_out(self) -> None:
        pair = (variant("A-1"), variant("A-2", status=VariantStatus.DISCONTINUED))
        found = composed(product(variants=pair))
        assert found.skus == ("A-1",) == listing_of(found).skus

    def test_other_owners(self) -> None:
        one = product(owner="HTX Bến Đất")
        assert codes(composed(one)) == ["OWNER_NOT_SOLD_HERE"]
        assert codes(composed(one, under=policy(sells_for=("HTX Bến Đất",)))) == []
        assert codes(composed(one, under=policy(owner="HTX Bến Đất"))) == []

    def test_held_product_is_still_composed_so_a_badge_can_come_off(self) -> None:
        label = LabelFacts(ingredients_vi="Lụa", shelf_life_days=2)
        found = composed(product(label=label, certification=Certification()))
        assert found.holds == (Hold.PERISHABLE_REVIEW,)
        assert codes(found) == ["HOLD_PERISHABLE_REVIEW"]
        assert not found.publishable
        assert listing_of(found).claim is None

    def test_origins_of_every_managed_field(self) -> None:
        pair = (variant("A-1", option_values=("S",)), variant("A-2", option_values=("M",)))
        listing = listing_of(composed(product(option_names=("Cỡ",), variants=pair)))
        origins = {origin.field: origin for origin in listing.origins}
        assert {"title", "description", "media", "category", "attributes", "brand", "package"} <= origins.keys()
        assert {"price", "stock", "price:A-1", "price:A-2", "stock:A-1", "stock:A-2"} <= origins.keys()
        assert origins["price:A-2"].source == "products.csv:A-2:price_vnd"
        assert all(origin.source and origin.rule for origin in listing.origins)

    def test_option_too_long(self) -> None:
        pair = (variant("A-1", option_values=("S",)), variant("A-2", option_values=("Xanh lá chuối non đầu mùa",)))
        found = composed(product(option_names=("Màu",), variants=pair))
        assert [(reason.code, reason.params["length"]) for reason in found.reasons] == [("E_LISTING_OPTION_LONG", 25)]

    def test_more_skus_than_one_listing_holds(self) -> None:
        sizes = tuple(variant(f"A-{n}", option_values=(f"Cỡ {n}",)) for n in range(51))
        found = composed(product(option_names=("Cỡ",), variants=sizes))
        assert [(reason.code, reason.params) for reason in found.reasons] == [
            ("E_LISTING_TOO_MANY_SKUS", {"skus": 51, "maximum": 50})
        ]
        assert codes(composed(product(option_names=("Cỡ",), variants=sizes[1:]))) == []

    def test_barcode_only_where_the_shop_requires_one(self) -> None:
        shop = facts({"gtin": Limit(minimum=1, maximum=1, unit="pieces")})
        assert codes(composed(shop=shop)) == ["E_LISTING_GTIN_MISSING"]
        assert codes(composed(product(variants=(variant(gtin="9520021900062"),)), shop=shop)) == []

    def test_gtin_and_sample_flag_travel(self) -> None:
        listing = listing_of(composed(product(variants=(variant(gtin="9520021900062"),))))
        assert listing.variants[0].gtin == "9520021900062"
        assert listing.is_sample


def test_memory_takes_any_product() -> None:
    rules = load_rules("mappings.memory")
    shop = facts(categories=(), brands={}, attributes={}, price_spread=None)
    for one in (
        product(channels_wanted=("lazada",)),
        product(group_148="X9", variants=(variant(dimensions=None),)),
    ):
        found = composed(one, rules=rules, shop=shop, under=policy(marketplace="memory"))
        assert found.publishable
        assert listing_of(found).media[0].recipe == "memory-256-pad@1"


def test_rules_of_both_mappings_are_apart() -> None:
    assert shopee().mapping == "mappings.shopee"
    assert load_rules("mappings.memory").offer.price.spread is None
