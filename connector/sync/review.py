"""Edits that a marketplace judges before buyers see them: beside the live version stands one under review.

Rows 6 to 10 of the three-way table for such a shop. What buyers see is ``r``; the version under review only tells
whether our write is still on its way (row 9) or somebody edited over it (row 7), and whether somebody else's edit waits
there (rows 3 to 5). A review that failed leaves the live version, and our value is never sent again unchanged (row 16).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import JsonValue

from connector.model import CONTENT_GROUPS, Group, RemoteListing, laid_over

from .compared import shown_here
from .threeway import DriftPolicy, Finding, GroupBase, Judgement, judge

__all__ = ["judge_failed", "judge_review", "judge_reviewed", "reviewed_value"]

Normalise = Callable[[JsonValue], JsonValue]


def reviewed_value(
    remote: RemoteListing, group: Group, keys: Mapping[str, str], spelling: Mapping[str, str], wanted: JsonValue
) -> JsonValue:
    """A group as its version under review has it, in our terms; None where that is what buyers see."""
    if group not in remote.under_review:
        return None
    version = remote.model_copy(update={"groups": remote.under_review})
    return shown_here(version, group, keys, spelling, wanted)


def judge_review(
    remote: RemoteListing,
    group: Group,
    known: GroupBase,
    wanted: JsonValue,
    shown: JsonValue,
    reviewed: JsonValue,
    normalise: Normalise,
    policy: DriftPolicy,
    now: datetime,
) -> Judgement | None:
    """What the version under review, or its failure, says of a group of content; None where it says nothing."""
    if group not in CONTENT_GROUPS:
        return None
    if remote.review == "failed":
        return judge_failed(known, wanted, shown)
    if reviewed is None:
        return None
    wanted = laid_over(wanted, reviewed) if group is Group.ATTRIBUTES else wanted
    return judge_reviewed(known, wanted, shown, reviewed, normalise=normalise, policy=policy, now=now)


def judge_reviewed(
    known: GroupBase,
    wanted: JsonValue,
    shown: JsonValue,
    reviewed: JsonValue,
    *,
    normalise: Normalise,
    policy: DriftPolicy,
    now: datetime,
) -> Judgement:
    """A group whose version under review differs from what buyers see."""
    if known.status != "settled" and reviewed == normalise(known.sent):
        base = known if known.status == "pending" else replace(known, status="pending", shown=shown)
        return Judgement(Finding.PENDING if wanted == known.sent else Finding.WAITING, False, base)
    seen = known.seen if known.status == "settled" else normalise(known.sent)
    settled = replace(known, seen=seen, shown=None, status="settled")
    judged = judge(settled, wanted, reviewed, normalise=normalise, policy=policy, edited_since=False, overdue=False)
    if judged.finding is Finding.ARRIVED:  # somebody did it by hand, and it has yet to be let through
        base = GroupBase(sent=wanted, shown=shown, status="pending", written_at=now)
        return Judgement(Finding.PENDING, False, base)
    return judged


def judge_failed(known: GroupBase, wanted: JsonValue, shown: JsonValue) -> Judgement | None:
    """Row 16: our write was refused and the shop shows what it showed; None where that is not what happened."""
    if known.status == "settled" or shown != known.shown:
        return None
    base = replace(known, seen=shown, shown=None, status="settled", mark="rejected")
    ours = wanted != known.sent
    return Judgement(Finding.NOTHING if ours else Finding.REJECTED, ours, base)
