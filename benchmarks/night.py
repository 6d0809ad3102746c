"""``python -m benchmarks.night``: what is too long for script/test, written to benchmarks/night-results.md.

A real process that publishes the whole packaged sample to the Shopee mock is killed at random effects, some answers
lost and new listings late in searches; then undisturbed runs follow. After each kill the shop must show what it shows
undisturbed, no SKU twice, nothing planned, with no more writes than undisturbed and in flight. Then seeded histories
of the virtual world. Ends with 1 if anything was broken.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.kills.effects import Strike
from tests.kills.scenario import LAG, Calm, Scenario, Struck, calm_run, lost, strike_all
from tests.kills.stage import lane
from tests.shows.stage import write_whole_sample
from tests.simulation.__main__ import Tally, play_all

from .machine import facts
from .measure import ROOT
from .results import Section

__all__ = ["main"]

KILLS, SEEDS = 30, 10_000
WRITERS = 8
PATIENCE_S = 900.0
LANES = 2
WHOLE_SAMPLE = Scenario(
    "whole-sample", faults=(*(lost(1, after) for after in (2, 19, 40, 77, 120, 160, 164)), LAG), in_flight=WRITERS
)
"""The last lost answers are those of publishing."""

HEAD = """\
# The night

Written by `script/night`: {kills} kills at random effects of a first sync of the whole packaged sample, and {seeds}
histories of the simulation. Seed of the kill points: {seed}. Took {seconds:.0f} s.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/night", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, metavar="N", help=f"so many kills ({KILLS})")
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"so many histories ({SEEDS})")
    parser.add_argument("--seed", type=int, default=2026, metavar="K", help="where the kills strike (2026)")
    asked = parser.parse_args()
    began, machine = time.monotonic(), facts()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:5.0f} s] {what}", file=sys.stderr, flush=True)

    sections, sound = [], True
    if asked.kills:
        calm, struck = _kills(asked.kills, asked.seed, say)
        sections.append(_kill_section(calm, struck))
        sound = not any(one.problems for one in struck)
    if asked.seeds:
        say(f"{asked.seeds} histories")
        tally = play_all(range(asked.seeds), lambda done: say(f"{done} histories") if done % 500 == 0 else None)
        sections.append(_simulation_section(tally))
        sound = sound and not tally.broken
    head = HEAD.format(kills=asked.kills, seeds=asked.seeds, seed=asked.seed, seconds=time.monotonic() - began)
    told = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    text = "\n".join([head, told + "\n", *(section.markdown() for section in sections)])
    print(text)
    (ROOT / "benchmarks" / "night-results.md").write_text(text, encoding="utf-8")
    return 0 if sound else 1


def _kills(count: int, seed: int, say: Callable[[str], None]) -> tuple[Calm, list[Struck]]:
    with tempfile.TemporaryDirectory(prefix="ocop-night-") as name, ExitStack() as stack:
        say("the whole sample, undisturbed")
        folders = [Path(name) / str(number) for number in range(min(LANES, os.cpu_count() or 1))]
        lanes = [stack.enter_context(lane(folder, write_whole_sample, PATIENCE_S)) for folder in folders]
        calm = calm_run(lanes[0], WHOLE_SAMPLE, None)
        chance = random.Random(seed)
        numbers = sorted(chance.sample(range(1, len(calm.effects)), count))
        strikes = [Strike(number, chance.choice(("before", "after"))) for number in numbers]
        struck = []
        say(f"{len(calm.effects)} effects, {calm.writes} writes; {count} kills")
        for one in strike_all(lanes, WHOLE_SAMPLE, calm, strikes, None):
            struck.append(one)
            say(f"kill {len(struck)}/{count}, {one.strike}: {'; '.join(one.problems) or 'everything held'}")
        return calm, struck


def _kill_section(calm: Calm, struck: list[Struck]) -> Section:
    kinds = Counter(calm.effects)
    section = Section(
        "Kills of the whole sample",
        "Each kill must leave what the undisturbed run leaves, nothing twice, nothing planned, and at most "
        f"{WRITERS} writes more: so many may have been in flight.",
        ("strike", "killed", "writes", "more than undisturbed", "upload calls more", "runs until quiet", "broken"),
    )
    for one in struck:
        more, uploads = one.writes - calm.writes, one.uploads - calm.uploads
        broken = "; ".join(one.problems) or "-"
        killed = "yes" if one.killed else "no"
        cells = (one.strike, killed, one.writes, f"{more:+}", f"{uploads:+}", one.runs, broken)
        section.rows.append([str(cell) for cell in cells])
    effects = ", ".join(f"{count} {kind}s" for kind, count in sorted(kinds.items()))
    section.notes.append(
        f"Undisturbed, under the same faults: {len(calm.effects)} effects ({effects}), {len(calm.shown)} listings, "
        f"{calm.writes} writes, {calm.uploads} upload calls."
    )
    section.notes.append(f"Broken: {sum(bool(one.problems) for one in struck)} of {len(struck)}.")
    return section


def _simulation_section(tally: Tally) -> Section:
    section = Section(
        "Simulated histories",
        "No SKU on two listings, no create without a durable intent, nothing resent unlooked, the shop equal to the "
        "catalogue once quiet, no intent left open.",
        ("what", "how often"),
    )
    rows = {
        "histories": tally.histories,
        "runs": tally.runs,
        "crashes": tally.crashes,
        **dict(sorted(tally.faults.items())),
    }
    section.rows += [[name, str(count)] for name, count in rows.items()]
    section.notes.append(f"Violations: {len(tally.broken)}.")
    section.notes += [f"`python -m tests.simulation --seed {seed}`: {'; '.join(b)}" for seed, b in tally.broken.items()]
    return section


if __name__ == "__main__":
    sys.exit(main())
