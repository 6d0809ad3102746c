"""A call for several that is refused as a whole: sent again in halves, until each refusal names one (invariant 11).

One bad product among n costs at most 2·ceil(log2 n) + 1 calls, and all others go through. Only certain refusals are
taken apart: what is unknown is looked up, and what concerns the shop, its quota or its pace concerns every half too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from connector.errors import AdapterError, Bug, Locked, NotFound, NotReady, Rejected

from .session import Session

__all__ = ["in_halves", "may_be_about_one"]

T = TypeVar("T")

ABOUT_ONE = (Rejected, NotReady, NotFound, Locked)
MANY_BUGS = 50
"""So many requests of ours that each were wrong by itself, and none of their kind that was right: it is all of them."""


def in_halves(items: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """The first half, and the rest."""
    middle = len(items) // 2
    return items[:middle], items[middle:]


def may_be_about_one(session: Session, kind: str, error: AdapterError, size: int) -> bool:
    """Whether what was said of a whole call of ``size`` may hold for some of it only."""
    if isinstance(error, Bug):
        hopeless = session.bugs[kind] >= MANY_BUGS and not session.went_well[kind]
        session.bugs[kind] += size == 1
        return size > 1 and not hopeless
    return size > 1 and isinstance(error, ABOUT_ONE)
