"""The ASGI application of a mock: control calls and picture downloads here, everything else to the marketplace,
faults in between.

For a marketplace call, in this order: `refuse` closes before the body is read; the body is read (a client that goes
away in the middle of it has made no call), the call is counted and the latency passes; a call beyond the pace gets the
marketplace's own rate answer; `hang` and `cut` close without committing; `status` and `html` answer without
committing; the marketplace answers (and commits); `slow` holds the answer back; `lose_answer` and
`lose_refresh_answer` close instead of answering.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from adapters._mock.calls import Calls
from adapters._mock.clock import MockClock
from adapters._mock.control import Control
from adapters._mock.faults import Fault, Faults
from adapters._mock.line import Line
from adapters._mock.market import Call, Endpoint, Market, Reply
from adapters._mock.options import MockOptions
from adapters._mock.pace import Pace

__all__ = ["MockApp"]

HTML = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
NO_FILE = Reply(404, b'{"error":"no such file"}')


class MockApp:
    """One mock. `restart` puts it back to how it started: same options, same ids."""

    def __init__(self, options: MockOptions, open_market: Callable[[MockClock], Market]) -> None:
        self._open_market = open_market
        self._latency = options.latency_ms / 1000
        self._advertised = {"pace": options.pace, "concurrency": options.concurrency}
        self._rate = options.pace
        self._monotonic = options.monotonic
        self.clock = MockClock(options.machine)
        self.restart()
        self._control = Control(self)

    def restart(self) -> None:
        self.clock.reset()
        self.market = self._open_market(self.clock)
        self.calls = Calls(self.clock)
        self.pace = Pace(self._rate, self._monotonic)
        self.faults = Faults(self.market.endpoints, self.market.traps)
        self._endpoints = {(e.verb, e.path): e for e in self.market.endpoints}

    def printed(self, root: str | None = None) -> dict[str, Any]:
        """What the mock prints once it listens at `root`; without a root, minus what only the port tells."""
        addresses = self.market.addresses(root) if root else {}
        return {**self.market.info(), **addresses, **self._advertised}

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        line = Line(scope, receive, send)
        if line.path == "/_mock" or line.path.startswith("/_mock/"):
            await line.reply(self._control.answer(line.verb, line.path, line.root, await line.body() or b""))
        elif line.path.startswith("/file/") and line.verb == "GET":
            await line.reply(self.market.file(line.path.removeprefix("/file/")) or NO_FILE)
        else:
            query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            await self._serve(line, query)

    def _endpoint(self, verb: str, path: str) -> Endpoint | None:
        exact = self._endpoints.get((verb, path))
        return exact or next((e for e in self.market.endpoints if e.pattern and e.serves(verb, path)), None)

    async def _serve(self, line: Line, query: list[tuple[str, str]]) -> None:
        endpoint = self._endpoint(line.verb, line.path)
        over_pace = not self.pace.take()
        fired = {} if over_pace else self.faults.fire(line.verb, line.path, endpoint)
        body = b"" if "refuse" in fired else await line.body()
        if body is None:
            return None
        self.calls.count(line.verb, line.path, endpoint)
        if "refuse" in fired:
            return await line.drop()
        if self._latency:
            await line.wait(self._latency)
        if over_pace:
            return await line.reply(self.market.throttled(self.pace.wait()))
        if "hang" in fired:
            await line.wait(fired["hang"].wait())
            return await line.drop()
        if "cut" in fired:
            return await line.drop()
        call = Call(line.verb, line.path, query, line.headers, body, line.root, fired)
        reply = _page(fired) or self.market.answer(call)
        if "slow" in fired:
            await line.wait(fired["slow"].wait())
        if "lose_answer" in fired or "lose_refresh_answer" in fired:
            return await line.drop()
        await line.reply(reply)


def _page(fired: dict[str, Fault]) -> Reply | None:
    """What answers in the marketplace's stead: its edge."""
    if "html" in fired:
        return Reply(fired["html"].status, HTML, "text/html")
    if "status" in fired:
        return Reply(fired["status"].status, b"", "text/plain")
    return None
