"""The histories made by hand: the unbroken code keeps every promise in them, and each plays what it is called after."""

from __future__ import annotations

import pytest

from tests.simulation.judge import violations
from tests.simulation.scenarios import SCENARIOS
from tests.simulation.staged import Scenario, staged


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_history_made_by_hand_keeps_every_promise(scenario: Scenario) -> None:
    history = staged(scenario)
    assert [str(one) for one in violations(history)] == []
    told = {str(one["code"]) for run in history.runs for one in (*run.said, *run.outcomes)}
    told |= {str(trip["guard"]) for run in history.runs for trip in run.trips}
    told |= {str((run.report or {}).get("stop_code")) for run in history.runs}
    assert set(scenario.meets) <= told, f"no longer what it is called: {sorted(told)}"


def test_none_is_called_as_another() -> None:
    assert len({one.name for one in SCENARIOS}) == len(SCENARIOS)


def test_the_judge_is_told_of_a_short_file() -> None:
    scenario = next(one for one in SCENARIOS if one.name == "the file ends in the middle")
    runs = staged(scenario).runs
    short = {run.run for run in runs if "halved" in run.disturbed}
    assert short == {run.run for run in runs if any(trip["guard"] == "halved" for trip in run.trips)} != set()
