"""Showing buyers what was created hidden, once it was read back whole (decision 17).

What is refused stays hidden, and the next run plans to show it. Where an answer is lost, for the whole call or for one
of it, the shop is looked at, and what is hidden yet is asked for once more. That it is in doubt is durable before that
look: a listing that did go live, and that staff have hidden since, is theirs (row 12), and nobody shows it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connector.errors import AdapterError, OcopError, Unknown
from connector.model import Group, ListingState

from .bisect import in_halves, may_be_about_one
from .change import Change
from .intents import IntentLog, open_intent
from .session import Session
from .threeway import GroupBase

__all__ = ["SHOWN", "publish", "publishing_died"]

PUBLISH = "publish"
SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)


async def publish(session: Session, batch: Mapping[str, Change], *, look: bool = True) -> None:
    """Show one call's worth of listings, each with the create that made it. ``look``: once more after a lost answer."""
    intents = [open_intent(session, change, remote_id) for remote_id, change in batch.items()]
    ids = [intent.id for intent in intents]
    log = IntentLog(session, intents)
    answers: Sequence[AdapterError | None]
    try:
        answers = await session.adapter.set_state(list(batch), True, log)
    except Unknown as error:
        answers = [error] * len(batch)
    except OcopError as error:
        await session.journal.end_intents(ids, "ended")
        if isinstance(error, AdapterError) and may_be_about_one(session, PUBLISH, error, len(batch)):
            for part in in_halves(list(batch.items())):
                if not session.ending():
                    await publish(session, dict(part), look=look)
            return
        await _fail(session, batch.values(), error)
        return
    said = dict(zip(batch, answers, strict=True))
    lost = {one: batch[one] for one, why in said.items() if isinstance(why, Unknown)}
    done = {one: batch[one] for one, why in said.items() if why is None}
    now = session.clock.now()
    states = {**_states(done, _live(now)), **_states(lost, _doubted(log.left_at or now))}
    await _remember(session, states, ids)
    session.went_well[PUBLISH] += len(done)
    for one, why in said.items():
        if why is not None and not (look and one in lost):
            await _fail(session, [batch[one]], why)
    if lost and look:
        await _look(session, lost)


async def publishing_died(session: Session, product: str, left_at: datetime) -> None:
    """A process died while the call that shows ``product`` was under way: nobody knows whether it arrived."""
    state = session.memory.known[product].groups.get(Group.STATE)
    if state is not None and state.sent == "unlisted":  # else the answer was written down before it died
        await _remember(session, {product: _doubted(left_at)}, ())


async def _look(session: Session, lost: Mapping[str, Change]) -> None:
    try:
        remotes = await session.adapter.read(list(lost))
    except OcopError as error:
        await _fail(session, lost.values(), error)
        return
    shown = {one: change for one, change in lost.items() if one in remotes and remotes[one].state in SHOWN}
    await _remember(session, _states(shown, _live(session.clock.now())), ())
    session.went_well[PUBLISH] += len(shown)
    hidden = {one: change for one, change in lost.items() if one not in shown}
    if hidden:
        await publish(session, hidden, look=False)


def _live(now: datetime) -> GroupBase:
    return GroupBase(sent="live", seen="live", written_at=now)


def _doubted(left_at: datetime) -> GroupBase:
    return GroupBase(sent="live", shown="unlisted", status="unknown", written_at=left_at)


def _states(batch: Mapping[str, Change], state: GroupBase) -> dict[str, GroupBase]:
    return {change.product: state for change in batch.values()}


async def _remember(session: Session, states: Mapping[str, GroupBase], intents: Iterable[str]) -> None:
    """By product, durable together with the end of ``intents``."""
    memory = session.memory
    bases = {product: memory.bases.get(product) or memory.known[product] for product in states}
    changed = {name: replace(base, groups={**base.groups, Group.STATE: states[name]}) for name, base in bases.items()}
    memory.bases.update(changed)
    await session.journal.settle_edits(session.shop, changed, intents)


async def _fail(session: Session, changes: Iterable[Change], error: OcopError) -> None:
    for change in changes:
        await session.fail(change, error, publishing=True)
