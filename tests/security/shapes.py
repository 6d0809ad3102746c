"""Answers of the wrong shape, for everything an adapter reads: what comes out is a value or an AdapterError.

Good answers are recorded from the mock and broken in every place; a shop's answer may never end as a traceback, a hang,
a wait without end, or a secret in a message. One class for each marketplace inherits the cases.
"""

from __future__ import annotations

import asyncio
import json
import random
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, ClassVar

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.errors import AdapterError
from connector.wire.client import LONGEST_HOLD_S, MOST_BYTES, TOTAL_S

from .tape import Market

__all__ = ["Missing", "WrongShapes", "broken", "packed", "places", "survives"]

DEEP = "[" * 900 + "]" * 900
ODD: list[Any] = [
    None, True, False, -1, 0, 1, 10**6, 2**31, 2**53, 2**63 - 1, 2**64 - 1, -(2**63), 1.5, -0.0, 1e300, 1e18,
    "", "0", "12", "-7", "1e999999999", "NaN", "Infinity", "x" * 5000, "\u0000", "🍯", "\ud83c", "<script>x</script>",
    [], {}, [None], [[]], [{}], {"": None}, {"item_id": {}}, [0] * 300, [{"item_id": 1}] * 120, orjson.loads(DEEP),
]  # fmt: skip
"""What stands where something else was expected."""

BODIES = (
    b"",
    b"\x00\xff\xfe",
    b'{"error": "", "code": 0, "response": {"item_',
    b"<!doctype html><html><body>502 Bad Gateway</body></html>",
    b"[]",
    b"7",
    b"null",
    '{"error": "", "message": "Mật ong"}'.encode("utf-16"),
    '{"code": "0", "message": "ch\xe3"}'.encode("latin-1"),
    b'{"data":' * 3000 + b"1" + b"}" * 3000,
    b'{"code":0,"data":{"list":' + DEEP.encode() + b"}}",
    b'{"code":0,"code":"0","error":"","error":"error_server","data":{}}',
    b'{"error":{"a":1},"code":{"a":1},"message":[1]}',
    b'{"code":"0","data":{"item_id":' + b"9" * 5000 + b"}}",
    b'{"code":0,"data":{"item_id":NaN}}',
    b'{"code":1e999,"error":"","data":{}}',
    orjson.dumps({"error": "error_param", "code": "4151", "message": "A" * 200_000}),
    b'{"error":"error_param","code":36009004,"message":"\\ud83c"}',
    b'{"code":"0","detail":[{"message":{"a":[1]}},null,7,"x"]}',
)
"""Bodies that are no answer."""
BODIES_EACH = 6


class Missing:
    """Taken away."""


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in an answer."""
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*at, name))


def broken(value: Any, at: tuple[Any, ...], what: Any) -> Any:
    """The answer with ``what`` at one place; ``Missing`` takes the place away."""
    if not at:
        return None if what is Missing else what
    copy = value.copy()
    if len(at) == 1 and what is Missing:
        del copy[at[0]]
    else:
        copy[at[0]] = broken(value[at[0]], at[1:], what)
    return copy


def packed(value: Any) -> bytes:
    """As JSON, lone surrogates and all."""
    return json.dumps(value).encode()


async def survives(
    market: Market, folder: Path, path: str, body: bytes, status: int = 200, **headers: str
) -> list[str]:
    """Every action on a path that answers so; what was raised, if anything."""
    raised = []
    tape = market.recorded()
    secrets = {one.name for one in market.spec.settings if one.secret} | {"shop_cipher"}
    for action in market.actions[path]:
        calls = 0

        def answer(_request: httpx.Request) -> httpx.Response:
            nonlocal calls
            calls += 1
            return httpx.Response(status, content=body, headers=headers)

        async with market.attacked(folder, path, answer) as (shop, clock):
            try:
                async with asyncio.timeout(20):
                    found = await action(shop, tape)
            except AdapterError as error:
                found = [error]
        assert calls, f"{path} was never asked"
        for error in found if isinstance(found, list) else []:
            if isinstance(error, AdapterError):
                shown = f"{error} {error!r} {vars(error)}"
                assert not [name for name in secrets if str(tape.line.get(name, name)) in shown]
                assert len(shown) < 20_000, f"{path}: a message of {len(shown)} characters"
                raised.append(error.code)
        assert clock.monotonic() <= TOTAL_S * (calls + 8), f"{path}: {clock.monotonic()} s for {calls} calls"
        assert calls <= 1200, f"{path}: asked {calls} times"
    return raised


class WrongShapes:
    """The cases. ``one_read`` and ``one_write`` are paths for what is the same on all of them."""

    market: ClassVar[Market]
    one_read: ClassVar[str]
    one_write: ClassVar[str]

    async def test_the_recording_is_answered_well(self, folder: Path, path: str) -> None:
        """Or all that follows would prove nothing."""
        assert await survives(self.market, folder, path, self.market.recorded().answers[path][-1]) == []

    async def test_bodies_that_are_no_answer(self, folder: Path, path: str) -> None:
        """All of them on the two paths named, some on each of the others."""
        first = sorted(self.market.actions).index(path)
        some = [BODIES[(first * BODIES_EACH + one) % len(BODIES)] for one in range(BODIES_EACH)]
        for body in BODIES if path in (self.one_read, self.one_write) else some:
            await survives(self.market, folder, path, body)

    @given(data=st.data())
    @settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck))
    def test_one_place_of_an_answer_is_something_else(self, folder: Path, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.market.actions)))
        good = orjson.loads(self.market.recorded().answers[path][-1])
        at = data.draw(st.sampled_from(list(places(good))))
        what = data.draw(st.sampled_from([Missing, *ODD, *self.market.odd]))
        asyncio.run(survives(self.market, folder, path, packed(broken(good, at, what))))

    def test_several_places_at_once(self, folder: Path, path: str) -> None:
        chance = random.Random(path)
        good = orjson.loads(self.market.recorded().answers[path][-1])
        for _ in range(2):
            bad = good
            for _ in range(chance.randint(2, 6)):
                what = chance.choice([Missing, *ODD, *self.market.odd])
                bad = broken(bad, chance.choice(list(places(bad))), what)
            asyncio.run(survives(self.market, folder, path, packed(bad)))

    @pytest.mark.parametrize("packing", ["", "gzip"])
    async def test_an_answer_without_end_is_cut_off(self, folder: Path, packing: str) -> None:
        """Plain, and packed so that a little on the wire is much in memory."""
        for path in (self.one_read, self.one_write):
            read = 0

            async def endless() -> AsyncIterator[bytes]:
                nonlocal read
                pack = zlib.compressobj(9, wbits=31)
                yield pack.compress(b"[") if packing else b"["
                while True:
                    read += 1
                    part = b"[],," * 250_000
                    yield pack.compress(part) + pack.flush(zlib.Z_SYNC_FLUSH) if packing else part

            def answer(_: httpx.Request, body: AsyncIterator[bytes]) -> httpx.Response:
                headers = {"content-encoding": packing} if packing else {}
                return httpx.Response(200, headers=headers, content=body)

            raised = []
            async with self.market.attacked(folder, path, lambda asked: answer(asked, endless())) as (shop, _):
                try:
                    await self.market.actions[path][0](shop, self.market.recorded())
                except AdapterError as error:
                    raised.append(error.code)
            assert raised == ["E_ANSWER_UNREADABLE"]
            assert read <= MOST_BYTES // 1_000_000 + 2

    @pytest.mark.parametrize(
        "after", ["9" * 400, "99999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "x", "-5", "1e9", "٣", "\x00"]
    )
    async def test_no_answer_makes_us_wait_for_ever(self, folder: Path, after: str) -> None:
        def answer(_: httpx.Request) -> httpx.Response:
            return httpx.Response(429, headers=[(b"retry-after", after.encode())], content=b"{}")

        async with self.market.attacked(folder, self.one_read, answer) as (shop, clock):
            for _ in range(2):
                with pytest.raises(AdapterError):
                    await shop.identity()
            assert clock.monotonic() <= LONGEST_HOLD_S + 2 * TOTAL_S

    @pytest.mark.parametrize("there", ["https://xn--/", "http://[", "https://ác.example/", "http://169.254.169.254/"])
    async def test_a_redirect_is_never_followed_and_never_a_crash(self, folder: Path, there: str) -> None:
        headers = {"location": there.encode("utf-8").decode("latin-1")}
        for path in (self.one_read, self.one_write):
            assert await survives(self.market, folder, path, b"", 302, **headers)
