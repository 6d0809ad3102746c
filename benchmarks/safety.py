"""G9: what safety costs. A rate-limited first sync beside the same without journal and reading back (``careless.py``),
in turns; and a first sync killed in the middle: how long until the next one sends, and what it sends again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .measure import ROOT, Failed, Usage, middle, run
from .results import Section, ratio
from .stage import Calls, Shop, Stage, open_shop, set_stage

__all__ = ["Sizes", "measure_safety"]

PACE, WRITERS = 50.0, 8
ANY_PACE = 5000.0
MOST = 1.05
LOOK_S = 0.02
PATIENCE_S = 600.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Products of the catalogue, rounds of either way, and whether the wall is judged."""

    products: int
    rounds: int
    judged: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that was watched until its first write: seconds and calls until then."""

    seconds: float
    calls: int


def measure_safety(work: Path, sizes: Sizes, say: Say) -> list[Section]:
    """Both sections; the stage and its renditions are the first syncs', where those were measured before."""
    stage, drawn = _ready(work, sizes, say)
    safe: list[Usage] = []
    bare: list[Usage] = []
    for number in range(1, sizes.rounds + 1):
        say(f"first sync as it is and without safety, {PACE:g} calls/s, round {number} of {sizes.rounds}")
        safe.append(_whole(stage, drawn, "safe", sizes.products, careless=False))
        bare.append(_whole(stage, drawn, "bare", sizes.products, careless=True))
    say("a first sync killed in the middle, and the run after it")
    return [_cost(sizes, middle(safe), middle(bare)), _resumed(stage, drawn, sizes)]


def _ready(work: Path, sizes: Sizes, say: Say) -> tuple[Stage, Path]:
    """A catalogue with its renditions drawn."""
    stage = Stage(work / "first", work / "first" / "photos")
    if not (stage.state("raw") / "renditions").exists():
        say(f"{sizes.products} products, their photos drawn, and their renditions")
        stage = set_stage(work / "first", sizes.products, sellable=True, photos="drawn")
        stage.fresh_state("raw")
        with open_shop(ANY_PACE, WRITERS) as shop:
            stage.sync(shop, "raw")
    return stage, stage.state("raw")


def _whole(stage: Stage, drawn: Path, state: str, products: int, *, careless: bool) -> Usage:
    stage.fresh_state(state, drawn)
    with open_shop(PACE, WRITERS) as shop:
        command = stage.command(shop, state)
        if careless:
            command = ["-m", "benchmarks.careless", *command[2:]]
        used = run(command, stage.folder / "sync.log")
        live = sum(1 for listing in shop.listings() if listing["live"])
        if live != products:
            raise Failed(f"{live} listings are live, {products} should be")
    return used


def _cost(sizes: Sizes, safe: Usage, bare: Usage) -> Section:
    section = Section(
        "G9 What safety costs",
        f"Goal: journal, intents and reading back take at most {MOST - 1:.0%} of a rate-limited first sync's wall.",
        ("run", "wall s", "CPU s", "peak MiB", "ratio"),
    )
    goal = MOST if sizes.judged else None
    section.rows = [
        ("nothing remembered, nothing read back", *_figures(bare), "1.000x"),
        ("as it is", *_figures(safe), ratio(safe.wall_s, bare.wall_s, goal)),
    ]
    section.notes = [
        f"{sizes.products} products, {PACE:g} calls a second, renditions ready; medians of {sizes.rounds} rounds in "
        f"turns. CPU: {ratio(safe.cpu_s, bare.cpu_s)}."
    ]
    return section


def _figures(used: Usage) -> tuple[str, str, str]:
    return f"{used.wall_s:.2f}", f"{used.cpu_s:.2f}", f"{used.peak_mib:.0f}"


def _resumed(stage: Stage, drawn: Path, sizes: Sizes) -> Section:
    """Killed when half of the listings are made; what each run costs until its first write, and what came twice."""
    stage.fresh_state("killed", drawn)
    with open_shop(PACE, WRITERS) as shop:
        with _running(stage, shop, "killed") as process:
            first = _first_write(shop, 0)
            while _made(shop.calls()) < sizes.products // 2:
                _alive(process)
                time.sleep(LOOK_S)
        before = shop.calls()
        with _running(stage, shop, "killed") as process:
            second = _first_write(shop, before.writes + before.uploads, since=before.total)
            if process.wait(timeout=PATIENCE_S):
                raise Failed(f"the resumed run ended with {process.returncode}")
        after, listings = shop.calls(), shop.listings()
    skus = [sku["sku"] for listing in listings for sku in listing["skus"]]
    if len(skus) != len(set(skus)) or sum(1 for one in listings if one["live"]) != sizes.products:
        raise Failed(f"{len(listings)} listings after the kill, {sizes.products} should be")
    section = Section(
        "Resuming after kill -9",
        "No goal. Seconds from starting the process to the first write (upload or create) that reaches the shop.",
        ("run", "s until the first write", "calls until then", "creates sent", "uploads sent"),
    )
    section.rows = [
        ("undisturbed, empty shop", f"{first.seconds:.2f}", str(first.calls), str(_made(before)), str(before.uploads)),
        (
            f"after a kill with {_made(before)} made",
            f"{second.seconds:.2f}",
            str(second.calls),
            str(_made(after) - _made(before)),
            str(after.uploads - before.uploads),
        ),
    ]
    section.notes = [
        f"{sizes.products} products, renditions ready, {PACE:g} calls a second. Sent again: "
        f"{_made(after) - sizes.products} creates, {after.uploads - sizes.products} uploads; no SKU on two listings."
    ]
    return section


def _made(calls: Calls) -> int:
    return calls.by_endpoint.get("product/add_item", 0)


@contextlib.contextmanager
def _running(stage: Stage, shop: Shop, state: str) -> Iterator[subprocess.Popen[bytes]]:
    """``ocop sync`` begun; killed where it still runs when the block ends."""
    command = [sys.executable, *stage.command(shop, state)]
    with (stage.folder / "killed.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield process
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
            process.wait()


def _alive(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        raise Failed(f"the run that was to be killed ended with {process.returncode}")


def _first_write(shop: Shop, known: int, since: int = 0) -> Begun:
    """Look until more than ``known`` writes and uploads have come."""
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE_S:
        calls = shop.calls()
        if calls.writes + calls.uploads > known:
            return Begun(time.perf_counter() - began, calls.total - since - 1)
        time.sleep(LOOK_S)
    raise Failed("no write came")
