"""Pace: rates near their floor, holds that move everybody, quotas that stop at once, writers counted."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from connector.errors import QuotaSpent
from connector.port import Budget
from connector.wire.pace import Lane, Pace, lowered

from .virtual import START, VirtualClock, run

ENDPOINT = "POST /api/v2/product/add_item"


async def spend(
    pace: Pace, calls: int, *, workers: int = 1, takes_s: float = 0.0, writing: bool = False
) -> list[float]:
    """``calls`` calls by some workers; when each got its slot."""
    clock, started = VirtualClock(), []
    left = iter(range(calls))

    async def work() -> None:
        for _ in left:
            async with pace.slot(ENDPOINT, writing=writing):
                started.append(clock.monotonic())
                await clock.sleep(takes_s)

    await asyncio.gather(*(work() for _ in range(workers)))
    return started


@pytest.mark.parametrize("rate", [5.0, 10.0, 50.0])
@pytest.mark.parametrize("workers", [4, 16])
def test_the_wall_is_within_two_percent_of_the_floor(rate: float, workers: int) -> None:
    calls = 500

    async def main() -> float:
        pace = Pace([Budget("shop", rate)], VirtualClock())
        return (await spend(pace, calls, workers=workers, takes_s=0.02))[-1]

    took = run(main())
    burst = max(1.0, rate * 0.2)
    assert took <= calls / rate * 1.02
    assert took >= (calls - burst) / rate - 1e-6, "faster than allowed"


def test_no_second_sees_more_than_the_rate_and_one_burst() -> None:
    async def main() -> list[float]:
        return await spend(Pace([Budget("shop", 10)], VirtualClock()), 200, workers=8)

    started = run(main())
    for at in started:
        assert sum(at <= other < at + 1.0 for other in started) <= 10 + 2


def test_the_narrower_lane_decides_and_spends_nothing_of_the_wider_meanwhile() -> None:
    async def main() -> tuple[float, float]:
        pace = Pace([Budget("shop", 100), Budget(f"endpoint:{ENDPOINT}", 1), Budget("app", 1000)], VirtualClock())
        slow = asyncio.create_task(spend(pace, 5))
        other = VirtualClock()
        for _ in range(50):
            async with pace.slot("GET /other", writing=False):
                pass
        return other.monotonic(), (await slow)[-1]

    others, slow = run(main())
    assert others <= 0.6
    assert slow == pytest.approx(4.0, abs=0.1)


def test_a_hold_moves_every_worker_and_the_calls_after_it_keep_the_rate() -> None:
    async def main() -> list[float]:
        clock = VirtualClock()
        pace = Pace([Budget("shop", 10)], clock)

        async def hold() -> None:
            await clock.sleep(1.05)
            pace.hold("shop", 5.0)
            pace.hold("shop", 1.0)  # a shorter one must not shorten it

        started, _ = await asyncio.gather(spend(pace, 60, workers=8), hold())
        return started

    started = run(main())
    assert not [at for at in started if 1.06 < at < 6.0]
    assert sum(6.0 <= at < 6.5 for at in started) <= 5 + 2


def test_a_hold_of_an_endpoint_leaves_the_others_alone() -> None:
    async def main() -> tuple[float, float]:
        clock = VirtualClock()
        pace = Pace([Budget("shop", 100)], clock)
        pace.hold(f"endpoint:{ENDPOINT}", 3.0)
        async with pace.slot("GET /other", writing=False):
            other = clock.monotonic()
        return other, (await spend(pace, 1))[0]

    assert run(main()) == (0.0, 3.0)


def test_writers_are_counted_over_the_whole_call_readers_are_not() -> None:
    async def main() -> tuple[int, int]:
        clock, inside, most = VirtualClock(), 0, 0
        pace = Pace([Budget("shop", 0, writers=2)], clock)

        async def call(writing: bool) -> None:
            nonlocal inside, most
            async with pace.slot(ENDPOINT, writing=writing):
                inside += 1
                most = max(most, inside)
                await clock.sleep(1)
                inside -= 1

        await asyncio.gather(*(call(True) for _ in range(6)))
        writers, most = most, 0
        await asyncio.gather(*(call(False) for _ in range(6)))
        return writers, most

    assert run(main()) == (2, 6)


def test_a_daily_quota_ends_at_once_and_opens_at_its_own_midnight() -> None:
    zone = timezone(timedelta(hours=8))

    async def main() -> None:
        clock = VirtualClock()
        pace = Pace([Budget(f"endpoint:{ENDPOINT}", 0, per_day=2)], clock, zone=zone)
        await spend(pace, 2)
        with pytest.raises(QuotaSpent) as caught:
            await spend(pace, 1)
        assert caught.value.resets_at == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
        await clock.sleep((caught.value.resets_at - START).total_seconds())
        assert len(await spend(pace, 2)) == 2

    run(main())


def test_a_quota_the_marketplace_calls_spent_closes_its_scope_only() -> None:
    async def main() -> None:
        pace = Pace([], VirtualClock())
        pace.spend(f"endpoint:{ENDPOINT}", START + timedelta(hours=1))
        with pytest.raises(QuotaSpent):
            await spend(pace, 1)
        async with pace.slot("GET /other", writing=False):
            pass
        await VirtualClock().sleep(3600)
        assert len(await spend(pace, 1)) == 1

    run(main())


def test_shops_of_one_app_share_its_lane() -> None:
    async def main() -> float:
        clock = VirtualClock()
        app = Lane("app", clock, Budget("app", 10))
        shops = [Pace([Budget("shop", 100)], clock, shared={"app": app}) for _ in range(4)]
        await asyncio.gather(*(spend(pace, 25) for pace in shops))
        return clock.monotonic()

    assert run(main()) == pytest.approx(9.8, abs=0.1)


def test_configuration_only_lowers() -> None:
    budgets = (Budget("shop", 5, writers=2), Budget("app", 50))
    assert [b.per_second for b in lowered(budgets, 2)] == [2, 50]
    assert [b.per_second for b in lowered(budgets, 9)] == [5, 50]
    assert lowered(budgets, None) == budgets
    assert lowered(budgets, 2)[0].writers == 2
