"""``python -m tests.simulation --seeds N``: N histories of three shops on all cores; what they met, what they broke.

``--seed K`` tells one history in words, ``--without 3,7`` leaves out two of its draws. A failing history is shrunk, and
the command that plays what is left of it is printed. ``--scenario WORDS`` tells the histories made by hand whose name
holds WORDS. ``--until-broken`` plays those made by hand, then seeds, to the first that is broken. ``--memory`` plays
the older, quicker kind: one shop in memory under the core alone. Ends with 1 if anything was broken.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable

__all__ = ["main"]

SEEDS = 200
SHRUNK = 3
SHOWN = 20
WORDS_S = 5.0


def main() -> int:
    asked = _asked()
    if asked.memory:
        from tests.simulation.memory import play_some

        return play_some(asked.seed, asked.first, asked.seeds)
    if asked.seed is not None:
        return _one(asked.seed, frozenset(asked.without))
    if asked.scenario is not None:
        return _scenarios(asked.scenario)
    if asked.until_broken:
        return _until_broken(asked.first, asked.seeds, frozenset(asked.by), asked.begin_with)
    return _many(asked.first, asked.seeds, asked.cores, asked.shrink)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"so many histories ({SEEDS})")
    parser.add_argument("--first", type=int, default=0, metavar="K", help="the first seed of those (0)")
    parser.add_argument("--cores", type=int, metavar="N", help="on so many cores (all)")
    parser.add_argument("--seed", type=int, metavar="K", help="this one history, in words")
    parser.add_argument("--without", type=_numbers, default=(), metavar="3,7", help="leave these draws out")
    parser.add_argument(
        "--shrink", type=int, default=SHRUNK, metavar="N", help=f"shrink so many of the broken ({SHRUNK})"
    )
    parser.add_argument("--scenario", metavar="WORDS", help="histories made by hand, in words ('' = all)")
    parser.add_argument("--until-broken", action="store_true", help="end at the first that is broken")
    parser.add_argument("--by", type=_numbers, default=(), metavar="3,1", help="count these invariants only (all)")
    parser.add_argument("--begin-with", default="", metavar="NAME", help="the history made by hand to begin with")
    parser.add_argument("--memory", action="store_true", help="one shop in memory, without adapters")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)


def _one(seed: int, without: frozenset[int]) -> int:
    from tests.simulation.judge import violations
    from tests.simulation.play import play

    history = play(seed, without)
    found = violations(history)
    print(*history.words, "", *([str(one) for one in found] or ["nothing was broken"]), sep="\n")
    return 1 if found else 0


def _scenarios(words: str) -> int:
    from tests.simulation.judge import violations
    from tests.simulation.scenarios import SCENARIOS
    from tests.simulation.staged import staged

    broken = False
    for scenario in SCENARIOS:
        if words.casefold() in scenario.name.casefold():
            history = staged(scenario)
            found = violations(history)
            print(*history.words, *(f"  {one}" for one in found), "", sep="\n")
            broken |= bool(found)
    return int(broken)


def _until_broken(first: int, count: int, by: frozenset[int], begin_with: str) -> int:
    """Scenarios (where the first seed is 0), then seeds, to the first broken one: a line for each of its promises."""
    from tests.simulation.scenarios import SCENARIOS
    from tests.simulation.tally import played, played_by_hand

    for scenario in sorted(SCENARIOS, key=lambda one: one.name != begin_with) if first == 0 else ():
        if _told(f"scenario {scenario.name!r}", played_by_hand(scenario).broken, by):
            return 1
    for seed in range(first, first + count):
        if _told(f"seed {seed}", played(seed).broken, by):
            return 1
    print(f"nothing was broken in {count} seeds from {first} on")
    return 0


def _told(where: str, broken: Iterable[tuple[int, str]], by: frozenset[int]) -> bool:
    found = {number: words for number, words in reversed(list(broken)) if not by or number in by}
    for number, words in sorted(found.items()):
        print(f"broken: {number}, {where}: {words.strip().splitlines()[-1]}", flush=True)
    return bool(found)


def _many(first: int, count: int, cores: int | None, shrink: int) -> int:
    from tests.simulation.shrink import shrunk
    from tests.simulation.tally import FALLEN, Tally, command_for, play_all

    tally, began, said = Tally(), time.monotonic(), 0.0
    for one in play_all(range(first, first + count), cores):
        tally.add(one)
        for _, words in one.broken:
            print(f"  {words}", flush=True)
        passed = time.monotonic() - began
        if passed - said > WORDS_S or tally.histories == count:
            said = passed
            left = passed / tally.histories * (count - tally.histories)
            print(
                f"{tally.histories}/{count}, {len(tally.broken)} broken, {passed:.0f} s, {left:.0f} s left", flush=True
            )
    print(*tally.lines(), sep="\n")
    print(*(f"  {command_for(seed)}" for seed in list(tally.broken)[:SHOWN]), sep="\n")
    for seed, broken in list(tally.broken.items())[:shrink]:
        if broken[0][0] != FALLEN:
            without = shrunk(seed, frozenset(), broken[0][0])
            print(f"\nshrunk: {command_for(seed, without)}")
            _one(seed, without)
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
