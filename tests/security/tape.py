"""A shop whose good answers were recorded from its mock, and that answers one path as an attacker likes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from connector.model import Listing, RemoteListing, ShopFacts
from connector.port import Adapter, AdapterSpec, MediaFile, OpenShop
from tests.unit.shopee.parts import StillClock

__all__ = ["Action", "Handler", "Market", "Recorded", "Tape", "drawn", "opened", "scan"]

BASE = "http://127.0.0.1:9101"
Handler = Callable[[httpx.Request], httpx.Response]
Action = Callable[[Adapter, "Recorded"], Awaitable[object]]


@dataclass(frozen=True)
class Recorded:
    """Every answer by path, in the order given; the last one is given again and again. ``plain`` has one SKU,
    ``several`` have two; ``remotes`` are both as read."""

    answers: Mapping[str, tuple[bytes, ...]]
    line: Mapping[str, Any]
    facts: ShopFacts
    plain: Listing
    several: Listing
    images: Mapping[str, str]
    ids: tuple[str, str]
    remotes: Mapping[str, RemoteListing]

    @property
    def remote(self) -> RemoteListing:
        return self.remotes[self.ids[0]]

    @property
    def sized(self) -> RemoteListing:
        return self.remotes[self.ids[1]]


@dataclass(frozen=True)
class Market:
    """``actions`` name what asks each path; ``recording`` plays them all once on the mock. ``path`` is a request's
    path without what differs from one to the next, ``nothing`` what a path answers that was never recorded."""

    spec: AdapterSpec
    recording: Callable[[], Coroutine[Any, Any, Recorded]]
    actions: Mapping[str, tuple[Action, ...]]
    path: Callable[[str], str]
    nothing: Mapping[str, Any]
    answering: Callable[[str, str, bytes], bytes] = lambda _attacked, _asked, body: body
    base: str = BASE
    odd: tuple[Any, ...] = ()
    bodies: Mapping[str, bytes] | None = None

    def recorded(self) -> Recorded:
        """The recording, made once; in a thread of its own, for a loop may be running where it is asked for first."""
        if self.spec.id not in _RECORDED:
            with ThreadPoolExecutor(1) as apart:
                _RECORDED[self.spec.id] = apart.submit(lambda: asyncio.run(self.recording())).result()
        return _RECORDED[self.spec.id]

    @asynccontextmanager
    async def attacked(self, folder: Path, path: str, answer: Handler) -> AsyncIterator[tuple[Adapter, StillClock]]:
        """A shop that answers ``path`` with ``answer`` and everything else as the mock did."""
        tape = self.recorded()
        said: dict[str, int] = {}

        def respond(request: httpx.Request) -> httpx.Response:
            asked = self.path(request.url.path)
            if asked == path:
                return answer(request)
            bodies = tape.answers.get(asked)
            if bodies is None:
                return httpx.Response(200, json=self.nothing)
            at = said[asked] = said.get(asked, -1) + 1
            return httpx.Response(200, content=self.answering(path, asked, bodies[min(at, len(bodies) - 1)]))

        clock = StillClock()
        async with opened(self.spec, folder, {**tape.line, "base_url": self.base}, respond, clock) as shop:
            yield shop, clock


_RECORDED: dict[str, Recorded] = {}


class Tape(httpx.AsyncBaseTransport):
    """Lets a mock answer and keeps what it said."""

    def __init__(self, app: Any, path: Callable[[str], str]) -> None:
        self._inner = httpx.ASGITransport(app)
        self._path = path
        self.heard: dict[str, list[bytes]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        self.heard.setdefault(self._path(request.url.path), []).append(body)
        return httpx.Response(answer.status_code, headers={"content-type": "application/json"}, content=body)

    @property
    def answers(self) -> dict[str, tuple[bytes, ...]]:
        return {path: tuple(dict.fromkeys(bodies)) for path, bodies in self.heard.items()}


@asynccontextmanager
async def opened(
    spec: AdapterSpec, folder: Path, keys: Mapping[str, Any], transport: httpx.AsyncBaseTransport | Handler, clock: Any
) -> AsyncIterator[Adapter]:
    (folder / "khoa.json").write_text(json.dumps(dict(keys)), encoding="utf-8")
    if not isinstance(transport, httpx.AsyncBaseTransport):
        transport = httpx.MockTransport(transport)
    shop = OpenShop("gian-hàng-thử", "mock", "file:khoa.json", folder, clock, transport=transport)
    async with spec.open(shop) as adapter:
        yield adapter


def drawn(shade: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", (600, 600), (shade, 120, 60)).save(made, "JPEG")
    return made.getvalue()


async def scan(shop: Adapter, _tape: Recorded) -> object:
    return [ref async for ref in shop.scan()]


def pictures(*keys: str) -> list[MediaFile]:
    return [MediaFile(key, drawn(10 * number)) for number, key in enumerate(keys, start=1)]
