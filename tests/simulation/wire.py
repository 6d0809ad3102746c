"""The transport that a process is given in the network's place.

It hands each request straight to the mock's market, applies the faults as the mock's own application would, and writes
down a ``Call``.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import orjson

from adapters._mock.faults import Fault
from adapters._mock.market import Call as MarketCall
from adapters._mock.market import Reply
from tests.simulation.answers import FATAL, UNSURE, code_of, reordered, shaped
from tests.simulation.hands import said_of
from tests.simulation.history import Call
from tests.simulation.light import READ_S, LightRequest
from tests.simulation.market import Market, hashed
from tests.simulation.process import Process

__all__ = ["Wire", "hashed_file"]

UNSIGNED = frozenset({"sign", "timestamp", "access_token", "app_key", "sign_method", "partner_id", "shop_id"})
TOKEN_NAMES = ("access_token", "refresh_token", "code", "auth_code")
HTML = b"<html><body>502 Bad Gateway</body></html>"
TOO_MANY = 429
"""The one status that says by itself that nothing was done: the contracts have it for the rate alone."""


class Wire(httpx.AsyncBaseTransport):
    """See the module's docstring."""

    def __init__(self, market: Market, process: Process, credentials: Path, chance: random.Random) -> None:
        self.market, self.process, self.credentials, self.chance = market, process, credentials, chance

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        read_s = float(request.extensions.get("timeout", {}).get("read") or READ_S)
        return await self.taken(
            LightRequest(request.method, str(request.url), await request.aread(), request.headers, read_s)
        )

    async def taken(self, asked: LightRequest) -> httpx.Response:
        """One request, to its answer."""
        self.process.alive()
        return await _Exchange(self, asked).carried()


class _Exchange:
    """One request on its way there and back."""

    def __init__(self, wire: Wire, asked: LightRequest) -> None:
        self.wire, self.asked, self.market = wire, asked, wire.market
        self.query = parse_qsl(asked.query, keep_blank_values=True)
        form = asked.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        self.form = parse_qsl(asked.body.decode(), keep_blank_values=True) if form else []
        self.book = wire.market.book
        endpoint = self.market.app._endpoint(asked.verb, asked.path)
        self.kind: Any = endpoint.kind if endpoint else "read"
        self.number, self.began = self.book.number(), self.book.at()
        self.run = wire.process.run
        task = asyncio.current_task()
        self.worker = wire.process.worker(task.get_name() if task else "")
        self.outcome: Any = "unknown"
        self.committed, self.fatal, self.durable = False, False, False
        self.fault = self.code = self.stored = ""
        self.retry_after: float | None = None
        self.made: tuple[str, ...] = ()
        self.ended: float | None = None

    async def carried(self) -> httpx.Response:
        try:
            response = await self._there_and_back()
            self.ended = self.book.at()
            return response
        except (httpx.HTTPError, asyncio.CancelledError):
            self.ended = self.book.at()
            raise
        finally:
            self.book.calls.append(self._call())

    async def _there_and_back(self) -> httpx.Response:
        process, market, asked = self.wire.process, self.market, self.asked
        name = f"{asked.verb} {asked.path} at {market.marketplace}"
        self.outcome = "failed"
        self.stored = market.stored(self.wire.credentials)
        if self.kind == "write":
            self.durable = market.durable({asked.body, *(value.encode() for _, value in self.form)})
        over_pace = not market.app.pace.take()
        fired = {} if over_pace else market.fired(asked.verb, asked.path)
        for kind, fault in fired.items():
            self.book.met[f"fault {'fatal' if fault.code else kind}"] += 1
        self.fault = ",".join(fired)
        last = process.before(self.kind, name)
        if "cut_before" in fired or "refuse" in fired:
            raise httpx.ConnectError("refused")
        self.outcome = "unknown"
        latency = self.wire.chance.uniform(0.02, 0.4)
        await asyncio.sleep(latency)
        process.alive()
        if "cut_during" in fired:
            raise httpx.WriteError("broken off while sending")
        if "cut" in fired:
            raise httpx.RemoteProtocolError("dropped")
        if "hang" in fired:
            await self._patience(fired["hang"].wait())
            raise httpx.RemoteProtocolError("dropped")
        if over_pace:
            self.book.met["fault over pace"] += 1
            reply = market.app.market.throttled(market.app.pace.wait())
            self.retry_after = market.app.pace.wait()
        else:
            reply = self._answered(fired)
        if last:
            process.die(f"after {name}", self.kind)
        await asyncio.sleep(self.wire.chance.uniform(0.01, 0.2))
        process.alive()
        if "slow" in fired:
            await self._patience(fired["slow"].wait())
        if "lose_answer" in fired or "lose_refresh_answer" in fired:
            market.lost_refresh |= self.kind == "token"
            raise httpx.ReadError("dropped")
        return await self._delivered(reply, fired)

    async def _patience(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, self.asked.read_s))
        if seconds >= self.asked.read_s:
            raise httpx.ReadTimeout("too slow")

    def _answered(self, fired: dict[str, Fault]) -> Reply:
        """The marketplace's answer; what it committed is on the tape."""
        market, asked = self.market, self.asked
        page = _page(fired)
        if page is not None:
            return page
        if self.kind in ("write", "token"):
            self._before_write()
        call = MarketCall(asked.verb, asked.path, self.query, asked.headers, asked.body, market.root, fired)
        pictures = market.hands.kept()
        reply: Reply = market.app.market.answer(call)
        made = market.note("connector" if self.kind == "write" else "platform")
        self._judge(reply, fired)
        if self.kind == "write":
            self.committed = self.code == "" or "late_error" in fired or self._on_tape
            self.made = tuple(made)
        elif self.kind == "upload":
            self.committed = self.code == ""
            self.made = market.hands.kept_since(pictures)
        return reply

    def _before_write(self) -> None:
        market = self.market
        market.note("platform")
        if self.kind == "write":
            market.writes += 1
            due = [act for at, act in market.meanwhile if at == market.writes]
            for act in due:
                act()
        self._tape_from = len(self.book.tape)

    @property
    def _on_tape(self) -> bool:
        return len(self.book.tape) > self._tape_from

    def _judge(self, reply: Reply, fired: dict[str, Fault]) -> None:
        """What the answer says, as far as one can know it from outside."""
        envelope, code = code_of(self.market.marketplace, reply)
        self.code = code
        self.fatal = FATAL[self.market.marketplace](code, str(envelope.get("message") or envelope.get("msg") or ""))
        for name, value in reply.headers:
            if name.lower() == "retry-after":
                self.retry_after = float(value)
        banned = re.search(r"will last (\d+) seconds", str(envelope.get("message") or ""))
        if banned:
            self.retry_after = float(banned[1])
        if self.kind == "token" and not code:
            self.committed = True
            data = envelope.get("data")
            inner = data if isinstance(data, dict) else envelope
            self.made = tuple(hashed(inner[n]) for n in ("access_token", "refresh_token") if inner.get(n))

    async def _delivered(self, reply: Reply, fired: dict[str, Fault]) -> httpx.Response:
        unsure = self.kind in ("write", "token") and (reply.status >= 500 or self.code in UNSURE)
        if _page(fired) is not None:
            unsure = self.kind in ("write", "token") and reply.status != TOO_MANY
            self.code = self.code or f"HTTP {reply.status}"
        data, status = reply.body, reply.status
        self.outcome = "unknown" if unsure else "failed" if self.code or status >= 400 else "ok"
        if "wrong_shape" in fired:
            data = shaped(self.market.marketplace, data, fired["wrong_shape"].status)
            self.outcome = "unknown" if self.kind in ("write", "token") else "failed"
        elif "reorder" in fired and self.kind == "read":
            data = reordered(data)
        headers = [("content-type", reply.content_type), *reply.headers]
        if "trickle" in fired:
            return httpx.Response(status, headers=headers, stream=_Trickle(self, data, fired["trickle"].wait() or 8.0))
        return httpx.Response(status, headers=headers, content=data)

    def _call(self) -> Call:
        asked = self.asked
        named = [*self.query, *self.form]
        carried = next((value for name, value in named if name in TOKEN_NAMES and value), "")
        carried = carried or asked.headers.get("x-tts-access-token", "")
        key = next((value for name, value in named if name == "idempotency_key"), "")
        if asked.headers.get("content-type", "").startswith("application/json") and asked.body:
            content = orjson.loads(asked.body)
            key = key or str(content.get("idempotency_key") or "") if isinstance(content, dict) else key
            if self.kind == "token" and isinstance(content, dict):
                carried = str(content.get("refresh_token") or content.get("code") or carried)
        if self.kind == "token":
            carried = next((v for n, v in named if n in ("refresh_token", "code", "auth_code") and v), carried)
        return Call(
            number=self.number, shop=self.market.shop, run=self.run,
            worker=self.worker,
            began=self.began, ended=self.ended, kind=self.kind, endpoint=f"{asked.verb} {asked.path}",
            about=self._about(named), body=self._body(named), key=key,
            outcome=self.outcome, committed=self.committed, fault=self.fault, code=self.code,
            retry_after=self.retry_after, fatal=self.fatal, token=hashed(carried) if carried else "",
            made=self.made, durable=self.durable, stored=self.stored,
        )  # fmt: skip

    def _about(self, named: list[tuple[str, str]]) -> tuple[str, ...]:
        if self.kind == "upload":
            said = dict(said_of(self.asked.body))
            return (hashed_file(said["key"]),) if said.get("key") else ()
        text = " ".join([self.asked.path, *(value for _, value in named)])
        if not self.form:
            text += " " + self.asked.body.decode("utf-8", "replace")
        words = set(re.findall(r"[A-Za-z0-9_-]+", text))
        return tuple(sorted(words & self.market.known))

    def _body(self, named: list[tuple[str, str]]) -> str:
        kept = sorted((name, value) for name, value in named if name not in UNSIGNED)
        raw = b"" if self.form else self.asked.body
        return hashed(repr(kept).encode() + raw)


_FILES: dict[str, str] = {}


def hashed_file(key: str, sha256: str = "") -> str:
    """The SHA-256 of the file that says it is ``key``; told once by who drew it."""
    if sha256:
        _FILES[key] = sha256
    return _FILES.get(key, "")


def _page(fired: dict[str, Fault]) -> Reply | None:
    if "html" in fired:
        return Reply(fired["html"].status, HTML, "text/html")
    if "status" in fired:
        return Reply(fired["status"].status, b"", "text/plain")
    return None


class _Trickle(httpx.AsyncByteStream):
    """An answer that comes in drops."""

    def __init__(self, exchange: _Exchange, data: bytes, seconds: float) -> None:
        self._exchange, self._data, self._seconds = exchange, data, seconds

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = max(1, len(self._data) // 8)
        for start in range(0, len(self._data), size):
            await asyncio.sleep(self._seconds / 8)
            self._exchange.wire.process.alive()
            yield self._data[start : start + size]
