"""Dates as people write them: day before month, always; a spreadsheet's day number; words. Same contract as ``words``.

Decision and expiry depend on each other and on the business day, which is handed in.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from connector.model.certification import EXPIRING_DAYS, VALID_MONTHS, add_months
from connector.text import seen

from .verdicts import Refused

__all__ = ["any_date", "decision", "expiry"]

ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
SERIAL = re.compile(r"[0-9]{5}")
DMY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
WORDS = re.compile(r"ngày\s+([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})", re.IGNORECASE)
SPREADSHEET_EPOCH = date(1899, 12, 30)
EARLIEST, LATEST = date(1950, 1, 1), date(2150, 12, 31)
"""Outside of this a cell holds something else (and arithmetic with it would fail)."""


def any_date(raw: str, codes: list[str]) -> date | None:
    """A date, or None where the cell is blank."""
    value = seen(raw)
    if not value:
        return None
    day, code = _parsed(value)
    if day is None or not EARLIEST <= day <= LATEST:
        raise Refused("E_DATE_INVALID")
    if code:
        codes.append(code)
    return day


def decision(raw: str, codes: list[str], *, today: date, star_claimed: bool) -> date | None:
    """The day of the decision: never after ``today``; blank beside a claimed star leaves the certificate incomplete."""
    day = any_date(raw, codes)
    if day is None and star_claimed:
        codes.append("W_CERT_INCOMPLETE")
    if day is not None and day > today:
        raise Refused("E_DATE_FUTURE")
    return day


def expiry(raw: str, codes: list[str], *, today: date, decided: date | None) -> date | None:
    """The expiry day: at most 36 months after the decision, computed where it is blank."""
    latest = add_months(decided, VALID_MONTHS) if decided else None
    day = any_date(raw, codes)
    if day is None:
        if latest is None:
            return None
        codes.append("OK_EXPIRY_COMPUTED")
        day = latest
    if decided and day < decided:
        raise Refused("E_EXPIRY_BEFORE_DECISION")
    if latest and day > latest:
        codes.append("W_EXPIRY_CAPPED")
        day = latest
    left = (day - today).days
    if left <= 0:
        codes.append("W_EXPIRED")
    elif left <= EXPIRING_DAYS:
        codes.append("W_EXPIRING_90D")
    return day


@lru_cache(maxsize=8192)
def _parsed(value: str) -> tuple[date | None, str]:
    if match := ISO.fullmatch(value):
        return _day(match[1], match[2], match[3]), ""
    if SERIAL.fullmatch(value):
        return SPREADSHEET_EPOCH + timedelta(days=int(value)), "OK_DATE_SERIAL"
    if match := DMY.fullmatch(value):
        if len(match[3]) == 2:
            return _day("20" + match[3], match[2], match[1]), "OK_DATE_2DIGIT"
        return _day(match[3], match[2], match[1]), "OK_DATE_DMY"
    if match := WORDS.fullmatch(value):
        return _day(match[3], match[2], match[1]), "OK_DATE_TEXT"
    return None, ""


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
