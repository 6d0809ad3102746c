"""Stars of products whose row is gone: nobody composes them any more, and their certificates end all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.model import ListingState
from connector.sync import RunReport
from tests.simulation.world import World


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def told(report: RunReport) -> tuple[list[str], list[tuple[str, str]]]:
    """The products of false stars, and what was sent."""
    stars = [notice.product for notice in report.notices if notice.code == "false-star"]
    return stars, [(str(result.change.kind), result.change.product) for result in report.results]


def night(world: World) -> RunReport:
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    return run(world)


def lapsing(size: int) -> tuple[World, str]:
    """A shop of so many listings; the star of one of them ends tomorrow."""
    world = World(seed=166, size=size)
    for good in world.goods:
        good.expiry = world.day + timedelta(days=400)
    world.goods[0].expiry = world.day + timedelta(days=1)
    run(world)
    return world, world.goods[0].key


def test_a_lapsed_star_is_told_and_hidden_in_time_though_a_guard_holds_what_is_gone() -> None:
    world, lapsed = lapsing(8)
    del world.goods[:5]
    first, second = night(world), night(world)
    assert [[trip.guard for trip in report.trips] for report in (first, second)] == [["unlist"], ["unlist"]]
    assert told(first) == ([lapsed], [])
    assert told(second) == ([lapsed], [("unlist", lapsed)]), "the other four are still on sale"
    assert told(night(world)) == ([], [])


def test_what_is_hidden_because_its_row_is_gone_has_no_false_star() -> None:
    world, lapsed = lapsing(4)
    del world.goods[0]
    assert told(night(world)) == ([], [("unlist", lapsed)])


def test_a_star_that_is_still_certified_is_none_that_is_false_though_its_row_is_gone() -> None:
    world, _ = lapsing(8)
    world.goods[0].expiry = world.day + timedelta(days=400)
    run(world)
    del world.goods[:5]
    assert told(night(world)) == ([], [])


def test_a_star_that_is_still_certified_is_none_that_is_false_while_its_listing_is_in_review() -> None:
    """Nothing of it is hidden yet, for nobody sees it: its certificate counts as where it is (seed 1024)."""
    world, _ = lapsing(8)
    world.goods[0].expiry = world.day + timedelta(days=10)
    run(world)
    (one,) = [one for one in world.shop.items.values() if world.goods[0].key in one.skus]
    world.shop.change(one.id, {}, ListingState.IN_REVIEW)
    gone = world.goods.pop(0)
    assert told(night(world)) == ([], [])
    world.day = gone.expiry
    assert told(night(world)) == ([gone.key], [])


@pytest.mark.parametrize("why", ["keep_gone", "standing"])
def test_a_lapsed_star_is_told_and_hidden_though_nothing_that_is_gone_is_hidden_tonight(
    why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another row's SKU cannot be read, or its own row is refused and was never whole (seed 3015)."""
    world, lapsed = lapsing(4)
    rules = World.rules
    more: Any = {"keep_gone": True} if why == "keep_gone" else {"standing": frozenset({lapsed})}
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), **more))
    del world.goods[0]
    first = night(world)
    assert told(first) == ([lapsed], [])
    assert ("gone-suspended" in {notice.code for notice in first.notices}) is (why == "keep_gone")
    assert told(night(world)) == ([lapsed], [("unlist", lapsed)])
    assert told(night(world)) == ([], [])


def test_what_is_certified_stays_as_it_is_while_nothing_that_is_gone_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    world, _ = lapsing(4)
    world.goods[0].expiry = world.day + timedelta(days=400)
    run(world)
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), keep_gone=True))
    del world.goods[0]
    for _ in range(3):
        assert told(night(world)) == ([], [])


def test_what_staff_show_again_of_a_listing_that_we_hid_may_bear_no_star() -> None:
    world, _ = lapsing(8)
    world.goods[0].expiry = world.day + timedelta(days=400)
    run(world)
    gone = world.goods.pop(0)
    (one,) = [one for one in world.shop.items.values() if gone.key in one.skus]
    assert told(night(world)) == ([], [("unlist", gone.key)])
    world.shop.change(one.id, {}, ListingState.LIVE)
    assert told(night(world))[0] == [gone.key]


def test_the_days_before_its_end_on_which_a_star_comes_off_hold_without_a_row_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, lapsing_next = lapsing(8)
    world.goods[0].expiry = world.day + timedelta(days=2)
    run(world)
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), lead_days=1))
    del world.goods[:5]
    first, second = night(world), night(world)
    assert told(first) == ([lapsing_next], []), "it ends tomorrow"
    assert told(second) == ([lapsing_next], [("unlist", lapsing_next)])
