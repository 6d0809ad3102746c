"""What the shop shows: product ids, products by id, and products by SKU.

Every group of a RemoteListing leaves here in the form that ``normalise`` gives to what we sent, so that an untouched
value reads back equal. A product in the shop may have two versions: what buyers see, and the edit of it that is being
audited. The groups are the buyers' version; the other one stands beside it in ``under_review``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone

from pydantic import JsonValue

from connector.errors import Bug, Locked, NotFound
from connector.model import Group, ListingState, RemoteListing, RemoteVariant, fold
from connector.port import RemoteRef
from connector.wire.answers import figure, unix_moment
from connector.wire.several import several

from .api import Api, Params
from .models import Certification, FoundProduct, Product, SearchPage
from .normalise import normalise

__all__ = ["expiry_day", "find_deleted", "find_sku", "fresh_version", "read_products", "scan_products", "state_of"]

MOST_PAGES = 1000
"""A list that goes on beyond a hundred thousand products is none that anybody keeps."""

SEARCH = "product/202502/products/search"
PAGE = 100
SKEW = timedelta(minutes=5)
"""How far the marketplace's clock may be from ours when we ask for what changed since a moment."""

SIDE_BY_SIDE = 4
"""So many products of one batch are asked for at once; the pace decides how fast."""

STATES = {
    "ACTIVATE": ListingState.LIVE,
    "PENDING": ListingState.IN_REVIEW,
    "FAILED": ListingState.REJECTED,
    "SELLER_DEACTIVATED": ListingState.UNLISTED,
    "PLATFORM_DEACTIVATED": ListingState.BLOCKED,
    "FREEZE": ListingState.BLOCKED,
    "DRAFT": ListingState.DRAFT,
    "DELETED": ListingState.DELETED,
}
SHOWN = (ListingState.LIVE, ListingState.IN_REVIEW)
TWO_VERSIONS = ("ACTIVATE", "SELLER_DEACTIVATED")
IN_AUDIT = ("AUDITING", "PRE_APPROVED")
VIETNAM = timezone(timedelta(hours=7))


def state_of(status: str) -> ListingState:
    """Our word for TikTok Shop's; one we do not know is taken for the platform's doing, which we leave alone."""
    return STATES.get(status, ListingState.BLOCKED)


async def scan_products(api: Api) -> AsyncIterator[RemoteRef]:
    """Every product but deleted ones, page by page, each once."""
    async for product in _searched(api, {}):
        state = state_of(product.status)
        if state is not ListingState.DELETED:
            yield RemoteRef(product.id, state, unix_moment(product.update_time))


async def find_sku(api: Api, sku: str, since: datetime | None) -> list[str]:
    """Ids of undeleted products that bear exactly this SKU (folded), in the order found.

    The index may lag, so what changed ``since`` is looked through too.
    """
    wanted, found = fold(sku), dict[str, None]()
    asked: list[dict[str, JsonValue]] = [{"seller_skus": [sku]}]
    if since is not None:
        asked.append({"update_time_ge": int((since - SKEW).timestamp())})
    for body in asked:
        async for product in _searched(api, body):
            bears = wanted in {fold(one.seller_sku) for one in product.skus}
            if bears and state_of(product.status) is not ListingState.DELETED:
                found[product.id] = None
    return list(found)


async def find_deleted(api: Api, sku: str, since: datetime) -> list[str]:
    """Ids of products with exactly this SKU (folded) that were made ``since`` and are deleted by now."""
    body: dict[str, JsonValue] = {"status": "DELETED", "create_time_ge": int((since - SKEW).timestamp())}
    found = [product async for product in _searched(api, body)]
    return [product.id for product in found if fold(sku) in {fold(one.seller_sku) for one in product.skus}]


async def read_products(api: Api, remote_ids: Sequence[str]) -> dict[str, RemoteListing]:
    """Products by id; unknown ids are left out."""
    numbers = list(dict.fromkeys(remote_id for remote_id in remote_ids if remote_id.isascii() and remote_id.isdigit()))
    found = await several(numbers, lambda number: _read(api, number), SIDE_BY_SIDE)
    return {number: remote for number, remote in zip(numbers, found, strict=True) if remote is not None}


async def fresh_version(api: Api, remote_id: str) -> Product:
    """The version that an edit goes over, asked now: the one under review if there is one."""
    product = await _get(api, remote_id)
    if _is_under_review(product):
        product = await _get(api, remote_id, ("return_under_review_version", "true"))
    return product


async def _read(api: Api, number: str) -> RemoteListing | None:
    hidden = False
    try:
        product = await _get(api, number)
    except NotFound:
        return None
    except Locked:
        hidden = True  # frozen or deleted: not shown by id, and only a search tells which
    if hidden:
        return await _frozen_or_deleted(api, number)
    reviewed = None
    if _is_under_review(product):
        reviewed = await _get(api, number, ("return_under_review_version", "true"))
    api.seen[number] = product
    return remote_listing(product, reviewed)


async def _get(api: Api, number: str, *params: tuple[str, str]) -> Product:
    return await api.get(f"product/202309/products/{number}", [*params, ("locale", "vi-VN")], Product)


async def _frozen_or_deleted(api: Api, number: str) -> RemoteListing:
    async for product in _searched(api, {"status": "FREEZE"}):
        if product.id == number:
            variants = tuple(RemoteVariant(remote_id=sku.id, sku=sku.seller_sku) for sku in product.skus)
            when = unix_moment(product.update_time)
            blocked = ListingState.BLOCKED
            return RemoteListing(remote_id=number, state=blocked, status="FREEZE", variants=variants, updated_at=when)
    return RemoteListing(remote_id=number, state=ListingState.DELETED, status="DELETED")


async def _searched(api: Api, body: Mapping[str, JsonValue]) -> AsyncIterator[FoundProduct]:
    """Every hit of a search, each once; without ``status`` in any status."""
    seen: set[str] = set()
    token = ""
    for _ in range(MOST_PAGES):
        params: Params = [("page_size", PAGE), *([("page_token", token)] if token else [])]
        page = await api.ask(SEARCH, {"status": "ALL", **body}, SearchPage, params)
        for product in page.products:
            if product.id not in seen:
                seen.add(product.id)
                yield product
        if not page.next_page_token:
            return
        if page.next_page_token == token:
            raise Bug("E_TIKTOK_PAGING")
        token = page.next_page_token
    raise Bug("E_TIKTOK_TOO_DEEP", original=f"{MOST_PAGES} pages")


def _is_under_review(product: Product) -> bool:
    """Whether an edit of what buyers see is being audited."""
    return product.status in TWO_VERSIONS and product.audit.status in IN_AUDIT


def remote_listing(product: Product, reviewed: Product | None = None) -> RemoteListing:
    """One product as the core knows it. ``reviewed``: its version under review."""
    state = state_of(product.status)
    groups = _groups(product, state)
    under_review: dict[Group, JsonValue] = {}
    if reviewed is not None:
        edited = _groups(reviewed, state)
        under_review = {group: value for group, value in edited.items() if value != groups[group]}
    failed = product.status in TWO_VERSIONS and product.audit.status == "FAILED"
    return RemoteListing(
        remote_id=product.id,
        state=state,
        status=product.status,
        # A product's time moves with every sale and verdict, so during an audit it says nothing about edits.
        updated_at=None if reviewed is not None else unix_moment(product.update_time),
        variants=tuple(RemoteVariant(remote_id=sku.id, sku=sku.seller_sku) for sku in product.skus),
        groups=groups,
        review="pending" if reviewed is not None else "failed" if failed else "",
        under_review=under_review,
        reason=_reason(product),
        image_urls=tuple(next(iter(picture.urls), "") for picture in product.main_images),
    )


def _groups(product: Product, state: ListingState) -> dict[Group, JsonValue]:
    return {group: normalise(group, value) for group, value in _values(product, state)}


def _values(product: Product, state: ListingState) -> Iterable[tuple[Group, JsonValue]]:
    prices: dict[str, JsonValue] = {sku.seller_sku: sku.price.dong for sku in product.skus if sku.price.dong}
    stock: dict[str, JsonValue] = {sku.seller_sku: sku.pieces for sku in product.skus}
    media: list[JsonValue] = [f"remote:{picture.uri}" for picture in product.main_images]
    yield Group.TITLE, product.title
    yield Group.DESCRIPTION, product.description
    yield Group.MEDIA, media
    yield Group.PRICE, prices
    yield Group.STOCK, stock
    yield Group.ATTRIBUTES, _attributes(product)
    yield Group.PACKAGE, _package(product)
    yield Group.STRUCTURE, _structure(product)
    yield Group.STATE, "live" if state in SHOWN else "unlisted"


def _attributes(product: Product) -> JsonValue:
    values: dict[str, JsonValue] = {}
    for attribute in product.product_attributes:
        chosen: list[JsonValue] = [[value.id, value.name, ""] for value in attribute.values]
        values[attribute.id] = chosen
    barcodes: dict[str, JsonValue] = {
        sku.seller_sku: sku.identifier_code.code for sku in product.skus if sku.identifier_code.code
    }
    papers: dict[str, JsonValue] = {one.id: _paper(one) for one in product.certifications if one.images or one.files}
    return {
        "category": product.leaf,
        "brand": product.brand.id,
        "values": values,
        **({"gtin": barcodes} if barcodes else {}),
        **({"papers": papers} if papers else {}),
    }


def _paper(certification: Certification) -> JsonValue:
    ids = [picture.uri for picture in certification.images] + [file.id for file in certification.files]
    scans: list[JsonValue] = [f"remote:{number}" for number in ids]
    day = expiry_day(certification.expiration_date)
    return [scans, day.isoformat() if day is not None else ""]


def expiry_day(seconds: int) -> date | None:
    """The day in Vietnam that a paper's end falls on."""
    when = unix_moment(seconds)
    return None if when is None else when.astimezone(VIETNAM).date()


def _package(product: Product) -> JsonValue:
    size = product.package_dimensions
    return {
        "weight_g": max(0, figure(product.package_weight.value, 1000) or 0),
        "length_cm": _size(size.length),
        "width_cm": _size(size.width),
        "height_cm": _size(size.height),
    }


def _size(text: str) -> int:
    """No size counts as 1, as a parcel without one is composed."""
    return max(1, figure(text) or 1)


def _structure(product: Product) -> JsonValue:
    first = product.skus[0].sales_attributes if product.skus else ()
    options: list[JsonValue] = [value.name for value in first]
    skus: dict[str, JsonValue] = {}
    pictures: dict[str, JsonValue] = {}
    for sku in product.skus:
        by_name = {fold(value.name): value for value in sku.sales_attributes}
        ordered = [by_name[fold(str(name))] for name in options if fold(str(name)) in by_name]
        words: list[JsonValue] = [value.value_name for value in ordered]
        skus[sku.seller_sku] = words
        for value in ordered[:1]:
            if value.sku_img.uri:
                pictures[value.value_name] = f"remote:{value.sku_img.uri}"
    images: dict[str, JsonValue] = {"images": pictures} if pictures else {}
    return {"options": options, "skus": skus, **images}


def _reason(product: Product) -> str:
    """Why an audit failed, in TikTok Shop's words; '' while none has."""
    told: list[str] = []
    for failure in product.audit_failed_reasons:
        text = ": ".join(part for part in (failure.position, "; ".join(failure.reasons)) if part)
        told.append(" – ".join(part for part in (text, "; ".join(failure.suggestions)) if part))
    return " | ".join(dict.fromkeys(part for part in told if part))
