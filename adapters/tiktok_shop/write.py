"""What changes the shop: uploads, creates, edits, prices, stock, shown or hidden.

Errors of a whole call are raised; errors of one entry of a batch are returned in its place. What an accepted call warns
of is passed on: TikTok Shop takes a value away and says so only there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from pydantic import JsonValue

from connector.errors import AdapterError, Bug, NotReady, QuotaSpent, StopShop, Unknown
from connector.model import Group, Listing, RemoteListing, fold
from connector.port import Created, MediaFile, PriceEdit, StepLog, StockEdit
from connector.wire.sending import uploaded

from .api import Api
from .errors import check_failed, entry_problem
from .facts import fetch_warehouses
from .fields import category, certifications, gallery, parcel, price, scan_name
from .models import CheckResult, CreatedProduct, Errors, Sku, UploadedFile, UploadedImage
from .read import fresh_version
from .sending import Body, send
from .skus import all_skus, new_skus, with_prices

__all__ = [
    "create_product",
    "set_product_states",
    "update_prices",
    "update_product",
    "update_stock",
    "upload_files",
    "warehouse_of",
]

PRODUCTS = "product/202309/products"
EDITS = "product/202509/products"
USES = {"option": "ATTRIBUTE_IMAGE", "description": "DESCRIPTION_IMAGE", "paper": "CERTIFICATION_IMAGE"}
HIDDEN = "SELLER_DEACTIVATED"
PDF = "application/pdf"
OF_SHOP = (StopShop, QuotaSpent)


async def upload_files(api: Api, files: Sequence[MediaFile]) -> list[str | AdapterError]:
    """Upload pictures and papers, one a call; per file its id or why there is none."""
    return await uploaded([[file] for file in files], partial(_answered, api))


async def _answered(api: Api, files: Sequence[MediaFile]) -> list[str | AdapterError]:
    try:
        return [await _upload(api, *files)]
    except OF_SHOP:
        raise
    except AdapterError as error:
        return [error]


async def _upload(api: Api, file: MediaFile) -> str:
    """A uri belongs to its use: the same picture as cover and for an option is two uploads."""
    if file.content_type == PDF:
        name = {"name": scan_name(file.key)}
        return (await api.upload("product/202309/files/upload", file.data, PDF, name, UploadedFile)).id
    use = {"use_case": USES.get(file.use, "MAIN_IMAGE")}
    return (await api.upload("product/202309/images/upload", file.data, file.content_type, use, UploadedImage)).uri


async def warehouse_of(api: Api) -> str:
    """Where the shop sells from; NotReady where it has no place that is open."""
    if not api.warehouse:
        usable = await fetch_warehouses(api)
        if not usable:
            raise NotReady("E_TIKTOK_NO_WAREHOUSE")
        api.warehouse = usable[0].id
    return api.warehouse


async def create_product(api: Api, listing: Listing, images: Mapping[str, str], log: StepLog) -> Created:
    """Have a listing checked, then create it. The intent's id is the key under which a repeat makes no second one."""
    body: Body = {
        "title": listing.title,
        "description": listing.description,
        **category(listing),
        "main_images": gallery(listing, images),
        **parcel(listing.package),
        "skus": new_skus(listing, images, await warehouse_of(api)),
    }
    papers = certifications(listing, images)
    if papers:
        body["certifications"] = papers
    checked = await api.ask(f"{PRODUCTS}/listing_check", body, CheckResult)
    if checked.check_result == "FAILED" or checked.fail_reasons:
        raise check_failed(checked.fail_reasons)
    body |= {"save_mode": "LISTING", "idempotency_key": log.intent_id}
    created = await send(api, PRODUCTS, body, CreatedProduct, log)
    if not created.product_id:
        raise Unknown("E_TIKTOK_OUTCOME_UNKNOWN", original="no product_id")
    _tell(created, log)
    return Created(created.product_id, {sku.seller_sku: sku.id for sku in created.skus})


async def update_product(
    api: Api,
    remote: RemoteListing,
    listing: Listing,
    groups: Collection[Group],
    images: Mapping[str, str],
    log: StepLog,
) -> None:
    """Write the given content groups in one partial edit; properties that are not in the body stay as they are."""
    body = _content(api, remote, listing, groups, images)
    by_look = False
    if Group.STRUCTURE in groups or (Group.ATTRIBUTES in groups and _barcodes_differ(remote, listing)):
        there = await fresh_version(api, remote.remote_id)
        known = {fold(variant.sku) for variant in remote.variants}
        place = await warehouse_of(api)
        structure = Group.STRUCTURE in groups
        body["skus"] = all_skus(listing, images, place, there, known, structure=structure)
        by_look = True
    if not body:
        raise Bug("E_TIKTOK_NOTHING_TO_WRITE", groups=", ".join(sorted(groups)))
    path = f"{EDITS}/{remote.remote_id}/partial_edit"
    _tell(await send(api, path, body, CreatedProduct, log, by_look=by_look), log)


def _content(
    api: Api, remote: RemoteListing, listing: Listing, groups: Collection[Group], images: Mapping[str, str]
) -> Body:
    """The top-level properties that these groups write; each replaces what is there."""
    body: Body = {}
    if Group.TITLE in groups:
        body["title"] = listing.title
    if Group.DESCRIPTION in groups:
        body["description"] = listing.description
    if Group.ATTRIBUTES in groups:
        shown = remote.groups.get(Group.ATTRIBUTES)
        body |= category(listing, shown)
        if listing.papers:
            seen = api.seen.get(remote.remote_id)
            same = isinstance(shown, dict) and shown.get("category") == listing.category_id
            body["certifications"] = certifications(listing, images, seen.certifications if seen and same else ())
    if Group.PACKAGE in groups:
        body |= parcel(listing.package)
    if Group.MEDIA in groups:
        body["main_images"] = gallery(listing, _of_gallery(listing, images))
    return body


def _of_gallery(listing: Listing, images: Mapping[str, str]) -> dict[str, str]:
    """The gallery's part of ``images``: what else was uploaded for the listing is no part of its display order."""
    others = {variant.option_image.key for variant in listing.variants if variant.option_image is not None}
    others |= {scan.key for paper in listing.papers.values() for scan in paper.scans}
    return {key: number for key, number in images.items() if key not in others}


def _barcodes_differ(remote: RemoteListing, listing: Listing) -> bool:
    """Whether a SKU that stands there is wanted with another barcode than it shows."""
    shown = remote.groups.get(Group.ATTRIBUTES)
    there = shown.get("gtin") if isinstance(shown, dict) else None
    now = {fold(sku): str(code) for sku, code in there.items()} if isinstance(there, dict) else {}
    stand = {fold(variant.sku) for variant in remote.variants}
    return any(
        one.gtin != now.get(fold(one.sku), "")
        for one in listing.variants
        if (one.gtin or one.gtin_cleared) and fold(one.sku) in stand
    )


async def update_prices(api: Api, edits: Sequence[PriceEdit], log: StepLog) -> list[AdapterError | None]:
    """Regular prices, one call per product. The call for prices takes live products only; what is hidden gets its price
    by an edit of nothing else, which counts at once and leaves it hidden."""
    results: list[AdapterError | None] = []
    for edit in edits:
        ids = _ids_of(edit.remote, edit.prices)
        if edit.remote.status == HIDDEN and not edit.remote.review:  # an edit of an edit would begin its audit anew
            there = await fresh_version(api, edit.remote.remote_id)
            body = with_prices(there, {number: edit.prices[sku] for sku, number in ids.items()})
            path = f"{EDITS}/{edit.remote.remote_id}/partial_edit"
            _tell(await send(api, path, {"skus": body}, CreatedProduct, log, by_look=True), log)
            results.append(None)
            continue
        entries: list[JsonValue] = [{"id": number, "price": price(edit.prices[sku])} for sku, number in ids.items()]
        results.append(await _figures(api, edit.remote, "prices/update", entries, ids, log))
    return results


async def update_stock(api: Api, edits: Sequence[StockEdit], log: StepLog) -> list[AdapterError | None]:
    """Absolute stock, one call per product, every warehouse of a SKU named."""
    results: list[AdapterError | None] = []
    for edit in edits:
        ids = _ids_of(edit.remote, edit.stock)
        shelves = await _shelves(api, edit.remote.remote_id)
        default = await warehouse_of(api)
        entries: list[JsonValue] = [
            {"id": number, "inventory": _spread(edit.stock[sku], shelves.get(number), default)}
            for sku, number in ids.items()
        ]
        results.append(await _figures(api, edit.remote, "inventory/update", entries, ids, log))
    return results


async def _shelves(api: Api, remote_id: str) -> dict[str, Sku]:
    """The product's SKUs with what lies where, as last read."""
    seen = api.seen.get(remote_id)
    if seen is None:
        seen = api.seen[remote_id] = await fresh_version(api, remote_id)
    return {sku.id: sku for sku in seen.skus}


def _spread(pieces: int, sku: Sku | None, default: str) -> list[JsonValue]:
    """``pieces`` over the SKU's warehouses, never more in all: the others keep theirs as far as it goes, the default
    (or the first) gets the rest."""
    held = {shelf.warehouse_id: shelf.quantity for shelf in sku.inventory} if sku is not None else {}
    main = default if default in held or not held else next(iter(held))
    left = pieces
    found: dict[str, int] = {}
    for place, quantity in held.items():
        if place != main:
            found[place] = min(quantity, left)
            left -= found[place]
    found[main] = left
    return [{"warehouse_id": place, "quantity": quantity} for place, quantity in found.items()]


async def set_product_states(
    api: Api, remote_ids: Sequence[str], live: bool, log: StepLog
) -> list[AdapterError | None]:
    """Activate (by way of a review) or deactivate up to 20 products in one call."""
    if not remote_ids:
        return []
    numbers: list[JsonValue] = list(remote_ids)
    path = f"{PRODUCTS}/{'activate' if live else 'deactivate'}"
    answer = await send(api, path, {"product_ids": numbers}, Errors, log)
    failed = {error.detail.product_id: error for error in answer.errors}
    return [entry_problem(failed[number]) if number in failed else None for number in remote_ids]


async def _figures(
    api: Api, remote: RemoteListing, name: str, entries: list[JsonValue], ids: Mapping[str, str], log: StepLog
) -> AdapterError | None:
    """One call with all figures of one product: None where every entry counted, else the first reason why not, which
    names the SKUs it holds for where others counted."""
    answer = await send(api, f"{PRODUCTS}/{remote.remote_id}/{name}", {"skus": entries}, Errors, log)
    if not answer.errors:
        return None
    failed = {error.detail.sku_id for error in answer.errors}
    problem = entry_problem(answer.errors[0])
    skus = tuple(sku for sku, number in ids.items() if number in failed)
    if skus and len(skus) < len(ids):
        problem.skus = skus
        problem.params["skus"] = ", ".join(skus)
    return problem


def _ids_of(remote: RemoteListing, skus: Collection[str]) -> dict[str, str]:
    """The remote id of each SKU as last read; Bug where the product does not bear the SKU."""
    known = {fold(variant.sku): variant.remote_id for variant in remote.variants}
    unknown = [sku for sku in skus if fold(sku) not in known]
    if unknown:
        raise Bug("E_TIKTOK_SKU_NOT_ON_PRODUCT", sku=unknown[0], product=remote.remote_id)
    return {sku: known[fold(sku)] for sku in skus}


def _tell(answer: CreatedProduct, log: StepLog) -> None:
    for warning in answer.warnings:
        if warning.message:
            log.warned(warning.message)
