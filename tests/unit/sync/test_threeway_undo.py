"""Undoing in the three-way table: said until our cell changes, and never sent the other way."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from connector.sync.threeway import DriftPolicy, Finding, GroupBase, Judgement

from .table import DAY, NEW, OLD, OTHER, THIRD, WRITTEN, judged


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


def test_what_is_remembered_of_an_undo_that_settled_is_whole() -> None:
    asked = replace(undoing(), composed_on=DAY)
    assert judged(asked, NEW, OLD).base == GroupBase(NEW, OLD, composed_on=DAY, mark="undone")


@pytest.mark.parametrize("edited_since", [False, True])
def test_an_undo_that_did_not_arrive_leaves_what_is_wanted_and_is_over(edited_since: bool) -> None:
    stays = judged(undoing("unknown"), NEW, NEW, edited_since=edited_since)
    assert stays == Judgement(Finding.NOTHING, False, GroupBase(NEW, NEW)), "there is nothing left to say"
    assert judged(undoing("unknown"), THIRD, NEW, edited_since=edited_since).write, "our cell changed since"


@pytest.mark.parametrize(("policy", "writes"), [("keep", False), ("ask", False), ("overwrite", True)])
def test_an_undo_that_did_not_arrive_under_an_edit_is_drift(policy: DriftPolicy, writes: bool) -> None:
    result = judged(undoing("unknown"), NEW, OTHER, policy=policy)
    assert (result.finding, result.write, result.overwrites) == (Finding.DRIFT, writes, writes)
    assert result.base == GroupBase(NEW, NEW, mark="undone")
    assert judged(undoing("unknown"), THIRD, OTHER, policy=policy).finding is Finding.CONFLICT


@pytest.mark.parametrize("status", ["pending", "unknown"])
def test_an_undo_is_said_in_the_very_night_it_arrives(status: Literal["pending", "unknown"]) -> None:
    said = judged(undoing(status), NEW, OLD)
    assert (said.finding, said.write) == (Finding.UNDONE, False)
    changed = judged(undoing(status), THIRD, OLD)
    assert changed.write
    assert changed.finding is not Finding.UNDONE
