"""Measuring and cutting text in a marketplace's own unit: characters (code points) or UTF-8 bytes.

A cut text never exceeds the maximum, ends at the end of a word wherever one ends inside it, and never leaves half of
what a reader sees as one letter (a base with its marks, an emoji sequence, a flag). Text that fits comes back as it is.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

__all__ = ["Unit", "cut", "cut_paragraphs", "length"]

Unit = Literal["characters", "bytes"]

JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
TAGS = range(0xE0020, 0xE0080)
LOOSE_ENDS = " \t\n,;:.-–—…/|&+*•·([{<«“‘\"'"
PUNCTUATION = LOOSE_ENDS + "!?)]}>»”’"
SHORTEST_REST = 20
"""Of a paragraph that does not fit, a shorter beginning than this many characters says nothing and is left out."""


def length(text: str, unit: Unit = "characters") -> int:
    """How long ``text`` is in ``unit``."""
    if unit == "characters":
        return len(text)
    if unit == "bytes":
        return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    raise ValueError(f"not a unit of text: {unit!r}")


def cut(text: str, maximum: int, unit: Unit = "characters", ellipsis: str = "…") -> str:
    """``text`` in at most ``maximum`` units: cut at a word's end, loose punctuation dropped, ``ellipsis`` added.

    Where not even a first word fits, it is cut inside, between two letters; where the ellipsis does not fit, without.
    """
    if length(text, unit) <= maximum:
        return text
    room = maximum - length(ellipsis, unit)
    if room <= 0:
        return _prefix(text, maximum, unit)
    prefix = _prefix(text, room, unit)
    kept = _whole_words(text, prefix).rstrip(LOOSE_ENDS) or prefix.rstrip(LOOSE_ENDS)
    return kept + ellipsis if kept else ""


def cut_paragraphs(text: str, maximum: int, unit: Unit = "characters") -> str:
    """``text`` in at most ``maximum`` units: as many whole paragraphs (lines) as fit, then a beginning of the next."""
    if length(text, unit) <= maximum:
        return text
    kept: list[str] = []
    left = maximum
    for paragraph in text.split("\n"):
        room = left - (1 if kept else 0)
        if length(paragraph, unit) > room:
            rest = cut(paragraph, room, unit) if room > 0 else ""
            if len(rest) >= SHORTEST_REST or (rest and not any(kept)):
                kept.append(rest)
            break
        kept.append(paragraph)
        left = room - length(paragraph, unit)
    return "\n".join(kept).rstrip()


def _prefix(text: str, maximum: int, unit: Unit) -> str:
    """The longest beginning that fits and ends between two letters as readers see them."""
    if maximum <= 0:
        return ""
    if unit == "characters":
        end = min(maximum, len(text))
    else:
        encoded = text.encode("utf-8", "surrogatepass")[:maximum]
        while encoded and not _decodes(encoded):
            encoded = encoded[:-1]
        end = len(encoded.decode("utf-8", "surrogatepass"))
    while end > 0 and end < len(text) and _inside_letter(text, end):
        end -= 1
    return text[:end]


def _decodes(encoded: bytes) -> bool:
    try:
        encoded.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _inside_letter(text: str, at: int) -> bool:
    """Whether cutting before ``text[at]`` would split one visible letter."""
    following, before = text[at], text[at - 1]
    if JOINER in (following, before) or unicodedata.category(following).startswith("M"):
        return True
    code = ord(following)
    if code in SKIN_TONES or code in TAGS:
        return True
    if code in FLAG_LETTERS:
        flags = 0
        while flags < at and ord(text[at - 1 - flags]) in FLAG_LETTERS:
            flags += 1
        return flags % 2 == 1
    return False


def _whole_words(text: str, prefix: str) -> str:
    """``prefix`` without a last word that goes on in ``text``; "" where it holds no whole word."""
    following = text[len(prefix) :].split(maxsplit=1)
    at_end = text[len(prefix)].isspace() or not following or not following[0].strip(PUNCTUATION)
    if at_end or (prefix and prefix[-1].isspace()):
        return prefix
    for at in range(len(prefix) - 1, -1, -1):
        if prefix[at].isspace():
            return prefix[:at]
    return ""
