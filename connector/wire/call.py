"""What a call is: before it is signed, what signing adds, and what comes back.

kind     read     may be repeated whatever happened
         upload   likewise: a picture nobody refers to harms nobody
         write    repeated only where it certainly did not count: never connected, throttled, token refused
         token    as a write, without a token of its own
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from connector.errors import AdapterError, RetryLater, Unknown

from .tokens import Tokens

__all__ = ["Answer", "Call", "Decode", "Kind", "Sign", "Signed", "Throttled", "lost"]

T = TypeVar("T")
Kind = Literal["read", "upload", "write", "token"]


class Throttled(RetryLater):
    """Refused for certain because we are too fast: every worker of ``scope`` waits."""

    def __init__(self, code: str, *, scope: str = "shop", after_s: float | None = None, original: str = "") -> None:
        super().__init__(code, after_s=after_s, original=original)
        self.scope = scope


@dataclass(frozen=True, slots=True)
class Call:
    """One call, before it is signed. ``endpoint`` is ``VERB /path``, as budgets name it.

    ``body`` is serialised once: the same bytes are recorded, hashed, signed and sent, however often. ``origin`` is ''
    for the shop's own host, else one of the further origins the caller was opened with. ``auth``: the call needs
    tokens. ``aside``: that it is not allowed says nothing of other calls.
    """

    endpoint: str
    kind: Kind = "read"
    params: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = ""
    origin: str = ""
    auth: bool = True
    aside: bool = False

    @property
    def verb(self) -> str:
        return self.endpoint.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.endpoint.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Signed:
    """What signing adds: query parameters before the call's own, and headers.

    ``form``: for marketplaces that want every parameter in the body, the whole body with them; then nothing stands in
    the query, and ``Call.body`` is only what ``form`` was made of.
    """

    params: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] | None = None
    form: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Sign = Callable[[Call, Tokens | None, datetime], Signed]
"""Signs a call with the newest tokens, at the moment it is sent."""

Decode = Callable[[Answer], T]
"""An answer's value, or one of the AdapterErrors raised."""


def lost(kind: Kind, code: str, original: str = "") -> AdapterError:
    """What a lost or unreadable answer means: repeat a read, look before a write is sent again."""
    if kind in ("write", "token"):
        return Unknown(code, original=original)
    return RetryLater(code, original=original)
