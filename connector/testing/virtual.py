"""Virtual time for tests and simulations: an event loop that never waits.

When nothing is ready the loop jumps to the next timer, so a run of hours takes milliseconds and is the same every
time. Code under test uses ``VirtualClock`` and ordinary asyncio; real sockets and threads have no place here.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

__all__ = ["VirtualClock", "run_virtual"]

T = TypeVar("T")


class _Skipping(selectors.SelectSelector):
    """Never blocks: the time it was asked to wait has passed."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("everything waits and no timer is set: a deadlock in virtual time")
        if not ready and timeout:
            self.skipped += timeout
        return ready


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.skipped


class VirtualClock:
    """A Clock over a virtual loop; ``start`` is the moment the first loop begins."""

    def __init__(self, start: datetime = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)) -> None:
        self._start = start
        self._passed = 0.0

    def monotonic(self) -> float:
        try:
            return self._passed + asyncio.get_running_loop().time()
        except RuntimeError:
            return self._passed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    def advance(self, seconds: float) -> None:
        """Let time pass while nothing runs."""
        self._passed += seconds


def run_virtual(clock: VirtualClock, work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end in virtual time; ``clock`` goes on from where the last run left it."""
    loop = _VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        clock.advance(loop.time())
        loop.close()
