"""Three equal rejections pause what was refused until it is edited: through several nights, for every kind of write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from connector.errors import BadUse, FieldProblem, PictureGone, Rejected
from connector.model import Group
from connector.sync import Change, ChangeKind, RunReport
from connector.sync.change import GroupChange
from connector.sync.journal import ListingBase
from connector.sync.strikes import counted, forgiven, tired
from connector.sync.threeway import GroupBase
from tests.simulation.world import Good, World


def night(world: World) -> RunReport:
    world.clock.advance(86400)
    report = world.sync()
    assert report is not None
    return report


def outcomes(report: RunReport) -> list[tuple[str, str]]:
    return [(str(result.change.kind), str(result.outcome)) for result in report.results]


def codes(report: RunReport) -> list[str]:
    return [notice.code for notice in report.notices]


def standing(size: int = 1) -> World:
    world = World(1, size)
    for good in world.goods:
        good.star, good.stock = 0, 9
    night(world)
    world.allow = {"reprice": 9, "stock-zero": 9, "unlist": 9}
    return world


def story(good: Good) -> None:
    good.story += " Viết lại."


def price(good: Good) -> None:
    good.price += 1000


def stock(good: Good) -> None:
    good.stock += 1


@pytest.mark.parametrize(("kind", "edit"), [("update", story), ("price", price), ("stock", stock)])
def test_every_kind_of_write_is_paused_after_three_nights_and_goes_on_once_it_is_edited(
    kind: str, edit: Callable[[Good], None]
) -> None:
    world = standing()
    edit(world.goods[0])
    world.faults = lambda call: "reject" if call == kind else None
    for _ in range(3):
        assert outcomes(night(world)) == [(kind, "rejected")]
    for _ in range(3):
        paused = night(world)
        assert (outcomes(paused), codes(paused), paused.exit_code) == ([], ["paused"], 3)
    edit(world.goods[0])
    world.faults = lambda _call: None
    assert outcomes(night(world)) == [(kind, "accepted")]
    assert night(world).notices == ()


def test_a_stock_that_is_taken_every_night_does_not_let_refused_words_go_on_for_ever() -> None:
    world = standing()
    story(world.goods[0])
    world.faults = lambda call: "reject" if call == "update" else None
    for _ in range(3):
        stock(world.goods[0])
        assert outcomes(night(world)) == [("stock", "accepted"), ("update", "rejected")]
    stock(world.goods[0])
    paused = night(world)
    assert (outcomes(paused), codes(paused)) == ([("stock", "accepted")], ["paused"])


def test_two_kinds_that_are_refused_are_counted_apart() -> None:
    world = standing()
    story(world.goods[0])
    price(world.goods[0])
    world.faults = lambda call: "reject" if call in ("update", "price") else None
    for _ in range(3):
        assert outcomes(night(world)) == [("price", "rejected"), ("update", "rejected")]
    assert outcomes(night(world)) == []
    price(world.goods[0])
    assert ("price", "rejected") in outcomes(night(world))


def test_a_picture_that_is_refused_three_times_is_not_sent_a_fourth_time() -> None:
    world = World(1, 1)
    world.faults = lambda call: "reject" if call == "upload" else None
    for _ in range(3):
        assert outcomes(night(world)) == [("create", "rejected")]
    uploads = world.shop.calls["upload"]
    assert codes(night(world)) == ["paused"]
    assert world.shop.calls["upload"] == uploads


def test_a_draft_that_may_not_be_published_counts_as_one_that_may_not_be_shown() -> None:
    """Nothing was said against its words as such: three refusals of the showing pause it, the first one counted."""
    world = World(1, 2)
    for good in world.goods:
        good.star, good.stock = 0, 9
    world.faults = lambda call: "reject" if call == "state" else None
    assert outcomes(night(world)) == [("create", "rejected")] * 2
    for _ in range(2):
        assert outcomes(night(world)) == [("relist", "rejected")] * 2
    paused = night(world)
    assert (outcomes(paused), codes(paused)) == ([], ["paused", "paused"])
    story(world.goods[0])
    assert ("update", "accepted") in outcomes(night(world))
    world.faults = lambda _call: None
    assert outcomes(night(world)) == [("relist", "accepted")]


def test_a_listing_that_may_not_be_shown_is_not_shown_for_ever() -> None:
    world = standing(2)
    good = world.goods.pop(0)
    night(world)
    world.goods.insert(0, good)
    world.faults = lambda call: "reject" if call == "state" else None
    for _ in range(3):
        assert outcomes(night(world)) == [("relist", "rejected")]
    assert codes(night(world)) == ["paused"]
    story(good)
    night(world)
    world.faults = lambda _call: None
    assert outcomes(night(world)) == [("relist", "accepted")]


def test_what_must_come_off_sale_is_hidden_as_often_as_it_takes() -> None:
    world = standing(2)
    world.goods.pop(0)
    world.faults = lambda call: "reject" if call == "state" else None
    for _ in range(5):
        assert outcomes(night(world)) == [("unlist", "rejected")]


def test_waiting_between_two_rejections_neither_counts_nor_ends_the_count() -> None:
    world = standing()
    story(world.goods[0])
    faults = iter(["reject", "locked", "reject", "throttle", "reject"])
    world.faults = lambda call: next(faults, None) if call == "update" else None  # type: ignore[arg-type, return-value]
    ends = [outcome for _ in range(5) for _, outcome in outcomes(night(world))]
    assert ends == ["rejected", "waiting", "rejected", "waiting", "rejected"]
    assert codes(night(world)) == ["paused"]


def test_variants_that_are_refused_are_paused_as_any_content() -> None:
    world = World(1, 1, several=True)
    world.goods[0].sizes = 2
    night(world)
    world.goods[0].sizes = 3
    world.allow = {"structure": 9, "stock-zero": 9, "reprice": 9}
    world.faults = lambda call: "reject" if call == "update" else None
    for _ in range(3):
        assert ("update", "rejected") in outcomes(night(world))
    assert "paused" in codes(night(world))
    assert outcomes(night(world)) == []


def priced(figures: dict[str, int], sent: dict[str, int]) -> Change:
    group = GroupChange(after=dict(figures), sent=dict(sent))
    return Change(
        id="c1", kind=ChangeKind.PRICE, product="P", title="Chè", skus=tuple(figures), groups={Group.PRICE: group}
    )


def refused(*fields: str, skus: tuple[str, ...] = ()) -> Rejected:
    error = Rejected("E_REFUSED", fields=tuple(FieldProblem(name, "không nhận") for name in fields))
    error.skus = skus
    return error


def struck(change: Change, *errors: Rejected) -> ListingBase:
    base = ListingBase()
    for error in errors:
        base = counted(base, change, error)
    return base


def test_another_field_is_another_rejection() -> None:
    change = priced({"A": 2}, {"A": 1})
    assert tired(struck(change, *[refused("giá")] * 3), change)
    assert not tired(struck(change, refused("giá"), refused("tên"), refused("giá")), change)


def test_of_figures_only_those_that_were_refused_are_paused() -> None:
    change = priced({"CHE-0100": 2, "CHE-0500": 5}, {"CHE-0100": 1, "CHE-0500": 4})
    base = struck(change, *[refused("giá", skus=("che-0500",))] * 3)
    only_refused_left = priced({"CHE-0100": 2, "CHE-0500": 5}, {"CHE-0100": 2, "CHE-0500": 4})
    assert tired(base, only_refused_left)
    assert not tired(base, change), "the other one may go through"
    assert not tired(base, priced({"CHE-0500": 6}, {"CHE-0500": 4})), "edited"


def test_a_taken_write_forgives_its_own_kind_only() -> None:
    change = priced({"A": 2}, {"A": 1})
    base = struck(change, *[refused()] * 3)
    stocked = change.model_copy(update={"kind": ChangeKind.STOCK})
    assert forgiven(base, stocked) is base
    assert forgiven(base, change).strikes == {}


def test_a_picture_that_the_shop_lost_is_no_strike() -> None:
    assert struck(priced({"A": 2}, {}), PictureGone("E_PICTURE_GONE")).strikes == {}


def test_the_journal_reads_counts_written_before_they_were_told_apart() -> None:
    raw = ListingBase().dump().replace(b'"strikes":null', b'"strikes":["E_REFUSED","abc",2]')
    assert ListingBase.load(raw).strikes["content"].count == 2
    base = struck(priced({"A": 2}, {}), refused("giá"))
    assert ListingBase.load(base.dump()) == base


def test_counts_that_somebody_edited_in_the_journal_end_with_a_code() -> None:
    change = priced({"A": 2}, {})
    base = struck(change, *[refused("giá")] * 3)
    (strikes,) = base.strikes.values()
    for content in ("không phải JSON", "[1]"):
        with pytest.raises(BadUse, match="E_JOURNAL_EDITED"):
            tired(replace(base, strikes={"price": replace(strikes, content=content)}), change)
    with pytest.raises(BadUse, match="E_JOURNAL_EDITED"):
        ListingBase.load(base.dump().replace(b",3,[", b',"ba",['))


def content(kind: ChangeKind = ChangeKind.UPDATE, **other: object) -> Change:
    world = World(1, 1)
    listing = world.desired(world.goods[0], world.day).listing
    assert listing is not None
    listing = listing.model_copy(update=other)
    group = GroupChange(before="a", after=listing.title)
    return Change(
        id="c1", kind=kind, product="P", title="Chè", skus=listing.skus, groups={Group.TITLE: group}, listing=listing
    )


def test_content_is_edited_by_any_of_its_groups_and_its_price_but_not_by_its_stock() -> None:
    change = content()
    assert change.listing is not None
    base = struck(change, *[refused("tên")] * 3)
    assert tired(base, change) == base.strikes["content"]
    assert tired(base, content(ChangeKind.CREATE)), "a create of the same content is the same"
    (variant,) = change.listing.variants
    assert tired(base, content(variants=(variant.model_copy(update={"stock": 3}),)))
    assert not tired(base, content(variants=(variant.model_copy(update={"price_vnd": 3}),)))
    for other in ({"title": "Khác"}, {"description": "Khác"}, {"media": ()}, {"category_id": "9"}):
        assert not tired(base, content(**other))


def test_what_is_counted_says_code_fields_and_how_often() -> None:
    change = content()
    base = struck(change, refused("tên", "ảnh", "tên", ""))
    (strikes,) = base.strikes.values()
    assert (strikes.code, strikes.fields, strikes.count) == ("E_REFUSED", ("tên", "ảnh"), 1)
    again = counted(base, change, refused("ảnh", "tên"))
    assert again.strikes["content"].count == 2, "the order in which a shop names fields is nothing"
    other = Rejected("E_OTHER", fields=refused("tên", "ảnh").fields)
    assert counted(again, change, other).strikes["content"].count == 1
    assert counted(again, content(title="Khác"), refused("tên", "ảnh")).strikes["content"].count == 1
    assert [tired(base, change), tired(again, change)] == [None, None], "two are not three"


def test_counts_of_other_kinds_are_kept_beside() -> None:
    base = struck(content(), refused("tên"))
    both = counted(base, priced({"A": 2}, {"A": 1}), refused("giá"))
    assert set(both.strikes) == {"content", "price"}
    assert set(forgiven(both, content()).strikes) == {"price"}


def test_showing_again_is_refused_for_what_the_listing_was_sent_as() -> None:
    relist = Change(
        id="c1", kind=ChangeKind.RELIST, product="P", title="Chè", skus=("A",), groups={Group.STATE: GroupChange()}
    )
    hidden = ListingBase(groups={Group.TITLE: GroupBase("Chè"), Group.PRICE: GroupBase({"A": 1})})
    base = hidden
    for _ in range(3):
        base = counted(base, relist, refused())
    assert tired(base, relist)
    for edited in ({Group.TITLE: GroupBase("Chè xanh")}, {Group.PRICE: GroupBase({"A": 2})}):
        assert not tired(replace(base, groups={**base.groups, **edited}), relist)
    stocked = replace(base, groups={**base.groups, Group.STOCK: GroupBase({"A": 7})})
    assert tired(stocked, relist), "more pieces are no other listing"


def test_hiding_is_never_counted() -> None:
    unlist = priced({"A": 2}, {}).model_copy(update={"kind": ChangeKind.UNLIST})
    base = struck(priced({"A": 2}, {}), refused())
    assert counted(base, unlist, refused()) is base
    assert forgiven(base, unlist) is base
    assert tired(struck(unlist, *[refused()] * 3), unlist) is None


def test_figures_that_all_stand_as_they_were_sent_are_refused_as_a_whole() -> None:
    again = priced({"A": 2, "B": 3}, {"A": 2, "B": 3})
    base = struck(again, *[refused()] * 3)
    assert tired(base, again)
    assert not tired(base, priced({"A": 2, "B": 4}, {"A": 2, "B": 3}))


def test_a_refused_sku_in_the_shops_spelling_under_its_old_name_is_ours() -> None:
    renamed = priced({"TRA-01": 2, "TRA-02": 5}, {}).model_copy(update={"renames": {"TRA-01": "CU-01"}})
    base = struck(renamed, *[refused(skus=("cu-01",))] * 3)
    assert tired(base, priced({"TRA-01": 2}, {}))
    assert not tired(base, priced({"TRA-02": 5}, {}))
    unknown = struck(renamed, *[refused(skus=("khong-co",))] * 3)
    assert tired(unknown, renamed), "names that nobody knows mean all"


def test_figures_of_a_shop_that_we_never_told_any_are_all_moved() -> None:
    """Of a listing that stood there before us nothing was sent; what has no figures any more has none to refuse."""
    first = Change(
        id="c1", kind=ChangeKind.PRICE, product="P", title="Chè", skus=("A",), groups={Group.PRICE: GroupChange()}
    )
    told = first.model_copy(update={"groups": {Group.PRICE: GroupChange(after={"A": 2})}})
    base = struck(told, *[refused()] * 3)
    assert tired(base, told)
    assert not tired(base, priced({"A": 3}, {}))
    assert counted(ListingBase(), first, refused()).strikes["price"].content == "{}"
