"""The three-way compare of one field group: what we want, what we sent, what the shop showed, what it shows now.

``judge`` is a pure function over one group; row numbers in comments are those of docs/three-way.md. It decides nothing
by timestamp but one thing: an edit made after our write is never taken for the shop's own rewriting (row 7).
"""

from __future__ import annotations

from collections import Counter
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
    state that stays in reports until somebody acts. ``wanted``: while an undo settles, what the catalogue wanted then;
    it takes the place of ``sent`` once the shop shows the undo, so that no later night sends it by itself (ADR 24).
    """

    sent: JsonValue
    seen: JsonValue = None
    shown: JsonValue = None
    status: Literal["settled", "pending", "unknown"] = "settled"
    written_at: datetime | None = None
    composed_on: date | None = None
    mark: Literal["", "rewritten", "rejected", "overdue", "differs", "undone"] = ""
    wanted: JsonValue = None

    @property
    def ours(self) -> JsonValue:
        """What our side had when we wrote: our cell changed iff the desired value differs from this."""
        return self.sent if self.wanted is None else self.wanted

    def rests(self, desired: JsonValue, remote: JsonValue) -> bool:
        """Settled, and neither side has moved since: there is nothing to do, to say or to remember."""
        return self.status == "settled" and not self.mark and desired == self.sent and remote == self.seen

    def landed(self, seen: JsonValue, mark: Literal["", "rewritten", "overdue"] = "") -> GroupBase:
        """Settled: the shop shows ``seen`` of it."""
        if self.wanted is None:
            return replace(self, seen=seen, shown=None, status="settled", mark=mark or self.mark)
        return GroupBase(sent=self.wanted, seen=seen, composed_on=self.composed_on, mark="undone")


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
    UNDONE = "undone"


_LASTING = {"overdue": Finding.OVERDUE, "differs": Finding.DIFFERS, "undone": Finding.UNDONE}
"""Marks that every report says again until our cell or the shop changes."""


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
        return _ours_only(base.landed(remote), desired)
    if edited_since:  # row 7
        return _settled(base.landed(normalise(base.sent)), desired, remote, normalise, policy)
    if overdue:  # row 8
        return _ours_only(base.landed(remote, "overdue"), desired, found=Finding.OVERDUE)
    if remote == base.shown:  # row 9
        return Judgement(Finding.PENDING if desired == base.ours else Finding.WAITING, False, base)
    return _ours_only(base.landed(remote, "rewritten"), desired, found=Finding.REWRITTEN)  # row 10


def _ours_only(base: GroupBase, desired: JsonValue, found: Finding = Finding.NOTHING) -> Judgement:
    """Rows 1 and 2: the shop shows what it showed; only our side may have changed."""
    if base.mark == "undone" and desired == base.sent:
        return Judgement(Finding.UNDONE, False, base)
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
    if not ours and (theirs or base.mark in ("undone", "differs")) and remote == normalise(desired):
        return Judgement(Finding.NOTHING, False, replace(base, seen=remote, mark=""))  # somebody put it right by hand
    if ours and remote == normalise(desired):  # row 4
        return Judgement(Finding.ARRIVED, False, GroupBase(sent=desired, seen=remote))
    if not theirs:
        lasting = _LASTING.get(base.mark, Finding.NOTHING)
        return Judgement(lasting if not ours else Finding.NOTHING, ours, base)
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
        return _ours_only(replace(base.landed(remote), composed_on=None), desired, found=Finding.ARRIVED)
    if base.wanted is not None:  # an undo is asked for by a person: one that did not arrive is not sent by itself
        return _settled(base.landed(base.shown), desired, remote, normalise, policy)
    if remote == normalise(desired):
        return Judgement(Finding.ARRIVED, False, GroupBase(sent=desired, seen=remote))
    if edited_since and _brought(base, remote, normalise):  # row 7: it had arrived, and was edited then
        landed = replace(base.landed(normalise(base.sent)), composed_on=None)
        return _settled(landed, desired, remote, normalise, policy)
    if edited_since:  # row 12
        overwrite = policy == "overwrite"
        return Judgement(Finding.CONFLICT, overwrite, base, overwrites=overwrite)
    return Judgement(Finding.NOTHING, True, base)  # row 13


def _brought(base: GroupBase, remote: JsonValue, normalise: Callable[[JsonValue], JsonValue]) -> bool:
    """Whether the shop shows what only this write can have put there: its whole text, with more around it, or a
    picture of it, and none that it was to take away."""
    sent, shown = normalise(base.sent), base.shown
    if isinstance(sent, str) and isinstance(shown, str) and isinstance(remote, str):
        return bool(sent) and sent in remote and sent not in shown
    if not isinstance(sent, list) or not isinstance(shown, list) or not isinstance(remote, list):
        return False
    ours, before, there = (Counter(map(str, pictures)) for pictures in (sent, shown, remote))
    return bool((there - before) & (ours - before)) and not there & (before - ours)
