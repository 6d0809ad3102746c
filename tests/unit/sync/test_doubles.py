"""Listings that bear our SKUs and are bound to nothing: left alone, and a star on them is told all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.model import Group, ListingState
from connector.sync import GuardTrip, Notice, RunReport, Severity
from connector.sync.answered import DELETED
from connector.sync.desired import ShopRules
from connector.sync.journal import Answer
from connector.testing.virtual import run_virtual
from tests.simulation.world import SHOP, World


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
    good.expiry = first = world.day + timedelta(days=1)
    for _ in range(3):
        report = night(world)
        (found,) = [one for one in stars(report) if one.remote_id == double]
        assert report.notices[0].code == "false-star"
        assert (found.severity, report.exit_code, found.params["star"], found.params["allowed"]) == (
            Severity.PERSON, 3, 4, 0,
        )  # fmt: skip
        assert (found.params["listing"], found.params["since"]) == (double, first.isoformat())
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


def lapsed(world: World) -> None:
    world.goods[0].expiry = world.day + timedelta(days=1)


def joined_with_the_copy(world: World) -> None:
    """The listing that was bound is deleted in the shop, and a person says that the product stands elsewhere."""
    sku = world.goods[0].key
    bound = next(item.id for item in world.shop.items.values() if sku in item.skus)
    world.shop.change(bound, {}, ListingState.DELETED)
    night(world)
    with world.journal() as journal:
        answer = Answer(DELETED, sku, "again", bound, "staff")
        run_virtual(world.clock, journal.answers.keep(SHOP, [answer], world.clock.now()))


def test_the_days_of_a_star_go_on_counting_once_its_listing_is_joined(world: World) -> None:
    double = copied(world)
    lapsed(world)
    first = stars(night(world))[0].params["since"]
    joined_with_the_copy(world)
    report = night(world)
    (told,) = stars(report)
    assert (report.notices[0], told.remote_id, told.params["since"]) == (told, double, first)
    assert "double" not in told.params, "it is joined by now, and no more to be done by hand"
    assert [(one.change.kind, one.change.reason, one.outcome) for one in report.results] == [
        ("unlist", "false-star", "accepted")
    ]
    assert world.shop.items[double].state is ListingState.UNLISTED


def test_a_star_is_told_on_the_night_its_listing_is_joined_and_has_its_days_from_then(world: World) -> None:
    double = copied(world)
    joined_with_the_copy(world)
    lapsed(world)
    report = night(world)
    assert "adopted" in {notice.code for notice in report.notices}
    assert [(one.remote_id, one.params["since"]) for one in stars(report)] == [(double, world.day.isoformat())]
    assert report.results == ()
    assert [one.change.reason for one in night(world).results] == ["false-star"]


def test_words_that_claim_a_star_are_told_on_the_night_their_listing_is_joined(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten(world)
    one = next(item.id for item in world.shop.items.values() if world.goods[0].key in item.skus)
    world.shop.change(one, {Group.TITLE: "Miến dong OCOP 4 sao"})
    plain = World.rules
    claims = lambda text: 4 if "4 sao" in text else 0  # noqa: E731
    monkeypatch.setattr(World, "rules", lambda self: replace(plain(self), claimed=claims))
    world.goods[0].expiry = world.day
    assert [told.remote_id for told in stars(run(world))] == [one]


def test_a_star_that_was_off_for_a_night_counts_anew(world: World) -> None:
    double = copied(world)
    lapsed(world)
    night(world)
    pictures = world.shop.items[double].groups[Group.MEDIA]
    world.shop.change(double, {Group.MEDIA: []})
    assert stars(night(world)) == []
    world.shop.change(double, {Group.MEDIA: pictures})
    assert [one.params["since"] for one in stars(night(world))] == [world.day.isoformat()]


def test_what_a_catalogue_guard_let_be_told_counts_and_forgets_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(world)
    lapsed(world)
    trip = GuardTrip(guard="refused", scope="catalogue", count=2, allowed=0, of=4)
    rules = World.rules
    with monkeypatch.context() as guarded:
        guarded.setattr(World, "rules", lambda self: replace(rules(self), catalogue_trips=(trip,)))
        (first,) = (one for one in stars(night(world)) if one.params.get("double"))
        star, world.goods[0].expiry = world.goods[0].expiry, world.day + timedelta(days=400)
        assert stars(night(world)) == [], "by a sheet that nobody believes"
        world.goods[0].expiry = star
    (told,) = (one for one in stars(night(world)) if one.params.get("double"))
    assert told.params["since"] == first.params["since"]


def test_a_lost_create_that_was_told_for_days_is_hidden_when_it_is_found(world: World) -> None:
    """Nobody could look what had become of it; by then its certificate was over (seed 7166)."""
    good = world.goods[0]
    forgotten(world)
    world.shop.items.clear()
    good.expiry = world.day + timedelta(days=1)
    by_call = {"create": "lose_answer", "find": "stop"}
    world.faults = by_call.get  # type: ignore[assignment]
    run(world)
    (lost,) = (item.id for item in world.shop.items.values() if good.key in item.skus)
    world.shop.change(lost, {}, ListingState.LIVE)
    by_call["update"] = "locked"
    first = stars(night(world))[0]
    assert (first.remote_id, first.params["double"], first.params["since"]) == (lost, True, world.day.isoformat())
    del by_call["find"]
    report = night(world)
    assert [(one.remote_id, one.params["since"]) for one in stars(report)] in ([], [(lost, first.params["since"])])
    assert ("unlist", "accepted") in [(one.change.kind, one.outcome) for one in report.results]
