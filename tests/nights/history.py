"""A whole history of one seed: begun, lived through, judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.nights.checker import Checker
from tests.nights.events import before_run, by_day, calm
from tests.nights.play import NIGHTS, QUIET, Nights

__all__ = ["History", "play"]


@dataclass(slots=True)
class History:
    """How it went: in words, in figures, and what it broke ([] where everything held)."""

    seed: int
    words: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def play(seed: int, until: int = NIGHTS + QUIET) -> History:
    """The history of ``seed``, up to a night or to its end."""
    nights = Nights(seed)
    try:
        nights.begin()
        broken = _through(nights, until)
    finally:
        nights.close()
    return History(seed, nights.words, nights.met, broken)


def _through(nights: Nights, until: int) -> list[str]:
    broken: list[str] = []
    checker = Checker(nights.policy)
    for night in range(min(until, NIGHTS + QUIET)):
        nights.say(f"night {night}, {nights.day:%d/%m/%Y}")
        if night >= NIGHTS:
            calm(nights)
        elif night:
            nights.sheet.halved = False
            by_day(nights)
            before_run(nights)
        found = checker.night(nights.sync(), nights.market.tape, nights.answers)
        broken += found
        nights.words += [f"    BROKEN {one}" for one in found]
        nights.until_morning()
    if until >= NIGHTS + QUIET:
        nights.say(f"and then, {nights.day:%d/%m/%Y}")
        planned = [(f"{change.kind} {sorted(change.groups)}", change.product) for change in nights.plan().changes]
        broken += checker.end(nights.records[-1], planned)
    return broken
