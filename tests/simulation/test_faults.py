"""Random histories: catalogue edits, sales, lapses, lost answers, throttling and crashes, then quiet; one seed each."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from adapters.memory import Fault
from tests.simulation.checker import violations
from tests.simulation.test_crashes import expected
from tests.simulation.world import World

WRITES = ("create", "update", "price", "stock", "state", "upload")


def history(seed: int, nights: int = 4) -> World:
    """A few disturbed nights, then quiet."""
    world = World(seed, size=5)
    chance = random.Random(seed * 31 + 1)
    world.shop.search_lag_s = chance.choice([0.0, 0.5, 1.9])
    world.allow = {"reprice": 99, "text": 99, "badge-off": 99, "stock-zero": 99}

    def fault(call: str) -> Fault | None:
        if call in WRITES and chance.random() < 0.15:
            return chance.choice(["lose_answer", "cut", "throttle", "lose_answer"])
        return "cut" if chance.random() < 0.02 else None

    for _ in range(nights):
        world.faults = fault
        good = chance.choice(world.goods)
        good.price += chance.randrange(1, 9) * 1000
        if chance.random() < 0.5:
            chance.choice(world.goods).story += " Thêm nắng."
        if chance.random() < 0.3:
            chance.choice(world.goods).stock = chance.randrange(0, 90)
        world.sync(strike_at=chance.randrange(2, 120) if chance.random() < 0.5 else None)
        world.clock.advance(chance.choice([0, 1, 300, 86400]))
        world.day += timedelta(days=1)
    return world


@pytest.mark.parametrize("seed", range(60))
def test_after_the_faults_the_shop_equals_the_catalogue(seed: int) -> None:
    world = history(seed)
    report = world.until_quiet()
    parked = {notice.product for notice in report.notices if notice.code == "parked"}
    wanted = {sku: want for sku, want in expected(world).items() if sku not in parked}
    assert violations(world.shop.items, wanted) == []


def test_a_sale_between_two_runs_sends_nothing() -> None:
    world = World(3)
    world.sync()
    world.shop.sell(world.goods[0].key, 2)
    report = world.sync()
    assert report is not None
    assert report.results == ()


def test_an_unknown_create_is_looked_up_until_the_window_passes_before_it_is_sent_again() -> None:
    world = World(5, size=1)
    cuts = iter(["cut"])
    world.faults = lambda call: next(cuts, None) if call == "create" else None  # type: ignore[arg-type, return-value]
    report = world.sync()
    assert report is not None
    assert report.counts == {"create": 1}
    assert world.shop.calls["create"] == 2
    assert world.shop.calls["find"] >= 4


def test_a_create_lost_twice_is_parked_for_a_person_and_not_sent_a_third_time() -> None:
    world = World(5, size=1)
    world.faults = lambda call: "cut" if call == "create" else None
    report = world.sync()
    assert report is not None
    assert report.exit_code == 3
    assert [result.code for result in report.results] == ["create-parked-never-arrived"]
    world.faults = lambda _call: None
    again = world.sync()
    assert again is not None
    assert world.shop.calls["create"] == 2
    assert "parked" in [notice.code for notice in again.notices]
