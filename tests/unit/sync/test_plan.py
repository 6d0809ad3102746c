"""Plans over a shop in memory: adoption, drift, gone, deleted, moved SKUs, lapsing stars. The real plan and apply."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from connector.model import Group, ListingState
from connector.report.order import heading_of
from connector.sync import Desired, plan_shop
from connector.testing.virtual import run_virtual
from tests.simulation.watch import WatchedAdapter
from tests.simulation.world import Good, World

from .planned import by_hand, codes, item, run, sent


@pytest.fixture
def world() -> World:
    return World(seed=21, size=4)


def test_equal_skus_are_adopted_whatever_their_case_and_nothing_is_sent_over_them(world: World) -> None:
    known = by_hand(world, "p000-01")
    report = run(world)
    assert ("create", "P000-01") not in sent(report)
    assert len(sent(report)) == 3
    assert "adopted" in codes(report)
    assert "differs-at-adoption" in codes(report)
    assert world.shop.items[known].groups[Group.TITLE] == "Miến dong (nhập tay)"
    again = run(world)
    assert sent(again) == []


def test_an_adopted_difference_is_sent_when_our_cell_changes(world: World) -> None:
    known = by_hand(world, "P000-01")
    run(world)
    world.goods[0].title = "Miến dong Làng So loại một"
    assert sent(run(world)) == [("update", "P000-01")]
    assert world.shop.items[known].groups[Group.TITLE] == "Miến dong Làng So loại một"


def test_new_words_for_an_adopted_product_that_bear_no_star_do_not_claim_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The star of its certificate was never put there by us, and is not now: a lapse of it would be nobody's lie."""
    plain = World.rules
    claims = lambda text: 4 if "OCOP" in text else 0  # noqa: E731
    monkeypatch.setattr(World, "rules", lambda self: replace(plain(self), claimed=claims))
    by_hand(world, "P000-01")
    world.goods[0].star, world.goods[0].expiry = 4, world.day + timedelta(days=700)
    run(world)
    world.goods[0].title = "Miến dong Làng So loại một"
    (result,) = run(world).results
    assert (result.change.claim, heading_of(result.change)) == ("", "text")
    world.goods[0].star = 0
    assert "false-star" not in codes(run(world))
    world.goods[0].star = 4
    world.goods[0].story = "Sợi miến phơi ba nắng."
    (result,) = run(world).results
    assert (result.change.claim, heading_of(result.change)) == ("on", "badge_on")


def test_nor_does_a_new_description_without_one_so_that_none_comes_off_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desired = World.desired

    def wordless(self: World, good: Good, day: date) -> Desired:
        made = desired(self, good, day)
        assert made.listing is not None
        return replace(made, listing=made.listing.model_copy(update={"description": good.story}), at=None)

    monkeypatch.setattr(World, "desired", wordless)
    by_hand(world, "P000-01")
    world.goods[0].star, world.goods[0].expiry = 4, world.day + timedelta(days=700)
    run(world)
    for star, story in ((4, "Sợi miến phơi ba nắng."), (0, "Sợi miến phơi bốn nắng.")):
        world.goods[0].star, world.goods[0].story = star, story
        (result,) = run(world).results
        assert (result.change.claim, Group.DESCRIPTION in result.change.groups) == ("", True)


def test_what_was_kept_at_adoption_is_sent_only_by_the_option_and_counted(world: World) -> None:
    known = by_hand(world, "P000-01")
    run(world)
    world.allow = {"adopt-overwrite": 0}
    assert run(world).results == ()
    world.allow = {"adopt-overwrite": 9}
    report = run(world)
    assert {result.change.reason for result in report.results} == {"adopt-overwrite"}
    assert world.shop.items[known].groups[Group.TITLE] == world.goods[0].title
    assert world.shop.items[known].groups[Group.STOCK] == {"P000-01": world.goods[0].stock}
    assert run(world).results == ()


def test_more_adopted_differences_than_the_option_names_stop_the_run(world: World) -> None:
    for good in world.goods[:3]:
        by_hand(world, good.key)
    run(world)
    world.allow = {"adopt-overwrite": 2}
    report = run(world)
    assert [trip.guard for trip in report.trips] == ["adopt-overwrite"]
    assert report.results == ()


@pytest.mark.parametrize("days", [1, 40])
def test_adopted_differences_are_counted_on_every_later_day_too(world: World, days: int) -> None:
    """Nothing of them is the calendar's doing: only the day has moved, and it made no difference."""
    for good in world.goods:
        good.star, good.expiry = 4, world.day + timedelta(days=700)
    for good in world.goods[:3]:
        by_hand(world, good.key)
    run(world)
    before = {one.id: one.groups for one in world.shop.items.values()}
    world.day += timedelta(days=days)
    world.clock.advance(days * 86400)
    world.allow = {"adopt-overwrite": 2}
    report = run(world)
    assert [(trip.guard, trip.count) for trip in report.trips] == [("adopt-overwrite", 3)]
    assert report.results == ()
    assert {one.id: one.groups for one in world.shop.items.values()} == before


def test_an_allowed_overwrite_sends_every_group_and_is_counted_by_product_and_by_no_other_guard() -> None:
    world = World(seed=21, size=8)  # more than the six prices that a run may change
    for good in world.goods:
        by_hand(world, good.key, price={good.key: good.price + 1000}, description="Hàng quê.")
    run(world)
    world.allow = {"adopt-overwrite": len(world.goods)}
    report = run(world)
    assert report.trips == ()
    groups = {group for result in report.results for group in result.change.groups}
    assert groups >= {Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.PRICE, Group.STOCK}
    world.allow = {}
    assert run(world).results == ()


def test_a_listing_the_law_holds_back_is_adopted_as_it_is_and_a_person_is_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = by_hand(world, "P000-01")
    plain = World.desired

    def desired(self: World, good: Good, day: object) -> Desired:
        made = plain(self, good, day)  # type: ignore[arg-type]
        if good.key != "P000-01":
            return made
        return replace(made, want="unlist", cause="HOLD_ALCOHOL_15PLUS", legal=True)

    monkeypatch.setattr(World, "desired", desired)
    for _ in range(2):
        report = run(world)
        assert "held-by-law-but-live" in codes(report)
        assert report.exit_code == 3
    assert world.shop.items[known].state is ListingState.LIVE
    world.allow = {"adopt-overwrite": 9}
    run(world)
    assert world.shop.items[known].state is ListingState.UNLISTED
    world.shop.change(known, {}, ListingState.LIVE)
    assert ("unlist", "P000-01") in sent(run(world)), "once we took it off, the law overrides staff"


def test_the_same_sku_on_two_listings_binds_neither(world: World) -> None:
    by_hand(world, "P000-01")
    by_hand(world, "P000-01 ")
    report = run(world)
    assert "duplicate-in-shop" in codes(report)
    assert report.exit_code == 3
    assert ("create", "P000-01") not in sent(report)


def test_a_listing_with_somebody_elses_sku_is_not_bound(world: World) -> None:
    world.shop.create(("P000-01", "CUA-NGUOI-KHAC"), {Group.TITLE: "Hộp quà"}, live=True)
    report = run(world)
    assert "structure-differs" in codes(report)
    assert ("create", "P000-01") not in sent(report)


def test_a_product_without_a_row_is_unlisted_never_deleted(world: World) -> None:
    run(world)
    gone = world.goods.pop(0)
    report = run(world)
    assert sent(report) == [("unlist", gone.key)]
    assert world.shop.items[item(world, gone.key)].state is ListingState.UNLISTED
    assert run(world).results == ()


def test_one_unreadable_sku_suspends_every_unlisting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(world)
    world.goods.pop(0)
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), keep_gone=True))
    report = run(world)
    assert report.results == ()
    assert codes(report) == ["gone-suspended"]
    assert report.exit_code == 3


@pytest.mark.parametrize("named", ["product", "sku"])
def test_a_product_whose_row_was_refused_is_not_gone(world: World, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """Nothing of it has been accepted yet that could stand in, as when a guard kept the first catalogue out."""
    run(world)
    refused = world.goods.pop(0)
    rules = World.rules
    standing = frozenset({refused.key if named == "product" else refused.key.casefold()})
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), standing=standing))
    assert sent(run(world)) == []
    assert world.shop.items[item(world, refused.key)].state is ListingState.LIVE


def test_what_we_unlisted_is_relisted_and_what_staff_unlisted_is_not(world: World) -> None:
    run(world)
    back = world.goods.pop(0)
    run(world)
    world.goods.insert(0, back)
    by_staff = item(world, world.goods[1].key)
    world.shop.change(by_staff, {}, ListingState.UNLISTED)
    report = run(world)
    assert sent(report) == [("relist", back.key)]
    assert world.shop.items[by_staff].state is ListingState.UNLISTED
    assert "drift" in codes(report)


def test_a_staff_edit_is_drift_and_stays(world: World) -> None:
    run(world)
    edited = item(world, world.goods[0].key)
    world.shop.change(edited, {Group.TITLE: "Nhân viên sửa tay"})
    report = run(world)
    assert (sent(report), codes(report), report.exit_code) == ([], ["drift"], 0)
    assert world.shop.items[edited].groups[Group.TITLE] == "Nhân viên sửa tay"
    world.goods[0].title = "Tên mới của hợp tác xã"
    conflict = run(world)
    assert (sent(conflict), codes(conflict), conflict.exit_code) == ([], ["conflict"], 3)


def test_under_overwrite_the_plan_says_what_it_overwrites(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(world)
    edited = item(world, world.goods[0].key)
    world.shop.change(edited, {Group.TITLE: "Nhân viên sửa tay"})
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), drift="overwrite"))
    (result,) = run(world).results
    change = result.change.groups[Group.TITLE]
    assert (change.before, change.overwrites) == ("Nhân viên sửa tay", True)
    assert world.shop.items[edited].groups[Group.TITLE] == world.goods[0].title


def test_what_overwrites_an_edit_is_no_calendar_whatever_day_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), drift="overwrite"))
    world.shop.change(item(world, world.goods[0].key), {Group.TITLE: "Miến của nhân viên"})
    (result,) = run(world).results
    assert result.change.groups[Group.TITLE].overwrites
    assert not result.change.calendar, "a guard that tripped must hold it"


def test_each_part_has_a_policy_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(world)
    good = world.goods[0]
    world.shop.change(item(world, good.key), {Group.TITLE: "Sửa tay", Group.PRICE: {good.key: good.price + 7000}})
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), drift_of={Group.PRICE: "overwrite"}))
    report = run(world)
    assert sent(report) == [("price", good.key)]
    assert {notice.group for notice in report.notices if notice.code == "drift"} == {Group.TITLE, Group.PRICE}
    assert world.shop.items[item(world, good.key)].groups[Group.TITLE] == "Sửa tay"


def test_a_listing_deleted_by_the_seller_is_not_created_again(world: World) -> None:
    run(world)
    deleted = item(world, world.goods[0].key)
    world.shop.change(deleted, {}, ListingState.DELETED)
    for _ in range(2):
        report = run(world)
        assert (sent(report), codes(report), report.exit_code) == ([], ["deleted-in-shop"], 3)


def test_a_price_that_jumps_holds_that_product_only(world: World) -> None:
    run(world)
    world.goods[0].price = world.goods[0].price * 2 + 1000
    world.goods[1].price = world.goods[1].price * 2
    world.goods[2].price = world.goods[2].price // 2 - 1000
    report = run(world)
    assert sent(report) == [("price", world.goods[1].key)]
    held = [notice.product for notice in report.notices if notice.code == "price-jump"]
    assert held == [world.goods[0].key, world.goods[2].key]
    assert report.exit_code == 3


def test_stock_is_sent_when_our_figure_changes_whatever_the_shop_sold(world: World) -> None:
    world.goods[0].stock = 40
    run(world)
    world.shop.sell(world.goods[0].key, 3)
    assert run(world).results == ()
    world.goods[0].stock = 50
    (result,) = run(world).results
    change = result.change.groups[Group.STOCK]
    key = world.goods[0].key
    assert (change.before, change.sent, change.after) == ({key: 37}, {key: 40}, {key: 50})


def test_a_previous_sku_moves_the_binding(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(world)
    old = world.goods[0].key
    known = item(world, old)
    world.goods[0].key = "P000-02"
    plain = World.desired

    def desired(self: World, good: Good, day: object) -> Desired:
        made = plain(self, good, day)  # type: ignore[arg-type]
        return replace(made, previous={"P000-02": old}) if good.key == "P000-02" else made

    monkeypatch.setattr(World, "desired", desired)
    report = run(world)
    assert ("create", "P000-02") not in sent(report)
    assert len(world.shop.items) == 4
    assert world.shop.items[known].state is ListingState.LIVE


def test_planning_a_large_catalogue_lets_other_shops_send_meanwhile() -> None:
    """A plan that held the loop for all its products would leave the pace of every other shop unused."""
    world = World(seed=3, size=400)
    composed = 0
    seen: list[int] = []

    async def looks_on() -> None:
        while composed < len(world.goods):
            seen.append(composed)
            await asyncio.sleep(0)

    def wishes() -> Iterator[Desired]:
        nonlocal composed
        others.append(asyncio.create_task(looks_on()))
        for good in world.goods:
            composed += 1
            yield world.desired(good, world.day)

    others: list[asyncio.Task[None]] = []
    with world.journal() as journal:
        work = plan_shop(world.rules(), wishes(), journal, WatchedAdapter(world.shop), world.clock)
        run_virtual(world.clock, work)
    assert max(later - earlier for earlier, later in pairwise([0, *seen, len(world.goods)])) <= 100
