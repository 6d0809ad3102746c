"""Giving an item its variants: a look, one call, the next look, until nothing is missing.

A new item is not there yet for this service for some seconds, and models come back in another order than they were
sent: ids are read back and told apart by SKU. An item that was made for several SKUs and is refused its variants is
our own half item, hidden and never live; it is deleted again.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from connector.errors import AdapterError, Bug, FieldProblem, NotFound, Rejected, StopShop, Unknown
from connector.model import Listing, ListingState, RemoteListing, fold
from connector.port import Created, StepLog

from .api import Api
from .models import BaseInfo, EntryLists, ModelList
from .read import NO_MODEL, state_of
from .sending import Body, send
from .tiers import Figures, Step, Target, next_step

__all__ = ["arrange", "complete_item", "give_variants"]

LOOKS = 5
"""So many looks for what was accepted and is not shown yet, so many tries while an item is not there yet."""

WHOLE_SECOND = 1.0
"""Times of items are cut to whole seconds: an item may be so much younger than it says."""

MOST_CALLS = 120
"""More than deleting 50 models one by one, renaming and adding as many takes."""


async def give_variants(api: Api, item_id: int, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
    """The second half of a create: wait until the item is there, then tiers and models in one call."""
    target = _target(item_id, listing, images)
    await api.clock.sleep(api.variation_wait_s)
    failed: AdapterError
    try:
        return await arrange(api, target, log, first=next_step(target, ModelList(), {}))
    except Unknown:
        raise
    except AdapterError as error:
        failed = error
    if _final(failed) and await _deleted(api, item_id, log):
        raise failed
    # The half item stands: the core has to find and complete it, whatever kept us from doing so now.
    half = Unknown("E_SHOPEE_HALF_DONE", original=failed.original or failed.code, item=item_id)
    half.stop = failed if isinstance(failed, StopShop) else None
    raise half


async def complete_item(
    api: Api, remote: RemoteListing, listing: Listing, images: Mapping[str, str], log: StepLog
) -> Created:
    """Finish what an interrupted create left: sends what a look finds missing, nothing otherwise."""
    if not listing.option_names:
        return Created(remote.remote_id, {variant.sku: variant.remote_id for variant in remote.variants})
    failed: AdapterError
    half = [variant.remote_id for variant in remote.variants] == [NO_MODEL]
    if half and remote.updated_at is not None:
        age = (api.clock.now() - remote.updated_at).total_seconds() - WHOLE_SECOND
        await api.clock.sleep(min(api.variation_wait_s, api.variation_wait_s - age))
    try:
        return await arrange(api, _target(int(remote.remote_id), listing, images), log)
    except AdapterError as error:
        failed = error
    if _final(failed) and half and remote.state is ListingState.UNLISTED:
        failed = await _taken_back(api, int(remote.remote_id), failed, log)
    raise failed


async def arrange(api: Api, target: Target, log: StepLog, *, first: Step | None = None) -> Created:
    """Bring an item's variants to ``target``. ``first``: the call a new item needs, without a look."""
    sent, looks, step = b"", 0, first
    for _ in range(MOST_CALLS):
        shown = ModelList()
        if step is None:
            looked = await api.get("product/get_model_list", [("item_id", target.item_id)], ModelList)
            shown = target.recognised(looked)
            step = next_step(target, shown, await _figures(api, target, shown))
        if step is None:
            return Created(str(target.item_id), _ids(target.listing, shown))
        data = orjson.dumps(step.body)
        if data != sent:
            await _when_there(api, step, log)
            sent, looks = data, 0
        elif looks < LOOKS:
            looks += 1
            await api.clock.sleep(api.variation_wait_s / LOOKS)
        else:
            raise Unknown("E_SHOPEE_OUTCOME_UNKNOWN", original="accepted, not shown")
        step = None
    raise Unknown("E_SHOPEE_OUTCOME_UNKNOWN", original="no end in sight")


async def _when_there(api: Api, step: Step, log: StepLog) -> None:
    """Send; a new item that is not there yet for this service is tried again, for it was not found for certain."""
    for left in reversed(range(LOOKS)):
        try:
            await send(api, step.call, step.body, EntryLists, log, by_look=True)
            return
        except NotFound:
            if not left:
                raise
        await api.clock.sleep(api.variation_wait_s / 2)


async def _figures(api: Api, target: Target, shown: ModelList) -> Figures:
    """Price and stock of every SKU the item bears; without models they stand in its base info."""
    if shown.model:
        priced = [model for model in shown.model if model.price_info]
        return {fold(m.model_sku): (round(m.price_info[0].original_price), m.stock_info_v2.pieces) for m in priced}
    if not target.listing.option_names:
        return {}
    answer = await api.get("product/get_item_base_info", [("item_id_list", target.item_id)], BaseInfo)
    return {
        fold(target.names.get(NO_MODEL) or item.item_sku): (
            round(item.price_info[0].original_price),
            item.stock_info_v2.pieces,
        )
        for item in answer.item_list
        if item.price_info
    }


def _target(item_id: int, listing: Listing, images: Mapping[str, str]) -> Target:
    return Target(item_id, listing, images)


def _ids(listing: Listing, shown: ModelList) -> dict[str, str]:
    ids = {fold(model.model_sku): str(model.model_id) for model in shown.model}
    return {sku: ids.get(fold(sku), NO_MODEL) for sku in listing.skus}


def _final(error: AdapterError) -> bool:
    """Whether sending the same once more would be refused once more."""
    return isinstance(error, Rejected | Bug)


async def _taken_back(api: Api, item_id: int, error: AdapterError, log: StepLog) -> AdapterError:
    """Delete our own half item; the error to raise says where it is if that could not be done."""
    if await _deleted(api, item_id, log):
        return error
    fields = error.fields if isinstance(error, Rejected) else (FieldProblem("structure", error.code),)
    reason = "; ".join(problem.reason for problem in fields)
    return Rejected("E_SHOPEE_HALF_LEFT", fields=fields, original=error.original, item=item_id, reason=reason)


async def _deleted(api: Api, item_id: int, log: StepLog) -> bool:
    body: Body = {"item_id": item_id}
    try:
        await send(api, "delete_item", body, EntryLists, log, by_look=True)
        return True
    except Unknown:
        pass
    except AdapterError:
        return False
    try:
        answer = await api.get("product/get_item_base_info", [("item_id_list", item_id)], BaseInfo)
    except AdapterError as error:
        return isinstance(error, NotFound)
    return all(state_of(item.item_status) is ListingState.DELETED for item in answer.item_list)
