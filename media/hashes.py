"""Which content a photo file holds, without reading it again while it has not changed.

The memory is a small SQLite file: path, size, modification time -> SHA-256. It is a cache and nothing more: lost,
broken or from another version, it is begun anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import threading
from pathlib import Path

from connector.state import private_folder

__all__ = ["SourceHashes", "hash_file"]

SCHEMA = "CREATE TABLE IF NOT EXISTS photo_hash_1 (path TEXT PRIMARY KEY, size INT, mtime_ns INT, sha256 TEXT)"
Known = tuple[int, int, str]


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes, in hex, streamed; OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class SourceHashes:
    """Safe for several threads. ``save`` (or leaving the ``with`` block) keeps what was learned."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known: dict[str, Known] = {}
        self._learned: dict[str, Known] = {}
        self.hashed = 0
        """How many files had to be read."""
        with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(self._open()) as memory:
            rows = memory.execute("SELECT path, size, mtime_ns, sha256 FROM photo_hash_1")
            self._known = {path: (size, mtime, sha256) for path, size, mtime, sha256 in rows}

    def __enter__(self) -> SourceHashes:
        return self

    def __exit__(self, *_: object) -> None:
        self.save()

    def sha256(self, path: Path) -> str | None:
        """The content's hash; None where the file is missing or cannot be read."""
        key = os.path.abspath(path)
        try:
            before = path.stat()
            known = self._known.get(key)
            if known is not None and known[:2] == (before.st_size, before.st_mtime_ns):
                return known[2]
            sha256 = hash_file(path)
            after = path.stat()
        except OSError:
            return None
        with self._lock:
            self.hashed += 1
            # a file written to meanwhile is answered for now and asked again next time
            if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
                self._known[key] = self._learned[key] = (after.st_size, after.st_mtime_ns, sha256)
        return sha256

    def save(self) -> None:
        """Keep what was learned. A memory that cannot be written costs time on the next run and is no error."""
        with self._lock:
            learned, self._learned = self._learned, {}
            if not learned:
                return
            for _ in range(2):
                try:
                    private_folder(self._file.parent)
                    with contextlib.closing(self._open()) as memory, memory:
                        rows = [(path, *known) for path, known in learned.items()]
                        memory.executemany("INSERT OR REPLACE INTO photo_hash_1 VALUES (?, ?, ?, ?)", rows)
                    return
                except sqlite3.OperationalError:
                    return
                except sqlite3.DatabaseError:
                    learned = dict(self._known)
                    with contextlib.suppress(OSError):
                        self._file.unlink()
                except OSError:
                    return

    def _open(self) -> sqlite3.Connection:
        memory = sqlite3.connect(self._file)
        try:
            memory.execute(SCHEMA)
        except BaseException:
            memory.close()
            raise
        return memory
