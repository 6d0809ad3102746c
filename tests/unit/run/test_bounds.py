"""A saved plan sends its own Changes and no other, and shows nothing again that has gone stale meanwhile."""

from __future__ import annotations

from connector.model import Group
from connector.run.bounds import as_saved
from connector.sync import Change, ChangeKind, GroupChange, Plan
from tests.unit.report.made import DAY, NOW, change


def plan(*changes: Change) -> Plan:
    return Plan(shop="gian-hàng", marketplace="memory", day=DAY, made_at=NOW, revision="1", changes=changes)


def stock(pieces: int) -> Change:
    return change(ChangeKind.STOCK, groups={Group.STOCK: GroupChange(before={}, after={"P001-01": pieces})})


RELIST = change(ChangeKind.RELIST, id="c00002", groups={Group.STATE: GroupChange(before="unlisted", after="live")})


def kept(saved: Plan, fresh: Plan) -> list[str]:
    return [str(one.kind) for one in as_saved(fresh, saved, DAY).changes]


def test_what_still_holds_is_sent() -> None:
    assert kept(plan(stock(7), RELIST), plan(stock(7), RELIST)) == ["stock", "relist"]


def test_a_listing_whose_stock_moved_is_not_shown_again() -> None:
    report = as_saved(plan(stock(5), RELIST), plan(stock(7), RELIST), DAY)
    assert report.changes == ()
    assert [notice.code for notice in report.notices] == ["moved", "moved"]


def test_a_listing_whose_stock_the_saved_plan_knows_nothing_of_is_not_shown_again() -> None:
    assert kept(plan(RELIST), plan(stock(5), RELIST)) == []


def test_what_has_been_done_meanwhile_is_in_nobodys_way() -> None:
    assert kept(plan(stock(7), RELIST), plan(RELIST)) == ["relist"]
