"""How soon is soon: the days before a shop's keys or its seller's consent end at which a person is told."""

from __future__ import annotations

from datetime import datetime

from connector.clock import BUSINESS_ZONE
from connector.messages import Language
from connector.report.figures import day_text

__all__ = ["CONSENT_SOON_DAYS", "REFRESH_SOON_DAYS", "date_text", "days_left"]

CONSENT_SOON_DAYS = 14
REFRESH_SOON_DAYS = 7


def date_text(until: datetime, lang: Language) -> str:
    """The day on which it ends where the shops are."""
    return day_text(until.astimezone(BUSINESS_ZONE).date(), lang)


def days_left(until: datetime | None, now: datetime) -> int | None:
    """Whole days from now, never less than none; None where nobody knows."""
    return None if until is None else max(0, (until - now).days)
