"""The bytes of a file, read once, so that what is hashed is what is read."""

from __future__ import annotations

import stat
from pathlib import Path

from connector.errors import BadUse

__all__ = ["bytes_of"]

LARGEST = 256 * 1024 * 1024
LOCK = "~$"
"""Excel puts such a file beside the workbook it has open; it holds a user's name and no table."""


def bytes_of(path: Path) -> bytes:
    """The file whole. BadUse where there is none, where it is locked, too large, or no file at all."""
    name = path.name
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise BadUse("E_FILE_IS_FOLDER", file=str(path))
        if name.startswith(LOCK):
            raise BadUse("E_FILE_IS_LOCK", file=name, original=name.removeprefix(LOCK))
        if not stat.S_ISREG(about.st_mode):
            raise BadUse("E_FILE_KIND", file=name)
        if about.st_size > LARGEST:
            raise BadUse("E_FILE_TOO_LARGE", file=name, megabytes=LARGEST // 1024 // 1024)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadUse("E_FILE_NOT_FOUND", file=str(path)) from None
    except PermissionError:
        raise BadUse("E_FILE_IN_USE", file=str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise BadUse("E_FILE_UNREADABLE", file=str(path), reason=reason) from None
    if len(data) > LARGEST:
        raise BadUse("E_FILE_TOO_LARGE", file=name, megabytes=LARGEST // 1024 // 1024)
    if not data:
        raise BadUse("E_FILE_EMPTY", file=name)
    return data
