"""Creates whose answer was lost: found and bound, sent once more after the window, or parked; never sent blindly."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from adapters.memory import Fault, MemoryAdapter
from adapters.memory.adapter import CAPABILITIES
from connector.errors import Rejected, StopShop, Unknown
from connector.model import Group, ListingState
from connector.port import Created
from connector.sync import RunReport
from connector.sync.creates import BLIND_LOOKS, TRIES_TO_FINISH
from connector.testing.virtual import run_virtual
from tests.simulation.watch import WatchedAdapter
from tests.simulation.world import SHOP, World

SETTLE_S = 2.0


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def ended(report: RunReport) -> list[tuple[str, str, str]]:
    return sorted((r.change.product, str(r.outcome), r.code) for r in report.results)


def intents(world: World) -> list[tuple[str, str, str | None, str | None]]:
    query = 'SELECT product, state, remote_id, note FROM intent WHERE change LIKE \'%"kind":"create"%\' ORDER BY rowid'
    with closing(sqlite3.connect(world.folder / "journal.sqlite")) as journal:
        rows = journal.execute(query).fetchall()
    return [row for row in rows if row[3] or row[1] != "ended"]


def bases(world: World):  # type: ignore[no-untyped-def]
    with world.journal() as journal:
        return run_virtual(world.clock, journal.bases(SHOP))


def bound(world: World) -> list[tuple[str, str, str, dict[str, tuple[str, str]]]]:
    with world.journal() as journal:
        found = run_virtual(world.clock, journal.bindings(SHOP))
    return [(one.product, one.remote_id, one.how, dict(one.skus)) for one in found.values()]


def faulty(world: World, **faults: list[Fault | None]) -> list[tuple[str, float]]:
    """Each named call meets its faults in turn; tells when every call left."""
    left = {call: iter(one) for call, one in faults.items()}
    calls: list[tuple[str, float]] = []

    def fault(call: str) -> Fault | None:
        calls.append((call, world.clock.monotonic()))
        return next(left[call], None) if call in left else None

    world.faults = fault
    return calls


def meanwhile(world: World, on: str, act: Callable[[], object]) -> None:
    """Something happens in the shop as the first call of that name is on its way."""
    plain, waiting = world.faults, [act]

    def fault(call: str) -> Fault | None:
        if call == on and waiting:
            waiting.pop()()
        return plain(call)

    world.faults = fault


def a_twin(world: World, number: int = 0) -> None:
    sku = world.goods[number].key
    world.shop.create((sku,), {Group.TITLE: "bản sao của nhân viên"}, live=False)


def times(calls: list[tuple[str, float]], name: str) -> list[float]:
    return [when for call, when in calls if call == name]


def test_one_that_had_arrived_is_bound_published_and_said() -> None:
    world = World(3, 2)
    calls = faulty(world, create=["lose_answer"])
    report = run(world)
    assert {(outcome, code) for _, outcome, code in ended(report)} == {
        ("accepted", ""),
        ("accepted", "found-after-lost-answer"),
    }
    assert len(world.shop.items) == 2
    assert all(one.state is ListingState.LIVE for one in world.shop.items.values())
    assert len(times(calls, "find")) == 1
    states = {state for _, state, *_ in intents(world)}
    assert states == {"accepted"}
    assert {row[2] for row in intents(world)} == set(world.shop.items)
    assert run(world).results == ()
    assert world.shop.calls["create"] == 2


def test_one_that_is_answered_without_its_id_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bound to no id it would be called deleted, and its star never watched (seed 1320)."""
    world = World(seed=3, size=1)
    plain = MemoryAdapter.create

    async def nameless(self: MemoryAdapter, *args: Any) -> Created:
        return Created("", (await plain(self, *args)).sku_ids)

    monkeypatch.setattr(MemoryAdapter, "create", nameless)
    report = run(world)
    assert ended(report) == [("P000-01", "accepted", "found-after-lost-answer")]
    (one,) = world.shop.items.values()
    assert intents(world) == [("P000-01", "accepted", one.id, None)]
    assert one.state is ListingState.LIVE
    assert run(world).results == ()


def test_one_that_never_arrived_is_sent_once_more_when_the_window_has_passed_and_not_before() -> None:
    world = World(3, 1)
    calls = faulty(world, create=["cut"])
    assert ended(run(world)) == [("P000-01", "accepted", "")]
    first, second = times(calls, "create")
    assert SETTLE_S <= second - first < SETTLE_S + 0.6, "no sooner, and no later than one more look"
    assert len(times(calls, "find")) == 5
    looks = times(calls, "find")
    assert all(0.5 <= after - before < 0.6 for before, after in pairwise(looks))
    assert len(world.shop.items) == 1
    assert [state for _, state, *_ in intents(world)] == ["accepted"]


def test_one_lost_twice_waits_the_window_out_again_and_is_parked() -> None:
    world = World(3, 1)
    calls = faulty(world, create=["cut", "cut"])
    assert ended(run(world)) == [("P000-01", "parked", "create-parked-never-arrived")]
    _, second = times(calls, "create")
    assert times(calls, "find")[-1] - second >= SETTLE_S, "the window counts from the last byte"
    assert intents(world) == [("P000-01", "parked", None, "never-arrived")]
    assert world.shop.items == {}


def test_the_second_answer_lost_too_but_there() -> None:
    world = World(3, 1)
    faulty(world, create=["cut", "lose_answer"])
    assert ended(run(world)) == [("P000-01", "accepted", "found-after-lost-answer")]
    assert len(world.shop.items) == 1
    assert world.shop.calls["create"] == 2


def test_a_listing_half_made_when_nothing_more_could_succeed_ends_the_run_and_is_found_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No look leaves either: it would meet the same answer."""
    world = World(3, 2)
    create = MemoryAdapter.create

    async def half(shop: MemoryAdapter, *given: Any) -> Created:
        await create(shop, *given)
        lost = Unknown("E_SHOPEE_HALF_DONE", original="shop_banned", item=1)
        lost.stop = StopShop("E_SHOPEE_SHOP_BANNED", reason="Gian hàng bị khóa")
        raise lost

    calls = faulty(world)
    with monkeypatch.context() as patch:
        patch.setattr(MemoryAdapter, "create", half)
        patch.setattr(MemoryAdapter, "concurrency", 1)
        report = run(world)
    assert (report.ending, report.stop_code) == ("stopped", "E_SHOPEE_SHOP_BANNED")
    assert ("P000-01", "unknown", "create-unknown") in ended(report)
    assert times(calls, "find") == []
    world.until_quiet()
    assert world.shop.calls["create"] == 2
    assert len(world.shop.items) == 2


@pytest.mark.parametrize(
    ("fault", "outcome", "state"),
    [("reject", ("rejected", "E_REFUSED"), "rejected"), ("stop", ("not_sent", "E_CONSENT_NEEDED"), "rejected")],
)
def test_what_is_said_to_the_second_try_is_the_answer(fault: Fault, outcome: tuple[str, str], state: str) -> None:
    world = World(3, 1)
    faulty(world, create=["cut", fault])
    assert ended(run(world)) == [("P000-01", *outcome)]
    assert intents(world) == [("P000-01", state, None, outcome[1])]
    assert world.shop.calls["create"] == 2


def test_twins_are_for_a_person_and_both_named() -> None:
    world = World(3, 1)
    faulty(world, create=["lose_answer"])
    meanwhile(world, "find", lambda: a_twin(world))
    report = run(world)
    assert ended(report) == [("P000-01", "parked", "create-parked-twins")]
    assert report.results[0].params == {"listings": "m000001, m000002"}
    assert intents(world) == [("P000-01", "parked", None, "twins")]
    assert [one.ever_live for one in world.shop.items.values()] == [False, False]
    assert bases(world) == {}, "neither is bound"


def test_what_a_search_shows_late_is_found_before_the_window_ends() -> None:
    world = World(3, 1)
    world.shop.search_lag_s = SETTLE_S - 0.6
    faulty(world, create=["lose_answer"])
    assert ended(run(world)) == [("P000-01", "accepted", "found-after-lost-answer")]
    assert world.shop.calls["create"] == 1
    assert world.shop.calls["find"] == 4


@pytest.mark.parametrize("fault", ["throttle", "locked", "cut"])
def test_a_look_that_fails_is_made_again(fault: Fault) -> None:
    world = World(3, 1)
    faulty(world, create=["lose_answer"], find=[fault, fault, fault])
    assert ended(run(world)) == [("P000-01", "accepted", "found-after-lost-answer")]
    assert world.shop.calls["create"] == 1


@pytest.mark.parametrize(("fault", "ending"), [("stop", "stopped"), ("quota", "done")])
def test_a_look_that_cannot_be_made_tonight_leaves_it_to_the_next_run(fault: Fault, ending: str) -> None:
    """It was sent, and nobody knows whether it arrived: "not sent" would have somebody list it by hand."""
    world = World(3, 1)
    faulty(world, create=["lose_answer"], find=[fault])
    report = run(world)
    assert ended(report) == [("P000-01", "unknown", "create-unknown")]
    assert (report.ending, report.stop_code) == (ending, "E_CONSENT_NEEDED" if fault == "stop" else "")
    assert intents(world) == [("P000-01", "unknown", None, "E_ANSWER_LOST")]
    assert world.shop.calls["find"] == 1
    world.until_quiet()
    assert len(world.shop.items) == 1
    assert world.shop.calls["create"] == 1


def test_a_fatal_answer_to_a_look_ends_it_for_all_the_others() -> None:
    world = World(3, 4)
    faulty(world, create=["lose_answer", "cut", "lose_answer", "cut"], find=["stop"])
    report = run(world)
    assert {(outcome, code) for _, outcome, code in ended(report)} == {("unknown", "create-unknown")}
    assert (report.ending, report.stop_code) == ("stopped", "E_CONSENT_NEEDED")
    assert world.shop.calls["find"] == 1, "after a fatal answer nobody is asked any more"
    assert {state for _, state, *_ in intents(world)} == {"unknown"}
    world.until_quiet()
    assert len(world.shop.items) == 4


def test_what_the_shop_said_to_a_look_as_it_stopped_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, 1)
    faulty(world, create=["lose_answer"], find=["stop"])
    said = StopShop("E_CONSENT_NEEDED", account="HTX Suối Giàng", days=30)
    plain = MemoryAdapter.find

    async def find(self: MemoryAdapter, *given: Any) -> list[str]:
        try:
            return await plain(self, *given)
        except StopShop:
            raise said from None

    monkeypatch.setattr(MemoryAdapter, "find", find)
    report = run(world)
    assert (report.stop_code, report.stop_params) == ("E_CONSENT_NEEDED", {"account": "HTX Suối Giàng", "days": "30"})


def test_a_look_that_fails_after_the_second_try_does_not_make_a_third() -> None:
    world = World(3, 1)
    faulty(world, create=["cut"] * 3, find=[None] * 5 + ["throttle"])
    assert ended(run(world)) == [("P000-01", "parked", "create-parked-never-arrived")]
    assert world.shop.calls["create"] == 2


def test_one_that_the_marketplace_took_back_as_it_was_found_is_not_tried_a_third_time() -> None:
    world = World(3, 1)
    calls = faulty(world, create=["cut", "lose_answer"])
    meanwhile(world, "read", world.shop.items.clear)
    assert ended(run(world)) == [("P000-01", "parked", "create-parked-never-arrived")]
    assert len(times(calls, "create")) == 2


def test_looks_that_fail_all_night_end_with_the_run_and_not_with_the_outage() -> None:
    world = World(3, 1)
    faulty(world, create=["lose_answer"], find=["throttle"] * 500)
    assert ended(run(world)) == [("P000-01", "unknown", "create-unknown")]
    assert world.shop.calls["find"] == BLIND_LOOKS
    world.until_quiet()
    assert world.shop.calls["create"] == 1


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
    world.shop.search_lag_s = SETTLE_S - 0.6
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


def test_a_lost_answer_takes_no_product_of_its_category_with_it() -> None:
    world = World(3, 5)
    faulty(world, create=["cut"] * 5)
    assert {outcome for _, outcome, _ in ended(run(world))} == {"accepted"}
    assert world.shop.calls["create"] == 10


def test_a_category_that_fails_is_named_in_what_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = World.desired

    def desired(self: World, good, day):  # type: ignore[no-untyped-def]
        made = plain(self, good, day)
        assert made.listing is not None
        path = ("Thực phẩm", "Đồ khô")
        return replace(made, listing=made.listing.model_copy(update={"category_path": path}))

    monkeypatch.setattr(World, "desired", desired)
    world = World(3, 20)
    world.faults = lambda call: "reject" if call == "create" else None
    unsent = [r for r in run(world).results if r.code == "category-stopped"]
    assert unsent
    assert {str(r.outcome) for r in unsent} == {"not_sent"}
    assert all(r.params == {"category": "Thực phẩm > Đồ khô"} for r in unsent)


def test_a_look_asks_for_what_appeared_since_the_intent_was_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A marketplace that searches by time, not by SKU, finds nothing otherwise; the same in the next run's recovery."""
    asked: list[tuple[str, datetime | None]] = []
    plain = WatchedAdapter.find

    async def find(self: WatchedAdapter, sku: str, since: datetime | None) -> list[str]:
        asked.append((sku, since))
        return await plain(self, sku, since)

    monkeypatch.setattr(WatchedAdapter, "find", find)
    world = World(3, 1)
    world.faults = lambda call: "cut" if call == "create" else "stop" if call == "find" else None
    run(world)
    world.faults = lambda _call: None
    with world.journal() as journal:
        (intent,) = run_virtual(world.clock, journal.open_intents(SHOP))
    world.clock.advance(86400)
    run(world)
    assert asked == [("P000-01", intent.opened_at)] * 2
