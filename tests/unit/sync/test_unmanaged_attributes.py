"""Decision 2 for attributes and barcodes: unnamed ones are the shop's own, cleared ones are emptied, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.model import AttributeValue, Group, ListingState, laid_over, remembered_over
from connector.sync import Desired, RunReport
from connector.sync.threeway import Finding, GroupBase, judge
from tests.simulation.world import Good, World

KEY = "P000-01"
SILK, LINEN = (AttributeValue(choice_id="31", text="Lụa tơ tằm"),), (AttributeValue(text="Đũi"),)


class Told:
    """What the sheet says of one product's attributes and barcode."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[AttributeValue, ...]] = {
            "fabric": SILK,
            "care": (AttributeValue(text="Giặt tay"),),
        }
        self.gtin = "8935000000017"
        self.gtin_cleared = False


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, told: Told) -> World:
    plain = World.desired

    def desired(self: World, good: Good, day: date) -> Desired:
        made = plain(self, good, day)
        if good.key != KEY or made.listing is None:
            return made
        (one,) = made.listing.variants
        variant = one.model_copy(update={"gtin": told.gtin, "gtin_cleared": told.gtin_cleared})
        listing = made.listing.model_copy(update={"attributes": dict(told.values), "variants": (variant,)})
        return replace(made, listing=listing, at=None)

    monkeypatch.setattr(World, "desired", desired)
    return World(seed=3, size=2)


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def shown(world: World) -> Any:
    return next(one for one in world.shop.items.values() if KEY in one.skus).groups[Group.ATTRIBUTES]


def staff(world: World, **values: Any) -> None:
    item = next(one for one in world.shop.items.values() if KEY in one.skus)
    now = shown(world)
    world.shop.change(item.id, {Group.ATTRIBUTES: {**now, "values": {**now["values"], **values}}}, ListingState.LIVE)


def kinds(report: RunReport) -> list[str]:
    return [str(result.change.kind) for result in report.results]


def said(report: RunReport) -> set[str]:
    return {notice.code for notice in report.notices if notice.product == KEY}


def test_a_blank_value_stays_on_the_shop_and_a_cleared_one_goes(world: World, told: Told) -> None:
    run(world)
    before = shown(world)
    told.values = {"fabric": SILK}
    told.gtin = ""
    assert kinds(run(world)) == []
    assert shown(world) == before
    told.values = {"fabric": SILK, "care": ()}
    assert kinds(run(world)) == ["update"]
    assert shown(world)["values"].keys() == {"fabric"}
    assert shown(world)["gtin"] == {KEY: "8935000000017"}
    told.gtin_cleared = True
    assert kinds(run(world)) == ["update"]
    assert "gtin" not in shown(world)
    assert kinds(run(world)) == []


def test_what_staff_add_is_theirs_and_survives_our_update(world: World, told: Told) -> None:
    run(world)
    staff(world, pattern=[["0", "Trơn", ""]])
    report = run(world)
    assert (kinds(report), said(report)) == ([], set())
    told.values = {**told.values, "fabric": LINEN}
    assert kinds(run(world)) == ["update"]
    assert shown(world)["values"]["pattern"] == [["0", "Trơn", ""]]
    assert shown(world)["values"]["fabric"] == [["0", "Đũi", ""]]
    assert kinds(run(world)) == []


def test_we_change_ours_the_night_staff_add_theirs_and_nobody_is_asked(world: World, told: Told) -> None:
    run(world)
    staff(world, pattern=[["0", "Trơn", ""]])
    told.values = {**told.values, "fabric": LINEN}
    report = run(world)
    assert (kinds(report), "conflict" in said(report)) == (["update"], False)
    assert shown(world)["values"].keys() == {"fabric", "care", "pattern"}


def test_a_value_of_ours_that_staff_change_is_drift_and_both_at_once_a_conflict(world: World, told: Told) -> None:
    run(world)
    staff(world, fabric=[["32", "", ""]])
    assert "drift" in said(run(world))
    told.values = {**told.values, "fabric": LINEN}
    report = run(world)
    assert (kinds(report), "conflict" in said(report)) == ([], True)


def test_a_new_value_where_staff_had_one_is_sent(world: World, told: Told) -> None:
    told.values = {"fabric": SILK}
    run(world)
    staff(world, care=[["0", "Giặt máy", ""]])
    run(world)
    told.values = {"fabric": SILK, "care": (AttributeValue(text="Giặt tay"),)}
    assert kinds(run(world)) == ["update"]
    assert shown(world)["values"]["care"] == [["0", "Giặt tay", ""]]


def test_a_create_with_something_cleared_settles_at_once(world: World, told: Told) -> None:
    told.values = {"fabric": SILK, "care": ()}
    told.gtin, told.gtin_cleared = "", True
    run(world)
    report = run(world)
    assert (kinds(report), said(report)) == ([], set())


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_value_that_the_calendar_alone_changes_counts_as_that_though_staff_added_another(
    monkeypatch: pytest.MonkeyPatch, meanwhile: bool
) -> None:
    """And one that the sheet changed too does not."""
    plain, care = World.desired, ["Giặt tay"]

    def desired(self: World, good: Good, day: date) -> Desired:
        made = plain(self, good, day)
        assert made.listing is not None
        paper = AttributeValue(text="Còn hạn" if day < good.expiry else "Hết hạn")
        values = {"paper": (paper,), "care": (AttributeValue(text=care[0]),)}
        listing = made.listing.model_copy(update={"attributes": values, "description": good.story, "claim": None})
        return replace(made, listing=listing, star=None, at=lambda then: desired(self, good, then))

    monkeypatch.setattr(World, "desired", desired)
    world = World(seed=3, size=1)
    world.goods[0].expiry = world.day + timedelta(days=1)
    run(world)
    staff(world, pattern=[["0", "Trơn", ""]])
    world.day += timedelta(days=1)
    if meanwhile:
        care[0] = "Giặt máy"
    changes = [result.change for result in run(world).results]
    assert [change.groups[Group.ATTRIBUTES].calendar for change in changes if Group.ATTRIBUTES in change.groups] == [
        not meanwhile
    ]


@pytest.mark.parametrize(
    ("on_shop", "finding", "writes"),
    [("893", Finding.ARRIVED, False), ("", Finding.NOTHING, True), ("894", Finding.CONFLICT, False)],
)
def test_what_was_remembered_before_barcodes_were_compared(on_shop: str, finding: Finding, writes: bool) -> None:
    """A journal from before: the shop has our barcode, none, or another."""
    bare: dict[str, Any] = {"category": "1", "brand": "0", "values": {}}
    shop: Any = {**bare, "gtin": {"S": on_shop}} if on_shop else bare
    stated: Any = {**bare, "gtin": {"S": "893"}}
    known = GroupBase(sent=remembered_over(bare, stated, shop), seen=remembered_over(bare, stated, shop))
    wanted = laid_over(stated, shop)
    judged = judge(known, wanted, shop, normalise=lambda value: value, policy="ask", edited_since=False, overdue=False)
    assert (judged.finding, judged.write) == (finding, writes)


ATTRIBUTES = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["1", "2"]),
        "values": st.dictionaries(st.sampled_from("abc"), st.lists(st.just(["0", "x", ""]), max_size=1)),
    },
    optional={"gtin": st.dictionaries(st.sampled_from("st"), st.sampled_from(["", "893"]))},
)


@given(stated=ATTRIBUTES, there=ATTRIBUTES)
def test_laying_over_twice_is_laying_over_once_and_leaves_nothing_empty(stated: Any, there: Any) -> None:
    whole: Any = laid_over(stated, there)
    assert laid_over(stated, whole) == whole
    assert all(whole["values"].values())
    assert all(whole.get("gtin", {"": "1"}).values())
    assert remembered_over(whole, stated, whole) == whole
