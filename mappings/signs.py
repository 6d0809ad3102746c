"""Signs that a marketplace refuses: replaced by their typographic twins, so that a reader sees the same, or, where they
say nothing (a little picture), left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

__all__ = ["twinned", "without"]

BEFORE_OPENING = "([{«“‘/-–—"
GAP = re.compile(r"[^\S\n]{2,}")


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


def without(text: str, pattern: str) -> str:
    """``text`` without what ``pattern`` finds, and without the gaps that leaves; '' finds nothing."""
    if not pattern or not _compiled(pattern).search(text):
        return text
    closed = GAP.sub(" ", _compiled(pattern).sub(" ", text))
    return "\n".join(line.strip() for line in closed.split("\n"))


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
