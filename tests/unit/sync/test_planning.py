"""Products that no listing is known for yet: adopted, created, or explained, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from adapters.memory import MemoryAdapter
from adapters.memory.adapter import CAPABILITIES
from connector.model import Group, ListingState
from connector.sync import Desired, Notice, RunReport, Severity
from connector.testing.virtual import run_virtual
from tests.simulation.world import SHOP, Good, World

from .planned import by_hand, item, run, sent


def can(monkeypatch: pytest.MonkeyPatch, **abilities: Any) -> None:
    able = replace(CAPABILITIES, **abilities)
    monkeypatch.setattr(MemoryAdapter, "capabilities", property(lambda _self: able))


def wanting(monkeypatch: pytest.MonkeyPatch, key: str, change: Callable[[Desired], Desired]) -> None:
    plain = World.desired

    def desired(self: World, good: Good, day: date) -> Desired:
        made = plain(self, good, day)
        return change(made) if good.key == key else made

    monkeypatch.setattr(World, "desired", desired)


def told(report: RunReport, code: str) -> Notice:
    (one,) = [notice for notice in report.notices if notice.code == code]
    return one


def bound(world: World) -> dict[str, tuple[str, str]]:
    with world.journal() as journal:
        found = run_virtual(world.clock, journal.bindings(SHOP))
    return {one.product: (one.remote_id, one.how) for one in found.values()}


@pytest.fixture
def world() -> World:
    world = World(seed=21, size=2)
    for good in world.goods:
        good.stock, good.star = 9, 0
    return world


@pytest.mark.parametrize("want", ["unlist", "leave"])
def test_what_is_not_to_be_shown_is_not_created_to_be_hidden(
    world: World, monkeypatch: pytest.MonkeyPatch, want: Any
) -> None:
    """Its row says that it is no longer sold, and no shop has it."""
    wanting(monkeypatch, "P000-01", lambda made: replace(made, want=want))
    assert sent(run(world)) == [("create", "P001-01")]


def test_skus_of_one_product_on_two_listings_are_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(seed=3, size=2, several=True)
    world.goods = world.goods[1:]
    for sku in ("P001-01", "P001-01-2"):
        world.shop.create((sku,), {Group.TITLE: "Miến dong"}, live=True)
    report = run(world)
    said = told(report, "structure-differs")
    assert (said.severity, said.product, said.skus) == (Severity.PERSON, "P001-01", ("P001-01", "P001-01-2"))
    assert said.params == {"listing": "m000001, m000002", "skus": "P001-01, P001-01-2"}
    assert (report.results, bound(world)) == ((), {})


def test_one_sku_on_two_listings_is_for_a_person_and_neither_is_bound(world: World) -> None:
    world.goods[0].star = 4
    for _ in range(2):
        by_hand(world, "P000-01")
    report = run(world)
    said = told(report, "duplicate-in-shop")
    allowed = "4" if world.day < world.goods[0].expiry else "0"
    assert (said.severity, said.product) == (Severity.PERSON, "P000-01")
    assert said.params == {"listings": "m000001, m000002", "allowed": allowed}
    assert sent(report) == [("create", "P001-01")]
    assert set(bound(world)) == {"P001-01"}


def test_a_listing_with_our_sku_is_adopted_and_named(world: World) -> None:
    there = by_hand(world, "p000-01 ".strip())
    report = run(world)
    said = told(report, "adopted")
    assert (said.severity, said.product, said.params) == (Severity.INFO, "P000-01", {"listing": there})
    assert bound(world)["P000-01"] == (there, "adopted")
    assert "structure-differs" not in {notice.code for notice in report.notices}


def test_a_listing_that_groups_skus_otherwise_is_bound_and_every_other_sku_named(world: World) -> None:
    there = by_hand(world, "P000-01")
    world.shop.change(there, {}, skus=("P000-01", "KHACH-1", "KHACH-2"))
    report = run(world)
    said = told(report, "structure-differs")
    assert (said.severity, said.params) == (Severity.PERSON, {"listing": there, "skus": "KHACH-1, KHACH-2"})
    assert bound(world)["P000-01"] == (there, "adopted")


def test_one_listing_with_the_skus_of_two_products_belongs_to_the_first(world: World) -> None:
    there = by_hand(world, "P000-01")
    world.shop.change(there, {}, skus=("P000-01", "P001-01"))
    report = run(world)
    said = [notice for notice in report.notices if notice.code == "structure-differs"]
    assert {notice.product for notice in said} == {"P000-01", "P001-01"}
    assert bound(world) == {"P000-01": (there, "adopted")}
    assert "create" not in [kind for kind, _ in sent(report)]


def test_a_shop_where_nothing_is_to_be_created_says_so_of_each_product(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(plain(self), creates=False))
    world.goods.pop()
    report = run(world)
    said = told(report, "not-created-here")
    assert (said.severity, said.product, said.title) == (Severity.INFO, "P000-01", world.goods[0].title)
    assert (report.results, world.shop.items) == ((), {})


def test_sizes_are_not_created_where_the_marketplace_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    can(monkeypatch, variants=False)
    world = World(seed=3, size=2, several=True)
    report = run(world)
    said = told(report, "variants-unsupported")
    assert (said.severity, said.product) == (Severity.INFO, "P001-01")
    assert sent(report) == [("create", "P000-01")]


def test_a_product_without_a_piece_waits_where_the_marketplace_takes_none_of_those(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    can(monkeypatch, needs_stock=True)
    world.goods[0].stock = 0
    report = run(world)
    said = told(report, "waiting-for-stock")
    assert (said.severity, said.product) == (Severity.INFO, "P000-01")
    assert sent(report) == [("create", "P001-01")]
    assert "variants-wait-for-stock" not in {notice.code for notice in report.notices}


def test_what_stays_as_it_is_is_counted(world: World) -> None:
    assert run(world).unchanged == 0
    assert run(world).unchanged == 2
    world.goods[0].price += 1000
    assert run(world).unchanged == 1


def test_what_staff_hid_before_it_was_adopted_stays_hidden(world: World) -> None:
    there = by_hand(world, "P000-01")
    world.shop.change(there, {}, ListingState.UNLISTED)
    run(world)
    run(world)
    assert world.shop.items[there].state is ListingState.UNLISTED


@pytest.mark.parametrize("legal", [False, True])
def test_what_staff_show_again_is_hidden_again_only_where_the_law_asks_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch, legal: bool
) -> None:
    run(world)
    there = item(world, "P000-01")
    wanting(monkeypatch, "P000-01", lambda made: replace(made, want="unlist", cause="discontinued", legal=legal))
    assert sent(run(world)) == [("unlist", "P000-01")]
    world.shop.change(there, {}, ListingState.LIVE)
    report = run(world)
    assert sent(report) == ([("unlist", "P000-01")] if legal else [])
    assert [(one.code, one.group) for one in report.notices] == [("drift", Group.STATE)]
    assert world.shop.items[there].state is (ListingState.UNLISTED if legal else ListingState.LIVE)
