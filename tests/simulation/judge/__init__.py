"""The judge of the simulation: seventeen promises, each read from a History and from nothing else.

Shares no code with the connector: a wall (``tests/unit/judge/test_wall.py``) keeps every module here to the standard
library and ``tests.simulation.history``. What exactly is counted, and where the limits are, stands in the README beside
this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.simulation.history import History
from tests.simulation.judge.convergence import convergence
from tests.simulation.judge.edits import edits
from tests.simulation.judge.foreign import foreign, kept
from tests.simulation.judge.ground import Violation
from tests.simulation.judge.guards import guards
from tests.simulation.judge.identity import intents, once, unknowns
from tests.simulation.judge.pace import budgets, fatal
from tests.simulation.judge.reading import Reading
from tests.simulation.judge.rejection import alone, paused
from tests.simulation.judge.secrets import secrets
from tests.simulation.judge.stars import stars
from tests.simulation.judge.stock import stock
from tests.simulation.judge.tokens import tokens
from tests.simulation.judge.unexpected import unexpected
from tests.simulation.judge.uploads import uploads

__all__ = ["INVARIANTS", "Violation", "broken", "violations"]

INVARIANTS: Mapping[int, Callable[[Reading], Iterator[Violation]]] = {
    0: unexpected,
    1: once,
    2: intents,
    3: unknowns,
    4: convergence,
    5: edits,
    6: stars,
    7: foreign,
    8: budgets,
    9: uploads,
    10: tokens,
    11: alone,
    12: paused,
    13: guards,
    14: fatal,
    15: secrets,
    16: stock,
    17: kept,
}


def violations(history: History) -> list[Violation]:
    """Every promise that this history broke; [] where all held."""
    reading = Reading(history)
    return [found for judge in INVARIANTS.values() for found in judge(reading)]


def broken(history: History, number: int) -> list[Violation]:
    """What one promise has to say of this history."""
    return list(INVARIANTS[number](Reading(history)))
