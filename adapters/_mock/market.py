"""What the frame asks of a marketplace, and the three plain values they exchange.

`Market.answer` is synchronous on purpose: between reading the state and changing it nothing else runs, so a call is
committed whole or not at all, and what a fault does to the connection happens strictly before or strictly after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from adapters._mock.faults import Fault

__all__ = ["Call", "CallClass", "ControlRefusal", "Endpoint", "Market", "Reply"]

CallClass = Literal["read", "write", "upload", "token"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of a marketplace's endpoint table; `kind` says how its calls are counted. Where ids or versions stand in
    the path, `path` is one example of it and `pattern` fits them all.
    """

    verb: str
    path: str
    kind: CallClass
    pattern: re.Pattern[str] | None = None

    @property
    def name(self) -> str:
        return f"{self.verb} {self.path}"

    def serves(self, verb: str, path: str) -> bool:
        if verb != self.verb:
            return False
        return path == self.path or bool(self.pattern and self.pattern.fullmatch(path))

    def may_match(self, glob: str) -> bool:
        """Whether a glob over `VERB /full/path` can match a call of this endpoint."""
        if fnmatchcase(self.name, glob):
            return True
        verb, _, path = re.sub(r"[*?]", "0", glob).partition(" ")
        return self.pattern is not None and self.serves(verb, path)


@dataclass(slots=True)
class Call:
    """One request as the marketplace gets it. `faults` holds the fault that fired for each kind the market itself
    must honour.
    """

    verb: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    root: str
    faults: Mapping[str, Fault] = field(default_factory=dict)

    def first(self, name: str) -> str | None:
        """The first value of a query parameter, or None."""
        for key, value in self.query:
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class ControlRefusal(Exception):
    """A control call that cannot be done; `accepted` says what would be."""

    def __init__(self, message: str, accepted: object = None, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.accepted = accepted
        self.status = status


class Market(Protocol):
    """A marketplace behind the frame. `edit` takes checked keys only; the control methods raise `ControlRefusal`."""

    @property
    def endpoints(self) -> Sequence[Endpoint]: ...

    @property
    def traps(self) -> frozenset[str]:
        """Fault kinds of its own, honoured through `Call.faults`."""
        ...

    @property
    def statuses(self) -> frozenset[str]:
        """The words staff may set a listing's status to."""
        ...

    def info(self) -> dict[str, Any]:
        """The keys of the printed line that do not depend on the port."""
        ...

    def addresses(self, root: str) -> dict[str, str]:
        """The keys of the printed line that do, given `http://127.0.0.1:PORT`."""
        ...

    def answer(self, call: Call) -> Reply: ...

    def throttled(self, retry_after: float | None) -> Reply:
        """The marketplace's own answer to too many calls."""
        ...

    def file(self, name: str) -> Reply | None:
        """A picture's bytes, as received, under `/file/NAME`."""
        ...

    def faults_cleared(self) -> None:
        """Undo what a fault left behind (a revoked authorisation)."""
        ...

    def listings(self, root: str) -> list[dict[str, Any]]: ...

    def edit(self, listing: str, changes: Mapping[str, Any]) -> dict[str, Any]: ...

    def delete(self, listing: str) -> dict[str, Any]: ...

    def sell(self, sku: str, quantity: int) -> dict[str, Any]: ...

    def promote(self, sku: str, until: float, price: int) -> dict[str, Any]: ...

    def review(self, listing: str, verdict: str, reason: str) -> dict[str, Any]: ...
