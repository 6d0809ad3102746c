"""Everything the journal holds, row by row, in an order that never changes: for people, other programs and bug reports.

Rows are read as they are given out, so that a large journal needs no memory. Nothing is masked here: who writes them
out masks what is secret.
"""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from pydantic import JsonValue
from sqlalchemy import Select, Table, literal_column, select, text

from .tables import metadata

__all__ = ["SCHEMA", "Row", "head_of", "rows_of"]

SCHEMA = "ocop/journal@1"
JSON_COLUMNS = frozenset({"facts", "record", "report", "change", "images", "params", "about"})
"""Columns whose text is JSON: given as what it says, where it can be read."""

OF_SHOP = {
    "step": "intent IN (SELECT id FROM intent WHERE shop = ?)",
    "change": "run IN (SELECT id FROM run WHERE shop = ?)",
    "event": "run IN (SELECT id FROM run WHERE shop = ?)",
    "shop": "name = ?",
}
OF_ALL = {"catalogue_revision", "product_last_good"}
"""Of the sheets, not of a shop: left out where one shop is asked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    table: str
    values: dict[str, JsonValue]


def head_of(db: sqlite3.Connection, shop: str = "") -> dict[str, JsonValue]:
    """What the rows are: the first line of an export."""
    version = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return {"schema": SCHEMA, "version": str(version[0]) if version else "", "shop": shop or None}


def rows_of(db: sqlite3.Connection, shop: str = "") -> Iterator[Row]:
    """Every row, table by table, each by its key; with ``shop`` only what belongs to that shop."""
    present = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for name in sorted(metadata.tables.keys() & present - (OF_ALL if shop else set())):
        table = metadata.tables[name]
        query: Select[tuple[object]] = select(literal_column("*")).select_from(table).order_by(*table.primary_key)
        if shop:
            query = query.where(text(OF_SHOP.get(name, "shop = ?")))
        for row in db.execute(str(query), (shop,) if shop else ()):
            yield Row(name, {column: _value(table, column, row[column]) for column in row.keys()})  # noqa: SIM118


def _value(table: Table, column: str, value: object) -> JsonValue:
    if isinstance(value, bytes):
        return _body(value)
    if isinstance(value, str) and column in JSON_COLUMNS and table.name != "change":
        try:
            parsed: JsonValue = orjson.loads(value)
        except orjson.JSONDecodeError:
            return {"unreadable": len(value)}  # nobody could say what in it is a secret
        return parsed
    return value  # type: ignore[return-value]


def _body(value: bytes) -> JsonValue:
    """A body as the text it is, most of them JSON; pictures and other bytes by base64."""
    try:
        said = value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}
    try:
        parsed: JsonValue = orjson.loads(said)
    except orjson.JSONDecodeError:
        return said
    return parsed
