"""The journal's tables (decision 23), dialect-neutral. Times are UTC ISO-8601 text, values JSON text, days ISO dates.

One row of ``base`` holds every field group of one listing: it is read whole for every plan and written whole for every
settled write, and 17,000 rows are read ten times faster than 150,000.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.types import TypeEngine

from connector.errors import BadUse

__all__ = [
    "answer",
    "base",
    "binding",
    "catalogue_revision",
    "change",
    "event",
    "intent",
    "metadata",
    "product_last_good",
    "run",
    "shop",
    "shop_facts",
    "step",
    "upload",
]

metadata = MetaData()

shop = Table(
    "shop",
    metadata,
    Column("name", Text, primary_key=True),
    Column("marketplace", Text, nullable=False),
    Column("remote_id", Text, nullable=False, server_default=""),
    Column("first_run_done", Integer, nullable=False, server_default="0"),
)

shop_facts = Table(
    "shop_facts",
    metadata,
    Column("shop", Text, primary_key=True),
    Column("fetched_at", Text, nullable=False),
    Column("facts", Text, nullable=False),
)

catalogue_revision = Table(
    "catalogue_revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("revision", Text, nullable=False),
    Column("accepted_at", Text, nullable=False),
    Column("skus", Integer, nullable=False),
)

product_last_good = Table(
    "product_last_good",
    metadata,
    Column("product", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

binding = Table(
    "binding",
    metadata,
    Column("shop", Text, primary_key=True),
    Column("sku_folded", Text, primary_key=True),
    Column("sku", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("remote_sku_id", Text, nullable=False, server_default=""),
    Column("how", Text, nullable=False),
    Column("bound_at", Text, nullable=False),
    Index("binding_remote", "shop", "remote_id"),
)

base = Table(
    "base",
    metadata,
    Column("shop", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("ending", Text),
    Column("report", Text),
    Index("run_shop", "shop", "started_at"),
)

change = Table(
    "change",
    metadata,
    Column("run", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("outcome", Text),
    Column("code", Text),
)

intent = Table(
    "intent",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("images", Text, nullable=False),
    Column("remote_id", Text),
    Column("note", Text),
    Index("intent_open", "shop", "state"),
)

step = Table(
    "step",
    metadata,
    Column("intent", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("body_sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sent_at", Text, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
)

upload = Table(
    "upload",
    metadata,
    Column("shop", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("use", Text, primary_key=True),
    Column("remote_id", Text, nullable=False),
    Column("uploaded_at", Text, nullable=False),
    UniqueConstraint("shop", "remote_id", name="upload_remote"),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("product", Text, nullable=False, server_default=""),
    Column("code", Text, nullable=False),
    Column("params", Text, nullable=False, server_default="{}"),
    Index("event_run", "run"),
    Index("event_product", "product"),
)

answer = Table(
    "answer",
    metadata,
    Column("shop", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("choice", Text, nullable=False),
    Column("about", Text, nullable=False, server_default="null"),
    Column("who", Text, nullable=False, server_default=""),
    Column("answered_at", Text, nullable=False),
)


class _Held(TypeDecorator[Any]):
    """A column that gives what we write into it: SQLite keeps in any column whatever somebody else writes."""

    impl: type[TypeEngine[Any]] = Text

    def __init__(self, table: str, kind: type) -> None:
        super().__init__()
        self.table, self.kind = table, kind

    def process_result_value(self, value: Any, dialect: object) -> Any:
        if value is not None and type(value) is not self.kind:
            raise BadUse("E_JOURNAL_EDITED", table=self.table)
        return value


class _Text(_Held):
    impl = Text
    cache_ok = True


class _Integer(_Held):
    impl = Integer
    cache_ok = True


class _Binary(_Held):
    impl = LargeBinary
    cache_ok = True


for _table in metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, Text):
            _column.type = _Text(_table.name, str)
        elif isinstance(_column.type, Integer):
            _column.type = _Integer(_table.name, int)
        else:
            _column.type = _Binary(_table.name, bytes)
