"""The three-way table, row by row, and a state machine that plays co-op, staff and shop against it."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import JsonValue

from connector.sync.threeway import DriftPolicy, Finding, GroupBase, Judgement, adopt, judge

WRITTEN = datetime(2026, 11, 21, 2, tzinfo=UTC)
OLD, NEW, OTHER, THIRD = "Lụa Vạn Phúc", "Lụa Vạn Phúc thêu sen", "Lụa hoa sen 🌸", "Lụa tơ tằm"


def nfc(value: JsonValue) -> JsonValue:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def judged(
    base: GroupBase,
    desired: JsonValue,
    remote: JsonValue,
    *,
    policy: DriftPolicy = "ask",
    edited_since: bool = False,
    overdue: bool = False,
) -> Judgement:
    return judge(base, desired, remote, normalise=nfc, policy=policy, edited_since=edited_since, overdue=overdue)


def settled(sent: JsonValue = OLD, seen: JsonValue = OLD) -> GroupBase:
    return GroupBase(sent=sent, seen=seen)


def pending(sent: JsonValue = NEW, shown: JsonValue = OLD) -> GroupBase:
    return GroupBase(sent=sent, shown=shown, status="pending", written_at=WRITTEN)


def unknown(sent: JsonValue = NEW, shown: JsonValue = OLD) -> GroupBase:
    return GroupBase(sent=sent, shown=shown, status="unknown", written_at=WRITTEN)


def test_row_1_nothing_changed() -> None:
    result = judged(settled(), OLD, OLD)
    assert (result.finding, result.write) == (Finding.NOTHING, False)


def test_row_2_our_cell_changed() -> None:
    result = judged(settled(), NEW, OLD)
    assert result.write
    assert not result.overwrites


@pytest.mark.parametrize(("policy", "writes"), [("keep", False), ("ask", False), ("overwrite", True)])
def test_row_3_only_the_shop_changed(policy: DriftPolicy, writes: bool) -> None:
    result = judged(settled(), OLD, OTHER, policy=policy)
    assert (result.finding, result.write, result.overwrites) == (Finding.DRIFT, writes, writes)


def test_row_4_somebody_did_it_by_hand() -> None:
    by_hand = unicodedata.normalize("NFC", NEW)
    result = judged(settled(), unicodedata.normalize("NFD", NEW), by_hand)
    assert not result.write
    assert result.base.sent == unicodedata.normalize("NFD", NEW)
    assert result.base.seen == by_hand


@pytest.mark.parametrize(("policy", "writes"), [("keep", False), ("ask", False), ("overwrite", True)])
def test_row_5_both_changed(policy: DriftPolicy, writes: bool) -> None:
    result = judged(settled(), NEW, OTHER, policy=policy)
    assert (result.finding, result.write, result.overwrites) == (Finding.CONFLICT, writes, writes)


def test_row_6_the_write_settled() -> None:
    result = judged(pending(), NEW, NEW)
    assert (result.base.status, result.base.seen, result.write) == ("settled", NEW, False)
    assert judged(pending(), THIRD, NEW).write, "row 2 follows"


def test_row_7_an_edit_after_our_write_is_no_rewriting() -> None:
    result = judged(pending(), NEW, OTHER, edited_since=True)
    assert (result.finding, result.write) == (Finding.DRIFT, False)
    assert result.base.seen == NEW
    assert judged(pending(), THIRD, OTHER, edited_since=True).finding is Finding.CONFLICT


def test_row_8_a_write_that_never_settles_is_not_sent_again_by_itself() -> None:
    result = judged(pending(), NEW, OLD, overdue=True)
    assert (result.finding, result.write, result.base.seen) == (Finding.OVERDUE, False, OLD)
    lasting = judged(result.base, NEW, OLD)
    assert (lasting.finding, lasting.write) == (Finding.OVERDUE, False)
    assert judged(result.base, THIRD, OLD).write


def test_row_9_still_in_review() -> None:
    assert judged(pending(), NEW, OLD).finding is Finding.PENDING
    waiting = judged(pending(), THIRD, OLD)
    assert (waiting.finding, waiting.write) == (Finding.WAITING, False)


def test_row_10_the_shop_rewrote_what_we_sent() -> None:
    result = judged(pending(), NEW, OTHER)
    assert (result.finding, result.write, result.base.seen) == (Finding.REWRITTEN, False, OTHER)
    assert judged(result.base, NEW, OTHER).finding is Finding.NOTHING, "shown once"
    assert judged(result.base, NEW, THIRD).finding is Finding.DRIFT


def test_row_11_a_lost_answer_had_arrived() -> None:
    result = judged(unknown(), NEW, NEW)
    assert (result.write, result.base.status, result.base.sent) == (False, "settled", NEW)


def test_row_12_nothing_goes_over_an_edit_nobody_has_seen() -> None:
    result = judged(unknown(), NEW, OTHER, edited_since=True)
    assert (result.finding, result.write) == (Finding.CONFLICT, False)


def test_row_13_a_lost_update_is_sent_again() -> None:
    assert judged(unknown(), NEW, OLD).write


def test_rows_14_and_15_adoption_keeps_what_is_there() -> None:
    assert adopt(OLD, OLD, nfc).finding is Finding.NOTHING
    differs = adopt(NEW, OTHER, nfc)
    assert (differs.finding, differs.write) == (Finding.DIFFERS, False)
    assert not judged(differs.base, NEW, OTHER).write, "kept on every later night"
    assert judged(differs.base, THIRD, OTHER).write, "until our cell changes"


def test_row_16_a_refused_text_is_never_sent_again_unchanged() -> None:
    refused = GroupBase(sent=NEW, seen=OLD, mark="rejected")
    assert (judged(refused, NEW, OLD).finding, judged(refused, NEW, OLD).write) == (Finding.REJECTED, False)
    assert judged(refused, THIRD, OLD).write


def undoing(status: Literal["pending", "unknown"] = "pending") -> GroupBase:
    """OLD was put back over NEW, which the sheet wanted and the shop showed."""
    return GroupBase(sent=OLD, shown=NEW, status=status, written_at=WRITTEN, mark="undone", wanted=NEW)


@pytest.mark.parametrize("status", ["pending", "unknown"])
@pytest.mark.parametrize("remote", [OLD, NEW, OTHER])
@pytest.mark.parametrize("edited_since", [False, True])
def test_an_undo_is_never_sent_the_other_way_while_our_cell_stands(
    status: Literal["pending", "unknown"], remote: str, edited_since: bool
) -> None:
    base = undoing(status)
    for _ in range(3):
        result = judged(base, NEW, remote, edited_since=edited_since)
        assert not result.write
        base = result.base


@pytest.mark.parametrize("status", ["pending", "unknown"])
def test_an_undo_that_arrived_is_said_until_our_cell_changes(status: Literal["pending", "unknown"]) -> None:
    landed = judged(undoing(status), NEW, OLD).base
    assert (landed.sent, landed.seen, landed.status, landed.wanted) == (NEW, OLD, "settled", None)
    assert judged(landed, NEW, OLD).finding is Finding.UNDONE
    assert judged(landed, THIRD, OLD).write
    assert judged(landed, NEW, OTHER).finding is Finding.DRIFT
    assert not judged(landed, OLD, OLD).write, "the cell says by now what the shop shows"


def test_while_an_undo_settles_nothing_of_ours_is_urgent() -> None:
    assert judged(undoing(), NEW, NEW).finding is Finding.PENDING
    assert judged(undoing(), THIRD, NEW).finding is Finding.WAITING


def test_a_shop_that_rewrites_an_undo_is_no_reason_to_send_again() -> None:
    rewritten = judged(undoing(), NEW, THIRD)
    assert (rewritten.write, rewritten.base.sent, rewritten.base.seen) == (False, NEW, THIRD)


def test_a_shop_that_was_put_right_by_hand_is_reported_no_more() -> None:
    for base in (
        settled(seen=OTHER),
        GroupBase(sent=NEW, seen=OLD, mark="undone"),
        GroupBase(NEW, OTHER, mark="differs"),
    ):
        result = judged(base, base.sent, base.sent)
        assert (result.finding, result.write) == (Finding.NOTHING, False)
        assert (result.base.seen, result.base.mark) == (base.sent, "")


class Shop(RuleBasedStateMachine):
    """Co-op edits, staff edits, reviews that pass or fail, a shop that strips text, lost answers.

    The one thing forbidden: a write that replaces a staff edit nobody was told of.
    """

    texts = st.sampled_from([OLD, NEW, OTHER, THIRD])

    @initialize(text=texts, strips=st.booleans())
    def begin(self, text: str, strips: bool) -> None:
        self.desired = text
        self.strips = strips
        self.remote: str = self.kept(text)
        self.review: str | None = None
        self.base = GroupBase(sent=text, seen=self.remote)
        self.edited = False
        self.edited_since_write = False
        self.quiet = 0

    def kept(self, text: str) -> str:
        return text.replace(" 🌸", "") if self.strips else text

    @rule(text=texts)
    def coop_edits(self, text: str) -> None:
        self.desired = text

    @rule(text=st.sampled_from(["Sửa tay A", "Sửa tay B"]))
    def staff_edit(self, text: str) -> None:
        self.remote, self.review = text, None
        self.edited = self.edited_since_write = True

    @rule(passes=st.booleans())
    def review_ends(self, passes: bool) -> None:
        if self.review is not None:
            self.remote = self.review if passes else self.remote
            self.review = None

    @rule(fate=st.sampled_from(["arrives", "reviewed", "lost-arrived", "lost"]), read_back=st.booleans())
    def night(self, fate: str, read_back: bool) -> None:
        result = self.look()
        if result.write:
            told = result.finding in (Finding.CONFLICT, Finding.DRIFT)
            assert not self.edited or told, f"silently overwrote {self.remote!r}"
            self.write(fate)
        if read_back:
            self.look()

    def look(self) -> Judgement:
        result = judged(self.base, self.desired, self.remote, edited_since=self.edited_since_write)
        if result.finding in (Finding.CONFLICT, Finding.DRIFT, Finding.REWRITTEN, Finding.ARRIVED):
            self.edited = False
        if result.base.seen == self.remote and result.base.status == "settled":
            self.edited = False
        self.base = result.base
        return result

    def write(self, fate: str) -> None:
        shown = self.remote
        if fate in ("arrives", "lost-arrived"):
            self.remote = self.kept(self.desired)
        elif fate == "reviewed":
            self.review = self.kept(self.desired)
        status = "unknown" if fate.startswith("lost") else "pending"
        self.base = GroupBase(sent=self.desired, shown=shown, status=status, written_at=WRITTEN)
        self.edited_since_write = False

    @invariant()
    def nothing_stays_pending_for_ever(self) -> None:
        if not hasattr(self, "base") or self.base.status != "pending":
            return
        late = judged(self.base, self.desired, self.remote, overdue=True, edited_since=self.edited_since_write)
        assert late.base.status == "settled"


TestShop = Shop.TestCase
TestShop.settings = settings(max_examples=300, stateful_step_count=12)
