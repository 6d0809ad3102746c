"""Figures, days and texts as people read them: pure functions, one language at a time, always NFC."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from connector.clock import BUSINESS_ZONE
from connector.messages import Language, say

__all__ = [
    "capitalised",
    "clean",
    "day_text",
    "dong",
    "duration",
    "marketplace_name",
    "moment",
    "number",
    "shorten",
    "text_diff",
]

CONTEXT = 24
"""So many characters are shown on either side of what differs."""

SHOWN = 80


def clean(text: str) -> str:
    """One NFC line without control characters: what a shop or a sheet holds must not move a terminal's cursor."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in line if unicodedata.category(char) not in ("Cc", "Cs"))


def capitalised(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def number(amount: int, lang: Language) -> str:
    """``12.000`` in Vietnamese, ``12,000`` in English."""
    grouped = f"{amount:,}"
    return grouped.replace(",", ".") if lang == "vi" else grouped


def dong(amount: int, lang: Language) -> str:
    return f"{number(amount, lang)} đ"


def day_text(day: date, lang: Language) -> str:
    return day.strftime("%d/%m/%Y") if lang == "vi" else day.isoformat()


def moment(at: datetime, lang: Language) -> str:
    """To the minute, in the business day's zone."""
    local = at.astimezone(BUSINESS_ZONE)
    return f"{day_text(local.date(), lang)} {local:%H:%M}"


def duration(seconds: float, lang: Language) -> str:
    """Whole seconds below ten minutes, whole minutes above."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return say("report.seconds", lang, seconds=rest)
    if minutes >= 10 or not rest:
        return say("report.minutes", lang, minutes=number(minutes, lang))
    return say("report.minutes_seconds", lang, minutes=minutes, seconds=rest)


def marketplace_name(marketplace: str) -> str:
    """``tiktok_shop`` is ``Tiktok Shop``: the core knows no marketplace by name."""
    return marketplace.replace("_", " ").title()


def shorten(text: str, width: int = SHOWN) -> str:
    """At most ``width`` characters, an ellipsis where something was left out."""
    line = clean(text)
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def text_diff(before: str, after: str, width: int = SHOWN) -> tuple[str, str]:
    """Where two texts differ, with a little of what stands around it: the first difference to the last."""
    old, new = clean(before), clean(after)
    if max(len(old), len(new)) <= width:
        return old, new
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return _around(old, start, end, width), _around(new, start, end, width)


def _common(left: str, right: str) -> int:
    """How many leading characters are equal."""
    pairs = zip(left, right, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(left), len(right)))


def _around(text: str, start: int, end: int, width: int) -> str:
    first = max(0, start - CONTEXT)
    last = min(len(text), len(text) - end + CONTEXT)
    head = "…" if first else ""
    tail = "…" if last < len(text) else ""
    return head + shorten(text[first:last], width) + tail
