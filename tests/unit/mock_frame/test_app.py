from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from adapters._mock.app import MockApp
from adapters._mock.dropped import ConnectionDropped
from tests.unit.mock_frame.tiny import TinyMarket, tiny_app


@pytest.fixture
def app() -> MockApp:
    return tiny_app(pace=1e6)


@pytest.fixture
async def http(app: MockApp) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://tiny.test:81") as client:
        yield client


def market(app: MockApp) -> TinyMarket:
    assert isinstance(app.market, TinyMarket)
    return app.market


async def fault(http: httpx.AsyncClient, kind: str, **rest: Any) -> None:
    response = await http.post("/_mock/faults", json={"kind": kind, **rest})
    assert response.status_code == 200, response.text


def test_the_printed_line_joins_market_address_and_pace(app: MockApp) -> None:
    assert app.printed() == {"marketplace": "tiny", "pace": 1e6, "concurrency": 8}
    assert app.printed("http://127.0.0.1:5")["base_url"] == "http://127.0.0.1:5/rest"


async def test_a_call_reaches_the_market_whole(http: httpx.AsyncClient) -> None:
    response = await http.post("/count?tên=mật ong&trống=", content=b"x" * 100_000)
    assert response.json() == {"count": 1, "query": [["tên", "mật ong"], ["trống", ""]], "size": 100_000}


async def test_files_and_links_follow_the_host_the_client_used(http: httpx.AsyncClient) -> None:
    assert (await http.get("/file/ảnh")).content == b"\x89PNG"
    assert (await http.get("/file/khác")).status_code == 404
    assert (await http.get("/_mock/listings")).json()["listings"][0]["url"] == "http://tiny.test:81"


async def test_the_order_of_what_happens(app: MockApp, http: httpx.AsyncClient) -> None:
    """Closing before committing leaves no trace, closing after leaves one."""
    for kind, count in (("refuse", 0), ("cut", 0), ("hang", 0), ("lose_answer", 1)):
        await fault(http, kind, endpoint="POST /count", seconds=0.01)
        with pytest.raises(ConnectionDropped):
            await http.post("/count")
        assert market(app).count == count
    for kind in ("status", "html"):
        await fault(http, kind, endpoint="POST /count")
        assert (await http.post("/count")).status_code >= 500
        assert market(app).count == 1


async def test_what_the_market_must_honour_is_passed_on(app: MockApp, http: httpx.AsyncClient) -> None:
    for kind in ("odd_trap", "reject", "stale_read"):
        await fault(http, kind)
    await http.get("/count")
    assert market(app).fired == ["odd_trap", "reject", "stale_read"]


async def test_calls_are_counted_even_when_cut(http: httpx.AsyncClient) -> None:
    await fault(http, "refuse", endpoint="POST /photo")
    with pytest.raises(ConnectionDropped):
        await http.post("/photo")
    await http.post("/token")
    await http.get("/nowhere")
    calls = (await http.get("/_mock/calls")).json()
    assert {key: calls[key] for key in ("total", "reads", "writes", "uploads", "tokens")} == {
        "total": 3,
        "reads": 1,
        "writes": 0,
        "uploads": 1,
        "tokens": 1,
    }
    assert calls["by_endpoint"] == {"POST /photo": 1, "POST /token": 1, "GET /nowhere": 1}


async def test_a_call_that_never_arrived_whole_is_no_call(app: MockApp) -> None:
    """As when its sender was killed between two packets."""
    arriving = iter([{"type": "http.request", "body": b'{"half": ', "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(arriving)

    async def send(message: object) -> None:
        raise AssertionError(f"answered somebody who is gone: {message}")

    scope = {"type": "http", "method": "POST", "path": "/count", "headers": [], "query_string": b""}
    await app(scope, receive, send)
    assert market(app).count == 0
    assert app.calls.report()["total"] == 0


async def test_a_call_beyond_the_pace_spends_no_fault() -> None:
    app = tiny_app(pace=1)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://t") as http:
        assert (await http.post("/count")).status_code == 200
        await fault(http, "lose_answer", endpoint="POST /count")
        assert (await http.post("/count")).json() == {"tiny": "too fast"}
    assert market(app).count == 1
    assert [each.fired for each in app.faults.fire("POST", "/count", None).values()] == [1]


async def test_latency_is_added(app: MockApp) -> None:
    slow = tiny_app(latency_ms=30)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=slow), base_url="http://t") as http:
        response = await http.get("/count")
    assert response.elapsed.total_seconds() >= 0.025


async def test_resets(app: MockApp, http: httpx.AsyncClient) -> None:
    await http.post("/count")
    await fault(http, "status", times=0)
    await http.post("/_mock/reset", json={"what": "faults"})
    assert market(app).cleared == 1
    assert (await http.post("/count")).json()["count"] == 2
    await http.post("/_mock/reset", json={"what": "calls"})
    assert (await http.get("/_mock/calls")).json()["total"] == 0
    await http.post("/_mock/clock", json={"advance_s": 10})
    await http.post("/_mock/reset", json={"what": "all"})
    assert (await http.post("/count")).json()["count"] == 1
    assert app.clock.advanced == 0


async def test_control_calls_reach_the_market_checked(app: MockApp, http: httpx.AsyncClient) -> None:
    sent: list[tuple[str, Any]] = [
        ("edit", {"id": "1", "set": {"title": "Tên mới", "status": "shut"}}),
        ("edit", {"id": "1", "delete": True}),
        ("sell", {"sku": "A", "quantity": 2}),
        ("promotion", {"sku": "A", "until": "1970-01-01T07:00:10+07:00", "price": 9000}),
        ("promotion", {"sku": "A", "until": "1970-01-01T00:00:10", "price": 9000}),
        ("review", {"id": "1", "verdict": "ban"}),
    ]
    for name, body in sent:
        assert (await http.post(f"/_mock/{name}", json=body)).status_code == 200
    assert market(app).done == [
        ("edit", "1", {"title": "Tên mới", "status": "shut"}),
        ("delete", "1"),
        ("sell", "A", 2),
        ("promote", "A", 10.0, 9000),
        ("promote", "A", 10.0, 9000),
        ("review", "1", "ban", ""),
    ]


async def test_refusals_say_what_is_accepted(http: httpx.AsyncClient) -> None:
    response = await http.post("/_mock/edit", json={"id": "1", "set": {"status": "live"}})
    assert response.status_code == 400
    assert response.json()["accepted"] == {"status": ["open", "shut"]}
    response = await http.post("/_mock/edit", json={"id": "2", "set": {"title": "x"}})
    assert (response.status_code, response.json()["accepted"]) == (404, {"id": "1"})
    response = await http.get("/_mock/weather")
    assert response.status_code == 404
    assert "POST /_mock/faults" in response.json()["accepted"]
