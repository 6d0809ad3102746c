"""A call for several that is refused as a whole: everything good goes through, each bad one is named, in few calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil, log2
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.memory import MemoryAdapter
from adapters.memory.adapter import CAPABILITIES
from connector.errors import (
    AdapterError,
    Bug,
    FieldProblem,
    Locked,
    NotFound,
    NotReady,
    QuotaSpent,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)
from connector.model import Group, ListingState
from connector.port import Capabilities, PriceEdit, StepLog
from connector.sync import RunReport
from connector.sync.bisect import MANY_BUGS, in_halves, may_be_about_one
from connector.testing.virtual import run_virtual
from tests.simulation.world import SHOP, World

BATCHES = Capabilities(
    **{
        **{name: getattr(CAPABILITIES, name) for name in CAPABILITIES.__slots__},
        "price_batch": 50,
        "stock_batch": 50,
    }
)
REFUSED = Rejected("E_REFUSED", fields=(FieldProblem("price", "không nhận giá này"),))


@pytest.fixture(autouse=True)
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryAdapter, "capabilities", property(lambda _self: BATCHES))


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def standing(size: int) -> World:
    """A shop that shows everything, and is about to be told other prices."""
    world = World(3, size)
    run(world)
    world.shop.calls.clear()
    world.allow = {"reprice": size, "stock-zero": size, "unlist": size}
    for good in world.goods:
        good.price += 1000
    return world


def item(world: World, number: int) -> str:
    sku = world.goods[number].key
    return next(one.id for one in world.shop.items.values() if sku in one.skus)


def refusing(world: World, call: str, bad: Sequence[int], error: AdapterError = REFUSED) -> None:
    names = {item(world, number) for number in bad}
    world.shop.refuses = lambda name, about: error if name == call and names & set(about) else None


def told(report: RunReport) -> dict[str, str]:
    """Outcome by product, of those that were not accepted."""
    return {one.change.product: str(one.outcome) for one in report.results if one.outcome != "accepted"}


@pytest.mark.parametrize(
    ("size", "bad"),
    [(1, [0]), (2, [1]), (7, [3]), (7, [0, 6]), (50, [49]), (50, [3, 4, 31]), (7, [0, 1, 2, 3, 4, 5, 6])],
)
def test_good_prices_go_through_and_each_bad_one_is_named_in_few_calls(size: int, bad: list[int]) -> None:
    world = standing(size)
    refusing(world, "price", bad)
    report = run(world)
    keys = [good.key for good in world.goods]
    assert told(report) == {keys[number]: "rejected" for number in bad}
    assert all(r.params["reasons"] == "price: không nhận giá này" for r in report.results if r.outcome == "rejected")
    assert world.shop.calls["price"] <= len(bad) * (2 * ceil(log2(size)) + 1)
    for number, good in enumerate(world.goods):
        shown = world.shop.items[item(world, number)].groups[Group.PRICE]
        assert shown == {good.key: good.price - 1000 if number in bad else good.price}


@pytest.mark.parametrize("error", [NotReady("E_WAREHOUSE"), Locked("E_PROMOTION"), Bug("E_BODY")])
def test_whatever_may_be_about_one_is_taken_apart(error: AdapterError) -> None:
    world = standing(7)
    refusing(world, "price", [2], error)
    report = run(world)
    assert list(told(report)) == [world.goods[2].key]


@pytest.mark.parametrize("error", [StopShop("E_CONSENT_NEEDED"), QuotaSpent("E_QUOTA")])
def test_what_concerns_the_whole_shop_is_not_sent_again(error: AdapterError) -> None:
    world = standing(7)
    refusing(world, "price", [2], error)
    run(world)
    assert world.shop.calls["price"] == 1


def test_a_fatal_answer_to_one_half_leaves_the_other_unsent() -> None:
    world = standing(8)
    answers = iter([REFUSED, StopShop("E_CONSENT_NEEDED")])
    world.shop.refuses = lambda name, _about: next(answers, None) if name == "price" else None
    report = run(world)
    assert report.ending == "stopped"
    assert world.shop.calls["price"] == 2


def test_a_request_of_ours_that_is_wrong_for_everybody_is_not_tried_one_by_one_for_ever() -> None:
    world = standing(160)
    refusing(world, "price", range(160), Bug("E_BODY"))
    report = run(world)
    assert set(told(report).values()) == {"rejected"}
    assert len(told(report)) == 160
    assert world.shop.calls["price"] < 160


def test_stock_is_taken_apart_too_and_what_went_through_is_not_sent_again() -> None:
    world = World(3, 7)
    run(world)
    world.allow = {"stock-zero": 9}
    for good in world.goods:
        good.stock += 10
    refusing(world, "stock", [5])
    assert list(told(run(world))) == [world.goods[5].key]
    world.shop.calls.clear()
    world.shop.refuses = lambda _name, _about: None
    assert [r.change.product for r in run(world).results] == [world.goods[5].key]
    assert world.shop.calls["stock"] == 1


def test_one_that_cannot_be_hidden_keeps_no_other_on_sale() -> None:
    world = standing(6)
    refusing(world, "state", [1])
    gone, world.goods = world.goods, []
    report = run(world)
    assert told(report) == {gone[1].key: "rejected"}
    live = [one.skus[0] for one in world.shop.items.values() if one.state is ListingState.LIVE]
    assert live == [gone[1].key]


def test_one_that_cannot_be_published_keeps_no_other_hidden() -> None:
    world = World(3, 9)
    refused: list[Sequence[str]] = []

    def refuses(name: str, about: Sequence[str]) -> AdapterError | None:
        bad = next((one.id for one in world.shop.items.values() if world.goods[4].key in one.skus), "")
        if name == "state" and bad in about:
            refused.append(about)
            return REFUSED
        return None

    world.shop.refuses = refuses
    report = run(world)
    hidden = [one.skus[0] for one in world.shop.items.values() if one.state is ListingState.UNLISTED]
    assert hidden == [world.goods[4].key]
    assert told(report) == {world.goods[4].key: "rejected"}
    assert world.shop.calls["state"] <= 2 * ceil(log2(9)) + 1


def test_a_picture_that_the_whole_call_was_refused_for_is_the_only_one_not_uploaded() -> None:
    world = World(3, 1)
    world.goods[0].photo = "1" * 63 + "2"
    listing = world.desired(world.goods[0], world.day).listing
    assert listing is not None
    bad = listing.media[0].key
    world.shop.refuses = lambda name, about: REFUSED if name == "upload" and bad in about else None
    assert told(run(world)) == {world.goods[0].key: "rejected"}
    assert len(world.shop.pictures) == 1
    world.shop.refuses = lambda _name, _about: None
    assert run(world).counts == {"create": 1}
    assert len(world.shop.pictures) == 2, "the good picture was uploaded once"


def test_what_is_unknown_is_looked_up_and_not_taken_apart() -> None:
    world = standing(7)
    once = iter(["lose_answer"])
    world.faults = lambda call: next(once, None) if call == "price" else None  # type: ignore[arg-type, return-value]
    report = run(world)
    assert told(report) == {}
    assert world.shop.calls["price"] == 1


def test_nothing_is_sent_again_where_the_look_at_a_lost_answer_failed() -> None:
    world = standing(7)
    faults = {"price": iter(["lose_answer"]), "read": iter(["reject"])}

    def fault(call: str) -> Any:
        if call == "read" and not world.shop.calls["price"]:
            return None  # that is the plan's
        return next(faults.get(call, iter(())), None)

    world.faults = fault
    assert len(told(run(world))) == 7, "what arrived is for the next plan to find out"
    assert world.shop.calls["price"] == 1
    world.until_quiet()
    assert world.shop.calls["price"] == 1, "it had all arrived"


def test_a_lost_answer_that_turns_into_a_refusal_is_taken_apart() -> None:
    world = standing(7)
    refusing(world, "price", [2])
    once = iter(["cut"])
    world.faults = lambda call: next(once, None) if call == "price" else None  # type: ignore[arg-type, return-value]
    assert list(told(run(world))) == [world.goods[2].key]


def test_a_fault_of_ours_with_one_of_them_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    world = standing(7)
    plain, bad = MemoryAdapter.set_prices, item(world, 3)

    async def set_prices(self: MemoryAdapter, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        if bad in {edit.remote.remote_id for edit in edits}:
            raise ZeroDivisionError
        return await plain(self, edits, log)

    monkeypatch.setattr("tests.simulation.world.WatchedAdapter.set_prices", set_prices)
    report = run(world)
    assert told(report) == {world.goods[3].key: "parked"}
    assert report.exit_code == 1


@pytest.mark.parametrize("strike", range(2, 90, 5))
def test_a_crash_between_the_parts_loses_nothing_and_sends_nothing_twice(strike: int) -> None:
    world = World(3, 5)
    run(world)
    for good in world.goods:
        good.price += 1000
        good.stock += 5
    refusing(world, "price", [1])
    world.sync(strike_at=strike)
    world.shop.sell(world.goods[0].key, 2)
    world.shop.refuses = lambda _name, _about: None
    world.until_quiet()
    asked = {notice.product for notice in run(world).notices if notice.code == "stock-unclear"}
    for number, good in enumerate(world.goods):
        shown = world.shop.items[item(world, number)].groups
        assert shown[Group.PRICE] == {good.key: good.price}
        told_stock = [good.stock, good.stock - 2] if number == 0 else [good.stock]
        told_stock = [good.stock - 7] if good.key in asked else told_stock
        assert shown[Group.STOCK][good.key] in told_stock  # type: ignore[index, call-overload]


@pytest.mark.parametrize("strike", range(2, 40, 2))
def test_what_is_known_to_have_been_taken_is_not_in_doubt_after_a_crash(strike: int) -> None:
    """A stock that was taken, and sold below what it was before, would be sold twice if it were sent again."""
    world = World(3, 4)
    run(world)
    for good in world.goods:
        good.stock += 5
    world.sync(strike_at=strike)
    first = world.goods[0]
    with world.journal() as journal:
        kept = run_virtual(world.clock, journal.bases(SHOP))[first.key].groups[Group.STOCK]
    world.shop.sell(first.key, 6)
    left = world.shop.items[item(world, 0)].groups[Group.STOCK]
    world.until_quiet()
    if kept.sent == {first.key: first.stock}:
        assert world.shop.items[item(world, 0)].groups[Group.STOCK] == left


def counting(bugs: int = 0, went_well: int = 0) -> Any:
    return SimpleNamespace(bugs=Counter(price=bugs), went_well=Counter(price=went_well))


def test_halves_are_all_of_it_in_its_order() -> None:
    for size in range(9):
        first, rest = in_halves(range(size))
        assert [*first, *rest] == list(range(size))
        assert len(rest) - len(first) in (0, 1)


@pytest.mark.parametrize("error", [Rejected("E"), NotReady("E"), NotFound("E"), Locked("E")])
def test_a_certain_refusal_of_several_may_be_about_one(error: AdapterError) -> None:
    session = counting(bugs=MANY_BUGS)
    assert [may_be_about_one(session, "price", error, size) for size in (1, 2, 50)] == [False, True, True]
    assert session.bugs["price"] == MANY_BUGS, "no fault of ours"


@pytest.mark.parametrize("error", [Unknown("E"), StopShop("E"), QuotaSpent("E"), RetryLater("E", after_s=1.0)])
def test_what_is_unknown_or_concerns_all_is_not(error: AdapterError) -> None:
    assert not may_be_about_one(counting(), "price", error, 50)


def test_fifty_requests_that_were_each_wrong_by_themselves_are_enough_unless_one_was_right() -> None:
    bug = Bug("E_BODY")
    assert may_be_about_one(counting(bugs=MANY_BUGS - 1), "price", bug, 2)
    assert not may_be_about_one(counting(bugs=MANY_BUGS), "price", bug, 2)
    assert may_be_about_one(counting(bugs=MANY_BUGS, went_well=1), "price", bug, 2)
    assert may_be_about_one(counting(bugs=MANY_BUGS), "stock", bug, 2), "counted by kind"
    assert not may_be_about_one(counting(), "price", bug, 1)


def test_only_a_wrong_request_for_a_single_one_is_counted() -> None:
    session = counting()
    for size in (1, 2, 50, 3):
        may_be_about_one(session, "price", Bug("E_BODY"), size)
    assert session.bugs == {"price": 1}
