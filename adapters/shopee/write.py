"""What changes the shop: pictures, creates, updates, prices, stock, shown or hidden.

Errors of a whole call are raised; errors of one entry of a batch are returned in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from pydantic import JsonValue

from connector.errors import (
    AdapterError,
    Bug,
    FieldProblem,
    QuotaSpent,
    Rejected,
    StopShop,
    Unknown,
)
from connector.model import Group, Listing, RemoteListing, fold
from connector.port import Created, MediaFile, PriceEdit, StepLog, StockEdit
from connector.wire.redact import quoted
from connector.wire.sending import uploaded

from .api import Api
from .errors import entry_problem
from .fields import barcodes, category, channels, channels_shown, channels_wanted, gallery, parcel
from .models import CreatedItem, EntryLists, ImageEntry
from .normalise import NO_GTIN
from .read import NO_MODEL
from .sending import Body, send
from .tiers import Target, check_options
from .variants import arrange, give_variants

__all__ = ["create_item", "set_item_states", "update_item", "update_prices", "update_stock", "upload_files"]

UPLOAD_BATCH = 8
OF_SHOP = (StopShop, QuotaSpent)


async def upload_files(api: Api, files: Sequence[MediaFile]) -> list[str | AdapterError]:
    """Upload pictures, up to eight in a call; per file the picture's id or why there is none."""
    parts = [files[start : start + UPLOAD_BATCH] for start in range(0, len(files), UPLOAD_BATCH)]
    return await uploaded(parts, partial(_upload, api))


async def _upload(api: Api, files: Sequence[MediaFile]) -> list[str | AdapterError]:
    scene = "desc" if files[0].use == "desc" else "normal"
    failed: AdapterError | None = None
    try:
        answer = await api.upload(files, scene)
    except OF_SHOP:
        raise
    except AdapterError as error:
        failed = error
    if failed is None:
        entries = {entry.id: entry for entry in answer.image_info_list}
        if not entries and len(files) == 1:
            entries = {0: ImageEntry(image_info=answer.image_info)}
        return [_uploaded(entries.get(number)) for number in range(len(files))]
    if isinstance(failed, Rejected | Bug) and len(files) > 1:
        # One bad picture can fail the whole form: halves of it find out which.
        middle = len(files) // 2
        return await uploaded([files[:middle], files[middle:]], partial(_upload, api))
    return [_as_picture_problem(failed)] * len(files)


def _uploaded(entry: ImageEntry | None) -> str | AdapterError:
    if entry is not None and entry.image_info.image_id and not entry.error:
        return entry.image_info.image_id
    original = quoted(entry.error) if entry is not None else ""
    reason = (quoted(entry.message) or original) if entry is not None else ""
    return Rejected("E_SHOPEE_IMAGE", fields=(FieldProblem("media", reason),), original=original, reason=reason)


def _as_picture_problem(error: AdapterError) -> AdapterError:
    """An upload holds nothing but pictures, so what is refused there is the picture."""
    if isinstance(error, Bug) and error.code == "E_SHOPEE_UNEXPECTED":
        reason = str(error.params.get("reason", ""))
        problem = FieldProblem("media", reason)
        return Rejected("E_SHOPEE_IMAGE", fields=(problem,), original=error.original, reason=reason)
    return error


async def create_item(api: Api, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
    """Create one unlisted item. An answer that says "there already" is Unknown: somebody has to look it up.

    With options it is two calls: the item under its first SKU, by which a look-up finds it, then tiers and models.
    """
    check_options(listing, images)
    variant = listing.variants[0]
    body: Body = {
        "item_name": listing.title,
        "description": listing.description,
        "description_type": "normal",
        "original_price": variant.price_vnd,
        "seller_stock": [{"stock": variant.stock or 0}],
        "item_sku": variant.sku,
        "item_status": "UNLIST",
        "condition": "NEW",
        **category(listing),
        **parcel(listing.package),
        "logistic_info": channels(listing.package),
        "image": gallery(listing, images),
    }
    if variant.gtin and not listing.option_names:
        body["gtin_code"] = variant.gtin
    created = await send(api, "add_item", body, CreatedItem, log)
    if listing.option_names:
        return await give_variants(api, created.item_id, listing, images, log)
    return Created(str(created.item_id), {variant.sku: NO_MODEL})


async def update_item(
    api: Api,
    remote: RemoteListing,
    listing: Listing,
    groups: Collection[Group],
    images: Mapping[str, str],
    log: StepLog,
    dates: Collection[str] = (),
) -> None:
    """Write the given content groups; fields that are not in the body stay as they are, and so do SKUs and attributes
    that the plan did not know of. ``dates``: ids of attributes that hold dates."""
    structure = Group.STRUCTURE in groups
    if structure:
        check_options(listing, images)
    content = _content(remote, listing, groups, images, dates)
    if not content and not structure:
        raise Bug("E_SHOPEE_NOTHING_TO_WRITE", groups=", ".join(sorted(groups)))
    if content:
        body: Body = {"item_id": int(remote.remote_id), **content}
        await send(api, "update_item", body, EntryLists, log)
    if Group.ATTRIBUTES in groups and has_models(remote):
        await _write_barcodes(api, remote, listing, log)
    if structure and (listing.option_names or has_models(remote)):
        await arrange(api, Target(int(remote.remote_id), listing, images, remote.variants), log)


def _content(
    remote: RemoteListing,
    listing: Listing,
    groups: Collection[Group],
    images: Mapping[str, str],
    dates: Collection[str],
) -> Body:
    """The fields of the item itself that these groups write."""
    body: Body = {}
    if Group.TITLE in groups:
        body["item_name"] = listing.title
    if Group.DESCRIPTION in groups:
        body |= {"description": listing.description, "description_type": "normal"}
    if Group.ATTRIBUTES in groups:
        body |= category(listing, remote.groups.get(Group.ATTRIBUTES), dates)
        if not has_models(remote):
            body |= _barcode(listing)
    if Group.PACKAGE in groups:
        body |= parcel(listing.package)
        # No longer documented for updates since June 2026, so it is sent only where the channels really change.
        if channels_shown(remote) != channels_wanted(listing):
            body["logistic_info"] = channels(listing.package)
    if Group.MEDIA in groups:
        body["image"] = gallery(listing, images)
    if Group.STRUCTURE in groups and not listing.option_names and not any(one.bare for one in remote.variants):
        body["item_sku"] = listing.variants[0].sku
    return body


def _barcode(listing: Listing) -> Body:
    """The barcode of an item without models, where there is one to write."""
    code = barcodes(listing).get(listing.variants[0].sku)
    return {} if code is None else {"gtin_code": code}


async def _write_barcodes(api: Api, remote: RemoteListing, listing: Listing, log: StepLog) -> None:
    """Barcodes of models that show another than is wanted, in one call; models get them nowhere else.

    The call wants the SKU too: of a model that we know by its id alone it is what the shop has, whatever that is.
    """
    shown = remote.groups.get(Group.ATTRIBUTES)
    there = shown.get("gtin") if isinstance(shown, dict) else None
    now = {fold(sku): code for sku, code in there.items()} if isinstance(there, dict) else {}
    wanted = {fold(sku): code for sku, code in barcodes(listing).items()}
    moved: list[JsonValue] = [
        {
            "model_id": int(variant.remote_id),
            "model_sku": variant.shown if variant.bare else variant.sku,
            "gtin_code": wanted[sku],
        }
        for variant in remote.variants
        if (sku := fold(variant.sku)) in wanted and wanted[sku] != (now.get(sku) or NO_GTIN)
    ]
    if moved:
        body: Body = {"item_id": int(remote.remote_id), "model": moved}
        await send(api, "update_model", body, EntryLists, log, by_look=True)


async def update_prices(api: Api, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
    """Regular prices, one call per item."""
    results: list[AdapterError | None] = []
    for edit in edits:
        models = _models_of(edit.remote, edit.prices)
        prices: list[JsonValue] = [
            {"model_id": model, "original_price": edit.prices[sku]} for sku, model in models.items()
        ]
        body: Body = {"item_id": int(edit.remote.remote_id), "price_list": prices}
        results.append(await _entries(api, "update_price", body, models, log))
    return results


async def update_stock(api: Api, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
    """Absolute stock, one call per item."""
    results: list[AdapterError | None] = []
    for edit in edits:
        models = _models_of(edit.remote, edit.stock)
        stock: list[JsonValue] = [
            {"model_id": model, "seller_stock": [{"stock": edit.stock[sku]}]} for sku, model in models.items()
        ]
        body: Body = {"item_id": int(edit.remote.remote_id), "stock_list": stock}
        results.append(await _entries(api, "update_stock", body, models, log))
    return results


async def set_item_states(api: Api, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
    """Show or hide up to 50 items in one call; an item in neither list of the answer is an unknown outcome."""
    if not remote_ids:
        return []
    entries: list[JsonValue] = [{"item_id": int(remote_id), "unlist": not live} for remote_id in remote_ids]
    bears = ("error_unlist_item_all_failed",)
    answer = await send(api, "unlist_item", {"item_list": entries}, EntryLists, log, bears)
    failed = {str(entry.get("item_id")): str(entry.get("failed_reason") or "") for entry in answer.failure_list}
    done = {str(entry.get("item_id")) for entry in answer.success_list}
    return [
        entry_problem(failed[remote_id], "state")
        if remote_id in failed
        else (None if remote_id in done else Unknown("E_SHOPEE_OUTCOME_UNKNOWN", original="in neither list"))
        for remote_id in remote_ids
    ]


async def _entries(api: Api, name: str, body: Body, models: Mapping[str, int], log: StepLog) -> AdapterError | None:
    """One call with up to 50 models of one item: None where every entry counted, else the first reason why not, which
    names the SKUs it holds for where others counted."""
    answer = await send(api, name, body, EntryLists, log, ("error_busi_update_stock_failed",))
    if not answer.failure_list:
        return None
    failed = {entry.get("model_id") for entry in answer.failure_list}
    problem = entry_problem(str(answer.failure_list[0].get("failed_reason") or ""), name.removeprefix("update_"))
    skus = tuple(sku for sku, model in models.items() if model in failed)
    if len(skus) < len(models):
        problem.skus = skus
        problem.params["skus"] = ", ".join(skus)
    return problem


def has_models(remote: RemoteListing) -> bool:
    """Whether the item had variants when it was read."""
    return [variant.remote_id for variant in remote.variants] != [NO_MODEL]


def _models_of(remote: RemoteListing, skus: Collection[str]) -> dict[str, int]:
    """The model id of each SKU as last read; Bug where the item does not bear the SKU."""
    models = {fold(variant.sku): int(variant.remote_id) for variant in remote.variants}
    unknown = [sku for sku in skus if fold(sku) not in models]
    if unknown:
        raise Bug("E_SHOPEE_SKU_NOT_ON_ITEM", sku=unknown[0], item=remote.remote_id)
    return {sku: models[fold(sku)] for sku in skus}
