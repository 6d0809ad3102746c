"""Plays disturbed histories of real processes: ``python -m tests.real PART [--seed K | --seeds N] [--products N]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.real.parts import PARTS, PRODUCTS
from tests.real.stage import stage


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.real", description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--seed", type=int, metavar="K", help="this one history")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="so many histories (3)")
    parser.add_argument("--products", type=int, default=PRODUCTS, metavar="N", help=f"of so many products ({PRODUCTS})")
    asked = parser.parse_args()
    seeds = range(asked.seeds) if asked.seed is None else [asked.seed]
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="ocop-real-") as name, stage(Path(name), asked.products) as set_up:
        calm = set_up.calm
        print(f"undisturbed: {calm.listings} listings, {calm.seconds:.1f} s", flush=True)
        for seed in seeds:
            trial = PARTS[asked.part].play(set_up, seed)
            wrong += bool(trial.problems)
            told = ", ".join(f"{what} {value}" for what, value in trial.figures.items())
            print(f"{seed}: {told}", *trial.problems, sep="\n  ", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
