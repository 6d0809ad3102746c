"""One command line of the player: all shops side by side, as ``ocop sync`` does it, and perhaps a second beside it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from connector.cli.problems import exit_code_for
from connector.config import ShopConfig
from connector.errors import Bug, OcopError
from connector.model import Listing, MediaIdentity
from connector.port import MediaFile, OpenShop
from connector.report.sentences import guard_text, notice_text, result_text
from connector.run import Workspace
from connector.run.effective import Effective
from connector.run.keys import consent_notices
from connector.run.pictures import Pictures
from connector.run.together import side_by_side
from connector.sync import Notice, RunReport
from connector.sync.journal import failure_of
from connector.testing.virtual import run_virtual
from media import recipe
from tests.simulation.goods import Good
from tests.simulation.hands import drawn
from tests.simulation.history import RunRecord, Wish
from tests.simulation.process import HERE, Process
from tests.simulation.wire import Wire, hashed_file

if TYPE_CHECKING:
    from tests.simulation.play import Play

__all__ = ["Command", "SimWorkspace"]

INTENTS, STEPS, UPLOADS, BINDINGS = (
    "SELECT * FROM intent WHERE shop = ?",
    "SELECT s.intent, s.name, s.body_sha256, s.sent_at, s.times FROM step s JOIN intent i ON i.id = s.intent"
    " WHERE i.shop = ?",
    "SELECT * FROM upload WHERE shop = ?",
    "SELECT * FROM binding WHERE shop = ?",
)


Rows = tuple[tuple[dict[str, Any], ...], ...]
BUSY = "E_SHOP_BUSY"


class DrawnMedia:
    """Renditions without drawing: each is a small picture that says what it is of."""

    def __init__(self, play: Play) -> None:
        self._play = play

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        data = drawn(key=identity.key, photo=identity.source_sha256, badge=identity.badge)
        hashed_file(identity.key, hashlib.sha256(data).hexdigest())
        return MediaFile(key=identity.key, data=data, use=recipe(identity.recipe).use)

    def expect(self, asked: object) -> None:
        """Nothing has to be drawn ahead."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the files asked for as a command read them."""

    wishes: tuple[Wish, ...]
    rows: Mapping[str, Good]
    short: bool


class SimWorkspace(Workspace):
    """The workspace of a command, with the markets in the place of the network."""

    play: Play
    process: Process
    read: Callable[[], None]

    def connection(self, shop: ShopConfig) -> OpenShop:
        market = next(one for one in self.play.markets if one.shop == shop.name)
        chance = random.Random(f"{self.play.seed} {self.process.run} {shop.name}")
        wire = Wire(market, self.process, self.play.folder / f"{market.marketplace}.json", chance)
        return replace(Workspace.connection(self, shop), transport=wire)

    async def effective(self) -> Effective:
        """What is read now is what counts: sheets change meanwhile."""
        if self._effective is None:
            self.read()
        return await Workspace.effective(self)

    async def pictures(self) -> Pictures:
        return cast(Pictures, DrawnMedia(self.play))


class Heard(logging.Handler):
    """Everything that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            self.lines += traceback.format_exception(record.exc_info[1])


@dataclass(slots=True)
class _Ended:
    """How one shop's run ended; ``report`` None where it never began or died."""

    shop: str
    began: float
    ended: float = 0.0
    report: RunReport | None = None
    code: str = ""
    exit: int | None = None
    notices: tuple[Notice, ...] = ()
    texts: list[str] = field(default_factory=list)
    rows: Rows | None = None
    """Of the journal, as it gave the shop back; None where another held the shop, whose rows they are."""


class Command:
    """See the module's docstring."""

    def __init__(self, play: Play, process: Process, disturbed: frozenset[str], *, quiet: bool) -> None:
        self.play, self.process, self.disturbed, self.quiet = play, process, disturbed, quiet
        self.book = play.book
        self.heard = Heard()
        self.others: list[tuple[Process, list[_Ended]]] = []
        self.asked: dict[int, Asked] = {}

    def carried_out(self, later: Sequence[tuple[float, str, Callable[[], None] | None]]) -> list[RunRecord]:
        play = self.play
        for market in play.markets:
            market.note("platform")
            market.writes = 0
        revision = self._revision()
        allowed, day = dict(play.allow), str(play.day)
        root = logging.getLogger()
        level = root.level
        root.addHandler(self.heard)
        root.setLevel(logging.INFO)
        try:
            ended = run_virtual(play.clock, self._all(later))
        finally:
            root.removeHandler(self.heard)
            root.setLevel(level)
            play.home.close_journals()
        for market in play.markets:
            market.note("platform")
        if self._revision() != revision:
            for asked in self.asked.values():
                play.coop.accepted(asked.rows)
        found = [self._record(self.process, one, allowed, day) for one in ended]
        for process, others in self.others:
            found += [self._record(process, one, allowed, day) for one in others]
        return found

    async def _all(self, later: Sequence[tuple[float, str, Callable[[], None] | None]]) -> list[_Ended]:
        beside = [asyncio.create_task(self._later(*one)) for one in later]
        ended = await self._one_command(self.process, 0)
        for task in beside:
            if not task.done() and not self.others:
                task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        return ended

    async def _later(self, seconds: float, what: str, act: Callable[[], None] | None) -> None:
        await asyncio.sleep(seconds)
        if act is not None:
            act()
            return
        self.book.met["event second_run"] += 1
        process = Process(self.process.run + 1)
        self.book.run = process.run
        entry: tuple[Process, list[_Ended]] = (process, [])
        self.others.append(entry)
        entry[1].extend(await self._one_command(process, 1))

    async def _one_command(self, process: Process, place: int) -> list[_Ended]:
        HERE.set(process)
        play = self.play
        workspace = play.workspace(process, play.home.journal(place))

        def read() -> None:
            self.asked[process.run] = Asked(play.coop.wishes(), play.coop.rows(), play.coop.short)

        workspace.read = read
        read()
        ended: list[_Ended] = []

        async def one(shop: ShopConfig) -> None:
            here = _Ended(shop.name, self.book.at())
            ended.append(here)
            try:
                here.report = await workspace.sync(shop)
                here.exit = here.report.exit_code
            except OcopError as error:
                here.code, here.exit = error.code, exit_code_for(error)
                here.texts = [str(error), repr(error), *traceback.format_exception(error)]
            except Exception as error:
                if process.dead:
                    return
                failure = failure_of(error) or Bug("BUG_UNEXPECTED", error=type(error).__name__)
                here.code, here.exit = failure.code, exit_code_for(failure)
                here.texts = traceback.format_exception(error)
            finally:
                here.ended = self.book.at()
                here.rows = None if here.code == BUSY else self._rows(shop.name)
            if here.report is None:
                here.notices = consent_notices(shop, play.folder, here.code)

        await side_by_side(workspace, play.config.shop, one)
        return sorted(ended, key=lambda one: [shop.name for shop in play.config.shop].index(one.shop))

    def _record(self, process: Process, one: _Ended, allowed: dict[str, int], day: str) -> RunRecord:
        report: dict[str, Any] | None = None
        outcomes: tuple[dict[str, Any], ...] = ()
        trips: tuple[dict[str, Any], ...] = ()
        crashed = process.dead and one.report is None and one.exit is None
        notices = one.notices if one.report is None else one.report.notices
        said = tuple({**notice.model_dump(mode="json"), "text": notice_text(notice, "vi")} for notice in notices)
        if one.report is not None:
            report = one.report.model_dump(mode="json", exclude={"notices": True, "results": True})
            report["counts"] = one.report.counts
            outcomes = tuple(
                {**r.model_dump(mode="json", exclude={"change": {"listing"}}), "text": result_text(r, "vi")}
                for r in one.report.results
            )
            trips = tuple({**trip.model_dump(mode="json"), "text": guard_text(trip, "vi")} for trip in one.report.trips)
        elif one.code:
            report = {"ending": "stopped", "stop_code": one.code, "never_begun": True}
        market = next(each for each in self.play.markets if each.shop == one.shop)
        rows, asked = one.rows or self._rows(one.shop), self.asked[process.run]
        disturbed = self.disturbed | ({"halved"} if asked.short else set())
        return RunRecord(
            run=process.run, shop=one.shop, day=day, began=one.began, ended=one.ended, crashed=crashed,
            strike=process.struck if crashed else "", report=report, said=said, outcomes=outcomes, trips=trips,
            wishes=asked.wishes, allowed=allowed, disturbed=disturbed, exit=one.exit,
            budgets=_budgets(market.line), intents=rows[0], steps=rows[1], texts=(*self.heard.lines, *one.texts),
            quiet=self.quiet, uploads=rows[2], bindings=rows[3],
        )  # fmt: skip

    def _revision(self) -> Any:
        """The last catalogue that was taken: nothing else says so where the process died or a shop was closed."""
        return self.book.read("SELECT max(id) FROM catalogue_revision")

    def _rows(self, shop: str) -> Rows:
        found = []
        for query in (INTENTS, STEPS, UPLOADS, BINDINGS):
            self.book.read("SELECT 1")
            assert self.book.reader is not None
            cursor = self.book.reader.execute(query, (shop,))
            names = [column[0] for column in cursor.description]
            found.append(tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall()))
        return tuple(found)


def _budgets(line: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """What the mock advertises, which is what a shop that is not live keeps to."""
    return (
        {"scope": "shop", "per_second": line["pace"], "burst": max(1.0, line["pace"] * 0.2), "per_day": None,
         "writers": int(line["concurrency"])},
    )  # fmt: skip
