"""The stage over an adapter's own mock, inside one process: no socket, no second clock, no waiting.

The mock's module is the one its spec names, with ``build`` and ``MockOptions`` as ours have them; the control interface
is spoken as a stranger would, by its addresses.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import httpx

from connector.port import Adapter, AdapterSpec, OpenShop

from .stage import CallKind, CallMade, Fault, Shown
from .virtual import VirtualClock

__all__ = ["ADDRESS", "MockControl", "MockStage"]

ADDRESS = "http://127.0.0.1:9101"
SETTINGS = "khóa.json"


class _Recorded(httpx.AsyncBaseTransport):
    """A transport that remembers which marketplace calls went through it."""

    def __init__(self, app: Any, clock: VirtualClock) -> None:
        self._app = app
        self._clock = clock
        self._inner = httpx.ASGITransport(app)
        self.calls: list[CallMade] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        verb, path = request.method, request.url.path
        if not path.startswith("/_mock"):
            endpoint = next((one for one in self._app.market.endpoints if one.serves(verb, path)), None)
            kind: CallKind = endpoint.kind if endpoint else "read"
            self.calls.append(CallMade(kind, f"{verb} {path}", self._clock.monotonic()))
        return await self._inner.handle_async_request(request)


class MockControl:
    """The control interface, spoken over the same transport as the marketplace's own."""

    def __init__(self, transport: _Recorded) -> None:
        self._transport = transport
        self._client = httpx.AsyncClient(transport=transport, base_url=ADDRESS)

    @property
    def calls(self) -> list[CallMade]:
        return self._transport.calls

    async def listings(self) -> list[Shown]:
        return list((await self._client.get("/_mock/listings")).json()["listings"])

    async def fault(
        self, kind: Fault, endpoint: str = "*", *, after: int = 0, times: int = 1, seconds: float | None = None
    ) -> None:
        asked: dict[str, object] = {"kind": kind, "endpoint": endpoint, "after": after, "times": times}
        await self._tell("faults", asked if seconds is None else asked | {"seconds": seconds})

    async def heal(self) -> None:
        (await self._client.delete("/_mock/faults")).raise_for_status()

    async def edit(self, listing: str, changes: Mapping[str, object]) -> None:
        await self._tell("edit", {"id": listing, "set": dict(changes)})

    async def delete(self, listing: str) -> None:
        await self._tell("edit", {"id": listing, "delete": True})

    async def sell(self, sku: str, quantity: int) -> None:
        await self._tell("sell", {"sku": sku, "quantity": quantity})

    async def promote(self, sku: str, until: datetime, price: int) -> None:
        await self._tell("promotion", {"sku": sku, "until": until.isoformat(), "price": price})

    async def review(self, listing: str, verdict: Literal["pass", "fail", "ban"], reason: str) -> None:
        await self._tell("review", {"id": listing, "verdict": verdict, "reason": reason})

    async def _tell(self, what: str, body: Mapping[str, object]) -> None:
        answer = await self._client.post(f"/_mock/{what}", json=dict(body))
        assert answer.status_code == 200, f"the mock would not take {what} {dict(body)}: {answer.text}"


class MockStage:
    """A stage over ``spec.mock``. ``options`` are the mock's own; ``review`` those that make new listings wait for a
    verdict of staff (empty: it has no reviews). ``cannot``: see ``connector.testing.stage.POWERS``."""

    def __init__(
        self,
        spec: AdapterSpec,
        *,
        options: Mapping[str, object] | None = None,
        review: Mapping[str, object] | None = None,
        cannot: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        self.spec = spec
        self.cannot = frozenset(cannot) | (frozenset() if review else {"review"})
        self._options = dict(options or {})
        self._review = dict(review or {})

    @asynccontextmanager
    async def open(
        self, folder: Path, clock: VirtualClock, *, seed: str | None = None, reviewed: bool = False
    ) -> AsyncIterator[tuple[Adapter, MockControl]]:
        module = import_module(self.spec.mock)
        plain = module.MockOptions(seed=seed, machine=lambda: clock.now().timestamp(), monotonic=clock.monotonic)
        own = self._options | (self._review if reviewed else {})
        kind = next((one for one in vars(module).values() if _options_of(one, plain)), type(plain))
        app, line = module.build(kind(**vars(plain) | own))
        (folder / SETTINGS).write_text(json.dumps({**line, **app.printed(ADDRESS)}), encoding="utf-8")
        transport = _Recorded(app, clock)
        shop = OpenShop(
            shop="gian-hàng-thử",
            environment="mock",
            credentials=f"file:{SETTINGS}",
            folder=folder,
            clock=clock,
            transport=transport,
        )
        async with self.spec.open(shop) as adapter:
            yield adapter, MockControl(transport)


def _options_of(found: object, plain: object) -> bool:
    """Whether it is the mock's own kind of options: a dataclass on top of the plain one."""
    return isinstance(found, type) and dataclasses.is_dataclass(found) and type(plain) in found.__mro__[1:]
