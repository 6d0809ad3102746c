"""The mock as a real process on the loopback address: its one line, its exit, and faults on real sockets."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.unit.shopee_mock.client import API, Seller

OPTIONS = ("--port", "0", "--pace", "500", "--concurrency", "6", "--seed", "2")


@pytest.fixture(scope="module")
def mock() -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "adapters.shopee.mock", *OPTIONS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
async def seller(mock: tuple[subprocess.Popen[bytes], dict[str, Any]]) -> Any:
    seller = Seller.of(seed="2")
    seller.info = mock[1]
    seller.token = mock[1]["access_token"]
    seller.http = httpx.AsyncClient(base_url=mock[1]["base_url"], timeout=5)
    await seller.control("reset", {"what": "all"})
    yield seller
    await seller.http.aclose()


def test_the_line_has_what_the_contract_asks_for(mock: tuple[Any, dict[str, Any]]) -> None:
    line = mock[1]
    assert set(line) == {
        "marketplace",
        "base_url",
        "partner_id",
        "partner_key",
        "shop_id",
        "code",
        "access_token",
        "refresh_token",
        "pace",
        "concurrency",
    }
    assert line["marketplace"] == "shopee"
    assert line["base_url"].startswith("http://127.0.0.1:")
    assert (line["pace"], line["concurrency"]) == (500.0, 6)


async def test_in_process_info_is_the_line_without_the_address(mock: tuple[Any, dict[str, Any]]) -> None:
    inside = Seller.of(seed="2", pace=500, concurrency=6).info
    assert inside == {key: value for key, value in mock[1].items() if key != "base_url"}


async def test_lose_answer_commits_and_closes_the_socket(seller: Seller) -> None:
    body = await seller.body()
    await seller.fault("lose_answer", "POST */add_item")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await seller.post("product/add_item", body)
    assert len(await seller.listed()) == 3


@pytest.mark.parametrize("kind", ["cut", "refuse"])
async def test_cut_and_refuse_close_the_socket_and_commit_nothing(seller: Seller, kind: str) -> None:
    body = await seller.body()
    await seller.fault(kind, "POST */add_item")
    with pytest.raises(httpx.TransportError):
        await seller.post("product/add_item", body)
    assert len(await seller.listed()) == 2


async def test_refuse_does_not_wait_for_a_large_body(seller: Seller) -> None:
    await seller.fault("refuse", "POST */upload_image")
    with pytest.raises(httpx.TransportError):
        await seller.upload(bytes(9 * 1024 * 1024))
    assert (await seller.get("shop/get_shop_info"))["error"] == ""


async def test_hang_keeps_the_line_open_and_commits_nothing(seller: Seller) -> None:
    body = await seller.body()
    await seller.fault("hang", "POST */add_item", seconds=0.3)
    started = time.monotonic()
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await seller.post("product/add_item", body)
    assert time.monotonic() - started >= 0.25
    assert len(await seller.listed()) == 2


async def test_a_client_that_gives_up_on_a_hang_leaves_the_mock_well(seller: Seller) -> None:
    await seller.fault("hang", "GET */get_shop_info", seconds=60)
    path = f"{API}/shop/get_shop_info"
    with pytest.raises(httpx.ReadTimeout):
        await seller.raw("GET", path, seller.query(path), timeout=0.1)
    assert (await seller.get("shop/get_shop_info"))["error"] == ""


async def test_pictures_are_served_at_the_address_told(seller: Seller) -> None:
    listing = (await seller.control("listings"))["listings"][0]
    async with httpx.AsyncClient() as stranger:
        response = await stranger.get(listing["images"][0]["url"])
    assert response.headers["content-type"] == "image/png"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_even_while_a_call_hangs(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "adapters.shopee.mock"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = json.loads(process.stdout.readline())
        httpx.post(f"{line['base_url']}/_mock/faults", json={"kind": "hang", "seconds": 60})
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{line['base_url']}{API}/shop/get_shop_info", timeout=0.1)
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0
    assert (out, err) == (b"", b"")


def test_a_bad_seed_is_a_usage_error() -> None:
    command = [sys.executable, "-m", "adapters.shopee.mock", "--seed", "không-có.csv"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=20)
    assert done.returncode == 2
    assert done.stdout == b""


def test_a_taken_port_is_named(mock: tuple[subprocess.Popen[bytes], dict[str, Any]]) -> None:
    port = mock[1]["base_url"].rpartition(":")[2]
    command = [sys.executable, "-m", "adapters.shopee.mock", "--port", port]
    done = subprocess.run(command, capture_output=True, check=False, timeout=20)
    assert done.returncode == 2
    assert b"in use" in done.stderr
    assert done.stdout == b""
