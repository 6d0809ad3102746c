"""Reading requests: JSON bodies with required fields and strict types, list parameters of queries.

`null` is as good as absent, unknown fields are ignored. A missing field is 36009004 with its name in CamelCase, a
wrong type 98001004.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from adapters._mock.market import Call
from adapters.tiktok_shop.mock.envelope import Refusal, bad_value, missing
from adapters.tiktok_shop.mock.gate import media_type

__all__ = ["Shape", "decode", "flag", "listed", "page_size", "typed"]

Shape = Mapping[str, Any]
"""By field: str, int, bool; [type] for a list of it; a mapping for an object; dict for any object."""

NAMES = {str: "string", int: "int", bool: "bool", dict: "object"}


def decode(call: Call, shape: Shape, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The body, cleaned of nulls and unknown fields."""
    if media_type(call) not in ("application/json", ""):
        raise Refusal(36009022, "Invalid Content-Type: this API takes application/json.")
    try:
        body = orjson.loads(call.body or b"{}")
    except orjson.JSONDecodeError as error:
        raise Refusal(36009022, "Invalid request body: it is not JSON.") from error
    if not isinstance(body, dict):
        raise Refusal(36009022, "Invalid request body: it is not a JSON object.")
    given: dict[str, Any] = typed("", body, shape)
    for name in required:
        if name not in given:
            raise missing(name)
    return given


def typed(where: str, value: Any, kind: Any) -> Any:
    """The value if it is of that kind, in its clean form; else the refusal."""
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise bad_value(where, "a list was expected")
        return [typed(f"{where}[{n}]", each, kind[0]) for n, each in enumerate(value) if each is not None]
    if isinstance(kind, Mapping):
        if not isinstance(value, dict):
            raise bad_value(where, "an object was expected")
        inside = f"{where}." if where else ""
        return {k: typed(inside + k, v, kind[k]) for k, v in value.items() if k in kind and v is not None}
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise bad_value(where, f"a value of type {NAMES[kind]} was expected")
    return value


def page_size(call: Call, code: int = 12019109) -> int:
    text = call.first("page_size")
    if text is None:
        raise missing("page_size")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100:
        raise Refusal(code, "page_size must be between 1 and 100.")
    return int(text)


def listed(call: Call, name: str) -> list[str]:
    """A list parameter, joined by commas, as a JSON list, or as a repeated key."""
    found: list[str] = []
    for key, value in call.query:
        if key == name:
            found += [part.strip(' "') for part in value.strip().strip("[]").split(",")]
    return [part for part in found if part]


def flag(call: Call, name: str) -> bool | None:
    text = call.first(name)
    return None if text is None or text == "" else text.lower() in ("1", "true")
