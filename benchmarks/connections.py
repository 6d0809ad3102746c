"""G4: what one call costs the client, by number of connections, beside one httpx pool of 32."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from .measure import ROOT, run
from .results import Section, ratio

__all__ = ["measure_connections"]

WAYS = (("one-pool", 32), ("ours", 4), ("ours", 16), ("ours", 32), ("ours", 64))
BASELINE = WAYS[0]
POOL_GOAL, FLAT_GOAL = 0.6, 1.2


def measure_connections(work: Path, calls: int, rounds: int, say: Callable[[str], None]) -> Section:
    """Each way in turn, round by round; a call's cost is a process with calls less one without."""
    seconds: dict[tuple[str, int], list[float]] = {way: [] for way in WAYS}
    with _other_end() as base_url:
        for number in range(1, rounds + 1):
            say(f"client CPU by connections, round {number} of {rounds}")
            for way in WAYS if number % 2 else reversed(WAYS):
                spent = _cpu(work, base_url, way, calls) - _cpu(work, base_url, way, 0)
                seconds[way].append(spent * 1000.0 / calls)
    cost = {way: median(found) for way, found in seconds.items()}
    section = Section(
        "G4 Client CPU of a call, by number of connections",
        f"Goal: at most {POOL_GOAL}x of one httpx pool of 32 connections, and flat: 64 connections at most "
        f"{FLAT_GOAL}x of 4.",
        ("client", "connections", "CPU s per 1,000 calls", "beside one pool of 32", "beside ours with 4"),
    )
    for name, connections in WAYS:
        spent = cost[name, connections]
        ours = name == "ours"
        beside = ratio(spent, cost[BASELINE], POOL_GOAL if ours and connections == 32 else None)
        flat = ratio(spent, cost["ours", 4], FLAT_GOAL if connections == 64 else None) if ours else "-"
        section.rows.append([name, str(connections), f"{spent:.2f}", beside, flat])
    section.notes = [
        f"{calls} small POSTs a process, medians of {rounds} rounds, start-up taken off (the same process without a "
        "call). Ours waits for its pace, signs and judges every call; the one pool only sends."
    ]
    return section


def _cpu(work: Path, base_url: str, way: tuple[str, int], calls: int) -> float:
    name, connections = way
    asked = ["--connections", str(connections), "--calls", str(calls)]
    return run(["-m", "benchmarks.calling", name, base_url, *asked], work / "calling.log").cpu_s


@contextmanager
def _other_end() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.calling", "answer"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()
