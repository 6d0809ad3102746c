"""A star shown that is not certified today: when it is said, from which day it counts, when it hides a listing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import pytest
from pydantic import JsonValue

from connector.model import Claim, Group, ListingState, RemoteListing
from connector.sync import Change, ChangeKind, GroupChange, Severity
from connector.sync.compared import Compared
from connector.sync.desired import Desired, ShopRules, Want
from connector.sync.false_star import judge_star, lapsed_by_itself, pictures_in, star_in, star_told
from connector.sync.journal import ListingBase

DAY = date(2026, 11, 22)
SHA = "a" * 32
PLAIN, FOUR = f"photo:{SHA}:memory-800-pad@1:-", f"photo:{SHA}:memory-800-pad@1:4-2024@top-right"
CARD = f"card:{SHA}:memory-800-pad@1:5-2024@top-right"
CLAIM = Claim(star=4, cert_no="117/QĐ-UBND", expiry_date=DAY, badge_place="first")
RULES = ShopRules(shop="gian-hang", marketplace="memory", day=DAY, revision="1")


def product(star: int | None, want: Want = "live") -> Desired:
    return Desired(product="CHE-01", title="Chè shan tuyết Suối Giàng", skus=("CHE-01",), want=want, star=star)


def shop(state: ListingState = ListingState.LIVE) -> RemoteListing:
    return RemoteListing(remote_id="77", state=state, status=state.value)


def change(kind: ChangeKind, claim: Literal["", "on", "off"] = "") -> Change:
    return Change(id=str(kind), kind=kind, product="CHE-01", title="Chè", skus=("CHE-01",), claim=claim)


def judged(
    desired: Desired,
    base: ListingBase,
    pictures: list[JsonValue],
    *,
    state: ListingState = ListingState.LIVE,
    rules: ShopRules = RULES,
    changes: tuple[Change, ...] = (),
) -> tuple[ListingBase, bool, Compared]:
    result = Compared(changes=list(changes))
    remembered, hide = judge_star(desired, shop(state), base, rules, pictures, result, lambda: False)
    return remembered, hide, result


def codes(result: Compared) -> list[tuple[str, str]]:
    return [(notice.code, notice.severity.value) for notice in result.notices]


@pytest.mark.parametrize("state", [ListingState.LIVE, ListingState.IN_REVIEW])
def test_a_star_above_todays_is_said_with_everything_a_person_needs(state: ListingState) -> None:
    base, hide, result = judged(product(3), ListingBase(claim=CLAIM), [PLAIN], state=state)
    (said,) = result.notices
    assert (said.code, said.severity, said.product, said.remote_id) == ("false-star", Severity.PERSON, "CHE-01", "77")
    expected = {"star": 4, "allowed": 3, "cert_no": "117/QĐ-UBND", "since": "2026-11-22", "policy": "unlist"}
    assert said.params == expected
    assert (base.false_star_since, hide) == (DAY, False)


def test_a_star_on_a_picture_counts_where_nothing_of_ours_is_remembered() -> None:
    _, _, result = judged(product(3), ListingBase(), [PLAIN, FOUR])
    assert (result.notices[0].params["star"], result.notices[0].params["cert_no"]) == (4, "")
    _, _, higher = judged(product(3), ListingBase(claim=CLAIM), [CARD])
    assert higher.notices[0].params["star"] == 5, "the higher of what is drawn and what is remembered"


def test_the_star_that_is_certified_is_no_false_one_and_ends_the_count() -> None:
    for star in (4, 5):
        counting = ListingBase(claim=CLAIM, false_star_since=DAY - timedelta(days=3))
        base, hide, result = judged(product(star), counting, [FOUR])
        assert (base, hide, result.notices) == (ListingBase(claim=CLAIM), False, [])


@pytest.mark.parametrize("pictures", [[], [PLAIN]])
def test_without_any_star_there_is_nothing_false(pictures: list[JsonValue]) -> None:
    base, hide, result = judged(product(0), ListingBase(), pictures)
    assert (base, hide, result.notices) == (ListingBase(), False, [])
    _, _, hidden = judged(product(0), ListingBase(), pictures, state=ListingState.UNLISTED)
    assert hidden.notices == []
    _, _, claimed = judged(product(0), ListingBase(claim=CLAIM), pictures)
    assert claimed.notices[0].params["star"] == 4


@pytest.mark.parametrize(("days", "allowed_days", "hides"), [(0, 1, False), (1, 1, True), (9, 1, True), (0, 0, True)])
def test_it_is_hidden_once_the_days_are_over_and_counted_from_the_first(
    days: int, allowed_days: int, hides: bool
) -> None:
    since = DAY - timedelta(days=days)
    rules = replace(RULES, false_star_days=allowed_days)
    base, hide, result = judged(product(0), ListingBase(claim=CLAIM, false_star_since=since), [FOUR], rules=rules)
    assert (base.false_star_since, hide) == (since, hides)
    assert result.notices[0].params["since"] == since.isoformat()


def test_it_is_not_hidden_twice_nor_where_it_is_only_to_be_said() -> None:
    late = ListingBase(claim=CLAIM, false_star_since=DAY - timedelta(days=2))
    assert judged(product(0), late, [FOUR])[1]
    already = judged(product(0, "unlist"), late, [FOUR], changes=(change(ChangeKind.UNLIST),))
    assert (already[1], codes(already[2])) == (False, [("false-star", "person")])
    assert judged(product(0), late, [FOUR], changes=(change(ChangeKind.UPDATE),))[1]
    told = judged(product(0), late, [FOUR], rules=replace(RULES, false_star="alert"))
    assert (told[1], told[2].notices[0].params["policy"]) == (False, "alert")


@pytest.mark.parametrize(
    ("ends_in", "days", "policy", "due"),
    [(0, 1, "unlist", True), (0, 0, "unlist", False), (9, 1, "unlist", False), (0, 1, "alert", False)],
)
def test_what_its_row_takes_off_is_due_by_the_calendar_too_once_its_lapsed_star_is_late(
    ends_in: int, days: int, policy: Literal["unlist", "alert"], due: bool
) -> None:
    claim = CLAIM.model_copy(update={"expiry_date": DAY + timedelta(days=ends_in)})
    late = ListingBase(claim=claim, false_star_since=DAY - timedelta(days=days))
    hiding = change(ChangeKind.UNLIST).model_copy(
        update={"groups": {Group.STATE: GroupChange(before="live", after="unlisted")}}
    )
    rules = replace(RULES, false_star=policy)
    _, hide, result = judged(product(0, "unlist"), late, [FOUR], rules=rules, changes=(hiding,))
    (planned,) = result.changes
    assert (hide, planned.calendar, planned.groups[Group.STATE].calendar) == (False, due, due)


def test_a_row_that_knows_its_star_hides_it_whoever_else_runs_the_shop() -> None:
    late = ListingBase(claim=CLAIM, false_star_since=DAY - timedelta(days=2))
    words_only = replace(RULES, owns=frozenset({Group.TITLE}))
    assert judged(product(0), late, [FOUR], rules=words_only)[1]
    gone = product(None, "unlist")
    assert not judged(gone, late, [FOUR], rules=words_only)[1], "without a row the shop's state is not ours"
    assert judged(gone, late, [FOUR])[1]


@pytest.mark.parametrize("want", ["live", "leave"])
def test_of_a_product_without_a_row_nobody_knows_the_star(want: Want) -> None:
    late = ListingBase(claim=CLAIM, false_star_since=DAY - timedelta(days=2))
    base, hide, result = judged(product(None, want), late, [FOUR])
    assert (base is late, hide, result.notices) == (True, False, [])


def test_one_that_is_taken_off_without_a_row_may_show_no_star_once_staff_show_it_again() -> None:
    base, hide, result = judged(product(None, "unlist"), ListingBase(claim=CLAIM), [FOUR])
    assert (base.false_star_since, hide, result.notices[0].params["allowed"]) == (DAY, False, 0)
    hiding = (change(ChangeKind.UNLIST),)
    lasting = CLAIM.model_copy(update={"expiry_date": DAY + timedelta(days=1)})
    kept, hide, result = judged(product(None, "unlist"), ListingBase(claim=lasting), [FOUR], changes=hiding)
    assert (kept.false_star_since, hide, result.notices) == (None, False, [])
    kept, hide, result = judged(product(None, "unlist"), ListingBase(claim=CLAIM), [FOUR], changes=hiding)
    assert (kept.false_star_since, hide, codes(result)) == (DAY, False, [("false-star", "person")])


@pytest.mark.parametrize("state", [ListingState.UNLISTED, ListingState.REJECTED, ListingState.DRAFT])
def test_what_is_hidden_stays_so_while_its_star_is_on_it(state: ListingState) -> None:
    relist, price = change(ChangeKind.RELIST), change(ChangeKind.PRICE)
    before = ListingBase(claim=CLAIM, false_star_since=DAY)
    base, hide, result = judged(product(3), before, [FOUR], state=state, changes=(relist, price))
    assert (base is before, hide) == (True, False)
    assert result.changes == [price]
    assert codes(result) == [("hidden-by-star", "person")]
    assert (result.notices[0].params, result.notices[0].remote_id) == ({"star": 4}, "77")
    off = change(ChangeKind.UPDATE, "off")
    coming_off = judged(product(3), before, [FOUR], state=state, changes=(relist, off))[2]
    assert (coming_off.changes, codes(coming_off)) == ([off], [("hidden-by-star", "info")])


@pytest.mark.parametrize("state", [ListingState.LIVE, ListingState.IN_REVIEW])
@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("policy", ["unlist", "alert"])
def test_what_we_hid_is_not_shown_again_by_a_read_that_lags_behind(
    state: ListingState, days: int, policy: Literal["unlist", "alert"]
) -> None:
    """The shop still shows on sale, with its star, what this star was hidden for a moment ago."""
    relist, price = change(ChangeKind.RELIST), change(ChangeKind.PRICE)
    before = ListingBase(claim=CLAIM, false_star_since=DAY - timedelta(days=days))
    rules = replace(RULES, false_star=policy)
    _, hide, result = judged(product(0), before, [FOUR], state=state, rules=rules, changes=(relist, price))
    assert (result.changes, hide) == ([price], policy == "unlist" and days == 1)
    assert codes(result) == [("false-star", "person")]


def test_what_is_hidden_and_not_asked_back_or_bears_a_true_star_is_left_alone() -> None:
    price, relist = change(ChangeKind.PRICE), change(ChangeKind.RELIST)
    quiet = judged(product(3), ListingBase(claim=CLAIM), [FOUR], state=ListingState.UNLISTED, changes=(price,))[2]
    assert (quiet.changes, quiet.notices) == ([price], [])
    true = judged(product(4), ListingBase(claim=CLAIM), [FOUR], state=ListingState.UNLISTED, changes=(relist,))[2]
    assert (true.changes, true.notices) == ([relist], [])


def test_pictures_are_those_of_the_gallery_and_of_the_options() -> None:
    structure: JsonValue = {"options": ["Màu"], "skus": {"A": ["đỏ"]}, "images": {"đỏ": FOUR, "nâu": CARD}}
    assert pictures_in({Group.MEDIA: [PLAIN], Group.STRUCTURE: structure}) == [PLAIN, FOUR, CARD]
    assert pictures_in({Group.STRUCTURE: structure}) == [FOUR, CARD]
    assert pictures_in({Group.MEDIA: [PLAIN], Group.STRUCTURE: {"options": []}}) == [PLAIN]
    assert pictures_in({}) == []


def test_the_star_told_is_the_highest_of_words_and_pictures_whoever_put_them_there() -> None:
    def claimed(text: str) -> int:
        return next((star for star in (5, 4, 3) if f"OCOP {star} sao" in text), 0)

    keys = {"m1": FOUR, "m2": PLAIN}

    def told(title: str = "Chè", words: JsonValue = "Búp non.", media: JsonValue = None) -> int:
        groups = {Group.TITLE: title, Group.DESCRIPTION: words, Group.MEDIA: media}
        return star_told(shop().model_copy(update={"groups": groups}), claimed, keys, {})

    assert told() == 0
    assert told(title="Chè OCOP 3 sao") == 3
    assert told(words="Đạt OCOP 5 sao.", media=["remote:m1"]) == 5
    assert told(words=None, media=["remote:m2", "remote:m1"]) == 4
    assert told(media=["remote:m2", "remote:unknown"]) == 0
    assert star_told(shop(), claimed, keys, {}) == 0


SINCE = DAY - timedelta(days=2)
LASTING = CLAIM.model_copy(update={"expiry_date": DAY + timedelta(days=400)})


@pytest.mark.parametrize(
    ("then", "today", "by_itself"),
    [
        ({SINCE - timedelta(days=1): 4}, 0, True),
        ({SINCE - timedelta(days=1): 4}, 3, True),
        ({SINCE - timedelta(days=1): 3}, 3, False),
        ({}, 0, False),
        ({SINCE - timedelta(days=2): 4, SINCE + timedelta(days=1): 4}, 0, False),
    ],
)
def test_a_star_lapsed_by_itself_where_todays_row_allowed_more_on_the_day_before_it_was_told(
    then: dict[date, int], today: int, by_itself: bool
) -> None:
    """Else somebody changed a row, and a bad file must empty no shop as if the calendar had asked for it."""
    desired = replace(product(today), at=lambda day: product(then.get(day)))
    told = ListingBase(claim=LASTING, false_star_since=SINCE)
    assert lapsed_by_itself(desired, told, RULES) is by_itself
    assert not lapsed_by_itself(desired, replace(told, false_star_since=None), RULES)
    assert not lapsed_by_itself(replace(desired, at=None), told, RULES)
    assert lapsed_by_itself(replace(desired, at=None), replace(told, claim=CLAIM), RULES), "its certificate ran out"


@pytest.mark.parametrize(
    ("values", "star"),
    [
        ({}, 0),
        ({Group.TITLE: "Chè shan", Group.MEDIA: [PLAIN]}, 0),
        ({Group.TITLE: "Chè 3 sao", Group.DESCRIPTION: "Chè 5 sao", Group.MEDIA: [FOUR]}, 5),
        ({Group.TITLE: "Chè 3 sao", Group.MEDIA: [PLAIN, FOUR]}, 4),
        ({Group.STRUCTURE: {"images": {"Gói nhỏ": FOUR}}}, 4),
        ({Group.ATTRIBUTES: "Chè 5 sao", Group.TITLE: None}, 0),
    ],
)
def test_our_own_values_claim_the_highest_star_of_words_and_pictures(values: dict[Group, JsonValue], star: int) -> None:
    assert star_in(values, lambda text: next((n for n in (5, 4, 3) if f"{n} sao" in text), 0)) == star
