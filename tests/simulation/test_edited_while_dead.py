"""What staff write between a write that a dead process left open and the next run is an edit, not our own write."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connector.model import Group
from tests.simulation.world import World

OURS, THEIRS = "Miến dong rong riềng mới", "Miến chị Hoa gói tay"


def told(world: World, group: Group) -> set[str]:
    """What the next two nights say of a group; the second has to say it again."""
    said: set[str] = {"drift", "conflict"}
    for _ in range(2):
        world.day += timedelta(days=1)
        world.clock.advance(86400)
        report = world.sync()
        assert report is not None
        said &= {notice.code for notice in report.notices if notice.group is group}
    return said


def left_open(world: World, strike: int) -> bool:
    """Whether a run that dies at ``strike`` leaves something open; then two hours pass."""
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    died = world.sync(strike_at=strike) is None
    world.clock.advance(7200)
    return died and bool(world.watch.left_open())


@pytest.mark.parametrize(("strike", "arrived"), [(12, False), (13, True)])
def test_a_title_that_staff_wrote_after_a_lost_update_stays(strike: int, arrived: bool) -> None:
    world = World(3, 1)
    assert world.sync() is not None
    world.goods[0].title = OURS
    assert left_open(world, strike), "the run was to die with its update open: has the order of effects changed?"
    assert (world.shop.items["m000001"].groups[Group.TITLE] == OURS) is arrived
    world.shop.change("m000001", {Group.TITLE: THEIRS})
    assert told(world, Group.TITLE)
    assert world.shop.items["m000001"].groups[Group.TITLE] == THEIRS


@pytest.mark.parametrize("group", [Group.TITLE, Group.PRICE])
def test_what_staff_wrote_on_a_listing_whose_create_was_lost_is_told(group: Group) -> None:
    world = World(3, 1)
    assert left_open(world, 16), "the run was to die with its create open: has the order of effects changed?"
    written = THEIRS if group is Group.TITLE else {"P000-01": world.goods[0].price + 1000}
    world.shop.change("m000001", {group: written})
    assert told(world, group)
    assert world.shop.items["m000001"].groups[group] == written
