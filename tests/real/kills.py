"""kill -9 of a sync of three shops, at random moments, up to three in a row; then it runs to its end."""

from __future__ import annotations

import random
import time

from tests.real.markets import WRITERS
from tests.real.stage import Stage, Trial

__all__ = ["play"]

MOST, LATER_S = 3, 0.05


def play(stage: Stage, seed: int) -> Trial:
    chance = random.Random(seed)
    stage.begin()
    killed: list[str] = []
    for calls in sorted(chance.randint(1, stage.calm.calls) for _ in range(chance.randint(1, MOST))):
        process = stage.ocop("sync")
        if stage.until(process, calls):
            time.sleep(chance.uniform(0, LATER_S))
        if process.kill():
            killed.append(str(calls))
    stood = sum(len(shop.listings()) for shop in stage.shops.values())
    figures, problems = stage.verdict(WRITERS * len(killed))
    told = {"kills": len(killed), "after calls": " ".join(killed), "listings by then": stood, **figures}
    return Trial(seed, told, tuple(problems))
