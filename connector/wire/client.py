"""One call to a marketplace: wait for a slot, sign, send, judge, and repeat only what is safe to repeat.

A lost answer to a write raises ``Unknown``. What an answer means is the adapter's to say (``decode``: value or
AdapterError); of its errors, RetryLater and Throttled are repeated here within bounds, Refresh once after one refresh.
Errors raised here never reach back to an httpx request or response, whose address holds tokens and signatures.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import urlencode

import httpx
from tenacity import AsyncRetrying, RetryCallState

from connector.clock import Clock
from connector.errors import AdapterError, BadUse, Bug, QuotaSpent, Refresh, RetryLater, StopShop

from . import redact
from .call import Answer, Call, Decode, Kind, Sign, Signed, Throttled, lost
from .hosts import origin_of
from .pace import Pace
from .pools import PER_POOL, Pools
from .tokens import Tokens, TokenSource

__all__ = ["ATTEMPTS", "LONGEST_HOLD_S", "MOST_BYTES", "TOTAL_S", "Caller", "open_caller"]

T = TypeVar("T")
Hook = Callable[[], Awaitable[None]]

ATTEMPTS = 6
TOTAL_S = 120.0
FIRST_WAIT_S = 0.5
FIRST_HOLD_S = 1.0
LONGEST_WAIT_S = 20.0
LONGEST_HOLD_S = 3600.0
"""A marketplace that wants more quiet than this is asked again after it: no answer makes a run wait for ever."""
READ_S = 30.0
MOST_BYTES = 16_000_000
"""Of one answer, unpacked. The largest we know are category trees, of one megabyte or two."""

# Nothing of the request was sent, so any call may be sent again.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MALFORMED = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL)


class Caller:
    """All calls of one open shop. Make one with ``open_caller``; ``tokens`` is set once they are known."""

    def __init__(
        self, origins: Collection[str], pools: Pools, pace: Pace, sign: Sign, clock: Clock, deadline_s: float
    ) -> None:
        self._origins = tuple(origin_of(origin) for origin in origins)
        self._addresses: dict[tuple[str, str], str] = {}
        self._pools = pools
        self._sign = sign
        self._deadline_s = deadline_s
        self.clock = clock
        self.pace = pace
        self.tokens: TokenSource | None = None
        self.stops: list[StopShop] = []
        """Fatal answers so far: what waited for its turn meanwhile is not sent any more."""
        self._asked = self._over = 0
        """So many of them were known when a call left last, and when one left that has succeeded."""

    async def call(self, call: Call, decode: Decode[T], *, before_send: Hook | None = None) -> T:
        """Send ``call`` and return what ``decode`` makes of the answer, or raise an AdapterError.

        ``before_send`` is awaited at every attempt, when the slot has come and before the first byte leaves: a
        settle window counts from when a write last left, and a throttled one leaves long after it first did.
        """
        attempts = _Attempts(self, call, decode, before_send)
        value: T = await AsyncRetrying(
            sleep=self.clock.sleep, retry=attempts.again, stop=attempts.enough, wait=attempts.pause, reraise=True
        )(attempts.one)
        return value

    def leaves(self, known: int) -> int:
        """How many fatal answers there are as a call leaves that began after ``known``. Raises the one that came since;
        and while a single call sees whether it is still so, whatever began after it."""
        fatal = self.stops[known:] or (self.stops[-1:] if self._asked > self._over else [])
        if fatal:
            raise StopShop(fatal[0].code, original=fatal[0].original, **fatal[0].params)
        self._asked = len(self.stops)
        return self._asked

    def succeeded(self, known: int) -> None:
        """A call succeeded that left after ``known`` fatal answers: those are over."""
        self._over = max(self._over, known)

    def url_of(self, call: Call) -> str:
        """The call's address without its query; BadUse where that would be another host than the shop's."""
        if (call.origin, call.path) in self._addresses:
            return self._addresses[call.origin, call.path]
        origin = origin_of(call.origin) if call.origin else self._origins[0]
        address = f"{origin}{call.path}"
        if origin not in self._origins or not call.path.startswith("/") or origin_of(address) != origin:
            raise BadUse("E_HOST_UNKNOWN", host=httpx.URL(origin).host, allowed=", ".join(self._origins))
        self._addresses[call.origin, call.path] = address
        return address

    async def exchange(self, call: Call, before_send: Hook) -> tuple[Answer | AdapterError, Tokens | None]:
        """One attempt: the answer, or why there is none; and the tokens it was signed with."""
        address = self.url_of(call)
        source = self.tokens if call.auth else None
        if source is not None:
            await source.fresh()
        writing = call.kind in ("write", "upload")
        async with self.pace.slot(call.endpoint, writing=writing), self._pools.client() as client:
            if source is not None:
                source.current()  # spent for good while we waited: nothing is announced that will not leave
            await before_send()
            # Another worker may have refreshed while we waited for the slot: sign with the newest, at this moment.
            tokens = source.held if source is not None else None
            signed = self._sign(call, tokens, self.clock.now())
            return await self._send(client, call, address, signed), tokens

    async def _send(self, client: httpx.AsyncClient, call: Call, address: str, signed: Signed) -> Answer | AdapterError:
        headers = dict(signed.headers or {})
        if call.content_type:
            headers["content-type"] = call.content_type
        query = "" if signed.form is not None else urlencode([*signed.params, *call.params])
        body = call.body if signed.form is None else signed.form
        try:
            async with asyncio.timeout(self._deadline_s):
                target = f"{address}?{query}" if query else address
                async with client.stream(call.verb, target, content=body or None, headers=headers) as response:
                    answered = await _bounded(response)
            if answered is None:
                return _unreadable(call.kind, "too large")
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, names, answered)
        except _MALFORMED as error:
            return Bug("E_REQUEST_BROKEN", original=type(error).__name__)
        except _UNSENT as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                return StopShop("E_TLS_UNVERIFIED", original=type(error).__name__)
            return RetryLater("E_UNREACHABLE", original=type(error).__name__)
        except (
            httpx.HTTPError,
            TimeoutError,
            UnicodeError,
        ) as error:  # httpx trips over some redirects it never follows
            return lost(call.kind, "E_ANSWER_LOST", type(error).__name__)


class _Attempts:
    """The attempts of one call: tenacity asks it what to do, in the injected clock's time."""

    def __init__(
        self, caller: Caller, call: Call, decode: Callable[[Answer], object], before_send: Hook | None
    ) -> None:
        self._caller = caller
        self._call = call
        self._decode = decode
        self._before_send = before_send
        self._began = caller.clock.monotonic()
        self._stops = len(caller.stops)
        self._left = 0
        self._throttled = 0
        self._refreshed = False

    async def one(self) -> object:
        """One attempt: its value, or its error raised with nothing of the request in its wake."""
        got, tokens = await self._caller.exchange(self._call, self._announce)
        outcome = got if isinstance(got, AdapterError) else self._judged(got)
        if not isinstance(outcome, AdapterError):
            self._caller.succeeded(self._left)
            return outcome
        try:
            await self._prepare(outcome, tokens)
        except StopShop as error:
            outcome = error
        if isinstance(outcome, StopShop) and not self._call.aside:
            self._caller.stops.append(outcome)
        raise redact.cleaned(outcome)

    async def _announce(self) -> None:
        if self._call.kind != "token":
            self._left = self._caller.leaves(self._stops)
        if self._before_send is not None:
            await self._before_send()

    def _judged(self, answer: Answer) -> object:
        try:
            return self._decode(answer)
        except AdapterError as error:
            return error
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
            # Our own reading failed. The error may quote the answer, so only its kind goes on.
            return _unreadable(self._call.kind, type(error).__name__)

    async def _prepare(self, error: AdapterError, tokens: Tokens | None) -> None:
        """Make ready for what comes next: hold the scope, close the quota, refresh the token."""
        pace, source = self._caller.pace, self._caller.tokens
        if isinstance(error, Throttled):
            self._throttled += 1
            backoff = min(FIRST_HOLD_S * 2.0 ** (self._throttled - 1), LONGEST_WAIT_S)
            pace.hold(error.scope, min(backoff if error.after_s is None else error.after_s, LONGEST_HOLD_S))
        elif isinstance(error, QuotaSpent) and error.resets_at is not None:
            scope = str(error.params.get("scope", ""))
            pace.spend(scope if scope in ("app", "shop") else f"endpoint:{self._call.endpoint}", error.resets_at)
        elif isinstance(error, Refresh) and source is not None and tokens is not None:
            if self._refreshed:
                raise StopShop("E_TOKEN_REFUSED", original=redact.redact(error.original))
            await source.renewed(tokens.access_token)

    def again(self, state: RetryCallState) -> bool:
        """Whether the attempt that just failed may be repeated."""
        error = _error_of(state)
        if isinstance(error, Refresh):
            first, self._refreshed = not self._refreshed, True
            return first and self._caller.tokens is not None
        return isinstance(error, RetryLater)

    def enough(self, state: RetryCallState) -> bool:
        """Whether attempts or time are used up, the wait ahead included."""
        error = _error_of(state)
        ahead = (error.after_s or 0.0) if isinstance(error, RetryLater) else 0.0
        elapsed = self._caller.clock.monotonic() - self._began
        return state.attempt_number >= ATTEMPTS or elapsed + ahead > TOTAL_S

    def pause(self, state: RetryCallState) -> float:
        """Seconds before the next attempt; after a throttle it is the lane that waits, for everybody."""
        error = _error_of(state)
        if isinstance(error, Refresh | Throttled):
            return 0.0
        if isinstance(error, RetryLater) and error.after_s is not None:
            return error.after_s
        return min(FIRST_WAIT_S * 2.0 ** (state.attempt_number - 1), LONGEST_WAIT_S)


async def _bounded(response: httpx.Response) -> bytes | None:
    """The body of an answer; None where it goes on and on."""
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _unreadable(kind: Kind, why: str) -> AdapterError:
    """An answer that came and says nothing: a write may have counted all the same."""
    if kind in ("write", "token"):
        return lost(kind, "E_ANSWER_UNREADABLE", why)
    return Bug("E_ANSWER_UNREADABLE", original=why)


def _error_of(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None


@asynccontextmanager
async def open_caller(
    base_url: str,
    *,
    pace: Pace,
    sign: Sign,
    clock: Clock,
    connections: int = PER_POOL,
    further: Collection[str] = (),
    read_s: float = READ_S,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Caller]:
    """A Caller for one shop; its connections close with the block. ``further`` origins may be called too."""
    redact.install()
    origins = (base_url, *further)
    secure = any(origin.startswith("https") for origin in origins)
    async with Pools(connections, secure=secure, read_s=read_s, transport=transport) as pools:
        yield Caller(origins, pools, pace, sign, clock, deadline_s=read_s * 2)
