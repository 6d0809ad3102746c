"""Counting the marketplace calls that reached the mock.

Every call that arrives is counted, also one that a fault then cuts: the client made it. A path the endpoint table
does not know changes nothing and counts as a read. Control calls and picture downloads are not counted.
"""

from __future__ import annotations

from typing import Any

from adapters._mock.clock import MockClock, iso
from adapters._mock.market import CallClass, Endpoint

__all__ = ["Calls"]


class Calls:
    def __init__(self, clock: MockClock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        self._since = self._clock.now()
        self._by_class: dict[CallClass, int] = {"read": 0, "write": 0, "upload": 0, "token": 0}
        self._by_endpoint: dict[str, int] = {}

    def count(self, verb: str, path: str, endpoint: Endpoint | None) -> None:
        self._by_class[endpoint.kind if endpoint else "read"] += 1
        name = f"{verb} {path}"
        self._by_endpoint[name] = self._by_endpoint.get(name, 0) + 1

    def report(self) -> dict[str, Any]:
        counts = self._by_class
        return {
            "since": iso(self._since),
            "total": sum(counts.values()),
            "reads": counts["read"],
            "writes": counts["write"],
            "uploads": counts["upload"],
            "tokens": counts["token"],
            "by_endpoint": dict(self._by_endpoint),
        }
