"""The SKUs of a product on the wire. A list of SKUs replaces the list: what is left out is deleted.

So an edit of them is made from a look at the version it goes over. What stands there is sent back by its ids, without
price and inventory (which then stay); what a plan did not know of is sent along as it is; only what the plan takes out
on purpose is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pydantic import JsonValue

from connector.errors import Bug, FieldProblem, Rejected
from connector.model import Listing, ListingVariant, fold

from .fields import identifier, price, uploaded
from .models import Product, Sku
from .sending import Body

__all__ = ["all_skus", "new_skus", "with_prices"]


def new_skus(listing: Listing, images: Mapping[str, str], warehouse: str) -> list[JsonValue]:
    """Every SKU of a product that is not there yet."""
    return [_new(listing, variant, images, warehouse) for variant in listing.variants]


def all_skus(
    listing: Listing,
    images: Mapping[str, str],
    warehouse: str,
    there: Product,
    known: Collection[str],
    *,
    structure: bool,
) -> list[JsonValue]:
    """The list that brings ``there`` to ``listing``. ``known``: SKUs (folded) that the plan saw on it.

    Without ``structure`` options stay as they are, and only barcodes are given.
    """
    standing = {fold(sku.seller_sku): sku for sku in there.skus}
    matched = _matched(listing, standing)
    body: list[JsonValue] = []
    for variant in listing.variants:
        sku = matched.get(variant.sku)
        if sku is not None:
            body.append(_kept(listing, variant, sku, images, structure=structure))
        elif structure:
            body.append(_new(listing, variant, images, warehouse))
    ours = {sku.id for sku in matched.values()}
    for name, sku in standing.items():
        if sku.id not in ours and (name not in known or not structure):
            body.append(_as_it_is(sku))
    return body


def with_prices(there: Product, prices: Mapping[str, int]) -> list[JsonValue]:
    """The list that leaves ``there`` as it is but for these prices, by SKU id."""
    return [_as_it_is(sku) | ({"price": price(prices[sku.id])} if sku.id in prices else {}) for sku in there.skus]


def _matched(listing: Listing, standing: Mapping[str, Sku]) -> dict[str, Sku]:
    """Which standing SKU each variant is: by name, else (a SKU that got another name) by its options."""
    found = {variant.sku: standing[fold(variant.sku)] for variant in listing.variants if fold(variant.sku) in standing}
    taken = {sku.id for sku in found.values()}
    free = [sku for sku in standing.values() if sku.id not in taken]
    for variant in listing.variants:
        if variant.sku in found:
            continue
        alike = [sku for sku in free if _words(sku) == {fold(word) for word in variant.option_values}]
        if len(alike) == 1:
            found[variant.sku] = alike[0]
            free.remove(alike[0])
    return found


def _words(sku: Sku) -> set[str]:
    return {fold(value.value_name) for value in sku.sales_attributes}


def _new(listing: Listing, variant: ListingVariant, images: Mapping[str, str], warehouse: str) -> Body:
    return {
        "seller_sku": variant.sku,
        "price": price(variant.price_vnd),
        "inventory": [{"warehouse_id": warehouse, "quantity": variant.stock or 0}],
        **_options(listing, variant, images),
        **identifier(variant.gtin),
    }


def _kept(listing: Listing, variant: ListingVariant, sku: Sku, images: Mapping[str, str], *, structure: bool) -> Body:
    body = _as_it_is(sku) | {"seller_sku": variant.sku if structure else sku.seller_sku}
    if structure and listing.option_names:
        body |= _options(listing, variant, images)
    body |= _barcode(variant, sku)
    return body


def _barcode(variant: ListingVariant, sku: Sku) -> Body:
    """A barcode counts for ever once it was given: another one, or none, is refused by name and never sent."""
    there = sku.identifier_code.code
    if there and (variant.gtin_cleared or variant.gtin not in ("", there)):
        reason = f"{variant.sku}: {there}"
        raise Rejected("E_TIKTOK_BARCODE", fields=(FieldProblem("gtin", reason),), reason=reason)
    return {} if there else identifier(variant.gtin)


def _as_it_is(sku: Sku) -> Body:
    """A SKU that stands, by its ids; price and inventory are left out and stay."""
    values: list[JsonValue] = [
        {"id": value.id, "value_id": value.value_id}
        | ({"sku_img": {"uri": value.sku_img.uri}} if value.sku_img.uri else {})
        for value in sku.sales_attributes
    ]
    body: Body = {"id": sku.id, "seller_sku": sku.seller_sku}
    body |= {"external_sku_id": sku.external_sku_id} if sku.external_sku_id else {}
    body |= {"sales_attributes": values} if values else {}
    code = sku.identifier_code
    return body | ({"identifier_code": {"code": code.code, "type": code.type}} if code.code else {})


def _options(listing: Listing, variant: ListingVariant, images: Mapping[str, str]) -> Body:
    """Names and values in our words; the picture belongs to the value of the first option."""
    if not listing.option_names:
        return {}
    if len(variant.option_values) != len(listing.option_names):
        raise Bug("E_TIKTOK_REQUEST", original="options", reason=variant.sku)
    values: list[Body] = [
        {"name": name, "value_name": word}
        for name, word in zip(listing.option_names, variant.option_values, strict=True)
    ]
    if variant.option_image is not None:
        values[0]["sku_img"] = {"uri": uploaded(variant.option_image, images)}
    shown: list[JsonValue] = list(values)
    return {"sales_attributes": shown}
