"""The statements that run in every run or for every call, put together once: SQLAlchemy takes longer to build one of
these than SQLite takes to run it.

Each is executed with a row (or rows) of parameters. A parameter named ``at_...`` says which row is meant.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import BindParameter, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert_into

from . import tables as t

__all__ = [
    "ANSWERS",
    "BASES",
    "BINDINGS",
    "END_CHANGE",
    "END_INTENT",
    "END_RUN",
    "FACTS",
    "FIRST_RUN_DONE",
    "LAST_REVISION",
    "NEWEST_RUN",
    "NOTE",
    "NOTE_PICTURE",
    "OPEN_CHANGES",
    "OPEN_INTENT",
    "OPEN_INTENTS",
    "PARKED",
    "PICTURES",
    "REMOTE_SHOP",
    "SENT_STEP",
    "STEP_BODY",
    "TAKE_BACK",
    "UNBIND",
    "UPLOADS",
    "upsert",
]

AT_SHOP: BindParameter[str] = bindparam("at_shop")
OPEN_STATES = ("open", "unknown")

FIRST_RUN_DONE = select(t.shop.c.first_run_done).where(t.shop.c.name == AT_SHOP)
REMOTE_SHOP = select(t.shop.c.remote_id).where(t.shop.c.name == AT_SHOP)
FACTS = select(t.shop_facts.c.facts).where(t.shop_facts.c.shop == AT_SHOP)
LAST_REVISION = (
    select(t.catalogue_revision.c.revision, t.catalogue_revision.c.skus)
    .order_by(t.catalogue_revision.c.id.desc())
    .limit(1)
)
BINDINGS = select(t.binding).where(t.binding.c.shop == AT_SHOP)
BASES = select(t.base.c.product, t.base.c.record).where(t.base.c.shop == AT_SHOP)
PARKED = select(t.intent.c.product, t.intent.c.note).where(t.intent.c.shop == AT_SHOP, t.intent.c.state == "parked")
ANSWERS = select(t.answer).where(t.answer.c.shop == AT_SHOP, t.answer.c.kind == bindparam("at_kind"))
TAKE_BACK = delete(t.answer).where(
    t.answer.c.shop == AT_SHOP, t.answer.c.kind == bindparam("at_kind"), t.answer.c.subject == bindparam("at_subject")
)
UPLOADS = select(t.upload.c.key, t.upload.c.remote_id).where(
    t.upload.c.shop == AT_SHOP, t.upload.c.use == bindparam("at_use")
)
PICTURES = select(t.upload.c.remote_id, t.upload.c.key).where(t.upload.c.shop == AT_SHOP)
NEWEST_RUN = (
    select(t.run.c.id, t.run.c.ended_at, t.run.c.ending)
    .where(t.run.c.shop == AT_SHOP)
    .order_by(t.run.c.started_at.desc(), t.run.c.id.desc())
    .limit(1)
)
OPEN_CHANGES = select(t.change.c.key).where(t.change.c.run == bindparam("at_run"), t.change.c.outcome.is_(None))
END_RUN = (
    update(t.run)
    .where(t.run.c.id == bindparam("at_run"))
    .values(ended_at=bindparam("ended_at"), ending=bindparam("ending"), report=bindparam("report"))
)
_STEPS = (
    select(t.step.c.intent, func.max(t.step.c.sent_at).label("sent"), func.max(t.step.c.times).label("times"))
    .group_by(t.step.c.intent)
    .subquery()
)
OPEN_INTENTS = (
    select(t.intent, _STEPS.c.sent, _STEPS.c.times)
    .outerjoin(_STEPS, _STEPS.c.intent == t.intent.c.id)
    .where(t.intent.c.shop == AT_SHOP, t.intent.c.state.in_(OPEN_STATES))
    .order_by(t.intent.c.opened_at, t.intent.c.id)
)
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
