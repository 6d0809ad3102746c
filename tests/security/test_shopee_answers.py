"""Answers of the wrong shape, for everything the Shopee adapter reads: what comes out is a value or an AdapterError.

Good answers are recorded from the mock and broken in every place; a shop's answer may never end as a traceback, a hang,
a wait without end, or a secret in a message.
"""

from __future__ import annotations

import asyncio
import json
import random
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.errors import AdapterError
from connector.wire.client import LONGEST_HOLD_S, MOST_BYTES, TOTAL_S

from .recorded import ACTIONS, attacked, line, recorded

PATHS = sorted(ACTIONS)
DEEP = "[" * 900 + "]" * 900
ODD: list[Any] = [
    None, True, False, -1, 0, 1, 10**6, 2**31, 2**53, 2**63 - 1, 2**64 - 1, -(2**63), 1.5, -0.0, 1e300, 1e18,
    "", "0", "12", "-7", "1e999999999", "NaN", "Infinity", "x" * 5000, "\u0000", "🍯", "\ud83c", "<script>x</script>",
    [], {}, [None], [[]], [{}], {"": None}, {"item_id": {}}, [0] * 300, [{"item_id": 1}] * 120, orjson.loads(DEEP),
]  # fmt: skip
"""What stands where something else was expected."""

BODIES = {
    "empty": b"",
    "no JSON": b"\x00\xff\xfe",
    "half": b'{"error": "", "response": {"item_',
    "a page": b"<!doctype html><html><body>502 Bad Gateway</body></html>",
    "a list": b"[]",
    "a number": b"7",
    "nothing": b"null",
    "another encoding": '{"error": "", "message": "Mật ong"}'.encode("utf-16"),
    "windows-1258": '{"error": "", "message": "ch\xe3"}'.encode("latin-1"),
    "too deep": b'{"response":' * 3000 + b"1" + b"}" * 3000,
    "deep enough": b'{"response":{"list":' + DEEP.encode() + b"}}",
    "twice the key": b'{"error":"","error":"error_server","response":{}}',
    "error of another kind": b'{"error":{"a":1},"message":[1]}',
    "a number nobody writes": b'{"error":"","response":{"item_id":' + b"9" * 5000 + b"}}",
    "no number": b'{"error":"","response":{"item_id":NaN}}',
    "a long reason": orjson.dumps({"error": "error_param", "message": "A" * 200_000}),
    "lone surrogates": b'{"error":"error_param","message":"\\ud83c"}',
}


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


class Missing:
    """Taken away."""


async def survives(folder: Path, path: str, body: bytes, status: int = 200, **headers: str) -> list[str]:
    """Every action on a path that answers so; what was raised, if anything."""
    raised = []
    for action in ACTIONS[path]:
        calls = 0

        def answer(_request: httpx.Request) -> httpx.Response:
            nonlocal calls
            calls += 1
            return httpx.Response(status, content=body, headers=headers)

        async with attacked(folder, path, answer) as (shop, clock):
            try:
                async with asyncio.timeout(20):
                    found = await action(shop)
            except AdapterError as error:
                found = [error]
        for error in found if isinstance(found, list) else []:
            if isinstance(error, AdapterError):
                shown = f"{error} {error!r} {vars(error)}"
                assert not [name for name, value in line().items() if len(str(value)) > 8 and str(value) in shown]
                assert len(shown) < 20_000, f"{path}: a message of {len(shown)} characters"
                raised.append(error.code)
        assert clock.monotonic() <= TOTAL_S * (calls + 8), f"{path}: {clock.monotonic()} s for {calls} calls"
        assert calls <= 1200, f"{path}: asked {calls} times"
    return raised


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gian-hang")


@pytest.mark.parametrize("path", PATHS)
async def test_the_recording_is_answered_well(folder: Path, path: str) -> None:
    """Or all that follows would prove nothing."""
    assert await survives(folder, path, recorded().answers[path][-1]) == []


@pytest.mark.parametrize("path", PATHS)
async def test_bodies_that_are_no_answer(folder: Path, path: str) -> None:
    for body in BODIES.values():
        await survives(folder, path, body)


@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_place_of_an_answer_is_something_else(folder: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PATHS))
    good = orjson.loads(recorded().answers[path][-1])
    at = data.draw(st.sampled_from(list(places(good))))
    what = data.draw(st.one_of(st.sampled_from([Missing, *ODD])))
    asyncio.run(survives(folder, path, packed(broken(good, at, what))))


@pytest.mark.parametrize("path", PATHS)
def test_several_places_at_once(folder: Path, path: str) -> None:
    chance = random.Random(path)
    good = orjson.loads(recorded().answers[path][-1])
    for _ in range(3):
        bad = good
        for _ in range(chance.randint(2, 6)):
            bad = broken(bad, chance.choice(list(places(bad))), chance.choice([Missing, *ODD]))
        asyncio.run(survives(folder, path, packed(bad)))


def packed(value: Any) -> bytes:
    """As JSON, lone surrogates and all."""
    return json.dumps(value).encode()


async def test_a_list_without_end_has_an_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page new and every page promising another."""
    monkeypatch.setattr("adapters.shopee.read.MOST_LISTED", 3000)
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        offset = int(request.url.params["offset"])
        items = [{"item_id": offset + n + 1, "item_status": "NORMAL"} for n in range(100)]
        response = {"item": items, "has_next_page": True, "next_offset": offset + 100}
        return httpx.Response(200, json={"error": "", "response": response})

    async with attacked(folder, "product/get_item_list", answer) as (shop, _):
        with pytest.raises(AdapterError, match="E_SHOPEE_TOO_DEEP"):
            async for _ref in shop.scan():
                pass
    assert asked <= 31


@pytest.mark.parametrize("path", ["shop/get_shop_info", "product/add_item"])
@pytest.mark.parametrize("packing", ["", "gzip"])
async def test_an_answer_without_end_is_cut_off(folder: Path, path: str, packing: str) -> None:
    """Plain, and packed so that a little on the wire is much in memory."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        pack = zlib.compressobj(9, wbits=31)
        yield pack.compress(b"[") if packing else b"["
        while True:
            read += 1
            part = b"[],," * 250_000
            yield pack.compress(part) + pack.flush(zlib.Z_SYNC_FLUSH) if packing else part

    headers = {"content-encoding": packing} if packing else {}
    raised = []
    async with attacked(folder, path, lambda _: httpx.Response(200, headers=headers, content=endless())) as (shop, _):
        try:
            await ACTIONS[path][0](shop)
        except AdapterError as error:
            raised.append(error.code)
    assert raised == ["E_ANSWER_UNREADABLE"]
    assert read <= MOST_BYTES // 1_000_000 + 2


@pytest.mark.parametrize(
    "after", ["9" * 400, "99999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "x", "-5", "1e9", "٣", "\x00"]
)
async def test_no_answer_makes_us_wait_for_ever(folder: Path, after: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers=[(b"retry-after", after.encode())], content=b"{}")

    async with attacked(folder, "shop/get_shop_info", answer) as (shop, clock):
        for _ in range(2):
            with pytest.raises(AdapterError):
                await shop.identity()
        assert clock.monotonic() <= LONGEST_HOLD_S + 2 * TOTAL_S


async def test_a_token_that_lives_for_ever_is_kept_all_the_same(folder: Path) -> None:
    """What was issued must not be lost over a number: the old refresh token is spent."""
    body = {"error": "", "access_token": "moi-0001-x", "refresh_token": "moi-0002-x", "expire_in": 2**62}
    async with attacked(folder, "auth/access_token/get", lambda _: httpx.Response(200, json=body)) as (shop, _):
        await shop.renew()  # type: ignore[attr-defined]
    assert "moi-0002-x" in (folder / "khoa.json").read_text()


@pytest.mark.parametrize("there", ["https://xn--/", "http://[", "https://ác.example/", "http://169.254.169.254/"])
async def test_a_redirect_is_never_followed_and_never_a_crash(folder: Path, there: str) -> None:
    headers = {"location": there.encode("utf-8").decode("latin-1")}
    for path in ("shop/get_shop_info", "product/add_item"):
        assert await survives(folder, path, b"", 302, **headers)
