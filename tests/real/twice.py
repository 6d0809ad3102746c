"""Two syncs of the same three shops at once: what one holds the other leaves alone and says so."""

from __future__ import annotations

import random

from tests.real.stage import Stage, Trial

__all__ = ["play"]

DONE, SOME_FAILED, BUSY = 0, 5, 7


def play(stage: Stage, seed: int) -> Trial:
    chance = random.Random(seed)
    stage.begin()
    gap = chance.choice((0, chance.randint(1, stage.calm.calls)))
    first = stage.ocop("sync")
    stage.until(first, gap)
    second = stage.ocop("sync")
    ends = first.ended(), second.ended()
    problems = [problem for ended in ends for problem in ended.problems]
    for ended in ends:
        if ended.code not in (DONE, SOME_FAILED, BUSY) or set(ended.codes.values()) - {"E_SHOP_BUSY"}:
            problems.append(f"ended with {ended.code}: {ended.codes}")
    sent = sum(shop.calls()["writes"] for shop in stage.shops.values())
    if sent != sum(stage.calm.writes.values()):
        problems.append(f"together they sent {sent} writes, one alone {sum(stage.calm.writes.values())}")
    figures, wrong = stage.verdict(0, disturbed=False)
    told = {"second after calls": gap, "ended with": f"{ends[0].code} and {ends[1].code}", **figures}
    return Trial(seed, told, (*problems, *wrong))
