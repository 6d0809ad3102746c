"""A shop that was there before us: nothing is listed twice, nothing bound unasked, and every answer is kept to."""

from __future__ import annotations

import asyncio

import pytest

from connector.model import Group, ListingState
from connector.sync import RunReport
from connector.sync.meeting import MatchAnswer, placed
from tests.simulation.world import SHOP, World

TITLES = ("Khăn lụa tơ tằm hoa sen", "Trà sen Tây Hồ", "Mật ong hoa nhãn")
TYPED = "KHAN LUA TO TAM HOA SEN (freeship)"


@pytest.fixture
def world() -> World:
    """Three products; staff have typed the first into the shop, without a SKU."""
    world = World(seed=3, size=3)
    for good, title in zip(world.goods, TITLES, strict=True):
        good.title, good.price, good.stock = title, 100_000, 20
    typed(world)
    return world


def typed(world: World, title: str = TYPED, price: int = 98_000, sku: str = "#7") -> str:
    shown = {
        Group.TITLE: title,
        Group.PRICE: {sku: price},
        Group.STOCK: {sku: 3},
        Group.STRUCTURE: {"options": [], "skus": {sku: []}},
    }
    return world.shop.create((sku,), shown, live=True).id  # type: ignore[arg-type]


def answer(
    world: World, choice: str, *, number: int = 0, listing: str = "", sku: bool = False, saw: str = TYPED
) -> None:
    good = world.goods[number]
    said = MatchAnswer(good.key, listing or next(iter(world.shop.items)), choice, good.title, saw, sku)  # type: ignore[arg-type]
    with world.journal() as journal:
        asyncio.run(journal.answers.keep(SHOP, [said.stored("test")], world.clock.now()))


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def sent(report: RunReport) -> list[tuple[str, str]]:
    return [(str(result.change.kind), result.change.product) for result in report.results]


def codes(report: RunReport) -> set[str]:
    return {notice.code for notice in report.notices}


def live_titles(world: World) -> list[object]:
    return [item.groups[Group.TITLE] for item in world.shop.items.values() if item.state is ListingState.LIVE]


def test_a_look_alike_holds_its_product_and_the_rest_is_created(world: World) -> None:
    before = dict(world.shop.items)
    for _ in range(2):
        report = run(world)
        (held,) = [notice for notice in report.notices if notice.code == "look-alike"]
        assert (held.product, held.params["theirs"], held.params["ours"]) == (world.goods[0].key, TYPED, TITLES[0])
        assert report.exit_code == 3
    assert live_titles(world) == [TYPED, TITLES[1], TITLES[2]]
    assert before.items() <= world.shop.items.items()


def test_the_same_is_bound_as_it_is_and_later_changes_reach_it(world: World) -> None:
    before = dict(world.shop.items)
    answer(world, "same")
    report = run(world)
    assert sorted(product for _, product in sent(report)) == [good.key for good in world.goods[1:]]
    assert "matched" in codes(report)
    assert "look-alike" not in codes(report)
    assert report.exit_code == 0
    assert before.items() <= world.shop.items.items(), "not a byte of it is touched"
    assert run(world).results == ()
    world.goods[0].price = 120_000
    assert sent(run(world)) == [("price", world.goods[0].key)]
    item = next(iter(world.shop.items.values()))
    assert item.groups[Group.PRICE] == {"#7": 120_000}
    assert len(live_titles(world)) == 3


def test_our_sku_is_written_where_that_was_asked_for_and_trips_no_guard(world: World) -> None:
    answer(world, "same", sku=True)
    report = run(world)
    (update,) = [result.change for result in report.results if result.change.kind == "update"]
    assert (update.reason, set(update.groups), report.trips) == ("sku", {Group.STRUCTURE}, ())
    item = next(iter(world.shop.items.values()))
    assert item.skus == (world.goods[0].key,)
    assert item.groups[Group.TITLE] == TYPED
    assert item.groups[Group.PRICE] == {world.goods[0].key: 98_000}
    assert run(world).results == ()
    world.goods[0].stock = 11
    assert sent(run(world)) == [("stock", world.goods[0].key)]


def test_a_sku_asked_for_after_the_binding_is_written_too(world: World) -> None:
    answer(world, "same")
    run(world)
    answer(world, "same", sku=True)
    assert sent(run(world)) == [("update", world.goods[0].key)]
    assert run(world).results == ()


def test_different_closes_the_pair_and_the_product_is_created(world: World) -> None:
    answer(world, "different")
    report = run(world)
    assert report.counts == {"create": 3}
    assert "look-alike" not in codes(report)
    assert run(world).results == ()


def test_left_alone_is_neither_touched_nor_doubled_and_nobody_is_asked_again(world: World) -> None:
    before = dict(world.shop.items)
    answer(world, "alone")
    for _ in range(2):
        report = run(world)
        assert "left-alone" in codes(report)
        assert report.exit_code == 0
    assert live_titles(world) == [TYPED, TITLES[1], TITLES[2]]
    assert before.items() <= world.shop.items.items()
    world.shop.change(next(iter(before)), {}, ListingState.DELETED)
    assert sent(run(world)) == [("create", world.goods[0].key)], "gone from the shop, it stands in nobody's way"


@pytest.mark.parametrize("choice", ["same", "different", "alone"])
def test_an_answer_does_not_cover_a_listing_that_says_something_else_by_now(world: World, choice: str) -> None:
    answer(world, choice, saw="Khăn lụa hoa cúc")
    report = run(world)
    assert "look-alike" in codes(report)
    assert sent(report) == [("create", good.key) for good in sorted(world.goods[1:], key=lambda g: (-g.star, g.key))]


def test_one_listing_cannot_be_two_products(world: World) -> None:
    world.goods[1].title = "Khăn lụa tơ tằm hoa sen loại 1"
    answer(world, "same")
    answer(world, "same", number=1)
    report = run(world)
    assert "match-impossible" in codes(report)
    assert report.exit_code == 3
    assert sent(report) == [("create", world.goods[2].key)]


def test_a_listing_under_another_sku_counts_where_title_and_price_are_nearly_equal(world: World) -> None:
    typed(world, "Trà sen Tây Hồ", 99_000, "TSTH-CU")
    typed(world, "Mật ong", 60_000, "MO-9")
    report = run(world)
    held = sorted(notice.product for notice in report.notices if notice.code == "look-alike")
    assert held == [world.goods[0].key, world.goods[1].key]
    assert sent(report) == [("create", world.goods[2].key)]


def test_what_we_created_ourselves_is_nobodys_look_alike(world: World) -> None:
    answer(world, "different")
    run(world)
    world.goods[0].title = "Khăn lụa tơ tằm hoa sen mới"
    report = run(world)
    assert "look-alike" not in codes(report)


def test_sizes_are_told_apart_by_what_their_options_say_in_whatever_spelling() -> None:
    world = World(seed=5, size=3, several=True)
    listing = world.desired(world.goods[2], world.day).listing
    assert listing is not None
    words = {"#1": ["goi  002-01-3"], "#2": ["GÓI 002-01"], "#3": ["Gói khác"]}
    world.shop.create(tuple(words), {Group.STRUCTURE: {"options": ["quy cach"], "skus": words}}, live=True)  # type: ignore[dict-item]
    from adapters.memory.adapter import _remote

    (item,) = world.shop.items.values()
    found = placed(listing.skus, listing, _remote(item))
    assert found == {"p002-01": ("", "2"), "p002-01-3": ("", "1")}


def as_one_more_size(world: World, sku: str = "#8") -> str:
    """Staff sell the second product on the listing of the first, as one more size of it."""
    first, second = world.goods[:2]
    second.title, second.price = "Khăn lụa tơ tằm hoa sen 90x90", 180_000
    shown = {
        Group.TITLE: first.title,
        Group.PRICE: {first.key: first.price, sku: 180_000},
        Group.STOCK: {first.key: 3, sku: 5},
        Group.STRUCTURE: {"options": ["Cỡ"], "skus": {first.key: ["70x70"], sku: ["90x90"]}},
    }
    world.shop.items.clear()
    return world.shop.create((first.key, sku), shown, live=True).id  # type: ignore[arg-type]


def test_a_product_that_is_sold_as_one_more_size_of_our_listing_is_asked_about() -> None:
    world = World(seed=3, size=3)
    for good, title in zip(world.goods, TITLES, strict=True):
        good.title, good.price, good.stock = title, 100_000, 20
    listing = as_one_more_size(world)
    for _ in range(2):
        report = run(world)
        (held,) = [notice for notice in report.notices if notice.code == "look-alike"]
        assert (held.product, held.remote_id) == (world.goods[1].key, listing)
    assert len(world.shop.items) == 2
    answer(world, "different", number=1, listing=listing, saw=TITLES[0])
    assert ("create", world.goods[1].key) in sent(run(world))


def test_the_sizes_that_are_ours_are_nobodys_look_alike() -> None:
    world = World(seed=3, size=3)
    for good, title in zip(world.goods, TITLES, strict=True):
        good.title, good.price, good.stock = title, 100_000, 20
    as_one_more_size(world, sku=world.goods[1].key)
    assert "look-alike" not in codes(run(world))
