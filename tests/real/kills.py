"""kill -9 of a sync of three shops, at random moments, up to three in a row; then it runs to its end."""

from __future__ import annotations

import random

from tests.real.markets import WRITERS
from tests.real.stage import Stage, Trial

__all__ = ["play"]

MOST = 3
STARTING = 0.15
"""In this part of a run nothing has happened yet."""


def play(stage: Stage, seed: int) -> Trial:
    chance = random.Random(seed)
    stage.begin()
    wanted, moments, killed = chance.randint(1, MOST), [], 0
    for _ in range(wanted):
        moment = chance.uniform(STARTING, 1.0) * stage.calm.seconds
        process = stage.ocop("sync")
        process.until(moment)
        if not process.kill():
            break
        moments.append(f"{moment:.2f}")
        killed += 1
    stood = sum(len(shop.listings()) for shop in stage.shops.values())
    figures, problems = stage.verdict(WRITERS * killed)
    return Trial(seed, {"kills": killed, "after s": " ".join(moments), "listings by then": stood, **figures}, problems)
