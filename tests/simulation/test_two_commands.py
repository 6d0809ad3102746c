"""Two commands at once: what each shop's run left in the journal is put down to that run, not to whoever came after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.simulation.faults import CREATES, TOKENS
from tests.simulation.history import History, RunRecord
from tests.simulation.judge import violations
from tests.simulation.process import Process
from tests.simulation.staged import Scenario, Staged, Step, staged

SECOND_SECONDS = 15.0
LONG_S = 40.0
HALF = "OC-001-N"
FIRST, SECOND = 1, 2


def stops_with_half_a_create(play: Staged, _process: Process) -> None:
    """Shopee's run stops between the two calls of a create for want of keys; Lazada's goes on until long after the
    second command has begun."""
    play.shopee.fault(kind="expire_token", endpoint="POST /api/v2/product/init_tier_variation", after=0, times=1)
    play.shopee.fault(kind="lose_refresh_answer", endpoint=TOKENS["shopee"], after=0, times=1)
    market = play.markets[1]
    market.fault(kind="hang", endpoint=CREATES[market.marketplace], after=0, times=1, seconds=LONG_S)
    play.later.append((SECOND_SECONDS, "run", None))


@pytest.fixture(scope="module")
def history() -> History:
    return staged(Scenario("two commands at once", (Step(stops_with_half_a_create),), goods=2))


def run_of(history: History, number: int, shop: str) -> RunRecord:
    return next(run for run in history.runs if run.run == number and shop in run.shop)


def half_of(run: RunRecord) -> Mapping[str, Any]:
    """The intent to create the product of two SKUs."""
    rows = [row for row in run.intents if row["product"] == HALF and json.loads(row["change"])["kind"] == "create"]
    return rows[0]


def test_what_the_second_finishes_was_open_when_the_first_gave_the_shop_back(history: History) -> None:
    first, second = run_of(history, FIRST, "shopee"), run_of(history, SECOND, "shopee")
    assert (first.report or {})["stop_code"] == "E_CONSENT_NEEDED"
    assert first.ended <= second.began < run_of(history, FIRST, "lazada").ended
    assert (half_of(first)["state"], half_of(second)["state"]) == ("unknown", "accepted")
    assert HALF not in {row["product"] for row in first.bindings}
    assert {row["remote_id"] for row in second.bindings if row["product"] == HALF} == {half_of(second)["remote_id"]}


def test_what_the_second_finishes_is_named_by_the_intent_that_it_found_open(history: History) -> None:
    assert [str(one) for one in violations(history)] == []


def test_who_finds_the_shop_busy_is_followed_by_what_its_holder_left(history: History) -> None:
    """The next run stands on that: an intent that the holder ended is not open because somebody came in between."""
    busy, holder = run_of(history, SECOND, "lazada"), run_of(history, FIRST, "lazada")
    assert busy.exit == 7
    assert busy.ended < holder.ended
    assert busy.intents == holder.intents
    assert {row["state"] for row in busy.intents} == {"accepted"}
