"""One app, several shops: what the marketplace counts by the app is counted once for all of them."""

import asyncio
from datetime import timedelta

import pytest

from connector.errors import QuotaSpent
from connector.port import Budget
from connector.wire.apps import app_lanes
from connector.wire.pace import Pace

from .virtual import START, VirtualClock, run

APP = Budget("app", 10)
SHOP = Budget("shop", 50)


def pace_of(clock: VirtualClock, app: str = "shopee 1001", budget: Budget = APP) -> Pace:
    return Pace([SHOP, budget], clock, shared=app_lanes(clock, app, [SHOP, budget]))


async def spend(pace: Pace, calls: int) -> None:
    for _ in range(calls):
        async with pace.slot("GET /x", writing=False):
            pass


def test_three_shops_of_one_app_are_no_faster_than_the_app() -> None:
    async def main() -> float:
        clock = VirtualClock()
        await asyncio.gather(*(spend(pace_of(clock), 40) for _ in range(3)))
        return clock.monotonic()

    assert run(main()) == pytest.approx(12, abs=0.4)


def test_shops_of_other_apps_and_the_shops_own_budgets_are_their_own() -> None:
    async def main() -> float:
        clock = VirtualClock()
        await asyncio.gather(*(spend(pace_of(clock, f"app {number}"), 40) for number in range(3)))
        return clock.monotonic()

    assert run(main()) == pytest.approx(4, abs=0.4)


def test_a_hold_of_the_app_holds_every_shop_and_one_of_a_shop_its_own() -> None:
    async def main() -> tuple[float, float]:
        clock = VirtualClock()
        one, other = pace_of(clock), pace_of(clock)
        one.hold("shop", 5)
        await spend(other, 1)
        before = clock.monotonic()
        one.hold("app", 30)
        await spend(other, 1)
        return before, clock.monotonic()

    before, after = run(main())
    assert before < 1
    assert after >= 30


def test_a_quota_of_the_app_that_one_shop_spent_is_spent_for_all() -> None:
    async def main() -> None:
        clock = VirtualClock()
        one, other = pace_of(clock), pace_of(clock)
        one.spend("app", START + timedelta(hours=3))
        with pytest.raises(QuotaSpent):
            await spend(other, 1)

    run(main())


def test_an_app_without_a_budget_can_be_held_too_and_the_slowest_wish_holds() -> None:
    async def main() -> tuple[float, float]:
        clock = VirtualClock()
        bare = Pace([SHOP], clock, shared=app_lanes(clock, "lazada", [SHOP]))
        Pace([SHOP], clock, shared=app_lanes(clock, "lazada", [SHOP])).hold("app", 7)
        await spend(bare, 1)
        held = clock.monotonic()
        slow = pace_of(clock, "lazada", Budget("app", 2))
        pace_of(clock, "lazada", Budget("app", 100))
        await spend(slow, 11)
        return held, clock.monotonic() - held

    held, took = run(main())
    assert held >= 7
    assert took == pytest.approx(5, abs=0.6)
