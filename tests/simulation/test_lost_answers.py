"""A lost answer is looked into before anything is sent again: what arrived is not repeated, no edit is run over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from adapters.memory import Fault, MemoryAdapter
from connector.model import Group
from connector.sync import RunReport
from tests.simulation.checker import violations
from tests.simulation.histories import expected
from tests.simulation.world import World

STAFF = "Nhân viên viết lại ngay lúc đó."


def once(call: str, fault: Fault, meanwhile: Callable[[], None] = lambda: None) -> Callable[[str], Fault | None]:
    """``fault`` for the first ``call``, after something else happened."""
    left = [fault]

    def faults(name: str) -> Fault | None:
        if name != call or not left:
            return None
        meanwhile()
        return left.pop()

    return faults


def published() -> World:
    world = World(4, size=1)
    world.goods[0].stock = 20
    assert world.sync() is not None
    return world


def edited(world: World, call: str) -> None:
    """An edit of the sheet that takes one ``call``."""
    good = world.goods[0]
    if call == "update":
        good.story = "Viết lại."
    elif call == "price":
        good.price += 1000
    else:
        good.stock += 5


def again(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


@pytest.mark.parametrize("call", ["update", "price", "stock"])
def test_an_edit_that_had_arrived_is_not_sent_again(call: str) -> None:
    world = published()
    edited(world, call)
    world.faults = once(call, "lose_answer")
    report = again(world)
    assert [str(result.outcome) for result in report.results] == ["accepted"]
    assert world.shop.calls[call] == 1
    assert again(world).results == ()
    assert violations(world.shop.items, expected(world)) == []


@pytest.mark.parametrize("call", ["update", "price", "stock"])
def test_an_edit_that_never_arrived_is_sent_once_more(call: str) -> None:
    world = published()
    edited(world, call)
    world.faults = once(call, "cut")
    again(world)
    assert world.shop.calls[call] == 2
    assert again(world).results == ()
    assert violations(world.shop.items, expected(world)) == []
    assert world.watch.broken == []


def test_what_staff_wrote_meanwhile_is_not_run_over() -> None:
    world = published()
    edited(world, "update")
    (remote_id,) = world.shop.items

    def staff() -> None:
        world.shop.change(remote_id, {Group.DESCRIPTION: STAFF})

    world.faults = once("update", "cut", staff)
    report = again(world)
    assert [str(result.outcome) for result in report.results] == ["unknown"]
    assert report.exit_code == 3
    assert world.shop.calls["update"] == 1
    assert world.shop.items[remote_id].groups[Group.DESCRIPTION] == STAFF


@pytest.mark.parametrize(("fault", "calls"), [("lose_answer", 1), ("cut", 2)])
def test_publishing_is_finished_in_the_same_run(fault: Fault, calls: int) -> None:
    world = World(4, size=3)
    world.faults = once("state", fault)
    report = again(world)
    assert report.counts == {"create": 3}
    assert world.shop.calls["state"] == calls
    assert all(str(item.state) == "live" for item in world.shop.items.values())
    assert again(world).results == ()


def test_stock_that_had_arrived_before_a_crash_is_not_sent_again() -> None:
    whole = published()
    edited(whole, "stock")
    assert whole.sync() is not None
    effects = whole.effects.count
    for strike in range(2, 2 * effects + 2, 3):
        world = published()
        edited(world, "stock")
        world.sync(strike_at=strike)
        arrived = world.shop.items["m000001"].groups[Group.STOCK] == {"P000-01": 25}
        sent = world.shop.calls["stock"]
        world.until_quiet()
        assert world.shop.calls["stock"] == (sent if arrived else sent + 1), f"strike {strike}"
        assert violations(world.shop.items, expected(world)) == []


def slowly(monkeypatch: pytest.MonkeyPatch, world: World, seconds: float) -> None:
    """Every look-up's answer takes ``seconds``."""
    plain = MemoryAdapter.find

    async def find(self: MemoryAdapter, sku: str, since: datetime | None) -> list[str]:
        found = await plain(self, sku, since)
        await world.clock.sleep(seconds)
        return found

    monkeypatch.setattr(MemoryAdapter, "find", find)


@pytest.mark.parametrize("crash", [False, True], ids=["same run", "next run"])
def test_a_look_counts_from_when_it_began(monkeypatch: pytest.MonkeyPatch, crash: bool) -> None:
    """What search shows while the last answer is on its way must not be created a second time."""
    world = World(4, size=1)
    world.shop.search_lag_s = 1.9
    slowly(monkeypatch, world, 1.2)
    if crash:
        bound = next(strike for strike in range(2, 200) if created_by(strike))
        world.sync(strike_at=bound)
    else:
        world.faults = once("create", "lose_answer")
    again(world)
    assert world.shop.calls["create"] == 1
    assert world.until_quiet().exit_code == 0
    assert [str(item.state) for item in world.shop.items.values()] == ["live"]


def created_by(strike: int) -> bool:
    """Whether a crash at ``strike`` leaves a created listing behind."""
    world = World(4, size=1)
    world.sync(strike_at=strike)
    return bool(world.shop.items)
