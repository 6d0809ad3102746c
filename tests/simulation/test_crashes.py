"""A crash before or after any single effect of a run: nothing twice, nothing lost, and a quiet shop in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.simulation.checker import violations
from tests.simulation.histories import expected
from tests.simulation.world import World


def wrong(world: World) -> list[str]:
    return world.watch.broken + violations(world.shop.items, expected(world)) + world.watch.left_open()


def effects_of_a_first_sync(size: int, several: bool = False) -> int:
    world = World(7, size, several)
    assert world.sync() is not None
    return world.effects.count


@pytest.mark.parametrize("strike", range(2, 2 * effects_of_a_first_sync(3) + 2))
def test_a_crash_at_any_effect_of_a_first_sync(strike: int) -> None:
    world = World(7, 3)
    assert world.sync(strike_at=strike) is None, "the crash did not happen"
    world.until_quiet()
    assert wrong(world) == []
    creates = world.shop.calls["create"]
    assert creates <= 3 + 4, "more creates than needed plus those in flight"


@pytest.mark.parametrize("strike", range(2, 2 * effects_of_a_first_sync(3, several=True) + 2))
def test_a_crash_between_the_calls_of_one_create_leaves_no_half_live_and_none_twice(strike: int) -> None:
    world = World(7, 3, several=True)
    assert world.sync(strike_at=strike) is None, "the crash did not happen"
    assert not any(
        item.ever_live and len(item.skus) < 2 for item in world.shop.items.values() if "P000" not in item.skus[0]
    )
    world.until_quiet()
    assert wrong(world) == []
    assert world.shop.calls["create"] <= 3 + 4


@pytest.mark.parametrize("strike", range(2, 40))
def test_a_crash_while_changing_and_lapsing(strike: int) -> None:
    world = World(11, 4)
    assert world.sync() is not None
    world.goods[0].price += 3000
    world.goods[1].story = "Sợi miến mới, phơi ba nắng 🌞."
    world.goods[2].stock += 5
    world.goods[3].expiry = world.day + timedelta(days=1)
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    world.sync(strike_at=strike)
    world.until_quiet()
    assert wrong(world) == []


def test_a_run_that_crashed_twice_in_a_row() -> None:
    for first in range(2, 40, 5):
        for second in range(2, 40, 7):
            world = World(13, 2)
            world.sync(strike_at=first)
            world.clock.advance(1)
            world.sync(strike_at=second)
            world.until_quiet()
            assert wrong(world) == []
