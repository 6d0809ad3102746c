"""Marketplaces killed and started again while a sync of three shops runs; each comes back with its shop.

A marketplace that is away refuses connections, and an answer it was giving is lost. Away means at least as long as
Python takes to start, and up to two seconds more.
"""

from __future__ import annotations

import random
import time

from tests.real.markets import WRITERS
from tests.real.stage import Stage, Trial

__all__ = ["play"]

MOST, LONGEST_S = 2, 2.0
FINE = (0, 3, 5, 6)
"""How a sync may end whose shops went away: done, for a person, some shops not, none."""


def play(stage: Stage, seed: int) -> Trial:
    chance = random.Random(seed)
    stage.begin()
    process = stage.ocop("sync")
    plan = [
        (chance.randint(1, stage.calm.calls), chance.choice(sorted(stage.shops)))
        for _ in range(chance.randint(1, MOST))
    ]
    away: list[str] = []
    for calls, name in sorted(plan):
        if not stage.until(process, calls):
            break
        stage.shops[name].kill()
        time.sleep(chance.uniform(0, LONGEST_S))
        stage.shops[name].start()
        away.append(f"{name} after {calls} calls")
    ended = process.ended()
    problems = ended.problems
    if ended.code not in FINE:
        problems.append(f"it ended with {ended.code}: {ended.codes}")
    figures, wrong = stage.verdict(WRITERS * len(away))
    told = {"restarts": len(away), "which": ", ".join(away), "ended with": ended.code, **figures}
    return Trial(seed, told, (*problems, *wrong))
