"""Invariant 13 on histories made by hand."""

import json
from typing import Any

from tests.simulation.history import Entry
from tests.unit.judge.tiny import EDIT, GALLERY, READ, UPLOAD, call, change, entry, judged, listed, picture, run, wish

CATALOGUE = ({"guard": "halved", "scope": "catalogue", "count": 1, "allowed": 2, "of": 4, "text": "Hãy xem lại."},)
SHOP_GUARD = ({"guard": "reprice", "scope": "shop", "count": 6, "allowed": 5, "of": 6, "text": "Hãy xem lại."},)
LAPSED = (wish(cert_until="2026-11-22"),)
OFF = entry(50, "pictures", list(GALLERY), [picture(), picture("b" * 64)])


def wrote(*tape: Entry, **more: Any) -> list[str]:
    return judged(13, tape=[listed(run=0, at=0), *tape], runs=[run(**more)])


def test_a_catalogue_guard_lets_nothing_through() -> None:
    runs = [run(trips=CATALOGUE)]
    assert judged(13, calls=[call(2, READ)], runs=runs) == []
    assert "catalogue guard" in judged(13, calls=[call(2, EDIT)], runs=runs)[0]
    assert judged(13, calls=[call(2, UPLOAD)], runs=runs)


def test_a_shop_guard_lets_nothing_through() -> None:
    told = (change(groups=("title",)),)
    assert "although a guard tripped" in wrote(entry(50, "title", "a", "b"), trips=SHOP_GUARD, outcomes=told)[0]
    assert judged(13, tape=[listed()], runs=[run(trips=SHOP_GUARD)])


def test_but_what_the_calendar_alone_causes() -> None:
    told = (change(groups=("media",), calendar=True, claim="off"),)
    assert wrote(OFF, trips=SHOP_GUARD, outcomes=told, wishes=LAPSED) == []


def test_a_review_that_such_a_write_sets_off() -> None:
    """A listing that the platform had blocked is judged anew, its lapsed star being off."""
    blocked = entry(2, "status", "live", "blocked", by="platform")
    told = (change(groups=("media",), calendar=True, claim="off"),)
    for after in ("in review", "live"):
        review = entry(50, "status", "blocked", after)
        assert wrote(blocked, OFF, review, trips=SHOP_GUARD, outcomes=told, wishes=LAPSED) == []
        assert "although a guard" in wrote(blocked, OFF, review, trips=SHOP_GUARD, outcomes=told)[-1]
        plain = (change(groups=("title",)),)
        assert wrote(blocked, review, trips=SHOP_GUARD, outcomes=plain, wishes=LAPSED)
    hidden = entry(50, "status", "live", "unlisted")
    assert wrote(OFF, hidden, trips=SHOP_GUARD, outcomes=told, wishes=LAPSED)


def test_what_is_called_calendar_and_is_none() -> None:
    told = (change(groups=("media",), calendar=True, claim="off"),)
    assert wrote(OFF, trips=SHOP_GUARD, outcomes=told)


def test_what_the_calendar_could_cause_and_the_plan_did_not_say() -> None:
    assert wrote(OFF, trips=SHOP_GUARD, outcomes=(change(groups=("media",)),), wishes=LAPSED)


def prices(count: int) -> list[Entry]:
    rows = [listed(f"80{n}", run=0, at=0, sku=f"KL-0{n}") for n in range(1, 6)]
    return [*rows, *(entry(50, f"price:KL-0{n}", 1, 2, listing=f"80{n}") for n in range(1, count + 1))]


ROWS = tuple(wish(f"KL-0{n}") for n in range(1, 6))


def test_within_a_guard() -> None:
    assert judged(13, tape=prices(1), runs=[run(wishes=ROWS)]) == []


def test_beyond_a_guard_that_did_not_trip() -> None:
    assert "guard reprice counts" in judged(13, tape=prices(2), runs=[run(wishes=ROWS)])[0]


def test_beyond_a_guard_as_somebody_allowed() -> None:
    assert judged(13, tape=prices(2), runs=[run(wishes=ROWS, allowed={"reprice": 2})]) == []
    assert judged(13, tape=prices(3), runs=[run(wishes=ROWS, allowed={"reprice": 2})])


def test_a_run_that_goes_on_with_a_dead_one_is_not_counted_again() -> None:
    runs = [run(0, 0.5, 0.9, crashed=True, report=None), run(wishes=ROWS)]
    assert judged(13, tape=prices(3), runs=runs) == []


def test_what_a_dead_run_began_is_guarded_no_more() -> None:
    begun = {"id": "i-1", "state": "open", "change": json.dumps(change(groups=("title",))["change"])}
    title = entry(50, "title", "a", "b")
    tape = [listed(run=0, at=0), title]
    dead, ended = run(0, 0.5, 0.9, crashed=True, report=None, intents=(begun,)), {**begun, "state": "ended"}
    assert judged(13, tape=tape, runs=[dead, run(trips=SHOP_GUARD, intents=(ended,))]) == []
    done = run(0, 0.5, 0.9, intents=(ended,))
    assert judged(13, tape=tape, runs=[done, run(trips=SHOP_GUARD, intents=(ended,))])


def test_a_percent_of_the_bound_listings() -> None:
    limits = {"guards": {"reprice": (0, 40)}}
    assert judged(13, tape=prices(2), runs=[run(wishes=ROWS)], policy=limits) == []
    assert judged(13, tape=prices(3), runs=[run(wishes=ROWS)], policy=limits)


def test_a_badge_that_goes_before_its_time() -> None:
    assert "badge-off" in wrote(OFF)[0]
    calendar = (change(groups=("media",), calendar=True, claim="off"),)
    assert wrote(OFF, wishes=LAPSED, outcomes=calendar) == []


def test_hidden_listings() -> None:
    rows = [listed(f"80{n}", run=0, at=0, sku=f"KL-0{n}") for n in range(1, 6)]
    hidden = [entry(50, "status", "live", "unlisted", listing=f"80{n}") for n in range(1, 5)]
    assert judged(13, tape=[*rows, *hidden[:3]], runs=[run(wishes=ROWS)]) == []
    assert "guard unlist" in judged(13, tape=[*rows, *hidden], runs=[run(wishes=ROWS)])[0]


def test_what_is_handed_in_for_a_review_is_written() -> None:
    handed = entry(50, "waiting", {}, {"title": "b", "description": "d"})
    told = (change(groups=("title",)),)
    assert "title of 801 was written although" in wrote(handed, trips=SHOP_GUARD, outcomes=told)[0]
    rows = [listed(f"80{n}", run=0, at=0, sku=f"KL-0{n}") for n in range(1, 6)]
    edits = [entry(50, "waiting", {}, {"title": "b"}, listing=f"80{n}") for n in range(1, 6)]
    assert judged(13, tape=[*rows, edits[0]], runs=[run(wishes=ROWS)]) == []
    assert "guard text counts" in judged(13, tape=[*rows, *edits], runs=[run(wishes=ROWS)])[0]
