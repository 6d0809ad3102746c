"""An adapter between the core and the one under test: no batch may be larger than what was declared.

The core keeps to it by itself; that it does is checked wherever the suite plays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connector.port import Adapter

__all__ = ["Watched"]

BATCHED = {
    "read": "read_batch",
    "upload": "upload_batch",
    "set_prices": "price_batch",
    "set_stock": "stock_batch",
    "set_state": "state_batch",
}


class Watched:
    """``inner``, watched. Everything else is the adapter's own."""

    def __init__(self, inner: Adapter) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        declared = BATCHED.get(name)
        if declared is None:
            return method
        most: int = getattr(self._inner.capabilities, declared)

        def counted(entries: Sequence[object], *more: object) -> object:
            assert len(entries) <= most, f"{name} was asked for {len(entries)} at once, {declared} is {most}"
            return method(entries, *more)

        return counted
