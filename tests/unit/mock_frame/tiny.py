"""The smallest marketplace the frame can carry: a counter. It shows that the frame knows no marketplace by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from adapters._mock.app import MockApp
from adapters._mock.clock import MockClock
from adapters._mock.market import Call, ControlRefusal, Endpoint, Reply
from adapters._mock.options import MockOptions

READ, WRITE = Endpoint("GET", "/count", "read"), Endpoint("POST", "/count", "write")
TOKEN, UPLOAD = Endpoint("POST", "/token", "token"), Endpoint("POST", "/photo", "upload")


class TinyMarket:
    endpoints = (READ, WRITE, TOKEN, UPLOAD)
    traps = frozenset({"odd_trap"})
    statuses = frozenset({"open", "shut"})

    def __init__(self, clock: MockClock) -> None:
        self.clock = clock
        self.count = 0
        self.done: list[tuple[Any, ...]] = []
        self.fired: list[str] = []
        self.cleared = 0

    def info(self) -> dict[str, Any]:
        return {"marketplace": "tiny"}

    def addresses(self, root: str) -> dict[str, str]:
        return {"base_url": f"{root}/rest"}

    def answer(self, call: Call) -> Reply:
        self.fired += call.faults
        if call.verb == "POST":
            self.count += 1
        return Reply(200, orjson.dumps({"count": self.count, "query": call.query, "size": len(call.body)}))

    def throttled(self, retry_after: float | None) -> Reply:
        return Reply(429, b'{"tiny":"too fast"}')

    def file(self, name: str) -> Reply | None:
        return Reply(200, b"\x89PNG", "image/png") if name == "ảnh" else None

    def faults_cleared(self) -> None:
        self.cleared += 1

    def listings(self, root: str) -> list[dict[str, Any]]:
        return [{"id": "1", "url": root}]

    def edit(self, listing: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        if listing != "1":
            raise ControlRefusal("no such listing", {"id": "1"}, 404)
        self.done.append(("edit", listing, dict(changes)))
        return {}

    def delete(self, listing: str) -> dict[str, Any]:
        self.done.append(("delete", listing))
        return {}

    def sell(self, sku: str, quantity: int) -> dict[str, Any]:
        self.done.append(("sell", sku, quantity))
        return {}

    def promote(self, sku: str, until: float, price: int) -> dict[str, Any]:
        self.done.append(("promote", sku, until, price))
        return {}

    def review(self, listing: str, verdict: str, reason: str) -> dict[str, Any]:
        self.done.append(("review", listing, verdict, reason))
        return {}


def tiny_app(**options: Any) -> MockApp:
    return MockApp(MockOptions(**options), TinyMarket)
