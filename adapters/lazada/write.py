"""What changes the shop: pictures, creates, updates, shown or hidden. Figures have a page of their own.

Errors of a whole call are raised; errors of one entry of a batch are returned in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from pydantic import JsonValue

from connector.errors import AdapterError, Bug, NotFound, QuotaSpent, Rejected, StopShop, Unknown
from connector.model import Group, Listing, RemoteListing, fold
from connector.port import Created, MediaFile, StepLog
from connector.wire.sending import uploaded

from .api import Api
from .fields import attributes, axes, check_options, gallery, new_sku, parcel, skus_of
from .models import Accepted, CreatedItem
from .normalise import picture_id
from .read import item_by_id
from .sending import Body, send
from .shown import bearers
from .variants import arrange

__all__ = ["create_item", "set_item_states", "update_item", "upload_files"]

OF_SHOP = (StopShop, QuotaSpent)
NOT_ONLINE = "E0004"


async def upload_files(api: Api, files: Sequence[MediaFile]) -> list[str | AdapterError]:
    """Upload pictures, one in a call; per file the picture's address or why there is none."""
    return await uploaded([[file] for file in files], partial(_upload, api))


async def _upload(api: Api, files: Sequence[MediaFile]) -> list[str | AdapterError]:
    try:
        answer = await api.upload(*files)
    except OF_SHOP:
        raise
    except AdapterError as error:
        return [error]
    if answer.data.image.url:
        return [picture_id(answer.data.image.url)]
    return [Rejected("E_LAZADA_IMAGE", original="no address", reason="")]


async def create_item(api: Api, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
    """Create one product with all its SKUs, in one call. "There already" is Unknown: somebody has to look it up."""
    check_options(listing, images)
    pictured = all(variant.option_image is not None for variant in listing.variants)
    options = list(zip(*(variant.option_values for variant in listing.variants), strict=True))
    body: Body = {
        "PrimaryCategory": listing.category_id,
        **gallery(listing, images),
        **axes(listing.option_names, options, pictured=pictured),
        "Attributes": {"name": listing.title, "description": listing.description, **_without_keys(listing)},
        # Facts that nobody stated are not for Lazada to fill in.
        "disableAutoFillAttribute": True,
        **skus_of([new_sku(listing, variant, images) for variant in listing.variants]),
    }
    created = (await send(api, "product/create", body, CreatedItem, log)).data
    if not created.item_id:
        raise Unknown("E_LAZADA_OUTCOME_UNKNOWN", original="no item_id")
    ids = {fold(sku.seller_sku): sku.sku_id for sku in created.sku_list}
    return Created(created.item_id, {sku: ids.get(fold(sku), "") for sku in listing.skus})


def _without_keys(listing: Listing) -> Body:
    """Of a new product nothing has to be emptied."""
    return {name: text for name, text in attributes(listing).items() if not name.startswith("d_")}


async def update_item(
    api: Api,
    remote: RemoteListing,
    listing: Listing,
    groups: Collection[Group],
    images: Mapping[str, str],
    log: StepLog,
) -> None:
    """Write the given content groups; what is not in the body stays as it is, and so do SKUs the plan did not know."""
    structure = Group.STRUCTURE in groups
    if structure:
        check_options(listing, images)
    content = _content(remote, listing, groups, images)
    if not content and not structure:
        raise Bug("E_LAZADA_NOTHING_TO_WRITE", groups=", ".join(sorted(groups)))
    if content:
        await send(api, "product/update", {"ItemId": remote.remote_id, **content}, Accepted, log)
    if structure:
        await arrange(api, remote, listing, images, log)


def _content(remote: RemoteListing, listing: Listing, groups: Collection[Group], images: Mapping[str, str]) -> Body:
    """The fields these groups write; {} where there are none. Every update has to name a SKU by its id."""
    body: Body = {}
    given: dict[str, JsonValue] = {}
    rows: list[Body] = [{"SkuId": remote.variants[0].remote_id}]
    if Group.TITLE in groups:
        given["name"] = listing.title
    if Group.DESCRIPTION in groups:
        given |= {"description": listing.description} if listing.description else {"d_description": "Yes"}
    if Group.ATTRIBUTES in groups:
        body["PrimaryCategory"] = listing.category_id
        given |= attributes(listing)
    if Group.MEDIA in groups:
        body |= gallery(listing, images)
    if Group.PACKAGE in groups:
        ours = {fold(sku) for sku in listing.skus}
        own = [variant for variant in remote.variants if fold(variant.sku) in ours] or list(remote.variants)
        rows = [{"SkuId": variant.remote_id, **parcel(listing.package)} for variant in own]
    if not body and not given and Group.PACKAGE not in groups:
        return {}
    return {**body, "Attributes": given, **skus_of(rows)}


async def set_item_states(api: Api, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
    """Show or hide products, one call each. A lost answer is raised, whatever came before it: all are absolute."""
    results: list[AdapterError | None] = []
    spent: AdapterError | None = None
    for remote_id in remote_ids:
        if spent is None:
            failed = await _set_state(api, remote_id, live, log)
            spent = failed if isinstance(failed, OF_SHOP) else None
            results.append(failed)
        else:
            results.append(spent)
    return results


async def _set_state(api: Api, remote_id: str, live: bool, log: StepLog) -> AdapterError | None:
    try:
        if live:
            await _activate(api, remote_id, log)
        else:
            await send(api, "product/deactivate", {"ItemId": remote_id}, Accepted, log, part=remote_id)
    except Unknown:
        raise
    except AdapterError as error:
        return None if error.original == NOT_ONLINE and not live else error
    return None


async def _activate(api: Api, remote_id: str, log: StepLog) -> None:
    """There is no call for it: every SKU is switched on by an update."""
    item = await item_by_id(api, remote_id)
    if item is None:
        raise NotFound("E_LAZADA_NOT_FOUND", original=remote_id)
    rows: list[Body] = [{"SkuId": sku.sku_id, "Status": "active"} for sku in bearers(item)]
    body: Body = {"ItemId": remote_id, "Attributes": {}, **skus_of(rows)}
    await send(api, "product/update", body, Accepted, log, by_look=True)
