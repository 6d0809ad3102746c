"""Variants without a piece where the marketplace takes none: left out of creates, added later, never taken off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from adapters.memory import MemoryAdapter
from adapters.memory.adapter import CAPABILITIES
from connector.model import Group, ListingState, RemoteListing, RemoteVariant
from connector.sync import Desired, RunReport
from connector.sync.journal import Binding
from connector.sync.stocked import left_waiting, only_adds
from tests.simulation.world import Good, World

Pieces = dict[str, int]


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> Pieces:
    """Stock by SKU instead of by product; the memory shop needs a piece for every SKU it is given."""
    stock: Pieces = {}
    plain: Callable[..., Desired] = World.desired

    def desired(self: World, good: Good, day: date) -> Desired:
        made = plain(self, good, day)
        assert made.listing is not None
        variants = tuple(one.model_copy(update={"stock": stock.get(one.sku, 7)}) for one in made.listing.variants)
        return replace(made, listing=made.listing.model_copy(update={"variants": variants}))

    monkeypatch.setattr(World, "desired", desired)
    needing = property(lambda _self: replace(CAPABILITIES, needs_stock=True))
    monkeypatch.setattr(MemoryAdapter, "capabilities", needing)
    return stock


@pytest.fixture
def world() -> World:
    """P000-01 has one SKU, P001-01 two, P002-01 three."""
    return World(seed=5, size=3, several=True)


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def sent(report: RunReport) -> list[tuple[str, str, str]]:
    return [(str(one.change.kind), one.change.product, one.change.reason) for one in report.results]


def standing(world: World) -> dict[str, Any]:
    return {item.skus[0]: dict(item.groups[Group.STOCK]) for item in world.shop.items.values()}  # type: ignore[call-overload]


def test_what_has_no_piece_waits_and_is_said(world: World, pieces: Pieces) -> None:
    pieces |= {"P000-01": 0, "P002-01-2": 0}
    report = run(world)
    assert report.counts == {"create": 2}
    assert standing(world) == {"P001-01": {"P001-01": 7, "P001-01-2": 7}, "P002-01": {"P002-01": 7, "P002-01-3": 7}}
    said = {notice.code: notice for notice in report.notices}
    assert said["waiting-for-stock"].product == "P000-01"
    assert said["variants-wait-for-stock"].params == {"variants": "P002-01-2"}
    again = run(world)
    assert sent(again) == []
    assert "variants-wait-for-stock" in {notice.code for notice in again.notices}


def test_it_is_added_with_its_figures_once_it_has_pieces(world: World, pieces: Pieces) -> None:
    pieces |= {"P002-01-2": 0}
    run(world)
    pieces["P002-01-2"] = 4
    assert sent(run(world)) == [("update", "P002-01", "stocked")]
    assert standing(world)["P002-01"] == {"P002-01": 7, "P002-01-2": 4, "P002-01-3": 7}
    assert sent(run(world)) == []


def test_what_stands_and_sells_out_is_set_to_none_and_stays(world: World, pieces: Pieces) -> None:
    run(world)
    pieces |= {"P002-01-2": 0}
    assert sent(run(world)) == [("stock", "P002-01", "stock")]
    assert standing(world)["P002-01"] == {"P002-01": 7, "P002-01-2": 0, "P002-01-3": 7}
    assert sent(run(world)) == []


def test_the_first_sku_may_be_the_one_that_waits(world: World, pieces: Pieces) -> None:
    pieces |= {"P001-01": 0}
    run(world)
    assert standing(world)["P001-01-2"] == {"P001-01-2": 7}
    pieces["P001-01"] = 2
    assert sent(run(world)) == [("update", "P001-01", "stocked")]
    assert sent(run(world)) == []


def test_an_adopted_listing_without_the_sold_out_variant_is_no_conflict(world: World, pieces: Pieces) -> None:
    pieces |= {"P001-01-2": 0}
    shown = {
        Group.TITLE: "Nhập tay",
        Group.PRICE: {"P001-01": 20000},
        Group.STOCK: {"P001-01": 1},
        Group.STRUCTURE: {"options": ["Quy cách"], "skus": {"P001-01": ["Gói 1-01"]}},
    }
    world.shop.create(("P001-01",), shown, live=True)  # type: ignore[arg-type]
    report = run(world)
    assert "structure-differs" not in {notice.code for notice in report.notices}


def test_where_no_piece_is_needed_nothing_waits(world: World) -> None:
    for good in world.goods:
        good.stock = 0
    assert run(world).counts == {"create": 3}


@pytest.mark.parametrize(
    ("after", "adds"),
    [
        ({"options": ["Cỡ"], "skus": {"A": ["S"], "B": ["M"]}}, True),
        ({"options": ["Cỡ"], "skus": {"a": ["S"], "B": ["M"]}}, True),
        ({"options": ["Cỡ"], "skus": {"A": ["S"]}}, False),
        ({"options": ["Cỡ"], "skus": {"A": ["L"], "B": ["M"]}}, False),
        ({"options": ["Cỡ"], "skus": {"B": ["M"], "C": ["L"]}}, False),
        ({"options": ["Màu"], "skus": {"A": ["S"], "B": ["M"]}}, False),
        (None, False),
    ],
)
def test_only_pure_additions_go_without_a_guard(after: Any, adds: bool) -> None:
    assert only_adds({"options": ["Cỡ"], "skus": {"A": ["S"]}}, after) is adds


def test_a_variant_we_once_sent_stays_wanted_even_where_somebody_took_it_away(world: World, pieces: Pieces) -> None:
    """Its absence is then something to be said, not a variant that never was."""
    good = world.goods[1]
    pieces["P001-01-2"] = 0
    desired = world.desired(good, world.day)
    bound = Binding(good.key, "1", "created", {"p001-01": ("P001-01", ""), "p001-01-2": ("P001-01-2", "")})
    there = RemoteListing(
        remote_id="1", state=ListingState.LIVE, status="live", variants=(RemoteVariant(remote_id="1", sku="P001-01"),)
    )
    assert left_waiting(desired, there, bound) == frozenset()
    assert left_waiting(desired, there) == {"P001-01-2"}
