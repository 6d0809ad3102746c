"""Killed before and after each effect of a sync, the shop ends as if nothing had happened, nothing in it twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.kills.effects import Strike
from tests.kills.scenario import SCENARIOS, Scenario, calm_run, keep_warm, strike_all, strikes_of
from tests.kills.stage import Lane, lane

LANES = 4
"""More than cores: a struck history is often waiting for its settle window to pass."""


@pytest.fixture(scope="module")
def lanes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Lane]]:
    folder = tmp_path_factory.mktemp("lanes")
    with ExitStack() as stack:
        yield [stack.enter_context(lane(folder / str(number))) for number in range(LANES)]


@pytest.fixture(scope="module")
def warm(lanes: list[Lane], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warm")
    keep_warm(lanes[0], folder)
    return folder


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_killed_sync_leaves_nothing_twice_and_nothing_undone(
    scenario: Scenario, lanes: list[Lane], warm: Path
) -> None:
    calm = calm_run(lanes[0], scenario, warm)
    kinds = Counter(calm.effects)
    assert min(kinds["commit"], kinds["write"], kinds["rename"]) > 0, kinds
    wrong: dict[str, tuple[str, ...]] = {}
    killed = total = 0
    for struck in strike_all(lanes, scenario, calm, strikes_of(calm, scenario), warm):
        total += 1
        killed += struck.killed
        if struck.problems:
            wrong[f"python -m tests.kills {scenario.name} {struck.strike.when} {struck.strike.number}"] = (
                struck.problems
            )
    assert wrong == {}
    assert killed >= total * 0.9, f"only {killed} of {total} victims died: the count of effects is not what it was"


def test_a_victim_dies_at_its_effect_and_not_elsewhere(lanes: list[Lane], warm: Path) -> None:
    """What the other tests stand on: the kill is real, and before is before."""
    (subject, *_) = lanes
    calm = calm_run(subject, Scenario("plain"), warm)
    for strike, reached in ((Strike(1, "before"), False), (Strike(len(calm.effects) * 4 // 5, "after"), True)):
        subject.begin(warm)
        assert subject.sync(strike).killed
        assert bool(subject.shop.listings()) is reached
