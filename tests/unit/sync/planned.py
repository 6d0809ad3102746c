"""What tests of plans over a shop in memory share: runs, what they said and sent, listings typed by hand."""

from __future__ import annotations

from connector.model import Group
from connector.sync import Plan, RunReport
from tests.simulation.world import World


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def codes(report: RunReport | Plan) -> list[str]:
    return sorted({notice.code for notice in report.notices})


def sent(report: RunReport) -> list[tuple[str, str]]:
    return [(str(result.change.kind), result.change.product) for result in report.results]


def item(world: World, sku: str) -> str:
    return next(one.id for one in world.shop.items.values() if sku in one.skus)


def by_hand(world: World, sku: str, **groups: object) -> str:
    """Staff fill in a listing themselves."""
    good = next(good for good in world.goods if good.key == sku.upper().strip())
    shown = {
        Group.TITLE: "Miến dong (nhập tay)",
        Group.PRICE: {sku: good.price},
        Group.STOCK: {sku: 3},
        Group.STRUCTURE: {"options": [], "skus": {sku: []}},
        **{Group(name): value for name, value in groups.items()},
    }
    return world.shop.create((sku,), shown, live=True).id  # type: ignore[arg-type]
