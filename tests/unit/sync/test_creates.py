"""Creates whose answer was lost: found and bound, sent once more after the window, or parked; never sent blindly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from adapters.memory import Fault, MemoryAdapter
from connector.errors import StopShop, Unknown
from connector.model import ListingState
from connector.port import Created
from connector.sync.creates import BLIND_LOOKS
from connector.sync.session import BUSY_LIMIT
from connector.testing.virtual import run_virtual
from tests.simulation.watch import WatchedAdapter
from tests.simulation.world import SHOP, World

from .lost import a_twin, bases, ended, faulty, intents, meanwhile, run, times

SETTLE_S = 2.0


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
    blind = World(seed=3, size=1)
    faulty(blind, find=["quota"])
    run(blind)
    assert intents(blind) == [("P000-01", "unknown", None, "E_ANSWER_LOST")]


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
    assert report.stop_params == {"reason": "Gian hàng bị khóa"}
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


def test_a_lost_answer_takes_no_product_of_its_category_with_it() -> None:
    world = World(3, 5)
    faulty(world, create=["cut"] * 5)
    assert {outcome for _, outcome, _ in ended(run(world))} == {"accepted"}
    assert world.shop.calls["create"] == 10


def test_a_shop_that_takes_one_in_between_is_not_too_busy_for_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryAdapter, "concurrency", 1)
    few: list[Fault | None] = ["throttle"] * (BUSY_LIMIT - 1)
    world = World(3, 2 * BUSY_LIMIT)
    faulty(world, create=[*few, None, *few, None])
    report = run(world)
    assert report.ending == "done"
    outcomes = sorted(outcome for _, outcome, _ in ended(report))
    assert outcomes == ["accepted"] * 2 + ["waiting"] * 2 * len(few)


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
