"""Listings whose variants bear no SKU, bound by id alone: compared, priced, counted, and no SKU put on them unasked."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import JsonValue

from adapters.memory.shop import Item
from connector.model import Group, ListingState, RemoteListing, RemoteVariant, fold
from connector.sync import RunReport
from connector.sync.journal import Binding
from connector.sync.recognised import recognise
from tests.simulation.world import SHOP, World


@pytest.fixture
def world() -> World:
    """P000-01 has one SKU, P001-01 two; both stand in the shop already, typed by hand without a SKU."""
    world = World(seed=5, size=2, several=True)
    for good in world.goods:
        good.stock = 20
        typed(world, good.key)
    return world


def typed(world: World, key: str) -> str:
    """Staff typed a product in, word for word but for its SKUs; somebody has said since which product it is."""
    good = next(good for good in world.goods if good.key == key)
    listing = world.desired(good, world.day).listing
    assert listing is not None
    names = {sku: f"#{number}" for number, sku in enumerate(good.skus, 71)}
    structure = listing.group(Group.STRUCTURE)
    assert isinstance(structure, dict)
    words = structure["skus"]
    assert isinstance(words, dict)
    item = world.shop.create(
        tuple(names.values()),
        {
            Group.TITLE: good.title,
            Group.DESCRIPTION: "Hàng nhà làm.",
            Group.PRICE: {names[sku]: good.price_of(sku) for sku in good.skus},
            Group.STOCK: {names[sku]: 7 for sku in good.skus},
            Group.STRUCTURE: {**structure, "skus": {names[sku]: words[sku] for sku in good.skus}},
        },
        live=True,
    )
    skus = {fold(sku): ("", name.removeprefix("#")) for sku, name in names.items()}
    bound = Binding(key, item.id, "matched", skus)
    with world.journal() as journal:
        asyncio.run(journal.bind(SHOP, [bound], {}, world.clock.now()))
    return item.id


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def sent(report: RunReport) -> list[tuple[str, str]]:
    return [(str(result.change.kind), result.change.product) for result in report.results]


def standing(world: World, number: int) -> Item:
    return list(world.shop.items.values())[number]


def test_it_is_met_as_it_is_and_the_missing_sku_is_no_news(world: World) -> None:
    before = dict(world.shop.items)
    report = run(world)
    assert report.results == ()
    differing = {notice.group for notice in report.notices if notice.code == "differs-at-adoption"}
    assert differing == {Group.DESCRIPTION, Group.MEDIA, Group.STOCK, Group.ATTRIBUTES, Group.PACKAGE}
    assert not {"structure-differs", "drift", "conflict"} & {notice.code for notice in report.notices}
    assert run(world).results == ()
    assert world.shop.items == before


def test_price_and_stock_reach_the_variants_they_are_meant_for(world: World) -> None:
    run(world)
    good = world.goods[1]
    good.price, good.stock = good.price + 1000, 33
    assert sent(run(world)) == [("price", good.key), ("stock", good.key)]
    item = standing(world, 1)
    assert item.groups[Group.PRICE] == {"#71": good.price, "#72": good.price + 1000}
    assert item.groups[Group.STOCK] == {"#71": 33, "#72": 33}
    assert item.skus == ("#71", "#72")
    assert run(world).results == ()


def test_texts_are_written_and_no_sku_with_them(world: World) -> None:
    run(world)
    world.goods[1].title = "Miến dong Làng So loại một"
    assert sent(run(world)) == [("update", "P001-01")]
    item = standing(world, 1)
    assert item.groups[Group.TITLE] == "Miến dong Làng So loại một"
    assert item.skus == ("#71", "#72")
    assert run(world).results == ()


def test_an_edit_in_the_shop_is_drift_under_our_sku(world: World) -> None:
    run(world)
    item = standing(world, 0)
    world.shop.change(item.id, {Group.PRICE: {"#71": 5000}})
    report = run(world)
    (drift,) = [notice for notice in report.notices if notice.code == "drift"]
    assert drift.params["shop"] == {"P000-01": 5000}
    assert report.results == ()


def test_a_variant_that_somebody_added_without_a_sku_is_not_ours(world: World) -> None:
    run(world)
    item = standing(world, 1)
    structure = item.groups[Group.STRUCTURE]
    assert isinstance(structure, dict)
    assert isinstance(structure["skus"], dict)
    more: JsonValue = {**structure, "skus": {**structure["skus"], "#99": ["Gói to"]}}
    world.shop.change(item.id, {Group.STRUCTURE: more}, skus=(*item.skus, "#99"))
    report = run(world)
    (differs,) = [notice for notice in report.notices if notice.code == "structure-differs"]
    assert "#99" in str(differs.params["skus"])
    world.goods[1].title = "Tên mới"
    world.goods[1].stock = 3
    assert sent(run(world)) == [("stock", "P001-01")]


def test_one_that_leaves_the_sheet_is_unlisted_like_any_other(world: World) -> None:
    run(world)
    world.goods.pop(0)
    assert sent(run(world)) == [("unlist", "P000-01")]


def test_names_are_given_by_id_whatever_the_order_of_the_shop() -> None:
    remote = RemoteListing(
        remote_id="1",
        state=ListingState.LIVE,
        status="NORMAL",
        variants=(RemoteVariant(remote_id="9", sku=""), RemoteVariant(remote_id="8", sku="")),
        groups={Group.PRICE: {"#8": 80, "#9": 90}},
    )
    known = recognise(remote, {"8": "TÁM"})
    assert [(variant.sku, variant.bare) for variant in known.variants] == [("", False), ("TÁM", True)]
    assert known.groups[Group.PRICE] == {"TÁM": 80, "#9": 90}
