"""When a write has settled, the star that the shop shows is what it left, unless its words still say a higher one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from connector.model import Claim, Group
from connector.sync.journal import ListingBase
from connector.sync.threeway import GroupBase

FOUR = Claim(star=4, cert_no="123/QĐ-UBND", expiry_date=date(2027, 2, 13), badge_place="first")
SETTLED = ListingBase(groups={Group.TITLE: GroupBase(sent="Khăn lụa tơ tằm", seen="Khăn lụa tơ tằm")}, claim=FOUR)


def never() -> int:
    raise AssertionError("the words of the listing were read")


@pytest.mark.parametrize(
    "base",
    [
        SETTLED,
        replace(SETTLED, groups={Group.MEDIA: GroupBase(sent=["a"], status="pending")}, claim_next=(None,)),
    ],
    ids=["no write since", "still settling"],
)
def test_words_are_read_for_stars_only_where_a_write_settled(base: ListingBase) -> None:
    assert base.with_claim_settled(never) is base


def test_a_lower_star_that_staff_wrote_in_place_of_ours_is_remembered_and_lapses_too() -> None:
    three = Claim(star=3, cert_no="200/QĐ-UBND", expiry_date=date(2029, 1, 5), badge_place="first")
    assert SETTLED.with_claim_gone(lambda: 3, 3, three).claim == three
    assert SETTLED.with_claim_gone(lambda: 3, 3).claim == FOUR, "nobody knows whose it is"
    assert SETTLED.with_claim_gone(lambda: 0, 3, three).claim is None
    assert SETTLED.with_claim_gone(lambda: 4, 3, three) is SETTLED


def test_a_star_that_words_still_claim_stays_remembered() -> None:
    settling = replace(SETTLED, claim_next=(None,))
    assert settling.with_claim_settled(lambda: 4).claim == FOUR
    assert settling.with_claim_settled(lambda: 0).claim is None
