"""What a marketplace's error means for us (decision 18): the words that an adapter's table is made of.

An adapter keeps a table of ``Row``: their code, and what has to happen next. ``Verdicts`` turns a row, or that there is
none, into the error; what a marketplace does in a way of its own, its adapter decides before it asks here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.errors import (
    AdapterError,
    Bug,
    FieldProblem,
    Locked,
    NotFound,
    PictureGone,
    QuotaSpent,
    Refresh,
    Rejected,
    RetryLater,
    StopShop,
    Unknown,
)

from .call import Call, Kind, Throttled

__all__ = ["Effect", "Row", "Verdicts"]


class Effect(StrEnum):
    """What has to happen next."""

    REFRESH = "refresh"
    STOP = "stop"
    BUG = "bug"
    THROTTLE = "throttle"
    QUOTA = "quota"
    CLOSED = "closed"
    TRANSIENT = "transient"
    DUPLICATE = "duplicate"
    REJECT = "reject"
    PICTURE_GONE = "picture_gone"
    LOCKED = "locked"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. ``code`` is ours, ``field`` the canonical one; ``theirs``, ``message`` and ``endpoint`` are
    patterns over what the marketplace says, as far as its adapter looks at them."""

    effect: Effect
    code: str
    theirs: str = ""
    message: str = ""
    endpoint: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One marketplace's. ``refused``, ``unexpected`` and ``outcome_unknown`` are its codes for what no row knows on a
    write, what no row knows elsewhere, and trouble on their side after which a write may have been done all the same;
    ``creates`` is how the path of its create ends, ``refusing`` the calls whose content can be refused."""

    refused: str
    unexpected: str
    outcome_unknown: str
    creates: str = ""
    refusing: tuple[Kind, ...] = ("write",)

    def error(
        self,
        row: Row | None,
        call: Call,
        original: str,
        reason: str,
        *,
        fields: Sequence[FieldProblem] = (),
        resets_at: datetime | None = None,
    ) -> AdapterError:
        """What ``row`` means for this call. ``fields`` say more than the row's own field; ``resets_at``: of a quota."""
        if row is None and call.kind not in self.refusing:
            return Bug(self.unexpected, original=original, reason=reason)
        if row is None:
            return self._content(None, original, reason, fields)
        match row.effect:
            case Effect.REFRESH:
                return Refresh(row.code, original=original)
            case Effect.STOP:
                return StopShop(row.code, original=original, reason=reason)
            case Effect.BUG:
                return Bug(row.code, original=original, reason=reason)
            case Effect.THROTTLE:
                return Throttled(row.code, original=original)
            case Effect.QUOTA | Effect.CLOSED:
                until = resets_at if row.effect is Effect.QUOTA else None  # closed: until somebody acts in the shop
                return QuotaSpent(row.code, resets_at=until, original=original, reason=reason, scope=call.endpoint)
            case Effect.TRANSIENT if call.kind in ("write", "token"):
                return Unknown(self.outcome_unknown, original=original, reason=reason)
            case Effect.TRANSIENT:
                return RetryLater(row.code, original=original, reason=reason)
            case Effect.DUPLICATE if self.creates and call.path.endswith(self.creates):
                return Unknown(row.code, original=original, reason=reason)
            case _:
                return self._content(row, original, reason, fields)

    def entry(self, row: Row | None, original: str, reason: str) -> AdapterError:
        """Why one entry of a batch did not count: it was judged on its own, so trouble is no unknown outcome."""
        if row is not None and row.effect is Effect.TRANSIENT:
            return RetryLater(row.code, original=original, reason=reason)
        return self._content(row, original, reason, ())

    def _content(self, row: Row | None, original: str, reason: str, fields: Sequence[FieldProblem]) -> AdapterError:
        code = row.code if row is not None else self.refused
        told = tuple(fields) or (FieldProblem(row.field if row is not None else "", reason),)
        effect = row.effect if row is not None else Effect.REJECT
        if effect is Effect.LOCKED:
            return Locked(code, original=original, reason=reason)
        if effect is Effect.MISSING:
            return NotFound(code, original=original)
        kind = PictureGone if effect is Effect.PICTURE_GONE else Rejected
        return kind(code, fields=told, original=original, reason=reason)
