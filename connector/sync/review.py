"""Edits that a marketplace judges before buyers see them: beside the live version stands one under review.

Rows 6 to 10 of the three-way table for such a shop. What buyers see is ``r``; the version under review only tells
whether our write is still on its way (row 9) or somebody edited over it (row 7), and whether somebody else's edit waits
there (rows 3 to 5). A review that failed leaves the live version, and our value is never sent again unchanged (row 16).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from pydantic import JsonValue

from connector.model import CONTENT_GROUPS, Group, ListingState, RemoteListing, laid_over

from .change import ChangeKind, Severity
from .compared import Compared, Comparison, notice, shown_here
from .desired import Desired
from .skus import ListingSkus
from .threeway import DriftPolicy, Finding, GroupBase, Judgement, judge

__all__ = ["judge_failed", "judge_review", "judge_reviewed", "not_asked_twice", "refused_by_review"]

Normalise = Callable[[JsonValue], JsonValue]


def refused_by_review(desired: Desired, remote: RemoteListing, result: Compared) -> bool:
    """Whether the marketplace let nothing of this listing through: that is nobody's edit, and said as such."""
    if remote.state is not ListingState.REJECTED:
        return False
    if desired.want == "live":
        result.notices.append(notice("review-failed", desired, remote, Severity.PERSON))
    return True


def not_asked_twice(result: Compared) -> None:
    """Whoever has mended what was refused is not asked to: the edit goes out, and the next review answers it."""
    if any(change.kind is ChangeKind.UPDATE for change in result.changes):
        result.notices = [told for told in result.notices if told.code != "review-failed"]


def judge_review(
    remote: RemoteListing,
    group: Group,
    known: GroupBase,
    wanted: JsonValue,
    shown: JsonValue,
    skus: ListingSkus,
    context: Comparison,
    policy: DriftPolicy,
) -> tuple[Judgement, JsonValue] | None:
    """What the version under review, or its failure, says of a group of content, and the text that this is about; None
    where it says nothing."""
    if group not in CONTENT_GROUPS:
        return None
    if remote.review == "failed":
        failed = judge_failed(known, wanted, shown)
        return None if failed is None else (failed, shown)
    if group not in remote.under_review:
        return None
    version = remote.model_copy(update={"groups": remote.under_review})
    reviewed = shown_here(version, group, context.keys, skus.spelling, wanted)
    if group is Group.ATTRIBUTES:
        wanted = laid_over(wanted, reviewed)
    normalise = partial(context.normalise, group)
    judged = judge_reviewed(known, wanted, shown, reviewed, normalise=normalise, policy=policy, now=context.now)
    return judged, (reviewed if judged.finding in (Finding.DRIFT, Finding.CONFLICT) else shown)


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
