"""What the figures were measured on, so that nobody compares them with another machine's unawares."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .measure import ROOT

__all__ = ["facts"]

LIBRARIES = ("httpx", "httpcore", "pydantic", "SQLAlchemy", "orjson", "tenacity", "Pillow", "uvicorn")

PAGES = ":!benchmarks/*results*.md"
"""What measuring itself writes."""


def facts() -> dict[str, str]:
    """Date, commit, machine, and the versions that matter, in words."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": _commit(),
        "machine": f"{_processor()}, {os.cpu_count()} CPUs, {_memory()} memory, {platform.system()}",
        "load before the first run": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "Python": f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def _commit() -> str:
    try:
        commit = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", PAGES)
    except (OSError, subprocess.CalledProcessError):
        return "not a git checkout"
    return f"{commit}, with local changes" if changed else commit


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
