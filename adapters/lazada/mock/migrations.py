"""Moving pictures from an address into the picture store, one at once or up to eight in a batch that takes a moment.

Nothing is fetched: the mock has no network. An address Lazada would accept (a public name, ports 80 and 443) leads to
a picture drawn from the address, so equal addresses give equal pictures; a name under `.invalid` answers nothing, and
an address of the mock's own pictures leads to that picture. Anything else is refused as Lazada refuses it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters._mock.clock import MockClock
from adapters._mock.seed import sample_picture
from adapters.lazada.mock.envelope import Refusal
from adapters.lazada.mock.pictures import Pictures

__all__ = ["Batch", "Migrations"]

READY_S = 0.5
SUFFIXES = frozenset({"", "jpg", "jpeg", "png"})
UNSUPPORTED = "E302: Unsupported URL"


@dataclass(frozen=True, slots=True)
class Batch:
    """`errors`: address and what was wrong with it."""

    ready: float
    pictures: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]


class Migrations:
    def __init__(self, clock: MockClock, pictures: Pictures) -> None:
        self._clock = clock
        self._pictures = pictures
        self._batches: dict[str, Batch] = {}

    def one(self, address: str, root: str) -> str:
        """The hash of the picture the address leads to."""
        own = self._pictures.hosted(address, root)
        if own is not None:
            return own
        _check(address)
        return self._pictures.keep(sample_picture(address))

    def begin(self, addresses: Sequence[str], root: str, *, spoiled: bool = False) -> str:
        """The id of a new batch. Its pictures come out in the order of their hashes, not of the request; `spoiled`
        fails every second address.
        """
        pictures, errors = [], []
        for index, address in enumerate(addresses):
            try:
                if spoiled and index % 2:
                    raise Refusal("301", "E301: Migrate image failed")
                pictures.append(self.one(address, root))
            except Refusal as refusal:
                errors.append((address, refusal.message))
        number = hashlib.sha256(f"batch/{len(self._batches) + 1}".encode()).hexdigest()[:32]
        ready = self._clock.now() + READY_S
        self._batches[number] = Batch(ready, tuple(sorted(pictures)), tuple(errors))
        return number

    def result(self, number: str) -> Batch:
        batch = self._batches.get(number)
        if batch is None:
            raise Refusal("304", "E304: Get migrate response failed")
        if batch.ready > self._clock.now():
            raise Refusal("1000", "E1000: Internal application error", "SYSTEM")
        return batch


def _check(address: str) -> None:
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refusal("302", UNSUPPORTED) from error
    if parts.scheme not in ("http", "https") or "." not in host or port not in (None, 80, 443) or _is_ip(host):
        raise Refusal("302", UNSUPPORTED)
    if host.endswith(".invalid"):
        raise Refusal("302", "E302: The URL did not answer with HTTP 200")
    name = parts.path.rpartition("/")[2]
    if name.rpartition(".")[2].lower() not in SUFFIXES and "." in name:
        raise Refusal("302", "E302: The URL is not an image stream")


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
