"""Caller: what is repeated, what is not, when the slot is signed, and who waits."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from connector.errors import (
    AdapterError,
    BadUse,
    Bug,
    QuotaSpent,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)
from connector.port import Budget
from connector.wire.call import Answer, Call, Kind, Throttled
from connector.wire.client import ATTEMPTS, Caller

from .calling import READ, WRITE, Server, ok, refusing, text, with_caller
from .virtual import START


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
    """Reads too: what nothing can succeed after is asked once more at most."""
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


@pytest.mark.parametrize("still", [True, False])
def test_of_what_begins_after_a_fatal_answer_a_single_call_leaves(still: bool) -> None:
    """Several listings are half made then, and each of them goes on with a call of its own."""
    server = Server(ok(), takes_s=1)

    async def body(caller: Caller) -> None:
        answers = refusing(*[StopShop("E_SHOP_BANNED", reason="Gian hàng bị khóa")] * (1 + still))
        with pytest.raises(StopShop):
            await caller.call(WRITE, answers)
        begun = [asyncio.create_task(caller.call(one, answers)) for one in (WRITE, WRITE, READ)]
        ends = await asyncio.gather(*begun, return_exceptions=True)
        assert [getattr(end, "code", end) for end in ends] == [
            "E_SHOP_BANNED" if still else "xong",
            "E_SHOP_BANNED",
            "E_SHOP_BANNED",
        ]
        assert len(server.seen) == 2
        if still:
            with pytest.raises(StopShop, match="E_SHOP_BANNED"):
                await caller.call(READ, text)
            assert len(server.seen) == 2
        else:  # it is open again
            both = [caller.call(READ, text), caller.call(WRITE, text)]
            assert await asyncio.gather(*both) == ["xong", "xong"]

    with_caller(server, body)


def test_a_fatal_answer_counts_though_an_earlier_one_was_over() -> None:
    server = Server(ok(), takes_s=1)
    fatal = refusing(*[StopShop("E_SHOP_BANNED")] * 2)

    async def body(caller: Caller) -> None:
        with pytest.raises(StopShop):
            await caller.call(WRITE, refusing(StopShop("E_SHOPEE_PERMISSION")))
        assert await caller.call(READ, text) == "xong"
        waiting = [asyncio.create_task(caller.call(WRITE, fatal)) for _ in range(3)]
        ends = await asyncio.gather(*waiting, return_exceptions=True)
        assert [getattr(end, "code", end) for end in ends] == ["E_SHOP_BANNED"] * 3
        assert len(server.seen) == 3
        for _ in range(2):
            with pytest.raises(StopShop, match="E_SHOP_BANNED"):
                await caller.call(WRITE, fatal)
        assert len(server.seen) == 4, "one of them saw whether it was still so"

    with_caller(server, body, budgets=(Budget("shop", 0, writers=1),))


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
