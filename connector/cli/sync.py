"""``ocop sync`` and ``ocop apply``: recover, plan, send, all shops side by side; then say what happened and keep it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from connector.clock import SystemClock
from connector.config import ShopConfig
from connector.errors import BadUse, OcopError
from connector.report.as_json import plan_from_json, run_json, runs_json
from connector.report.page import Expiry, Known
from connector.report.terminal import show_commands, show_deadlines, show_runs
from connector.run import Workspace
from connector.run.keys import consent_notices
from connector.run.together import side_by_side
from connector.sync import Plan, RunReport, Stop
from connector.sync.journal import failure_of
from connector.unchanged import forget

from .again import after_run
from .asked import Asked, chosen, opened
from .files import said_where
from .history import keep
from .idle import Idle
from .loop import run_async
from .page import deadlines, known_by_shop, write_page
from .person import somebody_there, typed
from .problems import BUG, INTERRUPTED, exit_code_for, overall
from .progress import Meter
from .refused import write_refused_of
from .settings import Settings
from .streams import emit, tell
from .todo import consents_needed, left_to_people

__all__ = ["apply_saved", "run"]

log = logging.getLogger(__name__)

LARGEST_PLAN = 100_000_000
"""Bytes: fifteen thousand new products."""


@dataclass(frozen=True, slots=True)
class Ended:
    """One shop's run with the exit code it asks for; ``code`` differs where an error kept it from starting."""

    report: RunReport
    code: int


def run(
    settings: Settings,
    asked: Asked,
    shops: Sequence[str],
    html: Path | None,
    idle: Idle | None = None,
    *,
    whole: bool = False,
) -> int:
    """Every shop named, or all. ``idle`` is told how it went."""
    return _Command(settings, asked, html, idle, whole=whole).carry_out(tuple(shops), None)


def apply_saved(settings: Settings, asked: Asked, file: Path, html: Path | None, *, whole: bool = False) -> int:
    """Exactly the Changes of a plan file."""
    try:
        plan = plan_from_json(_read(file.expanduser()))
    except FileNotFoundError:
        raise BadUse("E_FILE_NOT_FOUND", file=str(file)) from None
    except OSError as error:
        raise BadUse("E_FILE_UNREADABLE", file=str(file), reason=error.strerror or type(error).__name__) from None
    return _Command(settings, asked, html, whole=whole).carry_out((plan.shop,), plan)


def _read(file: Path) -> bytes:
    """A plan file whole; what is no file would never end, and one that is larger than any plan is none."""
    if file.exists() and not file.is_file():
        raise BadUse("E_PLAN_UNREADABLE")
    with file.open("rb") as opened:
        data = opened.read(LARGEST_PLAN + 1)
    if len(data) > LARGEST_PLAN:
        raise BadUse("E_PLAN_UNREADABLE")
    return data


class _Command:
    """One command line that sends."""

    def __init__(
        self, settings: Settings, asked: Asked, html: Path | None, idle: Idle | None = None, *, whole: bool = False
    ) -> None:
        self._whole = whole
        self._expiries: list[Expiry] = []
        self._left: list[str] = []
        self._known: dict[str, Known] = {}
        self._settings = settings
        self._idle = idle
        self._asked = asked
        self._html = html
        self._stop = Stop()
        self._meter = Meter(settings)
        self._workspace: Workspace | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._typed: set[str] = set()

    def carry_out(self, names: tuple[str, ...], saved: Plan | None) -> int:
        ended = run_async(self._all(names, saved), self._interrupted)
        codes = [one.code for one in ended] + ([INTERRUPTED] if self._stop.asked else [])
        code = overall(codes)
        reports = [one.report for one in ended]
        if self._idle is not None and not self._asked.partial:
            self._idle.ended(reports, code, SystemClock().now())
        if not reports:
            return code
        if self._settings.as_json:
            lang = self._settings.lang
            emit(run_json(reports[0], lang) if len(reports) == 1 else runs_json(reports, code, lang))
        else:
            settings, console = self._settings, self._settings.console()
            commands = after_run(settings, reports, self._asked, page=self._html is not None)
            show_runs(reports, settings.lang, console, known=self._known, whole=self._whole)
            show_deadlines(self._expiries, reports[0].day, settings.lang, console)
            show_commands(commands, console)
            for sentence in self._left:
                tell(sentence)
        return code

    def _interrupted(self) -> bool:
        """The first Ctrl-C: what is in flight is finished, nothing new is begun; a shop that is only read just ends."""
        self._stop.ask("interrupted")
        sending = self._workspace is not None and self._meter.sending()
        tell(self._settings.say("cli.interrupted" if sending else "cli.interrupted_now"))
        if self._workspace is not None:
            self._workspace.ask("interrupted")
        for shop, task in self._tasks.items() if sending else ():
            if not self._meter.sending(shop):
                task.cancel()
        return sending

    async def _all(self, names: tuple[str, ...], saved: Plan | None) -> list[Ended]:
        ended: list[Ended] = []
        with self._meter:
            async with opened(self._settings, self._asked, self._meter, self._stop) as workspace:
                self._workspace = workspace
                if self._asked.updates:
                    forget(workspace.state.quiet)  # the files alone no longer tell what the shops show
                elif self._idle is not None:
                    self._idle.begins(workspace.config)
                try:
                    await self._shops(workspace, names, saved, ended)
                except asyncio.CancelledError:
                    if not self._stop.asked:
                        raise
                finally:
                    self._say_of_keys(workspace, names, ended)
                order = [shop.name for shop in workspace.config.shop]
                ended.sort(key=lambda one: order.index(one.report.shop))
                if ended and not self._settings.as_json:
                    self._expiries = await deadlines(workspace)
                    self._left = left_to_people(self._settings, workspace.config, chosen(workspace.config, names))
                    self._known = await known_by_shop(workspace, [one.report for one in ended])
                if self._html is not None and ended:
                    self._meter.close()
                    page = await write_page(workspace, [one.report for one in ended], self._html, self._settings.lang)
                    said_where(self._settings, self._html, page)
                    tell(self._settings.say("cli.page_written", file=page))
        return ended

    def _say_of_keys(self, workspace: Workspace, names: tuple[str, ...], ended: Sequence[Ended]) -> None:
        """Of shops that came to no report of their own: their keys may have been spent all the same."""
        told = {one.report.shop for one in ended}
        needed = consents_needed(self._settings, workspace.config, chosen(workspace.config, names))
        for shop, sentence in needed.items():
            if shop not in told:
                tell(f"{shop}: {sentence}")

    async def _shops(
        self, workspace: Workspace, names: tuple[str, ...], saved: Plan | None, ended: list[Ended]
    ) -> None:
        """Every shop, each into ``ended`` as soon as its run is over; then those whose name has to be typed first."""
        shops = chosen(workspace.config, names)
        await write_refused_of(workspace, self._settings, self._asked.refused)
        unconfirmed: list[tuple[ShopConfig, BadUse]] = []

        async def one(shop: ShopConfig) -> None:
            try:
                ended.append(await self._one(workspace, shop, saved, alone=len(shops) == 1))
            except BadUse as error:
                if error.code != "E_LIVE_CONFIRM" or not somebody_there(self._settings.as_json):
                    raise
                unconfirmed.append((shop, error))
            finally:
                self._meter.ended(shop.name)

        await side_by_side(workspace, shops, one, self._tasks)
        for shop, error in unconfirmed:
            if self._stop.asked:
                return
            self._meter.close()
            workspace.confirmed.add(typed(self._settings.say("cli.confirm_live", **error.params)))
            ended.append(await self._one(workspace, shop, saved, alone=len(shops) == 1))

    async def _one(self, workspace: Workspace, shop: ShopConfig, saved: Plan | None, *, alone: bool) -> Ended:
        """One shop's run. Its error is raised where it is the only one, else told in its report; so is a fault of ours
        or of its adapter."""
        try:
            report = await workspace.sync(shop, saved)
        except OcopError as error:
            asking = isinstance(error, BadUse) and error.code == "E_LIVE_CONFIRM" and shop.name not in self._typed
            if alone or (asking and somebody_there(self._settings.as_json)):
                self._typed.add(shop.name)
                raise
            return _not_done(workspace, shop, error)
        except Exception as error:
            if alone:
                raise
            if failure := failure_of(error):
                log.error("the run of %s could not go on", shop.name, exc_info=error)
                return _not_done(workspace, shop, failure)
            log.exception("unexpected error in the run of %s", shop.name)
            return Ended(_never_begun(workspace, shop, "BUG_UNEXPECTED", {"error": type(error).__name__}), BUG)
        keep(workspace.state, report)
        return Ended(report, report.exit_code)


def _not_done(workspace: Workspace, shop: ShopConfig, error: OcopError) -> Ended:
    params: dict[str, JsonValue] = {name: str(value) for name, value in error.params.items()}
    return Ended(_never_begun(workspace, shop, error.code, params), exit_code_for(error))


def _never_begun(workspace: Workspace, shop: ShopConfig, code: str, params: dict[str, JsonValue]) -> RunReport:
    """A run that could not even be recorded."""
    now = workspace.clock.now()
    return RunReport(
        run="",
        shop=shop.name,
        marketplace=shop.marketplace,
        day=workspace.options.day,
        started_at=now,
        ended_at=now,
        seconds=0,
        ending="stopped",
        stop_code=code,
        stop_params=params,
        notices=consent_notices(shop, workspace.config.folder, code),
    )
