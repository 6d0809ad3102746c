"""Changing listings that exist: content, price, stock, state. All absolute, so that repeating one does no harm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from pydantic import JsonValue

from connector.errors import AdapterError, OcopError, Unknown
from connector.model import Claim, Group, Listing, ListingState, ListingVariant, RemoteListing, fold
from connector.port import PriceEdit, StockEdit

from .bisect import in_halves, may_be_about_one
from .change import Change, ChangeKind, GroupChange, Outcome
from .compared import CLAIM_GROUPS
from .doubt import raises, touched
from .intents import IntentLog, open_intent
from .journal import ListingBase
from .pictures import images_for
from .reading import shown_value
from .session import Session
from .settle import Settler
from .skus import with_added
from .strikes import forgiven
from .threeway import GroupBase

__all__ = ["Parts", "batch_size", "edit", "remember"]


UNDO = "undo"

Answers = Sequence[AdapterError | None]
Parts = Sequence[Sequence[Change]]


def batch_size(session: Session, kind: ChangeKind) -> int:
    """How many Changes of ``kind`` go into one call."""
    can = session.adapter.capabilities
    return {
        ChangeKind.UNLIST: can.state_batch,
        ChangeKind.RELIST: can.state_batch,
        ChangeKind.PRICE: can.price_batch,
        ChangeKind.STOCK: can.stock_batch,
    }.get(kind, 1)


async def edit(session: Session, changes: Sequence[Change], settler: Settler) -> Parts:
    """Send Changes of one kind in one call; every error ends up in the report. Where the whole call was refused for
    what may be the fault of one, the halves are given back, to be sent by themselves."""
    images: dict[str, str] = {}
    if changes[0].kind is ChangeKind.UPDATE:
        try:
            images = await _images(session, changes[0])
        except OcopError as error:
            await session.fail(changes[0], error)
            return ()
    remotes = [session.memory.remotes[change.remote_id] for change in changes]
    intents = [open_intent(session, change, change.remote_id, images) for change in changes]
    send = _sender(session, changes, remotes, images)
    ids, log = [intent.id for intent in intents], IntentLog(session, intents)
    try:
        answers = await send(log)
    except Unknown:
        return await _unknown(session, changes, remotes, send, log, settler, ids)
    except AdapterError as error:
        if may_be_about_one(session, changes[0].kind, error, len(changes)):
            await session.journal.end_intents(ids, "ended")
            return in_halves(changes)
        answers = [error] * len(changes)
    except Exception:
        if log.started or len(changes) == 1:
            raise
        return in_halves(changes)  # a fault of ours in one of them, and nothing has left
    await _accept(session, changes, remotes, answers, settler, ids, log)
    return ()


def _sender(
    session: Session, changes: Sequence[Change], remotes: Sequence[RemoteListing], images: dict[str, str]
) -> Callable[[IntentLog], Awaitable[Answers]]:
    adapter = session.adapter
    match changes[0].kind:
        case ChangeKind.PRICE:
            prices = [PriceEdit(r, _figures(c, Group.PRICE)) for c, r in zip(changes, remotes, strict=True)]
            return lambda log: adapter.set_prices(prices, log)
        case ChangeKind.STOCK:
            stock = [StockEdit(r, _figures(c, Group.STOCK)) for c, r in zip(changes, remotes, strict=True)]
            return lambda log: adapter.set_stock(stock, log)
        case ChangeKind.UNLIST | ChangeKind.RELIST:
            live = changes[0].kind is ChangeKind.RELIST
            return lambda log: adapter.set_state([change.remote_id for change in changes], live, log)
        case _:
            (change,), (remote,) = changes, remotes

            async def update(log: IntentLog) -> Answers:
                assert change.listing is not None
                await adapter.update(remote, change.listing, tuple(change.groups), images, log)
                return [None]

            return update


def _figures(change: Change, group: Group) -> dict[str, int]:
    after = change.groups[group].after
    assert isinstance(after, dict)
    return {change.renames.get(sku, sku): value for sku, value in after.items() if isinstance(value, int)}


async def _images(session: Session, change: Change) -> dict[str, str]:
    if change.listing is None:
        return {}
    pictured = {Group.MEDIA, Group.STRUCTURE} & set(change.groups)
    with_papers = Group.ATTRIBUTES in change.groups
    if not pictured and not (with_papers and change.listing.papers):
        return {}
    listing = change.listing if with_papers else change.listing.model_copy(update={"papers": {}})
    if not pictured:  # the pictures stay as they are: only the scans go
        listing = listing.model_copy(update={"media": (), "variants": _bare(listing)})
    return await images_for(session, listing)


def _bare(listing: Listing) -> tuple[ListingVariant, ...]:
    return tuple(variant.model_copy(update={"option_image": None}) for variant in listing.variants)


async def _unknown(
    session: Session,
    changes: Sequence[Change],
    remotes: Sequence[RemoteListing],
    send: Callable[[IntentLog], Awaitable[Answers]],
    log: IntentLog,
    settler: Settler,
    ids: Sequence[str],
) -> Parts:
    """The answer was lost: look first (rows 11 to 13). What arrived is accepted; only where the shop still shows what
    it showed before are the same absolute values sent once more; anything else is for the next plan to judge."""
    for change in changes:
        await remember(session, change, "unknown", _left_at(change, log))
    answers: Answers = [None] * len(changes)
    looked = False
    try:
        shop = await session.adapter.read([change.remote_id for change in changes])
        seen = {remote_id: session.memory.recognised(remote) for remote_id, remote in shop.items()}
        found = {_traces(session, change, seen.get(change.remote_id)) for change in changes}
        if "neither" in found:
            raise Unknown("E_ANSWER_LOST")
        looked = True
        if "unmoved" in found:
            answers = await send(log)
    except Unknown as error:
        await session.journal.end_intents(ids, "ended")
        for change in changes:
            await session.record(change, Outcome.UNKNOWN, error.code)
        return ()
    except AdapterError as error:
        # Where the look itself failed nobody knows what arrived: no half may be sent over what was sold since.
        if looked and may_be_about_one(session, changes[0].kind, error, len(changes)):
            await session.journal.end_intents(ids, "ended")
            return in_halves(changes)
        answers = [error] * len(changes)
    await _accept(session, changes, remotes, answers, settler, ids, log)
    return ()


def _traces(session: Session, change: Change, remote: RemoteListing | None) -> Literal["arrived", "unmoved", "neither"]:
    """What ``remote`` shows of a Change whose answer was lost: its version under review, where one is being judged."""
    if remote is None:
        return "neither"
    remote = remote.model_copy(update={"groups": {**remote.groups, **remote.under_review}})
    arrived = before = True
    keys = session.keys
    for group, value in change.groups.items():
        shown = shown_value(remote, group, keys, change.spelling, value.after)
        if group is Group.STATE:
            shown = "live" if remote.state in (ListingState.LIVE, ListingState.IN_REVIEW) else "unlisted"
        elif group is Group.STOCK and isinstance(shown, dict) and isinstance(value.after, dict):
            shown = {sku: shown.get(sku) for sku in value.after}
            known = session.memory.bases.get(change.product) or session.memory.known.get(change.product, ListingBase())
            before = before and not (raises(value) and touched(known.groups, remote.updated_at))
        arrived = arrived and shown == session.adapter.normalise(group, value.after)
        before = before and shown == value.before
    return "arrived" if arrived else "unmoved" if before else "neither"


async def _accept(
    session: Session,
    changes: Sequence[Change],
    remotes: Sequence[RemoteListing],
    answers: Answers,
    settler: Settler,
    ids: Sequence[str],
    log: IntentLog,
) -> None:
    """What was answered, durable at once with the end of the intents: a crash between the two would put in doubt, and
    send again, a stock that has been sold from since."""
    bases: dict[str, ListingBase] = {}
    for change, answer in zip(changes, answers, strict=True):
        if answer is None:
            bases[change.product] = _remembered(session, change, "pending")
        elif answer.skus and not (isinstance(answer, Unknown) and change.kind is ChangeKind.STOCK):
            bases[change.product] = _remembered(session, _counted(session, change, answer.skus), "pending", whole=False)
        elif isinstance(answer, Unknown):  # of stock also where it names SKUs: what arrived may be sold from by now
            bases[change.product] = _remembered(session, change, "unknown", left_at=_left_at(change, log))
    await session.journal.settle_edits(session.shop, bases, ids)
    for change, remote, answer in zip(changes, remotes, answers, strict=True):
        if answer is None:
            session.busy = 0
            session.went_well[change.kind] += 1
            await session.record(change, Outcome.ACCEPTED)
            await settler.add(change, remote.remote_id)
            continue
        if answer.skus:
            await settler.add(change, remote.remote_id)
        await session.fail(change, answer)


def _left_at(change: Change, log: IntentLog) -> datetime | None:
    """When a stock left of which nobody knows whether it arrived: what the shop has written since may be that. Of
    other groups the moment of the lost answer counts: what was written before it is no edit of anybody's."""
    return log.left_at if change.kind is ChangeKind.STOCK else None


def _counted(session: Session, change: Change, refused: Sequence[str]) -> Change:
    """Of a write of figures, what counted: for all but the ``refused`` SKUs, which keep what was told before."""
    base = session.memory.bases.get(change.product) or session.memory.known.get(change.product, ListingBase())
    left = {fold(change.spelling.get(fold(sku), sku)) for sku in refused}
    groups = dict(change.groups)
    for group, value in change.groups.items():
        assert isinstance(value.after, dict)
        before = _told_before(group, value, base.groups.get(group))
        after = {sku: before.get(sku) if fold(sku) in left else figure for sku, figure in value.after.items()}
        groups[group] = value.model_copy(update={"after": {sku: n for sku, n in after.items() if n is not None}})
    return change.model_copy(update={"groups": groups})


def _told_before(group: Group, value: GroupChange, kept: GroupBase | None) -> dict[str, JsonValue]:
    """What the shop goes by where a figure was refused. Of one that was in doubt already, what was sent is not that."""
    shown = value.before if isinstance(value.before, dict) else {}
    sent = kept.sent if kept is not None and isinstance(kept.sent, dict) else {}
    if kept is None or kept.status != "unknown":
        return sent
    if group is not Group.STOCK:
        return shown
    told = value.sent if isinstance(value.sent, dict) else {}
    return {sku: shown.get(sku) if told.get(sku) is None else told[sku] for sku in {**shown, **told}}


def _stock(
    sent: JsonValue, value: GroupChange, kept: GroupBase | None, status: str, when: tuple[datetime, date]
) -> GroupBase:
    """Figures as sent; of those of which nobody knows whether they arrived, what was told and shown before."""
    left, day = when
    doubted = kept if kept is not None and kept.status == "unknown" else None
    earlier = doubted.shown if doubted is not None and isinstance(doubted.shown, dict) else {}
    now = value.after if isinstance(value.after, dict) else {}
    shown = {sku: pieces for sku, pieces in earlier.items() if sku not in now}
    if status != "pending":
        shown = {**earlier, **(value.before if isinstance(value.before, dict) else {})}
    elif not shown:
        return GroupBase(sent, composed_on=day)
    if doubted is not None and doubted.written_at is not None and not earlier.keys() <= now.keys():
        left = doubted.written_at
    known = doubted.seen if doubted is not None else kept.sent if kept is not None else None
    told = {**(known if isinstance(known, dict) else {}), **(value.sent if isinstance(value.sent, dict) else {})}
    return GroupBase(sent, seen=told, shown=shown or None, status="unknown", written_at=left, composed_on=day)


async def remember(session: Session, change: Change, status: str, left_at: datetime | None = None) -> None:
    """What was sent, as pending or unknown, durable.

    ``left_at``: when it left, where that was before this moment; what the shop changed after that is somebody's edit.
    """
    base = _remembered(session, change, status, left_at=left_at)
    await session.journal.save_bases(session.shop, {change.product: base})


def _star(claim: Claim | None) -> int:
    return claim.star if claim is not None else 0


def _remembered(
    session: Session, change: Change, status: str, *, whole: bool = True, left_at: datetime | None = None
) -> ListingBase:
    """What was sent, as pending or unknown; a claim that comes off is gone only once the shop shows it gone.

    ``whole``: all of the Change was meant; what was taken of it in part is not forgiven what it was refused for."""
    memory = session.memory
    base = memory.bases.get(change.product) or memory.known.get(change.product, ListingBase())
    now = left_at or session.clock.now()
    for group, value in change.groups.items():
        sent, kept = value.after, base.groups.get(group)
        undoes = change.reason == UNDO and value.after != value.sent
        if group is Group.STOCK and isinstance(sent, dict) and kept is not None and isinstance(kept.sent, dict):
            sent = kept.sent if undoes else {**kept.sent, **sent}
        if group is Group.STOCK:
            base = base.with_group(group, _stock(sent, value, kept, status, (now, memory.day)))
            continue
        pending = GroupBase(sent, None, value.before, status, now, memory.day)  # type: ignore[arg-type]
        if undoes:
            pending = replace(pending, mark="undone", wanted=value.sent)
        base = base.with_group(group, pending)
    structure = change.groups.get(Group.STRUCTURE)
    if structure is not None and change.listing is not None:
        base = with_added(base, structure.before, change.listing)
    if whole and status == "pending":
        base = forgiven(base, change)
    if change.claim and change.listing is not None:
        shown = change.listing.claim if change.claim == "on" else base.claim
        base = replace(base, claim=shown, claim_next=(change.listing.claim,))
    elif change.listing is not None and base.claim_next and change.groups.keys() & {*CLAIM_GROUPS}:
        if _star(change.listing.claim) > _star(base.claim_next[0]):  # a star on its way off is put on again
            base = replace(base, claim_next=(change.listing.claim,))
    elif change.listing is not None and Group.DESCRIPTION in change.groups and not base.claim_next:
        same = _star(change.listing.claim) == _star(base.claim)  # else words without a star, which put none on
        base = replace(base, claim=change.listing.claim) if same else base
    memory.bases[change.product] = base
    return base
