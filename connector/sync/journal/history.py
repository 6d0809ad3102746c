"""The journal's part about what was done and when: runs, the Changes each was to send, and events by product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import orjson
from pydantic import JsonValue
from sqlalchemy import Engine, insert, select

from . import tables as t
from .recorded import day_of, object_of, recorded, time_of
from .records import RunRow, SentChange
from .statements import END_CHANGE, END_RUN, NEWEST_RUN, NOTE, OPEN_CHANGES

__all__ = ["History"]


class History:
    """Every method is one transaction."""

    _engine: Engine

    async def start_run(
        self, run: str, shop: str, day: date, at: datetime, changes: Sequence[Mapping[str, str]]
    ) -> None:
        """Record a run and the Changes it is going to send; each has id, key, kind and product."""
        with self._engine.begin() as db:
            row = {"id": run, "shop": shop, "day": day.isoformat(), "started_at": at.isoformat()}
            db.execute(insert(t.run), row)
            if changes:
                db.execute(insert(t.change), [{"run": run, **change} for change in changes])

    async def started(self, run: str) -> bool:
        """Whether ``run`` is recorded."""
        with self._engine.connect() as db:
            return db.execute(select(t.run.c.id).where(t.run.c.id == run)).first() is not None

    async def end_changes(self, run: str, outcomes: Mapping[str, tuple[str, str]]) -> None:
        """Outcome and code of Changes, by id."""
        rows = [
            {"at_run": run, "at_id": change, "outcome": outcome, "code": code}
            for change, (outcome, code) in outcomes.items()
        ]
        if not rows:
            return
        with self._engine.begin() as db:
            db.execute(END_CHANGE, rows)

    async def end_run(self, run: str, ending: str, report: Mapping[str, JsonValue], at: datetime) -> None:
        with self._engine.begin() as db:
            values = {"ended_at": at.isoformat(), "ending": ending, "report": orjson.dumps(report).decode()}
            db.execute(END_RUN, {"at_run": run, **values})

    async def interrupted_keys(self, shop: str) -> frozenset[str]:
        """Keys of the Changes that the shop's last run, if it never ended, had recorded: not guarded a second time."""
        with self._engine.connect() as db:
            row = db.execute(NEWEST_RUN, {"at_shop": shop}).first()
            if row is None or (row.ended_at is not None and row.ending != "interrupted"):
                return frozenset()
            return frozenset(db.execute(OPEN_CHANGES, {"at_run": row.id}).scalars())

    async def runs(self, shop: str | None = None, limit: int = 20) -> list[RunRow]:
        """The newest runs first."""
        query = select(t.run).order_by(t.run.c.started_at.desc(), t.run.c.id.desc()).limit(limit)
        if shop is not None:
            query = query.where(t.run.c.shop == shop)
        with self._engine.connect() as db:
            return [
                RunRow(
                    id=row.id,
                    shop=row.shop,
                    day=day_of(row.day, "run"),
                    started_at=time_of(row.started_at, "run"),
                    ended_at=time_of(row.ended_at, "run") if row.ended_at else None,
                    ending=row.ending or "",
                    report=object_of(row.report, "run") if row.report else None,
                )
                for row in db.execute(query)
            ]

    async def sent(self, run: str) -> list[SentChange]:
        """What left for the shop in a run and was not refused, in its order: each Change once."""
        outcomes = select(t.change.c.id, t.change.c.outcome).where(t.change.c.run == run)
        intents = select(t.intent).where(t.intent.c.run == run).order_by(t.intent.c.opened_at, t.intent.c.id)
        found: dict[str, SentChange] = {}
        with self._engine.connect() as db:
            ended = {row.id: row.outcome for row in db.execute(outcomes)}
            for row in db.execute(intents):
                with recorded("intent"):
                    name = str(orjson.loads(row.change)["id"])
                known = found.get(name)
                made = row.remote_id or (known.remote_id if known else "")
                if ended.get(name) in (None, "accepted", "unknown"):
                    found[name] = SentChange(row.change, made)
        return [found[name] for name in sorted(found)]

    async def note(self, run: str, events: Sequence[tuple[str, str, Mapping[str, JsonValue]]], at: datetime) -> None:
        """Record events (product, code, params) of a run."""
        if not events:
            return
        stamp = at.isoformat()
        rows = [
            {"run": run, "at": stamp, "product": product, "code": code, "params": orjson.dumps(params).decode()}
            for product, code, params in events
        ]
        with self._engine.begin() as db:
            db.execute(NOTE, rows)

    async def events(self, product: str, limit: int = 20) -> list[tuple[datetime, str, dict[str, JsonValue]]]:
        """The newest events of a product, newest first."""
        table = t.event
        query = select(table).where(table.c.product == product).order_by(table.c.id.desc()).limit(limit)
        with self._engine.connect() as db:
            return [(time_of(row.at, "event"), row.code, object_of(row.params, "event")) for row in db.execute(query)]
