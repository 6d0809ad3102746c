"""Reading back what was written: what settles, what is said of it, and when a hidden create becomes visible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from pydantic import JsonValue

from adapters.memory import Fault, MemoryAdapter
from adapters.memory.adapter import CAPABILITIES
from connector.errors import AdapterError, Unknown
from connector.model import Group, ListingState
from connector.port import StepLog
from connector.sync import RunReport, Severity
from connector.sync.journal import ListingBase
from connector.testing.virtual import run_virtual
from tests.simulation.world import SHOP, World


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def bases(world: World) -> dict[str, ListingBase]:
    with world.journal() as journal:
        return run_virtual(world.clock, journal.bases(SHOP))


def statuses(world: World, number: int = 0) -> set[str]:
    return {known.status for known in bases(world)[world.goods[number].key].groups.values()}


def ended(report: RunReport) -> list[tuple[str, str, str]]:
    return [(str(r.change.kind), str(r.outcome), r.code) for r in report.results]


def states(world: World) -> list[ListingState]:
    return [one.state for one in world.shop.items.values()]


def batches(monkeypatch: pytest.MonkeyPatch, **sizes: int) -> None:
    smaller = replace(CAPABILITIES, **sizes)  # type: ignore[arg-type]
    monkeypatch.setattr(MemoryAdapter, "capabilities", property(lambda _self: smaller))


def test_everything_that_was_written_is_settled_by_the_end_of_the_run() -> None:
    world = World(3, 2)
    run(world)
    assert states(world) == [ListingState.LIVE] * 2
    for number, good in enumerate(world.goods):
        assert statuses(world, number) == {"settled"}
        state = bases(world)[good.key].groups[Group.STATE]
        assert (state.sent, state.seen, state.mark) == ("live", "live", "")
        assert state.written_at is not None
        title = bases(world)[good.key].groups[Group.TITLE]
        assert (title.sent, title.seen, title.shown) == (good.title, good.title, None)
    assert bases(world)["P000-01"].claim_next == ()


def test_reading_and_publishing_go_in_batches_as_they_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    batches(monkeypatch, read_batch=4, state_batch=3)
    world = World(3, 10)
    calls: list[str] = []
    world.faults = calls.append  # type: ignore[assignment]
    run(world)
    assert states(world) == [ListingState.LIVE] * 10
    assert (world.shop.calls["read"], world.shop.calls["state"]) == (3, 4)
    first_published, last_created = calls.index("state"), len(calls) - 1 - calls[::-1].index("create")
    assert first_published < last_created, "what is whole is on sale before the last one is created"


def test_what_cannot_be_read_back_stays_hidden_and_pending_until_the_next_run() -> None:
    world = World(3, 1)
    world.faults = lambda call: "throttle" if call == "read" else None
    assert ended(run(world)) == [("create", "accepted", "")]
    assert states(world) == [ListingState.UNLISTED]
    assert statuses(world) == {"pending", "settled"}
    world.until_quiet()
    assert states(world) == [ListingState.LIVE]
    assert statuses(world) == {"settled"}


def test_one_batch_that_cannot_be_read_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    batches(monkeypatch, read_batch=2)
    world = World(3, 6)
    once: list[Fault] = ["throttle"]
    world.faults = lambda call: once.pop() if call == "read" and once else None
    run(world)
    assert states(world).count(ListingState.LIVE) == 4
    world.until_quiet()
    assert states(world) == [ListingState.LIVE] * 6


def test_one_that_is_gone_before_it_was_read_back_keeps_no_other_hidden() -> None:
    world = World(3, 3)
    world.faults = lambda call: world.shop.items.pop("m000002", None) and None if call == "read" else None
    run(world)
    assert states(world) == [ListingState.LIVE] * 2


def test_what_the_shop_rewrote_is_said_once_with_both_texts() -> None:
    world = World(3, 1)
    world.goods[0].story = "Sợi miến phơi nắng 🌞."

    def strips(group: Group, value: JsonValue) -> JsonValue:
        return str(value).replace(" 🌞", "") if group is Group.DESCRIPTION else value

    world.shop.rewrite = strips
    report = run(world)
    (said,) = [notice for notice in report.notices if notice.code == "rewritten"]
    ours = world.desired(world.goods[0], world.day).listing
    assert ours is not None
    assert (said.severity, said.group, said.product) == (Severity.INFO, Group.DESCRIPTION, "P000-01")
    assert (said.skus, said.title) == (("P000-01",), world.goods[0].title)
    assert said.params == {"sent": ours.description, "shop": ours.description.replace(" 🌞", "")}
    assert states(world) == [ListingState.LIVE]
    again = run(world)
    assert (again.results, [notice.code for notice in again.notices]) == ((), [])


def edited(world: World, group: Group, value: JsonValue) -> RunReport:
    """Somebody edits a group in the moment between our write and its reading back."""
    waiting = [value]

    def fault(call: str) -> None:
        if call == "read" and waiting and world.shop.calls["price"] + world.shop.calls["update"]:
            (one,) = world.shop.items
            world.shop.change(one, {group: waiting.pop()})

    world.faults = fault  # type: ignore[assignment]
    return run(world)


def test_another_price_than_ours_is_somebodys_and_not_the_shops_rewriting() -> None:
    world = World(3, 1)
    run(world)
    world.goods[0].price += 1000
    report = edited(world, Group.PRICE, {"P000-01": 5_000})
    assert "rewritten" not in [notice.code for notice in report.notices]
    price = bases(world)["P000-01"].groups[Group.PRICE]
    assert (price.status, price.sent) == ("settled", price.seen)
    later = run(world)
    assert [notice.code for notice in later.notices] == ["drift"]
    assert later.results == ()


def test_what_staff_show_or_hide_meanwhile_is_seen() -> None:
    world = World(3, 1)
    world.faults = lambda call: _shown(world) if call == "read" else None  # type: ignore[func-returns-value]
    report = run(world)
    assert ended(report) == [("create", "accepted", "")]
    assert world.shop.calls["state"] == 0, "it is on sale already"
    state = bases(world)["P000-01"].groups[Group.STATE]
    assert (state.sent, state.seen, state.status) == ("unlisted", "live", "settled")


def _shown(world: World) -> None:
    (one,) = world.shop.items
    world.shop.change(one, {}, ListingState.LIVE)


@pytest.mark.parametrize(("fault", "calls"), [("lose_answer", 1), ("cut", 2)])
def test_a_lost_answer_to_publishing_is_looked_up_before_it_is_sent_again(fault: Fault, calls: int) -> None:
    world = World(3, 3)
    once: list[Fault] = [fault]
    world.faults = lambda call: once.pop() if call == "state" and once else None
    report = run(world)
    assert ended(report) == [("create", "accepted", "")] * 3
    assert states(world) == [ListingState.LIVE] * 3
    assert world.shop.calls["state"] == calls
    assert run(world).results == ()


def test_publishing_that_was_lost_for_one_of_them_is_sent_again() -> None:
    """Half of it counted: whoever looks at the first alone would leave the other hidden."""
    for left_hidden in ("m000001", "m000002"):
        world = World(3, 2)
        once: list[Fault] = ["lose_answer"]

        def fault(call: str, once: list[Fault] = once, hidden: str = left_hidden, world: World = world) -> Fault | None:
            if call == "read" and not once:
                world.shop.change(hidden, {}, ListingState.UNLISTED)
            return once.pop() if call == "state" and once else None

        world.faults = fault
        run(world)
        assert states(world) == [ListingState.LIVE] * 2
        assert world.shop.calls["state"] == 2


def lost_for(world: World, monkeypatch: pytest.MonkeyPatch, *lost: str) -> list[list[str]]:
    """Publishing counts, but the first answer says nothing of ``lost``; the calls that are made, by their ids."""
    plain, calls = MemoryAdapter.set_state, list[list[str]]()

    async def set_state(self: MemoryAdapter, ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
        answers = await plain(self, ids, live, log)
        calls.append(list(ids))
        return [
            Unknown("E_LOST") if one in lost and len(calls) == 1 else why for one, why in zip(ids, answers, strict=True)
        ]

    monkeypatch.setattr(MemoryAdapter, "set_state", set_state)
    return calls


def test_an_answer_that_says_nothing_of_one_of_them_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, 3)
    calls = lost_for(world, monkeypatch, "m000002")
    assert ended(run(world)) == [("create", "accepted", "")] * 3
    assert calls == [["m000001", "m000002", "m000003"]], "what is on sale by then is not asked for again"
    assert run(world).results == ()


def test_only_what_is_hidden_yet_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, 3)
    calls = lost_for(world, monkeypatch, "m000001", "m000002")

    def fault(call: str) -> Fault | None:
        if call == "read" and len(calls) == 1:
            hide(world, "m000002")
        return None

    world.faults = fault
    assert ended(run(world)) == [("create", "accepted", "")] * 3
    assert calls == [["m000001", "m000002", "m000003"], ["m000002"]]
    assert states(world) == [ListingState.LIVE] * 3


def hide(world: World, listing: str) -> None:
    world.shop.change(listing, {}, ListingState.UNLISTED)


@pytest.mark.parametrize("later", [(), ("gone", "back")])
def test_what_staff_hide_after_publishing_in_doubt_stays_hidden(later: tuple[str, ...]) -> None:
    """It had gone live, though nobody heard of it: whoever hid it since means it, also if its row is away for a day."""
    world = World(3, 3)
    calls = world.shop.calls
    world.faults = lambda one: "lose_answer" if one == "state" else "cut" if one == "read" and calls["state"] else None
    assert [out for _, out, _ in ended(run(world))] == ["unknown"] * 3
    assert states(world) == [ListingState.LIVE] * 3
    world.faults = lambda _call: None
    world.clock.advance(86400)
    hide(world, "m000001")
    (theirs,) = (good for good in world.goods if good.skus == world.shop.items["m000001"].skus)
    for what in later:
        world.clock.advance(3600)
        world.goods = [*world.goods, theirs] if what == "back" else [one for one in world.goods if one is not theirs]
        run(world)
    world.clock.advance(3600)
    report = run(world)
    assert states(world) == [ListingState.UNLISTED, ListingState.LIVE, ListingState.LIVE]
    told = [(one.code, one.product) for one in report.notices if one.group is Group.STATE]
    assert told == [("conflict", theirs.key)]


def test_what_staff_hide_just_after_an_answer_was_given_up_stays_hidden() -> None:
    world = World(3, 1)
    calls = world.shop.calls

    def fault(call: str) -> Fault | None:
        if call == "state":
            world.clock.advance(40)  # from here on it is waited for
            return "lose_answer"
        return "cut" if call == "read" and calls["state"] else None

    world.faults = fault
    run(world)
    world.faults = lambda _call: None
    world.clock.advance(1)
    hide(world, "m000001")
    world.clock.advance(3600)
    assert "conflict" in {one.code for one in run(world).notices}
    assert states(world) == [ListingState.UNLISTED]


def test_publishing_that_never_arrived_is_done_again_whatever_we_wrote_meanwhile() -> None:
    """Showing it waits behind a price that the shop refuses; stock that goes out meanwhile is no edit of staff's."""
    world = World(3, 1)
    world.faults = lambda call: "cut" if call == "state" else None
    run(world)
    (good,) = world.goods
    good.price += 1000
    for night in range(1, 4):
        world.clock.advance(86400)
        good.stock += 1
        world.faults = lambda call: "locked" if call == "price" else None
        report = run(world)
        assert states(world) == [ListingState.UNLISTED], "a listing is not shown at a wrong price"
        assert "conflict" not in {one.code for one in report.notices}, f"night {night}"
    world.clock.advance(2 * 86400)
    world.until_quiet()
    assert states(world) == [ListingState.LIVE]


def test_one_that_vanished_while_it_was_published_is_asked_for_again() -> None:
    world = World(3, 1)
    once: list[Fault] = ["lose_answer"]

    def fault(call: str) -> Fault | None:
        if call == "read" and not once:
            world.shop.items.clear()
        return once.pop() if call == "state" and once else None

    world.faults = fault
    report = run(world)
    assert ended(report) == [("create", "rejected", "E_NOT_FOUND")]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [("reject", "rejected"), ("locked", "waiting"), ("quota", "waiting"), ("stop", "not_sent"), ("cut", "unknown")],
)
def test_one_that_may_not_be_shown_stays_hidden_and_is_tried_again(fault: Fault, outcome: str) -> None:
    world = World(3, 1)
    world.faults = lambda call: fault if call == "state" else None
    report = run(world)
    assert [out for _, out, _ in ended(report)] == [outcome]
    assert states(world) == [ListingState.UNLISTED]
    state = bases(world)["P000-01"].groups[Group.STATE]
    in_doubt = ("live", None, "unlisted", "unknown")
    refused = ("unlisted", "unlisted", None, "settled")
    assert (state.sent, state.seen, state.shown, state.status) == (in_doubt if fault == "cut" else refused)
    assert world.watch.left_open() == []
    world.clock.advance(2 * 86400)
    world.until_quiet()
    assert states(world) == [ListingState.LIVE]
    assert world.shop.calls["create"] == 1


def test_a_fatal_answer_while_publishing_is_not_followed_by_more() -> None:
    world = World(3, 8)
    answers: list[Fault] = ["stop", "reject"]
    world.faults = lambda call: answers.pop() if call == "state" and answers else None
    assert run(world).ending == "stopped"
    assert world.shop.calls["state"] == 2
    assert states(world) == [ListingState.UNLISTED] * 8


def test_a_canary_hidden_on_purpose_is_said_and_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(plain(self), hidden=True))
    world = World(3, 2)
    report = run(world)
    assert states(world) == [ListingState.UNLISTED] * 2
    said = [notice for notice in report.notices if notice.code == "kept-hidden"]
    assert {one.params["listing"]: (one.product, one.group, one.severity) for one in said} == {
        item.id: (item.skus[0], Group.STATE, Severity.INFO) for item in world.shop.items.values()
    }
    monkeypatch.setattr(World, "rules", plain)
    world.until_quiet()
    assert states(world) == [ListingState.LIVE] * 2


def test_an_update_of_what_we_keep_hidden_does_not_publish_it() -> None:
    world = World(3, 2)
    run(world)
    good = world.goods.pop(0)
    world.allow = {"unlist": 9}
    run(world)
    (hidden,) = [one.id for one in world.shop.items.values() if one.state is ListingState.UNLISTED]
    good.story = "Viết lại."
    world.goods.insert(0, good)
    world.faults = lambda call: "reject" if call == "state" else None
    assert ("update", "accepted", "") in ended(run(world))
    assert world.shop.calls["state"] == 3, "published once, hidden once, asked once to be shown again"
    assert world.shop.items[hidden].state is ListingState.UNLISTED


def test_a_half_is_never_published() -> None:
    world = World(3, 2, several=True)
    world.goods = world.goods[1:]

    def fault(call: str) -> None:
        if call == "read" and world.shop.items:
            world.shop.change("m000001", {}, skus=("P001-01",))
            shown = world.shop.items["m000001"].groups[Group.STRUCTURE]
            assert isinstance(shown, dict)
            assert isinstance(shown["skus"], dict)
            kept = {"P001-01": shown["skus"]["P001-01"]}
            world.shop.change("m000001", {Group.STRUCTURE: {**shown, "skus": kept}})

    world.faults = fault  # type: ignore[assignment]
    run(world)
    assert states(world) == [ListingState.UNLISTED]
    assert world.shop.calls["state"] == 0
