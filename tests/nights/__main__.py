"""``python -m tests.nights --seeds N``: N histories of thirty nights and six quiet ones; what they broke.

``--seed K`` plays one and tells it in words, ``--night N`` only up to that night. Ends with 1 if anything was broken,
and prints for each such seed the command that plays it again.
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

from tests.nights.history import play
from tests.nights.play import NIGHTS, QUIET

__all__ = ["Tally", "main", "play_all"]

SEEDS = 50
SHOWN = 5


@dataclass(slots=True)
class Tally:
    """Many histories, added up."""

    histories: int = 0
    met: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def lines(self) -> list[str]:
        told = [f"{self.histories} histories of {NIGHTS + QUIET} nights"]
        told += [f"  {count:6} {name}" for name, count in sorted(self.met.items())]
        told += [f"histories in which something broke: {len(self.broken)}"]
        for seed, broken in sorted(self.broken.items()):
            told += [f"  python -m tests.nights --seed {seed}", *(f"    {fault}" for fault in broken[:SHOWN])]
        return told


def play_all(seeds: Iterable[int], progress: Callable[[int], None], cores: int | None = None) -> Tally:
    """Every seed, on ``cores`` (all); ``progress`` hears how many are done."""
    tally = Tally()
    with ProcessPoolExecutor(cores or os.cpu_count()) as pool:
        for history in pool.map(play, seeds):
            tally.histories += 1
            tally.met += history.met
            if history.broken:
                tally.broken[history.seed] = history.broken
            progress(tally.histories)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.nights", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"so many histories ({SEEDS})")
    parser.add_argument("--first", type=int, default=0, metavar="K", help="the first seed of those (0)")
    parser.add_argument("--cores", type=int, metavar="N", help="on so many cores (all)")
    parser.add_argument("--seed", type=int, metavar="K", help="this one history, in words")
    parser.add_argument("--night", type=int, default=NIGHTS + QUIET, metavar="N", help="only up to this night")
    asked = parser.parse_args()
    if asked.seed is not None:
        history = play(asked.seed, asked.night)
        print(*history.words, *(history.broken or ["nothing was broken"]), sep="\n")
        return 1 if history.broken else 0
    began = time.monotonic()

    def progress(done: int) -> None:
        if done % 10 == 0 or done == asked.seeds:
            print(f"{done}/{asked.seeds} histories, {time.monotonic() - began:.0f} s", flush=True)

    tally = play_all(range(asked.first, asked.first + asked.seeds), progress, asked.cores)
    print(*tally.lines(), sep="\n")
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
