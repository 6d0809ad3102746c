"""The disk of journal, pictures and reports runs full in the middle of a sync; then room is made.

A small file system in memory with a file in it that leaves as much room as wanted. Mounting needs the right to: where
it lacks, there is no such part.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.real.markets import WRITERS
from tests.real.stage import Stage, Trial

__all__ = ["may_mount", "play"]

SIZE = 96 * 2**20
DISK_CODES = {"E_DISK_FULL", "E_TOKENS_NOT_SAVED"}
FILLER = "somebody-elses-film.mp4"
FINE = (0, 5, 6)


def may_mount(folder: Path) -> bool:
    """Whether this user may mount a file system here."""
    try:
        with small_disk(folder):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of SIZE at ``folder``, until the block ends."""
    if not sys.platform.startswith("linux"):
        raise OSError("no tmpfs here")
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


def play(stage: Stage, seed: int) -> Trial:
    chance = random.Random(seed)
    with small_disk(stage.folder / "đĩa nhỏ") as disk:
        stage.elsewhere = disk / "state"
        try:
            stage.begin()
            room = int(chance.choice((0, *(chance.random() for _ in range(3)))) * stage.calm.grew)
            _fill(disk, room)
            ended = stage.sync()
            problems = ended.problems
            if ended.code not in FINE or set(ended.codes.values()) - DISK_CODES:
                problems.append(f"it ended with {ended.code}: {ended.codes}")
            (disk / FILLER).unlink()
            figures, wrong = stage.verdict(WRITERS)
        finally:
            stage.elsewhere = None
    told = {"room KiB": room // 1024, "ended with": ended.code, "why": ", ".join(sorted(set(ended.codes.values())))}
    return Trial(seed, {**told, **figures}, (*problems, *wrong))


def _fill(disk: Path, room: int) -> None:
    """Leave ``room`` bytes."""
    with (disk / FILLER).open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, _free(disk) - room))


def _free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize
