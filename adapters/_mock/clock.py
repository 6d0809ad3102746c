"""The mock's time: the machine's, plus what `/_mock/clock` has advanced it by.

Tokens, reviews, quotas and promotions follow `now()`. Signature windows follow `signature_now()`, which stays with
the machine's clock (clients sign by theirs) unless the advance asked for signatures too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["MockClock", "iso"]


def iso(seconds: float) -> str:
    """A unix time as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


class MockClock:
    def __init__(self, machine: Callable[[], float] = time.time) -> None:
        self._machine = machine
        self._advanced = 0
        self._signatures_advanced = 0

    @property
    def advanced(self) -> int:
        return self._advanced

    def now(self) -> float:
        return self._machine() + self._advanced

    def signature_now(self) -> float:
        return self._machine() + self._signatures_advanced

    def advance(self, seconds: int, *, signatures: bool = False) -> None:
        self._advanced += seconds
        if signatures:
            self._signatures_advanced += seconds

    def reset(self) -> None:
        self._advanced = self._signatures_advanced = 0
