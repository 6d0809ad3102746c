"""Which SKUs of a listing are whose: every kind at once, in any spelling, and what is remembered of them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from connector.model import (
    Group,
    Listing,
    ListingState,
    ListingVariant,
    Package,
    ProductId,
    RemoteListing,
    RemoteVariant,
    fold,
)
from connector.sync.desired import Desired
from connector.sync.journal import Binding, ListingBase
from connector.sync.skus import ListingSkus, renamed_base, skus_of, with_added
from connector.sync.threeway import GroupBase

WRITTEN = datetime(2026, 11, 21, 2, tzinfo=UTC)


def product(*skus: str, previous: dict[str, str] | None = None) -> Desired:
    return Desired(product=skus[0], title="Trà sen Tây Hồ", skus=skus, want="live", previous=previous or {})


def shop(*skus: str, words: bool = True, prices: JsonValue = None) -> RemoteListing:
    options: JsonValue = {"options": ["Quy cách"], "skus": {sku: [f"gói {sku}"] for sku in skus}}
    groups = {Group.STRUCTURE: options if words else None, Group.PRICE: prices}
    variants = tuple(RemoteVariant(remote_id=f"v{n}", sku=sku) for n, sku in enumerate(skus))
    return RemoteListing(remote_id="9", state=ListingState.LIVE, status="live", variants=variants, groups=groups)


def bound(*skus: str) -> Binding:
    return Binding("TRA", "9", "created", {fold(sku): (sku, "") for sku in skus})


def listing(*variants: tuple[str, int, int | None]) -> Listing:
    return Listing(
        product=ProductId("", "TRA"),
        title="Trà sen",
        description="Ướp hoa.",
        media=(),
        variants=tuple(ListingVariant(sku=sku, price_vnd=price, stock=stock) for sku, price, stock in variants),
        category_id="1",
        package=Package(weight_g=200, length_cm=10, width_cm=10, height_cm=10),
    )


def test_every_kind_of_sku_on_one_listing() -> None:
    here = shop("TRA-01", "tra-02", "CU-03", "BO-04", "KHACH-9")
    wanted = product("TRA-01", "TRA-02", "TRA-03", "TRA-05", "TRA-06", previous={"TRA-03": "cu-03", "TRA-06": "CU-06"})
    found = skus_of(wanted, here, bound("TRA-01", "TRA-02", "BO-04", "TRA-05"), ("TRA-06",))
    assert found.ours == wanted.skus
    assert found.present == {fold(sku) for sku in ("TRA-01", "TRA-02", "CU-03", "BO-04", "KHACH-9", "TRA-03")}
    assert found.leaving == {"BO-04": ("gói BO-04",)}
    assert found.renames == {"TRA-03": "CU-03"}
    assert found.foreign == ("KHACH-9", "TRA-06")
    assert found.missing == ("TRA-05",)
    assert found.spelling == {
        fold("BO-04"): "BO-04",
        fold("CU-03"): "TRA-03",
        **{fold(sku): sku for sku in wanted.skus},
    }


def test_before_it_is_bound_nothing_on_a_listing_is_foreign_leaving_or_missing() -> None:
    found = skus_of(product("TRA-01", "TRA-02"), shop("TRA-01", "KHACH-9"), None, ())
    assert (found.foreign, found.leaving, found.missing) == ((), {}, ())


@pytest.mark.parametrize(
    ("there", "wanted", "previous", "renames"),
    [
        (("CU-01",), ("TRA-01",), {"TRA-01": "CU-01"}, {"TRA-01": "CU-01"}),
        (("CU-01",), ("TRA-01",), {"tra-01": "cu-01"}, {"tra-01": "CU-01"}),
        (("CU-01", "TRA-01"), ("TRA-01",), {"TRA-01": "CU-01"}, {}),
        (("CU-01",), ("TRA-01", "CU-01"), {"TRA-01": "CU-01"}, {}),
        (("CU-01",), ("TRA-02",), {"TRA-01": "CU-01"}, {}),
        (("KHAC",), ("TRA-01",), {"TRA-01": "CU-01"}, {}),
    ],
)
def test_a_sku_is_renamed_only_where_the_old_name_stands_and_nobody_else_means_it(
    there: tuple[str, ...], wanted: tuple[str, ...], previous: dict[str, str], renames: dict[str, str]
) -> None:
    assert skus_of(product(*wanted, previous=previous), shop(*there), bound(*there), ()).renames == renames


def test_a_name_that_is_being_changed_does_not_leave() -> None:
    found = skus_of(product("TRA-01", previous={"TRA-01": "CU-01"}), shop("CU-01"), bound("CU-01"), ())
    assert (found.leaving, found.foreign, found.missing) == ({}, (), ())


def test_variants_without_a_sku_are_known_by_their_id() -> None:
    here = shop("", words=False).model_copy(update={"groups": {}})
    found = skus_of(product("TRA-01"), here, bound("TRA-01"), ())
    assert (found.foreign, found.missing, found.leaving) == (("#v0",), ("TRA-01",), {})


def test_what_leaves_keeps_its_options_if_the_shop_tells_them() -> None:
    for structure in (None, "?", {}, {"skus": None}, {"skus": {"BO-04": "?"}}):
        here = shop("BO-04").model_copy(update={"groups": {Group.STRUCTURE: structure}})
        assert skus_of(product("TRA-01"), here, bound("BO-04"), ()).leaving == {"BO-04": ()}


SKUS = st.lists(st.sampled_from(["TRA-01", "tra-02", "Chè-03", "CHE\u0300-04", "BO-05"]), unique_by=fold, min_size=1)


@given(SKUS, SKUS, SKUS)
def test_each_sku_that_stands_there_is_exactly_one_kind(there: list[str], wanted: list[str], known: list[str]) -> None:
    here = shop(*(unicodedata.normalize("NFD", sku) for sku in there))
    found = skus_of(product(*wanted), here, bound(*known), ())
    ours = {fold(sku) for sku in wanted} & found.present
    leaving, foreign = {fold(sku) for sku in found.leaving}, {fold(sku) for sku in found.foreign}
    assert ours | leaving | foreign == {fold(sku) for sku in there}
    assert len(ours) + len(leaving) + len(foreign) == len(there)
    assert {fold(sku) for sku in found.missing} == {fold(s) for s in known} & {fold(s) for s in wanted} - found.present


def parted(**more: object) -> ListingSkus:
    facts: dict[str, object] = {
        "ours": ("TRA-01", "TRA-02"),
        "present": frozenset({fold("TRA-01"), fold("BO-04")}),
        "leaving": {"BO-04": ("gói nhỏ",)},
        "renames": {},
        "foreign": (),
        "missing": (),
        **more,
    }
    return ListingSkus(**facts)  # type: ignore[arg-type]


def test_of_figures_only_those_of_wanted_skus_that_stand_there_count() -> None:
    skus = parted()
    assert skus.there({"tra-01": 5, "TRA-02": 6, "BO-04": 7}) == {"tra-01": 5}
    assert (skus.there(None), skus.there("?")) == (None, "?")


def test_what_is_remembered_is_narrowed_to_them_and_else_the_very_object() -> None:
    skus, whole = parted(), GroupBase({"TRA-01": 5}, {"TRA-01": 4}, {"TRA-01": 3})
    assert skus.known_there(None) is None
    assert skus.known_there(whole) is whole
    for part in ("sent", "seen", "shown"):
        more = {"sent": {"TRA-01": 5}, "seen": {"TRA-01": 4}, "shown": {"TRA-01": 3}}
        more[part] = {**more[part], "BO-04": 9}
        assert skus.known_there(GroupBase(**more, written_at=WRITTEN)) == GroupBase(
            {"TRA-01": 5}, {"TRA-01": 4}, {"TRA-01": 3}, written_at=WRITTEN
        )


STRUCTURE: JsonValue = {"options": ["Quy cách"], "skus": {"TRA-01": ["gói to"], "TRA-02": ["gói vừa"]}}


def test_a_structure_is_compared_under_the_names_its_skus_still_have() -> None:
    renaming = parted(renames={"TRA-02": "CU-02"})
    old: JsonValue = {"options": ["Quy cách"], "skus": {"TRA-01": ["gói to"], "CU-02": ["gói vừa"]}}
    assert renaming.under_old_names(STRUCTURE) == old
    for odd in (None, "?", {"options": []}, {"skus": None}):
        assert renaming.under_old_names(odd) == odd
    assert renaming.only_renames(old, STRUCTURE, lambda value: value)
    assert not renaming.only_renames(STRUCTURE, STRUCTURE, lambda value: value)
    assert not parted().only_renames(STRUCTURE, STRUCTURE, lambda value: value), "nothing is renamed"
    assert renaming.only_renames({"x": 1}, STRUCTURE, lambda _value: "noise"), "both sides without the shop's noise"


def test_a_structure_keeps_what_leaves() -> None:
    kept = {"options": ["Quy cách"], "skus": {"TRA-01": ["gói to"], "TRA-02": ["gói vừa"], "BO-04": ["gói nhỏ"]}}
    assert parted().with_leaving(STRUCTURE) == kept
    assert parted(leaving={}).with_leaving(STRUCTURE) is STRUCTURE
    for odd in (None, "?", {"options": []}, {"skus": None}):
        assert parted().with_leaving(odd) == odd


@pytest.mark.parametrize(("prices", "price"), [({"bo-04": 45_000}, 45_000), ({"TRA-01": 9}, 0), (None, 0)])
def test_what_leaves_goes_along_at_the_shops_price_with_nothing_to_sell(prices: JsonValue, price: int) -> None:
    whole = listing(("TRA-01", 90_000, 7))
    sent = parted().listing_with_leaving(whole, shop("TRA-01", "BO-04", prices=prices))
    assert sent.variants[:1] == whole.variants
    kept = sent.variants[1:]
    assert kept == (ListingVariant(sku="BO-04", price_vnd=price, stock=0, option_values=("gói nhỏ",)),)


def test_what_is_remembered_of_figures_moves_to_the_new_names() -> None:
    known = GroupBase({"CU-01": 5, "TRA-02": 6}, {"cu-01": 4}, {"CU-01": 3}, written_at=WRITTEN)
    title = GroupBase("CU-01")
    base = ListingBase(groups={Group.PRICE: known, Group.STOCK: GroupBase({"CU-01": 1}), Group.TITLE: title})
    moved = renamed_base(base, {fold("CU-01"): "TRA-01"})
    assert moved.groups == {
        Group.PRICE: GroupBase({"TRA-01": 5, "TRA-02": 6}, {"TRA-01": 4}, {"TRA-01": 3}, written_at=WRITTEN),
        Group.STOCK: GroupBase({"TRA-01": 1}),
        Group.TITLE: title,
    }
    assert renamed_base(ListingBase(), {fold("CU-01"): "TRA-01"}) == ListingBase()


def test_figures_of_skus_that_a_structure_added_were_sent_with_it() -> None:
    whole = listing(("TRA-01", 90_000, 7), ("TRA-02", 50_000, 3), ("TRA-03", 20_000, None))
    base = ListingBase(
        groups={
            Group.PRICE: GroupBase({"TRA-01": 80_000}, {"TRA-01": 80_000}),
            Group.STOCK: GroupBase({"TRA-01": 6}),
        }
    )
    added = with_added(base, {"skus": {"tra-01": []}}, whole)
    prices = {"TRA-01": 80_000, "TRA-02": 50_000, "TRA-03": 20_000}
    assert added.groups == {
        Group.PRICE: GroupBase(prices, prices),
        Group.STOCK: GroupBase({"TRA-01": 6, "TRA-02": 3}),
    }


def test_nothing_is_remembered_of_figures_that_are_not_ours_or_were_not_added() -> None:
    whole = listing(("TRA-01", 90_000, 7))
    base = ListingBase(groups={Group.PRICE: GroupBase({"TRA-01": 1}), Group.STOCK: GroupBase(None)})
    assert with_added(base, {"skus": {"TRA-01": []}}, whole) is base
    for before in (None, "?", {}, {"skus": None}):
        again = with_added(base, before, whole)
        assert again.groups[Group.PRICE].sent == {"TRA-01": 90_000}
        assert again.groups[Group.STOCK] == GroupBase(None)
    unmanaged = ListingBase(groups={Group.TITLE: GroupBase("Trà sen")})
    assert with_added(unmanaged, None, whole) is unmanaged
    assert with_added(ListingBase(groups={Group.STOCK: GroupBase({"TRA-01": 7})}), None, whole).groups == {
        Group.STOCK: GroupBase({"TRA-01": 7})
    }
