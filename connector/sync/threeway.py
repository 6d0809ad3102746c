"""The three-way compare of one field group: what we want, what we sent, what the shop showed, what it shows now.

``judge`` is a pure function over one group; row numbers in comments are those of docs/three-way.md. It decides nothing
by timestamp but one thing: an edit made after our write is never taken for the shop's own rewriting (row 7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import JsonValue

__all__ = ["DriftPolicy", "Finding", "GroupBase", "Judgement", "adopt", "judge"]

DriftPolicy = Literal["keep", "overwrite", "ask"]


@dataclass(frozen=True, slots=True)
class GroupBase:
    """What is remembered of one group of one listing.

    ``sent``: sent last and accepted (or attempted, while ``unknown``). ``seen``: what the shop showed once that had
    settled. ``shown``: what it showed when we wrote. ``composed_on``: the day ``sent`` was composed for. ``mark``: a
    state that stays in reports until somebody acts.
    """

    sent: JsonValue
    seen: JsonValue = None
    shown: JsonValue = None
    status: Literal["settled", "pending", "unknown"] = "settled"
    written_at: datetime | None = None
    composed_on: date | None = None
    mark: Literal["", "rewritten", "rejected", "overdue", "differs"] = ""


class Finding(StrEnum):
    """What the compare found, beside the action."""

    NOTHING = "nothing"
    DRIFT = "drift"
    CONFLICT = "conflict"
    REWRITTEN = "rewritten"
    PENDING = "pending"
    WAITING = "waiting"
    OVERDUE = "overdue"
    REJECTED = "rejected"
    ARRIVED = "arrived"
    DIFFERS = "differs-at-adoption"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``write``: send the desired value now. ``base``: what to remember from here on (the same object if unchanged)."""

    finding: Finding
    write: bool
    base: GroupBase
    overwrites: bool = False


def adopt(desired: JsonValue, remote: JsonValue, normalise: Callable[[JsonValue], JsonValue]) -> Judgement:
    """Rows 14 and 15: bind as it is; a difference is listed once and kept."""
    same = normalise(desired) == remote
    base = GroupBase(sent=desired, seen=remote, mark="" if same else "differs")
    return Judgement(Finding.NOTHING if same else Finding.DIFFERS, False, base)


def judge(
    base: GroupBase,
    desired: JsonValue,
    remote: JsonValue,
    *,
    normalise: Callable[[JsonValue], JsonValue],
    policy: DriftPolicy,
    edited_since: bool,
    overdue: bool,
) -> Judgement:
    """One group of a bound listing. ``edited_since``: the shop's update time is later than our write."""
    if base.status == "settled":
        return _settled(base, desired, remote, normalise, policy)
    if base.status == "unknown":
        return _unknown(base, desired, remote, normalise, policy, edited_since)
    if remote == normalise(base.sent):  # row 6
        return _ours_only(replace(base, seen=remote, shown=None, status="settled"), desired)
    if edited_since:  # row 7
        settled = replace(base, seen=normalise(base.sent), shown=None, status="settled")
        return _settled(settled, desired, remote, normalise, policy)
    if overdue:  # row 8
        settled = replace(base, seen=remote, shown=None, status="settled", mark="overdue")
        return _ours_only(settled, desired, found=Finding.OVERDUE)
    if remote == base.shown:  # row 9
        return Judgement(Finding.PENDING if desired == base.sent else Finding.WAITING, False, base)
    settled = replace(base, seen=remote, shown=None, status="settled", mark="rewritten")  # row 10
    return _ours_only(settled, desired, found=Finding.REWRITTEN)


def _ours_only(base: GroupBase, desired: JsonValue, found: Finding = Finding.NOTHING) -> Judgement:
    """Rows 1 and 2: the shop shows what it showed; only our side may have changed."""
    return Judgement(found, desired != base.sent, base)


def _settled(
    base: GroupBase,
    desired: JsonValue,
    remote: JsonValue,
    normalise: Callable[[JsonValue], JsonValue],
    policy: DriftPolicy,
) -> Judgement:
    ours, theirs = desired != base.sent, remote != base.seen
    if base.mark == "rejected" and not ours:  # row 16
        return Judgement(Finding.REJECTED, False, base)
    if not theirs:
        lasting = {"overdue": Finding.OVERDUE, "differs": Finding.DIFFERS}.get(base.mark, Finding.NOTHING)
        return Judgement(lasting if not ours else Finding.NOTHING, ours, base)
    if ours and remote == normalise(desired):  # row 4
        return Judgement(Finding.ARRIVED, False, GroupBase(sent=desired, seen=remote))
    overwrite = policy == "overwrite"
    return Judgement(Finding.CONFLICT if ours else Finding.DRIFT, overwrite, base, overwrites=overwrite)  # rows 3, 5


def _unknown(
    base: GroupBase,
    desired: JsonValue,
    remote: JsonValue,
    normalise: Callable[[JsonValue], JsonValue],
    policy: DriftPolicy,
    edited_since: bool,
) -> Judgement:
    if remote == normalise(base.sent):  # row 11
        return _ours_only(GroupBase(sent=base.sent, seen=remote), desired, found=Finding.ARRIVED)
    if remote == normalise(desired):
        return Judgement(Finding.ARRIVED, False, GroupBase(sent=desired, seen=remote))
    if edited_since:  # row 12
        overwrite = policy == "overwrite"
        return Judgement(Finding.CONFLICT, overwrite, base, overwrites=overwrite)
    return Judgement(Finding.NOTHING, True, base)  # row 13
