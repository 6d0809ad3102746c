"""Gathering a call's parameters, wherever a client puts them: styles A-F of the contract's section 1.5.

Query, urlencoded body, text parts of a multipart body and the members of a JSON object are one set; where a name comes
twice the query wins, so a body that repeats the query does not count twice. Files are kept apart: they are not signed.

A JSON member that is no string was signed as some text nobody sees. `readings` holds the set once for every way
clients are known to write such values: as they stand in the body, compactly, as PHP's `json_encode` would, and with
PHP's and Python's truth values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from adapters._mock.market import Call
from adapters._mock.multipart import NotMultipart, Part, parse_multipart

__all__ = ["Form", "read_form"]

BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Form:
    values: dict[str, str]
    readings: tuple[dict[str, str], ...]
    files: tuple[Part, ...] = ()

    def get(self, name: str) -> str:
        """A parameter's value, empty if it did not come."""
        return self.values.get(name, "")


def read_form(call: Call) -> Form:
    query: dict[str, str] = {}
    for name, value in call.query:
        query.setdefault(name, value)
    texts: dict[str, str] = {}
    files: tuple[Part, ...] = ()
    members: dict[str, tuple[Any, str]] = {}
    content_type = call.headers.get("content-type", "").lower()
    if call.body.strip():
        if content_type.startswith("multipart/"):
            texts, files = _parts(call)
        elif "json" in content_type or call.body.lstrip()[:1] == b"{":
            members = _members(call.body.decode("utf-8", "replace"))
        else:
            for name, value in parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True):
                texts.setdefault(name, value)
    known = {**texts, **query}
    open_members = {name: pair for name, pair in members.items() if name not in known and pair[0] is not None}
    readings = tuple(
        {**{name: write(*pair) for name, pair in open_members.items()}, **known}
        for write in (WRITERS if any(not isinstance(pair[0], str) for pair in open_members.values()) else WRITERS[:1])
    )
    return Form(readings[0], readings, files)


def _parts(call: Call) -> tuple[dict[str, str], tuple[Part, ...]]:
    try:
        parts = parse_multipart(call.headers.get("content-type", ""), call.body)
    except NotMultipart:
        return {}, ()
    texts: dict[str, str] = {}
    for part in parts:
        if part.filename is None:
            texts.setdefault(part.name, part.data.decode("utf-8", "replace"))
    return texts, tuple(part for part in parts if part.filename is not None)


def _members(text: str) -> dict[str, tuple[Any, str]]:
    """The members of a JSON object, each with its value's own text; nothing if it is no object."""
    try:
        if not isinstance(json.loads(text), dict):
            return {}
    except ValueError:
        return {}
    decoder = json.JSONDecoder()
    found: dict[str, tuple[Any, str]] = {}
    at = _skip(text, text.index("{") + 1)
    while text[at] != "}":
        name, at = decoder.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)
        value, at = decoder.raw_decode(text, start)
        found[name] = (value, text[start:at])
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    blank = BLANK.match(text, at)
    return blank.end() if blank else at


def _as_sent(value: Any, raw: str) -> str:
    return value if isinstance(value, str) else raw


def _compact(value: Any, raw: str) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _as_php(value: Any, raw: str) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":")).replace("/", "\\/")
    return _compact(value, raw)


def _as_python(value: Any, raw: str) -> str:
    if isinstance(value, bool):
        return str(value)
    return json.dumps(value) if isinstance(value, dict | list) else _compact(value, raw)


WRITERS: tuple[Callable[[Any, str], str], ...] = (_as_sent, _compact, _as_php, _as_python)
