"""``ocop plan``: what a run would do now. Nothing is sent and nothing is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue

from connector.errors import BadUse, OcopError
from connector.report.as_json import as_bytes, plan_json
from connector.report.terminal import show_plan
from connector.sync import Plan, exit_code_of

from .asked import Asked, chosen, opened
from .files import said_where, write_file
from .loop import run_async
from .problems import exit_code_for, explain, overall
from .progress import Meter
from .refused import write_refused_of
from .settings import Settings
from .streams import emit, tell

__all__ = ["run"]


def run(settings: Settings, asked: Asked, shops: Sequence[str], out: Path | None) -> int:
    plans, failures = run_async(_plans(settings, asked, shops, out))
    code = overall([*(exit_code_of(plan) for plan in plans), *(exit_code_for(error) for _, error in failures)])
    saved = write_file(out, as_bytes(plan_json(plans[0]))) if out is not None and plans else None
    if settings.as_json:
        emit(_json(plans, failures, code, settings))
        return code
    for plan in plans:
        show_plan(plan, settings.lang, settings.console())
    for shop, error in failures:
        tell(f"{shop}: {explain(error, settings.lang)}")
    if saved is not None:
        said_where(settings, out or saved, saved)
        tell(settings.say("cli.plan_saved", file=saved))
    return code


async def _plans(
    settings: Settings, asked: Asked, names: Sequence[str], out: Path | None
) -> tuple[list[Plan], list[tuple[str, OcopError]]]:
    """The plan of every shop; with one shop its error is raised, with several the others go on."""
    plans: list[Plan] = []
    failures: list[tuple[str, OcopError]] = []
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            shops = chosen(workspace.config, names)
            if out is not None and len(shops) != 1:
                raise BadUse("E_OUT_ONE_SHOP", shops=", ".join(shop.name for shop in shops))
            await write_refused_of(workspace, settings, asked.refused)
            for shop in shops:
                meter.about(shop.name)
                try:
                    plans.append(await workspace.plan(shop))
                except OcopError as error:
                    if len(shops) == 1:
                        raise
                    failures.append((shop.name, error))
    return plans, failures


def _json(
    plans: Sequence[Plan], failures: Sequence[tuple[str, OcopError]], code: int, settings: Settings
) -> dict[str, JsonValue]:
    if len(plans) == 1 and not failures:
        return plan_json(plans[0])
    shops: list[JsonValue] = [plan_json(plan) for plan in plans]
    for shop, error in failures:
        shops.append({"shop": shop, "error": error.code, "message": explain(error, settings.lang)})
    return {"schema": "ocop/plans@1", "exit_code": code, "shops": shops}
