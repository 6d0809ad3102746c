"""``ocop report``: what the last run of each shop did, or one run by its name, from the reports that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from connector.errors import BadUse
from connector.report.as_json import run_json, runs_json
from connector.report.terminal import show_runs
from connector.sync import RunReport

from .asked import Asked, opened
from .files import said_where
from .history import kept
from .loop import run_async
from .page import write_page
from .problems import overall
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["run"]


def run(settings: Settings, wanted: str | None, html: Path | None) -> int:
    """Always 0: it tells of the past, the exit code of which is in the report."""
    reports = _reports(settings, wanted)
    if html is not None:
        page = run_async(_page(settings, reports, html))
        said_where(settings, html, page)
        tell(settings.say("cli.page_written", file=page))
    if settings.as_json:
        code = overall([report.exit_code for report in reports])
        emit(run_json(reports[0]) if len(reports) == 1 else runs_json(reports, code))
    else:
        show_runs(reports, settings.lang, settings.console())
    return 0


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


async def _page(settings: Settings, reports: Sequence[RunReport], html: Path) -> Path:
    with Meter(settings) as meter:
        async with opened(settings, Asked(day=max(report.day for report in reports)), meter) as workspace:
            return await write_page(workspace, reports, html, settings.lang)
