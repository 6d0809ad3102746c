"""Bringing a product's variants to what a listing wants: a look, one call, the next look, until nothing is missing."""

from __future__ import annotations

from collections.abc import Mapping

from connector.errors import NotFound, Unknown
from connector.model import Listing, RemoteListing, fold
from connector.port import Created, StepLog

from .api import Api
from .fields import check_options
from .models import Accepted
from .read import item_by_id
from .sending import send
from .shown import bearers
from .steps import Step, Target, next_step

__all__ = ["arrange", "complete_item"]

MOST_CALLS = 120
"""More than removing 50 SKUs one by one, renaming and adding as many takes."""
LOOKS = 5
LOOK_PAUSE_S = 1.0
"""So many looks, so far apart, for what was accepted and is not shown yet."""


async def complete_item(
    api: Api, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
) -> Created:
    """Add the SKUs that a listing lacks; creates are one call here, so somebody else's hand was in it."""
    check_options(listing, images)
    return await arrange(api, remote, listing, images, log)


async def arrange(
    api: Api, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
) -> Created:
    """Bring the variants of ``remote`` to those of ``listing``. SKUs the plan did not know of stay as they are."""
    target = Target(remote.remote_id, listing, images, remote.variants)
    sent: Step | None = None
    looks = 0
    for _ in range(MOST_CALLS):
        shown = await item_by_id(api, remote.remote_id)
        if shown is None:
            raise NotFound("E_LAZADA_NOT_FOUND", original=remote.remote_id)
        step = next_step(target, shown)
        if step is None:
            ids = {fold(sku.seller_sku): sku.sku_id for sku in bearers(shown)}
            return Created(remote.remote_id, {sku: ids.get(fold(sku), "") for sku in listing.skus})
        if step != sent:
            await send(api, step.call, step.body, Accepted, log, by_look=True)
            sent, looks = step, 0
        elif looks < LOOKS:
            looks += 1
            await api.clock.sleep(LOOK_PAUSE_S)
        else:
            raise Unknown("E_LAZADA_OUTCOME_UNKNOWN", original="accepted, not shown")
    raise Unknown("E_LAZADA_OUTCOME_UNKNOWN", original="no end in sight")
