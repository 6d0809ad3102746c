"""What a whole process costs: wall time, CPU time of all its threads, peak memory, as the system counts them.

Start-up, imports and ending count, and nothing inside the process is trusted. Python's byte code is ready, as it is for
whoever runs a command a second time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

__all__ = ["ROOT", "Failed", "Usage", "middle", "run"]

ROOT = Path(__file__).resolve().parent.parent
LAUNCH = Path(__file__).with_name("launch.py")
DISTURBING = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE", "PYTHONTRACEMALLOC")
RSS_PER_MIB = 1024.0 if sys.platform != "darwin" else 1024.0**2


class Failed(Exception):
    """A measured process did not end as it had to; its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One process, begun and ended. ``peak_mib`` is its largest resident set."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def run(command: Sequence[str], log: Path, *, codes: Sequence[int] = (0,)) -> Usage:
    """Run ``python COMMAND`` from the checkout to its end, output to ``log``; Failed where its exit code is not among
    ``codes``.
    """
    surroundings = {name: value for name, value in os.environ.items() if name not in DISTURBING}
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(log), sys.executable, *command]
    told = json.loads(subprocess.run(launch, cwd=ROOT, env=surroundings, check=True, capture_output=True).stdout)
    if told["code"] not in codes:
        end = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise Failed(f"{' '.join(command)} ended with {told['code']}:\n{end}")
    return Usage(told["wall_s"], told["cpu_s"], told["peak"] / RSS_PER_MIB)


def middle(rounds: Sequence[Usage]) -> Usage:
    """The median of each figure."""
    return Usage(
        median(one.wall_s for one in rounds),
        median(one.cpu_s for one in rounds),
        median(one.peak_mib for one in rounds),
    )
