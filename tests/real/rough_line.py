"""A sync of three shops over lines that cut, delay and trickle; then the lines are well again."""

from __future__ import annotations

from collections import Counter

from tests.real.proxy import lines
from tests.real.stage import Stage, Trial

__all__ = ["play"]

MOST_CUTS = 8
"""Of one shop's line."""
FINE = (0, 3, 5, 6)


def play(stage: Stage, seed: int) -> Trial:
    with lines({name: shop.port for name, shop in stage.shops.items()}, seed, MOST_CUTS) as ways:
        addresses = {
            name: shop.address.replace(f":{shop.port}", f":{ways[name].port}") for name, shop in stage.shops.items()
        }
        stage.begin(addresses)
        ended = stage.sync()
        problems = ended.problems
        if ended.code not in FINE:
            problems.append(f"it ended with {ended.code}: {ended.codes}")
        for way in ways.values():
            way.kind = True
        met = sum((way.met for way in ways.values()), Counter[str]())
        cuts = sum(count for what, count in met.items() if what.startswith(("cut", "refuse")))
        figures, wrong = stage.verdict(cuts, may_park=True)
    told = {"delays": met["delay"], "trickles": met["trickle"], "cuts": cuts, "ended with": ended.code, **figures}
    return Trial(seed, told, (*problems, *wrong))
