"""One run of one shop: hold it, recover, plan, apply; whatever keeps it from that is reported like any other run."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import JsonValue

from connector.config import ShopConfig
from connector.errors import BadUse, OcopError
from connector.port import Adapter, AdapterSpec
from connector.sync import Memory, Plan, Planned, Run, RunReport, Session, Stop, apply_plan, recover, undoing_of
from connector.sync.ahead import wanted_pictures
from connector.sync.journal import CLOSED, failure_of
from connector.sync.session import judge_error

from .bounds import as_saved, canary
from .effective import Effective, accept, accept_rows
from .keys import consent_notices
from .pictures import Pictures

if TYPE_CHECKING:
    from .shops import Workspace

__all__ = ["run_shop"]


async def run_shop(workspace: Workspace, shop: ShopConfig, saved: Plan | None) -> RunReport:
    """The run's report. BadUse and a shop that another run holds are raised, as is a fault of ours."""
    stop, clock = Stop(), workspace.clock
    if workspace.stop.asked:
        stop.ask(workspace.stop.ending, workspace.stop.code, workspace.stop.params)
    run = Run(
        id=f"{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
        started_at=clock.now(),
        started=clock.monotonic(),
        stop=stop,
        deadline=workspace.until(),
        progress=workspace.options.progress_of(shop.name),
        parting=lambda stop_code: consent_notices(shop, workspace.config.folder, stop_code),
    )
    with workspace.state.holding(shop.name):
        workspace.running[shop.name] = stop
        try:
            return await _run(workspace, shop, run, saved)
        except BadUse:
            raise
        except OcopError as error:
            _, code, params = judge_error(error)
            return await _failed(workspace, shop, run, code, params)
        except Exception as error:
            if failure_of(error) is not None:  # nothing can be recorded; the next run takes it up as after a kill
                raise
            await _failed(workspace, shop, run, "BUG_UNEXPECTED", {"error": type(error).__name__})
            raise
        finally:
            del workspace.running[shop.name]
            workspace.moved()


async def _run(workspace: Workspace, shop: ShopConfig, run: Run, saved: Plan | None) -> RunReport:
    async with workspace.opened(shop) as (spec, adapter):
        effective, journal = await workspace.effective(), workspace.journal
        await journal.answers.forget(shop.name, CLOSED, ["shop"])  # whatever was said of it, it sells
        pictures = await workspace.pictures()
        session = await _session(workspace, shop, run, adapter, pictures)
        await recover(session, writes=not effective.trips)
        planned = await _planned(workspace, shop, spec, adapter, saved)
        if saved is not None:
            planned = replace(planned, plan=as_saved(planned.plan, saved, workspace.options.day))
        elif spec.people is None:  # where people put it up nothing is live before one of them has looked at it
            hides = adapter.capabilities.create_hidden
            planned = await canary(planned, shop, journal, workspace.confirmed, can_hide=hides)
        await _take(planned, effective, workspace)
        run = replace(run, earlier=tuple(session.notices))
        run.progress("send", 0, len(planned.plan.sendable))
        pictures.expect(wanted_pictures(planned.plan.sendable, await journal.uploads(shop.name)))
        return await apply_plan(planned, run, journal, adapter, pictures, workspace.clock)


async def _take(planned: Planned, effective: Effective, workspace: Workspace) -> None:
    """Remember the sheets: whole where all that they say is let through, else the rows that go out now (ADR 59).

    A saved plan lets through the sheets that it was made from.
    """
    plan, journal, now = planned.plan, workspace.journal, workspace.clock.now()
    if not plan.trips and not plan.restricted and plan.revision == effective.revision:
        await accept(effective, journal, now)
        return
    going, met = {change.product for change in plan.sendable}, planned.memory.met
    products = going & met if plan.trips else going | met
    planned.memory.take_only(products)
    await accept_rows(effective, products, journal, now)


async def _planned(
    workspace: Workspace, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter, saved: Plan | None
) -> Planned:
    """The plan. Where it waits for pieces that other shops of this command give back, it is made after their runs.

    A shop that has itself something to give back waits for nobody, so that no two wait for each other.
    """
    undoing = undoing_of(saved)
    planned, late = await workspace.planned(shop, spec, adapter, undoing)
    awaited = [name for name in late if name in workspace.ended and name not in workspace.waiting]
    awaited = [name for name in awaited if not workspace.ended[name].is_set()]
    if not awaited or saved is not None or planned.plan.trips or _gives_back(planned.plan):
        return planned
    workspace.options.progress_of(shop.name)("waiting", 0, 0)
    workspace.waiting.add(shop.name)
    try:
        for name in awaited:
            await workspace.ended[name].wait()
    finally:
        workspace.waiting.discard(shop.name)
    workspace.moved()
    return (await workspace.planned(shop, spec, adapter, undoing))[0]


def _gives_back(plan: Plan) -> bool:
    """Whether the plan lowers any figure of stock, or takes a listing off."""
    return any(change.lowers_stock or change.kind == "unlist" for change in plan.changes)


async def _session(workspace: Workspace, shop: ShopConfig, run: Run, adapter: Adapter, pictures: Pictures) -> Session:
    return Session(
        run=run.id,
        shop=shop.name,
        journal=workspace.journal,
        adapter=adapter,
        media=pictures,
        clock=workspace.clock,
        memory=Memory(day=workspace.options.day),
        stop=run.stop,
        deadline=run.deadline,
        images=await workspace.journal.uploads(shop.name),
    )


async def _failed(
    workspace: Workspace, shop: ShopConfig, run: Run, code: str, params: dict[str, JsonValue]
) -> RunReport:
    """A run that could not plan, or not go on: reported and recorded like any other."""
    now, day = workspace.clock.now(), workspace.options.day
    report = RunReport(
        run=run.id,
        shop=shop.name,
        marketplace=shop.marketplace,
        day=day,
        started_at=run.started_at,
        ended_at=now,
        seconds=workspace.clock.monotonic() - run.started,
        ending="stopped",
        stop_code=code,
        stop_params=params,
        notices=run.parting(code),
    )
    if not await workspace.journal.started(run.id):  # else it failed after its plan
        await workspace.journal.start_run(run.id, shop.name, day, run.started_at, [])
    await workspace.journal.end_run(run.id, "stopped", {"exit_code": report.exit_code, "stop_code": code}, now)
    return report
