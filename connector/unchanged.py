"""``--if-changed``: has anything changed here since a whole run found nothing to do?

Looks at names, sizes and modification times only: of the sheets, the folders of photos, papers and rules, the
configuration and this program. It can say nothing of the shops, where people buy and edit all day; so it is asked for
by name, and believed only on the day of the last whole run and ``IN_A_ROW`` times (ADR 17). Imports nothing heavy: an
idle run is to cost what it takes to start.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

__all__ = ["IN_A_ROW", "Watched", "forget", "remember", "still"]

IN_A_ROW = 5
"""After so many runs that looked only here, the next is a whole one."""
OURS = Path(__file__).resolve().parents[1]
ROOMS = ("connector", "adapters", "mappings", "media")


@dataclass(frozen=True, slots=True)
class Watched:
    """Everything on this machine that a run's outcome depends on; folders with all that is below them."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...] = ()

    def fingerprint(self) -> str:
        """Names what is there now. To be taken before a run reads it, or what changes meanwhile is missed."""
        rooms = (OURS / room for room in ROOMS)
        seen = hashlib.sha256()
        for path in self.files:
            seen.update(_stamp(str(path), path))
        for folder in (*self.folders, *rooms):
            for line in sorted(_below(str(folder))):
                seen.update(line)
        return seen.hexdigest()


def still(memory: Path, config: Path, shops: Sequence[str], day: date) -> datetime | None:
    """When a whole run last found nothing to do, if nothing has changed here since; None: look again.

    Every answer but None is counted in ``memory``.
    """
    try:
        kept = json.loads(memory.read_bytes())
        watched = Watched(tuple(map(Path, kept["files"])), tuple(map(Path, kept["folders"])))
        asked = [str(config), sorted(shops), day.isoformat()]
        if kept["asked"] != asked or kept["relied"] >= IN_A_ROW or kept["fingerprint"] != watched.fingerprint():
            return None
        since = datetime.fromisoformat(kept["since"])
        _write(memory, {**kept, "relied": kept["relied"] + 1})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return since


def remember(
    memory: Path, config: Path, shops: Sequence[str], day: date, watched: Watched, fingerprint: str, since: datetime
) -> None:
    """A whole run that began with ``fingerprint`` found nothing to do."""
    _write(
        memory,
        {
            "asked": [str(config), sorted(shops), day.isoformat()],
            "files": [str(path) for path in watched.files],
            "folders": [str(path) for path in watched.folders],
            "fingerprint": fingerprint,
            "since": since.isoformat(),
            "relied": 0,
        },
    )


def forget(memory: Path) -> None:
    """The next run is a whole one."""
    memory.unlink(missing_ok=True)


def _write(memory: Path, kept: dict[str, object]) -> None:
    """Where there is no room or no right to, the next run is a whole one: that is no error."""
    draft = memory.with_suffix(".part")
    try:
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.replace(memory)
    except OSError:
        for left in (draft, memory):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


def _stamp(name: str, path: Path) -> bytes:
    try:
        found = path.stat()
    except OSError:
        return f"{name}\0-\n".encode(errors="surrogateescape")
    return f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode(errors="surrogateescape")


def _below(folder: str) -> Iterator[bytes]:
    """A line for every file; what Python writes beside its modules says nothing about them."""
    entries: Iterable[os.DirEntry[str]]
    try:
        with os.scandir(folder) as scan:
            entries = list(scan)
    except OSError:
        yield f"{folder}\0-\n".encode(errors="surrogateescape")
        return
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
        else:
            found = entry.stat(follow_symlinks=False)
            yield f"{entry.path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode(errors="surrogateescape")
