"""A catalogue's words as staff would have typed them into a shop by hand: unkindly, and always the same way.

Accents are left out or decomposed, spaces doubled or lost before units, amounts written otherwise (500 g, 0,5kg), a
long title loses its end, sales words come in front or behind. Which of it, the key decides.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

__all__ = ["retyped", "retyped_option"]

SPOKEN = ("", "", "Đặc sản ", "[Hàng mới về] ", "HTX - ", "Combo ")
SOLD = ("", "", " hàng chuẩn", " giá tốt", " (freeship)", " loại ngon", " - OCOP")
AMOUNT = re.compile(r"(\d+(?:,\d+)?) ?(kg|g|ml|lít|l|cm)\b")
SHORTEST = 15


def retyped(title: str, key: str) -> str:
    """``title`` in other words for the same ware, never exactly as it was."""
    picks = hashlib.sha256(key.encode()).digest()
    text = AMOUNT.sub(lambda found: _amount(found, picks[1]), title)
    text = _shortened(text, picks[2])
    text = SPOKEN[picks[3] % len(SPOKEN)] + text + SOLD[picks[4] % len(SOLD)]
    text = _SPELLINGS[picks[0] % len(_SPELLINGS)](text)
    return text if text != title else f"{text}  "


def retyped_option(label: str, key: str) -> str:
    """An option's value, typed with or without its accents and spaces."""
    pick = hashlib.sha256(key.encode()).digest()[5] % 3
    text = AMOUNT.sub(r"\1\2", label)
    return (text, _plain(text), text.lower())[pick]


def _amount(found: re.Match[str], pick: int) -> str:
    number, unit = found[1], found[2]
    if pick % 3 == 0 and unit == "g" and number.isdecimal() and int(number) % 100 == 0:
        kilos = str(int(number) / 1000).removesuffix(".0").replace(".", ",")
        return f"{kilos}kg"
    if pick % 3 == 1 and unit == "kg" and "," not in number:
        return f"{int(number) * 1000}gr"
    return f"{number}{unit}"


def _shortened(text: str, pick: int) -> str:
    words = text.split()
    if pick % 3 or len(words) < 6:
        return text
    while len(words) > 4 and any(sign.isdigit() for sign in words[-1]):
        words.pop()
    shorter = " ".join(words[: max(4, len(words) - 1)]).rstrip(" (,-")
    return shorter if len(shorter) >= SHORTEST else text


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _sloppy(text: str) -> str:
    """Every second word without its accents."""
    return " ".join(_plain(word) if at % 2 else word for at, word in enumerate(text.split(" ")))


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    _plain,
    lambda text: "  ".join(text.split(" ")),
    lambda text: f"{unicodedata.normalize('NFD', text)} ",
    str.upper,
    _sloppy,
    lambda text: _plain(text).lower(),
)
