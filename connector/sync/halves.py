"""A create found after its answer was lost: read it, and finish it under its own intent where a part is missing.

A marketplace may need several calls for one listing. What was interrupted between two of them is hidden (decision 17)
and bears the first SKU, so that a look finds it; it is bound, and later published, only once it is whole.
"""

from __future__ import annotations

from connector.errors import Unknown
from connector.model import Group, Listing, RemoteListing, fold
from connector.port import Created

from .change import Change
from .intents import IntentLog
from .journal import IntentRecord
from .session import Session

__all__ = ["completed", "is_whole"]


def is_whole(listing: Listing, remote: RemoteListing) -> bool:
    """Whether ``remote`` bears every SKU of ``listing``, each with as many options as it was sent with."""
    shown = remote.groups.get(Group.STRUCTURE)
    skus = shown.get("skus") if isinstance(shown, dict) else None
    if not isinstance(skus, dict):
        return {fold(sku) for sku in listing.skus} <= {fold(variant.sku) for variant in remote.variants}
    options = {fold(sku): len(words) for sku, words in skus.items() if isinstance(words, list)}
    return all(options.get(fold(variant.sku)) == len(variant.option_values) for variant in listing.variants)


async def completed(session: Session, change: Change, intent: IntentRecord, remote_id: str) -> Created:
    """The listing of ``change``, whole. Raises what the adapter raises; Unknown where it cannot be read yet."""
    assert change.listing is not None
    remote = (await session.adapter.read([remote_id])).get(remote_id)
    if remote is None:
        raise Unknown("E_ANSWER_LOST")
    if is_whole(change.listing, remote):
        return Created(remote_id, {variant.sku: variant.remote_id for variant in remote.variants})
    return await session.adapter.complete(remote, change.listing, intent.images, IntentLog(session, [intent]))
