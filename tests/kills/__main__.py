"""Replays kills by hand: ``python -m tests.kills SCENARIO [before|after NUMBER]``; without a strike all of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.kills.effects import Strike
from tests.kills.scenario import SCENARIOS, calm_run, keep_warm, strike_all, strikes_of
from tests.kills.stage import lane


def main() -> int:
    scenarios = {scenario.name: scenario for scenario in SCENARIOS}
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("scenario", choices=scenarios)
    parser.add_argument("when", nargs="?", choices=("before", "after"))
    parser.add_argument("number", nargs="?", type=int, default=0)
    asked = parser.parse_args()
    scenario = scenarios[asked.scenario]
    with tempfile.TemporaryDirectory(prefix="ocop-kills-") as name, lane(Path(name) / "lane") as only:
        warm = Path(name) / "warm"
        keep_warm(only, warm)
        calm = calm_run(only, scenario, warm)
        print(f"{len(calm.effects)} effects: {' '.join(calm.effects)}")
        print(f"undisturbed: {calm.writes} writes, {calm.uploads} uploads")
        strikes = [Strike(asked.number, asked.when)] if asked.when else strikes_of(calm, replace(scenario, every=1))
        wrong = 0
        for struck in strike_all([only], scenario, calm, strikes, warm):
            wrong += bool(struck.problems)
            did = "killed" if struck.killed else "lived"
            print(
                f"{struck.strike}: {did}, {struck.writes} writes, {struck.uploads} uploads",
                *struck.problems,
                sep="\n  ",
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
