"""What a title says about the ware: its own words without accents, and its amounts in one unit of each kind."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Words", "words_of"]

UNITS: dict[str, tuple[str, float]] = {
    "kg": ("g", 1000),
    "ky": ("g", 1000),
    "ki": ("g", 1000),
    "g": ("g", 1),
    "gr": ("g", 1),
    "gram": ("g", 1),
    "gam": ("g", 1),
    "l": ("ml", 1000),
    "lit": ("ml", 1000),
    "ml": ("ml", 1),
    "cc": ("ml", 1),
    "m": ("cm", 100),
    "cm": ("cm", 1),
    "mm": ("cm", 0.1),
}
AMOUNT = re.compile(rf"(?<![\w,.])(\d+(?:[.,]\d+)?)\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})\b")
SIZE = re.compile(r"(?<!\d)(\d+(?:[.,]\d+)?)\s*[x×*]\s*(\d+(?:[.,]\d+)?)(?:\s*(cm|m)\b)?")
STARS = re.compile(r"\b(?:ocop\s*)?[345]\s*sao\b")
WORD = re.compile(r"[^\W_]+")
BRACKETS = re.compile(r"\[[^\]]*\]")
PIECES = re.compile(
    r"\b(?:bo|hop|tui|goi|set|combo|hu)\s+(\d+)\b|\b(\d+)\s+(?:chiec|cai|mon|vien|chen|goi|tui|hop|buc)\b"
)
SELLING = re.compile(
    r"\b(?:ocop|htx|hop tac xa|combo|free ?ship|mien phi van chuyen|hang moi ve|moi ve|hang moi|hot sale|sale|hot"
    r"|giam gia|chinh (?:hang|goc)|hang (?:chuan|loai|xin|que|nha lam|chinh hang|cao cap)|gia (?:tot|re|goc|si)"
    r"|loai (?:ngon|1|mot|chon)"
    r"|dac san|cao cap|nha lam|tu lam|uy tin|tuyen chon|thom ngon|sieu ngon|lang nghe|qua (?:que|tang|bieu))\b"
)
"""What sells and does not tell wares apart; it counts only where a title says nothing else."""
PACKING = frozenset(
    ("goi", "hop", "chai", "lo", "tui", "hu", "bich", "set", "thung", "gio", "vi", "chiec", "cai", "bo")
)


@dataclass(frozen=True, slots=True)
class Words:
    """``wares``: the words that name it, in order; ``joined``: the same without spaces; ``amounts``: (kind, number)."""

    wares: tuple[str, ...]
    joined: str
    amounts: frozenset[tuple[str, float]]


@lru_cache(maxsize=20_000)
def words_of(title: str) -> Words:
    """The words of ``title``, however it was typed."""
    text = _plain(title)
    text = BRACKETS.sub(" ", text) if BRACKETS.sub(" ", text).strip() else text
    text = STARS.sub(" ", text)
    amounts: set[tuple[str, float]] = set()

    def sized(found: re.Match[str]) -> str:
        sides = _number(found[1]), _number(found[2])
        scale = 100 if found[3] == "m" or (not found[3] and max(sides) < 10) else 1
        amounts.add(("size", round(sides[0] * scale * 10_000 + sides[1] * scale)))
        return " "

    def weighed(found: re.Match[str]) -> str:
        kind, scale = UNITS[found[2]]
        amounts.add((kind, round(_number(found[1]) * scale, 2)))
        return " "

    def counted(found: re.Match[str]) -> str:
        amounts.add(("pieces", _number(found[1] or found[2])))
        return " "

    text = PIECES.sub(counted, AMOUNT.sub(weighed, SIZE.sub(sized, text)))
    every = WORD.findall(text)
    words = WORD.findall(SELLING.sub(" ", " ".join(every)))
    wares = [word for word in words if word not in PACKING]
    if len(wares) < 2:
        wares = words or every
    return Words(tuple(wares), "".join(wares), frozenset(amounts))


def _plain(title: str) -> str:
    decomposed = unicodedata.normalize("NFKD", title.casefold().replace("đ", "d"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _number(text: str) -> float:
    """A comma, and a dot before one or two digits, is the decimal sign; 1.000 is a thousand."""
    if "." in text and len(text.rpartition(".")[2]) == 3 and "," not in text:
        return float(text.replace(".", ""))
    return float(text.replace(",", "."))
