"""The mock as a real process: its one line, its exit, its events; and what its options refuse."""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from adapters.tiktok_shop.mock import TikTokOptions
from tests.unit.tiktok_shop_mock.client import PRODUCTS, Seller

KEYS = {
    "marketplace",
    "base_url",
    "app_key",
    "app_secret",
    "auth_code",
    "access_token",
    "refresh_token",
    "shop_id",
    "shop_cipher",
    "warehouse_id",
    "pace",
    "concurrency",
}
Events = queue.Queue[tuple[str, bytes]]


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, Events]]:
    events: Events = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            events.put((self.headers["authorization"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", events
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def mock(listener: tuple[str, Events]) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    options = ("--pace", "500", "--concurrency", "6", "--webhook", listener[0])
    process = subprocess.Popen(
        [sys.executable, "-m", "adapters.tiktok_shop.mock", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
async def seller(mock: tuple[subprocess.Popen[bytes], dict[str, Any]]) -> Any:
    seller = Seller.of()
    seller.info, seller.token = mock[1], mock[1]["access_token"]
    await seller.http.aclose()
    seller.http = httpx.AsyncClient(base_url=mock[1]["base_url"], timeout=5, trust_env=False)
    yield seller
    await seller.http.aclose()


def test_the_line_has_what_the_contract_asks_for(mock: tuple[Any, dict[str, Any]]) -> None:
    line = mock[1]
    assert set(line) == KEYS
    assert line["marketplace"] == "tiktok_shop"
    assert line["base_url"].startswith("http://127.0.0.1:")
    assert (line["pace"], line["concurrency"]) == (500.0, 6)


async def test_in_process_info_is_the_line_without_the_address(mock: tuple[Any, dict[str, Any]]) -> None:
    inside = Seller.of(pace=500, concurrency=6).info
    assert inside == {key: value for key, value in mock[1].items() if key != "base_url"}


async def test_events_are_signed_and_tell_status_and_audit(seller: Seller, listener: tuple[str, Events]) -> None:
    product = await seller.add()
    await seller.review(product)
    told = []
    while len(told) < 3:
        authorization, body = listener[1].get(timeout=5)
        key = seller.info["app_secret"].encode()
        expected = hmac.new(key, seller.info["app_key"].encode() + body, hashlib.sha256).hexdigest()
        assert authorization == expected
        event = json.loads(body)
        assert event["shop_id"] == seller.info["shop_id"]
        assert event["data"]["product_id"] == int(product)
        told.append((event["type"], event["data"].get("status") or event["data"]["audit"]["status"]))
    assert told == [(37, "AUDITING"), (5, "PRODUCT_FIRST_PASS_REVIEW"), (37, "APPROVED")]


async def test_lose_answer_closes_the_socket_and_the_key_finds_the_product(seller: Seller) -> None:
    body = await seller.body(idempotency_key="trên-dây")
    await seller.fault("lose_answer", f"POST {PRODUCTS}")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await seller.call("POST", PRODUCTS, body)
    count = (await seller.search())["total_count"]
    await seller.good("POST", PRODUCTS, body)
    assert (await seller.search())["total_count"] == count


async def test_two_content_types_on_one_request_are_refused(seller: Seller) -> None:
    path = "/product/202502/products/search"
    query = seller.query("POST", path, {"page_size": 5}, b"{}")
    headers = [("x-tts-access-token", seller.token), *[("content-type", "application/json")] * 2]
    response = await seller.http.post(path, params=query, content=b"{}", headers=headers)
    assert response.json()["code"] == 36009022


def test_a_signal_ends_it_cleanly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "adapters.tiktok_shop.mock"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        assert json.loads(process.stdout.readline())["base_url"]
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, out, err) == (0, b"", b"")


@pytest.mark.parametrize(
    "options",
    [{"shop_status": "BANNED"}, {"without_scope": "seller.products"}, {"webhook": "https://la.example/hook"}],
)
def test_options_that_make_no_sense(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"shop_status|scope|webhook"):
        TikTokOptions(**options)  # type: ignore[arg-type]
