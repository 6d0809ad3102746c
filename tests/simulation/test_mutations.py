"""The mistakes of script/mutations still apply; playing them all is the script's work."""

import pytest

from tests.breaking import ROOT

from .mutations import MUTATIONS, Mutation
from .scenarios import SCENARIOS


def test_there_are_thirty_and_none_twice() -> None:
    assert len(MUTATIONS) >= 30
    assert len({one.name for one in MUTATIONS}) == len(MUTATIONS)


def test_every_invariant_catches_one() -> None:
    assert {number for one in MUTATIONS for number in one.invariants} == set(range(1, 18))


def test_every_history_to_begin_with_is_there() -> None:
    assert {one.history for one in MUTATIONS} <= {"", *(one.name for one in SCENARIOS)}


@pytest.mark.parametrize("one", MUTATIONS, ids=lambda one: one.name)
def test_a_mistake_still_applies(one: Mutation) -> None:
    for edit in one.edits:
        assert edit.file(ROOT).exists()
        assert edit.old != edit.new
