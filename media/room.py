"""How much memory pictures may take at once, over all threads: who needs much waits for the others.

What is too big for all of it is decoded alone; whether it may be decoded at all is not decided here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Room"]


class Room:
    """``size`` bytes to be shared."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._taken = 0
        self._changed = threading.Condition()

    @contextmanager
    def take(self, need: int) -> Iterator[None]:
        """Wait until ``need`` bytes are free, or nobody else has any."""
        with self._changed:
            self._changed.wait_for(lambda: not self._taken or self._taken + need <= self.size)
            self._taken += need
        try:
            yield
        finally:
            with self._changed:
                self._taken -= need
                self._changed.notify_all()
