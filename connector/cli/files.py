"""Writing what a person asked for into a file of theirs: whole or not at all."""

from __future__ import annotations

import secrets
from pathlib import Path

from connector.errors import BadUse

__all__ = ["write_file"]


def write_file(path: Path, data: bytes) -> Path:
    """Replace ``path`` by ``data``; its absolute path. BadUse where the folder cannot be written."""
    target = path.expanduser().absolute()
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BadUse("E_FILE_NOT_WRITTEN", file=str(target), reason=error.strerror or type(error).__name__) from None
    return target
