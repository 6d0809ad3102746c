"""A shop lives: promotions, deletions, closed shops, jumping prices, and what people answered to it all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.model import Group, ListingState
from connector.sync import ChangeKind, Notice, Outcome, RunReport
from connector.sync.answered import DELETED, GROUP, KINDS, PARKED, PAUSED, about_of, group_subject
from connector.sync.journal import Answer
from tests.simulation.world import SHOP, World

DAY_S = 86_400


@pytest.fixture
def world() -> World:
    """Four products with certificates that hold for years, all listed."""
    world = World(seed=21, size=4)
    for good in world.goods:
        good.expiry = world.day + timedelta(days=900)
        good.star = 4
    run(world)
    return world


def run(world: World) -> RunReport:
    report = world.sync()
    assert report is not None
    return report


def night(world: World) -> RunReport:
    world.day += timedelta(days=1)
    world.clock.advance(DAY_S)
    return run(world)


def sent(report: RunReport) -> list[tuple[str, str]]:
    return [(str(result.change.kind), result.change.product) for result in report.results]


def codes(report: RunReport) -> list[str]:
    return sorted({notice.code for notice in report.notices})


def said(report: RunReport, code: str) -> list[Notice]:
    return [notice for notice in report.notices if notice.code == code]


def item(world: World, sku: str) -> str:
    return next(
        one.id for one in world.shop.items.values() if sku in one.skus and one.state is not ListingState.DELETED
    )


def answer(world: World, kind: str, subject: str, choice: str, about: str) -> None:
    with world.journal() as journal:
        asyncio.run(journal.answers.keep(SHOP, [Answer(kind, subject, choice, about)], world.clock.now()))


def open_answers(world: World) -> list[str]:
    async def read(kinds: Iterable[str]) -> list[str]:
        with world.journal() as journal:
            return [subject for kind in kinds for subject in await journal.answers.of(SHOP, kind)]

    return asyncio.run(read(KINDS))


def answer_point(world: World, notice: Notice, choice: str) -> None:
    """As a person who was shown ``notice``."""
    assert notice.group is not None
    about = str(notice.params.get("about") or about_of(notice.params["shop"], notice.params["ours"]))
    answer(world, GROUP, group_subject(notice.product, notice.group), choice, about)


class TestPromotions:
    def test_what_a_promotion_locks_waits_with_its_end_and_goes_out_when_it_is_over(self, world: World) -> None:
        good = world.goods[0]
        world.shop.promote(item(world, good.key), world.clock.now() + timedelta(days=2))
        good.title, good.price, good.stock = "Miến dong Cự Đà", good.price + 1000, good.stock + 5
        calls = world.shop.calls["update"] + world.shop.calls["price"]
        for _ in range(2):
            report = run(world)
            (notice,) = said(report, "in-promotion-until")
            assert (notice.params["groups"], report.exit_code) == (["price", "title"], 0)
            assert str(notice.params["until"]).startswith("2026-11-23T02:00")
        assert world.shop.calls["update"] + world.shop.calls["price"] == calls, (
            "not tried, since the read shows the lock"
        )
        assert ("stock", good.key) in sent(world.reports[1]), "stock is free"
        world.clock.advance(2 * DAY_S)
        assert sent(run(world)) == [("price", good.key), ("update", good.key)]

    def test_a_lapsed_star_on_a_locked_listing_is_tried_every_night_hidden_the_next_and_stays_so(
        self, world: World
    ) -> None:
        good = world.goods[0]
        good.expiry = world.day + timedelta(days=1)
        run(world)
        listing = item(world, good.key)
        world.shop.promote(listing, world.clock.now() + timedelta(days=5))
        first = night(world)
        assert [(r.change.claim, r.outcome) for r in first.results] == [("off", Outcome.WAITING)]
        assert (first.notices[0].code, first.exit_code) == ("false-star", 3)
        assert world.shop.items[listing].state is ListingState.LIVE
        second = night(world)
        assert ("unlist", good.key) in sent(second)
        assert world.shop.items[listing].state is ListingState.UNLISTED
        for _ in range(2):
            assert ("relist", good.key) not in sent(night(world)), "not while it still bears the star"
            assert world.shop.items[listing].state is ListingState.UNLISTED
        world.clock.advance(2 * DAY_S)
        night(world)
        assert world.shop.items[listing].groups[Group.DESCRIPTION] == good.story, "the star came off"
        night(world)
        assert world.shop.items[listing].state is ListingState.LIVE

    @pytest.mark.parametrize("policy", ["alert", "unlist"])
    def test_where_it_cannot_be_hidden_either_the_report_says_that_it_is_still_on_sale(
        self, world: World, monkeypatch: pytest.MonkeyPatch, policy: str
    ) -> None:
        rules = World.rules
        monkeypatch.setattr(World, "rules", lambda self: replace(rules(self), false_star=policy))
        good = world.goods[0]
        good.expiry = world.day + timedelta(days=1)
        run(world)
        world.faults = lambda call: "locked" if call in ("update", "state") else None
        night(world)
        late = night(world)
        assert world.shop.items[item(world, good.key)].state is ListingState.LIVE
        assert (late.notices[0].code, late.notices[0].params["policy"]) == ("false-star", "alert")
        assert late.exit_code == 3
        assert (("unlist", good.key) in sent(late)) is (policy == "unlist")


class TestPriceJumps:
    def test_the_option_lets_through_as_many_as_it_names_and_no_more(self, world: World) -> None:
        for good in world.goods[:2]:
            good.price *= 3
        world.allow = {"price-jump": 1}
        held = run(world)
        assert sent(held) == []
        assert [notice.params["jumps"] for notice in said(held, "price-jump")] == [2, 2]
        world.allow = {"price-jump": 2}
        assert [kind for kind, _ in sent(run(world))] == ["price", "price"]

    def test_every_sku_that_jumps_is_named(self) -> None:
        world = World(seed=5, size=3, several=True)
        run(world)
        world.goods[2].price *= 4
        named = [notice.params["sku"] for notice in said(run(world), "price-jump")]
        assert named == list(world.goods[2].skus)

    def test_exactly_double_is_no_jump_and_half_is_none_either(self, world: World) -> None:
        world.goods[0].price *= 2
        world.goods[1].price = world.goods[1].price // 2000 * 2000
        run(world)
        world.goods[1].price //= 2
        assert said(run(world), "price-jump") == []

    def test_a_person_lets_exactly_that_price_through_once(self, world: World) -> None:
        good, other = world.goods[:2]
        good.price, other.price = good.price * 3, other.price * 3
        (notice,) = [one for one in said(run(world), "price-jump") if one.product == good.key]
        answer_point(world, notice, "ours")
        again = run(world)
        assert sent(again) == [("price", good.key)]
        assert [one.product for one in said(again, "price-jump")] == [other.key]
        assert open_answers(world) == []

    def test_another_price_than_the_person_saw_is_asked_again(self, world: World) -> None:
        good = world.goods[0]
        good.price *= 3
        answer_point(world, said(run(world), "price-jump")[0], "ours")
        good.price *= 10
        report = run(world)
        assert (sent(report), codes(report)) == ([], ["price-jump"])
        assert open_answers(world) == []


class TestStaffEdits:
    @pytest.fixture
    def edited(self, world: World) -> World:
        world.shop.change(item(world, "P000-01"), {Group.TITLE: "Nhân viên sửa tay"})
        return world

    def test_ours_sends_exactly_that_group_once(self, edited: World) -> None:
        edited.shop.change(item(edited, "P000-01"), {Group.DESCRIPTION: "Mô tả sửa tay"})
        drifts = {notice.group: notice for notice in said(run(edited), "drift")}
        answer_point(edited, drifts[Group.TITLE], "ours")
        report = run(edited)
        (result,) = report.results
        assert (set(result.change.groups), result.change.groups[Group.TITLE].overwrites) == ({Group.TITLE}, True)
        assert [notice.group for notice in said(report, "drift")] == [Group.DESCRIPTION]
        shown = edited.shop.items[item(edited, "P000-01")].groups
        assert (shown[Group.TITLE], shown[Group.DESCRIPTION]) == (edited.goods[0].title, "Mô tả sửa tay")
        assert (sent(run(edited)), open_answers(edited)) == ([], [])

    def test_an_answer_never_covers_what_nobody_has_seen(self, edited: World) -> None:
        answer_point(edited, said(run(edited), "drift")[0], "ours")
        edited.shop.change(item(edited, "P000-01"), {Group.TITLE: "Sửa thêm lần nữa"})
        report = run(edited)
        assert (sent(report), codes(report)) == ([], ["drift"])
        assert open_answers(edited) == []
        edited.shop.change(item(edited, "P000-01"), {Group.TITLE: "Nhân viên sửa tay"})
        assert sent(run(edited)) == [], "a stale answer does not come back to life"

    def test_theirs_is_reported_no_more_until_one_side_changes(self, edited: World) -> None:
        answer_point(edited, said(run(edited), "drift")[0], "theirs")
        for _ in range(2):
            report = run(edited)
            assert (sent(report), codes(report), open_answers(edited)) == ([], [], [])
        edited.shop.change(item(edited, "P000-01"), {Group.TITLE: "Sửa khác"})
        assert codes(run(edited)) == ["drift"]
        edited.shop.change(item(edited, "P000-01"), {Group.TITLE: "Nhân viên sửa tay"})
        edited.goods[0].title = "Tên mới của hợp tác xã"
        assert sent(run(edited)) == [("update", "P000-01")]

    def test_an_answer_waits_with_a_change_that_a_lock_or_a_guard_holds_back(self, edited: World) -> None:
        answer_point(edited, said(run(edited), "drift")[0], "ours")
        edited.faults = lambda call: "locked" if call == "update" else None
        assert [result.outcome for result in run(edited).results] == [Outcome.WAITING]
        edited.faults = lambda _call: None
        edited.shop.promote(item(edited, "P000-01"), edited.clock.now() + timedelta(hours=1))
        assert codes(run(edited)) == ["in-promotion-until"]
        assert open_answers(edited) == ["P000-01/title"]
        edited.clock.advance(7200)
        assert sent(run(edited)) == [("update", "P000-01")]
        assert open_answers(edited) == []

    def test_a_conflict_is_settled_for_either_side(self, edited: World) -> None:
        edited.goods[0].title = "Tên mới của hợp tác xã"
        answer_point(edited, said(run(edited), "conflict")[0], "theirs")
        report = run(edited)
        assert (sent(report), report.exit_code) == ([], 0)
        edited.shop.change(item(edited, "P001-01"), {Group.TITLE: "Sửa tay"})
        edited.goods[1].title = "Tên mới"
        answer_point(edited, said(run(edited), "conflict")[0], "ours")
        assert sent(run(edited)) == [("update", "P001-01")]

    def test_what_staff_took_off_is_shown_again_only_by_an_answer(self, world: World) -> None:
        world.shop.change(item(world, "P001-01"), {}, ListingState.UNLISTED)
        (notice,) = said(run(world), "drift")
        assert notice.group is Group.STATE
        assert sent(run(world)) == []
        answer_point(world, notice, "ours")
        assert sent(run(world)) == [("relist", "P001-01")]
        world.shop.change(item(world, "P002-01"), {}, ListingState.UNLISTED)
        answer_point(world, said(run(world), "drift")[0], "theirs")
        assert codes(run(world)) == []

    def test_an_edit_taken_back_by_hand_is_no_edit(self, edited: World) -> None:
        run(edited)
        edited.shop.change(item(edited, "P000-01"), {Group.TITLE: edited.goods[0].title})
        assert codes(run(edited)) == []


class TestDeletions:
    def test_it_is_created_again_only_when_a_person_says_so_and_once(self, world: World) -> None:
        gone = item(world, "P000-01")
        world.shop.change(gone, {}, ListingState.DELETED)
        assert codes(run(world)) == ["deleted-in-shop"]
        assert sent(run(world)) == []
        answer(world, DELETED, "P000-01", "again", gone)
        assert sent(run(world)) == [("create", "P000-01")]
        assert world.shop.items[item(world, "P000-01")].state is ListingState.LIVE
        assert (sent(run(world)), open_answers(world)) == ([], [])

    def test_a_listing_that_only_seemed_gone_is_not_made_twice(self, world: World) -> None:
        gone = item(world, "P000-01")
        world.shop.change(gone, {}, ListingState.DELETED)
        run(world)
        answer(world, DELETED, "P000-01", "again", gone)
        world.shop.change(gone, {}, ListingState.LIVE)
        report = run(world)
        assert (sent(report), codes(report)) == ([], [])
        assert len(world.shop.items) == 4
        assert open_answers(world) == []

    def test_one_that_staff_have_made_anew_is_adopted(self, world: World) -> None:
        gone = item(world, "P000-01")
        world.shop.change(gone, {}, ListingState.DELETED)
        run(world)
        made = world.shop.create(("P000-01",), {Group.TITLE: "Làm lại bằng tay"}, live=True).id
        answer(world, DELETED, "P000-01", "again", gone)
        report = run(world)
        assert "adopted" in codes(report)
        assert ("create", "P000-01") not in sent(report)
        assert world.shop.items[made].groups[Group.TITLE] == "Làm lại bằng tay"

    def test_a_crash_anywhere_while_creating_again_makes_no_twin(self) -> None:
        for strike in range(2, 60, 3):
            world = World(seed=3, size=1)
            run(world)
            gone = item(world, "P000-01")
            world.shop.change(gone, {}, ListingState.DELETED)
            run(world)
            answer(world, DELETED, "P000-01", "again", gone)
            whole = world.sync(strike)
            world.until_quiet()
            there = [one for one in world.shop.items.values() if one.state is not ListingState.DELETED]
            assert [one.state for one in there] == [ListingState.LIVE], strike
            if whole is not None:
                break
        else:
            raise AssertionError("the run never came to its end")


class TestParkedAndPaused:
    def lost_twice(self) -> World:
        world = World(seed=1, size=2)
        world.faults = lambda call: "cut" if call == "create" else None
        run(world)
        world.faults = lambda _call: None
        return world

    def test_a_parked_create_goes_out_again_when_a_person_says_so(self) -> None:
        world = self.lost_twice()
        parked = said(run(world), "parked")
        assert len(parked) == 2
        answer(world, PARKED, "P000-01", "again", str(parked[0].params["about"]))
        answer(world, PARKED, "P001-01", "forget", str(parked[1].params["about"]))
        report = run(world)
        assert sent(report) == [("create", "P000-01")]
        assert (codes(report), report.exit_code) == (["left-out"], 0)
        assert sent(run(world)) == []
        world.goods[1].story = "Viết lại."
        report = run(world)
        assert (sent(report), codes(report)) == ([], ["parked"]), "the row changed, so the question is open again"

    def test_a_paused_product_is_tried_again_as_it_is_once(self) -> None:
        world = World(seed=1, size=1)
        world.faults = lambda call: "reject" if call == "create" else None
        for _ in range(3):
            run(world)
        (paused,) = said(run(world), "paused")
        answer(world, PAUSED, "P000-01", "again", str(paused.params["about"]))
        assert [result.outcome for result in run(world).results] == [Outcome.REJECTED]
        assert open_answers(world) == []
        world.faults = lambda _call: None
        assert [result.outcome for result in run(world).results] == [Outcome.ACCEPTED]


class TestClosedShops:
    def test_a_shop_that_takes_nothing_new_still_gets_everything_else(self, world: World) -> None:
        """Holiday, item limit, penalty: the creates wait, said once, and what was created before is published."""
        world.goods.append(world._good(9))
        world.goods.append(world._good(10))
        world.goods[0].price += 1000
        world.faults = lambda call: "closed" if call == "create" else None
        report = run(world)
        outcomes = [(str(r.change.kind), r.outcome) for r in report.results]
        assert outcomes == [
            (ChangeKind.PRICE, Outcome.ACCEPTED),
            (ChangeKind.CREATE, Outcome.WAITING),
            (ChangeKind.CREATE, Outcome.WAITING),
        ]
        assert (report.ending, report.exit_code) == ("done", 3)
        assert len(said(report, "E_CLOSED")) == 1
        world.faults = lambda _call: None
        assert {kind for kind, _ in sent(run(world))} == {"create"}


# ---- stock that may have arrived


DEATHS = range(10, 16)
"""From before the first byte to after the answer was written down."""


def died_raising(strike: int, sold: int) -> tuple[World, str, bool]:
    """A shop whose process died as it told five pieces more; whether that had arrived when ``sold`` were taken."""
    world = World(3, 1)
    run(world)
    (first,) = world.goods
    first.stock += 5
    world.clock.advance(60)
    world.sync(strike_at=strike)
    number = item(world, first.key)
    arrived = world.shop.items[number].groups[Group.STOCK] == {first.key: first.stock}
    world.clock.advance(60)
    world.shop.sell(first.key, sold)
    return world, number, arrived


def pieces(world: World, number: str) -> object:
    return world.shop.items[number].groups[Group.STOCK][world.goods[0].key]  # type: ignore[index, call-overload]


@pytest.mark.parametrize("strike", DEATHS)
@pytest.mark.parametrize("sold", [5, 6])
def test_as_many_sold_as_a_dead_run_had_added_are_not_sold_again(strike: int, sold: int) -> None:
    """It looks as if the raise had never arrived: a person is asked, and not silently left with too little."""
    world, number, arrived = died_raising(strike, sold)
    left = pieces(world, number)
    for report in (run(world), night(world)):
        if arrived:
            assert pieces(world, number) == left
        lacking = not arrived and pieces(world, number) == left
        assert not lacking or (said(report, "stock-unclear") != [] and report.exit_code == 3)


def in_doubt() -> tuple[World, str, Notice]:
    for strike in DEATHS:
        world, number, _ = died_raising(strike, 6)
        report = run(world)
        if found := said(report, "stock-unclear"):
            assert (report.exit_code, sent(report)) == (3, [])
            return world, number, found[0]
    raise AssertionError("no death left the stock in doubt")


def test_stock_that_may_have_arrived_is_asked_about_with_every_figure_until_somebody_answers() -> None:
    world, number, told = in_doubt()
    good, left = world.goods[0], pieces(world, number)
    figures = {name: told.params[name] for name in ("sku", "before", "sent", "shop", "ours")}
    assert figures == {
        "sku": good.key, "before": good.stock - 5, "sent": good.stock, "shop": left, "ours": good.stock
    }  # fmt: skip
    for _ in range(3):
        assert [one.params for one in said(night(world), "stock-unclear")] == [told.params]
    assert pieces(world, number) == left


def test_a_person_says_that_stock_in_doubt_never_arrived() -> None:
    world, number, told = in_doubt()
    good = world.goods[0]
    answer(world, GROUP, group_subject(good.key, Group.STOCK), "ours", str(told.params["about"]))
    assert sent(run(world)) == [("stock", good.key)]
    assert (pieces(world, number), open_answers(world)) == (good.stock, [])
    assert (run(world).results, run(world).notices) == ((), ())


def test_a_person_leaves_stock_in_doubt_as_the_shop_has_it() -> None:
    world, number, told = in_doubt()
    good, left = world.goods[0], pieces(world, number)
    answer(world, GROUP, group_subject(good.key, Group.STOCK), "theirs", str(told.params["about"]))
    report = run(world)
    assert (report.results, codes(report), report.exit_code) == ((), [], 0)
    assert (pieces(world, number), open_answers(world)) == (left, [])
    good.stock += 1
    assert sent(run(world)) == [("stock", good.key)]


def test_an_answer_about_stock_in_doubt_does_not_count_once_more_was_sold() -> None:
    world, number, told = in_doubt()
    good = world.goods[0]
    answer(world, GROUP, group_subject(good.key, Group.STOCK), "ours", str(told.params["about"]))
    world.shop.sell(good.key, 1)
    left = pieces(world, number)
    assert said(run(world), "stock-unclear") != []
    assert pieces(world, number) == left


def test_stock_in_doubt_goes_out_once_the_sheet_counts_anew() -> None:
    world, number, _ = in_doubt()
    good = world.goods[0]
    good.stock += 2
    assert sent(run(world)) == [("stock", good.key)]
    assert pieces(world, number) == good.stock
    assert (run(world).results, run(world).notices) == ((), ())
