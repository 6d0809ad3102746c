"""The journal: everything the connector must still know after a crash, a night or a year (decision 23).

Every method is one transaction, durable when it returns. Values in and out are the records of ``records.py``; nothing
above this folder writes SQL. One process writes one shop at a time (the caller holds the shop's lock).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

import orjson
from pydantic import JsonValue
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from connector.errors import Bug
from connector.model import ShopFacts, fold

from . import tables as t
from .answers import Answers
from .pieces import Pieces
from .records import Binding, CatalogueRevision, IntentRecord, LastGood, ListingBase, RunRow, SentChange
from .statements import END_CHANGE, END_INTENT, NOTE, NOTE_PICTURE, OPEN_INTENT, SENT_STEP, STEP_BODY, UNBIND, upsert
from .store import open_engine

__all__ = ["Journal"]

OPEN_STATES = ("open", "unknown")


class Journal:
    """See the module's docstring. ``Journal.open(path)``; ``Journal.open(None)`` keeps it in memory."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """Open or create; BadUse where the file is not a journal of ours."""
        return cls(open_engine(path))

    @property
    def answers(self) -> Answers:
        """What people answered when they were asked."""
        return Answers(self._engine)

    @property
    def pieces(self) -> Pieces:
        """What every shop sells on our word."""
        return Pieces(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    # ---- shops and facts

    async def first_run_done(self, shop: str) -> bool:
        """Whether one unrestricted run of this shop has completed (guard ``create``)."""
        with self._engine.connect() as db:
            return bool(db.execute(select(t.shop.c.first_run_done).where(t.shop.c.name == shop)).scalar())

    async def remote_shop(self, shop: str) -> str:
        """The marketplace's id of the shop as first seen, '' before that."""
        with self._engine.connect() as db:
            return str(db.execute(select(t.shop.c.remote_id).where(t.shop.c.name == shop)).scalar() or "")

    async def note_shop(self, shop: str, marketplace: str, remote_id: str) -> None:
        row: dict[str, object] = {"name": shop, "marketplace": marketplace, "remote_id": remote_id}
        with self._engine.begin() as db:
            db.execute(upsert(t.shop, "remote_id"), row)

    async def note_first_run(self, shop: str) -> None:
        with self._engine.begin() as db:
            db.execute(update(t.shop).where(t.shop.c.name == shop).values(first_run_done=1))

    async def facts(self, shop: str) -> ShopFacts | None:
        with self._engine.connect() as db:
            raw = db.execute(select(t.shop_facts.c.facts).where(t.shop_facts.c.shop == shop)).scalar()
            return ShopFacts.model_validate_json(raw) if raw else None

    async def save_facts(self, shop: str, facts: ShopFacts) -> None:
        row = {"shop": shop, "fetched_at": facts.fetched_at.isoformat(), "facts": facts.model_dump_json()}
        with self._engine.begin() as db:
            db.execute(upsert(t.shop_facts), row)

    # ---- the catalogue

    async def last_revision(self) -> CatalogueRevision | None:
        """The newest complete catalogue that passed its guards."""
        table = t.catalogue_revision
        with self._engine.connect() as db:
            row = db.execute(select(table.c.revision, table.c.skus).order_by(table.c.id.desc()).limit(1)).first()
            return CatalogueRevision(row.revision, row.skus) if row else None

    async def accept_catalogue(
        self,
        revision: str,
        skus: int,
        products: Mapping[str, LastGood],
        at: datetime,
        *,
        gone: Collection[str] = (),
    ) -> None:
        """Remember a catalogue that passed its guards: its revision, the products whose record changed, and that those
        ``gone`` are no longer in it."""
        rows = [{"product": name, "record": good.model_dump_json()} for name, good in products.items()]
        with self._engine.begin() as db:
            last = db.execute(select(func.max(t.catalogue_revision.c.id))).scalar()
            known = select(t.catalogue_revision.c.revision).where(t.catalogue_revision.c.id == last)
            if last is None or db.execute(known).scalar() != revision:
                accepted: dict[str, object] = {"revision": revision, "skus": skus, "accepted_at": at.isoformat()}
                db.execute(insert(t.catalogue_revision), accepted)
            if rows:
                db.execute(upsert(t.product_last_good), rows)
            for name in gone:
                db.execute(delete(t.product_last_good).where(t.product_last_good.c.product == name))

    async def last_good(self) -> dict[str, str]:
        """The last accepted products as JSON of LastGood, by product; parsed only where needed."""
        with self._engine.connect() as db:
            return {row.product: row.record for row in db.execute(select(t.product_last_good))}

    # ---- bindings, bases, uploads

    async def bindings(self, shop: str) -> dict[str, Binding]:
        """Every binding of a shop, by product."""
        found: dict[str, Binding] = {}
        with self._engine.connect() as db:
            for row in db.execute(select(t.binding).where(t.binding.c.shop == shop)):
                known = found.setdefault(row.product, Binding(row.product, row.remote_id, row.how, {}))
                known.skus[row.sku_folded] = (row.sku, row.remote_sku_id)
        return found

    async def bases(self, shop: str) -> dict[str, ListingBase]:
        """What is remembered of every listing of a shop, by product."""
        query = select(t.base.c.product, t.base.c.record).where(t.base.c.shop == shop)
        with self._engine.connect() as db:
            return {row.product: ListingBase.load(row.record) for row in db.execute(query)}

    async def bind(
        self, shop: str, bindings: Iterable[Binding], bases: Mapping[str, ListingBase], at: datetime
    ) -> None:
        """Bind listings and remember their bases, in one transaction."""
        with self._engine.begin() as db:
            for bound in bindings:
                db.execute(UNBIND, {"at_shop": shop, "at_product": bound.product})
                rows = [
                    {
                        "shop": shop,
                        "sku_folded": fold(sku),
                        "sku": spelling,
                        "product": bound.product,
                        "remote_id": bound.remote_id,
                        "remote_sku_id": remote_sku_id,
                        "how": bound.how,
                        "bound_at": at.isoformat(),
                    }
                    for sku, (spelling, remote_sku_id) in bound.skus.items()
                ]
                if rows:
                    db.execute(upsert(t.binding), rows)
            _save_bases(db, shop, bases)

    async def save_bases(self, shop: str, bases: Mapping[str, ListingBase]) -> None:
        with self._engine.begin() as db:
            _save_bases(db, shop, bases)

    async def uploads(self, shop: str, use: str = "listing") -> dict[str, str]:
        """What the shop accepted: media key -> remote id."""
        query = select(t.upload.c.key, t.upload.c.remote_id).where(t.upload.c.shop == shop, t.upload.c.use == use)
        with self._engine.connect() as db:
            return {row.key: row.remote_id for row in db.execute(query)}

    async def pictures(self, shop: str) -> dict[str, str]:
        """The media key of every picture of the shop that we know, by remote id. Several may be of one key: the same
        photo, put up by hand more than once."""
        query = select(t.upload.c.remote_id, t.upload.c.key).where(t.upload.c.shop == shop)
        with self._engine.connect() as db:
            return {row.remote_id: row.key for row in db.execute(query)}

    async def note_pictures(self, shop: str, pictures: Mapping[str, str], at: datetime) -> None:
        """Pictures that somebody else put up, media key by remote id. One of a key serves as its upload from now on."""
        ours = select(t.upload.c.key).where(t.upload.c.shop == shop, t.upload.c.use == "listing")
        with self._engine.begin() as db:
            uploaded = set(db.execute(ours).scalars())
            for remote_id, key in pictures.items():
                use = f"seen:{remote_id}" if key in uploaded else "listing"
                uploaded.add(key)
                row = {"shop": shop, "key": key, "use": use, "remote_id": remote_id, "uploaded_at": at.isoformat()}
                db.execute(NOTE_PICTURE, row)

    async def pulled(self) -> frozenset[str]:
        """Products of any shop that a sheet was made of."""
        query = select(t.binding.c.product).where(t.binding.c.how == "pulled").distinct()
        with self._engine.connect() as db:
            return frozenset(db.execute(query).scalars())

    async def save_uploads(self, shop: str, uploaded: Mapping[str, str], at: datetime, use: str = "listing") -> None:
        rows = [
            {"shop": shop, "key": key, "use": use, "remote_id": remote_id, "uploaded_at": at.isoformat()}
            for key, remote_id in uploaded.items()
        ]
        if not rows:
            return
        with self._engine.begin() as db:
            db.execute(upsert(t.upload), rows)

    async def forget_uploads(self, shop: str, keys: Iterable[str], use: str = "listing") -> None:
        """The marketplace no longer knows these pictures."""
        with self._engine.begin() as db:
            for key in keys:
                where = (t.upload.c.shop == shop, t.upload.c.key == key, t.upload.c.use == use)
                db.execute(delete(t.upload).where(*where))

    # ---- intents

    async def start_step(self, intents: Sequence[IntentRecord], step: str, body: bytes, at: datetime) -> None:
        """Durable before the first byte: the intents (opened if new) and the step with its body.

        Bug ``E_RESEND_DIFFERS`` if the same step of an intent was recorded with another body.
        """
        sha = hashlib.sha256(body).hexdigest()
        with self._engine.begin() as db:
            for intent in intents:
                known = db.execute(STEP_BODY, {"at_intent": intent.id, "at_step": step}).scalar()
                if known is not None and known != sha:
                    raise Bug("E_RESEND_DIFFERS", product=intent.product, step=step)
                db.execute(OPEN_INTENT, intent.row())
                row = {"intent": intent.id, "name": step, "body_sha256": sha, "body": body, "sent_at": at.isoformat()}
                db.execute(SENT_STEP, row)

    async def end_intents(self, ids: Iterable[str], state: str, *, remote_id: str = "", note: str = "") -> None:
        values = {"state": state, "remote_id": remote_id or None, "note": note or None}
        rows = [{"at_id": intent, **values} for intent in ids]
        if not rows:
            return
        with self._engine.begin() as db:
            db.execute(END_INTENT, rows)

    async def open_intents(self, shop: str) -> list[IntentRecord]:
        """Intents whose outcome nobody knows yet, oldest first."""
        sent = select(
            t.step.c.intent, func.max(t.step.c.sent_at).label("sent"), func.max(t.step.c.times).label("times")
        )
        steps = sent.group_by(t.step.c.intent).subquery()
        query = (
            select(t.intent, steps.c.sent, steps.c.times)
            .outerjoin(steps, steps.c.intent == t.intent.c.id)
            .where(t.intent.c.shop == shop, t.intent.c.state.in_(OPEN_STATES))
            .order_by(t.intent.c.opened_at, t.intent.c.id)
        )
        with self._engine.connect() as db:
            return [
                IntentRecord(
                    id=row.id,
                    shop=row.shop,
                    run=row.run,
                    product=row.product,
                    state=row.state,
                    opened_at=_time(row.opened_at),
                    change=row.change,
                    images=orjson.loads(row.images),
                    last_sent_at=_time(row.sent) if row.sent else None,
                    resends=(row.times or 1) - 1,
                )
                for row in db.execute(query)
            ]

    async def last_sent(self, intent: str) -> datetime | None:
        """When a step of this intent last left."""
        with self._engine.connect() as db:
            sent = db.execute(select(func.max(t.step.c.sent_at)).where(t.step.c.intent == intent)).scalar()
            return _time(sent) if sent else None

    async def parked(self, shop: str) -> dict[str, str]:
        """Products a person has to decide on, with the note that says why."""
        query = select(t.intent.c.product, t.intent.c.note).where(t.intent.c.shop == shop, t.intent.c.state == "parked")
        with self._engine.connect() as db:
            return {row.product: row.note or "" for row in db.execute(query)}

    async def unpark(self, shop: str, products: Iterable[str]) -> None:
        """A person has decided: the creates of ``products`` that were parked are at an end."""
        with self._engine.begin() as db:
            for product in products:
                where = (t.intent.c.shop == shop, t.intent.c.product == product, t.intent.c.state == "parked")
                db.execute(update(t.intent).where(*where).values(state="ended", note="decided"))

    # ---- runs, changes, events

    async def start_run(
        self, run: str, shop: str, day: date, at: datetime, changes: Sequence[Mapping[str, str]]
    ) -> None:
        """Record a run and the Changes it is going to send; each has id, key, kind and product."""
        with self._engine.begin() as db:
            row = {"id": run, "shop": shop, "day": day.isoformat(), "started_at": at.isoformat()}
            db.execute(insert(t.run), row)
            if changes:
                db.execute(insert(t.change), [{"run": run, **change} for change in changes])

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
            db.execute(update(t.run).where(t.run.c.id == run).values(values))

    async def interrupted_keys(self, shop: str) -> frozenset[str]:
        """Keys of the Changes that the shop's last run, if it never ended, had recorded: not guarded a second time."""
        newest = select(t.run.c.id, t.run.c.ended_at, t.run.c.ending).where(t.run.c.shop == shop)
        with self._engine.connect() as db:
            row = db.execute(newest.order_by(t.run.c.started_at.desc(), t.run.c.id.desc()).limit(1)).first()
            if row is None or (row.ended_at is not None and row.ending != "interrupted"):
                return frozenset()
            open_changes = select(t.change.c.key).where(t.change.c.run == row.id, t.change.c.outcome.is_(None))
            return frozenset(db.execute(open_changes).scalars())

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
                    day=date.fromisoformat(row.day),
                    started_at=_time(row.started_at),
                    ended_at=_time(row.ended_at) if row.ended_at else None,
                    ending=row.ending or "",
                    report=orjson.loads(row.report) if row.report else None,
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
                name = orjson.loads(row.change)["id"]
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
            return [(_time(row.at), row.code, orjson.loads(row.params)) for row in db.execute(query)]


def _save_bases(db: Connection, shop: str, bases: Mapping[str, ListingBase]) -> None:
    rows = [{"shop": shop, "product": product, "record": record.dump().decode()} for product, record in bases.items()]
    if rows:
        db.execute(upsert(t.base), rows)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
