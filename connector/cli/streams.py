"""Standard output and error made safe for any text, and JSON written as bytes whatever the code page."""

from __future__ import annotations

import codecs
import io
import sys

import orjson

__all__ = ["emit", "prepare", "tell"]

COMMANDS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
"""What paints, moves and renames a terminal."""


def prepare() -> None:
    """No letter may end a command: what a stream cannot show is spelled as nearly as it can."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if codecs.lookup(stream.encoding).name == "utf-8":
            stream.reconfigure(errors="replace")
        else:
            from connector.report.console import ERRORS

            stream.reconfigure(errors=ERRORS)


def emit(value: object) -> None:
    """One JSON document on standard output, UTF-8."""
    data = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
    sys.stdout.flush()
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:
        sys.stdout.write(data.decode())
    else:
        raw.write(data)
        raw.flush()


def tell(text: str) -> None:
    """One line for people beside the result: on standard error. What it quotes gives no orders to a terminal."""
    print(text.translate(COMMANDS), file=sys.stderr, flush=True)
