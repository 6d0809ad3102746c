"""The journal's file opened for looking only: nothing is created, migrated or locked, whatever state it is in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from connector.errors import BadUse

__all__ = ["looked_at"]

DAMAGE = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file ends in; SQLite quotes it in its messages, letters that are none included."""


@contextmanager
def looked_at(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection; BadUse ``E_JOURNAL_UNREADABLE`` where the file is no database, also midway.

    Journals are SQLite here; one on PostgreSQL is checked by its own means.
    """
    # A file on a medium that cannot be written has no room for SQLite's shared memory: without a log beside it, it
    # cannot change either.
    options = ("mode=ro", "mode=ro&immutable=1") if not path.with_name(f"{path.name}-wal").exists() else ("mode=ro",)
    problem: Exception | None = None
    for option in options:
        try:
            connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?{option}", uri=True, timeout=10)
            connection.row_factory = sqlite3.Row
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except DAMAGE as error:
            problem = error
            continue
        with closing(connection):
            try:
                yield connection
            except DAMAGE as error:
                raise BadUse("E_JOURNAL_UNREADABLE", path=str(path), detail=str(error)) from None
        return
    raise BadUse("E_JOURNAL_UNREADABLE", path=str(path), detail=str(problem))
