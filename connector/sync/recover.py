"""Before a plan: what a crash or a lost answer left open is looked up, so that the plan stands on facts.

A create is looked up by SKU until the settle window since its last byte has passed. Found once, it is bound (found in
part, it is finished first); found twice, it is parked for a person; found deleted, it is bound all the same, so that
the plan asks whether it shall come again; not found, it never arrived and the plan decides anew, on today's catalogue
and certificate (an identical resend the next morning could show yesterday's star). An edit is absolute: its groups
become unknown and the three-way table (rows 11-13) judges them by what the shop shows; so does a create's publishing.
"""

from __future__ import annotations

from connector.errors import Locked, OcopError, QuotaSpent, Rejected, RetryLater, StopShop, Unknown

from .change import Change, ChangeKind, Notice, Severity
from .creates import bind_created, bind_deleted, end_half
from .edits import remember
from .halves import completed, looked_up
from .journal import IntentRecord
from .journal.recorded import record_of
from .publish import publishing_died
from .session import Session, judge_error, strike

__all__ = ["recover"]

LOOKS_PER_WINDOW = 4
PASSING = (Unknown, RetryLater, QuotaSpent, Locked)
"""What may be over by the next night."""


async def recover(session: Session, *, writes: bool = True) -> None:
    """Settle every open intent of the shop; what cannot be settled yet stays open and is said by the plan. Without
    ``writes``, as where a catalogue guard has tripped, it only looks: half a listing stays half."""
    intents = await session.journal.open_intents(session.shop)
    if not intents:
        return
    session.memory.known = await session.journal.bases(session.shop)
    creates: list[tuple[Change, IntentRecord]] = []
    for intent in intents:
        change = record_of(Change, intent.change, "intent")
        bound = session.memory.known.get(intent.product)
        if change.kind is ChangeKind.CREATE and not (bound and bound.groups):
            creates.append((change, intent))
            continue
        if change.kind is not ChangeKind.CREATE:
            await remember(session, change, "unknown", intent.last_sent_at)
        elif intent.remote_id and intent.last_sent_at is not None:
            await publishing_died(session, intent.product, intent.last_sent_at)
        await session.journal.end_intents([intent.id], "ended", note="recovered")
    while creates and not session.ending():
        creates = [entry for entry in creates if session.ending() or not await _look(session, *entry, writes)]
        if creates:
            await session.clock.sleep(session.adapter.capabilities.settle_s / LOOKS_PER_WINDOW)


async def _look(session: Session, change: Change, intent: IntentRecord, writes: bool) -> bool:
    """Whether this intent is settled."""
    try:
        look = await looked_up(session, change, intent)
    except OcopError as error:
        session.stop.ask("stopped", error.code, {name: str(value) for name, value in error.params.items()})
        return False
    end = session.journal.end_intents
    if len(look.standing) == 1:
        found = look.standing[0]
        session.images.update(intent.images)
        left_at = await session.journal.last_sent(intent.id)  # before the rest of a half: that writes no words
        try:
            created = await completed(session, change, intent, found, writes=writes)
        except OcopError as error:
            return await _unfinished(session, change, intent, found, error)
        await bind_created(session, change, created, left_at)
        await end([intent.id], "accepted", remote_id=found, note="recovered")
        _say(session, change, "found-after-lost-answer", Severity.INFO, listing=found)
        return True
    if look.standing:
        await end([intent.id], "parked", note="twins")
        _say(session, change, "create-parked-twins", Severity.PERSON, listings=", ".join(sorted(look.standing)))
        return True
    if look.deleted:
        await bind_deleted(session, change, intent, look.deleted)
        return True
    if look.over:
        await end([intent.id], "ended", note="never-arrived")
    return look.over


async def _unfinished(session: Session, change: Change, intent: IntentRecord, found: str, error: OcopError) -> bool:
    """What was found is not whole and could not be finished. Only a refusal ends the intent. What passes by itself is
    said by the plan; anything else to a person, every night."""
    _, code, params = judge_error(error)
    if isinstance(error, StopShop):
        session.stop.ask("stopped", error.code, {name: str(value) for name, value in error.params.items()})
        return True
    if isinstance(error, Rejected):
        await end_half(session, intent, found, error)
        await strike(session, change, error)
    if not isinstance(error, PASSING):
        _say(session, change, code, Severity.PERSON, **{name: str(value) for name, value in params.items()})
    return True


def _say(session: Session, change: Change, code: str, severity: Severity, **params: str) -> None:
    notice = Notice(
        code=code, severity=severity, product=change.product, title=change.title, skus=change.skus, params=dict(params)
    )
    session.notices.append(notice)
