"""Figures, days and texts as people read them: one language at a time, always NFC."""

from __future__ import annotations

import os
import shlex
import subprocess
import unicodedata
from datetime import date, datetime
from functools import cache

from connector.clock import BUSINESS_ZONE
from connector.errors import BadUse
from connector.messages import Language, say
from connector.port import spec_for

__all__ = [
    "by_people",
    "capitalised",
    "clean",
    "day_text",
    "dong",
    "duration",
    "marketplace_name",
    "moment",
    "number",
    "percent",
    "shorten",
    "typed",
]

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


@cache
def marketplace_name(marketplace: str) -> str:
    """As its adapter calls it; ``some_shop`` is ``Some Shop`` where that is not installed: the core knows no name."""
    try:
        return spec_for(marketplace).title
    except BadUse:
        return marketplace.replace("_", " ").title()


@cache
def by_people(marketplace: str) -> bool:
    """Whether people carry out there what is written, so that nothing reaches the shop before one of them has."""
    try:
        return spec_for(marketplace).people is not None
    except BadUse:
        return False


def percent(before: int, after: int, lang: Language) -> str:
    """``+5 %`` or ``−12,5 %``: to the whole above ten, to the tenth below; ``before`` is not 0."""
    moved = 100 * (after - before) / before
    rounded = round(moved) if abs(moved) >= 10 else round(moved, 1)
    text = f"{abs(rounded):,.0f}" if rounded == int(rounded) else f"{abs(rounded):.1f}"
    if lang == "vi":
        text = text.translate({ord(","): ".", ord("."): ","})
    return f"{'−' if moved < 0 else '+'}{text} %"


def shorten(text: str, width: int = SHOWN) -> str:
    """At most ``width`` characters, cut between words where one ends near, with an ellipsis."""
    line = clean(text)
    if len(line) <= width:
        return line
    cut = line[:width].rfind(" ")
    return line[: cut if cut > width * 0.6 else width - 1].rstrip(" ,;:–-") + "…"


def typed(name: str) -> str:
    """A name as it stands in a command line that somebody copies: quoted where this system needs it."""
    return subprocess.list2cmdline([name]) if os.name == "nt" else shlex.quote(name)
