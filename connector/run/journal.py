"""``ocop journal``: the memory looked over, and written out without a secret in it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import orjson
from pydantic import JsonValue

from connector.config import Config
from connector.errors import BadUse, OcopError
from connector.sync.journal.export import Row, head_of, rows_of
from connector.sync.journal.opened import looked_at
from connector.wire.redact import MASK, SECRET_NAMES, redact
from connector.wire.stores import open_store

__all__ = ["export_journal", "masked"]

MANY = 500
"""So many rows between two words about progress."""

SECRET_PARTS = ("token", "secret", "password", "passwd", "cookie", "signature", "api_key", "authorization", "cipher")
NOT_SECRET = re.compile(r"sha256|_until$|_at$")


def export_journal(
    journal: Path, file: Path, config: Config, shop: str = "", told: Callable[[int], None] = lambda _rows: None
) -> int:
    """Write the journal to ``file`` (``.jsonl`` a thing a line, ``.json`` one array); how many rows it has.

    Whole or not at all, for its owner only. BadUse where the journal or the file's folder cannot be used. Known
    secrets of every shop, and whatever stands under a name that says secret, are masked.
    """
    _learn_secrets(config)
    draft = file.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with looked_at(journal) as db:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                count = 0
                for part in _lines(head_of(db, shop), rows_of(db, shop), array=file.suffix.lower() == ".json"):
                    out.write(part)
                    count += 1
                    if count % MANY == 0:
                        told(count)
                out.flush()
                os.fsync(out.fileno())
        os.replace(draft, file)
    except OSError as error:
        raise BadUse("E_FILE_NOT_WRITTEN", file=str(file), reason=error.strerror or type(error).__name__) from None
    finally:
        draft.unlink(missing_ok=True)
    return count - 1


def _lines(head: dict[str, JsonValue], rows: Iterator[Row], *, array: bool) -> Iterator[bytes]:
    """The head, then every row; in an array the end hangs on the last row's own part."""
    if not array:
        yield _line(head) + b"\n"
        yield from (_line({"table": row.table, **row.values}) + b"\n" for row in rows)
        return
    last = _line(head)
    start = b"["
    for row in rows:
        yield start + last
        start, last = b",\n", _line({"table": row.table, **row.values})
    yield start + last + b"]\n"


def _line(value: dict[str, JsonValue]) -> bytes:
    return orjson.dumps(masked(value))


def masked(value: JsonValue) -> JsonValue:
    """``value`` without what stands under a secret name, and with secrets in its texts masked."""
    if isinstance(value, dict):
        return {redact(name): MASK if _secret(name, part) else masked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [masked(part) for part in value]
    return redact(value) if isinstance(value, str) else value


def _secret(name: str, value: JsonValue) -> bool:
    """An answer's error number is called "code", and an event's own code is one: those are no secrets."""
    low = name.casefold().replace("-", "_")
    known = low in {one.replace("-", "_") for one in SECRET_NAMES} - {"code"}
    said = any(part in low for part in SECRET_PARTS) and not NOT_SECRET.search(low)
    return bool(value) and (known or said) and isinstance(value, (str, list, dict))


def _learn_secrets(config: Config) -> None:
    """Loading a shop's store makes its secret values known to the redaction; one that cannot be read has none."""
    for shop in config.shop:
        with suppress(OcopError, OSError):
            open_store(shop.credentials, config.folder, name=shop.name).load()
