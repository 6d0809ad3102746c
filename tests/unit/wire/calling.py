"""What the tests of calls share: a server that answers in order, a caller in virtual time, keys in memory."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from connector.errors import (
    AdapterError,
)
from connector.port import Budget
from connector.wire.call import Answer, Call, Signed
from connector.wire.client import Caller, open_caller
from connector.wire.pace import Pace
from connector.wire.tokens import Tokens

from .virtual import VirtualClock, run

READ = Call("GET /api/danh-sach", "read", (("trang", "1"),))

WRITE = Call("POST /api/tao", "write", body=b'{"ten":"N\xc3\xb3n l\xc3\xa1"}', content_type="application/json")

Reply = httpx.Response | Exception


def text(answer: Answer) -> str:
    return answer.body.decode()


class Server:
    """Answers in the order given; the last answer stays."""

    def __init__(self, *replies: Reply, takes_s: float = 0.0) -> None:
        self._replies = list(replies)
        self._takes_s = takes_s
        self.seen: list[httpx.Request] = []
        self.at: list[float] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        self.at.append(VirtualClock().monotonic())
        await VirtualClock().sleep(self._takes_s)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


class Drawer:
    """A TokenStore in memory."""

    def __init__(self, folder: Path) -> None:
        self.lock = folder / "lock"
        self.kept = Tokens("truy-cap-1", "lam-moi-1")

    def load(self) -> Tokens:
        return self.kept

    def save(self, tokens: Tokens) -> None:
        self.kept = tokens


def sign(call: Call, tokens: Tokens | None, now: datetime) -> Signed:
    token = tokens.access_token if tokens else "-"
    return Signed((("timestamp", str(int(now.timestamp()))), ("access_token", token)), {"x-thu": "1"})


def with_caller(
    server: Server, body: Callable[[Caller], Awaitable[None]], *, budgets: tuple[Budget, ...] = (), **more: Any
) -> None:
    async def main() -> None:
        clock = VirtualClock()
        pace = Pace(budgets, clock)
        transport = httpx.MockTransport(server)
        async with open_caller(
            "http://127.0.0.1:9101", pace=pace, sign=sign, clock=clock, transport=transport, **more
        ) as caller:
            await body(caller)

    run(main())


def ok(content: str = "xong") -> httpx.Response:
    return httpx.Response(200, text=content)


def refusing(*errors: AdapterError) -> Callable[[Answer], str]:
    """A decoder that raises these in turn, then reads."""
    left = list(errors)

    def decode(answer: Answer) -> str:
        if left:
            raise left.pop(0)
        return text(answer)

    return decode
