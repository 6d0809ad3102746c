"""Issue 4, must show 1 and what follows from it: products of several SKUs through sheet, engine and marketplace."""

from __future__ import annotations

from connector.model import Group
from tests.loopback import shown, twice_listed
from tests.shows.stage import Coop, Row

HONEY, SLIPPERS = "P021-N1", "P012-N1"


def skus_of(coop: Coop, key: str) -> dict[str, int]:
    """SKU to stock of the one listing of a product."""
    (found,) = [one for one in coop.shop.listings() if one["live"] and one["skus"][0]["sku"].startswith(f"{key}-")]
    return {sku["sku"]: sku["stock"] for sku in found["skus"]}


def test_a_count_of_one_size_is_one_write_whatever_the_others_sold(again: Coop) -> None:
    before = skus_of(again, HONEY)
    first, second, *_ = sorted(before)
    again.shop.post("sell", sku=second, quantity=2)

    def counted(rows: list[Row]) -> list[Row]:
        return [{**row, "stock": "77"} if row["sku"] == first else row for row in rows]

    with again.edited(counted):
        report = again.sync()
        calls = again.shop.calls()
    assert (report.counts, calls["writes"]) == ({"stock": 1}, 1)
    assert skus_of(again, HONEY) == {**before, first: 77, second: before[second] - 2}


def test_a_size_that_is_taken_off_is_sold_out_and_comes_back(again: Coop) -> None:
    before = skus_of(again, SLIPPERS)
    last = sorted(before)[-1]

    def without(rows: list[Row]) -> list[Row]:
        return [{**row, "status": "Ngừng bán"} if row["sku"] == last else row for row in rows]

    with again.edited(without):
        report = again.sync()
        assert [result.change.product for result in report.results if result.change.kind == "stock"] == [SLIPPERS]
        assert not any(Group.STRUCTURE in result.change.groups for result in report.results)
        assert skus_of(again, SLIPPERS) == {**before, last: 0}
        assert again.plan().changes == ()
    again.sync()
    assert skus_of(again, SLIPPERS) == before


def test_a_size_leaves_its_listing_and_returns_to_it_when_somebody_allows_it(again: Coop) -> None:
    before = skus_of(again, HONEY)
    whole = shown(again.shop.listings())
    last = sorted(before)[-1]
    with again.edited(lambda rows: [row for row in rows if row["sku"] != last]):
        again.allow = {"structure": 1}
        assert again.sync().counts == {"update": 1}
        assert last not in skus_of(again, HONEY)
        assert again.plan().changes == ()
    again.allow = {}
    assert [trip.guard for trip in again.sync().trips] == ["structure"]
    again.allow = {"structure": 1}
    assert again.sync().counts == {"update": 1}
    assert shown(again.shop.listings()) == whole
    assert again.plan().changes == ()
    assert twice_listed(again.shop.listings()) == []


def test_a_refused_row_keeps_the_whole_product_as_it_was(again: Coop) -> None:
    before = shown(again.shop.listings())
    broken = sorted(skus_of(again, HONEY))[0]

    def breaking(rows: list[Row]) -> list[Row]:
        return [{**row, "price_vnd": "liên hệ"} if row["sku"] == broken else row for row in rows]

    with again.edited(breaking):
        report = again.sync()
    assert (report.exit_code, report.results) == (3, ())
    assert shown(again.shop.listings()) == before
