"""Reading requests as Shopee's Go services do: required fields, strict types, and their complaints word for word.

A missing field is `product.error_param` "invalid field X: value must  Not Null" (two spaces, theirs); a wrong type
quotes the Go path of the field. `null` is as good as absent. List parameters of GET calls are taken as all SDKs in
use send them: repeated keys, comma lists, `[1,2]` and `[1 2]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from adapters._mock.market import Call
from adapters.shopee.mock.envelope import Refusal

__all__ = ["Field", "Shape", "decode", "go_name", "int_list", "int_param", "missing", "number_of_ids", "words"]

INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is string, int, float, bool, object, or any of them with `[]` before it; `shape` describes objects."""

    kind: str
    required: bool = False
    shape: Shape | None = None


Shape = Mapping[str, Field]


def go_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def missing(name: str) -> Refusal:
    return Refusal("product.error_param", f"invalid field {go_name(name)}: value must  Not Null")


def decode(call: Call, request: str, shape: Shape) -> dict[str, Any]:
    """The JSON body, checked against the shape of `request` (its Go type's name); unknown fields are ignored. Any other
    content type than JSON is refused, none at all is taken for it.
    """
    content_type = call.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type not in ("application/json", ""):
        raise Refusal("error_param", "Content-Type must be application/json.")
    try:
        body = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise Refusal("product.error_param", "Wrong parameters, detail: the body is not JSON.") from error
    if not isinstance(body, dict):
        raise _wrong(f"mpsku_item.{request}", "object", body)
    return _read_object(body, shape, f"mpsku_item.{request}")


def _read_object(given: Mapping[str, Any], shape: Shape, where: str) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, field in shape.items():
        value = given.get(name)
        if value is not None:
            read[name] = _read(value, field.kind, field, f"{where}.{go_name(name)}")
        elif field.required:
            raise missing(name)
    return read


def _read(value: Any, kind: str, field: Field, where: str) -> Any:
    if kind.startswith("[]"):
        if not isinstance(value, list):
            raise _wrong(where, "slice", value)
        return [_read(each, kind[2:], field, where) for each in value]
    if kind == "object":
        if not isinstance(value, dict):
            raise _wrong(where, "object", value)
        return _read_object(value, field.shape or {}, where)
    if not _fits(value, kind):
        raise _wrong(where, kind, value)
    return value


def _fits(value: Any, kind: str) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    if isinstance(value, bool):
        return False
    if kind == "int":
        return isinstance(value, int) and -INT64 <= value < INT64
    return isinstance(value, int | float)


def _wrong(where: str, kind: str, value: Any) -> Refusal:
    """A decode error; what was found is quoted by its first character, as the Go decoder does."""
    found = orjson.dumps(value)[:1].decode()
    wanted = {
        "slice": "decode slice: expect [ or n",
        "object": "ReadObjectCB: expect { or n",
        "string": 'ReadString: expects " or n',
        "bool": "ReadBool: expect t or f",
        "int": "readInt64: expect a digit",
        "float": "readFloat64: expect a digit",
    }[kind]
    if kind == "int" and isinstance(value, float):
        found = "."
    return Refusal("product.error_param", f"{where}: {wanted}, but found {found}")


def words(call: Call, *names: str) -> list[str]:
    """The values of a list parameter under any of its names."""
    values: list[str] = []
    for key, value in call.query:
        if key in names or key.removesuffix("[]") in names:
            values += value.strip().strip("[]").replace(",", " ").split()
    return values


def int_list(call: Call, *names: str) -> list[int]:
    values = words(call, *names)
    if not values:
        raise missing(names[0])
    try:
        return [int(value.strip("\"'")) for value in values]
    except ValueError as error:
        raise Refusal("product.error_param", f"invalid field {go_name(names[0])}: value must be int64") from error


def number_of_ids(ids: list[int], name: str, limit: int) -> list[int]:
    """The ids, if there are not too many."""
    if len(ids) > limit:
        message = f"Parameter is not match the constraints, {name} should be within 1-{limit}."
        raise Refusal("product.error_param", message)
    return ids


def int_param(call: Call, name: str, default: int | None = None, low: int = 0, high: int = INT64 - 1) -> int:
    """A whole number of the query; required unless it has a default."""
    text = call.first(name)
    if text is None or text == "":
        if default is None:
            raise missing(name)
        return default
    try:
        value = int(text)
    except ValueError as error:
        raise Refusal("product.error_param", f"invalid field {go_name(name)}: value must be int64") from error
    if not low <= value <= high:
        message = f"Parameter is not match the constraints, {name} should be within {low}-{high}."
        raise Refusal("product.error_param", message)
    return value
