"""One simulated world: a catalogue that changes, a shop in memory, a journal on disk, a crash that can strike anywhere.

The world uses the real ``plan_shop``, ``apply_plan`` and ``recover``. A crash is a BaseException raised before or after
a chosen effect (a journal transaction or a request); what follows uses a fresh journal handle on the same file, as a
new process would.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from adapters.memory import Fault
from adapters.memory.adapter import CAPABILITIES
from connector.errors import AdapterError
from connector.model import Claim, Listing, ListingVariant, MediaIdentity, Package, ProductId
from connector.port import MediaFile
from connector.sync import (
    Desired,
    Journal,
    Memory,
    Run,
    RunReport,
    Session,
    ShopRules,
    Stop,
    apply_plan,
    plan_shop,
    recover,
)
from connector.testing.virtual import VirtualClock, run_virtual
from tests.simulation.watch import Watch, WatchedAdapter, WatchedShop

DAY = date(2026, 11, 21)
SHOP = "gian-hang"


class Crash(BaseException):
    """The process is gone."""


@dataclass(slots=True)
class Good:
    """One product of the simulated co-op."""

    key: str
    title: str
    price: int
    stock: int
    star: int
    expiry: date
    story: str
    photo: str
    sizes: int = 1

    @property
    def skus(self) -> tuple[str, ...]:
        """The first is the product's key."""
        return (self.key, *(f"{self.key}-{n}" for n in range(2, self.sizes + 1)))

    def price_of(self, sku: str) -> int:
        return self.price + 1000 * self.skus.index(sku)


@dataclass
class Effects:
    """Counts effects; raises Crash before or after the chosen one. Once dead, every effect is refused."""

    strike_at: int | None = None
    count: int = 0
    dead: bool = False

    def around(self, act: Callable[[], object]) -> object:
        if self.dead:
            raise Crash
        self.count += 1
        if self.strike_at == 2 * self.count:
            self.dead = True
            raise Crash
        result = act()
        if self.strike_at == 2 * self.count + 1:
            self.dead = True
            raise Crash
        return result


class DrawnMedia:
    """Renditions without pictures."""

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        return MediaFile(key=identity.key, data=identity.key.encode())


@dataclass
class World:
    """See the module's docstring."""

    seed: int
    size: int = 6
    several: bool = False
    """Every third product has two SKUs and every third three, and the shop takes them in two calls."""
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="ocop-sim-")))

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.clock = VirtualClock()
        self.watch = Watch(self.folder / "journal.sqlite", self.clock.monotonic, CAPABILITIES.settle_s)
        self.shop = WatchedShop(self.clock)
        self.shop.watch = self.watch
        self.sold: set[str] = set()
        self.day = DAY
        self.runs = 0
        self.effects = Effects()
        self.goods = [self._good(n) for n in range(self.size)]
        self.faults: Callable[[str], Fault | None] = lambda _call: None
        self.shop.fault = self._fault
        self.allow: dict[str, int] = {}
        self.reports: list[RunReport] = []

    def _fault(self, call: str) -> Fault | None:
        return self.faults(call)

    def _good(self, number: int) -> Good:
        days = self.random.choice([1, 2, 5, 100, 700])
        return Good(
            key=f"P{number:03d}-01",
            title=f"Miến dong Làng So số {number}",
            price=self.random.randrange(20, 900) * 1000,
            stock=self.random.randrange(0, 60),
            star=self.random.choice([3, 4, 5]),
            expiry=DAY + timedelta(days=days),
            story="Sợi miến phơi nắng.",
            photo=f"{number:064x}",
            sizes=1 + number % 3 if self.several else 1,
        )

    def desired(self, good: Good, day: date) -> Desired:
        star = good.star if day < good.expiry else 0
        badge = f"{star}-{good.expiry.year - 3}" if star else ""
        claim = (
            Claim(star=star, cert_no=f"MAU-{good.key}", expiry_date=good.expiry, badge_place="first") if star else None
        )
        words = f" OCOP {star} sao." if star else ""
        listing = Listing(
            product=ProductId("", good.key),
            title=good.title,
            description=good.story + words,
            media=(
                MediaIdentity(source_sha256=good.photo, recipe="memory-800-pad@1", badge=badge, badge_at="top-right"),
                MediaIdentity(source_sha256=good.photo[::-1], recipe="memory-800-pad@1"),
            ),
            variants=tuple(
                ListingVariant(
                    sku=sku,
                    price_vnd=good.price_of(sku),
                    stock=good.stock,
                    option_values=(f"Gói {sku[3:]}",) if self.several else (),
                )
                for sku in good.skus
            ),
            option_names=("Quy cách",) if self.several else (),
            category_id="1",
            package=Package(weight_g=300, length_cm=10, width_cm=10, height_cm=10),
            claim=claim,
        )
        return Desired(
            product=good.key,
            title=good.title,
            skus=good.skus,
            want="live",
            listing=listing,
            star=star,
            at=lambda then: self.desired(good, then),
        )

    def rules(self) -> ShopRules:
        return ShopRules(shop=SHOP, marketplace="memory", day=self.day, revision=str(self.runs), allow=self.allow)

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        path = self.folder / "journal.sqlite"
        if not path.exists():
            path.write_bytes(empty_journal())
        journal = Journal.open(path)
        try:
            yield CountedJournal(journal, self.effects)  # type: ignore[misc]
        finally:
            journal.close()

    async def _sync(self, journal: Journal) -> RunReport:
        self.runs += 1
        adapter = WatchedAdapter(self.shop)
        adapter.in_two_calls = self.several
        stop, started = Stop(), self.clock.now()
        run = f"run-{self.runs:04d}"
        memory = Memory(day=self.day)
        images = await journal.uploads(SHOP)
        session = Session(run, SHOP, journal, adapter, DrawnMedia(), self.clock, memory, stop, images=images)
        await recover(session, writes=not self.rules().catalogue_trips)
        desired = [self.desired(good, self.day) for good in self.goods]
        planned = await plan_shop(self.rules(), desired, journal, adapter, self.clock)
        control = Run(run, started, self.clock.monotonic(), stop, earlier=tuple(session.notices))
        return await apply_plan(planned, control, journal, adapter, DrawnMedia(), self.clock)

    def sync(self, strike_at: int | None = None) -> RunReport | None:
        """One run; None if it crashed or could not read the shop."""
        self.effects = Effects(strike_at)
        self.shop.around = self.effects.around
        with self.journal() as journal:
            try:
                report = run_virtual(self.clock, self._sync(journal))
            except BaseExceptionGroup as group:
                if not group.subgroup((Crash, AdapterError)):
                    raise
                return None
            except (Crash, AdapterError):
                return None
        self.reports.append(report)
        return report

    def until_quiet(self, runs: int = 4) -> RunReport:
        """Undisturbed runs until one sends nothing."""
        self.faults = lambda _call: None
        sent: list[str] = []
        for _ in range(runs):
            self.clock.advance(120)
            report = self.sync()
            assert report is not None
            if not report.results:
                return report
            sent = [result.change.kind for result in report.results]
        raise AssertionError(f"still sending after {runs} quiet runs: {sent}")


@cache
def empty_journal() -> bytes:
    """A migrated journal; migrating one for every world would take most of the time."""
    path = Path(tempfile.mkdtemp(prefix="ocop-sim-")) / "empty.sqlite"
    Journal.open(path).close()
    return path.read_bytes()


class CountedJournal:
    """A journal whose transactions are effects. Reads are none."""

    WRITES = frozenset(
        (
            *("accept_catalogue", "bind", "save_bases", "save_uploads", "settle_edits"),
            *("start_step", "end_intents", "start_run", "end_run"),
        )
    )

    def __init__(self, inner: Journal, effects: Effects) -> None:
        self._inner = inner
        self._effects = effects

    def __getattr__(self, name: str) -> object:
        method = getattr(self._inner, name)
        if name not in self.WRITES:
            return method

        async def counted(*args: object, **more: object) -> object:
            step = method(*args, **more)
            try:
                return self._effects.around(lambda: _finish(step))
            finally:
                step.close()

        return counted


def _finish(step: object) -> object:
    """Run a coroutine that never waits, as the journal's never do."""
    try:
        step.send(None)  # type: ignore[attr-defined]
    except StopIteration as end:
        return end.value
    raise AssertionError("a journal transaction waited")
