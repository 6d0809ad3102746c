"""The OCOP certificate and what may be shown of it on a given day.

Facts: stars 3 to 5 are certified for 36 months from the decision (Decision 148/QD-TTg, 2023); a product may meanwhile
be *potential* at the next level, which is never a badge. Whether the last day itself counts is not settled in our
sources: the badge is shown while day < expiry date.
"""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum
from typing import Literal

from .value import Value

__all__ = [
    "EXPIRING_DAYS",
    "CertState",
    "Certification",
    "CertificationRecord",
    "Evidence",
    "Star",
    "add_months",
]

Star = Literal[3, 4, 5]
EXPIRING_DAYS = 90
VALID_MONTHS = 36


class CertState(StrEnum):
    """Where a product stands in the programme on a day."""

    VALID = "valid"
    EXPIRING_90D = "expiring_90d"
    EXPIRED = "expired"
    REVOKED = "revoked"
    POTENTIAL_ONLY = "potential_only"
    NONE = "none"


class Evidence(StrEnum):
    """How well a certificate is proven; ``badge_requires`` compares by this order."""

    STATED = "stated"
    DOCUMENT = "document"
    REGISTRY = "registry"

    @property
    def rank(self) -> int:
        return RANKS[self]


RANKS = {evidence: rank for rank, evidence in enumerate(Evidence)}


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later; 29 February becomes 28 where the year is not a leap year."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class CertificationRecord(Value):
    """One decision: the star it gave, its papers and dates."""

    star: Star
    cert_no: str = ""
    decision_no: str = ""
    decision_date: date | None = None
    expiry_date: date | None = None
    revoked_date: date | None = None
    recognised_by: str = ""
    criteria_version: str = "148/QD-TTg"
    evidence: Evidence = Evidence.STATED

    @property
    def complete(self) -> bool:
        """Number and both dates are known; without them no badge is drawn (W_CERT_INCOMPLETE)."""
        return bool(self.cert_no and self.decision_date and self.expiry_date)

    def revoked(self, day: date) -> bool:
        return self.revoked_date is not None and self.revoked_date <= day

    def in_force(self, day: date) -> bool:
        return self.expiry_date is not None and not self.revoked(day) and day < self.expiry_date


class Certification(Value):
    """A product's rating history: ``current`` is the newest decision, ``history`` the earlier ones, oldest first.

    ``potential_star`` waits for the next level and is counted apart; ``previous_star`` is what a sheet says of the
    rating before, where the earlier decision itself is not known.
    """

    current: CertificationRecord | None = None
    history: tuple[CertificationRecord, ...] = ()
    potential_star: Literal[4, 5] | None = None
    potential_submitted_date: date | None = None
    previous_star: int | None = None
    reassessment_status: str = ""

    def state(self, day: date) -> CertState:
        """Where the product stands on ``day``."""
        record = self.current
        if record is None:
            return CertState.POTENTIAL_ONLY if self.potential_star else CertState.NONE
        if record.revoked(day):
            return CertState.REVOKED
        if not record.in_force(day):
            return CertState.EXPIRED
        return CertState.EXPIRING_90D if (self.days_to_expiry(day) or 0) <= EXPIRING_DAYS else CertState.VALID

    def days_to_expiry(self, day: date) -> int | None:
        """Days until the expiry date, negative after it; None without a certificate."""
        record = self.current
        if record is None or record.expiry_date is None:
            return None
        return (record.expiry_date - day).days

    def badge_star(self, day: date, *, lead_days: int = 0, requires: Evidence = Evidence.STATED) -> Star | None:
        """The star that may be drawn: only while day + ``lead_days`` < expiry, unrevoked, complete, proven enough."""
        record = self.current
        if record is None or not record.complete or record.revoked(day) or record.evidence.rank < requires.rank:
            return None
        remaining = self.days_to_expiry(day)
        return record.star if remaining is not None and remaining > lead_days else None
