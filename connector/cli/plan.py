"""``ocop plan``: what a run would do now. Nothing is sent and nothing is remembered."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from connector.config import ShopConfig
from connector.errors import BadUse, Bug, OcopError
from connector.report.as_json import as_bytes, plan_json
from connector.report.page import Expiry, Known
from connector.report.terminal import show_commands, show_deadlines, show_plan
from connector.run.together import side_by_side
from connector.sync import Plan, exit_code_of
from connector.sync.journal import failure_of
from connector.wire.tokens import ENDS_CONSENT

from .again import command
from .asked import Asked, chosen, opened
from .files import said_where, write_file
from .loop import run_async
from .page import deadlines, known_of, write_page
from .problems import exit_code_for, explain, overall
from .progress import Meter
from .refused import write_refused_of
from .settings import Settings
from .streams import emit, tell
from .todo import consents_needed, left_to_people

__all__ = ["run"]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Looked:
    """What was found: the plan of every shop with what the catalogue knows of it, and the shops that failed."""

    plans: list[Plan] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    failures: list[tuple[str, OcopError]] = field(default_factory=list)
    expiries: list[Expiry] = field(default_factory=list)
    page: Path | None = None
    left: list[str] = field(default_factory=list)


def run(
    settings: Settings, asked: Asked, shops: Sequence[str], out: Path | None, html: Path | None, whole: bool
) -> int:
    looked = run_async(_plans(settings, asked, shops, out, html))
    plans, failures = looked.plans, looked.failures
    code = overall([*(exit_code_of(plan) for plan in plans), *(exit_code_for(error) for _, error in failures)])
    saved = write_file(out, as_bytes(plan_json(plans[0]))) if out is not None and plans else None
    if settings.as_json:
        emit(_json(plans, failures, code, settings))
        return code
    console = settings.console()
    for plan, known in zip(plans, looked.known, strict=True):
        show_plan(plan, settings.lang, console, known=known, whole=whole)
    if plans:
        show_deadlines(looked.expiries, plans[0].day, settings.lang, console)
        show_commands([line for plan in plans for line in _next(settings, asked, plan, saved, html)], console)
    for sentence in looked.left:
        tell(sentence)
    for shop, error in failures:
        tell(f"{shop}: {explain(error, settings.lang)}")
    if saved is not None:
        said_where(settings, out or saved, saved)
        tell(settings.say("cli.plan_saved", file=saved))
    if looked.page is not None:
        said_where(settings, html or looked.page, looked.page)
        tell(settings.say("cli.page_written", file=looked.page))
    return code


def _next(settings: Settings, asked: Asked, plan: Plan, saved: Path | None, html: Path | None) -> list[tuple[str, str]]:
    """What to type next: send it, or look at it as a page."""
    lines = []
    if plan.sendable and not plan.trips:
        bare = Asked(day=asked.day)
        line = command(settings, bare, "apply", saved) if saved else command(settings, asked, "sync", plan.shop)
        lines.append((settings.say("report.do_it"), line))
    if html is None and plan.changes:
        page = command(settings, asked, "plan", plan.shop, "--html", "plan.html")
        lines.append((settings.say("report.see_page"), page))
    return lines


async def _plans(settings: Settings, asked: Asked, names: Sequence[str], out: Path | None, html: Path | None) -> Looked:
    """The plan of every shop; with one shop its error is raised, with several the others go on."""
    looked = Looked()
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            shops = chosen(workspace.config, names)
            if out is not None and len(shops) != 1:
                raise BadUse("E_OUT_ONE_SHOP", shops=", ".join(shop.name for shop in shops))
            await write_refused_of(workspace, settings, asked.refused)
            found: dict[str, Plan] = {}

            async def one(shop: ShopConfig) -> None:
                try:
                    found[shop.name] = await workspace.plan(shop)
                except OcopError as error:
                    if len(shops) == 1:
                        raise
                    looked.failures.append((shop.name, error))
                except Exception as error:
                    if len(shops) == 1:
                        raise
                    log.exception("unexpected error in the plan of %s", shop.name)
                    fault = failure_of(error) or Bug("BUG_UNEXPECTED", error=type(error).__name__)
                    looked.failures.append((shop.name, fault))
                finally:
                    meter.ended(shop.name)

            await side_by_side(workspace, shops, one)
            looked.plans = [found[shop.name] for shop in shops if shop.name in found]
            looked.known = [await known_of(workspace, plan) for plan in looked.plans]
            looked.expiries = await deadlines(workspace)
            told = {shop for shop, error in looked.failures if error.code in ENDS_CONSENT}
            needed = consents_needed(settings, workspace.config, shops)
            looked.left = [f"{shop}: {sentence}" for shop, sentence in needed.items() if shop not in told]
            looked.left += left_to_people(settings, workspace.config, shops)
            if html is not None and looked.plans:
                commands = {plan.shop: _next(settings, asked, plan, out, html) for plan in looked.plans}
                looked.page = await write_page(workspace, looked.plans, html, settings.lang, commands)
    return looked


def _json(
    plans: Sequence[Plan], failures: Sequence[tuple[str, OcopError]], code: int, settings: Settings
) -> dict[str, JsonValue]:
    if len(plans) == 1 and not failures:
        return plan_json(plans[0])
    shops: list[JsonValue] = [plan_json(plan) for plan in plans]
    for shop, error in failures:
        shops.append({"shop": shop, "error": error.code, "message": explain(error, settings.lang)})
    return {"schema": "ocop/plans@1", "exit_code": code, "shops": shops}
