"""A create whose answer was lost: look for it, and finish it under its own intent where only a part is there.

A marketplace may need several calls for one listing. What was interrupted between two of them is hidden (decision 17)
and bears the first SKU, so that a look finds it; it is bound, and later published, only once it is whole. What was
deleted before anybody knew its id had arrived all the same, and is not made again (decision 16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.errors import Unknown
from connector.model import Group, Listing, ListingState, RemoteListing, fold
from connector.port import Created

from .change import Change
from .intents import IntentLog
from .journal import IntentRecord
from .session import Session

__all__ = ["HALF", "Look", "completed", "half_left", "is_whole", "looked_up"]

HALF = "half"
"""Why a create is parked whose rest was refused, while what came before it stands."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look for a create showed: the listings that stand, else the one that was deleted; ``over``: the settle
    window had passed as it began."""

    standing: Sequence[str]
    deleted: str = ""
    over: bool = False


async def looked_up(session: Session, change: Change, intent: IntentRecord) -> Look:
    """Look once for what became of a create. Raises what the adapter raises."""
    began = session.clock.now()  # what appears while the look-up runs is for the next look
    adapter, sku = session.adapter, change.skus[0]
    standing = await adapter.find(sku, intent.opened_at)
    sent = await session.journal.last_sent(intent.id) or intent.opened_at
    over = (began - sent).total_seconds() >= adapter.capabilities.settle_s
    if standing or not over or not adapter.capabilities.finds_deleted:
        return Look(standing, over=over)
    gone = await adapter.find_deleted(sku, intent.opened_at)
    return Look((), gone[-1] if gone else "", over)


def is_whole(listing: Listing, remote: RemoteListing) -> bool:
    """Whether ``remote`` bears every SKU of ``listing``, each with as many options as it was sent with."""
    shown = remote.groups.get(Group.STRUCTURE)
    skus = shown.get("skus") if isinstance(shown, dict) else None
    if not isinstance(skus, dict):
        return {fold(sku) for sku in listing.skus} <= {fold(variant.sku) for variant in remote.variants}
    options = {fold(sku): len(words) for sku, words in skus.items() if isinstance(words, list)}
    return all(options.get(fold(variant.sku)) == len(variant.option_values) for variant in listing.variants)


async def completed(
    session: Session, change: Change, intent: IntentRecord, remote_id: str, *, writes: bool = True
) -> Created:
    """The listing of ``change``, whole. Raises what the adapter raises; Unknown where it cannot be read yet, and where
    it is half a listing that must not be written to."""
    assert change.listing is not None
    remote = (await session.adapter.read([remote_id])).get(remote_id)
    if remote is None:
        raise Unknown("E_ANSWER_LOST")
    if is_whole(change.listing, remote):
        return Created(remote_id, {variant.sku: variant.remote_id for variant in remote.variants})
    if not writes:
        raise Unknown("E_ANSWER_LOST")
    return await session.adapter.complete(remote, change.listing, intent.images, IntentLog(session, [intent]))


async def half_left(session: Session, remote_id: str) -> bool:
    """Whether what was refused its missing part still stands: an adapter takes its own half back where it can."""
    remote = (await session.adapter.read([remote_id])).get(remote_id)
    return remote is not None and remote.state is not ListingState.DELETED
