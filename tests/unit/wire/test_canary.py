"""The canary: secrets are planted, calls are made and fail in every way, and nothing of them is seen anywhere.

Over a real socket and at DEBUG, because httpx logs addresses and httpcore what it sends and receives.
"""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from connector.clock import SystemClock
from connector.errors import OcopError, Rejected
from connector.port import Budget
from connector.wire import redact
from connector.wire.call import Answer, Call, Signed
from connector.wire.client import Caller, open_caller
from connector.wire.pace import Pace
from connector.wire.stores import FileStore
from connector.wire.tokens import Tokens, TokenSource

PLANTED = {
    "access_token": "CANARY-truy-cap-1",
    "refresh_token": "CANARY-lam-moi-1",
    "partner_key": "CANARY-khoa-doi-tac",
    "code": "CANARY-ma-uy-quyen",
    "app_secret": "CANARY-bi-mat-ung-dung",
}
SIGNATURE = "CANARYchuky0123456789"
SUCCESSOR = Tokens("CANARY-truy-cap-2", "CANARY-lam-moi-2")


class Net(logging.Handler):
    """Keeps what any handler of the process would print."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.caught: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.caught.append(f"{self.format(record)} {record.args!r} {record.msg!r}")


@pytest.fixture
def net() -> Iterator[Net]:
    redact.forget_all()
    root, net = logging.getLogger(), Net()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(net)
    yield net
    root.removeHandler(net)
    root.setLevel(level)
    redact.forget_all()


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    """Answers /ok, echoes the request line under /echo, and cuts the line under /cut."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode()
        while (await reader.readline()).strip():
            pass
        if "/cut" not in line:
            body = line.encode() if "/echo" in line else b"xong"
            cookie = f"Set-Cookie: access_token={PLANTED['access_token']}\r\n"
            head = f"HTTP/1.1 200 OK\r\nConnection: close\r\n{cookie}Content-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def sign(call: Call, tokens: Tokens | None, now: datetime) -> Signed:
    params = (("access_token", tokens.access_token if tokens else ""), ("sign", SIGNATURE))
    return Signed(params, {"x-tts-access-token": PLANTED["access_token"]})


def echoed(answer: Answer) -> str:
    raise Rejected("E_ECHO", original=answer.body.decode(), reason=answer.body.decode())


async def spend(caller: Caller) -> list[BaseException]:
    """Calls that go well, are refused with their own address, are lost, and fail inside our own code."""
    failures: list[BaseException] = []
    calls = [
        (Call("GET /ok"), lambda answer: answer.body),
        (Call("GET /echo"), echoed),
        (Call("POST /cut", "write", body=b"{}"), lambda answer: answer.body),
        (Call("POST /echo", "write"), lambda answer: int(answer.body)),
        (Call("GET /x", origin="http://evil.example"), lambda answer: answer.body),
    ]
    for call, decode in calls:
        try:
            await caller.call(call, decode)
        except OcopError as error:
            failures.append(error)
    try:
        await caller.call(Call("GET /ok"), lambda answer: 1 / 0)
    except ZeroDivisionError as error:
        failures.append(error)
    return failures


async def test_nothing_of_a_secret_is_seen_anywhere(net: Net, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "khoa.json")
    (tmp_path / "khoa.json").write_text(str(PLANTED).replace("'", '"'))
    clock = SystemClock()

    async def renew(spent: Tokens) -> Tokens:
        return SUCCESSOR

    async with (
        served() as port,
        open_caller(
            f"http://127.0.0.1:{port}", pace=Pace([Budget("shop", 0)], clock), sign=sign, clock=clock
        ) as caller,
    ):
        caller.tokens = TokenSource(store, renew, clock)
        failures = await spend(caller)
        await caller.tokens.renewed(PLANTED["access_token"])
        failures += await spend(caller)
        logging.getLogger("connector.wire.client").warning("tokens: %s %r", caller.tokens.held, failures[0])

    shown = [*net.caught]
    for failure in failures:
        shown += [str(failure), repr(failure), repr(vars(failure)), "".join(traceback.format_exception(failure))]
    secrets = [*PLANTED.values(), SIGNATURE, SUCCESSOR.access_token, SUCCESSOR.refresh_token]
    leaks = [text for text in shown for secret in secrets if secret in text]
    assert leaks == []
    assert len(failures) == 10
    assert any("HTTP Request: GET" in text and redact.MASK in text for text in net.caught), "the canary must be alive"
    assert any(text.startswith("httpcore.http11") for text in net.caught)
