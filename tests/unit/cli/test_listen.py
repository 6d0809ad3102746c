"""The loopback address a seller comes back to: it hears one visitor, and turns every other away."""

import asyncio
import contextlib
from urllib.parse import urlsplit

import httpx
import pytest

from connector.cli.listen import Listener, listening

DONE, REFUSED = ("Xong rồi", "Done"), ("Không phải", "Not yours")


def welcome(address: str) -> bool:
    return "state=đúng" in address or "state=dung" in address


async def visited(here: Listener, path: str = "/connect/?code=abc&state=dung", **options: object) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser:
        parts = urlsplit(here.address)
        return await browser.request(
            str(options.get("verb", "GET")),
            f"{parts.scheme}://{parts.netloc}{path}",
            headers={"host": str(options.get("host", parts.netloc))},
        )


async def test_the_seller_comes_back() -> None:
    async with listening(0, welcome, done=DONE, refused=REFUSED) as here:
        assert here.address.startswith("http://127.0.0.1:")
        answer = await visited(here)
        assert (answer.status_code, "Xong rồi" in answer.text, "Done" in answer.text) == (200, True, True)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "abc" not in answer.text
        assert await here.heard(5) == f"{here.address}?code=abc&state=dung"
        assert (await visited(here, "/connect/?code=xyz&state=dung")).status_code == 400


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"path": "/favicon.ico"}, 404),
        ({"path": "/connect/?code=abc&state=sai"}, 400),
        ({"path": "/connect/?error=x"}, 400),
        ({"host": "evil.example"}, 404),
        ({"verb": "POST"}, 404),
    ],
)
async def test_others_are_turned_away_and_the_wait_goes_on(options: dict[str, str], status: int) -> None:
    async with listening(0, welcome, done=DONE, refused=REFUSED) as here:
        assert (await visited(here, **options)).status_code == status
        await visited(here)
        assert "code=abc" in await here.heard(5)


async def test_noise_and_a_head_without_end_do_no_harm() -> None:
    async with listening(0, welcome, done=DONE, refused=REFUSED) as here:
        for noise in (b"\x16\x03\x01\x00\r\n\r\n", b"GET " + b"a" * 40_000, b""):
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            writer.write(noise)
            if not noise.startswith(b"GET"):
                writer.write_eof()
            with contextlib.suppress(ConnectionError):
                await reader.read()
            writer.close()
        await visited(here)
        assert "code=abc" in await here.heard(5)


async def test_nobody_comes() -> None:
    async with listening(0, welcome, done=DONE, refused=REFUSED) as here:
        with pytest.raises(TimeoutError):
            await here.heard(0.01)


async def test_a_port_that_is_taken() -> None:
    async with listening(0, welcome, done=DONE, refused=REFUSED) as here:
        with pytest.raises(OSError):
            async with listening(here.port, welcome, done=DONE, refused=REFUSED):
                pass
