"""Which hosts a shop may speak to (decision 25): a mock on this machine, a sandbox or the live marketplace by name.

Checked once when a shop is opened; ``client`` then refuses every other origin for the life of the shop.
"""

from __future__ import annotations

import ipaddress
from typing import Protocol

import httpx

from connector.errors import BadUse
from connector.port import Environment

__all__ = ["HostLists", "check_host", "is_loopback", "origin_of"]


class HostLists(Protocol):
    """The part of an AdapterSpec that names hosts."""

    @property
    def live_hosts(self) -> tuple[str, ...]: ...

    @property
    def sandbox_hosts(self) -> tuple[str, ...]: ...


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine: ``localhost`` or a loopback address. Nothing is looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def origin_of(address: str) -> str:
    """``scheme://host:port`` of an address; BadUse ``E_HOST_UNKNOWN`` where it is none or carries a user name."""
    try:
        url = httpx.URL(address)
        host = url.host
    except (httpx.InvalidURL, TypeError, UnicodeError):
        url, host = httpx.URL(""), ""
    if url.scheme not in ("http", "https") or not host or url.userinfo:
        raise BadUse("E_HOST_UNKNOWN", host=host or "?", allowed="http(s)://host:port")
    port = url.port or {"http": 80, "https": 443}[url.scheme]
    return f"{url.scheme}://{url.host}:{port}"


def check_host(environment: Environment, base_url: str, spec: HostLists) -> str:
    """The origin of ``base_url`` if a shop of this environment may use it, else BadUse.

    ``mock``: loopback only, http or https. ``sandbox`` and ``live``: https on its usual port, only hosts the spec
    names.
    """
    origin = origin_of(base_url)
    url = httpx.URL(origin)
    if environment == "mock":
        if not is_loopback(url.host):
            raise BadUse("E_HOST_UNKNOWN", host=url.host, allowed="127.0.0.1, localhost")
        return origin
    allowed = spec.live_hosts if environment == "live" else spec.sandbox_hosts
    if url.host not in allowed:
        raise BadUse("E_HOST_UNKNOWN", host=url.host, allowed=", ".join(allowed) or "-")
    if url.scheme != "https" or url.port not in (None, 443):
        raise BadUse("E_HOST_NOT_SECURE", host=url.host)
    return origin
