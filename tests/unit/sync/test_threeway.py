"""The three-way table, row by row, and a state machine that plays co-op, staff and shop against it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import product
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import JsonValue

from connector.sync.threeway import DriftPolicy, Finding, GroupBase, Judgement, adopt

from .table import DAY, NEW, OLD, OTHER, THIRD, WRITTEN, judged, nfc, pending, settled, unknown

TEXTS = (OLD, NEW, THIRD)


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
    assert result.base.mark == "rewritten"
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


def test_a_shop_that_was_put_right_by_hand_is_reported_no_more() -> None:
    for base in (
        settled(seen=OTHER),
        GroupBase(sent=NEW, seen=OLD, mark="undone"),
        GroupBase(NEW, OTHER, mark="differs"),
    ):
        result = judged(base, base.sent, base.sent)
        assert (result.finding, result.write) == (Finding.NOTHING, False)
        assert (result.base.seen, result.base.mark) == (base.sent, "")


def test_what_is_remembered_of_a_write_that_settled_is_whole() -> None:
    written = GroupBase(NEW, shown=OLD, status="pending", written_at=WRITTEN, composed_on=DAY, mark="rewritten")
    assert judged(written, NEW, NEW).base == GroupBase(NEW, NEW, None, "settled", WRITTEN, DAY, "rewritten")
    assert judged(written, NEW, OTHER).base == GroupBase(NEW, OTHER, None, "settled", WRITTEN, DAY, "rewritten")
    assert judged(written, NEW, OLD, overdue=True).base == GroupBase(NEW, OLD, None, "settled", WRITTEN, DAY, "overdue")


def test_a_write_that_waits_is_remembered_as_it_was() -> None:
    for desired in (NEW, THIRD):
        base = pending()
        assert judged(base, desired, OLD).base is base


def test_the_shops_noise_is_no_difference() -> None:
    noisy = f" {NEW}  "
    assert judged(pending(sent=noisy), noisy, NEW).finding is Finding.NOTHING, "row 6"
    assert judged(unknown(sent=noisy), noisy, NEW).finding is Finding.ARRIVED, "row 11"
    assert judged(settled(), noisy, NEW).finding is Finding.ARRIVED, "row 4"
    assert judged(unknown(), f" {THIRD} ", THIRD).finding is Finding.ARRIVED, "what is wanted by now is there"
    by_hand = judged(GroupBase(noisy, OTHER, mark="differs"), noisy, NEW)
    assert (by_hand.finding, by_hand.base.seen) == (Finding.NOTHING, NEW)
    edited = judged(pending(sent=noisy), noisy, OTHER, edited_since=True)
    assert (edited.finding, edited.base.seen) == (Finding.DRIFT, NEW), "row 7"
    assert adopt(noisy, NEW, nfc).finding is Finding.NOTHING


@pytest.mark.parametrize(("policy", "writes"), [("keep", False), ("ask", False), ("overwrite", True)])
def test_row_7_is_judged_by_the_shops_policy(policy: DriftPolicy, writes: bool) -> None:
    for desired, finding in ((NEW, Finding.DRIFT), (THIRD, Finding.CONFLICT)):
        result = judged(pending(), desired, OTHER, edited_since=True, policy=policy)
        assert (result.finding, result.write, result.overwrites) == (finding, writes, writes)


def test_row_7_our_write_edited_to_what_is_wanted_by_now() -> None:
    result = judged(pending(), THIRD, THIRD, edited_since=True)
    assert (result.finding, result.write) == (Finding.ARRIVED, False)
    assert result.base == GroupBase(THIRD, THIRD)


def test_row_8_our_cell_changed_while_it_was_overdue() -> None:
    result = judged(pending(), THIRD, OLD, overdue=True)
    assert (result.finding, result.write, result.overwrites) == (Finding.OVERDUE, True, False)


def test_row_10_our_cell_changed_while_the_shop_rewrote() -> None:
    result = judged(pending(), THIRD, OTHER)
    assert (result.finding, result.write, result.overwrites) == (Finding.REWRITTEN, True, False)


def test_row_11_is_said_and_follows_our_cell() -> None:
    assert judged(unknown(), NEW, NEW).finding is Finding.ARRIVED
    later = judged(unknown(), THIRD, NEW)
    assert (later.finding, later.write, later.overwrites) == (Finding.ARRIVED, True, False)
    dated = replace(unknown(), composed_on=DAY)
    assert judged(dated, NEW, NEW).base == GroupBase(NEW, NEW, written_at=WRITTEN), "the day it was for is not known"


@pytest.mark.parametrize(("policy", "writes"), [("keep", False), ("ask", False), ("overwrite", True)])
def test_row_12_goes_by_the_shops_policy(policy: DriftPolicy, writes: bool) -> None:
    base = unknown()
    result = judged(base, NEW, OTHER, edited_since=True, policy=policy)
    assert (result.finding, result.write, result.overwrites) == (Finding.CONFLICT, writes, writes)
    assert result.base is base, "in doubt until somebody answers"


def test_row_12_pictures_that_only_our_write_brought_tell_that_it_arrived() -> None:
    base = unknown(["photo:a@-", "photo:b@-"], ["photo:a@4", "photo:b@-"])
    added = judged(base, base.sent, ["photo:a@-", "photo:b@-", "remote:x"], edited_since=True)
    assert (added.finding, added.write) == (Finding.DRIFT, False)
    assert (added.base.status, added.base.seen) == ("settled", base.sent)
    assert judged(base, ["photo:c@-"], ["remote:x", "photo:a@-"], edited_since=True).finding is Finding.CONFLICT
    for shown in (["photo:b@-", "remote:x"], ["remote:x"], ["photo:a@4", "photo:b@-", "remote:x"]):
        kept = judged(base, base.sent, shown, edited_since=True)
        assert (kept.finding, kept.base) == (Finding.CONFLICT, base), "nothing there is of our write alone"


def test_row_12_words_that_only_our_write_brought_tell_that_it_arrived() -> None:
    base = unknown()
    added = judged(base, NEW, f"{NEW}\nNhắn shop nhé 🌸", edited_since=True)
    assert (added.finding, added.write) == (Finding.DRIFT, False)
    assert (added.base.status, added.base.seen) == ("settled", NEW)
    assert judged(base, THIRD, f"{NEW} 🌸", edited_since=True).finding is Finding.CONFLICT
    shorter = unknown(sent=OLD, shown=NEW)
    for known, shown in ((shorter, f"{NEW} 🌸"), (shorter, OTHER), (unknown(sent=""), OTHER)):
        assert judged(known, known.sent, shown, edited_since=True).base is known, "it stood there before, or nowhere"


def test_row_12_an_edit_of_what_had_arrived_goes_by_the_shops_policy_and_its_day_is_not_known() -> None:
    base = replace(unknown(), composed_on=DAY)
    over = judged(base, NEW, f"{NEW} 🌸", edited_since=True, policy="overwrite")
    assert (over.finding, over.write, over.overwrites) == (Finding.DRIFT, True, True)
    assert over.base.composed_on is None, "nobody accepted it on that day"


@pytest.mark.parametrize(
    ("sent", "shown", "remote"),
    [
        (NEW, None, f"{NEW} 🌸"),
        (["photo:a@-"], None, ["photo:a@-", "remote:x"]),
        (["photo:a@-"], OLD, ["photo:a@-", "remote:x"]),
        (["photo:a@-", "photo:a@-"], ["photo:a@-"], ["photo:a@-", "remote:x"]),
        (["photo:a@-", "photo:b@-"], ["photo:a@-"], ["photo:a@-", "photo:a@-"]),
    ],
    ids=[
        "words of before unknown",
        "gallery of before unknown",
        "of another kind",
        "twice the same",
        "doubled by staff",
    ],
)
def test_row_12_what_does_not_tell_that_it_arrived_is_asked(
    sent: JsonValue, shown: JsonValue, remote: JsonValue
) -> None:
    base = unknown(sent, shown)
    kept = judged(base, sent, remote, edited_since=True)
    assert (kept.finding, kept.write, kept.base) == (Finding.CONFLICT, False, base)


def test_row_13_is_sent_again_without_a_word() -> None:
    base = unknown()
    for desired in (NEW, THIRD):
        assert judged(base, desired, OLD) == Judgement(Finding.NOTHING, True, base, overwrites=False)
    assert judged(base, THIRD, THIRD) == Judgement(Finding.ARRIVED, False, GroupBase(THIRD, THIRD))


def test_rows_14_and_15_remember_what_stands_there() -> None:
    assert adopt(OLD, OLD, nfc) == Judgement(Finding.NOTHING, False, GroupBase(OLD, OLD))
    differs = adopt(NEW, OTHER, nfc)
    assert differs == Judgement(Finding.DIFFERS, False, GroupBase(NEW, OTHER, mark="differs"))
    assert judged(differs.base, NEW, OTHER).finding is Finding.DIFFERS, "every report says it"
    assert judged(differs.base, THIRD, OTHER).finding is Finding.NOTHING, "until our cell changes"


def test_row_16_what_staff_do_to_a_refused_text_changes_nothing() -> None:
    refused = GroupBase(sent=NEW, seen=OLD, mark="rejected")
    result = judged(refused, NEW, OTHER, policy="overwrite")
    assert (result.finding, result.write) == (Finding.REJECTED, False)
    assert result.base is refused
    assert judged(refused, THIRD, OTHER).finding is Finding.CONFLICT


def test_a_mark_that_is_no_findings_name_is_not_said_again() -> None:
    told = GroupBase(NEW, OTHER, mark="rewritten")
    assert judged(told, NEW, OTHER) == Judgement(Finding.NOTHING, False, told)
    assert judged(told, THIRD, OTHER) == Judgement(Finding.NOTHING, True, told)


def test_what_a_shop_showed_twice_alike_is_marked_no_more_once_it_is_what_we_want() -> None:
    for mark in MARKS:
        alike = judged(GroupBase(NEW, NEW, mark=mark), NEW, NEW)
        assert (alike.finding, alike.write, alike.base.mark) == (Finding.NOTHING, False, "")


STATES: tuple[Literal["settled", "pending", "unknown"], ...] = ("settled", "pending", "unknown")
MARKS: tuple[Literal["differs", "undone"], ...] = ("differs", "undone")


def test_in_no_state_does_anything_go_over_an_edit_that_the_policy_keeps() -> None:
    """Every state of the table: what nobody of us wrote or saw, in a shop that says when it was edited."""
    for status, sent, seen, shown, desired in product(STATES, TEXTS, TEXTS, TEXTS, TEXTS):
        base = GroupBase(sent, seen, shown, status, WRITTEN)
        for edited_since, overdue in product((False, True), repeat=2):
            result = judged(base, desired, "Sửa tay", edited_since=edited_since, overdue=overdue, policy="keep")
            if status == "settled" or edited_since:
                assert not result.write
                assert result.finding in (Finding.DRIFT, Finding.CONFLICT)
            assert not result.overwrites


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


VALUES = st.sampled_from([None, "", *TEXTS, {"LUA-01": 850000}, {"LUA-01": 850000, "LUA-02": 0}])


@given(
    base=st.builds(
        GroupBase,
        sent=VALUES,
        seen=VALUES,
        shown=VALUES,
        status=st.sampled_from(["settled", "pending", "unknown"]),
        written_at=st.sampled_from([None, WRITTEN]),
        mark=st.sampled_from(["", "rewritten", "rejected", "overdue", "differs", "undone"]),
        wanted=VALUES,
    ),
    desired=VALUES,
    remote=VALUES,
    policy=st.sampled_from(["keep", "overwrite", "ask"]),
    edited=st.booleans(),
    overdue=st.booleans(),
)
def test_what_rests_is_nothing_by_the_whole_table(
    base: GroupBase, desired: JsonValue, remote: JsonValue, policy: DriftPolicy, edited: bool, overdue: bool
) -> None:
    """The plan does not go through the table for it."""
    if base.rests(desired, remote):
        found = judged(base, desired, remote, policy=policy, edited_since=edited, overdue=overdue)
        assert found == Judgement(Finding.NOTHING, False, base)
        assert found.base is base
    else:
        assert (base.status, base.mark) != ("settled", "") or desired != base.sent or remote != base.seen
