"""Invariants 8 and 14 on histories made by hand."""

from typing import Any

import pytest

from tests.simulation.history import Call
from tests.unit.judge.tiny import ADD, EDIT, OTHER, READ, SHOP, UPLOAD, call, judged, run

FIVE = {"scope": "shop", "per_second": 5.0, "burst": 1.0, "per_day": None, "writers": 2}
LAZADA = "POST /rest/product/price_quantity/update"


def paced(*calls: Call, budget: dict[str, Any] | None = None, **more: Any) -> list[str]:
    return judged(8, calls=calls, runs=[run(budgets=(FIVE | (budget or {}),), **more)])


def steadily(count: int, gap: float, endpoint: str = EDIT, begin: float = 1.0, **more: Any) -> list[Call]:
    return [call(begin + number * gap, endpoint, number=number, **more) for number in range(count)]


def test_at_the_pace() -> None:
    assert paced(*steadily(60, 0.2)) == []


def test_above_the_pace() -> None:
    assert "above 5 a second" in paced(*steadily(60, 0.18))[0]


def test_two_at_once_are_above_a_pace_without_a_burst() -> None:
    assert paced(call(1.0), call(1.0, READ))
    assert paced(call(1.0), call(1.0, READ), budget={"burst": 2.0}) == []


def test_reads_and_uploads_count() -> None:
    assert paced(call(1.0, READ), call(1.1, UPLOAD))


def test_a_fast_pace_may_catch_up_with_a_fifth_of_a_second() -> None:
    fast = {"per_second": 50.0, "writers": None}
    assert paced(*steadily(10, 0.0), budget=fast) == []
    assert paced(*steadily(12, 0.0), budget=fast)


def test_an_endpoint_of_its_own() -> None:
    own = {"scope": f"endpoint:{ADD}", "per_second": 1.0, "writers": None}
    assert paced(*steadily(3, 0.5), budget=own) == []
    assert paced(*steadily(3, 0.5, ADD), budget=own)


def test_an_app_is_shared_by_its_shops() -> None:
    app = {"scope": "app", "per_second": 1.0, "burst": 1.0, "per_day": None, "writers": None}
    runs = [run(budgets=(app,)), run(shop=OTHER, budgets=(app,))]
    both = [call(1.0), call(1.1, LAZADA, shop=OTHER)]
    assert judged(8, calls=both, runs=runs) == []
    one = {"shops": {SHOP: {"marketplace": "shopee"}, OTHER: {"marketplace": "shopee"}}}
    assert judged(8, calls=both, runs=runs, policy=one)


def test_more_writers_than_allowed() -> None:
    slow = [call(1.0 + number, ended=10.0, number=number) for number in range(3)]
    assert "3 writes were under way" in paced(*slow)[0]
    assert paced(*slow[:2], call(2.9, READ, ended=10.0)) == []
    assert paced(*slow[:2], call(10.5)) == []


def test_a_write_that_never_ended_is_under_way_until_the_run_is_over() -> None:
    assert paced(*[call(1.0 + number, ended=None, outcome="unknown") for number in range(3)], crashed=True)


def test_a_day_s_calls() -> None:
    day = {"per_day": 3, "per_second": 5.0}
    assert paced(*steadily(3, 1.0), budget=day) == []
    assert "allowed a day" in paced(*steadily(4, 1.0), budget=day)[0]


THROTTLED = call(1.0, outcome="failed", committed=False, code="error_rate_limit", retry_after=10.0, worker="a")


def test_the_quiet_that_was_asked_for() -> None:
    assert paced(THROTTLED, call(11.0)) == []
    assert "10 s of quiet" in paced(THROTTLED, call(5.0))[0]


def test_another_worker_keeps_quiet_too() -> None:
    assert paced(THROTTLED, call(5.0, READ, worker="b"))


def test_what_had_left_before_the_answer_came() -> None:
    slowly = call(1.0, outcome="failed", committed=False, code="error_rate_limit", retry_after=10.0, ended=3.0)
    assert paced(slowly, call(2.0)) == []


def test_a_ban_of_the_app_holds_its_other_shops() -> None:
    ban = call(1.0, LAZADA, outcome="failed", committed=False, code="AppCallLimit", retry_after=10.0)
    both = {"shops": {SHOP: {"marketplace": "lazada"}, OTHER: {"marketplace": "lazada"}}}
    other = call(5.0, LAZADA, shop=OTHER)
    runs = [run(budgets=(FIVE,)), run(shop=OTHER, budgets=(FIVE,))]
    assert judged(8, calls=[ban, other], runs=runs, policy=both)
    seller = call(1.0, LAZADA, outcome="failed", committed=False, code="SellerCallLimit", retry_after=10.0)
    assert judged(8, calls=[seller, other], runs=runs, policy=both) == []


def test_a_spent_quota_closes_its_endpoint_only() -> None:
    spent = call(1.0, ADD, outcome="failed", committed=False, code="error_limit", retry_after=5000.0)
    assert paced(spent, call(2.0, EDIT)) == []
    assert paced(spent, call(2.0, ADD))


@pytest.mark.parametrize(("gap", "fine"), [(0.2, True), (0.22, True), (0.25, False), (1.0, False)])
def test_nine_tenths_of_the_pace(gap: float, fine: bool) -> None:
    assert (paced(*steadily(40, gap)) == []) is fine


def test_idleness_before_a_read_is_not_counted() -> None:
    calls = [one for n in range(30) for one in (call(1 + 3 * n), call(3.8 + 3 * n, READ))]
    assert paced(*calls) == []


def test_few_writes_say_nothing() -> None:
    assert paced(*steadily(5, 9.0)) == []


def test_slow_answers_are_no_idleness() -> None:
    slow = [call(1.0 + n * 2, ended=1.0 + n * 2 + 4, number=n) for n in range(40)]
    assert paced(*slow) == []
    assert paced(*slow, budget={"writers": 9})


def ended(*calls: Call) -> list[str]:
    return judged(14, calls=calls)


FATAL = call(1.0, outcome="failed", committed=False, code="shop_banned", fatal=True, ended=1.5)


def test_one_more_call_after_a_fatal_answer() -> None:
    assert ended(call(0.5), FATAL, call(1.2), call(2.0)) == []


def test_two_more_calls_after_a_fatal_answer() -> None:
    assert "2 calls left" in ended(FATAL, call(2.0), call(3.0))[0]


def test_another_shop_goes_on() -> None:
    assert ended(FATAL, call(2.0, shop=OTHER), call(3.0, shop=OTHER)) == []


def test_the_next_run_is_another() -> None:
    assert judged(14, calls=[FATAL, call(5000.0, run=2), call(5001.0, run=2)], runs=[run(), run(2)]) == []


def test_a_fatal_answer_that_was_lost_ends_nothing() -> None:
    assert ended(call(1.0, outcome="unknown", fatal=True), call(2.0), call(3.0)) == []
