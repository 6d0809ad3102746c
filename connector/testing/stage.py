"""Where the contract suite plays: a shop that is not live, its staff, its buyers and its bad weather.

An author of an adapter names a ``Stage``: ``MockStage(SPEC)`` where there is a mock that speaks the mocks' control
interface; any other shop needs the few methods of ``Control``. Listings are the plain objects of that interface:
``id``, ``status``, ``live``, ``title``, ``description``, ``skus`` (``sku``, ``price``, ``stock``) and ``images``
(``sha256``, ``position``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from connector.port import Adapter, AdapterSpec

from .virtual import VirtualClock

__all__ = ["POWERS", "CallKind", "CallMade", "Control", "Fault", "Shown", "Stage"]

CallKind = Literal["read", "write", "upload", "token"]
Fault = Literal["lose_answer", "cut", "throttle", "reject", "expire_token", "search_lag", "partial_batch"]
Shown = Mapping[str, Any]

POWERS = frozenset(
    {"edit", "sell", "promotion", "review", "seed", "tokens", "throttle", "faults", "partial_batch", "pictures"}
)
"""What a stage may be unable to do; cases that need it are left out and listed. ``faults``: answers
can be lost, calls cut, content refused on demand. ``pictures``: the shop looks at files and refuses what is none."""


class CallMade(NamedTuple):
    """One call as the shop got it: what it is for, its name as faults take it, and when (the clock's monotonic)."""

    kind: CallKind
    endpoint: str
    at: float


class Control(Protocol):
    """What a test may do to the shop beside the adapter."""

    @property
    def calls(self) -> Sequence[CallMade]:
        """Every call since the stage was opened, in order."""
        ...

    async def listings(self) -> list[Shown]: ...

    async def fault(
        self, kind: Fault, endpoint: str = "*", *, after: int = 0, times: int = 1, seconds: float | None = None
    ) -> None:
        """Bad weather on calls of ``endpoint`` (a glob), from the ``after``-th on, ``times`` times."""
        ...

    async def heal(self) -> None:
        """All faults off."""
        ...

    async def edit(self, listing: str, changes: Mapping[str, object]) -> None:
        """Staff change ``title``, ``description`` or ``price``."""
        ...

    async def delete(self, listing: str) -> None:
        """Staff delete it; asked only where ``finds_deleted`` is declared."""
        ...

    async def sell(self, sku: str, quantity: int) -> None: ...

    async def promote(self, sku: str, until: datetime, price: int) -> None: ...

    async def review(self, listing: str, verdict: Literal["pass", "fail", "ban"], reason: str) -> None: ...


class Stage(Protocol):
    """One kind of shop to play on. ``cannot`` holds the POWERS it lacks."""

    @property
    def spec(self) -> AdapterSpec: ...

    @property
    def cannot(self) -> frozenset[str]: ...

    def open(
        self, folder: Path, clock: VirtualClock, *, seed: str | None, reviewed: bool
    ) -> AbstractAsyncContextManager[tuple[Adapter, Control]]:
        """A fresh shop, ``seed`` listings in it, in the clock's time; ``reviewed``: new listings wait for a verdict."""
        ...
