"""HTTP clients: several small pools that share one TLS context.

One pool gets dearer per call as it grows (httpcore walks all its connections per request), so no pool holds more than
eight; the least busy one serves the next call, and no call ever queues inside a pool, where its signature would age.
Redirects are not followed, the environment's proxies and certificates are not looked at, certificates are always
verified.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

import httpx

__all__ = ["PER_POOL", "Pools"]

PER_POOL = 8
# Shorter than any server's patience: a connection the server is just closing would lose the answer to a write.
KEEPALIVE_S = 3.0
CONNECT_S = 10.0
POOL_S = 10.0


def _user_agent() -> str:
    try:
        return f"ocop-connector/{version('ocop-connector')}"
    except PackageNotFoundError:
        return "ocop-connector"


class Pools:
    """Open as a context; ``client()`` lends a client with a free connection."""

    def __init__(
        self, connections: int, *, secure: bool, read_s: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._connections = max(1, connections)
        self._secure = secure
        self._timeout = httpx.Timeout(connect=CONNECT_S, read=read_s, write=read_s, pool=POOL_S)
        self._transport = transport
        self._clients: list[httpx.AsyncClient] = []
        self._busy: list[int] = []
        self._free = asyncio.Semaphore(self._connections)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Pools:
        tls = self._tls()
        pools = 1 if self._transport is not None else -(-self._connections // PER_POOL)
        for _ in range(pools):
            client = httpx.AsyncClient(
                verify=tls,
                transport=self._transport,
                timeout=self._timeout,
                limits=httpx.Limits(
                    max_connections=PER_POOL, max_keepalive_connections=PER_POOL, keepalive_expiry=KEEPALIVE_S
                ),
                headers={"user-agent": _user_agent()},
                trust_env=False,
                follow_redirects=False,
            )
            self._clients.append(await self._stack.enter_async_context(client))
        self._busy = [0] * pools
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._stack.aclose()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client that has a connection to spare; waits for one where all are in use."""
        async with self._free:
            place = self._busy.index(min(self._busy))
            self._busy[place] += 1
            try:
                yield self._clients[place]
            finally:
                self._busy[place] -= 1

    def _tls(self) -> ssl.SSLContext:
        if self._secure:
            return httpx.create_ssl_context(verify=True, trust_env=False)
        # Loading certificates takes 36 ms; this context trusts nobody, which is right where https is never spoken.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
