"""A process that can die before or after any of its effects, and whose disk can fail.

Effects are what the world can tell: a journal transaction, a token file written, a request leaving, an answer arriving.
Dead, a process does nothing more: whatever it tries raises ``Crash``. The disk fails the way SQLite itself tells it
(no page left, opened for reading only), so that what the core meets is the real error.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connector.sync import Journal
from connector.wire import stores

__all__ = ["HERE", "Crash", "DyingJournal", "Process", "Strike", "kept_durably"]

HERE: ContextVar[Process] = ContextVar("process")

READS = frozenset(
    {"first_run_done", "remote_shop", "facts", "last_revision", "last_good", "bindings", "bases", "uploads", "pictures",
     "pulled", "open_intents", "last_sent", "parked", "interrupted_keys", "runs", "sent", "events", "shops", "closed",
     "held", "of"}
)  # fmt: skip
TROUBLES = {"disk_full": "PRAGMA max_page_count=1", "read_only_journal": "PRAGMA query_only=ON"}
_write_durably = stores.write_durably


class Crash(BaseException):
    """The process is gone."""


@dataclass(frozen=True, slots=True)
class Strike:
    """Die at the ``at``-th effect of a ``kind`` (journal, tokens, write, read, upload, '' = any), before or after."""

    at: int
    kind: str = ""
    after: bool = False


@dataclass(slots=True)
class Process:
    """One command. ``trouble`` and from which journal transaction on it is met; ``shown`` hears every effect's name."""

    run: int
    strike: Strike | None = None
    trouble: str = ""
    trouble_at: int = 0
    met: Callable[[str], None] = lambda _name: None
    dead: bool = False
    struck: str = ""
    count: int = 0
    transactions: int = 0
    workers: dict[str, str] = field(default_factory=dict)

    def alive(self) -> None:
        if self.dead:
            raise Crash

    def before(self, kind: str, what: str) -> bool:
        """An effect is about to happen; whether it is the one that the process dies after."""
        self.alive()
        strike = self.strike
        if strike is None or (strike.kind and strike.kind != kind):
            return False
        self.count += 1
        if self.count != strike.at:
            return False
        if not strike.after:
            self.die(f"before {what}", kind)
        return True

    def die(self, where: str, kind: str) -> None:
        self.dead, self.struck = True, where
        self.met(f"crash {where.partition(' ')[0]} {kind}")
        raise Crash

    def worker(self, task: str) -> str:
        return self.workers.setdefault(task, f"w{len(self.workers)}")


class DyingJournal:
    """A journal whose transactions are effects of ``process``. Reads are none."""

    def __init__(self, inner: Any, process: Process, journal: Journal | None = None) -> None:
        self._inner = inner
        self._process = process
        self._journal: Any = journal or inner

    def __getattr__(self, name: str) -> Any:
        self._process.alive()
        found = getattr(self._inner, name)
        if name in ("answers", "pieces"):
            return DyingJournal(found, self._process, self._journal)
        if name in READS or name.startswith("_") or name == "close":
            return found

        async def counted(*args: Any, **more: Any) -> Any:
            process = self._process
            last = process.before("journal", f"journal {name}")
            self._troubled()
            done = await found(*args, **more)
            if last:
                process.die(f"after journal {name}", "journal")
            return done

        return counted

    def _troubled(self) -> None:
        process = self._process
        process.transactions += 1
        if process.trouble in TROUBLES and process.transactions == process.trouble_at:
            process.met(f"fault {process.trouble}")
            with self._journal._engine.connect() as db:
                db.exec_driver_sql(TROUBLES[process.trouble])


def kept_durably(path: Path, data: bytes) -> None:
    """``write_durably`` as this process meets it."""
    process = HERE.get(None)
    if process is None:
        _write_durably(path, data)
        return
    last = process.before("tokens", f"tokens of {path.name}")
    if process.trouble == "disk_full" and process.transactions >= process.trouble_at:
        raise OSError(errno.ENOSPC, "No space left on device")
    if process.trouble == "token_disk_full":
        process.met("fault token_disk_full")
        raise OSError(errno.ENOSPC, "No space left on device")
    _write_durably(path, data)
    if last:
        process.die(f"after tokens of {path.name}", "tokens")
