"""``ocop report``: what the last run of each shop did, or one run by its name, from the reports that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue

from connector.errors import BadUse
from connector.report.as_json import run_json, runs_json
from connector.report.page import Expiry, Known
from connector.report.terminal import show_commands, show_deadlines, show_runs
from connector.sync import RunReport

from .again import after_run
from .asked import Asked, opened
from .files import said_where
from .history import kept
from .loop import run_async
from .page import deadlines, known_by_shop, write_page
from .problems import overall
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["run"]


def run(settings: Settings, wanted: str | None, html: Path | None, *, whole: bool = False) -> int:
    """Always 0: it tells of the past, the exit code of which is in the report."""
    reports = _reports(settings, wanted)
    if settings.as_json and html is None:
        emit(_json(reports))
        return 0
    page, expiries, known = run_async(_looked(settings, reports, html))
    if page is not None:
        said_where(settings, html or page, page)
        tell(settings.say("cli.page_written", file=page))
    if settings.as_json:
        emit(_json(reports))
        return 0
    console = settings.console()
    commands = after_run(settings, reports, Asked(), page=html is not None)
    show_runs(reports, settings.lang, console, known=known, whole=whole)
    show_deadlines(expiries, max(report.day for report in reports), settings.lang, console)
    show_commands(commands, console)
    return 0


def _json(reports: Sequence[RunReport]) -> dict[str, JsonValue]:
    if len(reports) == 1:
        return run_json(reports[0])
    return runs_json(reports, overall([report.exit_code for report in reports]))


def _reports(settings: Settings, wanted: str | None) -> list[RunReport]:
    """The run named, or the newest of every shop in the order of the configuration."""
    config, state = settings.load()
    if wanted:
        found = list(kept(state, wanted))
        if not found:
            raise BadUse("E_RUN_UNKNOWN", run=wanted)
        return found[:1]
    newest: dict[str, RunReport] = {}
    for report in kept(state):
        newest.setdefault(report.shop, report)
    names = [shop.name for shop in config.shop]
    reports = sorted(newest.values(), key=lambda one: names.index(one.shop) if one.shop in names else len(names))
    if not reports:
        raise BadUse("E_NO_RUNS")
    return reports


async def _looked(
    settings: Settings, reports: Sequence[RunReport], html: Path | None
) -> tuple[Path | None, list[Expiry], dict[str, Known]]:
    """The page, where one is wanted; what ends soon and what is known, by the sheets as they are."""
    with Meter(settings) as meter:
        async with opened(settings, Asked(day=max(report.day for report in reports)), meter) as workspace:
            expiries, known = await deadlines(workspace), await known_by_shop(workspace, reports)
            return await write_page(workspace, reports, html, settings.lang) if html else None, expiries, known
