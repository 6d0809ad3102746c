"""Listings that bear our SKUs and are bound to nothing: left alone, and a star on them is told all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.model import Group, ListingState
from connector.sync import Notice, RunReport, Severity
from connector.sync.desired import ShopRules
from tests.simulation.world import World


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def night(world: World, days: int = 1) -> RunReport:
    world.day += timedelta(days=days)
    world.clock.advance(86400 * days)
    return run(world)


def stars(report: RunReport) -> list[Notice]:
    return [notice for notice in report.notices if notice.code == "false-star"]


@pytest.fixture
def world() -> World:
    """Two products with four stars for a long time, listed; nothing else happens."""
    world = World(seed=166, size=2)
    for good in world.goods:
        good.star, good.expiry = 4, world.day + timedelta(days=400)
    run(world)
    return world


def copied(world: World, number: int = 0, **state: ListingState) -> str:
    """Staff copy a listing, pictures and SKU and all."""
    sku = world.goods[number].key
    one = next(item for item in world.shop.items.values() if sku in item.skus)
    double = world.shop.create(one.skus, dict(one.groups), live=True).id
    if state:
        world.shop.change(double, {}, state["state"])
    return double


def forgotten(world: World) -> None:
    """The journal is new: nobody is bound, and one SKU stands on two listings."""
    (world.folder / "journal.sqlite").unlink()


def test_a_lapsed_star_on_a_copy_of_a_bound_listing_is_told_until_it_is_off(world: World) -> None:
    double = copied(world)
    assert stars(night(world)) == []
    good = world.goods[0]
    good.expiry = world.day + timedelta(days=1)
    for _ in range(3):
        report = night(world)
        (found,) = [one for one in stars(report) if one.remote_id == double]
        assert report.notices[0].code == "false-star"
        assert (found.severity, report.exit_code, found.params["star"], found.params["allowed"]) == (
            Severity.PERSON, 3, 4, 0,
        )  # fmt: skip
        assert (found.params["listing"], found.params["since"]) == (double, world.day.isoformat())
    assert [result.change.remote_id for result in report.results] == [], "and nothing is written to it"
    world.shop.change(double, {Group.MEDIA: []})
    assert [one.remote_id for one in stars(night(world))] == []


def test_a_lowered_star_on_a_copy_is_told(world: World) -> None:
    double = copied(world)
    world.goods[0].star = 3
    found = [one for one in stars(night(world)) if one.remote_id == double]
    assert [(one.params["star"], one.params["allowed"]) for one in found] == [(4, 3)]


def test_a_star_on_a_copy_is_told_though_the_row_is_gone(world: World) -> None:
    double = copied(world)
    world.allow = {"unlist": 9}
    del world.goods[0]
    assert [one.remote_id for one in stars(night(world))] == [], "its certificate lasts"
    assert double in {one.remote_id for one in stars(night(world, 400))}


@pytest.mark.parametrize("state", [ListingState.UNLISTED, ListingState.REJECTED, ListingState.DRAFT])
def test_a_copy_that_buyers_do_not_see_shows_no_star(world: World, state: ListingState) -> None:
    copied(world, state=state)
    world.goods[0].star = 3
    assert not any(one.params.get("double") for one in stars(night(world)))
    world.goods[0].expiry = world.day
    assert not any(one.params.get("double") for one in stars(night(world)))


def test_where_nobody_is_bound_the_notice_of_the_double_says_what_star_may_be_shown(world: World) -> None:
    """Without the uploads nobody knows the pictures; a person is told what to look for."""
    copied(world)
    forgotten(world)
    world.goods[0].star = 3
    (found,) = [notice for notice in run(world).notices if notice.code == "duplicate-in-shop"]
    assert found.params["allowed"] == "3"


def test_words_that_claim_a_star_are_known_without_a_journal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    both = {next(one.id for one in world.shop.items.values() if world.goods[0].key in one.skus), copied(world)}
    forgotten(world)
    for one in both:
        world.shop.change(one, {Group.TITLE: "Miến dong OCOP 4 sao"})
    plain = World.rules

    def rules(self: World) -> ShopRules:
        return replace(plain(self), claimed=lambda text: 4 if "4 sao" in text else 0)

    monkeypatch.setattr(World, "rules", rules)
    assert stars(run(world)) == []
    world.goods[0].expiry = world.day
    assert {one.remote_id for one in stars(run(world))} == both


def test_a_listing_that_is_adopted_is_told_by_its_own_comparison(world: World) -> None:
    forgotten(world)
    world.goods[0].star = 3
    assert all("double" not in one.params for one in stars(run(world)))
