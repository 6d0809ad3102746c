"""Invariant 10: a refresh token leaves once, its successor is stored before use, one refresh for all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tests.simulation.history import Call, RunRecord
from tests.simulation.judge.ground import Violation
from tests.simulation.judge.reading import Reading

__all__ = ["tokens"]

CONSENT = "E_CONSENT_NEEDED"
BUSY = 7
"""Another run held the shop: this one read no token."""
LIFE_S = 3000.0
"""No access token lives shorter than this: a second refresh sooner needs a refusal of the token in between."""


def tokens(reading: Reading) -> Iterator[Violation]:
    """All of invariant 10, shop by shop."""
    for shop in reading.by_shop:
        calls = sorted((one for one in reading.history.calls if one.shop == shop), key=lambda one: one.began)
        refreshes = [call for call in calls if call.kind == "token" and call.token]
        for number, words in (*_twice(refreshes), *_unstored(calls), *_together(calls, refreshes)):
            yield Violation(10, reading.history.seed, number, shop, words)
        yield from _consent(reading, shop, refreshes)


def _twice(refreshes: list[Call]) -> Iterator[tuple[int, str]]:
    """What certainly did not count may be asked again; an answer that came or was lost may not."""
    spent: dict[str, Call] = {}
    for call in refreshes:
        if (before := spent.get(call.token)) is not None:
            yield call.run, f"the refresh token of call {before.number} left again as call {call.number}"
        if call.outcome in ("ok", "unknown"):
            spent[call.token] = call


def _unstored(calls: list[Call]) -> Iterator[tuple[int, str]]:
    """The first call with a token that a refresh gave: the store holds it by then."""
    given = {made for call in calls if call.kind == "token" for made in call.made[:1]}
    for call in calls:
        if call.kind != "token" and call.token in given:
            given.discard(call.token)
            if call.stored != call.token:
                yield call.run, f"call {call.number} used a new access token that was not stored yet"


def _together(calls: list[Call], refreshes: list[Call]) -> Iterator[tuple[int, str]]:
    done = [call for call in refreshes if call.outcome == "ok" and call.made]
    for before, after in pairwise(done):
        soon = after.began - before.began < LIFE_S and before.run == after.run
        used = [call for call in calls if call.kind != "token" and call.token == before.made[0]]
        refused = [call for call in used if call.outcome == "failed" and call.began <= after.began]
        if soon and not refused:
            words = (
                f"calls {before.number} and {after.number} both refreshed, and nothing had refused the first's token"
            )
            yield after.run, words


def _consent(reading: Reading, shop: str, refreshes: list[Call]) -> Iterator[Violation]:
    """After a lost answer the seller's consent is asked for, in every run until it has come."""
    for lost in [call for call in refreshes if call.outcome == "unknown"]:
        again = min((run for run, where in reading.history.consents if where == shop and run > lost.run), default=10**9)
        for run in reading.by_shop[shop]:
            if not lost.run <= run.run < again or run.crashed or run.report is None or not _needed(reading, run, lost):
                continue
            if run.exit == BUSY:
                continue
            told = {run.report.get("stop_code"), *(one.get("code") for one in (*run.said, *run.outcomes))}
            if CONSENT not in told:
                words = f"the answer to refresh {lost.number} was lost, and the report asks for no consent"
                yield Violation(10, reading.history.seed, run.run, shop, words)


def _needed(reading: Reading, run: RunRecord, lost: Call) -> bool:
    """Whether the run met the need: the old access token was refused, or it was the run that lost the answer."""
    calls = reading.calls.get((run.shop, run.run), [])
    return run.run == lost.run or (not calls and run.report is not None and run.report.get("ending") == "stopped")
