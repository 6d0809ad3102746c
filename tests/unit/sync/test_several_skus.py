"""Products of several SKUs over a shop in memory: what is added, leaves, gets another name, or is somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.memory import Fault, MemoryAdapter
from connector.errors import AdapterError, Locked, Rejected, Unknown
from connector.model import Group, ListingState
from connector.port import PriceEdit, StepLog
from connector.sync import Desired, RunReport
from tests.simulation.checker import violations
from tests.simulation.histories import expected
from tests.simulation.world import Good, World

FOREIGN = "CUA-NGUOI-KHAC"


@pytest.fixture
def world() -> World:
    """P000-01 has one SKU, P001-01 two, P002-01 three; all under one option."""
    world = World(seed=5, size=3, several=True)
    for good in world.goods:
        good.stock = 20
    return world


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def sent(report: RunReport) -> list[tuple[str, str]]:
    return [(str(result.change.kind), result.change.product) for result in report.results]


def codes(report: RunReport) -> set[str]:
    return {notice.code for notice in report.notices}


def item(world: World, sku: str) -> Any:
    (found,) = [one for one in world.shop.items.values() if sku in one.skus and one.state is not ListingState.DELETED]
    return found


def figures(world: World, sku: str) -> tuple[object, object]:
    groups = item(world, sku).groups
    return groups[Group.PRICE][sku], groups[Group.STOCK][sku]


def withdrawing(monkeypatch: pytest.MonkeyPatch, *skus: str, previous: dict[str, str] | None = None) -> None:
    """Rows that take SKUs off on purpose, and rows that name a previous SKU."""
    plain = World.desired

    def desired(self: World, good: Good, day: object) -> Desired:
        made = plain(self, good, day)  # type: ignore[arg-type]
        listing = made.listing
        assert listing is not None
        kept = tuple(variant for variant in listing.variants if variant.sku not in skus)
        listing = listing.model_copy(update={"variants": kept})
        own = {new: old for new, old in (previous or {}).items() if new in made.skus}
        off = tuple(sku for sku in made.skus if sku in skus)
        more: dict[str, Any] = {"listing": listing, "skus": listing.skus, "withdrawn": off, "previous": own}
        return replace(made, **more, at=lambda then: self.desired(good, then))

    monkeypatch.setattr(World, "desired", desired)


def test_all_stand_under_their_options_and_a_second_run_has_nothing_to_do(world: World) -> None:
    report = run(world)
    assert report.counts == {"create": 3}
    assert violations(world.shop.items, expected(world)) == []
    assert run(world).results == ()


def test_a_sale_of_one_sku_sends_nothing_and_a_count_sends_that_sku_only(world: World) -> None:
    run(world)
    world.shop.sell("P002-01-2", 3)
    assert run(world).results == ()
    world.goods[2].stock = 50
    (result,) = run(world).results
    assert result.change.groups[Group.STOCK].after == dict.fromkeys(world.goods[2].skus, 50)
    assert result.change.groups[Group.STOCK].before == {"P002-01": 20, "P002-01-2": 17, "P002-01-3": 20}


def test_a_new_sku_is_a_change_of_structure_and_trips_its_guard(world: World) -> None:
    run(world)
    world.goods[1].sizes = 3
    report = run(world)
    assert [trip.guard for trip in report.trips] == ["structure"]
    assert report.results == ()
    world.allow = {"structure": 1}
    assert sent(run(world)) == [("update", "P001-01")]
    assert figures(world, "P001-01-3") == (world.goods[1].price_of("P001-01-3"), 20)
    assert violations(world.shop.items, expected(world)) == []
    world.allow = {}
    assert run(world).results == ()
    assert run(world).notices == ()


def test_a_sku_taken_off_on_purpose_is_sold_out_and_leaves_only_when_allowed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    withdrawing(monkeypatch, "P002-01-2")
    report = run(world)
    assert sent(report) == [("stock", "P002-01")]
    assert figures(world, "P002-01-2")[1] == 0
    assert set(item(world, "P002-01").skus) == set(world.goods[2].skus)
    assert run(world).results == ()
    world.goods[2].story = "Viết lại."
    assert sent(run(world)) == [("update", "P002-01")], "its listing goes on as any other"
    world.allow = {"structure": 1}
    assert sent(run(world)) == [("update", "P002-01")]
    assert item(world, "P002-01").skus == ("P002-01", "P002-01-3")
    assert run(world).results == ()


def on_and_off(world: World, monkeypatch: pytest.MonkeyPatch, sku: str, sold: int) -> None:
    """The row of ``sku`` takes it off once buyers have taken ``sold`` pieces of its 20, and then sells it again."""
    plain = World.desired
    run(world)
    world.shop.sell(sku, sold)
    withdrawing(monkeypatch, sku)
    run(world)
    assert figures(world, sku)[1] == 0
    monkeypatch.setattr(World, "desired", plain)


@pytest.mark.parametrize("sold", [0, 3, 20])
def test_a_sku_that_is_sold_again_has_what_was_left_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch, sold: int
) -> None:
    """The co-op has not counted since: what buyers took before is not for sale a second time."""
    on_and_off(world, monkeypatch, "P002-01-2", sold)
    report = run(world)
    assert figures(world, "P002-01-2")[1] == 20 - sold
    assert sent(report) == ([("stock", "P002-01")] if sold < 20 else [])
    told = [notice.params for notice in report.notices if notice.code == "stock-as-left"]
    assert told == ([{"sku": "P002-01-2", "left": 20 - sold, "ours": 20}] if sold else [])
    world.shop.sell("P002-01-2", 1) if sold < 20 else None
    seen, quiet = run(world), run(world)
    assert (seen.results, codes(seen)) == ((), {"stock-as-left"} if sold == 3 else set())
    assert (quiet.results, codes(quiet)) == ((), set())


@pytest.mark.parametrize("counted", [50, 17, 4])
def test_a_sku_that_is_sold_again_and_was_counted_anew_has_what_was_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    on_and_off(world, monkeypatch, "P002-01-2", 3)
    world.goods[2].stock = counted
    run(world)
    assert figures(world, "P002-01-2")[1] == counted


@pytest.mark.parametrize("counted", [50, 17, 4])
def test_what_is_counted_after_it_was_sold_again_is_sent(
    world: World, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    """Also exactly what was left of it: buyers may have taken some of that since."""
    on_and_off(world, monkeypatch, "P002-01-2", 3)
    run(world)
    world.shop.sell("P002-01-2", 5)
    world.goods[2].stock = counted
    run(world)
    assert figures(world, "P002-01-2")[1] == counted
    world.shop.sell("P002-01-2", 1)
    assert run(world).results == ()
    world.goods[2].stock = 20
    run(world)
    assert figures(world, "P002-01-2")[1] == 20


@pytest.mark.parametrize("fault", ["cut", "lose_answer", "reject"])
def test_what_was_left_is_not_forgotten_where_a_write_goes_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    plain = World.desired
    run(world)
    world.shop.sell("P002-01-2", 3)
    withdrawing(monkeypatch, "P002-01-2")
    left = [fault] * 2
    world.faults = lambda name: left.pop() if name == "stock" and left else None
    run(world)
    world.shop.sell("P002-01-2", 1) if figures(world, "P002-01-2")[1] else None
    now = figures(world, "P002-01-2")[1] or 17
    monkeypatch.setattr(World, "desired", plain)
    left = [fault] * 2
    run(world)
    world.until_quiet()
    assert figures(world, "P002-01-2")[1] == now


def test_what_was_left_is_nothing_where_the_sheets_stock_goes_out_always(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), stock="always"))
    on_and_off(world, monkeypatch, "P002-01-2", 3)
    run(world)
    assert figures(world, "P002-01-2")[1] == 20


def test_a_sku_without_a_row_is_left_alone_while_rows_cannot_be_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    world.goods[2].sizes = 2
    rules = World.rules
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), keep_gone=True))
    assert run(world).results == ()
    monkeypatch.setattr(World, "rules", rules)
    assert sent(run(world)) == [("stock", "P002-01")]
    assert figures(world, "P002-01-3")[1] == 0


def test_a_sku_under_another_name_is_the_same_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(world)
    number = item(world, "P001-01").id
    world.shop.sell("P001-01-2", 4)
    old = Good.skus.fget  # type: ignore[attr-defined]

    def skus(good: Good) -> tuple[str, ...]:
        return tuple("MO-NHAN-500" if sku == "P001-01-2" else sku for sku in old(good))

    monkeypatch.setattr(Good, "skus", property(skus))
    keep_option(monkeypatch)
    withdrawing(monkeypatch, previous={"MO-NHAN-500": "P001-01-2"})
    world.goods[1].price += 1000
    report = run(world)
    assert [trip.guard for trip in report.trips] == ["rename"]
    world.allow = {"rename": 1}
    assert sorted(sent(run(world))) == [("price", "P001-01"), ("update", "P001-01")]
    assert item(world, "MO-NHAN-500").id == number
    assert figures(world, "MO-NHAN-500") == (world.goods[1].price_of("MO-NHAN-500"), 16)
    assert len(world.shop.items) == 3
    world.allow = {}
    assert run(world).results == ()


@pytest.mark.parametrize("sent_already", [True, False])
def test_a_row_that_is_refused_sells_out_no_sku_that_has_another_name_by_now(
    world: World, monkeypatch: pytest.MonkeyPatch, *, sent_already: bool
) -> None:
    """Nothing was ever accepted of the row that is refused, so nothing of its listing is touched."""
    run(world)
    old, rules = Good.skus.fget, World.rules  # type: ignore[attr-defined]
    renamed = property(lambda good: tuple("MO-NHAN-500" if sku == "P001-01-2" else sku for sku in old(good)))
    monkeypatch.setattr(Good, "skus", renamed)
    keep_option(monkeypatch)
    withdrawing(monkeypatch, previous={"MO-NHAN-500": "P001-01-2"})
    world.allow = {"rename": 1} if sent_already else {}
    run(world)
    del world.goods[1]
    standing = frozenset({"P001-01"})
    monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), standing=standing))
    report = run(world)
    assert (sent(report), report.trips, codes(report)) == ([], (), set())
    assert figures(world, "MO-NHAN-500" if sent_already else "P001-01-2")[1] == 20


def keep_option(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = World.desired

    def desired(self: World, good: Good, day: object) -> Desired:
        made = plain(self, good, day)  # type: ignore[arg-type]
        assert made.listing is not None
        variants = tuple(
            variant.model_copy(update={"option_values": (f"Gói {n}",)}) if variant.sku == "MO-NHAN-500" else variant
            for variant, n in zip(made.listing.variants, ("1-01", "1-01-2", "1-01-3"), strict=False)
        )
        return replace(made, listing=made.listing.model_copy(update={"variants": variants}))

    monkeypatch.setattr(World, "desired", desired)


def with_foreign(world: World, sku: str) -> str:
    """Another tool puts its SKU on our listing."""
    one = item(world, sku)
    groups = one.groups
    structure = groups[Group.STRUCTURE]
    more = {
        Group.PRICE: {**groups[Group.PRICE], FOREIGN: 99000},
        Group.STOCK: {**groups[Group.STOCK], FOREIGN: 7},
        Group.STRUCTURE: {**structure, "skus": {**structure["skus"], FOREIGN: ["Thùng"]}},
    }
    world.shop.change(one.id, more, skus=(*one.skus, FOREIGN))
    return str(one.id)


def test_a_listing_with_a_foreign_sku_gets_figures_and_no_text(world: World) -> None:
    run(world)
    number = with_foreign(world, "P002-01")
    good = world.goods[2]
    good.price += 5000
    good.stock += 4
    good.story = "Viết lại hết."
    good.sizes = 2
    world.allow = {"structure": 9}
    report = run(world)
    assert sorted(sent(report)) == [("price", "P002-01"), ("stock", "P002-01")]
    assert "structure-differs" in codes(report)
    assert report.exit_code == 3
    one = world.shop.items[number]
    assert FOREIGN in one.skus
    assert (figures(world, FOREIGN), figures(world, "P002-01")) == ((99000, 7), (good.price, 24))
    assert "Viết lại" not in str(one.groups[Group.DESCRIPTION])
    again = run(world)
    assert (again.results, "structure-differs" in codes(again)) == ((), True)


def test_a_lapsed_star_comes_off_beside_a_foreign_sku(world: World) -> None:
    run(world)
    number = with_foreign(world, "P002-01")
    world.goods[2].expiry = world.day
    report = run(world)
    assert [(result.change.product, result.change.claim) for result in report.results] == [("P002-01", "off")]
    assert "sao" not in str(world.shop.items[number].groups[Group.DESCRIPTION])
    assert FOREIGN in world.shop.items[number].skus


def test_a_listing_that_groups_skus_otherwise_is_adopted_for_its_figures(world: World) -> None:
    good = world.goods[2]
    shown: dict[Group, Any] = {
        Group.TITLE: "Hộp quà (nhập tay)",
        Group.PRICE: {good.key: good.price, FOREIGN: 1},
        Group.STOCK: {good.key: 3, FOREIGN: 8},
        Group.STRUCTURE: {"options": ["Quy cách"], "skus": {good.key: ["Một"], FOREIGN: ["Hai"]}},
    }
    known = world.shop.create((good.key, FOREIGN), shown, live=True)
    report = run(world)
    assert ("create", good.key) not in sent(report)
    assert {"adopted", "structure-differs"} <= codes(report)
    good.price += 1000
    good.title = "Tên mới"
    assert sent(run(world)) == [("price", good.key)]
    after = world.shop.items[known.id].groups
    assert after[Group.PRICE] == {good.key: good.price, FOREIGN: 1}
    assert after[Group.TITLE] == "Hộp quà (nhập tay)"


def test_skus_of_one_product_on_two_listings_are_left_to_a_person(world: World) -> None:
    for sku in world.goods[1].skus:
        world.shop.create((sku,), {Group.TITLE: sku, Group.PRICE: {sku: 1}}, live=True)
    report = run(world)
    assert "structure-differs" in codes(report)
    assert ("create", "P001-01") not in sent(report)


def test_a_sku_that_stands_on_another_listing_is_not_added_to_ours(world: World) -> None:
    run(world)
    world.shop.create(("P001-01-3",), {Group.TITLE: "riêng", Group.PRICE: {"P001-01-3": 1}}, live=True)
    world.goods[1].sizes = 3
    world.allow = {"structure": 9}
    report = run(world)
    assert report.results == ()
    assert "structure-differs" in codes(report)


def test_two_skus_that_trade_their_product_leave_nothing_twice(world: World) -> None:
    run(world)
    world.goods[2].sizes = 1
    world.allow = {"structure": 9, "stock-zero": 9}
    run(world)
    assert item(world, "P002-01").skus == ("P002-01",)
    assert run(world).results == ()


@pytest.mark.parametrize("fault", ["lose_answer", "cut", "throttle", "locked"])
def test_a_create_cut_between_its_calls_is_finished_in_the_same_run(world: World, fault: Fault) -> None:
    left = [fault]
    world.faults = lambda call: left.pop() if call == "variants" and left else None
    report = run(world)
    assert {str(result.outcome) for result in report.results} == {"accepted"}
    assert violations(world.shop.items, expected(world)) == []
    assert world.watch.broken == []
    assert run(world).results == ()


def test_what_cannot_be_finished_stays_hidden_and_is_finished_the_next_time(world: World) -> None:
    world.faults = lambda call: "cut" if call == "variants" else None
    report = run(world)
    assert report.exit_code == 3
    halves = [one for one in world.shop.items.values() if one.skus != ("P000-01",)]
    assert [one.ever_live for one in halves] == [False, False]
    world.clock.advance(120)
    again = run(world)
    assert "outcome-unknown" in codes(again)
    assert not {"adopted", "structure-differs"} & codes(again), "our own half is nothing to adopt"
    world.faults = lambda _call: None
    world.clock.advance(120)
    run(world)
    run(world)
    assert violations(world.shop.items, expected(world)) == []
    assert world.shop.calls["create"] == 3


def test_a_half_that_the_shop_refuses_is_not_bound(world: World) -> None:
    world.faults = lambda call: "stop" if call == "variants" else None
    report = run(world)
    assert report.ending == "stopped"
    assert not any(one.ever_live for one in world.shop.items.values() if one.skus != ("P000-01",))


def test_half_of_a_listing_is_not_shown_again(world: World) -> None:
    run(world)
    one = item(world, "P001-01")
    gone = world.goods.pop(1)
    assert sent(run(world)) == [("unlist", "P001-01")]
    structure = one.groups[Group.STRUCTURE]
    half = {**structure, "skus": {"P001-01": structure["skus"]["P001-01"]}}
    world.shop.change(one.id, {Group.STRUCTURE: half}, skus=("P001-01",))
    world.goods.insert(1, gone)
    report = run(world)
    assert ("relist", "P001-01") not in sent(report)
    assert "structure-differs" in codes(report)


def test_a_previous_sku_that_stood_alone_becomes_one_of_several_and_nothing_is_created(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its listing is bound under the old name; the others come to it when the structure guard lets them."""
    good = world.goods[2]
    shown: dict[Group, Any] = {
        Group.TITLE: "Long nhãn (nhập tay)",
        Group.PRICE: {"MO-NHAN-500": 180000},
        Group.STOCK: {"MO-NHAN-500": 9},
        Group.STRUCTURE: {"options": [], "skus": {"MO-NHAN-500": []}},
    }
    known = world.shop.create(("MO-NHAN-500",), shown, live=True)
    withdrawing(monkeypatch, previous={good.skus[1]: "MO-NHAN-500"})
    report = run(world)
    assert ("create", good.key) not in sent(report)
    assert {"adopted", "structure-differs"} <= codes(report)
    good.price += 1000
    assert run(world).exit_code == 3, "180,000 to this price is a jump"
    world.allow = {"price-jump": 1}
    assert sent(run(world)) == [("price", good.key)]
    assert world.shop.items[known.id].groups[Group.PRICE] == {"MO-NHAN-500": good.price_of(good.skus[1])}
    world.allow = {"adopt-overwrite": 9, "structure": 1}
    run(world)
    assert set(world.shop.items[known.id].skus) == set(good.skus)
    assert len(world.shop.items) == 3
    assert run(world).results == ()


def test_a_product_under_another_sku_leaves_no_binding_that_would_take_it_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    number = item(world, "P000-01").id
    world.goods[0].key = "P009-01"
    withdrawing(monkeypatch, previous={"P009-01": "P000-01"})
    world.allow = {"rename": 1, "structure": 1}
    for _ in range(3):
        run(world)
    assert world.shop.items[number].state is ListingState.LIVE
    assert world.shop.items[number].skus == ("P009-01",)
    assert run(world).results == ()


def test_what_does_not_read_back_whole_is_not_published(world: World) -> None:
    """Somebody takes one SKU off the hidden listing before it was read back."""

    def tearing(call: str) -> Fault | None:
        if call == "read" and world.shop.calls["variants"] == 2:
            one = item(world, "P001-01")
            structure = one.groups[Group.STRUCTURE]
            half = {**structure, "skus": {"P001-01": structure["skus"]["P001-01"]}}
            world.shop.change(one.id, {Group.STRUCTURE: half}, skus=("P001-01",))
        return None

    world.faults = tearing
    run(world)
    world.faults = lambda _call: None
    report = run(world)
    torn = item(world, "P001-01")
    assert (torn.skus, torn.ever_live) == (("P001-01",), False)
    assert "structure-differs" in codes(report)
    assert item(world, "P002-01").ever_live


def test_where_a_part_of_a_batch_fails_the_rest_counts_and_only_that_part_is_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    good = world.goods[2]
    before = figures(world, "P002-01-2")[0]
    plain = MemoryAdapter.set_prices

    async def partly(self: MemoryAdapter, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        left = [replace(edit, prices={s: p for s, p in edit.prices.items() if s != "P002-01-2"}) for edit in edits]
        await plain(self, left, log)
        problem = Locked("E_PROMOTION")
        problem.skus = ("P002-01-2",)
        return [problem]

    monkeypatch.setattr(MemoryAdapter, "set_prices", partly)
    good.price += 2000
    (result,) = run(world).results
    assert (str(result.outcome), figures(world, "P002-01-2")[0]) == ("waiting", before)
    assert figures(world, "P002-01-3")[0] == good.price_of("P002-01-3")
    monkeypatch.setattr(MemoryAdapter, "set_prices", plain)
    report = run(world)
    assert sent(report) == [("price", "P002-01")]
    assert not {"conflict", "drift"} & codes(report)
    assert figures(world, "P002-01-2")[0] == good.price_of("P002-01-2")
    assert run(world).results == ()


def refusing_part(monkeypatch: pytest.MonkeyPatch, name: str, sku: str) -> None:
    """The shop takes figures of every SKU but one."""
    plain = getattr(MemoryAdapter, name)

    async def partly(self: MemoryAdapter, edits: Sequence[Any], log: StepLog) -> list[AdapterError | None]:
        field = "prices" if name == "set_prices" else "stock"
        left = [replace(edit, **{field: {s: n for s, n in getattr(edit, field).items() if s != sku}}) for edit in edits]
        await plain(self, left, log)
        problem = Rejected("E_REFUSED")
        problem.skus = (sku,)
        return [problem]

    monkeypatch.setattr(MemoryAdapter, name, partly)


@pytest.mark.parametrize(("call", "name"), [("stock", "set_stock"), ("price", "set_prices")])
def test_a_figure_in_doubt_that_is_refused_is_not_taken_for_sent(
    world: World, monkeypatch: pytest.MonkeyPatch, call: str, name: str
) -> None:
    """The answer was lost one night, the next night the shop took all but one SKU (seed 861)."""
    run(world)
    good = world.goods[2]
    good.stock, good.price = 0, good.price + 2000
    world.allow = {"stock-zero": 9, "reprice": 9}
    world.faults = lambda asked: "cut" if asked == call else None
    assert ("unknown", call) in {(str(r.outcome), str(r.change.kind)) for r in run(world).results}
    world.faults = lambda _call: None
    with monkeypatch.context() as context:
        refusing_part(context, name, "P002-01-2")
        assert [str(one.outcome) for one in run(world).results] == ["rejected"]
        assert figures(world, "P002-01-3") == (good.price_of("P002-01-3"), 0)
        assert figures(world, "P002-01-2") != (good.price_of("P002-01-2"), 0)
    assert sent(run(world)) == [(call, "P002-01")]
    assert figures(world, "P002-01-2") == (good.price_of("P002-01-2"), 0)
    assert run(world).results == ()


def test_a_part_of_which_nobody_knows_whether_it_counted_is_looked_up_and_not_told_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(world)
    good = world.goods[2]
    good.stock = 30
    plain = MemoryAdapter.set_stock

    async def unsure(self: MemoryAdapter, edits: Sequence[Any], log: StepLog) -> list[AdapterError | None]:
        await plain(self, edits, log)
        problem = Unknown("E_ANSWER_LOST")
        problem.skus = ("P002-01-2",)
        return [problem]

    with monkeypatch.context() as context:
        context.setattr(MemoryAdapter, "set_stock", unsure)
        assert [str(one.outcome) for one in run(world).results] == ["unknown"]
    item(world, "P002-01-2").groups[Group.STOCK]["P002-01-2"] = 27
    assert run(world).results == ()
    assert figures(world, "P002-01-2")[1] == 27


@pytest.mark.parametrize("arrived", [True, False])
def test_a_price_of_which_nobody_knows_whether_it_counted_is_no_quarrel_with_the_others_that_did(
    world: World, monkeypatch: pytest.MonkeyPatch, *, arrived: bool
) -> None:
    run(world)
    good = world.goods[2]
    good.price += 2000
    plain = MemoryAdapter.set_prices

    async def unsure(self: MemoryAdapter, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
        sure = [replace(edit, prices={s: n for s, n in edit.prices.items() if s != "P002-01-2"}) for edit in edits]
        await plain(self, edits if arrived else sure, log)
        problem = Unknown("E_ANSWER_LOST")
        problem.skus = ("P002-01-2",)
        return [problem]

    with monkeypatch.context() as context:
        context.setattr(MemoryAdapter, "set_prices", unsure)
        assert [str(one.outcome) for one in run(world).results] == ["unknown"]
    report = run(world)
    assert not {"conflict", "drift"} & codes(report)
    assert sent(report) == ([] if arrived else [("price", "P002-01")])
    assert figures(world, "P002-01-2")[0] == good.price_of("P002-01-2")


def test_stock_that_never_came_down_is_not_raised_again_once_the_sheet_says_as_before(world: World) -> None:
    """Told 20, two sold, 0 never arrived, 20 again: 18 are left to sell, and the co-op has not counted anew."""
    run(world)
    good = world.goods[0]
    one = item(world, good.key)
    one.groups[Group.STOCK] = {good.key: 18}
    good.stock = 0
    world.faults = lambda call: "cut" if call == "stock" else None
    run(world)
    world.faults = lambda _call: None
    good.stock = 20
    assert run(world).results == ()
    assert figures(world, good.key)[1] == 18
    good.stock = 21
    assert sent(run(world)) == [("stock", good.key)]
    assert run(world).results == ()


def test_skus_that_leave_are_counted_by_their_guard_on_a_later_day_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet took them off, and not the calendar: what is allowed for one is not allowed for two."""
    for good in world.goods:
        good.star = 0
    run(world)
    withdrawing(monkeypatch, "P001-01-2", "P002-01-2")
    world.day += timedelta(days=1)
    run(world)
    world.allow = {"structure": 1}
    report = run(world)
    assert [(trip.guard, trip.count, trip.allowed) for trip in report.trips] == [("structure", 2, 1)]
    assert report.results == ()
    world.allow = {"structure": 2}
    assert sent(run(world)) == [("update", "P001-01"), ("update", "P002-01")]


def with_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every option shows the cover, badge and all."""
    plain = World.desired

    def desired(self: World, good: Good, day: Any) -> Desired:
        made = plain(self, good, day)
        assert made.listing is not None
        cover = made.listing.media[0]
        variants = tuple(one.model_copy(update={"option_image": cover}) for one in made.listing.variants)
        listing = made.listing.model_copy(update={"variants": variants})
        return replace(made, listing=listing, at=lambda then: self.desired(good, then))

    monkeypatch.setattr(World, "desired", desired)


def test_a_lapsed_star_comes_off_the_pictures_of_options_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pictures(monkeypatch)
    for good in world.goods:
        good.expiry = world.day + timedelta(days=400)
    world.goods[2].expiry = world.day + timedelta(days=1)
    run(world)
    starred = item(world, "P002-01").groups[Group.STRUCTURE]["images"]
    assert run(world).results == ()
    world.day += timedelta(days=1)
    world.clock.advance(86400)
    report = run(world)
    assert report.trips == ()
    (result,) = report.results
    assert (result.change.claim, result.change.calendar) == ("off", True)
    assert {Group.STRUCTURE, Group.MEDIA} <= set(result.change.groups)
    plain = item(world, "P002-01").groups[Group.STRUCTURE]["images"]
    assert set(plain) == set(starred)
    assert not set(plain.values()) & set(starred.values())
    assert run(world).results == ()


def test_a_star_that_stays_on_an_option_is_false(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pictures(monkeypatch)
    run(world)
    one = item(world, "P002-01")
    starred = one.groups[Group.STRUCTURE]
    world.goods[2].expiry = world.day
    run(world)
    world.shop.change(one.id, {Group.STRUCTURE: starred})
    report = run(world)
    assert "false-star" in codes(report)
