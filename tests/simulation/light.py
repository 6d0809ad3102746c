"""A client as light as it can be, in httpx's place for most seeds: no address is parsed, no cookie looked for.

It offers what ``connector.wire.client`` asks of ``httpx.AsyncClient``: ``stream``, which gives a response. Every tenth
seed goes through httpx itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

__all__ = ["READ_S", "LightClient", "LightRequest"]

READ_S = 15.0


class LightRequest:
    """What the wire looks at of a request."""

    def __init__(self, verb: str, target: str, body: bytes, headers: Mapping[str, str], read_s: float) -> None:
        parts = urlsplit(target)
        self.verb, self.path, self.query, self.body, self.read_s = verb, parts.path, parts.query, body, read_s
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.headers.setdefault("host", parts.netloc)


class LightClient:
    """See the module's docstring. ``wire`` is the transport it was to have."""

    def __init__(self, *, transport: Any, timeout: Any, **_rest: Any) -> None:
        self._wire, self._read_s = transport, timeout.read

    async def __aenter__(self) -> LightClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    @asynccontextmanager
    async def stream(
        self, verb: str, target: str, *, content: bytes | None, headers: Mapping[str, str]
    ) -> AsyncIterator[Any]:
        yield await self._wire.taken(LightRequest(verb, target, content or b"", headers, self._read_s))
