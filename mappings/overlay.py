"""The user's own rules, changed key by key: everything else in the file, comments and order included, stays.

Pure: text in, text out. A key that is set to None is taken out, and with it tables that are left empty. What comes out
is read once more and has to say exactly what was wanted, or nothing comes out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from connector.errors import BadUse

__all__ = ["Edit", "Plain", "edited"]

Plain: TypeAlias = "str | int | bool | dict[str, str]"


@dataclass(frozen=True, slots=True)
class Edit:
    """One key of one rule file (``categories``, ``("group", "F1a", "path")``): its new value, None takes it out."""

    file: str
    keys: tuple[str, ...]
    value: Plain | dict[str, Plain] | None


def edited(text: str, edits: Sequence[Edit], name: str) -> str:
    """``text``, a TOML file called ``name``, with ``edits`` made; BadUse where it cannot be understood."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    plain = text.removeprefix("\ufeff")
    try:
        document, wanted = tomlkit.parse(plain), tomllib.loads(plain)
        for edit in edits:
            if edit.value is None:
                _take_out(document, edit.keys)
                _take_out(wanted, edit.keys)
            else:
                _put(document, edit.keys, _item(edit.value), tomlkit.table)
                _put(wanted, edit.keys, edit.value, lambda _inner: {})
        made = tomlkit.dumps(document)
        if tomllib.loads(made) != wanted:
            raise BadUse("E_MAPPING_NOT_EDITED", file=name)
        return made
    except (TOMLKitError, ValueError, TypeError, AttributeError) as error:
        raise BadUse("E_MAPPING_SYNTAX", file=name, problem=str(error)) from error


def _put(table: Any, keys: tuple[str, ...], value: Any, new: Callable[[bool], Any]) -> None:
    for depth, key in enumerate(keys[:-1]):
        if key not in table:
            table[key] = new(depth < len(keys) - 2)  # a table that only holds tables needs no line of its own
        table = table[key]
    table[keys[-1]] = value


def _item(value: Any) -> Any:
    import tomlkit

    if not isinstance(value, dict):
        return value
    made = tomlkit.table()
    for key, inner in value.items():
        made[key] = _item(inner)
    return made


def _take_out(table: Any, keys: tuple[str, ...]) -> None:
    if keys[0] not in table:
        return
    if len(keys) > 1:
        _take_out(table[keys[0]], keys[1:])
        if table[keys[0]]:
            return
    del table[keys[0]]
