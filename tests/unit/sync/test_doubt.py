"""Stock whose answer was lost: sent again only where it never arrived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import JsonValue

from connector.model import Group
from connector.sync import GroupChange
from connector.sync.answered import about_of
from connector.sync.doubt import Doubt, doubtful, judged_anew, questions, raises, told, touched
from connector.sync.threeway import GroupBase

LEFT = datetime(2026, 11, 22, 19, 0, 5, 700_000, UTC)


def doubt(known: GroupBase | None, shown: object, touched: bool = False) -> Doubt:
    return doubtful(known, shown, touched)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "sent", "now", "became"),
    [
        (37, 50, 37, "again"),
        (37, 50, 50, "arrived"),
        (37, 50, 48, "arrived"),
        (37, 50, 35, "unclear"),
        (10, 13, 9, "unclear"),
        (10, 13, 0, "unclear"),
        (0, 13, 0, "again"),
        (50, 10, 50, "again"),
        (50, 10, 10, "arrived"),
        (50, 10, 8, "arrived"),
        (50, 10, 47, "again"),
        (50, 50, 20, "arrived"),
        (37, 50, 60, "again"),
    ],
)
def test_sales_since_are_told_from_a_figure_that_never_arrived(before: int, sent: int, now: int, became: str) -> None:
    known = GroupBase({"LUA-01": sent}, shown={"LUA-01": before}, status="unknown")
    found = doubt(known, {"LUA-01": now})
    assert {name: len(getattr(found, name)) for name in ("again", "unclear")} == {
        name: int(name == became) for name in ("again", "unclear")
    }


def test_as_many_sold_as_were_added_shows_what_was_shown_before() -> None:
    """10 were raised to 13 and three were sold: only that something was written there since tells it."""
    known = GroupBase({"LUA-01": 13}, shown={"LUA-01": 10}, status="unknown")
    assert doubt(known, {"LUA-01": 10}) == Doubt(again=frozenset({"LUA-01"}))
    assert doubt(known, {"LUA-01": 10}, touched=True) == Doubt(unclear=frozenset({"LUA-01"}))
    assert doubtful(known, {"LUA-01": 10}) == Doubt(again=frozenset({"LUA-01"})), "unless somebody says so"
    lowered = GroupBase({"LUA-01": 7}, shown={"LUA-01": 10}, status="unknown")
    assert doubt(lowered, {"LUA-01": 10}, touched=True) == Doubt(again=frozenset({"LUA-01"})), "lowering harms nobody"


def test_a_write_that_no_other_of_ours_explains_is_that_of_the_stock() -> None:
    stock = GroupBase({"LUA-01": 13}, shown={"LUA-01": 10}, status="unknown", written_at=LEFT)
    second = LEFT.replace(microsecond=0)
    assert touched({Group.STOCK: stock}, second)
    assert touched({Group.STOCK: stock}, LEFT + timedelta(hours=3))
    assert not touched({Group.STOCK: stock}, second - timedelta(seconds=1))
    assert not touched({Group.STOCK: stock}, None)
    assert not touched({Group.STOCK: GroupBase({"LUA-01": 13}, status="unknown")}, LEFT)
    assert not touched({}, LEFT)
    priced = {Group.PRICE: GroupBase({"LUA-01": 90_000}, written_at=LEFT - timedelta(milliseconds=200))}
    assert not touched({Group.STOCK: stock, **priced}, second), "our price went out in that very second"
    assert touched({Group.STOCK: stock, **priced}, LEFT + timedelta(seconds=2))
    at_once = {Group.PRICE: GroupBase({"LUA-01": 90_000}, written_at=LEFT + timedelta(seconds=2))}
    assert not touched({Group.STOCK: stock, **at_once}, LEFT + timedelta(seconds=2)), "that moment is our price's"


def test_only_what_was_in_that_write_is_in_doubt() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 53}, shown={"LUA-01": 20}, status="unknown")
    assert doubt(known, {"LUA-01": 20, "LUA-02": 25}) == ({"LUA-01"}, frozenset())


def test_what_nobody_remembers_to_have_been_shown_is_sent_again_only_where_that_lowers() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 53}, status="unknown")
    assert doubt(known, {"LUA-01": 50, "LUA-02": 25}) == (frozenset(), {"LUA-02"})
    assert doubt(known, {"LUA-01": 60, "LUA-02": 53}) == ({"LUA-01"}, frozenset())


def test_one_that_the_shop_shows_no_more_has_not_arrived() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 9}, shown={"LUA-01": 20, "LUA-02": None}, status="unknown")
    assert doubt(known, {"LUA-02": 9}) == ({"LUA-01"}, frozenset())
    assert doubt(known, {"LUA-01": 50, "LUA-02": 8}) == (frozenset(), {"LUA-02"})
    assert doubt(known, None) == ({"LUA-01", "LUA-02"}, frozenset())
    unsaid = GroupBase({"LUA-01": None}, shown={"LUA-01": 20}, status="unknown")
    assert doubt(unsaid, {"LUA-01": 20}) == ({"LUA-01"}, frozenset())


def test_a_figure_that_stayed_as_it_was_has_arrived() -> None:
    """Sent anew as it stood: whatever is shown by now, at most as much, is what buyers left of it."""
    known = GroupBase({"LUA-01": 50}, shown={"LUA-01": 50}, status="unknown")
    assert doubt(known, {"LUA-01": 50}) == doubt(known, {"LUA-01": 1}) == Doubt()
    assert doubt(known, {"LUA-01": 51}) == ({"LUA-01"}, frozenset())


def test_what_is_settled_pending_or_unmanaged_is_in_no_doubt() -> None:
    known = GroupBase({"LUA-01": 50}, shown={"LUA-01": 20}, status="settled")
    assert doubt(known, {"LUA-01": 20}) == doubt(None, {"LUA-01": 20}) == Doubt()
    assert doubt(GroupBase(None, status="unknown"), {"LUA-01": 20}) == Doubt()


def test_what_was_told_before_the_doubt_is_what_the_shop_goes_by() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 9}, seen={"LUA-01": 40}, shown={"LUA-01": 37}, status="unknown")
    assert told(known, {"LUA-01"}) == {"LUA-01": 40, "LUA-02": 9}
    assert told(known, ()) == {"LUA-01": 50, "LUA-02": 9}
    assert told(None, ()) == {}


UNCLEAR = GroupBase({"LUA-01": 13}, seen={"LUA-01": 12}, shown={"LUA-01": 10}, status="unknown", written_at=LEFT)


@pytest.mark.parametrize(
    ("wanted", "asks"), [(13, True), (12, True), (14, False), (20, False), (9, False), (8, False), (None, False)]
)
def test_a_person_is_asked_until_the_sheet_counts_anew(wanted: int | None, asks: bool) -> None:
    """The two figures that may have been told are no new count; one that is not above what is shown harms nobody."""
    found = list(questions(UNCLEAR, {"LUA-01"}, {"LUA-01": wanted}, {"LUA-01": 9}))
    assert bool(found) is asks
    for one in found:
        figures = {name: one[name] for name in ("sku", "before", "sent", "shop", "ours")}
        assert figures == {"sku": "LUA-01", "before": 10, "sent": 13, "shop": 9, "ours": wanted}


def test_what_is_asked_names_each_sku_and_all_that_was_shown_of_them() -> None:
    both = GroupBase({"LUA-01": 13, "LUA-02": 7}, shown={"LUA-01": 10, "LUA-02": 5}, status="unknown")
    wanted: dict[str, JsonValue] = {"LUA-01": 13, "LUA-02": 7, "LUA-03": 4}
    found = list(questions(both, {"LUA-02", "LUA-01"}, wanted, {"LUA-01": 9, "LUA-02": 4, "LUA-03": 1}))
    about = about_of({"LUA-01": 9, "LUA-02": 4}, {"LUA-01": 13, "LUA-02": 7})
    assert found == [
        {"sku": "LUA-01", "before": 10, "sent": 13, "shop": 9, "ours": 13, "about": about},
        {"sku": "LUA-02", "before": 5, "sent": 7, "shop": 4, "ours": 7, "about": about},
    ]


def test_what_nobody_knows_is_asked_without_a_figure() -> None:
    unsaid = GroupBase({"LUA-01": 13}, status="unknown")
    (one,) = questions(unsaid, {"LUA-01"}, {"LUA-01": 13}, None)
    assert (one["before"], one["sent"], one["shop"]) == (None, 13, None)
    (other,) = questions(None, {"LUA-01"}, {"LUA-01": None}, {"LUA-01": 3})
    assert (other["before"], other["sent"], other["shop"]) == (None, None, 3)


@pytest.mark.parametrize(("shown", "asks"), [(11, True), (12, False), (14, False)])
def test_nobody_is_asked_about_what_would_add_no_piece(shown: int, asks: bool) -> None:
    assert bool(list(questions(UNCLEAR, {"LUA-01"}, {"LUA-01": 12}, {"LUA-01": shown}))) is asks


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        ({"LUA-01": 3}, {"LUA-01": 4}, True),
        ({"LUA-01": 3, "LUA-02": 9}, {"LUA-01": 3, "LUA-02": 10}, True),
        ({"LUA-01": 3, "LUA-02": 9}, {"LUA-01": 2, "LUA-02": 9}, False),
        ({"LUA-01": 3}, {"LUA-01": 3}, False),
        ({"LUA-01": 3}, {"LUA-02": 1}, True),
        (None, {"LUA-01": 1}, True),
        ({"LUA-01": 3}, None, False),
        ({"LUA-01": 3}, {"LUA-01": None}, True),
    ],
)
def test_a_write_adds_pieces_where_any_figure_is_above_what_is_shown(
    before: JsonValue, after: JsonValue, adds: bool
) -> None:
    """What nobody knows may be above."""
    assert raises(GroupChange(before=before, after=after)) is adds


def test_what_is_unclear_stays_in_doubt_until_somebody_answers() -> None:
    unclear = Doubt(unclear=frozenset({"LUA-01"}))
    assert judged_anew(UNCLEAR, unclear, ()) is UNCLEAR
    assert judged_anew(UNCLEAR, unclear, {"LUA-01"}) is UNCLEAR, "sent anew, and not yet accepted"
    kept = judged_anew(UNCLEAR, unclear, (), {"LUA-01": 13})
    assert (kept.status, kept.sent, kept.seen, kept.shown) == ("settled", {"LUA-01": 13}, None, None)
    earlier = judged_anew(UNCLEAR, unclear, (), {"LUA-01": 12})
    assert earlier.sent == {"LUA-01": 12}, "the sheet's figure, or the next night would take it for a new one"


def test_a_look_leaves_in_doubt_only_what_is_to_be_sent_again() -> None:
    """One that arrived is sold from; taken for one in doubt the next night it would be sent twice."""
    sent, shown = {"LUA-01": 50, "LUA-02": 50}, {"LUA-01": 20, "LUA-02": 20}
    known = GroupBase(sent, seen={"LUA-01": 30, "LUA-02": 30}, shown=shown, status="unknown")
    again = doubt(known, {"LUA-01": 20, "LUA-02": 48})
    looked = judged_anew(known, again, again.again)
    assert (looked.status, looked.sent, looked.shown) == ("unknown", sent, {"LUA-01": 20})
    assert doubt(looked, {"LUA-01": 20, "LUA-02": 5}).again == {"LUA-01"}
    assert judged_anew(looked, again, again.again) is looked
    neither = doubtful(known, {"LUA-01": 20, "LUA-02": 20})
    one = judged_anew(known, neither, {"LUA-01"})
    assert (one.sent, one.shown) == ({"LUA-01": 50, "LUA-02": 30}, {"LUA-01": 20}), "the other goes by what it was told"
    assert judged_anew(GroupBase(None, status="unknown"), Doubt(), ()) == GroupBase({})


def test_what_the_sheet_wants_as_it_had_been_told_is_in_doubt_no_more() -> None:
    known = GroupBase({"LUA-01": 0}, seen={"LUA-01": 20}, shown={"LUA-01": 18}, status="unknown")
    again = Doubt(again=frozenset({"LUA-01"}))
    settled = judged_anew(known, again, ())
    assert (settled.status, settled.sent, settled.seen, settled.shown) == ("settled", {"LUA-01": 20}, None, None)
    unsure = GroupBase({"LUA-01": 0}, shown={"LUA-01": 18}, status="unknown")
    assert judged_anew(unsure, again, ()) is unsure


def test_a_journal_of_before_forgets_its_doubt_of_what_has_arrived_too() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 50}, status="unknown")
    found = doubtful(known, {"LUA-01": 50, "LUA-02": 20})
    looked = judged_anew(known, found, ())
    assert (looked.status, looked.shown) == ("unknown", {"LUA-02": None})
    later = doubtful(looked, {"LUA-01": 45, "LUA-02": 20})
    assert later == Doubt(unclear=frozenset({"LUA-02"})), "five were sold meanwhile"
