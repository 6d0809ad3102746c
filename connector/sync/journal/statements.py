"""The statements that run for every call to a shop, put together once: SQLAlchemy takes longer to build one of these
than SQLite takes to run it.

Each is executed with a row (or rows) of parameters. A parameter named ``at_...`` says which row is meant.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert_into

from . import tables as t

__all__ = [
    "END_CHANGE",
    "END_INTENT",
    "NOTE",
    "NOTE_PICTURE",
    "OPEN_INTENT",
    "SENT_STEP",
    "STEP_BODY",
    "UNBIND",
    "upsert",
]

UNBIND = delete(t.binding).where(
    t.binding.c.shop == bindparam("at_shop"), t.binding.c.product == bindparam("at_product")
)
STEP_BODY = select(t.step.c.body_sha256).where(
    t.step.c.intent == bindparam("at_intent"), t.step.c.name == bindparam("at_step")
)
OPEN_INTENT = upsert_into(t.intent).on_conflict_do_nothing()
SENT_STEP = upsert_into(t.step)
SENT_STEP = SENT_STEP.on_conflict_do_update(
    index_elements=["intent", "name"], set_={"sent_at": SENT_STEP.excluded.sent_at, "times": t.step.c.times + 1}
)
END_INTENT = (
    update(t.intent)
    .where(t.intent.c.id == bindparam("at_id"))
    .values(state=bindparam("state"), remote_id=bindparam("remote_id"), note=bindparam("note"))
)
END_CHANGE = (
    update(t.change)
    .where(t.change.c.run == bindparam("at_run"), t.change.c.id == bindparam("at_id"))
    .values(outcome=bindparam("outcome"), code=bindparam("code"))
)
NOTE = insert(t.event)
NOTE_PICTURE = upsert_into(t.upload).on_conflict_do_nothing()


@cache
def upsert(table: Table, *columns: str) -> Insert:
    """Insert a row; where its key stands already, take ``columns`` (all, if none are named) from the new one."""
    statement = upsert_into(table)
    keys = [column.name for column in table.primary_key.columns]
    taken = columns or tuple(column.name for column in table.columns if column.name not in keys)
    return statement.on_conflict_do_update(index_elements=keys, set_={name: statement.excluded[name] for name in taken})
