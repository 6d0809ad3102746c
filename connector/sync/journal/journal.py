"""The journal: everything the connector must still know after a crash, a night or a year (decision 23).

Every method is one transaction, durable when it returns. Values in and out are the records of ``records.py``; nothing
above this folder writes SQL. One process writes one shop at a time (the caller holds the shop's lock).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from connector.errors import Bug
from connector.model import ShopFacts, fold

from . import tables as t
from .answers import Answers
from .history import History
from .pieces import Pieces
from .recorded import object_of, record_of, time_of
from .records import Binding, CatalogueRevision, IntentRecord, LastGood, ListingBase
from .statements import (
    BASES,
    BINDINGS,
    END_INTENT,
    FACTS,
    FIRST_RUN_DONE,
    LAST_REVISION,
    OPEN_INTENT,
    OPEN_INTENTS,
    PARKED,
    REMOTE_SHOP,
    SENT_STEP,
    STEP_BODY,
    UNBIND,
    upsert,
)
from .store import open_engine
from .uploads import Uploads

__all__ = ["Journal"]


class Journal(Uploads, History):
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
            return bool(db.execute(FIRST_RUN_DONE, {"at_shop": shop}).scalar())

    async def remote_shop(self, shop: str) -> str:
        """The marketplace's id of the shop as first seen, '' before that."""
        with self._engine.connect() as db:
            return str(db.execute(REMOTE_SHOP, {"at_shop": shop}).scalar() or "")

    async def note_shop(self, shop: str, marketplace: str, remote_id: str) -> None:
        row: dict[str, object] = {"name": shop, "marketplace": marketplace, "remote_id": remote_id}
        with self._engine.begin() as db:
            db.execute(upsert(t.shop, "remote_id"), row)

    async def note_first_run(self, shop: str) -> None:
        with self._engine.begin() as db:
            db.execute(update(t.shop).where(t.shop.c.name == shop).values(first_run_done=1))

    async def facts(self, shop: str) -> ShopFacts | None:
        with self._engine.connect() as db:
            raw = db.execute(FACTS, {"at_shop": shop}).scalar()
            return record_of(ShopFacts, raw, "shop_facts") if raw else None

    async def save_facts(self, shop: str, facts: ShopFacts) -> None:
        row = {"shop": shop, "fetched_at": facts.fetched_at.isoformat(), "facts": facts.model_dump_json()}
        with self._engine.begin() as db:
            db.execute(upsert(t.shop_facts), row)

    # ---- the catalogue

    async def last_revision(self) -> CatalogueRevision | None:
        """The newest complete catalogue that passed its guards."""
        with self._engine.connect() as db:
            row = db.execute(LAST_REVISION).first()
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

    async def names(self) -> frozenset[str]:
        """Every product that is bound or was accepted, by name; none where no name says whose the product is."""
        places = (t.product_last_good.c.product, t.binding.c.product)
        with self._engine.connect() as db:
            if not any(db.execute(select(place).where(place.contains("/")).limit(1)).first() for place in places):
                return frozenset()
            return frozenset(name for place in places for name in db.execute(select(place).distinct()).scalars())

    # ---- bindings, bases

    async def bindings(self, shop: str) -> dict[str, Binding]:
        """Every binding of a shop, by product."""
        found: dict[str, Binding] = {}
        with self._engine.connect() as db:
            for row in db.execute(BINDINGS, {"at_shop": shop}):
                known = found.setdefault(row.product, Binding(row.product, row.remote_id, row.how, {}))
                known.skus[row.sku_folded] = (row.sku, row.remote_sku_id)
        return found

    async def bases(self, shop: str) -> dict[str, ListingBase]:
        """What is remembered of every listing of a shop, by product."""
        with self._engine.connect() as db:
            return {row.product: ListingBase.load(row.record) for row in db.execute(BASES, {"at_shop": shop})}

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

    async def pulled(self) -> frozenset[str]:
        """Products of any shop that a sheet was made of."""
        query = select(t.binding.c.product).where(t.binding.c.how == "pulled").distinct()
        with self._engine.connect() as db:
            return frozenset(db.execute(query).scalars())

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

    async def settle_edits(self, shop: str, bases: Mapping[str, ListingBase], ids: Iterable[str]) -> None:
        """What a call came to, and the end of its intents: in one transaction, or a crash would doubt what is known."""
        rows = [{"at_id": intent, "state": "ended", "remote_id": None, "note": None} for intent in ids]
        with self._engine.begin() as db:
            _save_bases(db, shop, bases)
            if rows:
                db.execute(END_INTENT, rows)

    async def open_intents(self, shop: str) -> list[IntentRecord]:
        """Intents whose outcome nobody knows yet, oldest first."""
        with self._engine.connect() as db:
            return [
                IntentRecord(
                    id=row.id,
                    shop=row.shop,
                    run=row.run,
                    product=row.product,
                    state=row.state,
                    opened_at=time_of(row.opened_at, "intent"),
                    change=row.change,
                    images=object_of(row.images, "intent"),
                    remote_id=row.remote_id or "",
                    last_sent_at=time_of(row.sent, "step") if row.sent else None,
                    resends=(row.times or 1) - 1,
                )
                for row in db.execute(OPEN_INTENTS, {"at_shop": shop})
            ]

    async def written(self, shop: str, products: Iterable[str]) -> frozenset[str]:
        """Those of ``products`` of which a write to ``shop`` was ever about to leave."""
        with self._engine.connect() as db:
            asked = select(t.intent.c.product).where(t.intent.c.shop == shop, t.intent.c.product.in_(list(products)))
            return frozenset(db.execute(asked.distinct()).scalars())

    async def last_sent(self, intent: str) -> datetime | None:
        """When a step of this intent last left."""
        with self._engine.connect() as db:
            sent = db.execute(select(func.max(t.step.c.sent_at)).where(t.step.c.intent == intent)).scalar()
            return time_of(sent, "step") if sent else None

    async def parked(self, shop: str) -> dict[str, str]:
        """Products a person has to decide on, with the note that says why."""
        with self._engine.connect() as db:
            return {row.product: row.note or "" for row in db.execute(PARKED, {"at_shop": shop})}

    async def unpark(self, shop: str, products: Iterable[str]) -> None:
        """A person has decided: the creates of ``products`` that were parked are at an end."""
        with self._engine.begin() as db:
            for product in products:
                where = (t.intent.c.shop == shop, t.intent.c.product == product, t.intent.c.state == "parked")
                db.execute(update(t.intent).where(*where).values(state="ended", note="decided"))


def _save_bases(db: Connection, shop: str, bases: Mapping[str, ListingBase]) -> None:
    rows = [{"shop": shop, "product": product, "record": record.dump().decode()} for product, record in bases.items()]
    if rows:
        db.execute(upsert(t.base), rows)
