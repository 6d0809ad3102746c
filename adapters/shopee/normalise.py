"""What Shopee is known to make of a value: noise only, never meaning (pure; decision 11).

Both sides pass through here: what we sent before it is compared, and what the shop shows when it is read. So a value
that Shopee merely wrote another way compares equal, and one that somebody changed does not.
"""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from pydantic import JsonValue

from connector.model import Group

__all__ = ["NO_BRAND", "normalise"]

NO_BRAND = "0"
OWN_VALUE = "0"


def normalise(group: Group, value: JsonValue) -> JsonValue:
    """The canonical form of a group's value on Shopee; None stays None."""
    if group is Group.TITLE and isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if group is Group.DESCRIPTION and isinstance(value, str):
        return _text(value)
    if not isinstance(value, dict):
        return value
    if group in (Group.PRICE, Group.STOCK):
        return {_nfc(sku): _whole(number) for sku, number in value.items()}
    if group is Group.ATTRIBUTES:
        return _attributes(value)
    if group is Group.PACKAGE:
        return {name: _sorted(part) if name == "channels" else part for name, part in value.items()}
    if group is Group.STRUCTURE:
        return _structure(value)
    return value


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _text(value: str) -> str:
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _whole(number: JsonValue) -> JsonValue:
    if isinstance(number, bool) or not isinstance(number, int | float | str):
        return number
    try:
        return int(Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP))
    except InvalidOperation:
        return number


def _sorted(ids: JsonValue) -> JsonValue:
    return sorted(ids, key=str) if isinstance(ids, list) else ids


def _attributes(value: dict[str, JsonValue]) -> JsonValue:
    """Brand and category stay; of a listed choice only its id counts, for its name is Shopee's to word."""
    given = value.get("values")
    chosen: dict[str, JsonValue] = {}
    for name, entries in given.items() if isinstance(given, dict) else ():
        if isinstance(entries, list):
            shown: list[JsonValue] = [_choice(entry) for entry in entries]
            chosen[name] = sorted(shown, key=str)
    return {**value, "brand": value.get("brand") or NO_BRAND, "values": chosen}


def _choice(entry: JsonValue) -> JsonValue:
    match entry:
        case [str(choice), str(text), str(unit)]:
            return [choice, _nfc(text) if choice == OWN_VALUE else "", _nfc(unit)]
        case _:
            return entry


def _structure(value: dict[str, JsonValue]) -> JsonValue:
    options, skus, images = value.get("options"), value.get("skus"), value.get("images")
    pictures: dict[str, JsonValue] = {}
    if isinstance(images, dict):
        pictures = {"images": {_nfc(option): picture for option, picture in images.items()}}
    if not isinstance(options, list) or not isinstance(skus, dict):
        return value
    return {
        "options": [_nfc(name) if isinstance(name, str) else name for name in options],
        "skus": {
            _nfc(sku): [_nfc(word) if isinstance(word, str) else word for word in words]
            for sku, words in skus.items()
            if isinstance(words, list)
        },
        **pictures,
    }
