"""A loopback address that a seller comes back to, where the marketplace allows such a one (mock, sandbox).

It listens on 127.0.0.1 only, answers one page, and hears nothing but an address that carries what was asked for: every
other visitor is turned away without ending the wait. Nothing it hears is logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

__all__ = ["PATIENCE_S", "Listener", "listening"]

PATH = "/connect/"
PATIENCE_S = 600.0
READ_S = 10.0
LARGEST = 16_384

HEADERS = (
    "content-type: text/html; charset=utf-8\r\ncache-control: no-store\r\nreferrer-policy: no-referrer\r\n"
    "content-security-policy: default-src 'none'; frame-ancestors 'none'\r\nconnection: close\r\n"
)
PAGE = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>ocop</title><p>{vi}</p><p lang=en>{en}</p></html>"
)


class Listener:
    """``address`` is the redirect; ``heard`` waits for the whole address of the first visitor who is ``welcome``."""

    def __init__(self, welcome: Callable[[str], bool], done: tuple[str, str], refused: tuple[str, str]) -> None:
        self._welcome = welcome
        self._done = done
        self._refused = refused
        self._heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    async def heard(self, patience_s: float = PATIENCE_S) -> str:
        """TimeoutError where nobody came."""
        async with asyncio.timeout(patience_s):
            return await self._heard

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One visitor."""
        try:
            async with asyncio.timeout(READ_S):
                head = await reader.readuntil(b"\r\n\r\n")
            status, texts = self._judged(head.decode("latin-1"))
            body = PAGE.format(vi=texts[0], en=texts[1]).encode()
            writer.write(f"HTTP/1.1 {status}\r\n{HEADERS}content-length: {len(body)}\r\n\r\n".encode() + body)
            async with asyncio.timeout(READ_S):
                await writer.drain()
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            return
        finally:
            writer.close()

    def _judged(self, head: str) -> tuple[str, tuple[str, str]]:
        request, *lines = head.split("\r\n")
        verb, _, rest = request.partition(" ")
        target = rest.partition(" ")[0]
        hosts = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("host:")]
        ours = (f"127.0.0.1:{self.port}", f"localhost:{self.port}")
        if verb != "GET" or len(hosts) != 1 or hosts[0] not in ours or target.partition("?")[0] != PATH:
            return "404 Not Found", ("", "")
        address = f"http://{ours[0]}{target}"
        if self._heard.done() or not self._welcome(address):
            return "400 Bad Request", self._refused
        self._heard.set_result(address)
        return "200 OK", self._done


@asynccontextmanager
async def listening(
    port: int, welcome: Callable[[str], bool], *, done: tuple[str, str], refused: tuple[str, str]
) -> AsyncIterator[Listener]:
    """Listen until the block ends; OSError where the port is taken. The texts are Vietnamese and English."""
    listener = Listener(welcome, done, refused)
    server = await asyncio.start_server(listener.answer, "127.0.0.1", port, limit=LARGEST)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
