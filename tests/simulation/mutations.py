"""Does the simulation notice? The core is broken on purpose, one mistake at a time, and each has to break an invariant.

``python -m tests.simulation.mutations [--seeds N] [--cores N] [WORDS]`` plays those whose name holds WORDS (all
without): in temporary copies of this checkout the mistake is made, and seeds are played until an invariant is broken.
``--write FILE`` keeps the table. Exit codes: 0 every mistake was caught, 1 one was not, 2 one does not apply any more.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.breaking import Edit, broken, copied, run

__all__ = ["MUTATIONS", "Caught", "Mutation", "caught", "table"]

NEEDED = ("tests",)
SEEDS = 1500
PATIENCE_S = 900
SAID = re.compile(r"^broken: (?:invariant (\d+)|(crash)), seed (\d+): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mistake, and the invariants that it is expected to break."""

    name: str
    invariants: tuple[int, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Caught:
    """What noticed first: an invariant's number, or "crash"; "" where nothing did within the seeds played."""

    by: str
    seed: int = 0
    words: str = ""
    seconds: float = 0.0


def _read() -> tuple[Mutation, ...]:
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["mutation"]
    return tuple(
        Mutation(row["name"], tuple(row["invariants"]), tuple(Edit(**edit) for edit in row["edits"])) for row in rows
    )


MUTATIONS = _read()


def caught(mutation: Mutation, place: Path, seeds: int) -> Caught:
    """Play ``seeds`` with the mistake until one breaks; ValueError where the simulation itself could not be played."""
    began = time.monotonic()
    with broken(place, mutation.edits):
        said = run(
            place,
            *("-m", "tests.simulation", "--seeds", str(seeds), "--until-broken", "--cores", "1"),
            patience_s=PATIENCE_S,
        )
    passed = time.monotonic() - began
    if found := SAID.search(said.stdout):
        number, crash, seed, words = found.groups()
        return Caught(number or crash, int(seed), words, passed)
    if said.returncode != 0:
        raise ValueError(f"the simulation did not run\n{said.stdout[-1000:]}{said.stderr[-2000:]}")
    return Caught("", seconds=passed)


def table(results: Sequence[tuple[Mutation, Caught]]) -> list[str]:
    """The page's table, in the order of the list."""
    lines = ["| mistake | caught by | at seed | what broke |", "| --- | --- | --- | --- |"]
    for mutation, found in results:
        by = f"invariant {found.by}" if found.by.isdigit() else found.by or "**nobody**"
        words = found.words.replace("|", "/")[:160]
        lines.append(f"| {mutation.name} | {by} | {found.seed if found.by else ''} | {words} |")
    return lines


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/mutations", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"so many seeds at most ({SEEDS})")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, metavar="N", help="on so many cores (all)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the table there")
    parser.add_argument("words", nargs="*", metavar="WORDS", help="only mistakes whose name holds these words")
    asked = parser.parse_args(arguments)
    wanted = " ".join(asked.words).casefold()
    chosen = [one for one in MUTATIONS if wanted in one.name.casefold()]
    with tempfile.TemporaryDirectory(prefix="ocop-mutations-") as name:
        places: SimpleQueue[Path] = SimpleQueue()
        for number in range(asked.cores):
            copied(Path(name) / str(number), NEEDED)
            places.put(Path(name) / str(number))

        def one(mutation: Mutation) -> tuple[Mutation, Caught]:
            place = places.get()
            try:
                found = caught(mutation, place, asked.seeds)
            finally:
                places.put(place)
            print(f"{_said(found):<14} {mutation.name}", flush=True)
            return mutation, found

        with ThreadPoolExecutor(asked.cores) as pool:
            try:
                results = list(pool.map(one, chosen))
            except ValueError as error:
                print(error, file=sys.stderr)
                return 2
    silent = [mutation for mutation, found in results if not found.by]
    print(f"{len(results) - len(silent)} of {len(results)} mistakes were caught")
    if asked.write is not None:
        asked.write.write_text("\n".join(table(results)) + "\n", encoding="utf-8")
    return 1 if silent or not chosen else 0


def _said(found: Caught) -> str:
    return f"invariant {found.by}" if found.by.isdigit() else found.by or "NOT CAUGHT"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
