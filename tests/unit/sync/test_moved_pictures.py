"""A marketplace gives pictures of ours other addresses: which of them may bear a star, and what we know them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from connector.model import Group, ListingState, RemoteListing
from connector.report.sentences import notice_text
from connector.sync import Desired, RunReport
from connector.sync.false_star import moved, star_told
from connector.sync.threeway import GroupBase
from tests.simulation.world import Good, World
from tests.unit.sync.test_living import answer_point, codes, item, night, run, said, sent

BADGED, PLAIN, NEW = "photo:a:r@1:4-2026@top-right", "photo:b:r@1:-", "remote:moi"


@pytest.fixture
def world() -> World:
    """One product whose certificate holds for two days more."""
    world = World(seed=21, size=1)
    world.goods[0].expiry = world.day + timedelta(days=2)
    world.goods[0].star = 4
    return world


def gallery(world: World) -> list[JsonValue]:
    shown = world.shop.items[item(world, world.goods[0].key)].groups[Group.MEDIA]
    assert isinstance(shown, list)
    return shown


def show(world: World, pictures: list[JsonValue]) -> None:
    world.shop.change(item(world, world.goods[0].key), {Group.MEDIA: pictures})


def moved_then_lapsed(world: World) -> RunReport:
    """Listed, its badged picture moved, and its certificate at an end."""
    run(world)
    show(world, ["remote:noi-khac", gallery(world)[1]])
    assert "drift" in codes(night(world))
    return night(world)


def state(world: World) -> ListingState:
    return world.shop.items[item(world, world.goods[0].key)].state


class TestAPictureThatMayBearTheStar:
    def test_keeps_the_listing_false_star_and_hides_it_in_the_stated_days(self, world: World) -> None:
        first = moved_then_lapsed(world)
        (result,) = first.results
        assert set(result.change.groups) == {Group.DESCRIPTION}, "the gallery is somebody else's to judge"
        assert first.notices[0].code == "false-star"
        assert "chỗ tấm ảnh có huy hiệu nay là một tấm ảnh lạ" in notice_text(first.notices[0], "vi")
        assert first.exit_code == 3
        late = night(world)
        assert late.notices[0].code == "false-star"
        assert sent(late) == [("unlist", world.goods[0].key)]
        for _ in range(2):
            kept = night(world)
            assert (sent(kept), state(world)) == ([], ListingState.UNLISTED)
            assert "hidden-by-star" in codes(kept), "it is said every night why it stays hidden"

    def test_no_longer_once_the_shop_shows_a_gallery_that_is_known(self, world: World) -> None:
        moved_then_lapsed(world)
        night(world)
        show(world, gallery(world)[1:])
        night(world)
        night(world)
        assert state(world) is ListingState.LIVE

    @pytest.mark.parametrize("choice", ["ours", "theirs"])
    def test_no_longer_once_a_person_has_looked(self, world: World, choice: str) -> None:
        (conflict,) = said(moved_then_lapsed(world), "conflict")
        answer_point(world, conflict, choice)
        report = run(world)
        assert "false-star" not in codes(report)
        assert (gallery(world)[0] == "remote:noi-khac") is (choice == "theirs")
        assert sent(night(world)) == []
        assert state(world) is ListingState.LIVE

    @pytest.mark.parametrize("choice", ["ours", "theirs"])
    def test_nor_where_only_the_picture_bore_the_star(
        self, world: World, choice: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desired = World.desired

        def wordless(self: World, good: Good, day: date) -> Desired:
            made = desired(self, good, day)
            assert made.listing is not None
            listing = made.listing.model_copy(update={"description": good.story})
            return replace(made, listing=listing, at=lambda then: wordless(self, good, then))

        monkeypatch.setattr(World, "desired", wordless)
        report = moved_then_lapsed(world)
        assert (report.notices[0].code, sent(report)) == ("false-star", [])
        (conflict,) = said(report, "conflict")
        answer_point(world, conflict, choice)
        assert "false-star" not in codes(run(world))
        assert sent(night(world)) == []
        assert state(world) is ListingState.LIVE


def add_picture(groups: Mapping[Group, JsonValue]) -> dict[Group, JsonValue]:
    pictures = groups[Group.MEDIA]
    assert isinstance(pictures, list)
    return {Group.MEDIA: [*pictures, "remote:cua-nhan-vien"]}


def add_words(groups: Mapping[Group, JsonValue]) -> dict[Group, JsonValue]:
    return {Group.DESCRIPTION: f"{groups[Group.DESCRIPTION]}\nNhắn shop số 34 nhé 🌸"}


def lapsed_by_a_lost_write(world: World) -> None:
    """The star has come off in the shop, and nobody has heard of it."""
    run(world)
    badged = gallery(world)
    night(world)
    world.goods[0].story = "Người làng dệt từ sợi đầu tiên."
    written = world.shop.calls["update"]
    world.faults = lambda _call: "lose_answer" if world.shop.calls["update"] > written else None
    night(world)
    assert gallery(world) != badged
    world.faults = lambda _call: None
    world.clock.advance(3600)


@pytest.mark.parametrize("add", [add_picture, add_words])
def test_a_star_that_a_lost_write_took_off_is_off_although_staff_have_added_to_it_since(
    world: World, add: Callable[[Mapping[Group, JsonValue]], dict[Group, JsonValue]]
) -> None:
    lapsed_by_a_lost_write(world)
    number = item(world, world.goods[0].key)
    world.shop.change(number, add(world.shop.items[number].groups))
    for _ in range(3):
        report = night(world)
        assert (codes(report), sent(report), state(world)) == (["drift"], [], ListingState.LIVE)


def test_a_star_that_a_lost_write_took_off_is_off_although_staff_have_taken_a_picture_away_since(world: World) -> None:
    lapsed_by_a_lost_write(world)
    show(world, gallery(world)[1:])
    for _ in range(3):
        report = night(world)
        assert (codes(report), sent(report), state(world)) == (["conflict"], [], ListingState.LIVE)


def test_a_picture_that_nobody_knows_may_bear_the_star_that_a_lost_write_was_to_take_off(world: World) -> None:
    lapsed_by_a_lost_write(world)
    show(world, ["remote:noi-khac", *gallery(world)[1:]])
    report = night(world)
    assert "chỗ tấm ảnh có huy hiệu nay là một tấm ảnh lạ" in notice_text(report.notices[0], "vi")
    assert (report.notices[0].code, state(world)) == ("false-star", ListingState.UNLISTED)


def test_a_star_in_a_rewritten_gallery_is_told_while_a_write_that_was_to_take_it_off_is_in_doubt(
    world: World,
) -> None:
    keep = world.shop.rewrite
    strange = ["remote:a", "remote:b", "remote:c"]
    world.shop.rewrite = lambda group, value: list(strange) if group is Group.MEDIA else keep(group, value)
    assert "rewritten" in codes(run(world))
    world.shop.rewrite = keep
    night(world)
    world.faults = lambda call: "cut" if call == "update" else None
    assert "false-star" in codes(night(world))
    world.faults = lambda _call: None
    assert gallery(world) == strange, "the badge is there yet"
    world.clock.advance(3600)  # staff write other words, without any star, before the next night
    world.shop.change(item(world, world.goods[0].key), {Group.DESCRIPTION: "Nhắn shop số 34 nhé 🌸"})
    report = night(world)
    assert gallery(world) == strange
    assert "false-star" in codes(report)
    assert state(world) is ListingState.UNLISTED, "one day after it was first told"


class TestABadgedPictureThatStaffPutBack:
    """After its star came off, an older save in the shop's own pages shows the badge once more."""

    def test_is_told_as_a_false_star_every_night_and_hidden_in_the_stated_days(self, world: World) -> None:
        run(world)
        badged = gallery(world)
        night(world)
        night(world)
        assert gallery(world) != badged
        night(world)
        show(world, badged)
        first = night(world)
        assert (first.notices[0].code, first.exit_code, sent(first)) == ("false-star", 3, [])
        assert "lại hiện 4 sao" in notice_text(first.notices[0], "vi")
        again = run(world)
        assert again.notices[0].code == "false-star"
        late = night(world)
        assert (late.notices[0].code, sent(late)) == ("false-star", [("unlist", world.goods[0].key)])

    def test_is_told_until_a_look_has_shown_that_the_sheets_picture_stands_there(self, world: World) -> None:
        run(world)
        badged = gallery(world)
        night(world)
        night(world)
        night(world)
        show(world, badged)
        (drift,) = said(night(world), "drift")
        answer_point(world, drift, "ours")
        written = world.shop.calls["update"]
        world.faults = lambda call: "throttle" if call == "read" and world.shop.calls["update"] > written else None
        blind = run(world)
        assert sent(blind) == [("update", world.goods[0].key)]
        assert (blind.notices[0].code, blind.exit_code) == ("false-star", 3), "the write was taken, and nobody looked"
        world.faults = lambda _call: None
        assert "false-star" not in codes(night(world))


class TestAGalleryThatTheMarketplaceRewrote:
    """None of its pictures is one that we know, so any of them may be the badged one, settled or not."""

    REWRITTEN: tuple[JsonValue, ...] = ("remote:a", "remote:b", "remote:c")

    def star(self, *shown: JsonValue, **known: Any) -> int:
        base = GroupBase([BADGED, PLAIN], seen=list(self.REWRITTEN), **known)
        remote = RemoteListing(remote_id="1", state="live", status="", groups={Group.MEDIA: list(shown)})
        return star_told(remote, lambda _text: 0, {}, {Group.MEDIA: base})

    def test_may_bear_the_star_that_was_sent(self) -> None:
        assert self.star(*self.REWRITTEN, mark="rewritten") == self.star("remote:c", mark="rewritten") == 4
        assert self.star(*self.REWRITTEN) == 0, "a gallery that a person has looked at"
        assert self.star(mark="rewritten") == 0, "nothing stands there"
        without = GroupBase([PLAIN], seen=["remote:a"], mark="rewritten")
        shown = RemoteListing(remote_id="1", state="live", status="", groups={Group.MEDIA: ["remote:a"]})
        assert star_told(shown, lambda _text: 0, {}, {Group.MEDIA: without}) == 0

    def test_keeps_the_listing_false_star_where_staff_took_one_of_the_pictures_away(self, world: World) -> None:
        keep = world.shop.rewrite
        world.shop.rewrite = lambda group, value: list(self.REWRITTEN) if group is Group.MEDIA else keep(group, value)
        assert "rewritten" in codes(run(world))
        world.shop.rewrite = keep
        show(world, ["remote:a", "remote:c"])
        night(world)
        first = night(world)
        (result,) = first.results
        assert set(result.change.groups) == {Group.DESCRIPTION}
        assert first.notices[0].code == "false-star"
        assert sent(night(world)) == [("unlist", world.goods[0].key)]


class TestAnAddressThatTheMarketplaceGivesAtOnce:
    @pytest.fixture
    def renaming(self, world: World) -> World:
        """A shop that keeps every picture it is given under an address of its own."""
        keep, count = world.shop.rewrite, iter(range(1000))

        def renamed(group: Group, value: JsonValue) -> JsonValue:
            value = keep(group, value)
            if group is Group.MEDIA and isinstance(value, list):
                return [f"{picture}-tai-{next(count)}" for picture in value]
            return value

        world.shop.rewrite = renamed
        return world

    def test_is_what_the_picture_is_known_by(self, renaming: World) -> None:
        first = run(renaming)
        assert "rewritten" not in codes(first)
        assert sent(night(renaming)) == []

    def test_so_that_the_star_comes_off_like_any_other(self, renaming: World) -> None:
        run(renaming)
        badged = gallery(renaming)[0]
        night(renaming)
        (result,) = night(renaming).results
        assert Group.MEDIA in result.change.groups
        assert str(gallery(renaming)[0]) != badged
        quiet = night(renaming)
        assert (sent(quiet), codes(quiet)) == ([], [])

    def test_and_so_where_the_price_of_the_same_listing_changes_in_the_same_run(self, renaming: World) -> None:
        run(renaming)
        night(renaming)
        renaming.goods[0].price += 1000
        both = night(renaming)
        assert sorted(str(result.change.kind) for result in both.results) == ["price", "update"]
        assert "rewritten" not in codes(both), "our pictures under new addresses, not another gallery"
        quiet = night(renaming)
        assert (sent(quiet), codes(quiet)) == ([], [])

    def test_and_what_staff_put_in_its_place_later_is_drift(self, renaming: World) -> None:
        run(renaming)
        show(renaming, ["remote:anh-cua-nhan-vien"])
        assert "drift" in codes(night(renaming))


class TestMoved:
    KNOWN = GroupBase([BADGED, PLAIN], shown=None, status="pending")

    def test_an_unknown_picture_in_the_place_of_ours_is_ours(self) -> None:
        assert moved(self.KNOWN, [NEW, PLAIN]) == {NEW: BADGED}

    @pytest.mark.parametrize(
        ("known", "shown"),
        [
            (GroupBase([BADGED, PLAIN], shown=[NEW, PLAIN], status="pending"), [NEW, PLAIN]),
            (GroupBase([BADGED, PLAIN], status="pending"), [NEW]),
            (GroupBase([BADGED, PLAIN], status="pending"), [NEW, BADGED]),
            (GroupBase([BADGED, PLAIN], status="pending"), [NEW, NEW]),
            (GroupBase([BADGED, PLAIN], status="unknown"), [NEW, PLAIN]),
            (GroupBase([BADGED, PLAIN], status="settled"), [NEW, PLAIN]),
            (GroupBase([BADGED, PLAIN], status="pending"), None),
        ],
        ids=["stood there before", "fewer", "in another order", "twice", "may not have arrived", "settled", "none"],
    )
    def test_nothing_is_taken_for_ours_on_less(self, known: GroupBase, shown: JsonValue) -> None:
        assert moved(known, shown) == {}


@pytest.mark.parametrize(
    ("known", "shown", "star"),
    [
        (GroupBase([BADGED, PLAIN], seen=[BADGED, PLAIN]), [NEW, PLAIN], 4),
        (GroupBase([BADGED, PLAIN], seen=["remote:x", PLAIN], mark="rewritten"), [NEW, PLAIN], 4),
        (GroupBase([BADGED, PLAIN], seen=["remote:x", PLAIN], mark="differs"), [NEW, PLAIN], 0),
        (GroupBase([PLAIN], seen=[PLAIN]), [NEW], 0),
        (GroupBase([BADGED, PLAIN], seen=[BADGED, PLAIN]), [PLAIN], 0),
        (GroupBase([BADGED, PLAIN], seen=[BADGED, PLAIN, "remote:x"]), [PLAIN, "remote:x"], 0),
        (GroupBase([BADGED, PLAIN], seen=[BADGED, PLAIN]), [BADGED, NEW], 4),
        (None, [NEW], 0),
        (GroupBase([PLAIN], shown=[BADGED], status="unknown"), [NEW], 4),
        (GroupBase([PLAIN], shown=[BADGED, NEW], status="unknown"), [PLAIN, NEW], 4),
    ],
    ids=[
        "moved",
        "moved again",
        "never sent",
        "no star",
        "gone",
        "stood beside it",
        "still there",
        "not ours",
        "while a lost write was under way",
        "stood beside it before that",
    ],
)
def test_the_star_of_a_picture_that_is_gone_may_be_on_one_that_is_new(
    known: GroupBase | None, shown: list[JsonValue], star: int
) -> None:
    remote = RemoteListing(remote_id="1", state=ListingState.LIVE, status="", groups={Group.MEDIA: shown})
    keys, groups = {BADGED: BADGED, PLAIN: PLAIN}, {Group.MEDIA: known} if known else {}
    assert star_told(remote, lambda _text: 0, keys, groups) == star


def test_so_may_the_star_of_an_options_picture() -> None:
    structure: dict[str, JsonValue] = {"options": ["Màu"], "skus": {"A": ["Đỏ"]}}
    known = GroupBase({**structure, "images": {"Đỏ": BADGED}}, seen={**structure, "images": {"Đỏ": BADGED}})
    shown: dict[Group, JsonValue] = {Group.STRUCTURE: {**structure, "images": {"Đỏ": NEW}}, Group.MEDIA: [PLAIN]}
    remote = RemoteListing(remote_id="1", state=ListingState.LIVE, status="", groups=shown)
    assert star_told(remote, lambda _text: 0, {PLAIN: PLAIN}, {Group.STRUCTURE: known}) == 4
    assert star_told(remote, lambda _text: 0, {PLAIN: PLAIN}, {Group.STRUCTURE: GroupBase(structure)}) == 0
