"""Quantities from one unit to another, exactly: a weight is a weight, but how many days a month has nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from connector.model import fold

__all__ = ["in_units", "number_of", "plain"]

# Each table is one kind of quantity: how much of its smallest unit.
KINDS: tuple[dict[str, Decimal], ...] = (
    {"mg": Decimal("0.001"), "g": Decimal(1), "gr": Decimal(1), "gam": Decimal(1), "gram": Decimal(1)}
    | {"kg": Decimal(1000), "kilogram": Decimal(1000), "tạ": Decimal(100_000), "tấn": Decimal(1_000_000)},
    {"ml": Decimal(1), "cl": Decimal(10), "l": Decimal(1000), "lít": Decimal(1000), "lit": Decimal(1000)},
    {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000)},
    {"ngày": Decimal(1), "day": Decimal(1), "days": Decimal(1), "tuần": Decimal(7)},
    {"tháng": Decimal(1), "month": Decimal(1), "months": Decimal(1), "năm": Decimal(12), "year": Decimal(12)},
)
WRITTEN = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[^\W\d_]*)")
MOST_DECIMALS = 6


def number_of(text: str) -> Decimal | None:
    """A number as people write it (``1,8`` or ``1.8``); None where it is none."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def plain(number: Decimal) -> str:
    """Digits without exponent and without zeros that say nothing."""
    return format(number.normalize(), "f")


def in_units(text: str, unit: str, offered: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``text`` (a number, or a number with its unit) as (amount, unit) in each of the units ``offered`` that it can be
    said in exactly: its own unit first, then the others in the shop's order. ``unit``: where the text names none."""
    match = WRITTEN.fullmatch(text.strip())
    number = number_of(match["number"]) if match else None
    if match is None or number is None:
        return
    own = fold(match["unit"] or unit)
    for spelled in sorted(offered, key=lambda one: fold(one) != own):
        factor = _factor(own, fold(spelled))
        if factor is None:
            continue
        amount = number * factor
        if amount == round(amount, MOST_DECIMALS):
            yield plain(amount), spelled


def _factor(one: str, other: str) -> Decimal | None:
    if one == other:
        return Decimal(1)
    for kind in KINDS:
        if one in kind and other in kind:
            return kind[one] / kind[other]
    return None
