"""What we hid is shown again only once its price, its stock and the removal of its star went through."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.memory import Fault
from connector.model import Group, ListingState
from connector.sync import Change, ChangeKind, Outcome, RunReport
from connector.sync.relist import go_before, held_relists, in_the_way, shows_wrong
from connector.sync.runreport import Result
from tests.simulation.world import Good, World


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def hidden(**back: object) -> tuple[World, Good]:
    """A product whose row was taken out of the sheet and comes back with other values."""
    world = World(5, 3)
    world.goods[0].expiry = world.day + timedelta(days=700)
    world.goods[0].stock = 7
    world.allow = {"unlist": 9, "price-jump": 0, "reprice": 9, "stock-zero": 9}
    run(world)
    good = world.goods.pop(0)
    run(world)
    assert shown(world, good).state is ListingState.UNLISTED
    for name, value in back.items():
        setattr(good, name, value)
    world.goods.insert(0, good)
    return world, good


def shown(world: World, good: Good):  # type: ignore[no-untyped-def]
    return next(one for one in world.shop.items.values() if good.key in one.skus)


def faulty(world: World, call: str, fault: Fault, times: int = 1) -> None:
    left = [fault] * times
    world.faults = lambda name: left.pop() if name == call and left else None


def ended(report: RunReport) -> dict[str, tuple[str, str]]:
    return {str(r.change.kind): (str(r.outcome), r.code) for r in report.results}


WAITS = ("waiting", "relist-waits")


@pytest.mark.parametrize("fault", ["reject", "locked", "quota", "throttle"])
@pytest.mark.parametrize(("call", "back"), [("stock", {"stock": 3}), ("price", {"price": 31_000})])
def test_it_waits_for_its_price_and_its_stock(call: str, back: dict[str, object], fault: Fault) -> None:
    world, good = hidden(**back)
    world.allow["price-jump"] = 9
    faulty(world, call, fault, 9)
    report = run(world)
    assert ended(report)["relist"] == WAITS
    assert shown(world, good).state is ListingState.UNLISTED
    world.faults = lambda _call: None
    world.clock.advance(2 * 86400)
    assert ended(run(world))["relist"] == ("accepted", "")
    assert shown(world, good).state is ListingState.LIVE
    assert run(world).results == ()


def test_it_waits_where_nobody_knows_whether_the_stock_arrived() -> None:
    world, good = hidden(stock=3)
    faulty(world, "stock", "cut", 9)
    assert ended(run(world)) == {"stock": ("unknown", "E_ANSWER_LOST"), "relist": WAITS}
    assert shown(world, good).state is ListingState.UNLISTED
    world.until_quiet()
    assert shown(world, good).state is ListingState.LIVE
    assert shown(world, good).groups[Group.STOCK] == {good.key: 3}


def test_it_waits_for_its_star_to_come_off() -> None:
    world, good = hidden(star=0)
    faulty(world, "update", "reject")
    report = run(world)
    assert "relist" not in ended(report), "while a star is seen on it the plan does not even ask"
    assert shown(world, good).state is ListingState.UNLISTED
    world.until_quiet()
    assert shown(world, good).state is ListingState.LIVE
    assert "sao" not in str(shown(world, good).groups[Group.DESCRIPTION])


def test_it_waits_while_its_price_waits_for_a_person() -> None:
    world, good = hidden()
    good.price *= 9
    report = run(world)
    assert ended(report) == {}
    assert {"price-jump", "relist-waits"} <= {notice.code for notice in report.notices}
    world.allow["price-jump"] = 1
    assert ended(run(world)) == {"price": ("accepted", ""), "relist": ("accepted", "")}


def test_it_waits_while_a_promotion_keeps_its_price() -> None:
    world, good = hidden()
    good.price += 1000
    world.shop.promote(shown(world, good).id, world.clock.now() + timedelta(days=1))
    report = run(world)
    assert ended(report) == {}
    assert "relist-waits" in {notice.code for notice in report.notices}


def test_words_that_were_refused_keep_nothing_hidden() -> None:
    """Until they are mended buyers see the words they saw before, which is no worse than for any other listing."""
    world, good = hidden(story="Viết lại.")
    faulty(world, "update", "reject")
    assert ended(run(world)) == {"relist": ("accepted", ""), "update": ("rejected", "E_REFUSED")}
    assert shown(world, good).state is ListingState.LIVE


def test_another_products_trouble_keeps_nothing_hidden() -> None:
    world, good = hidden()
    world.goods[1].stock += 4
    faulty(world, "stock", "reject")
    assert ended(run(world))["relist"] == ("accepted", "")
    assert shown(world, good).state is ListingState.LIVE


def change(kind: ChangeKind, product: str = "CHE-01", claim: str = "") -> Change:
    name, sku = f"{kind}-{product}", f"{product}-A"
    return Change(
        id=name,
        kind=kind,
        product=product,
        title="Chè",
        skus=(sku,),
        remote_id="77",
        claim=claim,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_what_would_show_buyers_something_wrong(kind: ChangeKind) -> None:
    assert shows_wrong(change(kind)) is (kind in (ChangeKind.PRICE, ChangeKind.STOCK))
    assert shows_wrong(change(kind, claim="off"))
    assert shows_wrong(change(kind, claim="on")) is (kind in (ChangeKind.PRICE, ChangeKind.STOCK))


def test_only_what_concerns_the_same_product_goes_before_it() -> None:
    relist, price, stock = change(ChangeKind.RELIST), change(ChangeKind.PRICE), change(ChangeKind.STOCK)
    others = [change(ChangeKind.PRICE, "TRA-02"), change(ChangeKind.UPDATE), change(ChangeKind.RELIST, "NON-03")]
    assert go_before(iter([price, *others, stock, relist])) == {"CHE-01": [price, stock]}
    assert go_before([price, stock]) == {}


def test_in_the_way_is_whatever_was_not_taken_in_this_run() -> None:
    price, stock = change(ChangeKind.PRICE), change(ChangeKind.STOCK)

    def results(**outcomes: Outcome) -> dict[str, Result]:
        made = {"price": price, "stock": stock}
        return {made[kind].id: Result(change=made[kind], outcome=out, code="") for kind, out in outcomes.items()}

    taken = results(price=Outcome.ACCEPTED, stock=Outcome.ACCEPTED)
    assert not in_the_way([price, stock], taken)
    assert not in_the_way([], {})
    assert in_the_way([price, stock], results(price=Outcome.ACCEPTED))
    for outcome in set(Outcome) - {Outcome.ACCEPTED}:
        assert in_the_way([price, stock], results(price=Outcome.ACCEPTED, stock=outcome))


def test_what_a_plan_says_of_one_that_stays_hidden_names_it() -> None:
    changes = [change(ChangeKind.PRICE), change(ChangeKind.RELIST), change(ChangeKind.RELIST, "TRA-02")]
    (said,) = held_relists(changes, {"CHE-01"})
    assert (said.code, said.product, said.title) == ("relist-waits", "CHE-01", "Chè")
    assert (said.skus, said.remote_id) == (("CHE-01-A",), "77")
    assert list(held_relists(changes, {"NON-03"})) == []
