"""Clients for G4, each a process: ``python -m benchmarks.calling ours|one-pool|answer ...``.

``ours`` is what an adapter stands on, pace, signing and judging included; ``one-pool`` is one httpx client and nothing
else. Both send the same number of small POSTs with as many in flight as they have connections. ``answer`` is the other
end: it reads a request and answers 200, as cheaply as can be.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from itertools import repeat

import httpx

from connector.clock import SystemClock
from connector.wire.call import Answer, Call, Signed
from connector.wire.client import open_caller
from connector.wire.pace import Pace
from connector.wire.tokens import Tokens

__all__ = ["main"]

BODY = b'{"item_id":803900001,"price_list":[{"model_id":0,"original_price":59000}]}'
KEY = b"mock_partner_key_0001"
PATH = "/api/v2/product/update_price"
DONE = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"error":""}'
Send = Callable[[], Awaitable[object]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calling", description=__doc__)
    parser.add_argument("who", choices=("ours", "one-pool", "answer"))
    parser.add_argument("base_url", nargs="?", default="")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--calls", type=int, default=0)
    asked = parser.parse_args()
    ways = {"ours": _ours, "one-pool": _one_pool}
    if asked.who == "answer":
        asyncio.run(_answer())
    else:
        asyncio.run(ways[asked.who](asked.base_url, asked.connections, asked.calls))


async def _send_all(send: Send, connections: int, calls: int) -> None:
    """Workers that pull from one iterator: a task per call would cost more than the call."""
    left = repeat(None, calls)

    async def work() -> None:
        for _ in left:
            await send()

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(work())


async def _ours(base_url: str, connections: int, calls: int) -> None:
    clock = SystemClock()

    def sign(call: Call, _tokens: Tokens | None, now: datetime) -> Signed:
        moment = str(int(now.timestamp()))
        mark = hmac.new(KEY, f"1000001{call.path}{moment}".encode(), hashlib.sha256).hexdigest()
        return Signed((("partner_id", "1000001"), ("timestamp", moment), ("sign", mark)))

    def judge(answer: Answer) -> int:
        return answer.status

    async with open_caller(base_url, pace=Pace((), clock), sign=sign, clock=clock, connections=connections) as caller:
        call = Call(f"POST {PATH}", kind="write", body=BODY, content_type="application/json", auth=False)
        await _send_all(partial(caller.call, call, judge), connections, calls)


async def _one_pool(base_url: str, connections: int, calls: int) -> None:
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    headers = {"content-type": "application/json"}
    async with httpx.AsyncClient(limits=limits, timeout=30.0, trust_env=False) as client:
        await _send_all(partial(client.post, f"{base_url}{PATH}", content=BODY, headers=headers), connections, calls)


async def _answer() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                named = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                await reader.readexactly(int(named.partition(b":")[2]))
                writer.write(DONE)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    main()
