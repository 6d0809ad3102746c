"""The pace a mock accepts: a token bucket, refilled at `rate` a second, holding one second's worth (at least one)."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Pace"]


class Pace:
    def __init__(self, rate: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        if rate <= 0:
            raise ValueError("pace must be above 0")
        self._rate = rate
        self._capacity = max(1.0, rate)
        self._monotonic = monotonic
        self._tokens = self._capacity
        self._at = monotonic()

    def take(self) -> bool:
        """Take one call's worth; False when the bucket is empty."""
        now = self._monotonic()
        self._tokens = min(self._capacity, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True

    def wait(self) -> float:
        """Seconds until the next call would be accepted."""
        return max(0.0, (1.0 - self._tokens) / self._rate)
