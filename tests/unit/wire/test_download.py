"""Pictures come from where pictures may come from, and from nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx
import pytest

from connector.testing.virtual import VirtualClock, run_virtual
from connector.wire.download import MAX_BYTES, NoPicture, Picture, open_downloads

JPEG = b"\xff\xd8\xff" + b"anh" * 100
PUBLIC = "8.8.4.4"
Answer = Callable[[httpx.Request], httpx.Response]


def served(data: bytes = JPEG, kind: str = "image/jpeg", **headers: str) -> httpx.Response:
    return httpx.Response(200, content=data, headers={"content-type": kind, **headers})


async def fetch(
    address: str, answer: Answer = lambda _: served(), *, mock: str = "", found: Sequence[str] = (PUBLIC,)
) -> tuple[Picture, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def heard(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request)

    async def lookup(_host: str, _port: int) -> Sequence[str]:
        return found

    transport = httpx.MockTransport(heard)
    async with open_downloads(VirtualClock(), mock=mock, transport=transport, lookup=lookup) as downloads:
        return await downloads.picture(address), asked


async def refused(address: str, answer: Answer = lambda _: served(), **more: object) -> str:
    with pytest.raises(NoPicture) as why:
        await fetch(address, answer, **more)  # type: ignore[arg-type]
    return why.value.code


async def test_a_picture_is_fetched_from_the_very_address_that_was_looked_up() -> None:
    picture, (request,) = await fetch("https://cf.shopee.vn/file/abc")
    assert picture == Picture(JPEG, ".jpg")
    assert request.url.host == PUBLIC
    assert request.headers["host"] == "cf.shopee.vn"
    assert request.extensions["sni_hostname"] == "cf.shopee.vn"


async def test_an_ipv6_address_is_connected_to_as_well() -> None:
    _, (request,) = await fetch("https://cf.shopee.vn/file/abc", found=("2001:4860:4860::8888",))
    assert request.url.host == "2001:4860:4860::8888"


@pytest.mark.parametrize(
    "address",
    [
        "http://cf.shopee.vn/file/abc",
        "https://cf.shopee.vn:8443/file/abc",
        "https://ai@cf.shopee.vn/file/abc",
        "file:///etc/passwd",
        "ftp://cf.shopee.vn/a.jpg",
        "//cf.shopee.vn/a.jpg",
        "",
        "không phải địa chỉ",
    ],
)
async def test_only_https_on_its_usual_port(address: str) -> None:
    assert await refused(address) == "E_PULL_PICTURE_HOST"


@pytest.mark.parametrize(
    "found",
    [
        ("127.0.0.1",),
        ("10.0.0.7",),
        ("192.168.1.1",),
        ("169.254.169.254",),
        ("::1",),
        ("fe80::1%eth0",),
        ("::ffff:10.0.0.7",),
        ("2002:7f00:1::",),
        ("64:ff9b::7f00:1",),
        ("100.64.0.1",),
        ("0.0.0.0",),
        ("224.0.0.1",),
        (PUBLIC, "10.0.0.7"),
        (),
    ],
)
async def test_no_address_of_this_machine_or_its_network(found: tuple[str, ...]) -> None:
    assert await refused("https://anh.example.vn/a.jpg", found=found) == "E_PULL_PICTURE_HOST"


async def test_a_mock_serves_its_own_pictures_and_nobody_elses() -> None:
    mock = "http://127.0.0.1:9123"
    picture, _ = await fetch(f"{mock}/file/a", mock=mock)
    assert picture.suffix == ".jpg"
    for address in ("http://127.0.0.1:9124/file/a", "https://cf.shopee.vn/file/a", "http://10.0.0.7:9123/file/a"):
        assert await refused(address, mock=mock) == "E_PULL_PICTURE_HOST"
    assert await refused("http://10.0.0.7/a", mock="http://10.0.0.7") == "E_PULL_PICTURE_HOST"


async def test_a_redirect_is_followed_on_the_same_host_only() -> None:
    def moved(request: httpx.Request) -> httpx.Response:
        return served() if request.url.path == "/moi" else httpx.Response(302, headers={"location": "/moi"})

    picture, asked = await fetch("https://cf.shopee.vn/cu", moved)
    assert (picture.suffix, len(asked)) == (".jpg", 2)
    for there in ("https://khac.example/a", "http://cf.shopee.vn/a", "https://127.0.0.1/a"):
        gone = httpx.Response(302, headers={"location": there})
        assert await refused("https://cf.shopee.vn/cu", lambda _, gone=gone: gone) == "E_PULL_PICTURE_MOVED"  # type: ignore[misc]
    assert (
        await refused("https://cf.shopee.vn/cu", lambda _: httpx.Response(302, headers={"location": "/cu"}))
        == "E_PULL_PICTURE_MOVED"
    )


async def test_what_is_no_picture_is_not_kept() -> None:
    page = served(b"<html>khoa</html>", "text/html")
    assert await refused("https://cf.shopee.vn/a", lambda _: page) == "E_PULL_PICTURE_KIND"
    liar = served(b"MZ" + bytes(50))
    assert await refused("https://cf.shopee.vn/a", lambda _: liar) == "E_PULL_PICTURE_KIND"
    assert await refused("https://cf.shopee.vn/a", lambda _: httpx.Response(404)) == "E_PULL_PICTURE_GONE"


async def test_a_picture_without_end_is_cut_off() -> None:
    read = 0

    async def endless():  # type: ignore[no-untyped-def]
        nonlocal read
        yield JPEG
        while True:
            read += 1
            yield bytes(1_000_000)

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=endless(), headers={"content-type": "image/jpeg"})

    assert await refused("https://cf.shopee.vn/a", answer) == "E_PULL_PICTURE_TOO_LARGE"
    assert read <= MAX_BYTES // 1_000_000 + 1


def test_a_server_that_is_busy_is_asked_again_a_few_times() -> None:
    answers = [httpx.Response(503), httpx.Response(429), served()]
    _, asked = run_virtual(VirtualClock(), fetch("https://cf.shopee.vn/a", lambda _: answers.pop(0)))
    assert len(asked) == 3
    down = run_virtual(VirtualClock(), refused("https://cf.shopee.vn/a", lambda _: httpx.Response(503)))
    assert down == "E_PULL_PICTURE_UNREACHABLE"
