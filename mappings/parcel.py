"""The parcel: what holds any of the SKUs, which channels take it, and how many days it may take to get ready.

A channel is put on a listing only where the parcel is within its weight and size; one that wants a parcel class gets
the first of the rules' that the parcel fits, or its only one. A product that no channel takes is a reason with the
limit of the channel that takes the most.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from connector.model import Channel, Dimensions, Package, fold

from .limits import NO_BOUNDS, Bounds
from .prepare import Leaf, Prepared
from .subject import Subject
from .values import Notes

__all__ = ["compose_package"]

Sides = tuple[int, int, int]
Excess = tuple[str, dict[str, object]]


def compose_package(subject: Subject, prepared: Prepared, leaf: Leaf, notes: Notes) -> Package | None:
    """Whole centimetres rounded up, with every usable channel that takes it."""
    weights = [variant.weight_g for variant in subject.variants if variant.weight_g is not None]
    sizes = [variant.dimensions for variant in subject.variants if variant.dimensions is not None]
    needed = _size_needed(subject, prepared, leaf)
    if not weights:
        notes.block("E_PACKAGE_WEIGHT_MISSING", "package")
    if not sizes and needed:
        notes.block("E_PACKAGE_SIZE_MISSING", "package")
    if not weights or (not sizes and needed):
        return None
    weight, sides = max(weights), _sides(sizes)
    usable = prepared.channels if sizes else tuple(one for one in prepared.channels if not one.needs_size)
    classes = {channel.id: _parcel_class(subject, channel, weight, sides) for channel in usable}
    fitting = [
        channel
        for channel in usable
        if _excess(channel, weight, sides) is None and (classes[channel.id] or not channel.sizes)
    ]
    if subject.rules.offer.package.needs_channel:
        _judge(usable, fitting, weight, sides, notes)
    _origin(subject, fitting, notes)
    length, width, height = sides
    return Package(
        weight_g=weight,
        length_cm=length,
        width_cm=width,
        height_cm=height,
        channels=tuple(channel.id for channel in fitting),
        sizes={channel.id: classes[channel.id] for channel in fitting if channel.sizes},
        days_to_ship=_days_to_ship(subject, leaf, notes),
    )


def _size_needed(subject: Subject, prepared: Prepared, leaf: Leaf) -> bool:
    """By rule, by the category, or because no channel does without."""
    channels = prepared.channels
    return (
        subject.rules.offer.package.needs_dimensions
        or leaf.bounds["dimension"].too_small(0)
        or (bool(channels) and all(channel.needs_size for channel in channels))
    )


def _sides(sizes: list[Dimensions]) -> Sides:
    return (
        max((_whole(size.length_cm) for size in sizes), default=1),
        max((_whole(size.width_cm) for size in sizes), default=1),
        max((_whole(size.height_cm) for size in sizes), default=1),
    )


def _whole(centimetres: Decimal) -> int:
    return int(centimetres.to_integral_value(rounding=ROUND_CEILING))


def _parcel_class(subject: Subject, channel: Channel, weight: int, sides: Sides) -> str:
    """The id of the parcel class to name for this channel; '' where it has none that the parcel is known to fit."""
    if not channel.sizes:
        return ""
    listed = {fold(size.name): size.id for size in channel.sizes}
    for name, rule in subject.rules.offer.package.sizes.items():
        heavy = rule.max_weight_g is not None and weight > rule.max_weight_g
        long = rule.max_side_cm is not None and max(sides) > rule.max_side_cm
        if fold(name) in listed and not heavy and not long:
            return listed[fold(name)]
    named = {fold(name) for name in subject.rules.offer.package.sizes}
    only = channel.sizes[0] if len(channel.sizes) == 1 else None
    return only.id if only is not None and fold(only.name) not in named else ""


def _excess(channel: Channel, weight: int, sides: Sides) -> Excess | None:
    """The first of the channel's limits that the parcel does not keep, as a reason's code and numbers."""
    about: dict[str, object] = {"channel": channel.name}
    if channel.max_weight_g and weight > channel.max_weight_g:
        return "E_PACKAGE_TOO_HEAVY", {**about, "weight": weight, "maximum": channel.max_weight_g}
    if channel.min_weight_g and weight < channel.min_weight_g:
        return "E_PACKAGE_TOO_LIGHT", {**about, "weight": weight, "minimum": channel.min_weight_g}
    if channel.max_side_cm and max(sides) > channel.max_side_cm:
        return "E_PACKAGE_TOO_LONG", {**about, "side": max(sides), "maximum": channel.max_side_cm}
    limits = sorted(channel.max_sides_cm or (), reverse=True)
    for side, most in zip(sorted(sides, reverse=True), limits, strict=False):
        if side > most:
            return "E_PACKAGE_TOO_LONG", {**about, "side": side, "maximum": most}
    if channel.max_sum_cm and sum(sides) > channel.max_sum_cm:
        return "E_PACKAGE_TOO_BULKY", {**about, "sum": sum(sides), "maximum": channel.max_sum_cm}
    return None


def _judge(usable: tuple[Channel, ...], fitting: list[Channel], weight: int, sides: Sides, notes: Notes) -> None:
    compulsory = [channel for channel in usable if channel.compulsory]
    refusing = [channel for channel in usable if channel not in fitting]
    if not usable:
        notes.block("E_PACKAGE_NO_CHANNEL", "package")
    elif not fitting:
        _say(max(refusing, key=_room), weight, sides, notes)
    elif compulsory and not any(channel.compulsory for channel in fitting):
        roomiest = max(compulsory, key=_room)
        params: dict[str, object] = {"weight": weight, "side": max(sides), "limit": _limit(roomiest, weight, sides)}
        notes.block(
            "E_PACKAGE_COMPULSORY_CHANNEL", "package", channels=", ".join(one.name for one in compulsory), **params
        )


def _room(channel: Channel) -> tuple[float, float]:
    """How much a channel takes; one without a limit takes the most."""
    return channel.max_weight_g or float("inf"), channel.max_sum_cm or channel.max_side_cm or float("inf")


def _say(channel: Channel, weight: int, sides: Sides, notes: Notes) -> None:
    excess = _excess(channel, weight, sides)
    if excess is None:
        names = ", ".join(size.name for size in channel.sizes)
        notes.block("E_PACKAGE_NO_CLASS", "package", channel=channel.name, classes=names)
        return
    code, params = excess
    notes.block(code, "package", **params)


def _limit(channel: Channel, weight: int, sides: Sides) -> str:
    """The limit that the parcel does not keep, for a sentence that names several channels."""
    code, params = _excess(channel, weight, sides) or ("", {})
    unit = "g" if code in ("E_PACKAGE_TOO_HEAVY", "E_PACKAGE_TOO_LIGHT") else "cm"
    return f"{params.get('maximum', params.get('minimum', ''))} {unit}"


def _origin(subject: Subject, fitting: list[Channel], notes: Notes) -> None:
    """The weight that the chosen channels take: the tightest of them says how heavy it may be with all of them."""
    bounded = [channel for channel in fitting if channel.max_weight_g]
    tightest = min(bounded, key=lambda channel: channel.max_weight_g or 0, default=None)
    bounds = _weight_bounds(tightest.name, tightest.max_weight_g) if tightest is not None else NO_BOUNDS
    notes.origins.append(subject.origin("package", "weight_g", subject.rules.at("offer", "package"), bounds))


@lru_cache(maxsize=64)
def _weight_bounds(channel: str, grams: int | None) -> Bounds:
    return Bounds(maximum=grams, unit="grams", maximum_source=f"facts: get_channel_list {channel}")


def _days_to_ship(subject: Subject, leaf: Leaf, notes: Notes) -> int | None:
    """Days of a pre-order; None where the product is ready in the category's own time."""
    days = subject.rules.days_to_ship.get(fold(subject.product.group_148))
    bounds, ready = leaf.bounds["days_to_ship"], leaf.bounds["ready_days"]
    if days is None or (ready.maximum is not None and days <= ready.maximum):
        return None
    if bounds.maximum == 0:
        notes.block("E_PACKAGE_NO_PRE_ORDER", "package", days=days, category=leaf.category.path[-1])
    elif bounds.too_small(days) or bounds.too_big(days):
        notes.block("E_PACKAGE_DAYS_TO_SHIP", "package", days=days, minimum=bounds.minimum, maximum=bounds.maximum)
    return days
