"""Invariants 11 and 12 on histories made by hand."""

from dataclasses import replace
from typing import Any

from tests.simulation.history import Call, RunRecord
from tests.unit.judge.tiny import EDIT, READ, SHOP, call, change, judged, listed, run, said, wish

BATCH = "POST /api/v2/product/unlist_item"
NO = {"outcome": "failed", "committed": False, "code": "product.error_param"}
REFUSED = call(1, EDIT, about=("801",), **NO)


def other(**more: Any) -> dict[str, Any]:
    return change(product="KL-02", skus=["KL-02"], remote_id="802", **more)


def test_the_others_go_on() -> None:
    outcomes = (change(outcome="rejected", code="E_REFUSED"), other())
    assert judged(11, calls=[REFUSED], runs=[run(outcomes=outcomes)]) == []


def test_one_refusal_stops_another_product() -> None:
    outcomes = (change(outcome="rejected", code="E_REFUSED"), other(outcome="not_sent", code="E_REFUSED"))
    assert "KL-02 was not sent" in judged(11, calls=[REFUSED], runs=[run(outcomes=outcomes)])[0]


def test_one_refusal_ends_the_run() -> None:
    report = {"ending": "stopped", "stop_code": "E_REFUSED"}
    assert "ended the run" in judged(11, calls=[REFUSED], runs=[run(report=report)])[0]


def test_a_spent_token_is_nobodys_content() -> None:
    spent = replace(REFUSED, code="invalid_acceess_token")
    report = {"ending": "stopped", "stop_code": "E_TOKEN_REFUSED"}
    assert judged(11, calls=[spent], runs=[run(report=report)]) == []


def test_a_category_that_stops_is_stated() -> None:
    outcomes = (change(outcome="rejected"), other(outcome="not_sent", code="category-stopped"))
    assert judged(11, calls=[REFUSED], runs=[run(outcomes=outcomes)]) == []


def test_a_dead_network_is_another_matter() -> None:
    outcomes = (other(outcome="not_sent", code="E_UNREACHABLE"),)
    calls = [REFUSED, call(2, outcome="unknown")]
    assert judged(11, calls=calls, runs=[run(outcomes=outcomes)]) == []


def test_a_full_disk_is_another_matter() -> None:
    stopped = {"report": {"ending": "stopped", "stop_code": "BUG_UNEXPECTED"}}
    assert judged(11, calls=[REFUSED], runs=[run(**stopped)])
    assert judged(11, calls=[REFUSED], runs=[run(disturbed=frozenset({"disk_full"}), **stopped)]) == []


def halves(*sizes: tuple[int, int], bad: tuple[int, ...]) -> list[Call]:
    """Calls of parts of a batch, [begin, end); one with a bad entry in it fails."""
    found = []
    for at, (begin, end) in enumerate(sizes):
        answer = NO if any(begin <= one < end for one in bad) else {}
        found.append(call(1.0 + at, BATCH, about=tuple(f"80{n}" for n in range(begin, end)), number=at, **answer))
    return found


def test_a_batch_that_is_halved() -> None:
    bisected = halves((0, 8), (0, 4), (4, 8), (0, 2), (2, 4), (2, 3), (3, 4), bad=(3,))
    assert judged(11, calls=bisected) == []


def test_a_batch_that_is_sent_one_by_one() -> None:
    singly = halves((0, 8), *[(n, n + 1) for n in range(8)], bad=(3,))
    assert "9 calls for 1 bad, 7 are allowed" in judged(11, calls=singly)[0]
    assert judged(11, calls=halves((0, 8), *[(n, n + 1) for n in range(8)], bad=(3, 5))) == []


def test_a_batch_that_came_too_soon_is_sent_again_whole() -> None:
    """A bare 429 says nothing of what was in the call: all of it waits, and no part of it is bad."""
    busy = {"outcome": "failed", "committed": False, "code": "HTTP 429"}
    waited = [call(1.0 + at, BATCH, about=("801", "802"), number=at, **(busy if at < 3 else {})) for at in range(4)]
    assert judged(11, calls=waited) == []
    refused = [replace(one, code="error_param") if one.code else one for one in waited]
    assert "4 calls for 0 bad, 3 are allowed" in judged(11, calls=refused)[0]


def test_a_batch_whose_products_were_all_said_to_be_refused() -> None:
    tape = [listed("801"), listed("802", sku="KL-02")]
    refused = call(50, BATCH, about=("801", "802"), outcome="failed", code="error_param", committed=False)
    both = (change("unlist", outcome="rejected"), change("unlist", outcome="rejected", skus=["KL-02"]))
    assert "each untried" in judged(11, tape=tape, calls=[refused], runs=[run(outcomes=both)])[0]
    alone = call(60, BATCH, about=("802",), outcome="failed", code="error_param", committed=False)
    assert judged(11, tape=tape, calls=[refused, alone], runs=[run(outcomes=both)]) == []
    waits = (both[0], change("unlist", outcome="waiting", skus=["KL-02"]))
    assert judged(11, tape=tape, calls=[refused], runs=[run(outcomes=waits)]) == []


def rejected(number: int, code: str = "E_REFUSED", **more: Any) -> RunRecord:
    outcomes = (change(outcome="rejected", code=code),)
    return replace(run(number, number * 100.0, number * 100.0 + 50, **more), outcomes=outcomes)


def test_three_rejections_and_no_fourth() -> None:
    assert judged(12, runs=[rejected(1), rejected(2), rejected(3), run(4)]) == []


def test_a_fourth() -> None:
    assert "refused 3 times" in judged(12, runs=[rejected(1), rejected(2), rejected(3), rejected(4)])[0]


def test_edited_in_between() -> None:
    edited = rejected(4, wishes=(wish(title="Khăn lụa mới"),))
    assert judged(12, runs=[rejected(1), rejected(2), rejected(3), edited]) == []


def test_not_three_equal_ones() -> None:
    assert judged(12, runs=[rejected(1), rejected(2, "E_TITLE"), rejected(3), rejected(4)]) == []


def test_accepted_in_between() -> None:
    fine = replace(run(3, 300.0, 350.0), outcomes=(change(),))
    assert judged(12, runs=[rejected(1), rejected(2), fine, rejected(4), rejected(5)]) == []


def test_a_person_asked_for_one_more() -> None:
    answer = {"run": 4, "shop": SHOP, "skus": ["KL-01"], "code": "paused", "group": "", "choice": "again"}
    assert judged(12, runs=[rejected(1), rejected(2), rejected(3), rejected(4)], answers=(answer,)) == []


def test_a_star_comes_off_all_the_same() -> None:
    off = replace(run(4, 400.0, 450.0), outcomes=(change(claim="off"),))
    assert judged(12, runs=[rejected(1), rejected(2), rejected(3), off]) == []


TAPE = [listed(by="seed", at=0)]
PAUSED = run(4, 400.0, 450.0, said=(said("paused"),))
THREE = [call(float(n), EDIT, about=("801",), run=n, **NO) for n in (1, 2, 3)]


def test_paused_after_three() -> None:
    assert judged(12, calls=THREE, tape=TAPE, runs=[run(), run(2), run(3), PAUSED]) == []


def test_paused_too_soon() -> None:
    assert "paused after 2" in judged(12, calls=THREE[:2], tape=TAPE, runs=[run(), run(2), PAUSED])[0]


def test_waiting_does_not_count() -> None:
    locked = [replace(one, code="error_in_item_promotion_price_lock") for one in THREE]
    assert judged(12, calls=locked, tape=TAPE, runs=[run(), run(2), run(3), PAUSED])
    busy = [replace(one, code="error_rate_limit", retry_after=1.0) for one in THREE]
    assert judged(12, calls=busy, tape=TAPE, runs=[run(), run(2), run(3), PAUSED])


def test_nothing_for_ever() -> None:
    again = [call(float(n), EDIT, number=n, **NO) for n in range(13)]
    assert "13 times in vain" in judged(12, calls=again)[0]
    assert judged(12, calls=again[:12]) == []
    assert judged(12, calls=[call(float(n), READ, number=n, **NO) for n in range(50)]) == []
