"""Shops of which only parts are ours (decision 22): what each preset writes, and that nothing else is touched."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from connector.config import OWNS_PRESETS, ShopConfig, creates, owned_groups
from connector.model import Group, ListingState
from connector.sync import Desired, RunReport
from tests.simulation.world import Good, World

from .planned import by_hand

NEW_TITLE = "Miến dong Làng So loại một"


def shared(owns: str | tuple[Group, ...]) -> World:
    """Two products published by us; from then on the shop is run as ``owns`` says."""
    world = World(seed=11, size=2)
    for good in world.goods:
        good.stock = 20
    run(world)
    shop = ShopConfig(name="x", marketplace="memory", owns=owns)
    plain = world.rules
    world.rules = lambda: replace(plain(), owns=owned_groups(shop), creates=creates(shop))  # type: ignore[method-assign]
    return world


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def edit(world: World) -> Good:
    """The sheet changes everything a sheet can; another tool has changed price and stock in the shop meanwhile."""
    good = world.goods[0]
    item = next(item for item in world.shop.items.values() if good.key in item.skus)
    world.shop.change(item.id, {Group.PRICE: {good.key: 77_000}, Group.STOCK: {good.key: 4}})
    good.title, good.story, good.photo = NEW_TITLE, "Sợi miến phơi nắng ba ngày.", "f" * 64
    good.price, good.stock = good.price + 5000, 33
    return good


def written(report: RunReport) -> set[Group]:
    return {group for result in report.results for group in result.change.groups}


@pytest.mark.parametrize(
    ("owns", "groups"),
    [
        ("story-and-badge", {Group.TITLE, Group.DESCRIPTION, Group.MEDIA}),
        ("new-only", set()),
        ((Group.PRICE, Group.STOCK), {Group.PRICE, Group.STOCK}),
        ((Group.MEDIA,), {Group.MEDIA}),
    ],
)
def test_only_what_is_ours_is_written_and_the_rest_stays_to_the_byte(
    owns: str | tuple[Group, ...], groups: Collection[Group]
) -> None:
    world = shared(owns)
    good = edit(world)
    before = next(item for item in world.shop.items.values() if good.key in item.skus)
    report = run(world)
    expected = set(groups) - ({Group.PRICE} if Group.PRICE in groups else set())
    assert written(report) == expected, "a price that both sides changed is a conflict, not a write"
    after = world.shop.items[before.id]
    untouched = set(Group) - set(groups)
    assert {g: v for g, v in after.groups.items() if g in untouched} == {
        g: v for g, v in before.groups.items() if g in untouched
    }
    assert run(world).results == ()


def test_all_is_everything() -> None:
    world = shared("all")
    good = world.goods[0]
    good.title, good.stock = NEW_TITLE, 33
    assert written(run(world)) == {Group.TITLE, Group.STOCK}
    assert OWNS_PRESETS["all"] == frozenset(Group)


@pytest.mark.parametrize(
    ("owns", "made"),
    [("all", True), ("new-only", True), ("story-and-badge", False), ((Group.PRICE, Group.STOCK), False)],
)
def test_new_listings_are_made_only_where_all_of_one_is_ours(owns: str | tuple[Group, ...], made: bool) -> None:
    world = shared(owns)
    new = World(seed=12, size=3).goods[2]
    world.goods.append(new)
    report = run(world)
    assert [str(result.change.kind) for result in report.results] == (["create"] if made else [])
    assert ("not-created-here" in {notice.code for notice in report.notices}) is not made
    assert report.exit_code == 0
    shown = [item.state for item in world.shop.items.values() if new.key in item.skus]
    assert shown == ([ListingState.LIVE] if made else [])


def test_what_was_created_hidden_is_shown_even_where_showing_is_not_ours() -> None:
    world = shared("new-only")
    new = World(seed=12, size=3).goods[2]
    world.goods.append(new)
    plain = world.rules
    world.rules = lambda: replace(plain(), hidden=True)  # type: ignore[method-assign]
    assert run(world).counts == {"create": 1}
    assert run(world).counts == {}
    world.rules = plain  # type: ignore[method-assign]
    assert run(world).counts == {"relist": 1}
    item = next(item for item in world.shop.items.values() if new.key in item.skus)
    world.shop.change(item.id, {}, ListingState.UNLISTED)
    assert run(world).counts == {}, "hidden by somebody else it stays hidden"


def test_what_was_created_hidden_and_perhaps_shown_is_ours_until_the_shop_says() -> None:
    """Neither publishing nor showing it the next night arrived, nor was either answered."""
    world = shared("new-only")
    world.goods.append(World(seed=12, size=3).goods[2])
    world.faults = lambda call: "cut" if call == "state" else None
    assert run(world).counts == {"unknown": 1}
    world.clock.advance(86400)
    assert run(world).counts == {"unknown": 1}
    world.faults = lambda _call: None
    world.clock.advance(86400)
    assert run(world).counts == {"relist": 1}
    assert {item.state for item in world.shop.items.values()} == {ListingState.LIVE}


def test_a_product_the_law_holds_back_is_told_where_hiding_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    world = shared("story-and-badge")
    plain = World.desired

    def desired(self: World, good: Good, day: object) -> Desired:
        made = plain(self, good, day)  # type: ignore[arg-type]
        return replace(made, want="unlist", cause="HOLD_ALCOHOL_15PLUS", legal=True) if good is world.goods[0] else made

    monkeypatch.setattr(World, "desired", desired)
    report = run(world)
    assert "unlist-not-ours" in {notice.code for notice in report.notices}
    assert (report.exit_code, report.results) == (3, ())


def test_a_star_that_lapsed_comes_off_where_the_pictures_are_ours() -> None:
    world = shared("story-and-badge")
    world.day = max(good.expiry for good in world.goods)
    report = run(world)
    assert {result.change.claim for result in report.results} == {"off"}
    assert run(world).results == ()


def test_a_group_that_becomes_ours_is_sent_only_where_the_shop_shows_something_else() -> None:
    """It was in no compare until now: what the shop shows of it is what the plan says it replaces."""
    world = World(seed=11, size=1)
    (good,) = world.goods
    good.stock, plain, owns = 20, world.rules, [frozenset({Group.PRICE, Group.STOCK, Group.STRUCTURE, Group.STATE})]
    world.rules = lambda: replace(plain(), owns=owns[0])  # type: ignore[method-assign]
    there = by_hand(world, good.key, title=good.title, description="Hàng quê 🌾.", price={good.key: good.price})
    assert written(run(world)) == set()
    owns[0] |= {Group.TITLE, Group.DESCRIPTION}
    (result,) = run(world).results
    assert result.change.groups.keys() == {Group.DESCRIPTION}
    change = result.change.groups[Group.DESCRIPTION]
    assert (change.before, change.sent, change.overwrites) == ("Hàng quê 🌾.", None, False)
    assert world.shop.items[there].groups[Group.DESCRIPTION] == change.after
    world.shop.change(there, {Group.TITLE: "Tên của nhân viên"})
    report = run(world)
    assert (report.results, [(one.code, one.group) for one in report.notices]) == ((), [("drift", Group.TITLE)])
