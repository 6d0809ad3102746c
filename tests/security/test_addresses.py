"""Addresses that come from outside: whatever they look like, nothing on this machine or its network is fetched."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Sequence

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.testing.virtual import VirtualClock, run_virtual
from connector.wire.download import NoPicture, Picture, open_downloads

JPEG = b"\xff\xd8\xff" + b"anh" * 100
PUBLIC = "8.8.4.4"

NUMBERS = [
    "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "0x7f.1", "017700000001", "127.0.0.1.", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::]", "[fe80::1]", "[fd00::1]", "localhost",
    "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "10.0.0.1",
    "192.168.0.1", "172.16.0.1", "100.64.0.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[ff02::1]", "[::7f00:1]", "[64:ff9b:1::7f00:1]", "[2001:db8::1]",
]  # fmt: skip
"""This machine and its neighbours, spelled as attackers spell them."""

ODD = [
    "https://cf.shopee.vn@127.0.0.1/a", "https://127.0.0.1#@cf.shopee.vn/a", "https://cf.shopee.vn:443@10.0.0.1/a",
    "https://cf.shopee.vn\\@127.0.0.1/a", "https://cf.shopee.vn%00.evil.example/a", "https://cf.shopee.vn:0/a",
    "https://cf.shopee.vn:99999/a", "https://:443/a", "https:///a", "https:cf.shopee.vn", "HTTPS://AI:MK@cf.shopee.vn/",
    "https://cf.shopee.vn:22/a", "gopher://127.0.0.1:70/_x", "file://localhost/etc/passwd", "data:image/png;base64,AA",
    "javascript:alert(1)", "\\\\máy-chủ\\ảnh\\a.jpg", "C:\\ảnh\\a.jpg", "https://[::1",
    "https://cf.shopee.vn\r\nHost: x/",
    "https://" + "a" * 300 + ".vn/", "https://-.vn/", "https://xn--/", "https://" + "a." * 200 + "vn/", "\x00",
]  # fmt: skip


async def system(host: str, port: int) -> Sequence[str]:
    """What the system makes of a host that is a number, without asking the network."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


async def never(host: str, port: int) -> Sequence[str]:
    return [PUBLIC]


async def fetched(address: str, lookup: object, asked: list[httpx.Request] | None = None) -> Picture:
    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        return httpx.Response(200, content=JPEG, headers={"content-type": "image/jpeg"})

    async with open_downloads(
        VirtualClock(),
        transport=httpx.MockTransport(answer),
        lookup=lookup,  # type: ignore[arg-type]
    ) as downloads:
        return await downloads.picture(address)


def refused(address: str, lookup: object = system) -> None:
    asked: list[httpx.Request] = []
    with pytest.raises(NoPicture):
        run_virtual(VirtualClock(), fetched(address, lookup, asked))
    assert asked == []


@pytest.mark.parametrize("host", NUMBERS)
def test_no_spelling_of_this_machine_is_fetched(host: str) -> None:
    refused(f"https://{host}/a.jpg")


@pytest.mark.parametrize("address", ODD)
def test_no_odd_address_reaches_anything_but_a_public_host(address: str) -> None:
    asked: list[httpx.Request] = []
    with contextlib.suppress(NoPicture):
        run_virtual(VirtualClock(), fetched(address, never, asked))
    assert {(request.url.scheme, request.url.host, request.url.port) for request in asked} <= {("https", PUBLIC, None)}
    assert not {"authorization", "cookie"} & {name for request in asked for name in request.headers}


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "https://", "https://cf.shopee.vn", "https://[", "//"]))
def test_any_text_is_refused_or_fetched_from_a_public_host(text: str, before: str) -> None:
    with contextlib.suppress(NoPicture):
        run_virtual(VirtualClock(), fetched(before + text, never))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_every_private_ipv4_address_in_every_ipv6_dress(number: int) -> None:
    """Private in IPv4 is private in IPv6, however it is wrapped."""
    plain = ipaddress.IPv4Address(number)
    if plain.is_global and not plain.is_multicast:
        return

    for dress in (number, 0xFFFF << 32 | number, (0x64FF9B << 96) | number, 0x2002 << 112 | number << 80):

        async def lookup(_host: str, _port: int, found: str = str(ipaddress.IPv6Address(dress))) -> Sequence[str]:
            return [found]

        refused("https://anh.example.vn/a.jpg", lookup)


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked() -> None:
    """DNS rebinding: the second answer is never asked for, and the connection goes to the number."""
    answers = [[PUBLIC], ["127.0.0.1"]]
    asked: list[httpx.Request] = []

    async def lookup(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    run_virtual(VirtualClock(), fetched("https://anh.example.vn/a.jpg", lookup, asked))
    assert [request.url.host for request in asked] == [PUBLIC]
    assert len(answers) == 1


@pytest.mark.parametrize("there", ["https://xn--/", "http://[", "//127.0.0.1/a", "file:///etc/passwd", "\\\\x\\y"])
def test_a_redirect_to_nonsense_is_refused(there: str) -> None:
    def moved(_: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": there})

    async def fetch() -> None:
        async with open_downloads(VirtualClock(), transport=httpx.MockTransport(moved), lookup=never) as downloads:
            await downloads.picture("https://anh.example.vn/a.jpg")

    with pytest.raises(NoPicture, match=r"E_PULL_PICTURE_(MOVED|UNREACHABLE)"):
        run_virtual(VirtualClock(), fetch())


def test_after_a_redirect_the_name_is_checked_anew() -> None:
    answers = [[PUBLIC], ["10.0.0.7"]]
    asked: list[httpx.Request] = []

    async def lookup(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    def moved(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(302, headers={"location": "/b.jpg"})

    async def fetch() -> None:
        transport = httpx.MockTransport(moved)
        async with open_downloads(VirtualClock(), transport=transport, lookup=lookup) as downloads:
            await downloads.picture("https://anh.example.vn/a.jpg")

    with pytest.raises(NoPicture):
        run_virtual(VirtualClock(), fetch())
    assert [request.url.host for request in asked] == [PUBLIC]
