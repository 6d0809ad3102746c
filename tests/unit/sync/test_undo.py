"""Undo: the shop as it was before a run, nothing sent over it afterwards, no star that is not certified today."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.model import Group, ListingState
from connector.sync import (
    ChangeKind,
    Desired,
    Notice,
    Outcome,
    Planned,
    Run,
    RunReport,
    Stop,
    Undoing,
    apply_plan,
    plan_undo,
)
from connector.testing.virtual import run_virtual
from tests.simulation.watch import WatchedAdapter
from tests.simulation.world import SHOP, DrawnMedia, Good, World

from .test_living import answer_point, codes, item, night, open_answers, run, said, sent

STAFFS_OWN = "remote:anh-cua-nhan-vien"


@pytest.fixture
def world() -> World:
    """Five listed products with certificates that hold for years."""
    world = World(seed=8, size=5)
    for good in world.goods:
        good.expiry = world.day + timedelta(days=900)
        good.star = 4
        good.stock = 30
    run(world)
    return world


def undo(world: World, of: RunReport, *, with_stock: bool = False) -> tuple[Planned, RunReport]:
    """Plan it and send it, as a run of its own."""
    world.runs += 1
    name = f"run-{world.runs:04d}"

    async def both() -> tuple[Planned, RunReport]:
        adapter = WatchedAdapter(world.shop)
        desired = [world.desired(good, world.day) for good in world.goods]
        undoing = Undoing(of.run, with_stock)
        planned = await plan_undo(world.rules(), undoing, desired, journal, adapter, world.clock)
        control = Run(name, world.clock.now(), world.clock.monotonic(), Stop())
        return planned, await apply_plan(planned, control, journal, adapter, DrawnMedia(), world.clock)

    with world.journal() as journal:
        return run_virtual(world.clock, both())


def shown(world: World) -> dict[str, Any]:
    """What buyers see: state and every group, pictures by their id."""
    return {name: (one.state, one.groups) for name, one in world.shop.items.items()}


def edit_five(world: World) -> None:
    """A little of everything."""
    first, second, third, fourth, fifth = world.goods
    first.title = "Miến dong Cự Đà 🍜"
    second.story = "Sợi miến kéo tay."
    third.price += 2000
    fourth.photo = "f" * 64
    fifth.title, fifth.price = "Miến dong sợi nhỏ", fifth.price + 1000


def left(planned: Planned) -> list[tuple[str, Group | None, object]]:
    return [(one.product, one.group, one.params["reason"]) for one in planned.plan.notices if one.code == "undo-left"]


def test_the_shop_shows_exactly_what_it_showed_and_the_next_nights_leave_it_so(world: World) -> None:
    before = shown(world)
    edit_five(world)
    bad = run(world)
    assert len(bad.results) == 6
    pictures = len(world.shop.pictures)
    _, report = undo(world, bad)
    assert {result.outcome for result in report.results} == {Outcome.ACCEPTED}
    assert shown(world) == before, "media ids included"
    assert len(world.shop.pictures) == pictures, "nothing is uploaded again"
    for _ in range(2):
        after = night(world)
        assert (sent(after), codes(after), after.exit_code) == ([], ["undone"], 0)
    assert {notice.product for notice in said(world.reports[-1], "undone")} == {good.key for good in world.goods}


def test_what_was_undone_goes_out_again_when_the_cell_changes_or_a_person_says_so(world: World) -> None:
    edit_five(world)
    undo(world, run(world))
    world.goods[0].title = "Tên mới hẳn"
    assert sent(run(world)) == [("update", world.goods[0].key)]
    (price,) = [one for one in said(run(world), "undone") if one.product == world.goods[2].key]
    answer_point(world, price, "ours")
    assert sent(run(world)) == [("price", world.goods[2].key)]
    (story,) = [one for one in said(run(world), "undone") if one.product == world.goods[1].key]
    answer_point(world, story, "theirs")
    assert world.goods[1].key not in {one.product for one in said(run(world), "undone")}
    assert open_answers(world) == []


def test_an_undo_can_be_undone(world: World) -> None:
    edit_five(world)
    bad = run(world)
    changed = shown(world)
    _, first = undo(world, bad)
    _, second = undo(world, first)
    assert shown(world) == changed
    assert len(second.results) == 6
    after = run(world)
    assert (sent(after), codes(after)) == ([], [])


def test_created_listings_are_hidden_and_stay_so(world: World) -> None:
    new = world._good(9)
    world.goods.append(new)
    created = run(world)
    assert sent(created) == [("create", new.key)]
    planned, report = undo(world, created)
    assert [change.kind for change in planned.plan.changes] == [ChangeKind.UNLIST]
    assert world.shop.items[item(world, new.key)].state is ListingState.UNLISTED
    assert sent(night(world)) == []
    undo(world, report)
    assert world.shop.items[item(world, new.key)].state is ListingState.LIVE
    assert sent(night(world)) == []


def test_what_a_lost_row_hid_comes_back_and_is_not_hidden_again(world: World) -> None:
    gone = world.goods.pop(0)
    hid = run(world)
    assert sent(hid) == [("unlist", gone.key)]
    undo(world, hid)
    listing = item(world, gone.key)
    assert world.shop.items[listing].state is ListingState.LIVE
    assert sent(night(world)) == []
    world.goods.insert(0, gone)
    assert sent(night(world)) == []
    world.goods.pop(0)
    assert sent(night(world)) == [("unlist", gone.key)], "the row came and went: our side changed"


def test_what_moved_since_is_left_with_a_line(world: World) -> None:
    edit_five(world)
    bad = run(world)
    edited = item(world, world.goods[0].key)
    world.shop.change(edited, {Group.TITLE: "Nhân viên sửa sau đó"})
    planned, report = undo(world, bad)
    assert left(planned) == [(world.goods[0].key, Group.TITLE, "undo-moved")]
    assert world.shop.items[edited].groups[Group.TITLE] == "Nhân viên sửa sau đó"
    assert (len(report.results), report.exit_code) == (5, 3)


def test_what_is_as_before_already_needs_nothing(world: World) -> None:
    old = world.goods[0].title
    world.goods[0].title = "Tên khác"
    bad = run(world)
    world.shop.change(item(world, world.goods[0].key), {Group.TITLE: old})
    planned, _ = undo(world, bad)
    assert (planned.plan.changes, planned.plan.notices, planned.plan.unchanged) == ((), (), 1)


def test_stock_stays_out_and_with_the_option_what_was_sold_stays_sold(world: World) -> None:
    good = world.goods[0]
    good.stock = 90
    bad = run(world)
    world.shop.sell(good.key, 4)
    planned, report = undo(world, bad)
    assert (planned.plan.changes, report.exit_code) == ((), 0)
    assert left(planned) == [(good.key, Group.STOCK, "undo-stock")]
    undo(world, bad, with_stock=True)
    assert world.shop.items[item(world, good.key)].groups[Group.STOCK] == {good.key: 26}, "30 before, 4 sold"
    assert sent(night(world)) == [], "the co-op's own figure has not changed"
    good.stock = 91
    assert sent(night(world)) == [("stock", good.key)]


class TestStars:
    def test_a_star_that_lapsed_never_comes_back(self, world: World) -> None:
        good = world.goods[0]
        good.expiry = world.day + timedelta(days=1)
        run(world)
        world.goods[1].title = "Tên khác"
        lapsed = night(world)
        assert [result.change.claim for result in lapsed.results] == ["off", ""]
        planned, _ = undo(world, lapsed)
        assert {(product, why) for product, _, why in left(planned)} == {(good.key, "undo-star")}
        assert [change.product for change in planned.plan.changes] == [world.goods[1].key]
        listing = world.shop.items[item(world, good.key)]
        assert "OCOP" not in str(listing.groups[Group.DESCRIPTION])

    def test_a_text_from_before_the_lapse_is_left_even_before_the_night_took_the_star_off(self, world: World) -> None:
        good = world.goods[0]
        good.expiry = world.day + timedelta(days=1)
        run(world)
        good.story = "Kể lại."
        retold = run(world)
        world.day += timedelta(days=1)
        planned, _ = undo(world, retold)
        assert left(planned) == [(good.key, Group.DESCRIPTION, "undo-star")]
        assert planned.plan.changes == ()

    def test_a_star_that_the_run_put_on_comes_off_and_goes_on_again_by_undoing_that(self, world: World) -> None:
        good = world.goods[0]
        good.star, certified = 0, World.desired
        plain = good.expiry
        good.expiry = world.day
        run(world)
        good.star, good.expiry = 4, plain
        put_on = run(world)
        assert [result.change.claim for result in put_on.results] == ["on"]
        _, took_off = undo(world, put_on)
        assert [result.change.claim for result in took_off.results] == ["off"]
        assert sent(night(world)) == []
        _, on_again = undo(world, took_off)
        assert [result.change.claim for result in on_again.results] == ["on"]
        good.expiry = world.day + timedelta(days=1)
        run(world)
        assert [result.change.claim for result in night(world).results] == ["off"], "and lapses like any other"
        assert certified is World.desired

    def test_a_hidden_listing_with_a_lapsed_star_is_not_shown_again(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rules = World.rules
        monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), false_star_days=0))
        good = world.goods[0]
        good.expiry = world.day + timedelta(days=1)
        run(world)
        world.faults = lambda call: "locked" if call == "update" else None
        hid = night(world)
        assert ("unlist", good.key) in sent(hid)
        planned, _ = undo(world, hid)
        assert left(planned) == [(good.key, Group.STATE, "undo-star")]
        assert world.shop.items[item(world, good.key)].state is ListingState.UNLISTED


def test_what_the_law_holds_back_is_not_shown_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = World.desired

    def desired(self: World, good: Good, day: object) -> Desired:
        made = plain(self, good, day)  # type: ignore[arg-type]
        held = good.key == "P000-01"
        return replace(made, want="unlist", cause="HOLD_ALCOHOL_15PLUS", legal=True) if held else made

    monkeypatch.setattr(World, "desired", desired)
    held = run(world)
    assert sent(held) == [("unlist", "P000-01")]
    planned, _ = undo(world, held)
    assert left(planned) == [("P000-01", Group.STATE, "undo-law")]


def test_pictures_of_the_shops_own_come_back_by_their_ids(world: World) -> None:
    """Staff had put their own photo in front; the sheet's picture went over it; the undo brings theirs back."""
    good = world.goods[0]
    listing = item(world, good.key)
    ours = world.shop.items[listing].groups[Group.MEDIA]
    assert isinstance(ours, list)
    world.shop.pictures[STAFFS_OWN.removeprefix("remote:")] = b"anh cua nhan vien"
    world.shop.change(listing, {Group.MEDIA: [STAFFS_OWN, *ours]})
    drift: Notice
    (drift,) = said(run(world), "drift")
    answer_point(world, drift, "ours")
    over = run(world)
    assert world.shop.items[listing].groups[Group.MEDIA] == ours
    pictures = len(world.shop.pictures)
    undo(world, over)
    assert world.shop.items[listing].groups[Group.MEDIA] == [STAFFS_OWN, *ours]
    assert len(world.shop.pictures) == pictures
    assert sent(night(world)) == []


@pytest.mark.parametrize("how", ["deleted", "blocked", "locked"])
def test_what_cannot_be_put_back_is_said(world: World, how: str) -> None:
    world.goods[0].title = "Tên khác"
    bad = run(world)
    listing = item(world, world.goods[0].key)
    if how == "locked":
        world.shop.promote(listing, world.clock.now() + timedelta(days=3))
    else:
        world.shop.change(listing, {}, ListingState.DELETED if how == "deleted" else ListingState.BLOCKED)
    planned, report = undo(world, bad)
    assert [why for _, _, why in left(planned)] == [f"undo-{how}"]
    assert (planned.plan.changes, report.exit_code) == ((), 3)


def test_a_crash_anywhere_in_an_undo_never_makes_a_later_night_send_it_the_other_way(world: World) -> None:
    """Whatever of it arrived stays as it is; what did not arrive is still as the run left it, and is not sent again."""
    for fault in ("cut", "lose_answer"):
        world.goods[0].title = f"Tên khác {fault}"
        bad = run(world)
        world.faults = lambda call, fault=fault: fault if call == "update" else None  # type: ignore[misc]
        undo(world, bad)
        world.faults = lambda _call: None
        world.clock.advance(120)
        for _ in range(2):
            assert sent(night(world)) == []


def test_no_group_is_undone_twice_by_two_undos(world: World) -> None:
    edit_five(world)
    bad = run(world)
    undo(world, bad)
    planned, _ = undo(world, bad)
    assert planned.plan.changes == ()


def test_the_journal_counts_only_what_left(world: World) -> None:
    world.goods[0].title = "Tên khác"
    world.goods[1].title = "Tên khác nữa"
    once = iter(["reject"])
    world.faults = lambda call: next(once, None) if call == "update" else None  # type: ignore[arg-type, return-value]
    report = run(world)
    planned, _ = undo(world, report)
    assert len(planned.plan.changes) == 1
    assert planned.plan.shop == SHOP
