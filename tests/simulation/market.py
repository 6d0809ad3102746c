"""One mock inside this process, in virtual time: what comes over the wire, what goes wrong with it, and a tape.

``Wire`` is the transport that a process is given in the network's place: it hands each request straight to the mock's
market, applies the faults as the mock's own application would, and writes down a ``Call``. ``Market.note`` puts what
differs on the shelf onto the tape, under the name of who did it.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import orjson

from adapters._mock.faults import Fault
from adapters._mock.market import Call as MarketCall
from adapters._mock.market import Reply
from connector.testing.virtual import VirtualClock
from tests.simulation.answers import FATAL, UNSURE, code_of, reordered, shaped
from tests.simulation.hands import HANDS, View, said_of
from tests.simulation.history import Call, Entry
from tests.simulation.light import READ_S, LightRequest
from tests.simulation.process import Process

__all__ = ["OWN_FAULTS", "Book", "Market", "Wire"]

OWN_FAULTS = ("cut_before", "cut_during", "trickle", "wrong_shape", "reorder")
"""Kinds beside the mocks' own."""
UNSIGNED = frozenset({"sign", "timestamp", "access_token", "app_key", "sign_method", "partner_id", "shop_id"})
TOKEN_NAMES = ("access_token", "refresh_token", "code", "auth_code")
HTML = b"<html><body>502 Bad Gateway</body></html>"
DURABLE = (
    "SELECT s.body FROM step s JOIN intent i ON i.id = s.intent WHERE i.shop = ? AND i.state IN ('open','unknown')"
)


def hashed(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:16]


@dataclass(slots=True)
class Book:
    """What all shops of a history write into."""

    clock: VirtualClock
    journal: Path
    calls: list[Call] = field(default_factory=list)
    tape: list[Entry] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    run: int = 0
    numbers: int = 0
    words: list[str] = field(default_factory=list)
    reader: sqlite3.Connection | None = None

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def at(self) -> float:
        return round(self.clock.monotonic(), 3)

    def read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """What another connection can read of the journal now."""
        if self.reader is None:
            self.reader = sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)
        return self.reader.execute(query, values).fetchall()

    def close(self) -> None:
        if self.reader is not None:
            self.reader.close()
            self.reader = None


class Market:
    """See the module's docstring. ``skew``: seconds by which the marketplace's clock is ahead of ours."""

    def __init__(self, shop: str, marketplace: str, root: str, book: Book, **options: Any) -> None:
        module = import_module(f"adapters.{marketplace}.mock")
        self.shop, self.marketplace, self.root, self.book = shop, marketplace, root, book
        self.skew = 0.0
        clock = book.clock
        kind = next(one for name, one in vars(module).items() if name.endswith("Options") and name != "MockOptions")
        own = kind(machine=lambda: clock.now().timestamp() + self.skew, monotonic=clock.monotonic, **options)
        self.app, _ = module.build(own)
        self.line: dict[str, Any] = self.app.printed(root)
        self.hands = HANDS[marketplace](self.app)
        self.own_faults: list[Fault] = []
        self.known: set[str] = set()
        self.meanwhile: list[tuple[int, Callable[[], None]]] = []
        self.writes = 0
        self.lost_refresh = False
        self._items: dict[str, Any] = {}
        self._views: dict[str, View] = {}
        self._waiting: dict[str, str] = {}
        self.note("seed")

    # ---- faults

    def fault(self, **wanted: Any) -> None:
        """One fault, of the mock's kinds or ours."""
        if wanted["kind"] in OWN_FAULTS:
            own = {"after": 0, "times": 1, "seconds": None, "status": 0, **wanted}
            self.own_faults.append(Fault(id="own", **own))
        else:
            self.app.faults.add(wanted)

    def heal(self) -> None:
        self.control("DELETE", "faults")
        self.own_faults.clear()
        self.meanwhile.clear()
        self.skew = 0.0

    def fired(self, verb: str, path: str) -> dict[str, Fault]:
        name = f"{verb} {path}"
        found: dict[str, Fault] = self.app.faults.fire(verb, path, self.app._endpoint(verb, path))
        for fault in self.own_faults:
            if fault.kind not in found and fault.fires(name):
                found[fault.kind] = fault
        return found

    # ---- the shelf

    def control(self, verb: str, name: str, **body: Any) -> Any:
        """One call of the control interface; an assertion where it refuses."""
        answer = self.app._control.answer(verb, f"/_mock/{name}", self.root, orjson.dumps(body))
        assert answer.status == 200, answer.body
        return orjson.loads(answer.body)

    @contextmanager
    def doing(self, who: str) -> Iterator[None]:
        """What happens in this block is on the tape as ``who``'s."""
        self.note("platform")
        yield
        self.note(who)

    def views(self) -> dict[str, View]:
        self.note("platform")
        return self._views

    def note(self, who: str) -> list[str]:
        """Put what differs from the last look onto the tape; ids of listings that are new."""
        made: list[str] = []
        for listing, item in self.hands.items().items():
            if self._items.get(listing) is item:
                continue
            self._items[listing] = item
            before, view = self._views.get(listing), self.hands.view(item)
            self._views[listing] = view
            if before is None:
                made.append(listing)
                self.known.update((listing, *(sku for sku in view["skus"] if sku)))
                self._entry(who, listing, "", None, {k: v for k, v in view.items() if k != "waiting"})
                self._state("(none)", view["status"])
            else:
                self._differences(who, listing, before, view)
        return made

    def _differences(self, who: str, listing: str, before: View, view: View) -> None:
        was_waiting, waiting = before.get("waiting") or {}, view.get("waiting") or {}
        for name in sorted(view.keys() | before.keys()):
            old, new = before.get(name), view.get(name)
            if old == new:
                continue
            if name == "waiting":
                if waiting:
                    self._waiting[listing] = who
                continue
            by = who
            if who == "platform" and name in was_waiting and was_waiting[name] == new:
                by = self._waiting.get(listing, who)  # an audit let through what somebody had handed in
            if name == "status" and new == "in review" and old in ("live", "rejected"):
                by = "platform"  # it looks again at what was edited
            self._entry(by, listing, name, old, new)
            if name == "status":
                self._state(str(old), str(new))

    def _entry(self, by: Any, listing: str, name: str, before: Any, after: Any) -> None:
        self.book.tape.append(Entry(self.book.at(), self.book.run, self.shop, by, listing, name, before, after))

    def _state(self, before: str, after: str) -> None:
        self.book.met[f"state {self.marketplace} {after}"] += 1
        self.book.met[f"transition {self.marketplace} {before} -> {after}"] += 1

    def durable(self, bodies: set[bytes]) -> bool:
        return any(row[0] in bodies for row in self.book.read(DURABLE, self.shop))

    def stored(self, credentials: Path) -> str:
        try:
            held = orjson.loads(credentials.read_bytes()).get("access_token", "")
        except (OSError, orjson.JSONDecodeError):
            return ""
        return hashed(held) if held else ""


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
            unsure = self.kind in ("write", "token")
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
