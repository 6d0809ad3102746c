"""Stars that lapse, over a shop in memory: off by themselves, told until the shop shows it, held by no guard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.model import Group, ListingState
from connector.sync import Change, Desired, GuardTrip, ShopRules
from tests.simulation.world import Good, World

from .planned import codes, run, sent


@pytest.fixture
def world() -> World:
    return World(seed=21, size=4)


def lapse(world: World) -> Change:
    """One certificate ends tomorrow; the run of that day. Returns the Change of the badge's removal."""
    for good in world.goods:
        good.expiry = world.day + timedelta(days=400)
    world.goods[0].expiry = world.day + timedelta(days=1)
    run(world)
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    (result,) = run(world).results
    return result.change


def test_a_lapsed_star_comes_off_by_itself_and_is_reported_until_the_shop_shows_it(world: World) -> None:
    change = lapse(world)
    assert (change.kind, change.claim, change.calendar) == ("update", "off", True)
    assert set(change.groups) == {Group.MEDIA, Group.DESCRIPTION}
    assert "false-star" not in codes(world.reports[-1])
    assert world.reports[-1].exit_code == 0


def test_a_lapsed_star_that_cannot_come_off_is_false_and_unlisted_the_next_day(world: World) -> None:
    world.faults = lambda call: "locked" if call == "update" else None
    change = lapse(world)
    report = world.reports[-1]
    assert report.results[0].outcome == "waiting"
    assert report.notices[0].code == "false-star"
    assert report.exit_code == 3
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    late = run(world)
    assert ("unlist", change.product) in sent(late)
    assert world.shop.items[change.remote_id].state is ListingState.UNLISTED


def test_the_days_of_a_false_star_count_from_the_night_that_first_told_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catalogue guard keeps everything from being written, and forgets nothing that it has told."""
    trip = GuardTrip(guard="halved", scope="catalogue", count=1, allowed=2, of=3)
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), catalogue_trips=(trip,)))
    world.goods[0].expiry = world.day + timedelta(days=1)
    with monkeypatch.context() as first:
        first.setattr(World, "rules", rules)
        run(world)
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    guarded = run(world)
    assert (guarded.ending, guarded.notices[0].code, guarded.results) == ("guarded", "false-star", ())
    monkeypatch.setattr(World, "rules", rules)
    world.faults = lambda call: "locked" if call == "update" else None
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    late = run(world)
    assert late.notices[0].params["since"] == guarded.notices[0].params["since"]
    assert "unlist" in {kind for kind, _ in sent(late)}


def test_a_whole_catalogue_that_lapses_is_not_guarded(world: World) -> None:
    for good in world.goods:
        good.expiry = world.day + timedelta(days=1)
    run(world)
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    rules: ShopRules = world.rules()
    assert rules.allow == {}
    report = run(world)
    assert len(report.results) == 4
    assert report.trips == ()


def test_a_tripped_guard_stops_all_but_the_lapsed_star(world: World) -> None:
    wide = World(seed=5, size=30)
    for good in wide.goods:
        good.expiry = wide.day + timedelta(days=400)
    wide.goods[0].expiry = wide.day + timedelta(days=1)
    run(wide)
    wide.day += timedelta(days=1)
    wide.clock.advance(86400)
    for good in wide.goods:
        good.price += 1000
    report = run(wide)
    assert [trip.guard for trip in report.trips] == ["reprice"]
    assert report.exit_code == 4
    assert [(r.change.kind, r.change.claim) for r in report.results] == [("update", "off")]
    wide.allow = {"reprice": 30}
    assert len(run(wide).results) == 30


@pytest.mark.parametrize("night", [1, 2, 3])
def test_stars_that_a_bad_file_took_empty_no_shop_the_night_after(night: int) -> None:
    """A star that is false because its row was changed is hidden as any other write: guarded."""
    wide = World(seed=5, size=30)
    for good in wide.goods:
        good.star, good.expiry = 4, wide.day + timedelta(days=400)
    run(wide)
    for good in wide.goods:
        good.star = 3
    for _ in range(night):
        wide.day += timedelta(days=1)
        wide.clock.advance(86400)
        report = run(wide)
    assert report.ending == "guarded"
    assert report.results == ()
    assert {item.state for item in wide.shop.items.values()} == {ListingState.LIVE}


@pytest.mark.parametrize("lapses", [True, False])
def test_a_lapsed_star_that_its_row_takes_off_as_well_waits_for_no_guard(
    lapses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is composed of what is no longer sold, so that only hiding takes its star off (seeds 3865, 3962)."""
    world = World(seed=166, size=8)
    for good in world.goods:
        good.expiry = world.day + timedelta(days=400)
    if lapses:
        world.goods[0].expiry = world.day + timedelta(days=1)
    run(world)
    ended, made = {good.key for good in world.goods[:5]}, World.desired

    def desired(self: World, good: Good, day: date) -> Desired:
        one = made(self, good, day)
        if good.key not in ended:
            return one
        return replace(one, want="unlist", listing=None, cause="STATUS_DISCONTINUED")

    monkeypatch.setattr(World, "desired", desired)
    for _ in range(2):
        world.day += timedelta(days=1)
        world.clock.advance(86400)
        run(world)
    first, second = world.reports[-2:]
    assert [[trip.guard for trip in report.trips] for report in (first, second)] == [["unlist"], ["unlist"]]
    assert [("false-star" in codes(report), sent(report)) for report in (first, second)] == (
        [(True, []), (False, [("unlist", world.goods[0].key)])] if lapses else [(False, []), (False, [])]
    )
