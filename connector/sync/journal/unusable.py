"""What a run can do nothing about: the journal that can no longer be written or read, the disk that is full.

Such an error goes up as it is, past everything that sorts faults by product: what the journal cannot record must not go
on. Whoever tells people about it asks here what it means.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from connector.errors import BadUse, OcopError

__all__ = ["failure_of", "unusable"]

NO_ROOM = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


def failure_of(error: BaseException) -> OcopError | None:
    """What the person has to hear; None where ``error``, or one of several at once, is something else.

    ``E_DISK_FULL``, or BadUse ``E_JOURNAL_UNREADABLE`` where the file is damaged, locked or read-only.
    """
    if isinstance(error, BaseExceptionGroup):
        found = [failure_of(one) for one in error.exceptions]
        return found[0] if None not in found else None
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return OcopError("E_DISK_FULL", path=str(error.filename or error.strerror))
    path = getattr(error, "journal", None)
    return (
        unusable(str(path), error)
        if path is not None and isinstance(error, DatabaseError | UnicodeDecodeError)
        else None
    )


def unusable(path: str, error: DatabaseError | UnicodeDecodeError) -> OcopError:
    """The same for what the journal's database at ``path`` answered."""
    answer = getattr(error, "orig", error)
    if getattr(answer, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return OcopError("E_DISK_FULL", path=str(Path(path).parent))
    return BadUse("E_JOURNAL_UNREADABLE", path=path, detail=str(answer))
