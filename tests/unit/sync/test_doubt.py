"""Stock whose answer was lost: sent again only where it never arrived."""

from __future__ import annotations

import pytest

from connector.sync.doubt import doubtful, judged_anew, told
from connector.sync.threeway import GroupBase


@pytest.mark.parametrize(
    ("before", "sent", "now", "again"),
    [
        (37, 50, 37, True),
        (37, 50, 50, False),
        (37, 50, 48, False),
        (37, 50, 35, True),
        (50, 10, 50, True),
        (50, 10, 10, False),
        (50, 10, 8, False),
        (50, 10, 47, True),
    ],
)
def test_sales_since_are_told_from_a_figure_that_never_arrived(before: int, sent: int, now: int, again: bool) -> None:
    known = GroupBase({"LUA-01": sent}, shown={"LUA-01": before}, status="unknown")
    assert doubtful(known, {"LUA-01": now}) == (frozenset({"LUA-01"}) if again else frozenset())


def test_only_what_was_in_that_write_is_in_doubt() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 53}, shown={"LUA-01": 20}, status="unknown")
    assert doubtful(known, {"LUA-01": 20, "LUA-02": 25}) == {"LUA-01"}


def test_a_journal_of_before_has_what_differs_sent_again() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 53}, status="unknown")
    assert doubtful(known, {"LUA-01": 50, "LUA-02": 25}) == {"LUA-02"}


def test_one_that_the_shop_shows_no_more_or_never_showed_has_not_arrived() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 9}, shown={"LUA-01": 20, "LUA-02": None}, status="unknown")
    assert doubtful(known, {"LUA-02": 9}) == {"LUA-01"}
    assert doubtful(known, {"LUA-01": 50, "LUA-02": 8}) == {"LUA-02"}
    assert doubtful(known, None) == {"LUA-01", "LUA-02"}
    assert doubtful(GroupBase({"LUA-01": None}, shown={"LUA-01": 20}, status="unknown"), {"LUA-01": 20}) == {"LUA-01"}


def test_a_figure_that_stayed_as_it_was_has_arrived() -> None:
    """Sent anew as it stood: whatever is shown by now, at most as much, is what buyers left of it."""
    known = GroupBase({"LUA-01": 50}, shown={"LUA-01": 50}, status="unknown")
    assert doubtful(known, {"LUA-01": 50}) == doubtful(known, {"LUA-01": 1}) == frozenset()
    assert doubtful(known, {"LUA-01": 51}) == {"LUA-01"}


def test_what_is_settled_pending_or_unmanaged_is_in_no_doubt() -> None:
    known = GroupBase({"LUA-01": 50}, shown={"LUA-01": 20}, status="settled")
    assert doubtful(known, {"LUA-01": 20}) == frozenset()
    assert doubtful(None, {"LUA-01": 20}) == frozenset()
    assert doubtful(GroupBase(None, status="unknown"), {"LUA-01": 20}) == frozenset()


def test_what_was_told_before_the_doubt_is_what_the_shop_goes_by() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 9}, seen={"LUA-01": 40}, shown={"LUA-01": 37}, status="unknown")
    assert told(known, {"LUA-01"}) == {"LUA-01": 40, "LUA-02": 9}
    assert told(known, ()) == {"LUA-01": 50, "LUA-02": 9}
    assert told(None, ()) == {}


def test_a_look_leaves_in_doubt_only_what_is_to_be_sent_again() -> None:
    """One that arrived is sold from; taken for one in doubt the next night it would be sent twice."""
    sent, shown = {"LUA-01": 50, "LUA-02": 50}, {"LUA-01": 20, "LUA-02": 20}
    known = GroupBase(sent, seen={"LUA-01": 30, "LUA-02": 30}, shown=shown, status="unknown")
    again = doubtful(known, {"LUA-01": 20, "LUA-02": 48})
    looked = judged_anew(known, again, again)
    assert (looked.status, looked.sent, looked.shown) == ("unknown", sent, {"LUA-01": 20})
    assert doubtful(looked, {"LUA-01": 20, "LUA-02": 5}) == {"LUA-01"}
    assert judged_anew(looked, again, again) is looked


def test_what_the_sheet_wants_as_it_had_been_told_is_in_doubt_no_more() -> None:
    known = GroupBase({"LUA-01": 0}, seen={"LUA-01": 20}, shown={"LUA-01": 18}, status="unknown")
    settled = judged_anew(known, {"LUA-01"}, ())
    assert (settled.status, settled.sent, settled.seen, settled.shown) == ("settled", {"LUA-01": 20}, None, None)
    unsure = GroupBase({"LUA-01": 0}, shown={"LUA-01": 18}, status="unknown")
    assert judged_anew(unsure, {"LUA-01"}, ()) is unsure


def test_a_journal_of_before_forgets_its_doubt_of_what_has_arrived_too() -> None:
    known = GroupBase({"LUA-01": 50, "LUA-02": 50}, status="unknown")
    again = doubtful(known, {"LUA-01": 50, "LUA-02": 20})
    looked = judged_anew(known, again, again)
    assert (looked.status, looked.shown) == ("unknown", {"LUA-02": None})
    assert doubtful(looked, {"LUA-01": 45, "LUA-02": 20}) == {"LUA-02"}, "five were sold meanwhile"
