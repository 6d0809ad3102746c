"""``python -m tests.simulation --seeds N``: N random histories on all cores; what they met, and what they broke.

``--seed K`` plays one history and tells it in words. Ends with 1 if anything was broken, and prints for each such seed
the one command that plays it again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.simulation.histories import History, play

__all__ = ["Tally", "main", "play_all"]

SEEDS = 200
SHOWN = 20


@dataclass(slots=True)
class Tally:
    """Many histories, added up."""

    histories: int = 0
    runs: int = 0
    crashes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def add(self, history: History) -> None:
        self.histories += 1
        self.runs += history.runs
        self.crashes += history.crashes
        self.faults += history.faults
        if history.broken:
            self.broken[history.seed] = history.broken

    def lines(self) -> list[str]:
        """What there is to say."""
        told = [f"{self.histories} histories, {self.runs} runs, {self.crashes} crashes, {self.faults.total()} faults"]
        told += [f"  {count:6} {name}" for name, count in sorted(self.faults.items())]
        told += [f"violations: {len(self.broken)}"]
        for seed, broken in sorted(self.broken.items())[:SHOWN]:
            told += [f"  python -m tests.simulation --seed {seed}", *(f"    {fault}" for fault in broken)]
        return told


def play_all(seeds: Iterable[int], progress: Callable[[int], None]) -> Tally:
    """Every seed, on all cores; ``progress`` hears how many are done."""
    tally = Tally()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for history in pool.map(play, seeds, chunksize=10):
            tally.add(history)
            progress(tally.histories)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"so many histories ({SEEDS})")
    parser.add_argument("--first", type=int, default=0, metavar="K", help="the first seed of those (0)")
    parser.add_argument("--seed", type=int, metavar="K", help="this one history, in words")
    asked = parser.parse_args()
    if asked.seed is not None:
        history = play(asked.seed)
        print(*history.words, sep="\n")
        print(*(history.broken or ["nothing was broken"]), sep="\n")
        return 1 if history.broken else 0
    began = time.monotonic()

    def progress(done: int) -> None:
        if done % 50 == 0 or done == asked.seeds:
            passed = time.monotonic() - began
            left = passed / done * (asked.seeds - done)
            print(f"{done}/{asked.seeds} histories, {done / passed:.0f} a second, {left:.0f} s left", flush=True)

    tally = play_all(range(asked.first, asked.first + asked.seeds), progress)
    print(*tally.lines(), sep="\n")
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
