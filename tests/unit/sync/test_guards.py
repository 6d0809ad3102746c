"""Guards at their edges: one less passes, one more trips, and the option named lets it through."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from connector.model import Group
from connector.sync import Change, ChangeKind, GroupChange, GuardLimits, Limit, catalogue_guards
from connector.sync.guards import pictures_only, shop_guards


def changes(kind: ChangeKind, count: int, group: Group, *, calendar: bool = False, claim: str = "") -> list[Change]:
    return [
        Change(
            id=f"c{n}",
            kind=kind,
            product=f"P{n:03d}-01",
            title="Nón lá làng Chuông",
            skus=(f"P{n:03d}-01",),
            remote_id=str(n),
            groups={group: GroupChange(before="a", after=f"b{n}", calendar=calendar)},
            calendar=calendar,
            claim=claim,  # type: ignore[arg-type]
        )
        for n in range(count)
    ]


def tripped(
    found: list[Change], *, bound: int = 0, first: bool = True, allow: dict[str, int] | None = None
) -> list[str]:
    trips = shop_guards(
        found, bound=bound, first_run_done=first, exempt=frozenset(), limits=GuardLimits(), allow=allow or {}
    )
    return [f"{trip.guard} {trip.count}>{trip.allowed}" for trip in trips]


@pytest.mark.parametrize(
    ("kind", "group", "guard", "count"),
    [
        (ChangeKind.UNLIST, Group.STATE, "unlist", 3),
        (ChangeKind.PRICE, Group.PRICE, "reprice", 5),
        (ChangeKind.UPDATE, Group.TITLE, "text", 20),
        (ChangeKind.UPDATE, Group.DESCRIPTION, "text", 20),
        (ChangeKind.UPDATE, Group.MEDIA, "media", 20),
        (ChangeKind.CREATE, Group.TITLE, "create", 20),
        (ChangeKind.UPDATE, Group.STRUCTURE, "structure", 0),
    ],
)
def test_each_guard_trips_one_past_its_count(kind: ChangeKind, group: Group, guard: str, count: int) -> None:
    assert tripped(changes(kind, count, group)) == []
    assert tripped(changes(kind, count + 1, group)) == [f"{guard} {count + 1}>{count}"]


def test_the_percentage_of_bound_listings_counts_where_it_is_larger() -> None:
    assert tripped(changes(ChangeKind.PRICE, 60, Group.PRICE), bound=200) == []
    assert tripped(changes(ChangeKind.PRICE, 61, Group.PRICE), bound=200) == ["reprice 61>60"]
    assert tripped(changes(ChangeKind.UNLIST, 7, Group.STATE), bound=75) == []
    assert tripped(changes(ChangeKind.UNLIST, 8, Group.STATE), bound=75) == ["unlist 8>7"]


def test_the_option_named_lets_exactly_that_many_through() -> None:
    found = changes(ChangeKind.PRICE, 40, Group.PRICE)
    assert tripped(found, allow={"reprice": 40}) == []
    assert tripped(found, allow={"reprice": 39}) == ["reprice 40>39"]


def test_creates_are_free_until_an_unrestricted_run_has_completed() -> None:
    found = changes(ChangeKind.CREATE, 500, Group.TITLE)
    assert tripped(found, first=False) == []
    assert tripped(found, first=True) == ["create 500>20"]


def test_what_the_calendar_causes_is_never_counted() -> None:
    assert tripped(changes(ChangeKind.UPDATE, 300, Group.MEDIA, calendar=True, claim="off")) == []
    assert tripped(changes(ChangeKind.UNLIST, 300, Group.STATE, calendar=True)) == []


def test_badges_taken_off_by_the_sheet_are_counted() -> None:
    assert tripped(changes(ChangeKind.UPDATE, 6, Group.MEDIA, claim="off")) == ["badge-off 6>5"]


def test_stock_zero_counts_only_what_was_above_zero() -> None:
    def stock(sent: int | None, after: int, count: int) -> list[Change]:
        group = GroupChange(before={"A": 9}, after={"A": after}, sent={"A": sent})
        made = changes(ChangeKind.STOCK, count, Group.STOCK)
        return [change.model_copy(update={"groups": {Group.STOCK: group}}) for change in made]

    assert tripped(stock(5, 0, 6)) == ["stock-zero 6>5"]
    assert tripped(stock(0, 0, 6)) == []
    assert tripped(stock(5, 3, 6)) == []


def test_resuming_an_interrupted_run_is_not_guarded_again() -> None:
    found = changes(ChangeKind.PRICE, 40, Group.PRICE)
    exempt = frozenset(change.key for change in found[:36])
    limits = GuardLimits()
    assert shop_guards(found, bound=0, first_run_done=True, exempt=exempt, limits=limits, allow={}) == ()


def trips(**more: object) -> list[str]:
    facts: dict[str, object] = {
        "rows": 240,
        "skus_read": 240,
        "refused": 0,
        "last_skus": 240,
        "complete": True,
        "limits": GuardLimits(),
        "allow": {},
        **more,
    }
    return [trip.guard for trip in catalogue_guards(**facts)]  # type: ignore[arg-type]


def test_an_empty_file() -> None:
    assert trips(rows=0, skus_read=0) == ["empty"]


def test_half_of_the_last_accepted_catalogue_is_too_little() -> None:
    assert trips(skus_read=120, rows=120) == ["halved"]
    assert trips(skus_read=121, rows=121) == []
    assert trips(skus_read=120, rows=120, last_skus=None) == []
    assert trips(skus_read=120, rows=120, complete=False) == []
    assert trips(skus_read=120, rows=120, allow={"halved": 120}) == []
    assert trips(skus_read=100, rows=100, allow={"halved": 120}) == ["halved"]


def test_more_than_a_fifth_refused() -> None:
    assert trips(refused=48) == []
    assert trips(refused=49) == ["refused"]
    assert trips(refused=60, allow={"refused": 60}) == []


def test_limits_from_the_config_replace_ours() -> None:
    limits = GuardLimits(shop={**GuardLimits().shop, "reprice": Limit(1, 0)})
    found = changes(ChangeKind.PRICE, 2, Group.PRICE)
    made = shop_guards(found, bound=999, first_run_done=True, exempt=frozenset(), limits=limits, allow={})
    assert [trip.option for trip in made] == ["--allow reprice=2"]


def catalogue(**more: object) -> list[tuple[str, int, int, int, tuple[str, ...]]]:
    facts: dict[str, object] = {
        "rows": 240,
        "skus_read": 240,
        "refused": 0,
        "last_skus": 240,
        "complete": True,
        "limits": GuardLimits(),
        "allow": {},
        **more,
    }
    found = catalogue_guards(**facts)  # type: ignore[arg-type]
    assert {trip.scope for trip in found} <= {"catalogue"}
    return [(trip.guard, trip.count, trip.allowed, trip.of, trip.skus) for trip in found]


def test_a_catalogue_guards_message_has_every_number_right() -> None:
    refused = [f"NON-{n:02d}" for n in range(12)]
    assert catalogue(rows=0, skus_read=0) == [("empty", 0, 1, 240, ())]
    assert catalogue(rows=0, skus_read=0, last_skus=None) == [("empty", 0, 1, 0, ())]
    assert catalogue(rows=100, skus_read=100) == [("halved", 100, 121, 240, ())]
    assert catalogue(refused=60, refused_skus=refused) == [("refused", 60, 48, 240, tuple(refused[:10]))]


def test_a_small_co_ops_file_is_guarded_too() -> None:
    assert catalogue(rows=1, skus_read=1, refused=1, last_skus=1) == [("refused", 1, 0, 1, ())]
    assert catalogue(rows=1, skus_read=1, refused=0, last_skus=1) == []
    assert catalogue(rows=1, skus_read=1, last_skus=2) == [("halved", 1, 2, 2, ())]
    assert catalogue(rows=1, skus_read=1, last_skus=3) == [("halved", 1, 2, 3, ())]
    assert catalogue(rows=5, skus_read=5, refused=1, last_skus=None) == []
    assert catalogue(rows=4, skus_read=4, refused=1, last_skus=None) == [("refused", 1, 0, 4, ())]
    assert catalogue(rows=1, skus_read=1, last_skus=0) == []


def test_each_catalogue_guard_is_let_through_by_its_own_name_and_number() -> None:
    both = {"rows": 100, "skus_read": 100, "refused": 60}
    assert [name for name, *_ in catalogue(**both)] == ["halved", "refused"]
    assert [name for name, *_ in catalogue(**both, allow={"halved": 100})] == ["refused"]
    assert [name for name, *_ in catalogue(**both, allow={"refused": 60})] == ["halved"]
    assert [name for name, *_ in catalogue(**both, allow={"refused": 59, "halved": 101})] == ["halved", "refused"]
    assert catalogue(rows=0, skus_read=0, allow={"empty": 0}) == []
    assert [name for name, *_ in catalogue(rows=0, skus_read=0, allow={"empty": 1})] == ["empty"]
    assert [name for name, *_ in catalogue(rows=0, skus_read=0, allow={"refused": 9})] == ["empty"]


def test_the_files_limits_come_from_the_config() -> None:
    limits = GuardLimits(refused_percent=10, halved_percent=80)
    assert catalogue(limits=limits, refused=24, skus_read=193, rows=240) == []
    assert [name for name, *_ in catalogue(limits=limits, refused=25, skus_read=192)] == ["halved", "refused"]


def test_the_limits_are_those_of_decision_13() -> None:
    limits = {name: (limit.count, limit.percent) for name, limit in GuardLimits().shop.items()}
    assert limits == {
        **dict.fromkeys(("text", "media", "create"), (20, 50)),
        **dict.fromkeys(("reprice", "stock-zero"), (5, 30)),
        **dict.fromkeys(("structure", "rename", "adopt-overwrite", "archive"), (0, 0)),
        "unlist": (3, 10),
        "badge-off": (5, 20),
    }
    others = GuardLimits()
    assert (others.price_above, others.price_below) == (2.0, 0.5)
    assert (others.refused_percent, others.halved_percent) == (20, 50)


def made(kind: ChangeKind, count: int, groups: dict[Group, GroupChange], reason: str = "") -> list[Change]:
    found = changes(kind, count, Group.TITLE)
    return [change.model_copy(update={"groups": groups, "reason": reason}) for change in found]


def test_a_shop_guards_message_has_its_numbers_and_ten_skus() -> None:
    found = changes(ChangeKind.UNLIST, 15, Group.STATE)
    (trip,) = shop_guards(
        found, bound=70, first_run_done=True, exempt=frozenset(), limits=GuardLimits(), allow={"unlist": 6}
    )
    assert (trip.guard, trip.scope, trip.count, trip.allowed, trip.of) == ("unlist", "shop", 15, 7, 70)
    assert trip.skus == tuple(f"P{n:03d}-01" for n in range(10))


def test_only_the_recorded_changes_of_the_interrupted_run_are_exempt() -> None:
    found = changes(ChangeKind.PRICE, 40, Group.PRICE)
    exempt = frozenset(change.key for change in found[:34])
    (trip,) = shop_guards(found, bound=0, first_run_done=True, exempt=exempt, limits=GuardLimits(), allow={})
    assert (trip.count, trip.skus[0]) == (6, "P034-01")


def test_one_group_that_the_calendar_changed_does_not_hide_another_that_somebody_did() -> None:
    by_day, by_hand = GroupChange(before="a", after="b", calendar=True), GroupChange(before="a", after="c")
    mixed = made(ChangeKind.UPDATE, 21, {Group.TITLE: by_day, Group.DESCRIPTION: by_hand})
    assert tripped(mixed) == ["text 21>20"]
    assert tripped(made(ChangeKind.UPDATE, 21, {Group.TITLE: by_day, Group.DESCRIPTION: by_day})) == []
    assert tripped(made(ChangeKind.UPDATE, 21, {Group.PACKAGE: by_hand, Group.ATTRIBUTES: by_hand})) == []


def test_a_trip_says_nothing_of_the_guards_behind_and_before_it() -> None:
    """Every guard counts for itself, and what comes after one that stays silent is counted all the same."""
    found = [*changes(ChangeKind.UNLIST, 4, Group.STATE), *changes(ChangeKind.PRICE, 6, Group.PRICE)]
    found += changes(ChangeKind.CREATE, 21, Group.TITLE)
    assert tripped(found) == ["unlist 4>3", "reprice 6>5", "create 21>20"]
    assert tripped(found, first=False) == ["unlist 4>3", "reprice 6>5"]


def test_what_was_allowed_to_be_overwritten_at_adoption_is_counted_once_and_by_its_own_guard() -> None:
    title = {Group.TITLE: GroupChange(before="a", after="b")}
    price = {Group.PRICE: GroupChange(before=1, after=2)}
    found = [
        *made(ChangeKind.UPDATE, 30, title, "adopt-overwrite"),
        *made(ChangeKind.PRICE, 30, price, "adopt-overwrite"),
    ]
    assert tripped(found) == ["adopt-overwrite 30>0"]
    assert tripped(found, allow={"adopt-overwrite": 30}) == []
    assert tripped(found, allow={"adopt-overwrite": 29}) == ["adopt-overwrite 30>29"]


OPTIONS = {"options": ["Quy cách"], "skus": {"P001-01": ["Hộp 200 g"]}, "images": {"Hộp 200 g": "photo:a"}}
REDRAWN = {**OPTIONS, "images": {"Hộp 200 g": "photo:b"}}
MORE = {**OPTIONS, "skus": {"P001-01": ["Hộp 200 g"], "P001-02": ["Hộp 500 g"]}}


@pytest.mark.parametrize(
    ("change", "reason", "found"),
    [
        (GroupChange(before=OPTIONS, after=MORE, sent=OPTIONS), "", ["structure 21>0"]),
        (GroupChange(before=OPTIONS, after=MORE, sent=OPTIONS), "rename", ["rename 21>0"]),
        (GroupChange(before=OPTIONS, after=MORE, sent=OPTIONS), "stocked", []),
        (GroupChange(before=OPTIONS, after=REDRAWN, sent=OPTIONS), "", ["media 21>20"]),
        (GroupChange(before=OPTIONS, after=REDRAWN, sent=OPTIONS), "sku", []),
        (GroupChange(before=MORE, after=REDRAWN, sent=OPTIONS), "", ["media 21>20"]),
        (GroupChange(before=MORE, after=REDRAWN, sent=OPTIONS, overwrites=True), "", ["structure 21>0"]),
        (GroupChange(before=OPTIONS, after=REDRAWN, sent=MORE, overwrites=True), "", ["media 21>20"]),
        (GroupChange(before=OPTIONS, after=REDRAWN), "", ["media 21>20"]),
        (GroupChange(before=None, after=None), "", ["structure 21>0"]),
    ],
)
def test_pictures_of_options_are_pictures_and_no_regrouping(change: GroupChange, reason: str, found: list[str]) -> None:
    assert tripped(made(ChangeKind.UPDATE, 21, {Group.STRUCTURE: change}, reason)) == found


def test_without_a_structure_no_pictures_of_options_change() -> None:
    assert not pictures_only({})
    assert not pictures_only({Group.MEDIA: GroupChange(before=["a"], after=["b"])})
    assert pictures_only({Group.STRUCTURE: GroupChange(before=OPTIONS, after=REDRAWN)})


def test_pictures_are_counted_once_and_not_where_our_skus_are_put_on() -> None:
    both = {
        Group.MEDIA: GroupChange(before=["a"], after=["b"]),
        Group.STRUCTURE: GroupChange(before=OPTIONS, after=REDRAWN),
    }
    assert tripped(made(ChangeKind.UPDATE, 21, both)) == ["media 21>20"]
    assert tripped(made(ChangeKind.UPDATE, 21, {Group.MEDIA: both[Group.MEDIA]}, "sku")) == []


@pytest.mark.parametrize(
    ("sent", "after", "counts"),
    [
        ({"A": 5, "B": 5}, {"A": 5, "B": 0}, True),
        ({"A": 0, "B": 5}, {"A": 0, "B": 4}, False),
        ({"A": 5}, {"A": 5, "B": 0}, False),
        ({"A": 1}, {"A": 0}, True),
        ({"A": 2}, {"A": 1}, False),
        (None, {"A": 0}, False),
        ({"A": 5}, None, False),
    ],
)
def test_selling_out_counts_where_any_sku_that_had_pieces_has_none(
    sent: JsonValue, after: JsonValue, counts: bool
) -> None:
    stock = {Group.STOCK: GroupChange(before={"A": 9}, after=after, sent=sent)}
    assert bool(tripped(made(ChangeKind.STOCK, 6, stock))) is counts
    assert tripped(made(ChangeKind.RELIST, 6, stock)) == [], "only a write of stock sells out"
