"""What Lazada is known to make of a value: noise only, never meaning (pure; decision 11).

Both sides pass through here: what we sent before it is compared, and what the shop shows when it is read. Rich text
counts by its lines; an attribute by the one text that travels for it, several values joined by commas; a parcel in
whole ten grams, for Lazada takes kilograms with two decimals. Barcodes and channels are nothing Lazada keeps.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal

from pydantic import JsonValue

from connector.model import Group
from connector.wire.noise import figures, one_line, structure

from .markup import lines_of

__all__ = ["NO_BRAND", "OWN_VALUE", "kilograms", "normalise", "picture_id", "wire_text"]

NO_BRAND = "No Brand"
OWN_VALUE = "0"
COMMA = re.compile(r"\s*,\s*")
STEP_KG = Decimal("0.01")
PACKAGE = ("weight_g", "length_cm", "width_cm", "height_cm")


def normalise(group: Group, value: JsonValue) -> JsonValue:
    """The canonical form of a group's value on Lazada; None stays None."""
    if group is Group.TITLE and isinstance(value, str):
        return one_line(value)
    if group is Group.DESCRIPTION and isinstance(value, str):
        return lines_of(value)
    if group is Group.MEDIA and isinstance(value, list):
        return [f"remote:{picture_id(str(one)[7:])}" if str(one).startswith("remote:") else one for one in value]
    if not isinstance(value, dict):
        return value
    if group in (Group.PRICE, Group.STOCK):
        return figures(value)
    if group is Group.ATTRIBUTES:
        return _attributes(value)
    if group is Group.PACKAGE:
        return {name: _parcel(name, value.get(name)) for name in PACKAGE}
    if group is Group.STRUCTURE:
        return structure(value)
    return value


def picture_id(address: str) -> str:
    """A picture's address as we keep it: both folders show one picture, and what follows a ``?`` is no part of it."""
    return address.strip().partition("?")[0].partition("#")[0].replace("/original/", "/p/")


def kilograms(weight_g: int) -> str:
    """Grams as Lazada takes them: kilograms with two decimals, rounded up."""
    kilos = (Decimal(weight_g) / 1000).quantize(STEP_KG, ROUND_CEILING)
    return format(max(kilos, STEP_KG), "f")


def wire_text(choice: str, text: str, unit: str) -> str:
    """One attribute value as it travels: a listed choice by its English name, which is its id here."""
    if choice not in ("", OWN_VALUE):
        return choice
    return f"{text} {unit}" if unit else text


def _parcel(name: str, amount: JsonValue) -> JsonValue:
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return amount
    return int(Decimal(kilograms(int(amount))) * 1000) if name == "weight_g" else int(amount)


def _attributes(value: dict[str, JsonValue]) -> JsonValue:
    """Each attribute as the one text that travels; one without any value is not there."""
    given = value.get("values")
    shown: dict[str, JsonValue] = {}
    for name, entries in given.items() if isinstance(given, dict) else ():
        texts = [lines_of(wire_text(*entry)) for entry in _entries(entries)]
        joined = COMMA.sub(",", ",".join(text for text in texts if text))
        if joined:
            shown[name] = [[OWN_VALUE, joined, ""]]
    return {"category": str(value.get("category") or ""), "brand": str(value.get("brand") or ""), "values": shown}


def _entries(entries: JsonValue) -> list[tuple[str, str, str]]:
    known = entries if isinstance(entries, list) else []
    return [
        (str(entry[0]), str(entry[1]), str(entry[2])) for entry in known if isinstance(entry, list) and len(entry) == 3
    ]
