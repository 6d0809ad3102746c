"""Must show 5: an empty file, half a file, all prices doubled: stopped with numbers and the option, nothing written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.loopback import shown
from tests.shows.stage import Coop, Row, in_words

Change = Callable[[list[Row]], list[Row]]


def emptied(_rows: list[Row]) -> list[Row]:
    return []


def halved(rows: list[Row]) -> list[Row]:
    return rows[: len(rows) // 2]


def doubled(rows: list[Row]) -> list[Row]:
    return [{**row, "price_vnd": str(int(row["price_vnd"]) * 2) if row["price_vnd"].isdigit() else ""} for row in rows]


@pytest.mark.parametrize(
    ("guard", "change"),
    [("empty", emptied), ("halved", halved), ("reprice", doubled)],
    ids=["empty", "halved", "reprice"],
)
def test_a_bad_file_is_stopped(published: Coop, guard: str, change: Change) -> None:
    before = shown(published.shop.listings())
    with published.edited(change):
        plan = published.plan()
        report = published.sync()
        calls = published.shop.calls()
    assert report.exit_code == 4
    assert calls["writes"] == 0
    assert calls["uploads"] == 0
    assert shown(published.shop.listings()) == before
    (trip,) = report.trips
    assert trip.guard == guard
    assert [one.guard for one in plan.trips] == [guard]
    words = in_words(report)
    assert f"--allow {guard}={trip.count}" in words
    assert str(trip.allowed) in words
    assert "Chốt an toàn" in words


def test_a_stopped_run_leaves_no_trace(published: Coop) -> None:
    report = published.sync()
    assert report.exit_code == 0
    assert report.results == ()
    assert published.shop.calls()["writes"] == 0


def test_the_named_option_lets_the_prices_through_once(again: Coop) -> None:
    with again.edited(doubled):
        stopped = again.sync()
        (trip,) = stopped.trips
        again.allow = {trip.guard: trip.count}
        report = again.sync()
        assert report.exit_code == 0
        assert report.counts == {"price": trip.count}
        assert again.shop.calls()["writes"] == trip.count


def test_what_a_guard_stopped_never_stands_in_for_a_broken_row(published: Coop) -> None:
    """The last accepted product is the one that was let through, not the one that was stopped the night before."""
    with published.edited(doubled):
        assert published.sync().exit_code == 4

    def one_broken(rows: list[Row]) -> list[Row]:
        listed = {sku["sku"] for listing in published.shop.listings() for sku in listing["skus"]}
        broken = next(row["sku"] for row in rows if row["sku"] in listed)
        return [{**row, "price_vnd": "liên hệ"} if row["sku"] == broken else row for row in rows]

    with published.edited(one_broken):
        report = published.sync()
    assert report.results == ()
    assert published.shop.calls()["writes"] == 0
