"""Making a failing history small: draws are left out one group after another while the same promise still breaks."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulation.draws import draws_of
from tests.simulation.history import History
from tests.simulation.judge import violations
from tests.simulation.play import play

__all__ = ["broken_promises", "shrunk"]

MOST_RUNS = 4


def broken_promises(history: History) -> frozenset[int]:
    """The numbers of the promises that this history breaks."""
    return frozenset(one.invariant for one in violations(history))


def shrunk(
    seed: int, without: frozenset[int], invariant: int, told: Callable[[int], None] = lambda _left: None
) -> frozenset[int]:
    """The most draws of ``seed`` that can be left out with ``invariant`` still broken (delta debugging)."""
    left = [draw.number for draw in draws_of(seed, MOST_RUNS) if draw.number not in without]
    size = max(1, len(left) // 2)
    while True:
        place, before = 0, len(left)
        while place < len(left):
            fewer = left[:place] + left[place + size :]
            everything = frozenset(draw.number for draw in draws_of(seed, MOST_RUNS))
            if invariant in broken_promises(play(seed, everything - set(fewer))):
                left = fewer
                told(len(left))
            else:
                place += size
        if size == 1 and len(left) == before:
            return frozenset(draw.number for draw in draws_of(seed, MOST_RUNS)) - set(left)
        size = max(1, size // 2)
