"""Cells that hold numbers: price, stock, weight, parcel size, barcode, percentages.

Vietnamese writing: the dot groups thousands, the comma is the decimal sign. What could be read in two ways is refused,
never guessed. Same contract as ``words``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from connector.text import is_formula, seen

from .verdicts import Refused

__all__ = ["Size", "alcohol", "days", "gtin", "price", "size", "stock", "weight"]

CHEAPEST = 1000
LONGEST = 200
"""Characters of a written price, spaces included: a bound on the work."""
MONEY = re.compile(r"(?i)(?:vnđ|vnd|đồng|₫|đ)?\s*(.*?)\s*(?:vnđ|vnd|đồng|₫|đ)?")
"""An amount, with a word for money in front and behind: one between digits stands between two prices."""
APART = re.compile(r"[0-9]\s+[0-9]")
SPACED = re.compile(r"(?<![0-9.,\s])\s*[0-9]{1,3}(?:\s[0-9]{3})+(?![0-9.,]|\s+[0-9])")
"""A space between digits groups thousands, or stands between two numbers."""
PLAIN = re.compile(r"[0-9]{1,12}")
THOUSANDS = re.compile(r"([0-9]{1,5})k", re.IGNORECASE)
MILLIONS = re.compile(r"([0-9]{1,5})(?:,([0-9]{1,6}))?triệu", re.IGNORECASE)
GROUPED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3}){1,3})(?:,0+)?|([0-9]{1,3}(?:,[0-9]{3}){1,3})")
STOCK = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3}){1,2}|[0-9]{1,9})(?: \w+)?")
NO_STOCK = ("hết hàng", "hết")
WEIGHT = re.compile(r"([0-9]{1,7}(?:[.,][0-9]{1,6})?) ?(kg|g)", re.IGNORECASE)
GROUPED_GRAMS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3} ?g", re.IGNORECASE)
EITHER_WAY = re.compile(r"[1-9][0-9]*(?:\.[0-9]{3} ?k?g|,[0-9]{3} ?g)", re.IGNORECASE)
"""Thousands to one reader, a fraction to another."""
NUMBER = r"(0[.,][0-9]{1,4}|[0-9]{1,5}(?:[.,](?:[0-9]{1,2}|[0-9]{4}))?)"
SIZE = re.compile(rf"{NUMBER}\s*[x×*]\s*{NUMBER}\s*[x×*]\s*{NUMBER}\s*(cm|mm)?", re.IGNORECASE)
WHOLE_SIZE = re.compile(r"[0-9]{1,5}x[0-9]{1,5}x[0-9]{1,5}")
PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*(?:%|độ|% ?vol\.?)?", re.IGNORECASE)
DAYS = re.compile(r"([0-9]{1,5})(?:\s*ngày)?", re.IGNORECASE)
GTIN_NOISE = re.compile(r"[\s'-]")
GTIN_LENGTH = 13


class Size(NamedTuple):
    """A parcel's size in centimetres."""

    length: Decimal
    width: Decimal
    height: Decimal

    def __str__(self) -> str:
        return "x".join(format(side.normalize(), "f") for side in self)


def price(raw: str, codes: list[str]) -> int:
    """Whole dong."""
    if is_formula(raw):
        raise Refused("E_FORMULA")
    if not seen(raw):
        raise Refused("E_PRICE_MISSING")
    amount = int(raw) if PLAIN.fullmatch(raw) else _written_price(raw, codes)
    if amount < CHEAPEST:
        raise Refused("E_PRICE_TOO_LOW")
    return amount


def _written_price(raw: str, codes: list[str]) -> int:
    match = MONEY.fullmatch(seen(raw)) if len(raw) <= LONGEST else None
    said = match[1] if match else ""
    if APART.search(said) and not SPACED.search(said):
        raise Refused("E_PRICE_INVALID")
    bare_amount = said.replace(" ", "")
    thousands, millions = THOUSANDS.fullmatch(bare_amount), MILLIONS.fullmatch(bare_amount)
    grouped, plain = GROUPED.fullmatch(bare_amount), PLAIN.fullmatch(bare_amount)
    codes.append("OK_PRICE")
    if thousands:
        return int(thousands[1]) * 1000
    if millions:
        return int(millions[1]) * 1_000_000 + int((millions[2] or "0").ljust(6, "0"))
    if grouped:
        return int((grouped[1] or grouped[2]).replace(".", "").replace(",", ""))
    if plain:
        return int(bare_amount)
    raise Refused("E_PRICE_INVALID")


def stock(raw: str, codes: list[str]) -> int:
    if len(raw) < 10 and raw.isascii() and raw.isdigit():
        return int(raw)
    if is_formula(raw):
        raise Refused("E_FORMULA")
    value = seen(raw)
    if value.lower() in NO_STOCK:
        codes.append("OK_STOCK")
        return 0
    match = STOCK.fullmatch(value)
    if not match:
        raise Refused("E_STOCK_INVALID")
    codes.append("OK_STOCK")
    return int(match[1].replace(".", ""))


def weight(raw: str, codes: list[str]) -> int:
    """Whole grams; a bare whole number is grams."""
    value = seen(raw)
    if not value:
        raise Refused("E_WEIGHT_MISSING")
    if len(value) < 10 and value.isascii() and value.isdigit():
        grams = Decimal(value)
        if value != raw:
            codes.append("OK_WEIGHT")
    else:
        if GROUPED_GRAMS.fullmatch(value):
            value = value.replace(".", "")
        match = WEIGHT.fullmatch(value)
        if not match or EITHER_WAY.fullmatch(value):
            raise Refused("E_WEIGHT_UNIT")
        codes.append("OK_WEIGHT")
        grams = Decimal(match[1].replace(",", ".")) * (1000 if match[2].lower() == "kg" else 1)
    rounded = round(grams)
    if rounded < 1:
        raise Refused("E_WEIGHT_MISSING")
    return rounded


def size(raw: str, codes: list[str]) -> Size:
    """Length, width and height in centimetres."""
    if not seen(raw):
        raise Refused("E_DIMS_MISSING")
    sides = _sides(seen(raw))
    if sides is None:
        raise Refused("E_DIMS_INVALID")
    if not WHOLE_SIZE.fullmatch(raw):
        codes.append("OK_DIMS")
    return sides


@lru_cache(maxsize=4096)
def _sides(value: str) -> Size | None:
    match = SIZE.fullmatch(value)
    if not match:
        return None
    per_cm = 10 if (match[4] or "").lower() == "mm" else 1
    sides = [Decimal(match[index].replace(",", ".")) / per_cm for index in (1, 2, 3)]
    return Size(*sides) if all(sides) else None


def gtin(raw: str, codes: list[str]) -> str:
    """A GTIN-13 with its check digit, or blank."""
    if not raw:
        return ""
    if "E+" in raw.upper():
        raise Refused("E_GTIN_SCIENTIFIC")
    value = GTIN_NOISE.sub("", seen(raw))
    if value != raw:
        codes.append("OK_GTIN_CLEAN")
    if not value:
        return ""
    if len(value) != GTIN_LENGTH or not (value.isascii() and value.isdigit()):
        raise Refused("E_GTIN_LENGTH")
    if sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(value)) % 10:
        raise Refused("E_GTIN_CHECK")
    return value


def alcohol(raw: str, codes: list[str]) -> Decimal | None:
    """Percent by volume; None where the cell says nothing."""
    if not seen(raw):
        return None
    match = PERCENT.fullmatch(seen(raw))
    share = Decimal(match[1].replace(",", ".")) if match else None
    if share is None or share > 100:
        raise Refused("E_ALCOHOL_INVALID")
    return share


def days(raw: str, codes: list[str]) -> int | None:
    """A number of days; None where the cell says nothing."""
    if not seen(raw):
        return None
    match = DAYS.fullmatch(seen(raw))
    if not match:
        raise Refused("E_DAYS_INVALID")
    return int(match[1])
