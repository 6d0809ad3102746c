"""Noise that every marketplace makes: spaces, forms of letters, figures written another way. For ``normalise``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from pydantic import JsonValue

__all__ = ["figures", "one_line", "plain", "structure", "whole"]

EXACT = 1e15
"""Below this every digit of a whole float is meant."""


def plain(text: str) -> str:
    """NFC without spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """A title: NFC, every run of spaces one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def whole(number: JsonValue) -> JsonValue:
    """Whole dong or pieces; what is no number, or none that ends, stays as it is."""
    if type(number) is int or isinstance(number, bool) or not isinstance(number, int | float | str):
        return number
    if isinstance(number, float) and number.is_integer() and abs(number) < EXACT:
        return int(number)
    try:
        rounded = Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        return number
    return int(rounded) if rounded.is_finite() else number


def figures(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Prices or stock by SKU."""
    return {plain(sku): whole(number) for sku, number in value.items()}


def structure(value: dict[str, JsonValue], word: Callable[[str], str] = plain) -> JsonValue:
    """Options, the values of every SKU, and the pictures of values; ``word`` is how names and values are compared."""
    options, skus, images = value.get("options"), value.get("skus"), value.get("images")
    if not isinstance(options, list) or not isinstance(skus, dict):
        return value
    pictures: dict[str, JsonValue] = {}
    if isinstance(images, dict):
        pictures = {"images": {word(option): picture for option, picture in images.items()}}
    return {
        "options": [word(name) if isinstance(name, str) else name for name in options],
        "skus": {
            plain(sku): [word(one) if isinstance(one, str) else one for one in words]
            for sku, words in skus.items()
            if isinstance(words, list)
        },
        **pictures,
    }
