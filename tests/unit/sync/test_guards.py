"""Guards at their edges: one less passes, one more trips, and the option named lets it through."""

from __future__ import annotations

import pytest

from connector.model import Group
from connector.sync import Change, ChangeKind, GroupChange, GuardLimits, Limit, catalogue_guards
from connector.sync.guards import shop_guards


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
