"""Fetching pictures that a marketplace's answers name: bounded, and never from where a picture has no business to be.

An address comes from outside, so it is distrusted (it could name a machine of the local network): https on its usual
port and a public address, looked up once and connected to exactly there; for a mock, its own origin and no other. No
redirect leads to another host. A picture has a bounded size and begins like a JPEG or a PNG.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from connector.clock import Clock
from connector.errors import OcopError
from connector.port import Budget

from .hosts import is_loopback, origin_of
from .pace import Pace
from .pools import Pools

__all__ = ["MAX_BYTES", "Downloads", "NoPicture", "Picture", "open_downloads"]

MAX_BYTES = 20_000_000
AT_ONCE = 6
PER_SECOND = 10.0
"""What a picture server is asked for by one shop: a browser that shows a page of the shop asks for more."""
READ_S = 30.0
TOTAL_S = 90.0
ATTEMPTS = 3
REDIRECTS = 3
KINDS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}

TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
"""IPv4 seen from networks that have none (RFC 6052, 8215), and as it was written before there were any."""
LONGEST_SHOWN = 300

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]


class NoPicture(OcopError):
    """This picture cannot be had; ``again``: asking once more may help."""

    again = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it was served; ``suffix`` is that of its kind."""

    data: bytes
    suffix: str


async def _addresses(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class Downloads:
    """``own`` is the mock's origin, '' for real shops. Made by ``open_downloads``."""

    pools: Pools
    pace: Pace
    clock: Clock
    own: str = ""
    lookup: Lookup = _addresses

    async def picture(self, address: str) -> Picture:
        """The picture at ``address``; NoPicture says why not."""
        patient = AsyncRetrying(
            sleep=self.clock.sleep,
            retry=retry_if_exception(lambda error: isinstance(error, NoPicture) and error.again),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential(0.5, 5),
            reraise=True,
        )
        picture: Picture = await patient(self._once, address)
        return picture

    async def _once(self, address: str) -> Picture:
        for _ in range(1 + REDIRECTS):
            found = await self._get(address)
            if isinstance(found, Picture):
                return found
            address = found
        raise _refused("E_PULL_PICTURE_MOVED", address)

    async def _get(self, address: str) -> Picture | str:
        """One request: the picture, or where on the same host it has gone."""
        url = _parsed(address)
        place = await self._place(url)
        headers = {"host": url.netloc.decode(), "accept": "image/jpeg,image/png"}
        extensions = {"sni_hostname": url.host} if url.scheme == "https" else {}
        try:
            async with (
                asyncio.timeout(TOTAL_S),
                self.pace.slot("GET picture", writing=False),
                self.pools.client() as client,
            ):
                target = url.copy_with(host=place)
                async with client.stream("GET", target, headers=headers, extensions=extensions) as answer:
                    return await _judged(answer, url)
        except (httpx.HTTPError, TimeoutError, UnicodeError) as error:  # httpx reads where a redirect leads, too
            raise _failed("E_PULL_PICTURE_UNREACHABLE", address, reason=type(error).__name__) from None

    async def _place(self, url: httpx.URL) -> str:
        """The address to connect to; NoPicture where that is none a picture may come from."""
        if self.own:
            if origin_of(str(url)) != self.own or not is_loopback(url.host):
                raise _refused("E_PULL_PICTURE_HOST", str(url))
            return url.host
        if url.scheme != "https" or url.port not in (None, 443) or url.userinfo:
            raise _refused("E_PULL_PICTURE_HOST", str(url))
        try:
            found = await self.lookup(url.host, 443)
        except (OSError, UnicodeError):  # a label longer than any name is found only here
            raise _failed("E_PULL_PICTURE_UNREACHABLE", str(url), reason="DNS") from None
        if not found or not all(_public(one) for one in found):
            raise _refused("E_PULL_PICTURE_HOST", str(url))
        return found[0]


def _parsed(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
        host = url.host
    except (httpx.InvalidURL, UnicodeError):
        raise _refused("E_PULL_PICTURE_HOST", address) from None
    if url.scheme not in ("http", "https") or not host:
        raise _refused("E_PULL_PICTURE_HOST", address)
    return url


def _public(address: str) -> bool:
    """Whether the whole internet may go there; an IPv6 address that stands for an IPv4 one is judged by that."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if any(found in network for network in TRANSLATED):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None and not inner.is_global:
            return False
    return found.is_global and not found.is_multicast


async def _judged(answer: httpx.Response, url: httpx.URL) -> Picture | str:
    if answer.is_redirect:
        try:
            there = url.join(answer.headers.get("location", ""))
            same = (there.scheme, there.host, there.port) == (url.scheme, url.host, url.port)
        except (httpx.InvalidURL, UnicodeError):
            same = False
        if not same:
            raise _refused("E_PULL_PICTURE_MOVED", str(url))
        return str(there)
    if answer.status_code >= 500 or answer.status_code == 429:
        raise _failed("E_PULL_PICTURE_UNREACHABLE", str(url), reason=str(answer.status_code))
    if answer.status_code != 200:
        raise _refused("E_PULL_PICTURE_GONE", str(url), reason=str(answer.status_code))
    kind = answer.headers.get("content-type", "image/").partition(";")[0].strip().lower()
    if not kind.startswith("image/") and kind not in ("application/octet-stream", "binary/octet-stream"):
        raise _refused("E_PULL_PICTURE_KIND", str(url), reason=kind)
    data = bytearray()
    async for part in answer.aiter_bytes():
        data += part
        if len(data) > MAX_BYTES:
            raise _refused("E_PULL_PICTURE_TOO_LARGE", str(url), most=MAX_BYTES // 1_000_000)
    suffix = next((suffix for magic, suffix in KINDS.items() if data.startswith(magic)), "")
    if not suffix:
        raise _refused("E_PULL_PICTURE_KIND", str(url), reason=kind)
    return Picture(bytes(data), suffix)


def _refused(code: str, address: str, **params: object) -> NoPicture:
    return NoPicture(code, address=address[:LONGEST_SHOWN], **params)


def _failed(code: str, address: str, **params: object) -> NoPicture:
    error = _refused(code, address, **params)
    error.again = True
    return error


@asynccontextmanager
async def open_downloads(
    clock: Clock,
    *,
    mock: str = "",
    per_second: float | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    lookup: Lookup = _addresses,
) -> AsyncIterator[Downloads]:
    """``mock`` is the address of a mock, the only place then; ``per_second`` lowers the pace."""
    own = origin_of(mock) if mock else ""
    rate = 0.0 if own and per_second is None else min(PER_SECOND, per_second or PER_SECOND)
    pace = Pace((Budget("shop", per_second=rate, writers=AT_ONCE),), clock)
    secure = not own or own.startswith("https")
    async with Pools(AT_ONCE, secure=secure, read_s=READ_S, transport=transport) as pools:
        yield Downloads(pools, pace, clock, own, lookup)
