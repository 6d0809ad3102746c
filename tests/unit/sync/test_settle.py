"""Reading back what was written: no marketplace rewrites a price, so a third one is somebody's edit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import JsonValue

from connector.model import Group
from connector.sync import Notice, RunReport
from tests.simulation.world import World

SENT, THIRD = 81_000, 79_000


@pytest.fixture
def world() -> World:
    world = World(seed=5, size=1)
    (good,) = world.goods
    good.star, good.expiry, good.price, good.stock = 4, world.day + timedelta(days=900), 80_000, 9
    run(world)
    assert run(world).results == ()
    return world


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def told(report: RunReport, group: Group) -> list[tuple[str, JsonValue]]:
    return [(one.code, one.params.get("shop")) for one in report.notices if one.group is group]


def shows(world: World, price: int) -> None:
    """Whatever price is written, the shop holds this one."""
    sku = world.goods[0].key
    world.shop.rewrite = lambda group, value: {sku: price} if group is Group.PRICE else value


def test_a_third_price_is_somebodys_edit_and_is_left_alone(world: World) -> None:
    world.goods[0].price = SENT
    shows(world, THIRD)
    first = run(world)
    assert [str(result.change.kind) for result in first.results] == ["price"]
    assert "rewritten" not in {one.code for one in first.notices}, "else it counted as the shop's own spelling of ours"
    key = world.goods[0].key
    for _ in range(2):
        after = run(world)
        assert after.results == (), "nobody's price is written over"
        assert told(after, Group.PRICE) == [("drift", {key: THIRD})]


def test_the_price_from_before_is_a_stale_read_and_nobodys_edit(world: World) -> None:
    key = world.goods[0].key
    world.goods[0].price = SENT
    shows(world, 80_000)
    run(world)
    after = run(world)
    assert after.results == (), "a write that is on its way is not sent again"
    assert {code for code, _ in told(after, Group.PRICE)} <= {"pending"}
    world.shop.change(next(iter(world.shop.items)), {})  # what was on its way arrives
    world.shop.rewrite = lambda _group, value: value
    world.shop.change(next(iter(world.shop.items)), {Group.PRICE: {key: SENT}})
    arrived: list[Notice] = [one for one in run(world).notices if one.group is Group.PRICE]
    assert arrived == []
    assert run(world).results == ()


def test_a_title_that_reads_otherwise_is_the_shops_own_spelling(world: World) -> None:
    """What is true of prices is not of words: marketplaces do rewrite those."""
    world.goods[0].title = "Miến dong Cự Đà phơi nắng"
    world.shop.rewrite = lambda group, value: f"{value}." if group is Group.TITLE else value
    assert [code for code, _ in told(run(world), Group.TITLE)] == ["rewritten"]
    assert run(world).results == ()
