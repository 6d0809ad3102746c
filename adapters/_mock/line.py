"""One request's line to the client: read the body, answer, or drop the connection without a byte."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from adapters._mock.market import Reply

__all__ = ["TRANSPORT", "Line"]

TRANSPORT = "ocop.mock.transport"

Message = MutableMapping[str, Any]


class Line:
    def __init__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self.verb: str = scope["method"]
        self.path: str = scope["path"]
        self.headers: dict[str, str] = {}
        for key, value in scope["headers"]:
            name, text = key.decode("latin-1"), value.decode("latin-1")
            self.headers[name] = f"{self.headers[name]}, {text}" if name in self.headers else text

    @property
    def root(self) -> str:
        """`http://host:port` as the client addressed it, so that links in answers can be followed by it."""
        return f"{self._scope.get('scheme', 'http')}://{self.headers.get('host', '127.0.0.1')}"

    async def body(self) -> bytes | None:
        """The whole body; None where the client went away in the middle of it."""
        chunks: list[bytes] = []
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                return None
            chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        return b"".join(chunks)

    async def reply(self, reply: Reply) -> None:
        headers = [
            (b"content-type", reply.content_type.encode("latin-1")),
            (b"content-length", str(len(reply.body)).encode()),
            *((k.encode("latin-1"), v.encode("latin-1")) for k, v in reply.headers),
        ]
        await self._send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": reply.body})

    async def wait(self, seconds: float) -> None:
        """Let `seconds` of real time pass, or less if the client hangs up."""
        try:
            await asyncio.wait_for(self._gone(), seconds)
        except TimeoutError:
            return

    async def drop(self) -> None:
        """Close the connection without an answer. Without a socket this raises `ConnectionDropped`."""
        transport = self._scope.get("state", {}).get(TRANSPORT)
        if transport is None:
            from adapters._mock.dropped import ConnectionDropped

            raise ConnectionDropped("the mock dropped the connection")
        transport.abort()
        await self._gone()  # returning earlier would make the server answer 500 for us

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
