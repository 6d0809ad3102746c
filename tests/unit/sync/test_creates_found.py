"""What is found of a create whose answer was lost, in halves or deleted by now, and what any create is bound with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.memory import Fault, MemoryAdapter
from adapters.memory.adapter import CAPABILITIES
from connector.errors import Rejected
from connector.model import Group, ListingState
from connector.port import Created
from connector.sync.creates import TRIES_TO_FINISH
from tests.simulation.watch import WatchedAdapter
from tests.simulation.world import World

from .lost import a_twin, bases, bound, ended, faulty, intents, meanwhile, run


def deleted(world: World) -> None:
    for one in list(world.shop.items):
        world.shop.change(one, {}, ListingState.DELETED)


def test_one_that_staff_deleted_before_it_was_found_is_theirs_to_decide_on() -> None:
    """Nobody knew its id yet; it had been in the shop all the same, and a deleted product is not listed again."""
    world = World(3, 1)
    faulty(world, create=["lose_answer"])
    meanwhile(world, "find", lambda: deleted(world))
    report = run(world)
    assert ended(report) == [("P000-01", "parked", "deleted-in-shop")]
    assert report.results[0].params == {"about": "m000001"}
    assert report.exit_code == 3
    assert intents(world) == [("P000-01", "accepted", "m000001", "deleted")]
    assert bound(world) == [("P000-01", "m000001", "created", {"p000-01": ("P000-01", "")})]
    later = run(world)
    assert ([notice.code for notice in later.notices], later.results) == (["deleted-in-shop"], ())
    assert world.shop.calls["create"] == 1


def test_one_that_appears_late_is_found_although_an_older_one_of_its_name_was_deleted() -> None:
    """What stands counts before what was deleted, and that only once the window has passed."""
    world = World(3, 1)
    world.shop.search_lag_s = 1.4
    faulty(world, create=["lose_answer"])

    def old_one() -> None:
        a_twin(world)
        world.shop.change("m000002", {}, ListingState.DELETED)

    meanwhile(world, "find", old_one)
    assert ended(run(world)) == [("P000-01", "accepted", "found-after-lost-answer")]
    assert bases(world)["P000-01"].deleted is False


def halves(world: World, *faults: Fault | None) -> None:
    """A product of two SKUs whose listing is made in two calls, the second of which meets these."""
    world.goods = world.goods[1:2]
    left = list(faults)
    world.faults = lambda call: left.pop(0) if call == "variants" and left else None


def test_a_half_is_tried_so_often_and_then_left_to_the_next_run() -> None:
    world = World(3, 2, several=True)
    halves(world, *["cut"] * 99)
    assert ended(run(world)) == [("P001-01", "unknown", "E_ANSWER_LOST")]
    assert world.shop.calls["variants"] == 1 + TRIES_TO_FINISH
    assert [state for _, state, *_ in intents(world)] == ["unknown"]
    world.until_quiet()
    assert world.shop.calls["create"] == 1


def test_a_half_that_came_through_at_the_last_try_is_bound() -> None:
    world = World(3, 2, several=True)
    halves(world, *["cut"] * TRIES_TO_FINISH, None)
    assert ended(run(world)) == [("P001-01", "accepted", "found-after-lost-answer")]
    assert [one.skus for one in world.shop.items.values()] == [("P001-01", "P001-01-2")]


def test_only_a_refusal_ends_a_half() -> None:
    for fault, outcome, ends in (
        ("reject", "rejected", ("parked", "half")),
        ("quota", "waiting", ("unknown", "E_ANSWER_LOST")),
    ):
        world = World(3, 2, several=True)
        halves(world, "cut", fault)  # type: ignore[arg-type]
        report = run(world)
        assert [(r.change.product, str(r.outcome)) for r in report.results] == [("P001-01", outcome)]
        assert [(row[1], row[3]) for row in intents(world)] == [ends]
        assert [one.ever_live for one in world.shop.items.values()] == [False]


def test_a_half_that_the_marketplace_took_back_is_simply_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, 2, several=True)
    halves(world, "cut", "reject")
    plain = MemoryAdapter.complete

    async def complete(self: MemoryAdapter, *given: Any) -> Created:
        try:
            return await plain(self, *given)
        except Rejected:
            deleted(world)
            raise

    monkeypatch.setattr(MemoryAdapter, "complete", complete)
    assert ended(run(world)) == [("P001-01", "rejected", "E_REFUSED")]
    assert [(row[1], row[3]) for row in intents(world)] == [("rejected", "E_REFUSED")]


def test_what_goes_on_sale_at_once_is_remembered_as_shown_and_nobodys_hiding_of_it_is_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = WatchedAdapter.__init__

    def opened(self: WatchedAdapter, *given: Any) -> None:
        plain(self, *given)
        self._capabilities = replace(CAPABILITIES, create_hidden=False)

    monkeypatch.setattr(WatchedAdapter, "__init__", opened)
    world = World(3, 1)
    faulty(world, create=["lose_answer"])
    meanwhile(world, "read", lambda: world.shop.change("m000001", {}, ListingState.UNLISTED))
    run(world)
    assert bases(world)["P000-01"].groups[Group.STATE].sent == "live"
    for _ in range(2):
        world.clock.advance(86400)
        assert run(world).results == ()
    assert [one.state for one in world.shop.items.values()] == [ListingState.UNLISTED], "staff hid it"


def test_what_is_remembered_of_a_create_is_everything_that_was_sent() -> None:
    world = World(3, 1)
    faulty(world, read=["stop"])
    run(world)
    (base,) = bases(world).values()
    listing = world.desired(world.goods[0], world.day).listing
    assert listing is not None
    assert base.claim == listing.claim
    sent = {group: known.sent for group, known in base.groups.items()}
    assert sent == {group: listing.group(group) for group in Group if group is not Group.STATE} | {
        Group.STATE: "unlisted"
    }
    stock = base.groups.pop(Group.STOCK)
    assert (stock.status, stock.composed_on) == ("settled", world.day), "a shop sells: its figure is never waited for"
    for known in base.groups.values():
        assert (known.status, known.composed_on) == ("pending", world.day)
        assert known.written_at is not None


def test_a_listing_is_bound_with_the_shops_own_name_of_every_sku() -> None:
    """Some marketplaces take a price or a figure of stock under that name only."""
    world = World(3, 2, several=True)
    world.goods = world.goods[1:2]
    run(world)
    skus = {"p001-01": ("P001-01", "m000001-0"), "p001-01-2": ("P001-01-2", "m000001-1")}
    assert bound(world) == [("P001-01", "m000001", "created", skus)]
