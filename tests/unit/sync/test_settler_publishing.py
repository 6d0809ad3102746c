"""Hidden creates are shown to buyers, one answer for each; and a shop that stops or is edited while it is read back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import JsonValue

from adapters.memory import Fault, MemoryAdapter
from connector.errors import AdapterError, Bug, FieldProblem, Rejected, StopShop
from connector.model import Group, ListingState, MediaIdentity
from connector.sync import Desired, RunReport
from tests.simulation.world import Good, World

from .planned import run
from .test_settler import bases, batches, ended, states

REFUSED = Rejected("E_REFUSED", fields=(FieldProblem("", "chưa có giấy phép 📄"),))


def in_order(monkeypatch: pytest.MonkeyPatch, **sizes: int) -> None:
    """One create after the other, so that each is what its number says."""
    batches(monkeypatch, creates_in_order=True, **sizes)


def answered(monkeypatch: pytest.MonkeyPatch, bad: set[str]) -> None:
    """The marketplace answers for each listing by itself."""
    plain = MemoryAdapter.set_state

    async def each(self: MemoryAdapter, ids: Sequence[str], live: bool, log: Any) -> list[AdapterError | None]:
        await plain(self, [one for one in ids if one not in bad], live, log)
        return [REFUSED if one in bad else None for one in ids]

    monkeypatch.setattr(MemoryAdapter, "set_state", each)


def intents(world: World) -> list[str]:
    with closing(sqlite3.connect(world.folder / "journal.sqlite")) as journal:
        return [state for (state,) in journal.execute("SELECT state FROM intent ORDER BY rowid")]


def test_one_that_is_refused_in_an_answer_for_each_keeps_no_other_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order(monkeypatch)
    answered(monkeypatch, {"m000002"})
    world = World(3, 3)
    for good in world.goods:
        good.star = 0
    report = run(world)
    assert states(world) == [ListingState.LIVE, ListingState.UNLISTED, ListingState.LIVE]
    assert sorted(ended(report)) == [
        ("create", "accepted", ""),
        ("create", "accepted", ""),
        ("create", "rejected", "E_REFUSED"),
    ]
    (refused,) = [one for one in report.results if one.code]
    assert (refused.change.product, refused.params["reasons"]) == ("P001-01", "chưa có giấy phép 📄")
    remembered = [bases(world)[good.key].groups[Group.STATE].sent for good in world.goods]
    assert remembered == ["live", "unlisted", "live"], "or the last would be shown again when staff have hidden it"
    for _ in range(2):
        assert ended(run(world)) == [("relist", "rejected", "E_REFUSED")]
    later = run(world)
    assert (later.results, [notice.code for notice in later.notices]) == ((), ["paused"]), "the first refusal counts"


@pytest.mark.parametrize("fault", [None, "reject"])
def test_publishing_has_its_own_intent_that_ends(fault: Fault | None) -> None:
    world = World(3, 1)
    world.faults = lambda call: fault if call == "state" else None
    run(world)
    assert intents(world) == ["accepted", "ended"]


def test_a_request_of_ours_that_is_wrong_for_some_hides_no_other_that_could_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many were wrong: one that went well tells that it is not all of them."""
    in_order(monkeypatch)
    monkeypatch.setattr("connector.sync.bisect.MANY_BUGS", 2)
    world = World(3, 8)
    bad = {"m000002", "m000003", "m000005"}
    world.shop.refuses = lambda name, about: Bug("E_BODY") if name == "state" and bad & set(about) else None
    run(world)
    assert {one.id for one in world.shop.items.values() if one.state is ListingState.UNLISTED} == bad


def test_what_is_just_as_many_as_a_batch_is_shown_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order(monkeypatch, read_batch=3, state_batch=3)
    world = World(3, 6)
    calls: list[str] = []
    world.faults = calls.append  # type: ignore[assignment]
    run(world)
    assert calls.index("state") < len(calls) - 1 - calls[::-1].index("create")


def test_a_batch_that_is_not_full_waits_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order(monkeypatch, read_batch=2, state_batch=3)
    world = World(3, 6)
    run(world)
    assert world.shop.calls["state"] == 2


def test_a_half_keeps_no_other_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order(monkeypatch)
    world = World(3, 2, several=True)
    world.goods.reverse()

    def fault(call: str) -> None:
        if call == "read" and len(world.shop.items) == 2:
            shown = world.shop.items["m000001"].groups[Group.STRUCTURE]
            assert isinstance(shown, dict)
            assert isinstance(shown["skus"], dict)
            kept = {"P001-01": shown["skus"]["P001-01"]}
            world.shop.change("m000001", {Group.STRUCTURE: {**shown, "skus": kept}}, skus=("P001-01",))

    world.faults = fault  # type: ignore[assignment]
    run(world)
    assert states(world) == [ListingState.UNLISTED, ListingState.LIVE]


def test_a_shop_that_stops_as_it_is_read_back_ends_the_run_with_its_words_and_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_order(monkeypatch, read_batch=2, state_batch=3)
    said = StopShop("E_CONSENT_NEEDED", account="HTX Suối Giàng")
    monkeypatch.setattr("adapters.memory.shop._error", lambda _fault, _now: said)
    world = World(3, 6)
    world.faults = lambda call: "stop" if call == "read" and len(world.shop.items) == 4 else None
    report = run(world)
    assert (report.ending, report.stop_code) == ("stopped", "E_CONSENT_NEEDED")
    assert report.stop_params == {"account": "HTX Suối Giàng"}
    assert states(world) == [ListingState.UNLISTED] * 4
    assert world.shop.calls["state"] == 0


def test_what_was_not_even_tried_when_the_shop_stopped_stays_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order(monkeypatch, state_batch=2)
    world = World(3, 6)
    world.faults = lambda call: "stop" if call == "state" else None
    report = run(world)
    assert sorted(outcome for _, outcome, _ in ended(report)) == ["accepted"] * 4 + ["not_sent"] * 2
    assert (states(world), world.shop.calls["state"]) == ([ListingState.UNLISTED] * 6, 1)


def test_options_with_pictures_settle_as_they_were_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = World.desired

    def desired(self: World, good: Good, day: date) -> Desired:
        made = plain(self, good, day)
        assert made.listing is not None
        picture = MediaIdentity(source_sha256=good.photo, recipe="memory-800-pad@1")
        variants = tuple(one.model_copy(update={"option_image": picture}) for one in made.listing.variants)
        return replace(made, listing=made.listing.model_copy(update={"variants": variants}))

    monkeypatch.setattr(World, "desired", desired)
    world = World(3, 2, several=True)
    world.goods = world.goods[1:]
    report = run(world)
    assert [notice.code for notice in report.notices] == []
    structure = bases(world)["P001-01"].groups[Group.STRUCTURE]
    assert isinstance(structure.seen, dict)
    assert structure.seen["images"], "or nobody would see that staff change one"
    assert structure.seen == structure.sent


def replaced_as_another_write_settles(world: World, strange: list[JsonValue]) -> RunReport:
    """New pictures are in review; the next night, just as a price was written, staff put others in their place."""
    run(world)
    before = world.shop.items["m000001"].groups[Group.MEDIA]
    world.goods[0].photo = f"{77:064x}"
    world.shop.rewrite = lambda group, value: before if group is Group.MEDIA else value
    run(world)
    assert bases(world)["P000-01"].groups[Group.MEDIA].status == "pending"
    world.shop.rewrite = lambda _group, value: value
    world.clock.advance(86400)
    world.goods[0].price += 1000

    def fault(call: str) -> None:
        if call == "read" and world.shop.calls["price"] and world.shop.items["m000001"].groups[Group.MEDIA] == before:
            world.shop.change("m000001", {Group.MEDIA: strange})

    world.faults = fault  # type: ignore[assignment]
    return run(world)


def test_an_edit_of_what_an_earlier_night_wrote_is_no_rewriting_though_another_write_is_read_back() -> None:
    """Taken for the shop's own, it would be written over as soon as the sheet changes."""
    world = World(3, 1)
    strange: list[JsonValue] = ["remote:cua-nhan-vien-1", "remote:cua-nhan-vien-2"]
    report = replaced_as_another_write_settles(world, strange)
    assert "rewritten" not in {notice.code for notice in report.notices}
    media = bases(world)["P000-01"].groups[Group.MEDIA]
    assert media.seen != media.sent, "nor are they ours under another name"
    world.faults = lambda _call: None
    later = run(world)
    assert [(notice.code, notice.group) for notice in later.notices] == [("drift", Group.MEDIA)]
    world.goods[0].photo = f"{78:064x}"
    assert "conflict" in {notice.code for notice in run(world).notices}
    assert world.shop.items["m000001"].groups[Group.MEDIA] == strange
