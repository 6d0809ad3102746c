"""What Shopee is known to make of a value: noise only, never meaning (pure; decision 11).

Both sides pass through here: what we sent before it is compared, and what the shop shows when it is read. So a value
that Shopee merely wrote another way compares equal, and one that somebody changed does not.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from pydantic import JsonValue

from connector.model import Group
from connector.wire.noise import figures, one_line, plain, structure

__all__ = ["NO_BRAND", "NO_GTIN", "normalise"]

NO_BRAND = "0"
NO_GTIN = "00"
"""How Shopee says that an item has no barcode."""

OWN_VALUE = "0"
DIGITS = 20
"""More are no quantity of anything; written out, ``1e999999`` would be a million zeros."""
DATE = re.compile(r"(?:(?P<day>\d{1,2})/)?(?P<month>\d{1,2})/(?P<year>\d{4})")


def normalise(group: Group, value: JsonValue) -> JsonValue:
    """The canonical form of a group's value on Shopee; None stays None."""
    if group is Group.TITLE and isinstance(value, str):
        return one_line(value)
    if group is Group.DESCRIPTION and isinstance(value, str):
        return _text(value)
    if not isinstance(value, dict):
        return value
    if group in (Group.PRICE, Group.STOCK):
        return figures(value)
    if group is Group.ATTRIBUTES:
        return _attributes(value)
    if group is Group.PACKAGE:
        return {name: _sorted(part) if name == "channels" else part for name, part in value.items()}
    if group is Group.STRUCTURE:
        return structure(value)
    return value


def _text(value: str) -> str:
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(str.rstrip, lines)).strip("\n")


def _sorted(ids: JsonValue) -> JsonValue:
    return sorted(ids, key=str) if isinstance(ids, list) else ids


def _attributes(value: dict[str, JsonValue]) -> JsonValue:
    """Brand and category stay; of a listed choice only its id counts, for its name is Shopee's to word. What has no
    value is not there."""
    given = value.get("values")
    chosen: dict[str, JsonValue] = {}
    for name, entries in given.items() if isinstance(given, dict) else ():
        if isinstance(entries, list) and entries:
            shown: list[JsonValue] = [_choice(entry) for entry in entries]
            chosen[name] = shown if len(shown) == 1 else sorted(shown, key=str)
    codes = value.get("gtin")
    barcodes: dict[str, JsonValue] = {}
    for sku, code in codes.items() if isinstance(codes, dict) else ():
        if str(code).strip() not in ("", NO_GTIN):
            barcodes[plain(sku)] = str(code).strip()
    rest = {name: part for name, part in value.items() if name != "gtin"} | ({"gtin": barcodes} if barcodes else {})
    return {**rest, "brand": value.get("brand") or NO_BRAND, "values": chosen}


def _choice(entry: JsonValue) -> JsonValue:
    match entry:
        case [str(choice), str(text), str(unit)]:
            return list(_of_choice(choice, text, unit))
        case _:
            return entry


@lru_cache(maxsize=4096)
def _of_choice(choice: str, text: str, unit: str) -> tuple[str, str, str]:
    """Goods of one kind share nearly all of these."""
    return choice, _own(plain(text), bool(unit)) if choice == OWN_VALUE else "", plain(unit)


def _own(text: str, quantity: bool) -> str:
    """A text of our own; a date with all its digits, a quantity without those that say nothing."""
    found = DATE.fullmatch(text)
    if found:
        parts = [found["day"], found["month"]]
        return "/".join([*(part.zfill(2) for part in parts if part), found["year"]])
    try:
        number = Decimal(text) if quantity and text.isascii() else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > DIGITS:
        return text
    return format(number.normalize(), "f")
