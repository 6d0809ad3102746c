"""The morning after: what a crash or a lost answer left open is looked up before anything is planned."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from adapters.memory import Fault, MemoryAdapter
from connector.errors import AdapterError, BadUse, Bug, NotReady, Rejected, StopShop
from connector.model import Group, ListingState
from connector.port import Created
from connector.sync import GuardTrip, RunReport, Severity
from connector.sync.answered import DELETED, PARKED
from connector.sync.journal import Answer, ListingBase
from connector.testing.virtual import run_virtual
from tests.simulation.world import SHOP, World

SETTLE_S = 2.0


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def sent(report: RunReport) -> list[tuple[str, str, str]]:
    return [(str(r.change.kind), r.change.product, str(r.outcome)) for r in report.results]


def intents(world: World) -> list[tuple[str, str, str | None, str | None]]:
    query = "SELECT product, state, remote_id, note FROM intent ORDER BY rowid"
    with closing(sqlite3.connect(world.folder / "journal.sqlite")) as journal:
        return journal.execute(query).fetchall()


def bases(world: World):  # type: ignore[no-untyped-def]
    with world.journal() as journal:
        return run_virtual(world.clock, journal.bases(SHOP))


def faults(world: World, **by_call: Fault) -> None:
    world.faults = by_call.get


def left_open(fault: Fault, size: int = 1) -> World:
    """Creates whose answer was lost in a run that then could not ask what became of them."""
    world = World(3, size)
    faults(world, create=fault, find="stop")
    run(world)
    world.faults = lambda _call: None
    return world


def test_a_create_that_had_arrived_is_bound_and_said_and_nothing_is_created_again() -> None:
    world = left_open("lose_answer")
    world.clock.advance(86400)
    report = run(world)
    said = next(notice for notice in report.notices if notice.code == "found-after-lost-answer")
    assert (said.severity, said.product, said.skus, said.title) == (
        Severity.INFO,
        "P000-01",
        ("P000-01",),
        world.goods[0].title,
    )
    assert said.params == {"listing": "m000001"}
    assert [row for row in intents(world) if row[3] == "recovered"] == [("P000-01", "accepted", "m000001", "recovered")]
    world.until_quiet()
    assert world.shop.calls["create"] == 1
    assert world.shop.calls["upload"] == 1
    assert [one.state for one in world.shop.items.values()] == [ListingState.LIVE]


def test_what_is_bound_the_next_day_was_written_when_it_left() -> None:
    """What the shop's staff changed in the hours between is an edit of theirs, not the shop's own rewriting."""
    world = left_open("lose_answer")
    left = world.clock.now()
    world.clock.advance(86400)
    run(world)
    written = bases(world)["P000-01"].groups[Group.TITLE].written_at
    assert written is not None
    assert written <= left


def test_twins_are_for_a_person_and_are_not_created_a_third_time() -> None:
    world = left_open("lose_answer")
    world.shop.create(("P000-01",), {Group.TITLE: "bản sao"}, live=False)
    report = run(world)
    said = next(notice for notice in report.notices if notice.code == "create-parked-twins")
    assert (said.severity, said.params) == (Severity.PERSON, {"listings": "m000001, m000002"})
    assert intents(world) == [("P000-01", "parked", None, "twins")]
    assert (len(world.shop.items), bases(world)) == (2, {})


def test_a_create_that_never_arrived_is_waited_for_and_planned_anew_with_todays_words() -> None:
    world = left_open("cut")
    world.goods[0].story = "Viết lại."
    began, finds = world.clock.monotonic(), world.shop.calls["find"]
    report = run(world)
    assert sent(report) == [("create", "P000-01", "accepted")]
    assert world.clock.monotonic() - began >= SETTLE_S - 0.1
    assert 4 <= world.shop.calls["find"] - finds <= 6
    assert intents(world)[0] == ("P000-01", "ended", None, "never-arrived")
    assert "Viết lại." in str(next(iter(world.shop.items.values())).groups[Group.DESCRIPTION])


def test_the_next_day_nothing_is_waited_for() -> None:
    world = left_open("cut", 3)
    world.clock.advance(86400)
    finds = world.shop.calls["find"]
    assert len(sent(run(world))) == 3
    assert world.shop.calls["find"] - finds == 3


def test_one_that_is_not_there_yet_keeps_the_others_waiting_only_once() -> None:
    world = World(3, 2)
    answers = iter(["lose_answer", "cut"])
    world.faults = lambda call: next(answers, None) if call == "create" else "stop" if call == "find" else None  # type: ignore[return-value]
    run(world)
    world.faults = lambda _call: None
    report = run(world)
    assert [row[3] for row in intents(world)[:2]] in (
        ["recovered", "never-arrived"],
        ["never-arrived", "recovered"],
    )
    assert [kind for kind, _, _ in sent(report)].count("create") == 1
    world.until_quiet()
    assert len(world.shop.items) == 2


@pytest.mark.parametrize("fault", ["stop", "throttle", "quota"])
def test_a_look_that_cannot_be_made_stops_the_run_at_once_and_leaves_all_open(fault: Fault) -> None:
    world = left_open("cut", 3)
    faults(world, find=fault)
    finds = world.shop.calls["find"]
    report = run(world)
    assert report.ending == "stopped"
    assert report.stop_code == {"stop": "E_CONSENT_NEEDED", "throttle": "E_TOO_FAST", "quota": "E_QUOTA"}[fault]
    assert world.shop.calls["find"] - finds == 1, "after a fatal answer nobody is asked any more"
    assert {row[1] for row in intents(world)} == {"unknown"}
    world.until_quiet()
    assert len(world.shop.items) == 3


@pytest.mark.parametrize("call", ["find", "variants"])
def test_what_the_shop_said_as_it_stopped_is_passed_on(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, 2, several=True)
    half(world)
    faults(world, **{call: "stop"})
    said = StopShop("E_CONSENT_NEEDED", account="HTX Suối Giàng", days=30)
    monkeypatch.setattr("adapters.memory.shop._error", lambda _fault, _now: said)
    report = run(world)
    assert (report.stop_code, report.stop_params) == (
        "E_CONSENT_NEEDED",
        {"account": "HTX Suối Giàng", "days": "30"},
    )


def half(world: World) -> None:
    """Of a product of two SKUs the listing was made, and its variants never."""
    world.goods = world.goods[1:2]
    faults(world, variants="cut", read="stop")
    run(world)
    assert [one.skus for one in world.shop.items.values()] == [("P001-01",)]


def test_a_half_is_finished_under_its_own_intent() -> None:
    world = World(3, 2, several=True)
    half(world)
    world.faults = lambda _call: None
    run(world)
    world.until_quiet()
    assert [one.skus for one in world.shop.items.values()] == [("P001-01", "P001-01-2")]
    assert (world.shop.calls["create"], world.shop.calls["upload"]) == (1, 1)


def test_what_staff_wrote_into_a_half_stays_theirs_once_it_is_finished() -> None:
    world = World(3, 2, several=True)
    half(world)
    world.faults = lambda _call: None
    world.clock.advance(3600)
    (listing,) = world.shop.items
    theirs = "Nhắn shop số 11 nhé 🌸"
    world.shop.change(listing, {Group.DESCRIPTION: theirs})
    assert "rewritten" not in {one.code for one in run(world).notices}
    world.goods[0].story = "Người làng đan từ sợi đầu tiên."
    world.clock.advance(86400)
    report = run(world)
    assert [one.product for one in report.notices if one.code == "conflict"] == [world.goods[0].key]
    assert world.shop.items[listing].groups[Group.DESCRIPTION] == theirs


def test_under_a_catalogue_guard_a_half_is_looked_at_and_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, 2, several=True)
    half(world)
    world.faults = lambda _call: None
    trip, rules, calls = (
        GuardTrip(guard="halved", scope="catalogue", count=1, allowed=2, of=3),
        World.rules,
        Counter(world.shop.calls),
    )
    with monkeypatch.context() as guarded:
        guarded.setattr(World, "rules", lambda self: replace(rules(self), catalogue_trips=(trip,)))
        report = run(world)
    assert (report.ending, [one.code for one in report.notices]) == ("guarded", ["outcome-unknown"])
    assert world.shop.calls["variants"] == calls["variants"]
    assert intents(world)[0][1] == "unknown"
    world.until_quiet()
    assert [one.skus for one in world.shop.items.values()] == [("P001-01", "P001-01-2")]


def test_under_a_catalogue_guard_what_is_found_whole_is_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    world = left_open("lose_answer")
    trip, rules = GuardTrip(guard="halved", scope="catalogue", count=1, allowed=2, of=3), World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), catalogue_trips=(trip,)))
    report = run(world)
    assert (report.ending, "found-after-lost-answer" in [one.code for one in report.notices]) == ("guarded", True)
    assert list(bases(world)) == ["P000-01"]


def refused_half() -> World:
    """The shop refuses the rest of a listing, and what it had taken of it stands."""
    world = World(3, 2, several=True)
    half(world)
    faults(world, variants="reject")
    return world


def parked(report: RunReport) -> list[tuple[str, Severity]]:
    return [(str(one.params["reason"]), one.severity) for one in report.notices if one.code == "parked"]


def test_a_half_that_the_shop_refuses_is_said_and_waits_for_a_person_every_night() -> None:
    world = refused_half()
    report = run(world)
    said = next(notice for notice in report.notices if notice.code == "E_REFUSED")
    assert (said.severity, said.product) == (Severity.PERSON, "P001-01")
    assert said.params == {"reasons": "title: refused by the shop"}
    assert intents(world)[0][1] == "parked"
    assert intents(world)[0][3] == "half"
    world.faults = lambda _call: None
    for night in (report, run(world), run(world)):
        assert parked(night) == [("half", Severity.PERSON)]
        assert night.exit_code == 3
        assert "adopted" not in [notice.code for notice in night.notices]
    assert bases(world).get("P001-01", ListingBase()).groups == {}, "half a listing is nobody's to keep as it is"
    assert world.shop.calls["create"] == 1


def again(world: World) -> None:
    about = next(one.params["about"] for one in run(world).notices if one.code == "parked")
    kept = [Answer(PARKED, "P001-01", "again", about, "Lan")]
    with world.journal() as journal:
        run_virtual(world.clock, journal.answers.keep(SHOP, kept, world.clock.now()))


def test_an_answer_makes_a_parked_half_anew_only_once_it_is_out_of_the_way() -> None:
    world = refused_half()
    run(world)
    world.faults = lambda _call: None
    again(world)
    assert parked(run(world)) == [("half", Severity.PERSON)], "it still stands"
    world.shop.change("m000001", {}, ListingState.DELETED)
    assert sent(run(world)) == [("create", "P001-01", "accepted")]
    world.until_quiet()
    assert [one.skus for one in world.shop.items.values()] == [("P001-01",), ("P001-01", "P001-01-2")]


def test_a_half_that_somebody_made_whole_is_adopted_with_the_answer() -> None:
    world = refused_half()
    run(world)
    world.faults = lambda _call: None
    wanted = world.desired(world.goods[0], world.day).listing
    assert wanted is not None
    world.shop.change("m000001", {Group.STRUCTURE: wanted.group(Group.STRUCTURE)}, skus=wanted.skus)
    again(world)
    assert "adopted" in [notice.code for notice in run(world).notices]
    assert world.shop.calls["create"] == 1


def test_a_half_that_the_marketplace_took_back_is_simply_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    world = refused_half()
    plain = MemoryAdapter.complete

    async def complete(self: MemoryAdapter, *args: Any) -> Created:
        try:
            return await plain(self, *args)
        except Rejected:
            world.shop.change("m000001", {}, ListingState.DELETED)
            raise

    monkeypatch.setattr(MemoryAdapter, "complete", complete)
    run(world)
    assert intents(world)[0][1::2] == ("rejected", "E_REFUSED")


def test_a_create_that_was_deleted_before_anybody_knew_its_id_is_not_made_again_until_somebody_says_so() -> None:
    world = left_open("lose_answer")
    world.clock.advance(3600)
    world.shop.change("m000001", {}, ListingState.DELETED)
    world.clock.advance(86400)
    for report in (run(world), run(world)):
        (said,) = report.notices
        assert (said.code, said.severity, said.product) == ("deleted-in-shop", Severity.PERSON, "P000-01")
        assert report.results == ()
    kept = [Answer(DELETED, "P000-01", "again", "m000001", "Lan")]
    with world.journal() as journal:
        run_virtual(world.clock, journal.answers.keep(SHOP, kept, world.clock.now()))
    assert sent(run(world)) == [("create", "P000-01", "accepted")]
    assert world.shop.calls["create"] == 2


def test_what_was_deleted_before_the_create_left_is_none_of_its_own() -> None:
    world = World(3, 1)
    world.shop.create(("P000-01",), {Group.TITLE: "bản năm ngoái"}, live=True)
    world.shop.change("m000001", {}, ListingState.DELETED)
    world.clock.advance(86400)
    faults(world, create="cut", find="stop")
    run(world)
    world.faults = lambda _call: None
    world.clock.advance(86400)
    assert sent(run(world)) == [("create", "P000-01", "accepted")]


@pytest.mark.parametrize(("fault", "ending"), [("stop", "stopped"), ("quota", "done"), ("cut", "done")])
def test_a_half_that_cannot_be_finished_tonight_stays_open(fault: Fault, ending: str) -> None:
    world = World(3, 2, several=True)
    half(world)
    faults(world, variants=fault)
    report = run(world)
    assert report.ending == ending
    assert report.stop_code == ("E_CONSENT_NEEDED" if fault == "stop" else "")
    waits = [(one.severity, one.product) for one in report.notices if one.code == "outcome-unknown"]
    assert waits == [(Severity.INFO, "P001-01")]
    assert intents(world) == [("P001-01", "unknown", None, "E_ANSWER_LOST")]
    assert [one.ever_live for one in world.shop.items.values()] == [False]
    assert world.shop.calls["create"] == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [(Bug("E_REQUEST_BROKEN", original="x"), "BUG_E_REQUEST_BROKEN"), (NotReady("E_NEEDS_PAPER"), "E_NEEDS_PAPER")],
)
def test_a_half_that_cannot_be_finished_by_waiting_is_said_to_a_person_every_night(
    error: AdapterError, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(3, 2, several=True)
    half(world)
    world.faults = lambda _call: None

    async def complete(*_: Any) -> Created:
        raise error

    monkeypatch.setattr(MemoryAdapter, "complete", complete)
    for night in (run(world), run(world)):
        assert [one.severity for one in night.notices if one.code == code] == [Severity.PERSON]
        assert night.exit_code == 3
    assert intents(world)[0][1] == "unknown", "it is finished as soon as that can be"


def test_an_edit_that_was_left_open_is_unknown_until_the_shop_says() -> None:
    world = World(3, 1)
    run(world)
    world.goods[0].price += 1000
    whole = world.effects.count
    for strike in range(2, 2 * whole):
        if world.sync(strike_at=strike) is None and world.watch.left_open():
            break
    assert world.watch.left_open() == ["P000-01"]
    report = run(world)
    assert {state for _, state, *_ in intents(world)} <= {"accepted", "ended"}
    assert "recovered" in {row[3] for row in intents(world)}
    assert report.exit_code == 0
    world.until_quiet()
    (one,) = world.shop.items.values()
    assert one.groups[Group.PRICE] == {"P000-01": world.goods[0].price}


def test_a_create_that_was_bound_before_the_crash_is_not_looked_up() -> None:
    world = World(3, 1)
    for strike in range(2, 60):
        world = World(3, 1)
        if world.sync(strike_at=strike) is None and world.watch.left_open() and bases(world):
            break
    finds = world.shop.calls["find"]
    run(world)
    assert world.shop.calls["find"] == finds
    assert intents(world)[0][1:] == ("ended", None, "recovered")
    assert world.shop.calls["create"] == 1


@pytest.mark.parametrize("hidden", [True, False])
def test_publishing_that_was_under_way_at_a_crash_is_in_doubt(hidden: bool) -> None:
    """What staff have hidden since is theirs; where nobody touched it, or it never arrived, it goes on sale."""
    arrived = set()
    for strike in range(2, 80):
        world = World(3, 1)
        if world.sync(strike_at=strike) is not None:
            break
        (one,) = world.shop.items.values() or (None,)
        if one is None or (world.shop.calls["state"] == 0 and not open_publish(world)):
            continue
        live, known = one.state is ListingState.LIVE, bases(world)["P000-01"].groups[Group.STATE].sent
        arrived.add(live)
        world.clock.advance(86400)
        if hidden and live:
            world.shop.change(one.id, {}, ListingState.UNLISTED)
        run(world)
        theirs = hidden and live
        assert (world.shop.items[one.id].state is ListingState.UNLISTED) == theirs, f"strike {strike}, {known}"
    assert arrived == {True, False}


def open_publish(world: World) -> bool:
    return ("P000-01", "open", "m000001", None) in intents(world)


def test_an_intent_that_somebody_edited_by_hand_says_where() -> None:
    world = left_open("lose_answer")
    with closing(sqlite3.connect(world.folder / "journal.sqlite")) as journal, journal:
        journal.execute('UPDATE intent SET change = replace(change, \'"kind":"create"\', \'"kind":"tạo"\')')
    with pytest.raises(BadUse) as raised:
        world.sync()
    assert (raised.value.code, raised.value.params) == ("E_JOURNAL_EDITED", {"table": "intent"})
    assert world.shop.calls["create"] == 1
