"""Work in a process of its own: what it says line by line, the memory it took with its children, and whether it hung.

The child prints one JSON value per line. A child that is silent for longer than ``patience_s`` is ended and has hung.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

__all__ = ["MOST_MB", "MOST_S", "PROC", "Apart", "call", "own_peak_mb"]

ROOT = Path(__file__).parents[2]
PROC = Path("/proc/self/status").exists()
LOOK_S = 0.05
MOST_MB, MOST_S = 512, 10.0
"""Nothing that people hand in may take more."""
END = object()


@dataclass(slots=True)
class Apart:
    """``peak_mb`` is 0 where the system does not tell."""

    lines: list[Any] = field(default_factory=list)
    code: int = 0
    errors: str = ""
    peak_mb: int = 0
    hung: bool = False
    seconds: float = 0.0


def call(module: str, arguments: Sequence[str], *, patience_s: float, env: dict[str, str] | None = None) -> Apart:
    """``python -m module arguments`` from the project's folder."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, **(env or {})},
    )
    made = Apart()
    said: queue.Queue[Any] = queue.Queue()
    errors: list[bytes] = []
    readers = [
        threading.Thread(target=_lines, args=(child.stdout, said), daemon=True),
        threading.Thread(target=lambda: errors.append(child.stderr.read() if child.stderr else b""), daemon=True),
    ]
    for reader in readers:
        reader.start()
    peaks: dict[int, int] = {}
    last = time.monotonic()
    while True:
        _look(child.pid, peaks)
        try:
            line = said.get(timeout=LOOK_S)
        except queue.Empty:
            if time.monotonic() - last > patience_s:
                made.hung = True
                break
            continue
        if line is END:
            break
        last = time.monotonic()
        made.lines.append(orjson.loads(line))
    if made.hung:
        os.killpg(child.pid, signal.SIGKILL)
    made.code = child.wait()
    for reader in readers:
        reader.join(5)
    for stream in (child.stdout, child.stderr):
        if stream:
            stream.close()
    made.errors = b"".join(errors).decode(errors="replace")
    own = peaks.pop(child.pid, 0)
    made.peak_mb = (own + sum(sorted(peaks.values())[-2:])) // 1024
    made.seconds = time.monotonic() - began
    return made


def _lines(stream: Any, said: queue.Queue[Any]) -> None:
    for line in stream:
        if line.strip():
            said.put(line)
    said.put(END)


def _look(pid: int, peaks: dict[int, int]) -> None:
    """Note the highest memory so far of the child and of all its children."""
    if not PROC:
        return
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            with open(f"/proc/{one}/status") as status:
                kilobytes = next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)
            with open(f"/proc/{one}/task/{one}/children") as children:
                waiting += map(int, children.read().split())
        except (OSError, ValueError):
            continue
        peaks[one] = max(kilobytes, peaks.get(one, 0))


def own_peak_mb() -> int:
    """The most memory that this process has had; 0 where the system does not tell."""
    with contextlib.suppress(OSError), open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
    return 0
