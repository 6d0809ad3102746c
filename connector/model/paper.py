"""Papers about a product or its producer: a number in a sheet, or a scan in the papers folder, or both."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from .value import Value

__all__ = ["Paper", "PaperKind"]


class PaperKind(StrEnum):
    """What a paper is. Sheets give numbers of ``licence`` and ``quality`` papers; scans come in every kind."""

    CERTIFICATE = "certificate"
    FOOD_SAFETY = "food_safety"
    DECLARATION = "declaration"
    LICENCE = "licence"
    QUALITY = "quality"
    TEST = "test"
    BRAND = "brand"
    BUSINESS = "business"


class Paper(Value):
    """A certificate, licence, self-declaration or test by number. A scan has a ``file``; it is never sent unasked.

    ``file`` is its path inside the papers folder, ``sha`` the SHA-256 of what it holds. ``kind`` is one of PaperKind.
    """

    kind: str
    number: str = ""
    expiry: date | None = None
    file: str = ""
    sha: str = ""

    def lapsed(self, day: date) -> bool:
        """On its expiry day a paper no longer counts."""
        return self.expiry is not None and self.expiry <= day
