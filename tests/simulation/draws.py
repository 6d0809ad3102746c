"""What a seed draws: a list of named things, each with a generator of its own.

The list depends on the seed alone, never on what happens; so ``--without 3,7`` leaves out two and changes nothing
about the others, and a failing history can be shrunk one draw at a time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from tests.simulation.events import COOP, IN_THE_RUN, SHOP

__all__ = ["FAULTS", "LAST", "SHOPS", "Draw", "draws_of"]

Stage = Literal["before", "shop", "fault", "meanwhile", "process"]
SHOPS = 3
FAULTS = {
    "lose_answer": 6, "refuse": 2, "cut": 3, "hang": 2, "slow": 2, "status": 2, "throttle": 3, "html": 2,
    "expire_token": 2, "revoke": 1, "lose_refresh_answer": 2, "search_lag": 3, "stale_read": 2, "reject": 3,
    "partial_batch": 2, "daily_quota": 2, "late_error": 3, "code0_detail": 5, "cut_before": 2, "cut_during": 2,
    "trickle": 2, "wrong_shape": 3, "reorder": 3, "clock_skew": 1, "fatal": 1, "token_rotation": 2,
}  # fmt: skip
PROCESS = {
    "crash": 8, "disk_full": 2, "read_only_journal": 2, "token_disk_full": 1, "second_run": 3, "sheet_meanwhile": 2,
    "certificate_meanwhile": 2,
}  # fmt: skip
RARE: dict[tuple[Stage, str], int] = {
    ("fault", "partial_batch"): 7, ("fault", "code0_detail"): 7, ("fault", "slow"): 2, ("fault", "reject"): 2,
    ("fault", "daily_quota"): 2, ("fault", "revoke"): 1, ("before", "row_comes_back"): 5, ("before", "row_mended"): 3,
    ("before", "on_sale_again"): 3, ("before", "price_jumps"): 2, ("shop", "review_passes"): 7,
    ("shop", "staff_relists"): 7, ("shop", "staff_weight"): 2,
}  # fmt: skip
"""What seldom meets anything: each history has one of these more, in its second or third command."""
LAST = 99
"""The number of that one."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One thing that may happen before or in the ``run``-th command; ``shop`` is the place of the one it is about."""

    number: int
    run: int
    stage: Stage
    name: str
    shop: int
    seed: int

    @property
    def chance(self) -> random.Random:
        return random.Random(self.seed * 1009 + self.number)


def draws_of(seed: int, runs: int) -> list[Draw]:
    """Everything that this seed has in store for its disturbed commands."""
    chance = random.Random(seed * 7919 + 3)
    found: list[Draw] = []

    def draw(run: int, stage: Stage, table: dict[str, int]) -> None:
        name = chance.choices(list(table), list(table.values()))[0]
        found.append(Draw(len(found), run, stage, name, chance.randrange(SHOPS), seed))

    shop = {name: weight for name, (_, weight) in SHOP.items()}
    coop = {name: weight for name, (_, weight) in COOP.items()}
    for run in range(runs):
        for _ in range(chance.choice((0, 1, 2, 4)) if run else 0):
            draw(run, "shop", shop)
        for _ in range(chance.choice((0, 1, 2, 2)) if run else chance.choice((0, 0, 1))):
            draw(run, "before", coop)
        for _ in range(chance.choice((0, 1, 2, 3, 4))):
            draw(run, "fault", FAULTS)
        if chance.random() < 0.4:
            draw(run, "meanwhile", dict.fromkeys(IN_THE_RUN, 1))
        if chance.random() < 0.65:
            draw(run, "process", PROCESS)
    return [*found, _rare(seed)]


def _rare(seed: int) -> Draw:
    chance = random.Random(seed * 7919 + 5)
    stage, name = chance.choices(list(RARE), list(RARE.values()))[0]
    return Draw(LAST, chance.choice((1, 2)), stage, name, chance.randrange(SHOPS), seed)
