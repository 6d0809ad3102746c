"""The computer's clock is off, from the beginning or from some moment on; then it is set right.

There is no tool here that moves one process's clock, and the machine's is not ours to move: ``clocked`` runs the real
command with its one ``SystemClock`` off, so that every signature, every stamp and every token's age is.
"""

from __future__ import annotations

import random

from tests.real.markets import WRITERS
from tests.real.stage import Stage, Trial

__all__ = ["CLOCK_CODES", "play"]

HOUR = 3600
OFF_H = (-72, -5, 5, 72, 24 * 400)
"""By how many hours: more than any marketplace puts up with."""
READS = 600
"""About so often a sync reads its clock."""
CLOCK_CODES = {"shopee-thật": "E_SHOPEE_CLOCK", "lazada-thật": "E_LAZADA_CLOCK", "tiktok-thật": "E_TIKTOK_CLOCK"}
NOTHING_DONE, SOME_FAILED = 6, 5


def play(stage: Stage, seed: int) -> Trial:
    chance = random.Random(seed)
    stage.begin()
    off, right = chance.choice(OFF_H) * HOUR, chance.choice((0, *(chance.randint(1, READS) for _ in range(2))))
    ended = stage.ocop("sync", module=("tests.real.clocked", str(off), str(right))).ended()
    problems = ended.problems
    if right == 0:
        writes = sum(shop.calls()["writes"] for shop in stage.shops.values())
        if (ended.code, ended.codes, writes) != (NOTHING_DONE, CLOCK_CODES, 0):
            problems.append(f"ended with {ended.code}, {ended.codes}, {writes} writes")
    elif ended.code not in (0, NOTHING_DONE, SOME_FAILED) or not set(ended.codes.items()) <= set(CLOCK_CODES.items()):
        problems.append(f"ended with {ended.code}, {ended.codes}")
    figures, wrong = stage.verdict(WRITERS if right else 0)
    told = {"off by h": off // HOUR, "after reads": right, "shops that stopped": len(ended.codes), **figures}
    return Trial(seed, {**told, "ended with": ended.code}, (*problems, *wrong))
