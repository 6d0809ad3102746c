"""``apply_plan``: send what a plan holds and no other, in its order, recording every step; and report.

N workers pull from one iterator per phase, so that memory stays bounded and a stop is heard between two writes. What
was sent is read back in batches in the same run.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from pydantic import JsonValue

from connector.clock import Clock
from connector.errors import OcopError
from connector.model.listing import SHOPS_OWN
from connector.port import Adapter

from .ahead import drawing_ahead, pictures_of
from .answered import group_subject
from .change import Change, ChangeKind, Notice, Outcome, Plan, Severity
from .creates import Lookups, create
from .doubles import remember_told
from .edits import Parts, batch_size, edit
from .false_star import IN_PICTURES
from .journal import Journal, ListingBase, failure_of
from .memory import Memory, Planned
from .relist import go_before, in_the_way
from .runreport import RunReport
from .session import MediaSource, Progress, Session, Stop, judge_error
from .settle import Settler

__all__ = ["Run", "apply_plan"]

log = logging.getLogger(__name__)

PREPARING = 4
"""Workers beyond the adapter's writers while creating: they render and upload the next products meanwhile."""


@dataclass(frozen=True, slots=True)
class Run:
    """Identity and bounds of one run. ``deadline`` is on the clock's monotonic scale; ``parting`` is asked last, with
    the code of why the run stopped, what else a person has to hear."""

    id: str
    started_at: datetime
    started: float
    stop: Stop
    deadline: float | None = None
    progress: Progress = lambda _stage, _done, _total: None
    earlier: tuple[Notice, ...] = ()
    parting: Callable[[str], tuple[Notice, ...]] = lambda _stop_code: ()


async def apply_plan(
    planned: Planned, run: Run, journal: Journal, adapter: Adapter, media: MediaSource, clock: Clock
) -> RunReport:
    """Carry out ``planned``; never raises for what a marketplace answers."""
    plan, memory = planned.plan, planned.memory
    changes = plan.sendable
    believed = not any(trip.scope == "catalogue" for trip in plan.trips)
    before, since = memory.told_before, memory.told_since
    await remember_told(journal, plan.shop, before, since, clock.now(), believed=believed)
    if believed:
        await journal.bind(plan.shop, memory.bindings, memory.bases, clock.now())
        await journal.unpark(plan.shop, memory.unparked)
        await _forget(journal, plan.shop, memory.answered.spent | memory.answered.stale)
    else:
        await journal.save_bases(plan.shop, _stars_told(memory))
    rows = [{"id": c.id, "key": c.key, "kind": str(c.kind), "product": c.product} for c in changes]
    await journal.start_run(run.id, plan.shop, plan.day, run.started_at, rows)
    session = Session(
        run=run.id,
        shop=plan.shop,
        journal=journal,
        adapter=adapter,
        media=media,
        clock=clock,
        memory=memory,
        stop=run.stop,
        deadline=run.deadline,
        progress=run.progress,
        images={**await journal.uploads(plan.shop), **_shops_own(changes)},
        total=len(changes),
        hidden=plan.hidden,
    )
    session.notices.extend(run.earlier)
    try:
        async with drawing_ahead(session, changes):
            await _send_all(session, plan, changes)
    except OcopError as error:
        _, code, params = judge_error(error)
        session.stop.ask("stopped", code, params)
    await _forget(journal, plan.shop, _had_their_effect(session))
    return await _report(planned, run, session)


def _stars_told(memory: Memory) -> dict[str, ListingBase]:
    """Since when a false star has been told of: all that a run remembers whose catalogue is not believed."""
    since = {product: base.false_star_since for product, base in memory.bases.items()}
    return {
        product: replace(known, false_star_since=day)
        for product, known in memory.known.items()
        if (day := since.get(product)) is not None and known.false_star_since is None
    }


def _shops_own(changes: Iterable[Change]) -> dict[str, str]:
    """Pictures that stand in the shop already and are put back: nothing of them is drawn or uploaded."""
    listings = [change.listing for change in changes if change.listing is not None]
    pictures = [picture for listing in listings for picture in pictures_of(listing)]
    return {picture.key: picture.source_sha256 for picture in pictures if picture.recipe == SHOPS_OWN}


async def _forget(journal: Journal, shop: str, answers: Set[tuple[str, str]]) -> None:
    """Take back answers of people that have had their effect, or no longer fit."""
    for kind, subject in sorted(answers):
        await journal.answers.forget(shop, kind, [subject])


def _had_their_effect(session: Session) -> set[tuple[str, str]]:
    """Answers whose Change went out; one that waits for the shop keeps its answer for the next night."""
    still = (Outcome.WAITING, Outcome.NOT_SENT)
    gone_out = [result.change for result in session.results.values() if result.outcome not in still]
    subjects = {group_subject(change.product, group) for change in gone_out for group in change.groups}
    return {(kind, subject) for kind, subject in session.memory.answered.riding if subject in subjects}


async def _send_all(session: Session, plan: Plan, changes: Sequence[Change]) -> None:
    settler = Settler(session)
    before = go_before(plan.changes)
    for kind, phase in groupby(changes, key=lambda change: change.kind):
        if session.ending():
            break
        if kind is ChangeKind.CREATE:
            await _create_all(session, list(phase), settler)
        else:
            size = batch_size(session, kind)
            left = [change for change in phase if not await _held_back(session, change, before, settler)]
            batches = _batches(left, size)
            await _workers(session, batches, lambda batch: edit(session, batch, settler), session.adapter.concurrency)
    if not session.stop.asked:
        await settler.flush()


async def _held_back(
    session: Session, change: Change, before: Mapping[str, Sequence[Change]], settler: Settler
) -> bool:
    """Whether what this run has done so far leaves no room for ``change``."""
    if change.kind is ChangeKind.RELIST and in_the_way(before.get(change.product, ()), session.results):
        await session.record(change, Outcome.WAITING, "relist-waits")
        return True
    return await _came_off(session, change, settler)


async def _came_off(session: Session, change: Change, settler: Settler) -> bool:
    """Whether the star that ``change`` would hide was taken off by this very run, as a look at the shop has shown."""
    if change.kind is not ChangeKind.UNLIST or change.reason != "false-star":
        return False
    done = [one for one in session.results.values() if one.change.product == change.product]
    if not any(one.change.removes_claim and one.outcome is Outcome.ACCEPTED for one in done):
        return False
    await settler.flush(publish_all=False)
    base = session.memory.bases.get(change.product)
    if base is None or base.claim_next:
        return False
    await session.record(change, Outcome.NOT_SENT, "star-came-off")
    return True


async def _create_all(session: Session, changes: Sequence[Change], settler: Settler) -> None:
    lookups = Lookups(session)
    workers = 1 if session.adapter.capabilities.creates_in_order else session.adapter.concurrency + PREPARING

    async def one(batch: Sequence[Change]) -> Parts:
        await create(session, batch[0], settler, lookups)
        return ()

    await _workers(session, [[change] for change in changes], one, workers)
    await lookups.settle(settler)


async def _workers(
    session: Session,
    batches: Iterable[Sequence[Change]],
    work: Callable[[Sequence[Change]], Awaitable[Parts]],
    count: int,
) -> None:
    """``work`` on every batch; the parts that it gives back are smaller batches, to be sent by themselves."""
    queue = deque(batches)

    async def worker() -> None:
        while queue:
            batch = queue.popleft()
            if session.ending():
                return
            spent = session.spent.get(batch[0].kind)
            if spent is None:
                queue.extendleft(reversed(await _guarded(session, batch, work)))
                continue
            _, code, params = judge_error(spent)
            for change in batch:
                await session.record(change, Outcome.WAITING, code, params)

    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(worker())


async def _guarded(
    session: Session, batch: Sequence[Change], work: Callable[[Sequence[Change]], Awaitable[Parts]]
) -> Parts:
    """A fault of ours in one product must not stop the others: recorded as a bug, exit code 1. Where nothing can be
    recorded any more the run is over."""
    try:
        return await work(batch)
    except Exception as error:
        if failure_of(error) is not None:
            raise
        log.exception("unexpected error while sending %s", batch[0].product)
        for change in batch:
            if change.id not in session.results:
                await session.record(change, Outcome.PARKED, "BUG_UNEXPECTED", {"error": type(error).__name__})
        return ()


def _batches(changes: Sequence[Change], size: int) -> list[Sequence[Change]]:
    return [changes[start : start + size] for start in range(0, len(changes), size)]


async def _report(planned: Planned, run: Run, session: Session) -> RunReport:
    plan, stop = planned.plan, session.stop
    guarded = bool(plan.trips) and not stop.asked
    now = session.clock.now()
    report = RunReport(
        run=run.id,
        shop=plan.shop,
        marketplace=plan.marketplace,
        day=plan.day,
        started_at=run.started_at,
        ended_at=now,
        seconds=session.clock.monotonic() - run.started,
        ending="guarded" if guarded else stop.ending,
        stop_code=stop.code,
        stop_params=stop.params,
        results=tuple(sorted(session.results.values(), key=lambda result: result.change.id)),
        notices=(*_standing(planned, session), *run.parting(stop.code)),
        trips=plan.trips,
        unchanged=plan.unchanged,
        listings=plan.listings,
        uploads=session.uploaded,
    )
    summary: dict[str, JsonValue] = {
        "counts": dict(report.counts),
        "exit_code": report.exit_code,
        "unchanged": report.unchanged,
    }
    summary["uploads"] = report.uploads
    await session.journal.end_run(run.id, report.ending, summary, now)
    if report.ending == "done" and not plan.restricted:
        await session.journal.note_first_run(plan.shop)
    return report


def _standing(planned: Planned, session: Session) -> list[Notice]:
    """The plan's notices, less the false stars that this run saw come off, then what the run itself had to say."""
    bases = session.memory.bases
    hiding = [r for r in session.results.values() if r.change.reason == "false-star"]
    on_sale = {result.change.product for result in hiding if result.outcome is not Outcome.ACCEPTED}
    gone = {
        result.change.product
        for result in session.results.values()
        if result.change.kind is ChangeKind.UNLIST and result not in hiding and result.outcome is Outcome.ACCEPTED
    }
    taken_off = {
        result.change.product
        for result in session.results.values()
        if result.outcome is Outcome.ACCEPTED
        and (result.change.removes_claim or result.change.groups.keys() & {*IN_PICTURES})
    }
    standing = []
    for notice in planned.plan.notices:
        base = bases.get(notice.product) if notice.product in taken_off else None
        base = None if base is not None and base.settling else base  # nobody has seen yet what it shows now
        if notice.code != "false-star" or notice.params.get("double"):  # of a listing that this run writes nothing to
            standing.append(notice)
            continue
        if notice.product in gone:
            continue
        if base is not None and not base.claim_next:
            shown = base.claim.star if base.claim else 0
            if shown <= int(str(notice.params["allowed"])):
                continue
        if notice.product in on_sale:
            notice = notice.model_copy(update={"params": {**notice.params, "policy": "alert"}})
        standing.append(notice)
    standing.sort(key=lambda notice: (notice.code != "false-star", notice.severity is not Severity.PERSON))
    return [*standing, *session.notices]
