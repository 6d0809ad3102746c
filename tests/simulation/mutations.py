"""Does the simulation notice? The core is broken on purpose, one mistake at a time, and each has to break an invariant.

``python -m tests.simulation.mutations [--seeds N] [--cores N] [WORDS]`` plays those whose name holds WORDS (all
without): in temporary copies of this checkout the mistake is made, and the histories made by hand, then seeds are
played until one of the invariants is broken that the mistake is expected to break. A history counts only if the
unbroken code keeps that invariant in it. ``--write FILE`` keeps the table. Exit codes: 0 every mistake was caught, 1
one was not, 2 one does not apply any more, or the unbroken code breaks a history made by hand.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from benchmarks.machine import facts
from tests.breaking import Edit, broken, copied, run

__all__ = ["MUTATIONS", "Caught", "Mutation", "caught", "page", "table"]

NEEDED = ("tests",)
SEEDS = 600
PATIENCE_S = 1800
WIDEST = 200
PAGE = (
    "# Mistakes made on purpose: who notices",
    "",
    "`script/mutations` breaks the core in a copy of this checkout, one named mistake of",
    "[mutations.toml](../tests/simulation/mutations.toml) at a time, and plays",
    "[histories made by hand](../tests/simulation/scenarios.py), then seeds of the simulation, until one of the",
    "[invariants](../tests/simulation/judge/README.md) is broken that the mistake has to break; a history in which the",
    "unbroken code breaks it too does not count. CI checks that every mistake still applies, and that the unbroken",
    "code keeps every promise in those made by hand. Mistakes made by a machine are [mutants](mutants.md).",
    "This page is written by `script/mutations --write docs/mutations.md`.",
    "",
    "## The last run",
    "",
)
LEADING = re.compile(r"^\(\d+\) seed \d+, ")
SAID = re.compile(r"^broken: (\d+), (seed (\d+)|scenario .*?): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mistake, and the invariants of which it has to break one. ``history``: the one made by hand to begin with."""

    name: str
    invariants: tuple[int, ...]
    edits: tuple[Edit, ...]
    history: str = ""


@dataclass(frozen=True, slots=True)
class Caught:
    """Which invariant noticed first, and in which history; 0 where none did within the seeds played."""

    by: int
    where: str = ""
    words: str = ""
    seconds: float = 0.0


def _read() -> tuple[Mutation, ...]:
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["mutation"]
    return tuple(
        Mutation(
            row["name"], tuple(row["invariants"]), tuple(Edit(**edit) for edit in row["edits"]), row.get("history", "")
        )
        for row in rows
    )


MUTATIONS = _read()
UNBROKEN = Mutation("", (), ())


def caught(mutation: Mutation, place: Path, seeds: int) -> Caught:
    """Play with the mistake until it is noticed; ValueError where the simulation itself could not be played."""
    began, first = time.monotonic(), 0
    while first == 0 or first < seeds:
        with broken(place, mutation.edits):
            told = _told(place, first, seeds - first, mutation)
        if not told:
            break
        seed = told[0][2]
        clean = {int(number) for number, *_ in _told(place, int(seed), 1)} if seed else set()
        for number, where, _, words in told:
            if int(number) not in clean:
                return Caught(int(number), where, words, time.monotonic() - began)
        first = int(seed) + 1  # without the mistake this one is broken too
    return Caught(0, seconds=time.monotonic() - began)


def _told(place: Path, first: int, seeds: int, mutation: Mutation = UNBROKEN) -> list[tuple[str, str, str, str]]:
    """What the first broken history broke: number, where, the seed ('' of a scenario), words."""
    asked = ["--first", str(first), "--seeds", str(seeds), "--begin-with", mutation.history]
    asked += ["--by", ",".join(map(str, mutation.invariants))]
    said = run(place, "-m", "tests.simulation", "--until-broken", *asked, patience_s=PATIENCE_S)
    found: list[tuple[str, str, str, str]] = SAID.findall(said.stdout)
    if not found and said.returncode != 0:
        raise ValueError(f"the simulation did not run\n{said.stdout[-1000:]}{said.stderr[-2000:]}")
    return found


def table(results: Sequence[tuple[Mutation, Caught]]) -> list[str]:
    """In the order of the list."""
    lines = ["| mistake | caught by | in | what broke |", "| --- | --- | --- | --- |"]
    for mutation, found in results:
        by = f"invariant {found.by}" if found.by else "**nobody**"
        words = LEADING.sub("", found.words).replace("|", "/").replace("_", "\\_")
        lines.append(f"| {mutation.name} | {by} | {found.where} | {words[:WIDEST]} |")
    return lines


def page(results: Sequence[tuple[Mutation, Caught]], taken: Mapping[str, str], command: str) -> str:
    """``docs/mutations.md``, whole."""
    caught = sum(1 for _, found in results if found.by)
    told = "; ".join(f"{name} {taken[name]}" for name in ("commit", "machine", "Python"))
    first = f"{caught} of {len(results)} mistakes were caught. {taken['date']}; {told}; `{command}`."
    return "\n".join([*PAGE, first, "", *table(results)]) + "\n"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/mutations", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"so many seeds at most ({SEEDS})")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, metavar="N", help="on so many cores (all)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the table there")
    parser.add_argument("words", nargs="*", metavar="WORDS", help="only mistakes whose name holds these words")
    asked = parser.parse_args(arguments)
    if asked.write is not None and asked.words:
        parser.error("--write keeps the table of all mistakes: leave the words out")
    taken = facts()
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
            print(f"{_said(found):<14} {mutation.name}, {found.seconds:.0f} s, {found.where}", flush=True)
            return mutation, found

        with ThreadPoolExecutor(asked.cores) as pool:
            try:
                if _told(Path(name) / "0", 0, 0):
                    raise ValueError("the unbroken code breaks a history made by hand: see --scenario ''")
                results = list(pool.map(one, chosen))
            except ValueError as error:
                print(error, file=sys.stderr)
                return 2
    silent = [mutation for mutation, found in results if not found.by]
    print(f"{len(results) - len(silent)} of {len(results)} mistakes were caught")
    if asked.write is not None:
        command = " ".join(["script/mutations", *arguments])
        asked.write.write_text(page(results, taken, command), encoding="utf-8")
    return 1 if silent or not chosen else 0


def _said(found: Caught) -> str:
    return f"invariant {found.by}" if found.by else "NOT CAUGHT"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
