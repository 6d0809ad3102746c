"""The mock as a real process on the loopback address: its one line, its exit, and faults on real sockets."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.unit.lazada_mock.client import Seller, sku

OPTIONS = ("--port", "0", "--pace", "500", "--concurrency", "6", "--seed", "2")


@pytest.fixture(scope="module")
def mock() -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "adapters.lazada.mock", *OPTIONS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
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
    seller.http = httpx.AsyncClient(base_url=mock[1]["base_url"].removesuffix("/rest"), timeout=5)
    await seller.control("reset", {"what": "all"})
    yield seller
    await seller.http.aclose()


def test_the_line_has_what_the_contract_asks_for(mock: tuple[Any, dict[str, Any]]) -> None:
    line = mock[1]
    assert set(line) == {
        *("marketplace", "base_url", "auth_url", "app_key", "app_secret", "seller_id"),
        *("code", "access_token", "refresh_token", "pace", "concurrency"),
    }
    assert line["marketplace"] == "lazada"
    assert line["base_url"].startswith("http://127.0.0.1:")
    assert line["base_url"].endswith("/rest")
    assert line["auth_url"].endswith("/rest")
    assert (line["pace"], line["concurrency"]) == (500.0, 6)


async def test_in_process_info_is_the_line_without_the_addresses(mock: tuple[Any, dict[str, Any]]) -> None:
    inside = Seller.of(seed="2", pace=500, concurrency=6).info
    assert inside == {key: value for key, value in mock[1].items() if key not in ("base_url", "auth_url")}


async def test_lose_answer_commits_and_closes_the_socket(seller: Seller) -> None:
    product = await seller.product()
    await seller.fault("lose_answer", "POST */product/create")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await seller.payload("/product/create", product)
    assert len(await seller.listed()) == 3


@pytest.mark.parametrize("kind", ["cut", "refuse"])
async def test_cut_and_refuse_close_the_socket_and_commit_nothing(seller: Seller, kind: str) -> None:
    product = await seller.product()
    await seller.fault(kind, "POST */product/create")
    with pytest.raises(httpx.TransportError):
        await seller.payload("/product/create", product)
    assert len(await seller.listed()) == 2


async def test_images_of_another_item_are_hosted_here_too(seller: Seller) -> None:
    """What a read shows as an address goes back in a write."""
    image = (await seller.item((await seller.listed())[0]))["images"][0]
    created = await seller.create(images=[image], skus=[sku("B")])
    assert (await seller.item(created["item_id"]))["images"] == [image]


def test_a_signal_ends_it_cleanly_even_while_a_call_hangs() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "adapters.lazada.mock"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = json.loads(process.stdout.readline())
        root = line["base_url"].removesuffix("/rest")
        httpx.post(f"{root}/_mock/faults", json={"kind": "hang", "seconds": 60})
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{line['base_url']}/seller/get", timeout=0.1)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0
    assert (out, err) == (b"", b"")


def test_a_bad_seed_is_a_usage_error() -> None:
    command = [sys.executable, "-m", "adapters.lazada.mock", "--seed", "không-có.csv"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=20)
    assert done.returncode == 2
    assert done.stdout == b""
