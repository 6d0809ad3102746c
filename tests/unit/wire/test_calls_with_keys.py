"""Calls whose keys are spent: refreshed once for all and signed anew, and none leaves once a refresh was lost."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from connector.errors import (
    Refresh,
    StopShop,
    Unknown,
)
from connector.port import Budget
from connector.wire.call import Answer, Call
from connector.wire.client import Caller
from connector.wire.tokens import Tokens, TokenSource

from .calling import READ, WRITE, Drawer, Server, ok, refusing, text, with_caller
from .virtual import VirtualClock


def test_nothing_leaves_any_more_once_the_answer_to_a_refresh_was_lost(tmp_path: Path) -> None:
    """However the one whose call found the token spent takes it: the next call is not sent either."""
    server = Server(ok())
    announced: list[str] = []

    async def announce() -> None:
        announced.append("bước")

    async def renew(spent: Tokens) -> Tokens:
        await VirtualClock().sleep(1.5)
        raise Unknown("E_ANSWER_LOST")

    async def body(caller: Caller) -> None:
        caller.tokens = TokenSource(Drawer(tmp_path), renew, caller.clock)
        refused = refusing(Refresh("E_SHOPEE_TOKEN"))
        waiting = [asyncio.create_task(caller.call(one, refused)) for one in (READ, READ, WRITE, READ)]
        ends = await asyncio.gather(*waiting, return_exceptions=True)
        assert [getattr(end, "code", end) for end in ends] == ["E_CONSENT_NEEDED", "xong", *["E_CONSENT_NEEDED"] * 2]
        with pytest.raises(StopShop, match="E_CONSENT_NEEDED"):
            await caller.call(WRITE, text, before_send=announce)

    with_caller(server, body, budgets=(Budget("shop", 1),))
    assert (len(server.seen), announced) == (2, [])


def test_what_waited_while_keys_were_renewed_ahead_in_vain_stays_here(tmp_path: Path) -> None:
    """Its turn came when they were good for minutes yet, as far as anybody knew."""
    server, drawer = Server(ok()), Drawer(tmp_path)
    announced: list[str] = []

    async def announce() -> None:
        announced.append("bước")

    async def renew(spent: Tokens) -> Tokens:
        raise Unknown("E_ANSWER_LOST")

    async def body(caller: Caller) -> None:
        drawer.kept = Tokens("truy-cap-1", "lam-moi-1", expires_at=caller.clock.now() + timedelta(minutes=6))
        caller.tokens = TokenSource(drawer, renew, caller.clock)
        assert await caller.call(READ, text) == "xong"
        waiting = asyncio.create_task(caller.call(WRITE, text, before_send=announce))
        await caller.clock.sleep(90)
        ahead = asyncio.create_task(caller.call(READ, text))
        ends = await asyncio.gather(waiting, ahead, return_exceptions=True)
        assert [getattr(end, "code", end) for end in ends] == ["E_CONSENT_NEEDED"] * 2

    with_caller(server, body, budgets=(Budget("shop", 0.005),))
    assert (len(server.seen), announced) == (1, [])


def test_a_spent_token_is_refreshed_once_for_all_and_the_calls_are_signed_anew(tmp_path: Path) -> None:
    server = Server(ok(), takes_s=0.2)
    renewals: list[str] = []

    async def renew(spent: Tokens) -> Tokens:
        renewals.append(spent.refresh_token)
        await VirtualClock().sleep(1)
        return Tokens("truy-cap-2", "lam-moi-2")

    def decode_of(number: int) -> Callable[[Answer], str]:
        return refusing(Refresh("E_SHOPEE_TOKEN"))

    async def body(caller: Caller) -> None:
        caller.tokens = TokenSource(Drawer(tmp_path), renew, caller.clock)
        got = await asyncio.gather(*(caller.call(WRITE, decode_of(number)) for number in range(6)))
        assert got == ["xong"] * 6

    with_caller(server, body)
    assert renewals == ["lam-moi-1"]
    tokens = [parse_qs(request.url.query.decode())["access_token"][0] for request in server.seen]
    assert tokens == ["truy-cap-1"] * 6 + ["truy-cap-2"] * 6


def test_a_fresh_token_that_is_refused_too_stops_the_shop(tmp_path: Path) -> None:
    renewals: list[str] = []

    async def renew(spent: Tokens) -> Tokens:
        renewals.append(spent.refresh_token)
        return Tokens(f"truy-cap-{len(renewals) + 1}", "lam-moi-2")

    async def body(caller: Caller) -> None:
        caller.tokens = TokenSource(Drawer(tmp_path), renew, caller.clock)
        with pytest.raises(StopShop, match="E_TOKEN_REFUSED"):
            await caller.call(READ, refusing(*(Refresh("E") for _ in range(9))))

    with_caller(Server(ok()), body)
    assert len(renewals) == 1


def test_a_call_that_needs_no_token_is_signed_without_one(tmp_path: Path) -> None:
    server = Server(ok())

    async def renew(spent: Tokens) -> Tokens:
        raise AssertionError("nothing to refresh")

    async def body(caller: Caller) -> None:
        caller.tokens = TokenSource(Drawer(tmp_path), renew, caller.clock)
        await caller.call(Call("POST /x", "upload", auth=False), text)

    with_caller(server, body)
    assert server.seen[0].url.params["access_token"] == "-"
