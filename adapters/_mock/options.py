"""What one may choose when starting a mock, whatever the marketplace."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["MockOptions"]


@dataclass(frozen=True, kw_only=True)
class MockOptions:
    """The options of `ocop mock`; a marketplace may extend them with knobs of its own.

    `seed` is a count ("12") or a path to a CSV file with the columns of `products.csv`. `pace` is how many calls a
    second the mock accepts and `concurrency` how many at once it advertises; both are printed, and clients of a shop
    that is not live go by them. `machine` and `monotonic` are the clocks it goes by: a suite in virtual time hands in
    its own.
    """

    port: int = 0
    seed: str | None = None
    no_sku: bool = False
    latency_ms: int = 0
    pace: float = 1000.0
    concurrency: int = 8
    machine: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
