"""One played case: a fresh shop, a fresh journal, a few goods, and the connector's own plan and apply between them.

What a case changes is ``goods``; what it looks at is the shop (``control``), the reports, and the plan that comes next.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from sqlalchemy import Engine

from connector.model import Listing, Product, RemoteListing, ShopFacts, fold
from connector.port import Adapter
from connector.sync import (
    Desired,
    Journal,
    Memory,
    Plan,
    Run,
    RunReport,
    Session,
    ShopRules,
    Stop,
    apply_plan,
    plan_shop,
    recover,
)
from connector.sync.journal.store import open_engine
from mappings import Composed, Rules, ShopPolicy, category_paths, compose, load_rules

from .goods import DAY, PRODUCER, Drawn, photo_sha
from .stage import Control, Shown, Stage
from .virtual import VirtualClock
from .watched import Watched

__all__ = ["SHOP", "Bench", "Steps", "bench"]

SHOP = "gian-hàng-thử"
REVIEW_S = 4000.0
"""Longer than a mock takes for a review when nobody gives a verdict."""


class Steps:
    """A StepLog for writes sent past the journal; ``bodies`` are what was about to be sent."""

    def __init__(self, intent_id: str = "0123456789abcdef0123456789abcdef") -> None:
        self.intent_id = intent_id
        self.bodies: dict[str, bytes] = {}

    async def start(self, step: str, body: bytes) -> None:
        known = self.bodies.setdefault(step, body)
        assert known == body, f"step {step} was about to be sent with another body than before"

    def warned(self, message: str) -> None:
        """What the marketplace says beside a yes."""


@dataclass
class Bench:
    """See the module's docstring."""

    stage: Stage
    adapter: Adapter
    control: Control
    clock: VirtualClock
    journal: Journal
    rules: Rules
    goods: list[Product] = field(default_factory=list)
    day: date = DAY
    runs: int = 0
    _facts: ShopFacts | None = None
    _asked: set[tuple[str, ...]] = field(default_factory=set)
    _judged: dict[tuple[Product, date], Composed] = field(default_factory=dict)

    async def facts(self, *more: Product) -> ShopFacts:
        """What the shop allows, for every good on the bench and ``more``."""
        paths = set(category_paths(self.rules, [*self.goods, *more]))
        if self._facts is None or not paths <= self._asked:
            self._facts = await self.adapter.facts(sorted(paths | self._asked), self._facts)
            self._judged.clear()  # of other facts the composer may say something else
            self._asked |= paths
        return self._facts

    async def judged(self, product: Product, day: date | None = None) -> Composed:
        """The composer's answer for a product, by the adapter's own mapping."""
        facts = await self.facts(product)
        key = (product, day or self.day)
        if key not in self._judged:
            policy = ShopPolicy(shop=SHOP, marketplace=self.stage.spec.id, lead_days=0)
            self._judged[key] = compose(
                product, PRODUCER, self.rules, facts, policy, key[1], photo_sha, lambda _sku, _field: ""
            )
        return self._judged[key]

    async def listing(self, product: Product) -> Listing:
        """The product as the shop should show it; the mapping has to be able to say."""
        composed = await self.judged(product)
        assert composed.publishable, f"the mapping cannot place the suite's {product.title_vi}: {composed.reasons}"
        assert composed.listing is not None
        return composed.listing

    async def desired(self) -> list[Desired]:
        return [self._wish(product, await self.listing(product)) for product in self.goods]

    def _wish(self, product: Product, listing: Listing) -> Desired:
        return Desired(
            product=str(product.product_id),
            title=product.title_vi,
            skus=listing.skus,
            want="live",
            listing=listing,
            star=product.certification.badge_star(self.day) or 0,
        )

    async def plan(self, allow: Mapping[str, int] | None = None) -> Plan:
        """What a run would do now."""
        return (await plan_shop(self._rules(allow), await self.desired(), self.journal, self.adapter, self.clock)).plan

    async def sync(self, allow: Mapping[str, int] | None = None) -> RunReport:
        """One run: recover, plan, apply."""
        self.runs += 1
        run, started, stop = f"lần-{self.runs:02d}", self.clock.now(), Stop()
        images = await self.journal.uploads(SHOP)
        memory = Memory(day=self.day)
        session = Session(run, SHOP, self.journal, self.adapter, Drawn(), self.clock, memory, stop, images=images)
        await recover(session)
        wanted = await self.desired()
        planned = await plan_shop(self._rules(allow), wanted, self.journal, self.adapter, self.clock)
        control = Run(run, started, self.clock.monotonic(), stop, earlier=tuple(session.notices))
        return await apply_plan(planned, control, self.journal, self.adapter, Drawn(), self.clock)

    async def settled(self, allow: Mapping[str, int] | None = None, runs: int = 5) -> None:
        """Runs, with reviews passing before each, until one has nothing to send."""
        sent: dict[str, int] = {}
        for _ in range(runs):
            if self.runs:
                await self.clock.sleep(REVIEW_S)
            report = await self.sync(allow)
            if not report.results and report.ending == "done":
                return
            sent = report.counts
        raise AssertionError(f"the shop does not come to rest: run {self.runs} still sends {sent}")

    def _rules(self, allow: Mapping[str, int] | None) -> ShopRules:
        return ShopRules(
            shop=SHOP, marketplace=self.stage.spec.id, day=self.day, revision=str(self.runs), allow=allow or {}
        )

    async def put_up(self, listing: Listing, *, live: bool = True) -> str:
        """A listing made past the journal, as somebody else would: its id."""
        images = await self.pictures(listing)
        created = await self.adapter.create(listing, images, Steps())
        if live and self.adapter.capabilities.create_hidden:
            assert await self.adapter.set_state([created.remote_id], True, Steps()) == [None]
        await self.clock.sleep(REVIEW_S)
        return created.remote_id

    async def pictures(self, listing: Listing) -> dict[str, str]:
        """The listing's pictures, uploaded: media key to remote id."""
        media = Drawn()
        keys = {picture.key: picture for picture in listing.media}
        files = [await media.rendition(picture, listing) for picture in keys.values()]
        sent: dict[str, str] = {}
        size = self.adapter.capabilities.upload_batch
        for start in range(0, len(files), size):
            batch = files[start : start + size]
            for file, answer in zip(batch, await self.adapter.upload(batch), strict=True):
                assert isinstance(answer, str), f"the shop refused a plain picture: {answer}"
                sent[file.key] = answer
        return sent

    async def remote(self, sku: str) -> RemoteListing:
        """The one listing that bears ``sku``, read by the adapter."""
        shown = await self.shown(sku)
        return (await self.adapter.read([str(shown["id"])]))[str(shown["id"])]

    async def bearers(self, sku: str) -> list[Shown]:
        """Every listing of the shop that bears ``sku``, as the shop itself holds it."""
        return [
            one
            for one in await self.control.listings()
            if fold(sku) in {fold(str(entry["sku"])) for entry in one["skus"]}
        ]

    async def shown(self, sku: str) -> Shown:
        found = await self.bearers(sku)
        assert len(found) == 1, f"{sku} stands in {len(found)} listings"
        return found[0]

    def made(self, *kinds: str, since: int = 0) -> list[str]:
        """The names of the calls of these kinds, from the ``since``-th call on."""
        return [call.endpoint for call in self.control.calls[since:] if call.kind in kinds]


@asynccontextmanager
async def bench(
    stage: Stage, clock: VirtualClock, *, seed: str | None = None, reviewed: bool = False
) -> AsyncIterator[Bench]:
    """A fresh shop and an empty journal, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ocop-suite-") as name, _empty_journal() as journal:
        async with stage.open(Path(name), clock, seed=seed, reviewed=reviewed) as (adapter, control):
            rules = _rules(stage.spec.mapping)
            yield Bench(stage, cast(Adapter, Watched(adapter)), control, clock, journal, rules)


@cache
def _rules(mapping: str) -> Rules:
    return load_rules(mapping)


@cache
def _nothing_yet() -> sqlite3.Connection:
    """What a migrated journal holds before its first run."""
    engine, kept = open_engine(None), sqlite3.connect(":memory:", check_same_thread=False)
    _connection(engine).backup(kept)
    engine.dispose()
    return kept


@contextmanager
def _empty_journal() -> Iterator[Journal]:
    """An empty journal in memory. Migrating one for every case, compiling its statements and waiting for a disk would
    take most of the time, so engines are used again; not after a failure, which may have left anything in them."""
    engine = _FREE.pop() if _FREE else open_engine(None)
    _nothing_yet().backup(_connection(engine))
    yield Journal(engine)
    _FREE.append(engine)


def _connection(engine: Engine) -> sqlite3.Connection:
    return cast(sqlite3.Connection, engine.raw_connection().driver_connection)


_FREE: list[Engine] = []
