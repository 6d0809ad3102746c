"""``ocop why``: the whole way of a SKU's values in one shop, put together from sheets, rules and journal.

No shop is asked: limits and categories are those of the last run, what the shop shows is what it showed then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches
from itertools import takewhile

from pydantic import JsonValue

from connector.config import ShopConfig
from connector.errors import BadUse
from connector.model import Group, Listing, Origin, Product, fold
from connector.report.why import WhyEvent, WhyField, WhyView
from connector.sync.journal import ListingBase

from .shops import Workspace

__all__ = ["explain_sku", "find_product"]

EVENTS = 10
GROUPS = {
    "title": Group.TITLE,
    "description": Group.DESCRIPTION,
    "media": Group.MEDIA,
    "price": Group.PRICE,
    "stock": Group.STOCK,
    "category": Group.ATTRIBUTES,
    "brand": Group.ATTRIBUTES,
    "attributes": Group.ATTRIBUTES,
    "package": Group.PACKAGE,
}
"""The composer's fields by the group they are compared in."""

PER_SKU = (Group.PRICE, Group.STOCK)


async def explain_sku(workspace: Workspace, shop: ShopConfig, sku: str, field: str = "") -> WhyView:
    """Why ``sku`` (or a product's key) is on ``shop`` as it is; ``field`` narrows it to one.

    BadUse where nobody knows the SKU or the field, and ``E_NO_FACTS`` before the shop's first plan or run.
    """
    effective = await workspace.effective()
    product, named = find_product(effective.products, sku)
    composer = await workspace.composer_offline(shop)
    day = workspace.options.day
    desired = composer.desired(product, day)
    listing = desired.listing
    if listing is None and product.producer_id in composer.producers:
        listing = composer.composed(product, day).listing
    base = (await workspace.journal.bases(shop.name)).get(desired.product, ListingBase())
    shown = named or desired.skus[0]
    fields = tuple(_fields(listing, base, shown)) if listing is not None else ()
    spoken = [notice for notice in effective.notices if notice.product == product.product_key]
    events = await workspace.journal.events(desired.product, EVENTS)
    return WhyView(
        product=desired.product,
        title=product.title_vi,
        sku=shown,
        shop=shop.name,
        marketplace=shop.marketplace,
        day=day,
        fields=_narrowed(fields, field),
        history=tuple(WhyEvent(at, "event", code, params) for at, code, params in events),
        problems=tuple((notice.code, notice.params) for notice in (*spoken, *desired.notices)),
    )


def find_product(products: Mapping[str, Product], word: str) -> tuple[Product, str]:
    """The product that bears this SKU, or this key, with the SKU as the sheet spells it ('' where a key was given).

    BadUse names the nearest SKU.
    """
    skus = {fold(variant.sku): (product, variant.sku) for product in products.values() for variant in product.variants}
    wanted = fold(word)
    if wanted in skus:
        return skus[wanted]
    for product in products.values():
        if fold(product.product_key) == wanted:
            return product, ""
    raise BadUse("E_SKU_UNKNOWN", sku=word, nearest=_nearest(wanted, skus))


def _nearest(word: str, skus: Mapping[str, tuple[Product, str]]) -> str:
    """Codes are read from the left: the longest common beginning first, then likeness."""

    def likeness(sku: str) -> tuple[int, float]:
        together = takewhile(lambda pair: pair[0] == pair[1], zip(word, sku, strict=False))
        return sum(1 for _ in together), SequenceMatcher(None, word, sku).ratio()

    best = max(skus, key=likeness, default="")
    return skus[best][1] if best else "-"


def _fields(listing: Listing, base: ListingBase, sku: str) -> Iterator[WhyField]:
    """One per origin; of prices and stock only those of ``sku``."""
    several = len(listing.variants) > 1
    for origin in listing.origins:
        name, _, of_sku = origin.field.partition(":")
        group = GROUPS.get(name)
        if group in PER_SKU and several and of_sku != sku:
            continue
        yield _field(origin, name, group, listing, base, sku)


def _field(origin: Origin, name: str, group: Group | None, listing: Listing, base: ListingBase, sku: str) -> WhyField:
    known = base.groups.get(group) if group is not None else None
    shop, sent = (known.seen, known.sent) if known is not None else (None, None)
    if group in PER_SKU:
        shop, sent = _of_sku(shop, sku), _of_sku(sent, sku)
    elif name in ("category", "brand"):
        shop, sent = _of_sku(shop, name), _of_sku(sent, name)
    return WhyField(
        field=f"{name} {sku}" if group in PER_SKU and len(listing.variants) > 1 else name,
        value=_value(name, group, listing, sku),
        source=origin.source,
        rule=origin.rule,
        limit=origin.limit,
        limit_source=origin.limit_source,
        group=group,
        shop=shop,
        sent=sent,
        status=(known.mark or known.status) if known is not None else "",
    )


def _of_sku(value: JsonValue, key: str) -> JsonValue:
    return value.get(key) if isinstance(value, dict) else None


def _value(name: str, group: Group | None, listing: Listing, sku: str) -> JsonValue:
    match name:
        case "category":
            return f"{' > '.join(listing.category_path)} ({listing.category_id})"
        case "brand":
            return f"{listing.brand_name} ({listing.brand_id})" if listing.brand_id else listing.brand_name
    whole = listing.group(group) if group is not None else None
    return _of_sku(whole, sku) if group in PER_SKU else whole


def _narrowed(fields: tuple[WhyField, ...], wanted: str) -> tuple[WhyField, ...]:
    """The fields named ``wanted``: by the composer's name or by their group's."""
    word = wanted.strip().lower()
    if not word or not fields:
        return fields
    found = tuple(one for one in fields if word in (one.field.partition(" ")[0], str(one.group or "")))
    exact = tuple(one for one in found if one.field.partition(" ")[0] == word)
    if not found:
        known = list(dict.fromkeys(one.field.partition(" ")[0] for one in fields))
        near = get_close_matches(word, known, n=1, cutoff=0.0)
        raise BadUse("E_FIELD_UNKNOWN", field=wanted, nearest=near[0], known=", ".join(known))
    return exact or found
