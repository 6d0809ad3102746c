"""What a process leaves behind when it dies, counted: commits, socket writes, renames. And the dying.

``Effects.install`` wraps the three at their lowest Python layer, so that nothing of the connector has to know.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

__all__ = ["Effects", "Strike"]

T = TypeVar("T")
DEATH = getattr(signal, "SIGKILL", signal.SIGTERM)  # where there is no SIGKILL, SIGTERM cannot be caught either


@dataclass(frozen=True, slots=True)
class Strike:
    """Die right before or right after effect ``number`` (the first is 1)."""

    number: int
    when: Literal["before", "after"]

    def __str__(self) -> str:
        return f"{self.when} {self.number}"


@dataclass(slots=True)
class Effects:
    """Counts this process's effects in ``kinds``, and kills it at the ``strike``."""

    strike: Strike | None = None
    kinds: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def around(self, kind: str, act: Callable[[], T]) -> T:
        with self._lock:
            self.kinds.append(kind)
            struck = self.strike is not None and len(self.kinds) == self.strike.number
        if struck and self.strike is not None and self.strike.when == "before":
            die()
        done = act()
        if struck:
            die()
        return done

    def install(self) -> None:
        """From here on, for good: a process that counts its effects has nothing else to do."""
        self._commits()
        self._writes("send")
        self._writes("sendall")
        self._writes("sendmsg")
        for name in ("replace", "rename"):
            self._renames(name)

    def _commits(self) -> None:
        effects, connect = self, sqlite3.dbapi2.connect

        class Connection(sqlite3.Connection):
            def commit(self) -> None:
                effects.around("commit", super().commit)

            def __exit__(self, *error: Any) -> Literal[False]:
                end = super().__exit__
                if error[0] is None and self.in_transaction:
                    return effects.around("commit", lambda: end(*error))
                return end(*error)

        def counted(*args: Any, **more: Any) -> Any:
            return connect(*args, **{"factory": Connection, **more})

        sqlite3.dbapi2.connect = counted
        sqlite3.connect = counted

    def _writes(self, name: str) -> None:
        plain = getattr(socket.socket, name, None)
        if plain is None:
            return

        def counted(this: socket.socket, *args: Any) -> Any:
            if this.family not in (socket.AF_INET, socket.AF_INET6):  # the event loop talking to itself
                return plain(this, *args)
            return self.around("write", lambda: plain(this, *args))

        setattr(socket.socket, name, counted)

    def _renames(self, name: str) -> None:
        plain = getattr(os, name)

        def counted(*args: Any, **more: Any) -> Any:
            return self.around("rename", lambda: plain(*args, **more))

        setattr(os, name, counted)


def die() -> None:
    """End this process at once: no handler, no flush, no goodbye to the other side."""
    os.kill(os.getpid(), DEATH)
    while True:  # the signal may take a moment to arrive, in which nothing else must happen
        time.sleep(1)
