"""Invariants 8 and 14: no budget is exceeded or left idle, bans are honoured, a fatal answer ends the shop's run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tests.simulation.history import Call, RunRecord
from tests.simulation.judge.ground import THROTTLED, Violation
from tests.simulation.judge.reading import Reading

__all__ = ["budgets", "fatal"]

EDGE_S = 1e-3
CATCH_UP_S = 0.2
"""So much of a rate may be caught up with at once (stated by the project beside its rates)."""
LONGEST_S = 3600.0
"""No run waits longer than this, whatever an answer asks for; it asks again then (stated)."""
FEWEST = 20
"""Fewer writes than this say nothing about how well a pace is used."""
USED = 0.9
PAUSES = {
    "POST /api/v2/product/init_tier_variation": 5.0,
    "POST /rest/product/create": 0.5,
    "GET /rest/image/response/get": 0.5,
}
"""What the marketplaces' documents want to pass before these calls."""


def budgets(reading: Reading) -> Iterator[Violation]:
    """(8) Rates, writers, daily bounds, asked-for quiet, and nine tenths of the pace where there was work."""
    for (shop, number), run in [((one.shop, one.run), one) for one in reading.history.runs]:
        calls = reading.calls.get((shop, number), [])
        for budget in run.budgets:
            bound = _of_scope(reading, run, str(budget["scope"]), calls)
            for words in (*_rate(budget, bound), *_writers(budget, bound, run), *_daily(budget, bound)):
                yield Violation(8, reading.history.seed, number, shop, words)
        for words in _holds(reading, run, calls):
            yield Violation(8, reading.history.seed, number, shop, words)
        shop_rate = [float(one["per_second"]) for one in run.budgets if one["scope"] == "shop" and one["per_second"]]
        for words in _idle(calls, run, min(shop_rate, default=0.0)):
            yield Violation(8, reading.history.seed, number, shop, words)


def _of_scope(reading: Reading, run: RunRecord, scope: str, calls: Sequence[Call]) -> list[Call]:
    if scope.startswith("endpoint:"):
        return [call for call in calls if call.endpoint == scope.removeprefix("endpoint:")]
    return _of_app(reading, run) if scope == "app" else list(calls)


def _of_app(reading: Reading, run: RunRecord) -> list[Call]:
    """Calls of every shop of this marketplace in this command, in order."""
    market = reading.marketplace(run.shop)
    shops = [shop for shop in reading.by_shop if reading.marketplace(shop) == market]
    found = [call for shop in shops for call in reading.calls.get((shop, run.run), [])]
    return sorted(found, key=lambda call: (call.began, call.number))


def _rate(budget: Mapping[str, Any], calls: Iterable[Call]) -> Iterator[str]:
    rate = budget.get("per_second")
    if not rate:
        return
    most = max(1.0, float(budget.get("burst") or 1.0), float(rate) * CATCH_UP_S)
    places, last = most, 0.0
    for call in calls:
        places = min(most, places + (call.began - last) * float(rate))
        last = call.began
        places -= 1.0
        if places < -EDGE_S * max(1.0, float(rate)):
            yield f"call {call.number} ({call.endpoint}) is above {rate:g} a second of {budget['scope']}"
            return


def _writers(budget: Mapping[str, Any], calls: Sequence[Call], run: RunRecord) -> Iterator[str]:
    most = budget.get("writers")
    if not most:
        return
    writing = [call for call in calls if call.kind in ("write", "upload")]
    for call in writing:
        at_once = [one for one in writing if one.began <= call.began < _end(one, run) - EDGE_S]
        if len(at_once) > int(most):
            yield f"{len(at_once)} writes were under way at call {call.number}, {most} are allowed"
            return


def _end(call: Call, run: RunRecord) -> float:
    return run.ended if call.ended is None else call.ended


def _daily(budget: Mapping[str, Any], calls: Sequence[Call]) -> Iterator[str]:
    most = budget.get("per_day")
    if most is not None and len(calls) > int(most):
        yield f"{len(calls)} calls of {budget['scope']} in one run, {most} are allowed a day"


def _holds(reading: Reading, run: RunRecord, calls: Sequence[Call]) -> Iterator[str]:
    """Every worker of the scope keeps quiet for as long as an answer that was heard has asked for."""
    for told in calls:
        if told.retry_after is None or told.outcome != "failed" or told.ended is None:
            continue
        until = told.ended + min(told.retry_after, LONGEST_S) - EDGE_S
        scope = _of_app(reading, run) if told.code.startswith("App") else calls
        if not THROTTLED.fullmatch(told.code.rpartition(".")[2]):
            scope = [call for call in scope if call.endpoint == told.endpoint]
        early = [call for call in scope if told.ended < call.began < until and call.number != told.number]
        if early:
            quiet = f"{told.retry_after:g} s of quiet asked by call {told.number} ({told.code})"
            yield f"call {early[0].number} ({early[0].endpoint}) did not keep to the {quiet}"


def _idle(calls: Sequence[Call], run: RunRecord, rate: float) -> Iterator[str]:
    """Of the time at whose end a write left, nine tenths were pace. From the first write on; see the README."""
    first = next((at for at, call in enumerate(calls) if call.kind in ("write", "upload")), None)
    if not rate or first is None or run.crashed or any(call.fault or call.outcome != "ok" for call in calls):
        return
    most = min((int(one["writers"]) for one in run.budgets if one.get("writers")), default=len(calls))
    paced = idle = 0.0
    count = 0
    for before, after in pairwise(calls[first:]):
        if after.kind not in ("write", "upload"):
            continue
        count += 1
        busy = _busy(calls, before.began, after.began, most)
        gap = max(0.0, after.began - before.began - busy - PAUSES.get(after.endpoint, 0.0))
        paced += min(gap, 1.0 / rate) + busy
        idle += max(0.0, gap - 1.0 / rate)
    if count >= FEWEST and paced < USED * (paced + idle):
        yield f"{paced / (paced + idle):.0%} of the pace of {rate:g} a second was used while {count} writes waited"


def _busy(calls: Sequence[Call], begin: float, end: float, most: int) -> float:
    """Seconds between ``begin`` and ``end`` in which as many writes were under way as may be."""
    edges: dict[float, int] = defaultdict(int)
    for call in calls:
        if call.kind in ("write", "upload") and call.ended is not None and call.ended > begin and call.began < end:
            edges[max(call.began, begin)] += 1
            edges[min(call.ended, end)] -= 1
    busy, open_now, last = 0.0, 0, begin
    for moment in sorted(edges):
        if open_now >= most:
            busy += moment - last
        open_now, last = open_now + edges[moment], moment
    return busy


def fatal(reading: Reading) -> Iterator[Violation]:
    """(14) After an answer that says that nothing more can succeed at most one more call leaves for that shop."""
    for (shop, number), calls in reading.calls.items():
        heard = [call.ended for call in calls if call.fatal and call.outcome == "failed" and call.ended is not None]
        if not heard:
            continue
        later = [call for call in calls if call.began > min(heard) + EDGE_S]
        if len(later) > 1:
            words = f"{len(later)} calls left after a fatal answer, the second is {later[1].number} {later[1].endpoint}"
            yield Violation(14, reading.history.seed, number, shop, words)
