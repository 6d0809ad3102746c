"""Words of the command line read into values: days, durations, ``--allow guard=n``. BadUse says what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from connector.errors import BadUse

__all__ = ["read_allow", "read_day", "read_duration"]

PIECE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([smhd])")
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
VIETNAMESE_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_day(text: str) -> date:
    """``2026-11-21`` or ``21/11/2026``."""
    written = VIETNAMESE_DAY.fullmatch(text.strip())
    try:
        if written:
            day, month, year = map(int, written.groups())
            return date(year, month, day)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadUse("E_DAY_FORM", value=text) from None


def read_duration(text: str) -> float:
    """Seconds of ``90s``, ``45m``, ``2h``, ``1h30m``."""
    compact = text.strip().lower().replace(" ", "")
    pieces = PIECE.findall(compact)
    seconds = sum(float(number.replace(",", ".")) * SECONDS[unit] for number, unit in pieces)
    if not pieces or "".join(number + unit for number, unit in pieces) != compact or seconds <= 0:
        raise BadUse("E_DURATION_FORM", value=text)
    return seconds


def read_allow(words: Iterable[str], known: Sequence[str]) -> dict[str, int]:
    """``reprice=40`` and the like; a guard nobody knows names the nearest."""
    allowed: dict[str, int] = {}
    for word in words:
        name, equals, number = word.partition("=")
        guard = name.strip().lower().replace("_", "-")
        if not equals or not number.strip().isdecimal():
            raise BadUse("E_ALLOW_FORM", value=word)
        if guard not in known:
            near = get_close_matches(guard, known, n=1, cutoff=0.0)
            raise BadUse("E_GUARD_UNKNOWN", guard=name, nearest=near[0], known=", ".join(known))
        allowed[guard] = int(number)
    return allowed
