"""``ocop undo RUN``: the shop back to what it showed before a run, as a plan that a person sees first.

Sent after a yes, or with ``--yes``; ``--out`` saves the plan for ``ocop apply``. Without either it only shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from connector.errors import BadUse
from connector.report.as_json import as_bytes, plan_json, run_json
from connector.report.terminal import show_plan, show_run
from connector.run import Workspace
from connector.run.undo import run_named
from connector.sync import Plan, RunReport, Undoing, exit_code_of
from connector.sync.session import Stop
from connector.unchanged import forget

from .asked import Asked, chosen, opened
from .files import said_where, write_file
from .history import keep
from .loop import run_async
from .person import agreed, somebody_there
from .progress import Meter
from .settings import Settings
from .streams import emit, tell

__all__ = ["Wanted", "run"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says."""

    run: str
    shop: str = ""
    with_stock: bool = False
    out: Path | None = None
    yes: bool = False
    day: str | None = None


def run(settings: Settings, wanted: Wanted) -> int:
    """Exit codes as those of ``plan`` while nothing is sent, then those of ``sync``."""
    if wanted.yes and wanted.out is not None:
        raise BadUse("E_UNDO_ONE")
    return _Command(settings, wanted).carry_out()


class _Command:
    """One command line."""

    def __init__(self, settings: Settings, wanted: Wanted) -> None:
        self._settings = settings
        self._wanted = wanted
        self._stop = Stop()
        self._workspace: Workspace | None = None
        self._sending = False

    def carry_out(self) -> int:
        plan, report = run_async(self._both(), self._interrupted)
        settings, wanted = self._settings, self._wanted
        saved = write_file(wanted.out, as_bytes(plan_json(plan))) if wanted.out is not None else None
        if settings.as_json:
            emit(run_json(report, settings.lang) if report is not None else plan_json(plan))
        elif report is not None:
            show_run(report, settings.lang, settings.console())
        if saved is not None:
            said_where(settings, wanted.out or saved, saved)
            tell(settings.say("cli.plan_saved", file=saved))
        elif report is None and plan.changes:
            tell(settings.say("undo.not_sent", apply="ocop apply"))
        return report.exit_code if report is not None else exit_code_of(plan)

    def _interrupted(self) -> bool:
        self._stop.ask("interrupted")
        tell(self._settings.say("cli.interrupted" if self._sending else "cli.interrupted_now"))
        if self._workspace is not None:
            self._workspace.ask("interrupted")
        return self._sending

    async def _both(self) -> tuple[Plan, RunReport | None]:
        """The plan, and the run if somebody said yes."""
        wanted, settings = self._wanted, self._settings
        with Meter(settings) as meter:
            async with opened(settings, Asked.read(wanted.day), meter, self._stop) as workspace:
                self._workspace = workspace
                row = await run_named(workspace, wanted.run, wanted.shop)
                (shop,) = chosen(workspace.config, [row.shop])
                meter.about(shop.name)
                plan = await workspace.plan_undo(shop, Undoing(row.id, wanted.with_stock))
                meter.close()
                if not settings.as_json:
                    self._show(plan)
                if not plan.changes or wanted.out is not None or not self._may(plan):
                    return plan, None
                forget(workspace.state.quiet)  # the files alone no longer tell what the shop shows
                self._sending = True
                report = await workspace.sync(shop, plan)
                keep(workspace.state, report)
                return plan, report

    def _show(self, plan: Plan) -> None:
        settings = self._settings
        print(settings.say("undo.about", run=plan.undo_of, count=len(plan.changes)))
        show_plan(plan, settings.lang, settings.console())

    def _may(self, plan: Plan) -> bool:
        if self._wanted.yes:
            return True
        if not somebody_there(self._settings.as_json):
            return False
        return agreed(self._settings.say("undo.ask", count=len(plan.changes), shop=plan.shop))
