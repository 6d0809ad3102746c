"""What changes the shop: pictures, creates, updates, prices, stock, shown or hidden.

A body is serialised once, in a fixed order, so that the intent's hash stands for exactly what is sent; ``log.start``
is awaited when the slot has come, right before the first byte. Errors of a whole call are raised; errors of one entry
of a batch are returned in its place.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TypeVar

import orjson
from pydantic import BaseModel, JsonValue

from connector.errors import (
    AdapterError,
    Bug,
    FieldProblem,
    NotReady,
    QuotaSpent,
    Rejected,
    StopShop,
    Unknown,
)
from connector.model import AttributeValue, Group, Listing, Package, RemoteListing, fold
from connector.port import Created, MediaFile, PriceEdit, StepLog, StockEdit

from .api import Api
from .errors import entry_problem
from .models import CreatedItem, EntryLists, ImageEntry
from .normalise import NO_BRAND, normalise
from .read import NO_MODEL

__all__ = ["create_item", "set_item_states", "update_item", "update_prices", "update_stock", "upload_files"]

UPLOAD_BATCH = 8
OF_SHOP = (StopShop, QuotaSpent)
NO_BRAND_NAME = "No Brand"
Body = dict[str, JsonValue]
M = TypeVar("M", bound=BaseModel)


async def upload_files(api: Api, files: Sequence[MediaFile]) -> list[str | AdapterError]:
    """Upload pictures, up to eight in a call; per file the picture's id or why there is none."""
    results: list[str | AdapterError] = []
    for start in range(0, len(files), UPLOAD_BATCH):
        results += await _upload(api, files[start : start + UPLOAD_BATCH])
    return results


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
        # One bad picture can fail the whole form: let each stand for itself.
        return [result for file in files for result in await _upload(api, [file])]
    return [_as_picture_problem(failed)] * len(files)


def _uploaded(entry: ImageEntry | None) -> str | AdapterError:
    if entry is not None and entry.image_info.image_id and not entry.error:
        return entry.image_info.image_id
    reason = (entry.message or entry.error) if entry is not None else ""
    code = "E_SHOPEE_IMAGE"
    return Rejected(code, fields=(FieldProblem("media", reason),), original=entry.error if entry else "", reason=reason)


def _as_picture_problem(error: AdapterError) -> AdapterError:
    """An upload holds nothing but pictures, so what is refused there is the picture."""
    if isinstance(error, Bug) and error.code == "E_SHOPEE_UNEXPECTED":
        reason = str(error.params.get("reason", ""))
        problem = FieldProblem("media", reason)
        return Rejected("E_SHOPEE_IMAGE", fields=(problem,), original=error.original, reason=reason)
    return error


async def create_item(api: Api, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
    """Create one unlisted item. An answer that says "there already" is Unknown: somebody has to look it up."""
    if len(listing.variants) != 1:
        raise NotReady("E_SHOPEE_VARIANTS_LATER", variants=len(listing.variants))
    (variant,) = listing.variants
    body: Body = {
        "item_name": listing.title,
        "description": listing.description,
        "description_type": "normal",
        "original_price": variant.price_vnd,
        "seller_stock": [{"stock": variant.stock or 0}],
        "item_sku": variant.sku,
        "item_status": "UNLIST",
        "condition": "NEW",
        **_category(listing),
        **_parcel(listing.package),
        "logistic_info": _channels(listing.package),
        "image": _gallery(listing, images),
    }
    if variant.gtin:
        body["gtin_code"] = variant.gtin
    created = await _send(api, "add_item", body, CreatedItem, log)
    return Created(str(created.item_id), {variant.sku: NO_MODEL})


async def update_item(
    api: Api,
    remote: RemoteListing,
    listing: Listing,
    groups: Collection[Group],
    images: Mapping[str, str],
    log: StepLog,
) -> None:
    """Write the given content groups in one call; fields that are not in the body stay as they are."""
    body: Body = {"item_id": int(remote.remote_id)}
    if Group.TITLE in groups:
        body["item_name"] = listing.title
    if Group.DESCRIPTION in groups:
        body |= {"description": listing.description, "description_type": "normal"}
    if Group.ATTRIBUTES in groups:
        body |= _category(listing)
    if Group.PACKAGE in groups:
        body |= _parcel(listing.package)
        # No longer documented for updates since June 2026, so it is sent only where the channels really change.
        if _channels_shown(remote) != _channels_wanted(listing):
            body["logistic_info"] = _channels(listing.package)
    if Group.MEDIA in groups:
        body["image"] = _gallery(listing, images)
    if Group.STRUCTURE in groups:
        body["item_sku"] = _only_sku(remote, listing)
    if len(body) == 1:
        raise Bug("E_SHOPEE_NOTHING_TO_WRITE", groups=", ".join(sorted(groups)))
    await _send(api, "update_item", body, EntryLists, log)


async def update_prices(api: Api, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
    """Regular prices, one call per item."""
    results: list[AdapterError | None] = []
    for edit in edits:
        prices: list[JsonValue] = [
            {"model_id": model, "original_price": edit.prices[sku]}
            for sku, model in _models_of(edit.remote, edit.prices)
        ]
        body: Body = {"item_id": int(edit.remote.remote_id), "price_list": prices}
        results.append(await _entries(api, "update_price", body, "price", log))
    return results


async def update_stock(api: Api, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
    """Absolute stock, one call per item."""
    results: list[AdapterError | None] = []
    for edit in edits:
        stock: list[JsonValue] = [
            {"model_id": model, "seller_stock": [{"stock": edit.stock[sku]}]}
            for sku, model in _models_of(edit.remote, edit.stock)
        ]
        body: Body = {"item_id": int(edit.remote.remote_id), "stock_list": stock}
        results.append(await _entries(api, "update_stock", body, "stock", log))
    return results


async def set_item_states(api: Api, remote_ids: Sequence[str], live: bool, log: StepLog) -> list[AdapterError | None]:
    """Show or hide up to 50 items in one call; an item in neither list of the answer is an unknown outcome."""
    if not remote_ids:
        return []
    entries: list[JsonValue] = [{"item_id": int(remote_id), "unlist": not live} for remote_id in remote_ids]
    bears = ("error_unlist_item_all_failed",)
    answer = await _send(api, "unlist_item", {"item_list": entries}, EntryLists, log, bears)
    failed = {str(entry.get("item_id")): str(entry.get("failed_reason") or "") for entry in answer.failure_list}
    done = {str(entry.get("item_id")) for entry in answer.success_list}
    return [
        entry_problem(failed[remote_id], "state")
        if remote_id in failed
        else (None if remote_id in done else Unknown("E_SHOPEE_OUTCOME_UNKNOWN", original="in neither list"))
        for remote_id in remote_ids
    ]


async def _entries(api: Api, name: str, body: Body, field: str, log: StepLog) -> AdapterError | None:
    """One call with a list for one item: None where every entry counted, else the first reason why not."""
    answer = await _send(api, name, body, EntryLists, log, ("error_busi_update_stock_failed",))
    if not answer.failure_list:
        return None
    return entry_problem(str(answer.failure_list[0].get("failed_reason") or ""), field)


async def _send(api: Api, name: str, body: Body, model: type[M], log: StepLog, bears: Collection[str] = ()) -> M:
    data = orjson.dumps(body)
    return await api.write(f"product/{name}", data, model, before_send=_started(log, name, data), bears=bears)


def _started(log: StepLog, step: str, data: bytes) -> Callable[[], Awaitable[None]]:
    async def start() -> None:
        await log.start(step, data)

    return start


def _category(listing: Listing) -> Body:
    attributes: list[JsonValue] = [
        {"attribute_id": int(name), "attribute_value_list": [_value(value) for value in chosen]}
        for name, chosen in sorted(listing.attributes.items(), key=lambda pair: int(pair[0]))
    ]
    brand = listing.brand_id or NO_BRAND
    name = NO_BRAND_NAME if brand == NO_BRAND else listing.brand_name
    return {
        "category_id": int(listing.category_id),
        "brand": {"brand_id": int(brand), "original_brand_name": name},
        "attribute_list": attributes,
    }


def _value(value: AttributeValue) -> Body:
    given: Body = {"value_id": int(value.choice_id)}
    if value.text:
        given["original_value_name"] = value.text
    if value.unit:
        given["value_unit"] = value.unit
    return given


def _parcel(package: Package) -> Body:
    days = package.days_to_ship
    waits: Body = {"is_pre_order": False} if days is None else {"is_pre_order": True, "days_to_ship": days}
    return {
        "weight": package.weight_g / 1000,
        "dimension": {
            "package_length": package.length_cm,
            "package_width": package.width_cm,
            "package_height": package.height_cm,
        },
        "pre_order": waits,
    }


def _channels(package: Package) -> list[JsonValue]:
    ordered = sorted(int(channel) for channel in package.channels)
    return [{"logistic_id": channel, "enabled": True, "is_free": False} for channel in ordered]


def _channels_wanted(listing: Listing) -> JsonValue:
    wanted = normalise(Group.PACKAGE, listing.group(Group.PACKAGE))
    return wanted.get("channels") if isinstance(wanted, dict) else None


def _channels_shown(remote: RemoteListing) -> JsonValue:
    shown = remote.groups.get(Group.PACKAGE)
    return shown.get("channels") if isinstance(shown, dict) else None


def _gallery(listing: Listing, images: Mapping[str, str]) -> JsonValue:
    """The whole gallery, cover first. Where the shop's own pictures are kept, ``images`` is in display order."""
    if any(key.startswith("remote:") for key in images):
        ids = list(images.values())
    else:
        missing = [picture.file or picture.key for picture in listing.media if picture.key not in images]
        if missing:
            raise Bug("E_SHOPEE_IMAGE_NOT_UPLOADED", file=missing[0])
        ids = [images[picture.key] for picture in listing.media]
    shown: list[JsonValue] = list(ids)
    return {"image_id_list": shown, "image_ratio": "1:1"}


def _only_sku(remote: RemoteListing, listing: Listing) -> str:
    if len(listing.variants) != 1 or [variant.remote_id for variant in remote.variants] != [NO_MODEL]:
        raise NotReady("E_SHOPEE_VARIANTS_LATER", variants=len(listing.variants))
    return listing.variants[0].sku


def _models_of(remote: RemoteListing, skus: Collection[str]) -> list[tuple[str, int]]:
    """The model id of each SKU as last read; Bug where the item does not bear the SKU."""
    models = {fold(variant.sku): int(variant.remote_id) for variant in remote.variants}
    unknown = [sku for sku in skus if fold(sku) not in models]
    if unknown:
        raise Bug("E_SHOPEE_SKU_NOT_ON_ITEM", sku=unknown[0], item=remote.remote_id)
    return [(sku, models[fold(sku)]) for sku in skus]
