"""One history: thirty days with what happens in them, a run each night, then quiet; all chance from the seed.

The run is the real one: the sheets are read from disk, planned and applied by ``Workspace.sync`` through the real
Shopee adapter over the mock's ASGI application, in virtual time. What the checker gets is data: the report as JSON with
its Vietnamese sentences, what the shop shows, what the sheet says, and the market's tape.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import httpx

from adapters.shopee import SPEC
from connector.config import ShopConfig, load_config
from connector.port import OpenShop
from connector.report.sentences import guard_text, notice_text, result_text
from connector.run import Options, State, Workspace
from connector.run.resolve import keep_answers, open_points
from connector.sync import Journal, Plan, RunReport
from connector.testing.virtual import VirtualClock, run_virtual
from tests.nights.market import Crash, DrawnMedia, Market
from tests.nights.sheet import FIRST_DAY, Good, Sheet
from tests.simulation.world import empty_journal

__all__ = ["NIGHTS", "QUIET", "Nights", "Policy", "Record"]

NIGHTS, QUIET = 30, 6
FIRST_RUN = datetime(2026, 11, 20, 19, tzinfo=UTC)
"""Two in the morning in Hanoi."""
DAY_S = 86_400
CONFIG = """[catalogue]
products  = ["sản phẩm.csv"]
producers = "chủ thể.csv"
photos    = "ảnh"

[policy]
drift           = "{drift}"
false_star      = "{false_star}"
false_star_days = {false_star_days}
lead_days       = {lead_days}
reserve         = {reserve}
stock_share     = "same"

[[shop]]
name        = "gian-hang"
marketplace = "shopee"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:khóa.json"
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """What this co-op has in its ``ocop.toml``."""

    drift: str
    false_star: str
    false_star_days: int
    lead_days: int
    reserve: int


@dataclass(slots=True)
class Record:
    """One night. ``report`` is the run's JSON, None where the process died; ``said`` its notices with their Vietnamese
    sentences, ``outcomes`` its results with theirs. ``sheet`` is what the files say, ``calm`` whether nothing had been
    made to go wrong."""

    night: int
    day: date
    sheet: dict[str, Good | None]
    rows: dict[str, Good]
    halved: bool
    disturbed: frozenset[str]
    report: dict[str, Any] | None = None
    said: list[dict[str, Any]] = field(default_factory=list)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    trips: list[str] = field(default_factory=list)
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    tape_end: int = 0
    tape_begin: int = 0


class DyingJournal:
    """A journal that a dead process no longer writes."""

    def __init__(self, inner: Journal, market: Market) -> None:
        self._inner = inner
        self._market = market

    def __getattr__(self, name: str) -> object:
        if self._market.dead:
            raise Crash
        return getattr(self._inner, name)


class NightWorkspace(Workspace):
    """The workspace of a command, with the mock's application in the place of the network."""

    transport: httpx.AsyncBaseTransport

    def connection(self, shop: ShopConfig) -> OpenShop:
        return replace(Workspace.connection(self, shop), transport=self.transport)


class Nights:
    """See the module's docstring. ``words`` is the history in words."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="ocop-nights-"))
        self.clock = VirtualClock(FIRST_RUN)
        self.policy = Policy(
            drift=("ask", "keep", "overwrite")[seed % 3],
            false_star=("unlist", "unlist", "alert")[seed // 3 % 3],
            false_star_days=self.chance.choice((0, 1, 1, 2)),
            lead_days=self.chance.choice((0, 1, 1, 3)),
            reserve=self.chance.choice((0, 0, 2)),
        )
        self.market = Market(self.clock.now, review_new=self.chance.random() < 0.3)
        self.sheet = Sheet(self.folder, self.chance)
        self.night = 0
        self.disturbed: set[str] = set()
        self.strike = 0
        self.allow: dict[str, int] = {}
        self.answers: list[dict[str, Any]] = []
        self.records: list[Record] = []
        self.words: list[str] = [f"seed {seed}: {self.policy}"]
        self.met: Counter[str] = Counter()
        self.to_kill = self.chance.randrange(2, NIGHTS - 4)
        self.killed = False

    @property
    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.night)

    def say(self, words: str) -> None:
        self.words.append(words)

    def begin(self) -> None:
        """Files, configuration, an empty shop and an empty journal."""
        self.sheet.begin(9)
        text = CONFIG.format(base_url=self.market.line["base_url"], **{n: getattr(self.policy, n) for n in _names()})
        (self.folder / "ocop.toml").write_text(text, encoding="utf-8")
        (self.folder / "khóa.json").write_text(json.dumps(self.market.line), encoding="utf-8")
        self.state.journal.parent.mkdir(parents=True)
        self.state.journal.write_bytes(empty_journal())

    @property
    def state(self) -> State:
        return State(self.folder / "nhật ký")

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def work(self, act: Callable[[Workspace, ShopConfig], Any]) -> Any:
        """Run ``act`` on a workspace that is opened as a new process would."""
        config = load_config(self.folder / "ocop.toml")
        journal = Journal.open(self.state.journal)
        with journal._engine.connect() as connection:  # nothing here loses its power
            connection.exec_driver_sql("PRAGMA synchronous=OFF")
        options = Options(day=self.day, day_given=True, allow=self.allow)
        dying = cast(Journal, DyingJournal(journal, self.market))
        workspace = NightWorkspace(config, self.state, dying, self.clock, options)
        workspace.transport = httpx.ASGITransport(self.market)  # type: ignore[arg-type]
        try:
            with (
                patch("connector.run.shops.Pictures", DrawnMedia),
                patch("connector.run.shops.spec_for", lambda _: SPEC),
            ):
                return run_virtual(self.clock, act(workspace, config.shops()[0]))
        finally:
            journal.close()

    def sync(self) -> Record:
        """The run of this night."""
        self.sheet.write()
        market, sheet = self.market, self.sheet
        market.night, market.writes, market.strike_at, market.dead = self.night, 0, self.strike, False
        market.note("platform")
        record = Record(
            night=self.night,
            day=self.day,
            sheet={key: copy.deepcopy(sheet.effective(key)) for key in sheet.goods},
            rows=copy.deepcopy(sheet.goods),
            halved=sheet.halved,
            disturbed=frozenset(self.disturbed),
            tape_begin=len(market.tape),
        )
        try:
            report: RunReport | None = self.work(lambda workspace, shop: workspace.sync(shop))
        except BaseExceptionGroup as group:
            if not group.subgroup(Crash):
                raise
            report = None
        except Crash:
            report = None
        market.dead = False
        market.note("platform")
        record.disturbed = frozenset(self.disturbed)
        if report is None:
            record.disturbed |= {"killed"}
            self.killed = True
            self.say("  the run is killed")
        else:
            self._told(record, report)
        if report is None or not report.trips:
            sheet.accepted()
        record.shown, record.tape_end = market.listings(), len(market.tape)
        self.records.append(record)
        return record

    def _told(self, record: Record, report: RunReport) -> None:
        record.report = report.model_dump(mode="json", exclude={"notices": True, "results": True})
        record.said = [
            {**notice.model_dump(mode="json"), "text": notice_text(notice, "vi")} for notice in report.notices
        ]
        record.outcomes = [
            {
                **result.model_dump(mode="json", exclude={"change": {"listing"}}),
                "text": result_text(result, "vi"),
            }
            for result in report.results
        ]
        record.trips = [guard_text(trip, "vi") for trip in report.trips]
        told = Counter(notice.code for notice in report.notices)
        self.met.update({f"said {code}": count for code, count in told.items()})
        self.say(f"  run: {report.ending} {report.stop_code}, {dict(report.counts)}, {dict(told)}")

    def plan(self) -> Plan:
        """What a run would do now."""
        self.sheet.write()
        plan: Plan = self.work(lambda workspace, shop: workspace.plan(shop))
        return plan

    def answer(self) -> None:
        """A person answers one open point, as ``ocop resolve`` does."""

        async def one(workspace: Workspace, shop: ShopConfig) -> None:
            points = [point for point in await open_points(workspace, shop) if point.choices]
            if not points:
                return
            point = self.chance.choice(points)
            choice = self.chance.choice(point.choices)
            await keep_answers(workspace, shop, [point.answer(choice, "Chị Hoa")])
            notice = point.notice
            self.answers.append(
                {"night": self.night, "product": notice.product, "skus": list(notice.skus), "code": notice.code,
                 "group": str(notice.group or ""), "choice": choice}
            )  # fmt: skip
            self.say(f"  answer: {notice.code} {notice.group or ''} of {notice.product}: {choice}")
            self.met[f"answer {choice}"] += 1

        self.sheet.write()
        self.work(one)

    def until_morning(self) -> None:
        """Go on to the next night's hour."""
        target = FIRST_RUN + timedelta(days=self.night + 1)
        self.clock.advance((target - self.clock.now()).total_seconds())
        self.night += 1
        self.market.night = self.night


def _names() -> tuple[str, ...]:
    return ("drift", "false_star", "false_star_days", "lead_days", "reserve")
