"""A real process that publishes the whole packaged sample to the Shopee mock is killed at random effects.

Some answers are lost and new listings come late in searches; then undisturbed runs follow.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from .results import Section

__all__ = ["play_effects"]

WRITERS, PATIENCE_S, LANES = 8, 900.0, 2
LOST_AFTER = (2, 19, 40, 77, 120, 160, 164)
"""The last lost answers are those of publishing."""


def play_effects(section: Section, count: int, first: int, say: Callable[[str], None]) -> int:
    from tests.kills.effects import Strike
    from tests.kills.scenario import LAG, Scenario, calm_run, lost, strike_all
    from tests.kills.stage import lane
    from tests.shows.stage import write_whole_sample

    section.asks = (
        "Each kill must leave what the undisturbed run leaves, nothing twice, nothing planned, and at most "
        f"{WRITERS} writes more: so many may have been in flight."
    )
    section.header = ("strike", "killed", "writes", "more than undisturbed", "upload calls more", "runs", "broken")
    scenario = Scenario("whole-sample", faults=(*(lost(1, after) for after in LOST_AFTER), LAG), in_flight=WRITERS)
    broken = 0
    with tempfile.TemporaryDirectory(prefix="ocop-night-") as name, ExitStack() as stack:
        say("the whole sample, undisturbed")
        folders = [Path(name) / str(number) for number in range(min(LANES, os.cpu_count() or 1))]
        lanes = [stack.enter_context(lane(folder, write_whole_sample, PATIENCE_S)) for folder in folders]
        calm = calm_run(lanes[0], scenario, None)
        effects = ", ".join(f"{number} {kind}s" for kind, number in sorted(Counter(calm.effects).items()))
        section.notes.append(
            f"Undisturbed, under the same faults: {len(calm.effects)} effects ({effects}), {len(calm.shown)} listings, "
            f"{calm.writes} writes, {calm.uploads} upload calls. Seed of the kill points: {first}."
        )
        section.notes.append("")
        chance = random.Random(first)
        numbers = sorted(chance.sample(range(1, len(calm.effects)), count))
        strikes = [Strike(number, chance.choice(("before", "after"))) for number in numbers]
        for one in strike_all(lanes, scenario, calm, strikes, None):
            broken += bool(one.problems)
            more, uploads = one.writes - calm.writes, one.uploads - calm.uploads
            told = "; ".join(one.problems) or "-"
            killed = "yes" if one.killed else "no"
            cells = (one.strike, killed, one.writes, f"{more:+}", f"{uploads:+}", one.runs, told)
            section.rows.append([str(cell) for cell in cells])
            section.notes[-1] = f"Broken: {broken} of {len(section.rows)}."
            say(f"kill {len(section.rows)}/{count}, {one.strike}: {told}")
    return broken
