"""Invariants 9 and 10 on histories made by hand."""

from typing import Any

from tests.simulation.history import Call
from tests.unit.judge.tiny import OTHER, READ, REFRESH, SHOP, UPLOAD, call, judged, run, said

PHOTO = "a" * 64
KEPT = ({"shop": SHOP, "key": "k", "use": "listing", "remote_id": "p1"},)


def upload(began: float, made: str = "p1", **more: Any) -> Call:
    return call(began, UPLOAD, about=(PHOTO,), **{"made": (made,)} | more)


def test_a_picture_goes_up_once() -> None:
    assert (
        judged(9, calls=[upload(1), call(2, UPLOAD, about=("b" * 64,), made=("p2",))], runs=[run(uploads=KEPT)]) == []
    )


def test_twice_in_one_run() -> None:
    assert "again" in judged(9, calls=[upload(1), upload(2, "p2")], runs=[run(uploads=KEPT)])[0]


def test_twice_in_one_call() -> None:
    both = call(1, UPLOAD, about=(PHOTO, "b" * 64), made=("p1", "p2"))
    assert judged(9, calls=[both, upload(2, "p3")], runs=[run(uploads=KEPT)])


def test_again_in_a_later_run() -> None:
    calls = [upload(1), upload(2000, "p2", run=2)]
    assert judged(9, calls=calls, runs=[run(uploads=KEPT), run(2, 1999, 2100, uploads=KEPT)])


def test_again_after_the_marketplace_forgot_it() -> None:
    calls = [upload(1), upload(3000, "p2", run=3)]
    runs = [run(uploads=KEPT), run(2, 1999, 2100), run(3, 2999, 3100, uploads=KEPT)]
    assert judged(9, calls=calls, runs=runs) == []


def test_again_because_nobody_had_written_it_down() -> None:
    calls = [upload(1), upload(2000, "p2", run=2)]
    later = run(2, 1999, 2100, uploads=KEPT)
    assert judged(9, calls=calls, runs=[run(), later])
    assert judged(9, calls=calls, runs=[run(crashed=True, report=None), later]) == []


def test_again_after_a_lost_answer() -> None:
    lost = upload(1, outcome="unknown", fault="lose_answer")
    assert judged(9, calls=[lost, upload(2, "p2")], runs=[run(uploads=KEPT)]) == []


def test_once_for_each_shop() -> None:
    calls = [upload(1), upload(2, "p2", shop=OTHER)]
    assert judged(9, calls=calls, runs=[run(uploads=KEPT), run(shop=OTHER)]) == []


def test_once_for_each_use() -> None:
    paper = "POST /product/202309/files/upload"
    calls = [upload(1), call(2, paper, kind="upload", about=(PHOTO,), made=("p2",))]
    assert judged(9, calls=calls, runs=[run(uploads=KEPT)]) == []


def refresh(began: float, token: str = "r1", **more: Any) -> Call:
    made = {"made": (f"access-{began:g}", f"refresh-{began:g}")}
    return call(began, REFRESH, token=token, **made | more)


REFUSED = {"outcome": "failed", "committed": False, "code": "invalid_acceess_token"}


def test_a_refresh_as_it_should_be() -> None:
    calls = [call(1, **REFUSED), refresh(2), call(3, token="access-2", stored="access-2")]
    assert judged(10, calls=calls) == []


def test_a_refresh_token_that_leaves_twice() -> None:
    assert "left again" in judged(10, calls=[refresh(2), refresh(3)])[0]


def test_a_refresh_token_that_leaves_again_after_a_lost_answer() -> None:
    lost = refresh(2, outcome="unknown", fault="lose_refresh_answer")
    calls = [lost, refresh(2000, run=2)]
    runs = [run(said=(said("E_CONSENT_NEEDED"),)), run(2, said=(said("E_CONSENT_NEEDED"),))]
    assert "left again" in judged(10, calls=calls, runs=runs)[0]


def test_what_never_arrived_may_leave_again() -> None:
    assert judged(10, calls=[refresh(2, outcome="failed", committed=False, fault="refuse", made=()), refresh(3)]) == []


def test_a_successor_that_was_used_before_it_was_stored() -> None:
    calls = [refresh(2), call(3, token="access-2", stored="access-1")]
    assert "not stored" in judged(10, calls=calls)[0]


def test_parallel_refusals_cause_one_refresh() -> None:
    both = [call(1, worker="a", **REFUSED), call(1, READ, worker="b", **REFUSED)]
    assert judged(10, calls=[*both, refresh(2), call(3, token="access-2", stored="access-2")]) == []
    assert "both refreshed" in judged(10, calls=[*both, refresh(2), refresh(2.5, "refresh-2")])[0]


def test_a_second_refresh_after_a_second_refusal() -> None:
    again = call(3, token="access-2", stored="access-2", **REFUSED)
    assert judged(10, calls=[refresh(2), again, refresh(4, "refresh-2")]) == []


LOST = refresh(2, outcome="unknown", fault="lose_refresh_answer", made=())
STOPPED = {"ending": "stopped", "stop_code": "E_CONSENT_NEEDED"}


def test_a_lost_refresh_ends_as_consent_needed() -> None:
    assert judged(10, calls=[LOST], runs=[run(report=STOPPED)]) == []
    assert "no consent" in judged(10, calls=[LOST])[0]


def test_a_run_that_found_the_shop_busy_knows_of_no_token() -> None:
    busy = run(run=2, report={"ending": "stopped", "stop_code": "E_SHOP_BUSY"}, exit=7)
    assert judged(10, calls=[LOST], runs=[run(report=STOPPED), busy]) == []


def test_consent_is_asked_for_until_it_comes() -> None:
    silent = run(2, 2000, 2100, report={"ending": "stopped", "stop_code": "E_UNREACHABLE"})
    assert judged(10, calls=[LOST], runs=[run(report=STOPPED), silent])
    assert judged(10, calls=[LOST], runs=[run(report=STOPPED), silent], consents=((2, SHOP),)) == []
