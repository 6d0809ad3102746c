"""Versions under review beside the three-way table: still ours, somebody else's, or refused."""

from datetime import UTC, datetime

import pytest

from connector.sync.review import judge_failed, judge_reviewed
from connector.sync.threeway import Finding, GroupBase, Judgement

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SETTLED = GroupBase(sent="cũ", seen="cũ")
PENDING = GroupBase(sent="mới", shown="cũ", status="pending", written_at=NOW)


def reviewed(known: GroupBase, wanted: str, under_review: str, *, shown: str = "cũ", policy: str = "ask") -> Judgement:
    return judge_reviewed(
        known,
        wanted,
        shown,
        under_review,
        normalise=lambda value: value,
        policy=policy,  # type: ignore[arg-type]
        now=NOW,
    )


def test_our_edit_on_its_way_is_pending_and_a_further_one_waits() -> None:
    assert reviewed(PENDING, "mới", "mới") == Judgement(Finding.PENDING, False, PENDING)
    assert reviewed(PENDING, "mới nữa", "mới") == Judgement(Finding.WAITING, False, PENDING)


def test_a_lost_answer_whose_edit_is_being_judged_had_arrived() -> None:
    lost = GroupBase(sent="mới", shown="cũ", status="unknown", written_at=NOW)
    judged = reviewed(lost, "mới", "mới")
    assert (judged.finding, judged.write, judged.base.status) == (Finding.PENDING, False, "pending")


@pytest.mark.parametrize("known", [SETTLED, PENDING])
def test_somebody_elses_edit_under_review_is_drift_or_conflict_and_never_overwritten(known: GroupBase) -> None:
    """The live version still shows the old text, so a look at that alone would send ours over it."""
    judged = reviewed(known, str(known.sent), "của nhân viên")
    assert (judged.finding, judged.write) == (Finding.DRIFT, False)
    judged = reviewed(known, "bảng sửa", "của nhân viên")
    assert (judged.finding, judged.write) == (Finding.CONFLICT, False)
    assert reviewed(known, "bảng sửa", "của nhân viên", policy="overwrite").write


def test_what_somebody_handed_in_by_hand_is_not_sent_again() -> None:
    judged = reviewed(SETTLED, "bảng sửa", "bảng sửa")
    assert (judged.finding, judged.write) == (Finding.PENDING, False)
    assert (judged.base.sent, judged.base.shown, judged.base.status) == ("bảng sửa", "cũ", "pending")


def test_a_refused_edit_is_marked_and_only_another_text_is_sent() -> None:
    refused = judge_failed(PENDING, "mới", "cũ")
    assert refused is not None
    assert (refused.finding, refused.write) == (Finding.REJECTED, False)
    assert (refused.base.mark, refused.base.seen, refused.base.status) == ("rejected", "cũ", "settled")
    again = judge_failed(PENDING, "viết lại", "cũ")
    assert again is not None
    assert again.write


def test_a_failure_that_is_not_of_our_write_says_nothing() -> None:
    assert judge_failed(SETTLED, "cũ", "cũ") is None
    assert judge_failed(PENDING, "mới", "mới") is None
