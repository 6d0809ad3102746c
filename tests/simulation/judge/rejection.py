"""Invariants 11 and 12: one bad product stops no other, a refused one is paused, and nothing is tried for ever."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil, log2
from typing import Any

from tests.simulation.history import Call, RunRecord
from tests.simulation.judge.ground import LOCKED, THROTTLED, Violation, folded
from tests.simulation.judge.reading import Reading, certified, plus

__all__ = ["alone", "paused"]

DISKS = frozenset({"disk_full", "read_only_journal", "token_disk_full"})
EQUAL = 3
SAME_WRITES = 12
"""Six attempts of a call are stated; twice that within one run is trying for ever."""
TOKENS = re.compile(r"invalid_acc\w*_token|error_auth|(Illegal|Invalid)AccessToken|105002|36009004")
"""Answers about the access token: nobody's content."""


def alone(reading: Reading) -> Iterator[Violation]:
    """(11) A refusal of one product leaves the others their turn; a failing batch is halved until the bad are alone."""
    seed = reading.history.seed
    for run in reading.history.runs:
        calls = reading.calls.get((run.shop, run.run), [])
        for words in (*_stopped(run, calls), *_bisected(calls), *_for_all(reading, run, calls)):
            yield Violation(11, seed, run.run, run.shop, words)


def _refused(call: Call) -> bool:
    """Whether the marketplace refused the content itself."""
    code = call.code.rpartition(".")[2]
    busy = call.retry_after is not None or bool(THROTTLED.fullmatch(code) or TOKENS.fullmatch(code))
    return call.kind == "write" and call.outcome == "failed" and not call.fatal and not busy and bool(call.code)


def _stopped(run: RunRecord, calls: Sequence[Call]) -> Iterator[str]:
    """Nothing but refusals happened: every other product has its turn."""
    if run.report is None or run.crashed or not any(_refused(call) for call in calls):
        return
    if any(call.outcome != "ok" and not _refused(call) for call in calls) or run.disturbed & DISKS:
        return
    if run.report.get("ending") == "stopped":
        yield f"refusals alone ended the run ({run.report.get('stop_code')})"
        return
    refused = {"", *(outcome.get("code") for outcome in run.outcomes if outcome["outcome"] == "rejected")}
    for outcome in run.outcomes:
        if outcome["outcome"] == "not_sent" and outcome.get("code") in refused:
            yield f"{outcome['change']['product']} was not sent because another was refused ({outcome.get('code')})"


def _bisected(calls: Sequence[Call]) -> Iterator[str]:
    """A batch that failed as a whole, and the calls for parts of it that followed."""
    for at, call in enumerate(calls):
        names = frozenset(call.about)
        if call.kind not in ("write", "upload") or len(names) < 2 or not _refused(call) or call.committed:
            continue
        parts = [one for one in calls[at:] if one.endpoint == call.endpoint and set(one.about) <= names]
        wider = [one for one in calls[:at] if one.endpoint == call.endpoint and names < set(one.about)]
        bad = {name for one in parts if len(one.about) == 1 and _refused(one) for name in one.about}
        most = max(1, len(bad)) * (2 * ceil(log2(len(names))) + 1)
        if not wider and len(parts) > most:
            yield f"batch {call.number} of {len(names)} took {len(parts)} calls for {len(bad)} bad, {most} are allowed"


def _for_all(reading: Reading, run: RunRecord, calls: Sequence[Call]) -> Iterator[str]:
    """A batch refused as a whole, none of which had a call to itself after that though each is said to be refused."""
    said = [folded(sku) for one in run.outcomes if one["outcome"] == "rejected" for sku in one["change"]["skus"]]
    for at, call in enumerate(calls):
        bearing = {name: reading.bearing.get((run.shop, name), set()) for name in call.about}
        blamed = sorted(name for name, skus in bearing.items() if skus & set(said))
        later = [one for one in calls[at + 1 :] if one.endpoint == call.endpoint and set(one.about) & set(blamed)]
        if len(blamed) > 1 and _refused(call) and not call.committed and not later:
            yield f"batch {call.number} was refused as a whole, and {', '.join(blamed)} were said to be, each untried"


def paused(reading: Reading) -> Iterator[Violation]:
    """(12) Three equal rejections pause a product until it is edited; waiting counts for nothing."""
    yield from _fourth(reading)
    yield from _too_soon(reading)
    yield from _for_ever(reading)


def _fourth(reading: Reading) -> Iterator[Violation]:
    for shop, runs in reading.by_shop.items():
        strikes: dict[str, list[tuple[Any, str]]] = defaultdict(list)
        for run in runs:
            for outcome in run.outcomes:
                change = outcome["change"]
                if change["kind"] not in ("create", "update") or outcome["outcome"] in ("waiting", "not_sent"):
                    continue
                content = (_content(reading, run, change["skus"]), str(outcome.get("code")))
                earlier = strikes[change["product"]]
                asked = _asked(reading, shop, run.run, change["skus"])
                if len(earlier) >= EQUAL and set(earlier[-EQUAL:]) == {content} and not asked and not _off(change):
                    words = f"{change['product']} was sent again, refused {EQUAL} times as {content[1]} and not edited"
                    yield Violation(12, reading.history.seed, run.run, shop, words)
                if outcome["outcome"] == "rejected":
                    earlier.append(content)
                else:
                    earlier.clear()


def _off(change: Any) -> bool:
    return bool(change.get("claim") == "off")


def _content(reading: Reading, run: RunRecord, skus: Sequence[str]) -> Any:
    day = plus(run.day, int(reading.history.policy["lead_days"]))
    rows = [reading.last_wish(folded(sku), run.run) for sku in skus]
    return tuple(
        (row.sku, row.title, row.price, row.story, row.photos, row.on_sale, certified(row, day), row.holds)
        for row in rows
        if row is not None
    )


def _asked(reading: Reading, shop: str, run: int, skus: Sequence[str]) -> bool:
    wanted = {folded(sku) for sku in skus}
    return any(
        answer["shop"] == shop and answer["run"] <= run and wanted & {folded(sku) for sku in answer["skus"]}
        for answer in reading.history.answers
    )


def _too_soon(reading: Reading) -> Iterator[Violation]:
    for run in reading.history.runs:
        for told in run.said:
            if told["code"] != "paused":
                continue
            names = {folded(sku) for sku in told["skus"]}
            names |= {listing for (shop, listing), skus in reading.bearing.items() if shop == run.shop and skus & names}
            refused = [
                call
                for call in reading.history.calls
                if call.shop == run.shop
                and call.run <= run.run
                and _refused(call)
                and not LOCKED.fullmatch(call.code.rpartition(".")[2])
                and {folded(name) for name in call.about} & names
            ]
            if len(refused) < EQUAL:
                words = f"{told['product']} is paused after {len(refused)} refusals"
                yield Violation(12, reading.history.seed, run.run, run.shop, words)


def _for_ever(reading: Reading) -> Iterator[Violation]:
    for (shop, number), calls in reading.calls.items():
        same = Counter((call.endpoint, call.body) for call in calls if call.kind == "write" and call.outcome != "ok")
        for (endpoint, _), count in same.items():
            if count > SAME_WRITES:
                words = f"the same {endpoint} was sent {count} times in vain"
                yield Violation(12, reading.history.seed, number, shop, words)
