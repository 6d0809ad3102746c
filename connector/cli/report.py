"""``ocop report``: what the last run of each shop did, or one run by its name, from the reports that were kept.

Of several shops it is one report: products down, shops across, with what to do in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connector.errors import BadUse
from connector.report.as_json import report_json, run_json
from connector.report.grid import Grid
from connector.report.grid_text import show_grid
from connector.report.page import Expiry, Known
from connector.report.terminal import show_commands, show_deadlines, show_runs, show_shop_lines
from connector.run.grid import grid_of_runs
from connector.sync import RunReport

from .again import after_run
from .asked import Asked, opened
from .files import said_where
from .history import kept
from .loop import run_async
from .page import catalogue_now, deadlines, known_by_shop, write_page
from .problems import overall
from .progress import Meter
from .settings import Settings
from .streams import emit, tell
from .todo import consents_needed, left_to_people

__all__ = ["run"]


@dataclass(slots=True)
class Looked:
    """What the sheets and the journal know beside the reports, and where the page is."""

    page: Path | None = None
    expiries: list[Expiry] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    grid: Grid | None = None
    left: list[str] = field(default_factory=list)


def run(settings: Settings, wanted: Sequence[str], html: Path | None, *, whole: bool = False) -> int:
    """Always 0: it tells of the past, the exit code of which is in the report."""
    reports = _reports(settings, wanted)
    if settings.as_json and html is None and len(reports) == 1:
        emit(run_json(reports[0], settings.lang))
        return 0
    looked = run_async(_looked(settings, reports, html))
    if looked.page is not None:
        said_where(settings, html or looked.page, looked.page)
        tell(settings.say("cli.page_written", file=looked.page))
    if settings.as_json:
        code = overall([report.exit_code for report in reports])
        lang, grid = settings.lang, looked.grid
        emit(report_json(reports, grid, code, lang) if grid is not None else run_json(reports[0], lang))
        return 0
    console = settings.console()
    commands = after_run(settings, reports, Asked(), page=html is not None)
    if looked.grid is None or whole:
        show_runs(reports, settings.lang, console, known=looked.known, whole=whole)
    else:
        show_shop_lines(reports, settings.lang, console)
    if looked.grid is not None:
        show_grid(looked.grid, settings.lang, console, whole=whole)
    show_deadlines(looked.expiries, max(report.day for report in reports), settings.lang, console)
    show_commands(commands, console)
    for sentence in looked.left:
        tell(sentence)
    return 0


def _reports(settings: Settings, wanted: Sequence[str]) -> list[RunReport]:
    """The runs named; of shops, or of all where none is named, the newest, in the order of the configuration."""
    config, state = settings.load()
    names = [shop.name for shop in config.shop]
    newest: dict[str, RunReport] = {}
    for report in kept(state):
        newest.setdefault(report.shop, report)
    shops = [word for word in wanted if word in names or word in newest]
    found = [report for name, report in newest.items() if name in shops or not wanted]
    for word in wanted:
        if word in shops:
            continue
        named = next(kept(state, word), None)
        if named is None:
            raise BadUse("E_RUN_UNKNOWN", run=word)
        found.append(named)
    found.sort(key=lambda one: names.index(one.shop) if one.shop in names else len(names))
    if not found:
        raise BadUse("E_NO_RUNS")
    return found


async def _looked(settings: Settings, reports: Sequence[RunReport], html: Path | None) -> Looked:
    """The page, where one is wanted; what ends soon and what is known, by the sheets as they are."""
    looked = Looked()
    with Meter(settings) as meter:
        async with opened(settings, Asked(day=max(report.day for report in reports)), meter) as workspace:
            looked.expiries, looked.known = await deadlines(workspace), await known_by_shop(workspace, reports)
            shops = {report.shop for report in reports}
            kept_here = [shop for shop in workspace.config.shop if shop.name in shops]
            looked.left = left_to_people(settings, workspace.config, kept_here)
            if len(shops) > 1:  # of one shop the report itself says it
                needed = consents_needed(settings, workspace.config, kept_here)
                looked.left[:0] = [f"{shop}: {sentence}" for shop, sentence in needed.items()]
                products = await catalogue_now(workspace)
                looked.grid = await grid_of_runs(workspace, reports, products, settings.lang)
            if html is not None:
                looked.page = await write_page(workspace, reports, html, settings.lang)
    return looked
