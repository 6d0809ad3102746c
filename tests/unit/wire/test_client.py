"""Caller: what is repeated, what is not, when the slot is signed, and who waits."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from connector.errors import (
    AdapterError,
    BadUse,
    Bug,
    QuotaSpent,
    Refresh,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)
from connector.port import Budget
from connector.wire.call import Answer, Call, Kind, Signed, Throttled
from connector.wire.client import ATTEMPTS, Caller, open_caller
from connector.wire.pace import Pace
from connector.wire.tokens import Tokens, TokenSource

from .virtual import START, VirtualClock, run

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


def test_one_call_is_sent_as_it_was_signed() -> None:
    server = Server(ok("câu trả lời"))

    async def body(caller: Caller) -> None:
        assert await caller.call(WRITE, text) == "câu trả lời"

    with_caller(server, body)
    (request,) = server.seen
    assert str(request.url) == f"http://127.0.0.1:9101/api/tao?timestamp={int(START.timestamp())}&access_token=-"
    assert (request.content, request.headers["content-type"], request.headers["x-thu"]) == (
        WRITE.body,
        "application/json",
        "1",
    )


UNSENT = [httpx.ConnectError("no"), httpx.ConnectTimeout("no"), httpx.PoolTimeout("no")]
LOST = [httpx.ReadError("cut"), httpx.ReadTimeout("slow"), httpx.WriteError("cut"), httpx.RemoteProtocolError("cut")]


@pytest.mark.parametrize("failure", UNSENT, ids=lambda failure: type(failure).__name__)
@pytest.mark.parametrize("kind", ["read", "upload", "write", "token"])
def test_what_was_never_sent_is_sent_again_whatever_it_is(failure: Exception, kind: Kind) -> None:
    server = Server(failure, ok())

    async def body(caller: Caller) -> None:
        assert await caller.call(Call("POST /x", kind), text) == "xong"

    with_caller(server, body)
    assert len(server.seen) == 2


@pytest.mark.parametrize("failure", LOST, ids=lambda failure: type(failure).__name__)
@pytest.mark.parametrize("kind", ["read", "upload"])
def test_a_read_whose_answer_was_lost_is_repeated(failure: Exception, kind: Kind) -> None:
    server = Server(failure, ok())

    async def body(caller: Caller) -> None:
        assert await caller.call(Call("GET /x", kind), text) == "xong"

    with_caller(server, body)
    assert len(server.seen) == 2


@pytest.mark.parametrize("failure", LOST, ids=lambda failure: type(failure).__name__)
@pytest.mark.parametrize("kind", ["write", "token"])
def test_a_write_whose_answer_was_lost_is_unknown_and_never_repeated(failure: Exception, kind: Kind) -> None:
    server = Server(failure, ok())

    async def body(caller: Caller) -> None:
        with pytest.raises(Unknown) as caught:
            await caller.call(Call("POST /x", kind), text)
        assert caught.value.code == "E_ANSWER_LOST"

    with_caller(server, body)
    assert len(server.seen) == 1


def test_a_server_that_never_answers_meets_a_deadline() -> None:
    async def body(caller: Caller) -> None:
        with pytest.raises(Unknown):
            await caller.call(WRITE, text)
        assert caller.clock.monotonic() == pytest.approx(10.0)

    with_caller(Server(ok(), takes_s=1e9), body, read_s=5.0)


def test_attempts_are_bounded_and_spaced_in_the_injected_time() -> None:
    server = Server(httpx.ConnectError("no"))

    async def body(caller: Caller) -> None:
        with pytest.raises(RetryLater) as caught:
            await caller.call(READ, text)
        assert caught.value.code == "E_UNREACHABLE"

    with_caller(server, body)
    assert len(server.seen) == ATTEMPTS
    assert [later - earlier for earlier, later in zip(server.at, server.at[1:], strict=False)] == [0.5, 1, 2, 4, 8]


def test_a_malformed_request_is_our_bug() -> None:
    async def body(caller: Caller) -> None:
        with pytest.raises(Bug):
            await caller.call(WRITE, text)

    with_caller(Server(httpx.LocalProtocolError("bad header")), body)


def test_a_certificate_that_does_not_verify_stops_the_shop() -> None:
    server = Server(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"))

    async def body(caller: Caller) -> None:
        with pytest.raises(StopShop, match="E_TLS_UNVERIFIED"):
            await caller.call(READ, text)

    with_caller(server, body)
    assert len(server.seen) == 1


def refusing(*errors: AdapterError) -> Callable[[Answer], str]:
    """A decoder that raises these in turn, then reads."""
    left = list(errors)

    def decode(answer: Answer) -> str:
        if left:
            raise left.pop(0)
        return text(answer)

    return decode


@pytest.mark.parametrize("error", [Rejected("E"), Unknown("E"), Bug("E"), StopShop("E"), QuotaSpent("E")])
def test_a_verdict_is_raised_as_it_is(error: AdapterError) -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        with pytest.raises(type(error)) as caught:
            await caller.call(READ, refusing(error))
        assert caught.value is error

    with_caller(server, body)
    assert len(server.seen) == 1


def test_what_waited_for_its_turn_while_a_fatal_answer_came_stays_here() -> None:
    """Reads too: what nothing can succeed after is asked once more at most. What begins later is its caller's to
    decide."""
    server = Server(ok())
    fatal = refusing(StopShop("E_SHOP_BANNED", reason="Gian hàng bị khóa"))

    async def body(caller: Caller) -> None:
        upload = Call("POST /api/anh", "upload", body=b"anh")
        waiting = [asyncio.create_task(caller.call(one, fatal)) for one in (READ, READ, WRITE, upload)]
        errors = await asyncio.gather(*waiting, return_exceptions=True)
        assert [(type(error), getattr(error, "code", "")) for error in errors] == [(StopShop, "E_SHOP_BANNED")] * 4
        assert len(server.seen) == 1
        assert await caller.call(WRITE, text) == "xong"

    with_caller(server, body, budgets=(Budget("shop", 2, writers=1),))


def test_what_may_be_forbidden_by_itself_holds_nobody_back() -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        extra = Call("GET /api/ly-do", "read", aside=True)
        forbidden = asyncio.create_task(caller.call(extra, refusing(StopShop("E_PERMISSION"))))
        reads = [asyncio.create_task(caller.call(READ, text)) for _ in range(2)]
        assert await asyncio.gather(*reads) == ["xong", "xong"]
        with pytest.raises(StopShop, match="E_PERMISSION"):
            await forbidden

    with_caller(server, body, budgets=(Budget("shop", 2),))
    assert len(server.seen) == 3


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


def test_a_throttle_holds_every_worker_and_repeats_the_write_that_was_refused() -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        throttled = asyncio.create_task(caller.call(WRITE, refusing(Throttled("E_THROTTLED", after_s=7))))
        await caller.clock.sleep(1)
        assert await caller.call(READ, text) == "xong"
        assert await throttled == "xong"

    with_caller(server, body)
    assert server.at == [0.0, 7.0, 7.0]


def test_a_throttle_without_a_time_backs_off_further_each_time() -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        await caller.call(WRITE, refusing(*(Throttled("E_THROTTLED") for _ in range(3))))

    with_caller(server, body)
    assert server.at == [0.0, 1.0, 3.0, 7.0]


def test_a_wait_longer_than_we_have_is_handed_up_with_its_time() -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        with pytest.raises(RetryLater) as caught:
            await caller.call(READ, refusing(Throttled("E_THROTTLED", after_s=900)))
        assert caught.value.after_s == 900

    with_caller(server, body)
    assert server.at == [0.0]


def test_a_spent_quota_closes_its_endpoint_without_another_call() -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        spent = QuotaSpent("E_QUOTA_SPENT", resets_at=START + timedelta(hours=15))
        for decode in (refusing(spent), text):
            with pytest.raises(QuotaSpent):
                await caller.call(WRITE, decode)
        assert await caller.call(READ, text) == "xong"

    with_caller(server, body)
    assert [request.url.path for request in server.seen] == ["/api/tao", "/api/danh-sach"]


@pytest.mark.parametrize("scope", ["shop", "app"])
def test_a_quota_of_the_shop_or_the_app_closes_every_endpoint(scope: str) -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        spent = QuotaSpent("E_QUOTA_SPENT", resets_at=START + timedelta(hours=15), scope=scope)
        for call, decode in ((WRITE, refusing(spent)), (WRITE, text), (READ, text)):
            with pytest.raises(QuotaSpent):
                await caller.call(call, decode)

    with_caller(server, body)
    assert [request.url.path for request in server.seen] == ["/api/tao"]


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


def test_the_signature_is_made_when_the_slot_comes() -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        await asyncio.gather(*(caller.call(READ, text) for _ in range(5)))

    with_caller(server, body, budgets=(Budget("shop", 0.1),))
    stamps = [int(request.url.params["timestamp"]) - int(START.timestamp()) for request in server.seen]
    assert stamps == [0, 10, 20, 30, 40]


def test_the_hook_runs_right_before_the_first_byte_of_every_attempt() -> None:
    server = Server(httpx.ConnectError("no"), ok())
    started: list[tuple[float, int]] = []

    async def body(caller: Caller) -> None:
        async def start() -> None:
            started.append((caller.clock.monotonic(), len(server.seen)))

        caller.pace.hold("shop", 3)
        caller.pace.lane("shop")
        await caller.call(WRITE, text, before_send=start)

    with_caller(server, body)
    assert started == [(3.0, 0), (3.5, 1)]
    assert len(server.seen) == 2


def test_a_hook_that_refuses_sends_nothing() -> None:
    server = Server(ok())

    async def refuse() -> None:
        raise Bug("E_BODY_CHANGED")

    async def body(caller: Caller) -> None:
        with pytest.raises(Bug, match="E_BODY_CHANGED"):
            await caller.call(WRITE, text, before_send=refuse)

    with_caller(server, body)
    assert server.seen == []


@pytest.mark.parametrize(
    "call",
    [
        Call("GET @evil.example/x"),
        Call("GET .evil.example/x"),
        Call("GET x"),
        Call("GET /x", origin="http://evil.example"),
        Call("GET /x", origin="https://127.0.0.1:9101"),
    ],
)
def test_no_call_leaves_for_another_host(call: Call) -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        with pytest.raises(BadUse) as caught:
            await caller.call(call, text)
        assert caught.value.code == "E_HOST_UNKNOWN"

    with_caller(server, body)
    assert server.seen == []


def test_a_second_origin_may_be_named_when_the_shop_is_opened() -> None:
    server = Server(ok())

    async def body(caller: Caller) -> None:
        await caller.call(Call("GET /rest/auth", origin="http://localhost:9102"), text)

    with_caller(server, body, further=("http://localhost:9102",))
    assert server.seen[0].url.host == "localhost"


def test_redirects_are_not_followed() -> None:
    server = Server(httpx.Response(302, headers={"location": "http://evil.example/"}))

    async def body(caller: Caller) -> None:
        assert await caller.call(READ, lambda answer: answer.status) == 302

    with_caller(server, body)
    assert len(server.seen) == 1


@pytest.mark.parametrize(("kind", "error"), [("read", Bug), ("write", Unknown)])
def test_an_answer_we_cannot_read_is_judged_without_quoting_it(kind: Kind, error: type[AdapterError]) -> None:
    def decode(answer: Answer) -> int:
        return int(answer.body)

    async def body(caller: Caller) -> None:
        with pytest.raises(error) as caught:
            await caller.call(Call("POST /x", kind), decode)
        assert "câu" not in str(caught.value)
        assert caught.value.__context__ is None

    with_caller(Server(ok("câu trả lời")), body)


def test_errors_do_not_lead_back_to_the_request() -> None:
    async def body(caller: Caller) -> None:
        with pytest.raises(Unknown) as caught:
            await caller.call(WRITE, text)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None

    with_caller(Server(httpx.ReadError("cut")), body)
