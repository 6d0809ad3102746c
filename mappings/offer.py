"""Price, stock and options of what is on sale."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from connector.model import ListingVariant, Variant

from .limits import Bounds
from .prepare import Leaf, Prepared
from .schema import PriceRule
from .subject import Subject
from .values import Notes, ShopPolicy

__all__ = ["compose_variants", "price_of", "shared_stock"]


def price_of(variant: Variant, rule: PriceRule) -> int:
    """The regular price in whole dong."""
    if rule.percent == 100 and rule.round_to == 1:
        return variant.price_vnd
    steps = variant.price_vnd * rule.percent / 100 / rule.round_to
    return int(steps.quantize(Decimal(1), rounding=ROUND_HALF_UP)) * rule.round_to


def shared_stock(variant: Variant, policy: ShopPolicy) -> int | None:
    """This shop's pieces: what is sellable less the reserve, and its share of that; None where unmanaged."""
    if variant.sellable_stock is None:
        return None
    pieces = max(0, variant.sellable_stock - policy.reserve)
    if policy.stock_share == "same":
        return pieces
    each, remainder = divmod(pieces, policy.share_count)
    return each + (1 if policy.share_index < remainder else 0)


def compose_variants(subject: Subject, prepared: Prepared, leaf: Leaf, notes: Notes) -> tuple[ListingVariant, ...]:
    """Every SKU on sale with price, stock and options (pictures are put on later)."""
    rule = subject.rules.offer.price
    price_bounds, stock_bounds = leaf.bounds["price"], leaf.bounds["stock"]
    variants = tuple(
        ListingVariant(
            sku=variant.sku,
            price_vnd=price_of(variant, rule),
            stock=_bounded_stock(variant, subject.policy, stock_bounds, notes),
            option_values=tuple(map(subject.twinned, variant.option_values)),
            gtin=variant.gtin,
            gtin_cleared=not variant.gtin and "gtin" in variant.cleared,
        )
        for variant in subject.variants
    )
    for variant in variants:
        price = variant.price_vnd
        if price_bounds.too_small(price):
            notes.block("E_LISTING_PRICE_LOW", "price", sku=variant.sku, price=price, minimum=price_bounds.minimum)
        elif price_bounds.too_big(price):
            notes.block("E_LISTING_PRICE_HIGH", "price", sku=variant.sku, price=price, maximum=price_bounds.maximum)
    _judge_spread([variant.price_vnd for variant in variants], prepared.spread, notes)
    _judge_options(subject, leaf, notes)
    if leaf.bounds["gtin"].too_small(1 if all(variant.gtin for variant in variants) else 0):
        notes.block("E_LISTING_GTIN_MISSING", "gtin", category=leaf.category.path[-1])
    _origins(subject, price_bounds, stock_bounds, notes)
    return variants


def _bounded_stock(variant: Variant, policy: ShopPolicy, bounds: Bounds, notes: Notes) -> int | None:
    pieces = shared_stock(variant, policy)
    if pieces is None or bounds.maximum is None or pieces <= bounds.maximum:
        return pieces
    notes.warn("W_LISTING_STOCK_CUT", "stock", sku=variant.sku, stock=pieces, maximum=bounds.maximum)
    return bounds.maximum


def _judge_spread(prices: list[int], spread: int | None, notes: Notes) -> None:
    if spread is None or max(prices) <= spread * min(prices):
        return
    # The sample's code names the only number any marketplace of ours has; another number keeps the plain one.
    code = "PRICE_SPREAD_OVER_5X" if spread == 5 else "PRICE_SPREAD_TOO_WIDE"
    notes.block(code, "price", lowest=min(prices), highest=max(prices), times=spread)


def _judge_options(subject: Subject, leaf: Leaf, notes: Notes) -> None:
    names, values, skus = leaf.bounds["option_name"], leaf.bounds["option_value"], leaf.bounds["skus"]
    if skus.too_big(len(subject.variants)):
        notes.block("E_LISTING_TOO_MANY_SKUS", "structure", skus=len(subject.variants), maximum=skus.maximum)
    for name in subject.product.option_names:
        if names.too_big(names.size(name)):
            notes.block(
                "E_LISTING_OPTION_LONG", "structure", option=name, length=names.size(name), maximum=names.maximum
            )
    for value in dict.fromkeys(value for variant in subject.variants for value in variant.option_values):
        if values.too_big(values.size(value)):
            notes.block(
                "E_LISTING_OPTION_LONG", "structure", option=value, length=values.size(value), maximum=values.maximum
            )


def _origins(subject: Subject, price: Bounds, stock: Bounds, notes: Notes) -> None:
    """``price`` and ``stock`` for the first SKU, and one each by SKU where there are several."""
    price_rule, stock_rule = subject.rules.at("offer", "price"), f"policy: stock_share = {subject.policy.stock_share}"
    first = subject.variants[0].sku
    named = [("", first)]
    if len(subject.variants) > 1:
        named += [(f":{variant.sku}", variant.sku) for variant in subject.variants]
    for suffix, sku in named:
        notes.origins.append(subject.origin(f"price{suffix}", "price_vnd", price_rule, price, sku))
        notes.origins.append(subject.origin(f"stock{suffix}", "stock", stock_rule, stock, sku))
