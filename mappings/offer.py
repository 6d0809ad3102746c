"""Price, stock and parcel of what is on sale."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from connector.model import Channel, ListingVariant, Package, Variant, fold

from .limits import Bounds
from .prepare import Leaf, Prepared
from .schema import PriceRule
from .subject import Subject
from .values import Notes, ShopPolicy

__all__ = ["compose_package", "compose_variants", "price_of", "shared_stock"]


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
            option_values=variant.option_values,
            gtin=variant.gtin,
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
    names, values = leaf.bounds["option_name"], leaf.bounds["option_value"]
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


def compose_package(subject: Subject, prepared: Prepared, leaf: Leaf, notes: Notes) -> Package | None:
    """The parcel that holds any of the SKUs, whole centimetres rounded up, with every usable channel it fits."""
    rule = subject.rules.offer.package
    weights = [variant.weight_g for variant in subject.variants if variant.weight_g is not None]
    sizes = [variant.dimensions for variant in subject.variants if variant.dimensions is not None]
    if not weights:
        notes.block("E_PACKAGE_WEIGHT_MISSING", "package")
    if not sizes and rule.needs_dimensions:
        notes.block("E_PACKAGE_SIZE_MISSING", "package")
    if not weights or (not sizes and rule.needs_dimensions):
        return None
    length, width, height = (
        max((_whole(getattr(size, side)) for size in sizes), default=1)
        for side in ("length_cm", "width_cm", "height_cm")
    )
    weight = max(weights)
    channels = _channels(prepared.channels, weight, max(length, width, height), notes)
    notes.origins.append(subject.origin("package", "weight_g", subject.rules.at("offer", "package")))
    return Package(
        weight_g=weight,
        length_cm=length,
        width_cm=width,
        height_cm=height,
        channels=channels,
        days_to_ship=_days_to_ship(subject, leaf.bounds["days_to_ship"], notes),
    )


def _whole(centimetres: Decimal) -> int:
    return int(centimetres.to_integral_value(rounding=ROUND_CEILING))


def _channels(usable: tuple[Channel, ...], weight: int, side: int, notes: Notes) -> tuple[str, ...]:
    fitting = [channel for channel in usable if _fits(channel, weight, side)]
    compulsory = [channel.name for channel in usable if channel.compulsory]
    if usable and not fitting:
        notes.block("E_PACKAGE_TOO_BIG", "package", weight=weight, side=side)
    elif compulsory and not any(channel.compulsory for channel in fitting):
        notes.block("E_PACKAGE_COMPULSORY_CHANNEL", "package", channels=", ".join(compulsory), weight=weight, side=side)
    elif not usable:
        notes.block("E_PACKAGE_NO_CHANNEL", "package")
    return tuple(channel.id for channel in fitting)


def _fits(channel: Channel, weight: int, side: int) -> bool:
    heaviest, lightest, longest = channel.max_weight_g, channel.min_weight_g, channel.max_side_cm
    return not ((heaviest and weight > heaviest) or (lightest and weight < lightest) or (longest and side > longest))


def _days_to_ship(subject: Subject, bounds: Bounds, notes: Notes) -> int | None:
    days = subject.rules.days_to_ship.get(fold(subject.product.group_148))
    if days is not None and (bounds.too_small(days) or bounds.too_big(days)):
        notes.block("E_PACKAGE_DAYS_TO_SHIP", "package", days=days, minimum=bounds.minimum, maximum=bounds.maximum)
    return days
