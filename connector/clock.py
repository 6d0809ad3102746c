"""Time, handed in: ``Clock`` for everything that waits or stamps, ``Day`` for everything that depends on the date.

The business day (Asia/Ho_Chi_Minh) is a value fixed once when a run starts and written into its plan; a run that
crosses midnight keeps it. Nothing outside this file reads the machine's clock or sleeps.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

__all__ = ["BUSINESS_ZONE", "Clock", "SystemClock", "business_day"]

BUSINESS_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, for measuring how long something took."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; a negative or zero time only yields."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        import asyncio  # a command that never waits does not pay for it

        await asyncio.sleep(max(0.0, seconds))


def business_day(clock: Clock) -> date:
    """The day on which a run that starts now is judged."""
    return clock.now().astimezone(BUSINESS_ZONE).date()
