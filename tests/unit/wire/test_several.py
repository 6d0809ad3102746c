"""Several reads at once: bounded, in order, and an error as if they had been asked one after another."""

import asyncio

import pytest

from connector.errors import NotFound, StopShop
from connector.testing.virtual import VirtualClock, run_virtual
from connector.wire.several import several


class Slow:
    """Answers after ``waits[one]`` seconds; what is in ``errors`` fails then."""

    def __init__(self, waits: dict[str, float], errors: dict[str, Exception] | None = None) -> None:
        self.waits, self.errors = waits, errors or {}
        self.busy = self.most = 0
        self.begun: list[str] = []
        self.ended: list[str] = []

    async def ask(self, one: str) -> str:
        self.begun.append(one)
        self.busy += 1
        self.most = max(self.most, self.busy)
        await asyncio.sleep(self.waits[one])
        self.busy -= 1
        self.ended.append(one)
        if one in self.errors:
            raise self.errors[one]
        return f"{one}!"


def test_answers_come_in_the_order_asked_and_no_more_than_so_many_at_once() -> None:
    slow, clock = Slow({"gốm": 3, "chè": 1, "lụa": 2, "mật": 1}), VirtualClock()
    began = clock.monotonic()
    assert run_virtual(clock, several(list(slow.waits), slow.ask, most=2)) == ["gốm!", "chè!", "lụa!", "mật!"]
    assert slow.most == 2
    assert slow.ended == ["chè", "gốm", "lụa", "mật"]
    assert clock.monotonic() - began == pytest.approx(4)  # seven one after another


def test_nothing_asked_is_nothing_done() -> None:
    assert run_virtual(VirtualClock(), several([], Slow({}).ask)) == []


def test_of_several_errors_the_earliest_asked_is_told_and_nothing_more_is_begun() -> None:
    first, second = StopShop("E_FIRST"), NotFound("E_SECOND")
    slow = Slow({"a": 2, "b": 1, "c": 1, "d": 1}, {"a": first, "b": second})
    with pytest.raises(StopShop) as told:
        run_virtual(VirtualClock(), several(list(slow.waits), slow.ask, most=2))
    assert told.value is first  # bare, as where it was raised: no group of errors
    assert slow.begun == ["a", "b"]


def test_what_is_on_its_way_ends_by_itself() -> None:
    slow = Slow({"a": 1, "b": 9}, {"a": NotFound("E_GONE")})
    with pytest.raises(NotFound):
        run_virtual(VirtualClock(), several(["a", "b"], slow.ask))
    assert slow.ended == ["a", "b"]


def test_once_nothing_more_can_succeed_what_is_on_its_way_is_given_up() -> None:
    banned = StopShop("E_SHOP_BANNED")
    slow = Slow({"a": 1, "b": 2, "c": 9, "d": 1}, {"a": NotFound("E_GONE"), "b": banned})
    with pytest.raises(StopShop) as told:
        run_virtual(VirtualClock(), several(list(slow.waits), slow.ask, most=3))
    assert told.value is banned
    assert (slow.begun, slow.ended) == (["a", "b", "c"], ["a", "b"])


def test_who_cancels_ends_all_of_them() -> None:
    slow = Slow({"a": 9, "b": 9})

    async def cancelled() -> None:
        task = asyncio.create_task(several(["a", "b"], slow.ask))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run_virtual(VirtualClock(), cancelled())
    assert (slow.begun, slow.ended) == (["a", "b"], [])
