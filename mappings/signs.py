"""Signs that a marketplace refuses, replaced by their typographic twins: a reader sees the same."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["twinned"]

BEFORE_OPENING = "([{«“‘/-–—"


def twinned(text: str, signs: Mapping[str, str]) -> str:
    """``text`` without any of ``signs``. Of a twin of two, the first opens a word and the second closes it."""
    for sign, twin in signs.items():
        if sign in text:
            text = text.replace(sign, twin) if len(twin) == 1 else _paired(text, sign, twin)
    return text


def _paired(text: str, sign: str, twin: str) -> str:
    pieces = text.split(sign)
    joined = pieces[0]
    for piece in pieces[1:]:
        opens = not joined or joined[-1].isspace() or joined[-1] in BEFORE_OPENING
        joined += (twin[0] if opens else twin[1]) + piece
    return joined
