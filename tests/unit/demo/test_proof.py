"""What the demo says of a shop that is as the sample says, and of one that is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connector.demo.proof import (
    Expected,
    expected_listings,
    expected_rows,
    reasons_against_sample,
    shop_against_sample,
    stars_on,
    without_paper,
)
from connector.sample import SAMPLE_DAY, write_sample
from connector.sync import Notice


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mẫu")
    write_sample(folder)
    return folder / "products.csv"


def shown(expected: list[Expected]) -> list[dict[str, Any]]:
    """A shop exactly as expected; all pieces lie under the first SKU."""
    return [
        {
            "live": True,
            "skus": [{"sku": sku, "stock": 0 if place else one.stock} for place, sku in enumerate(one.skus)],
        }
        for one in expected
    ]


def said(rows: list[Expected]) -> list[Notice]:
    wanted = [(row.key, code) for row in rows for code in [*row.why_not, *(["waiting-for-stock"] * row.waits)]]
    return [Notice(code=code, product=key) for key, code in wanted]


@pytest.mark.parametrize(
    ("marketplace", "listings", "skus", "waiting"),
    [("shopee", 170, 189, 0), ("lazada", 158, 179, 0), ("tiktok_shop", 138, 0, 18)],
)
def test_the_expectations_of_each_marketplace(
    sheet: Path, marketplace: str, listings: int, skus: int, waiting: int
) -> None:
    rows = expected_rows(sheet, marketplace)
    there = expected_listings(sheet, marketplace)
    assert len(rows) == 215
    assert (len(there), sum(one.waits for one in rows)) == (listings, waiting)
    assert skus in (0, sum(len(one.skus) for one in there))
    proof = shop_against_sample(shown(there), there)
    assert proof.wrong == []
    assert proof.figures["listings"] == listings


def test_where_stock_is_needed_a_variant_without_a_piece_is_left_out(sheet: Path) -> None:
    everywhere = {one.key: set(one.skus) for one in expected_listings(sheet, "lazada")}
    stocked = {one.key: set(one.skus) for one in expected_listings(sheet, "tiktok_shop")}
    short = {key: everywhere[key] - skus for key, skus in stocked.items() if everywhere.get(key, skus) != skus}
    assert short
    assert all(len(left_out) < len(everywhere[key]) for key, left_out in short.items())


def test_every_kind_of_fault_in_a_shop_is_named(sheet: Path) -> None:
    expected = expected_listings(sheet)
    listings = shown(expected)
    listings[0]["live"] = False
    listings[1]["skus"][0]["stock"] += 1
    listings.append(listings[2])
    listings.append({"live": True, "skus": [{"sku": "LẠ-01", "stock": 3}]})
    codes = [fault.code for fault in shop_against_sample(listings, expected).wrong]
    assert sorted(codes) == ["demo-wrong-listed", "demo-wrong-missing", "demo-wrong-stock", "demo-wrong-twice"]


def test_a_reason_that_is_missing_wrong_or_too_many_is_a_fault(sheet: Path) -> None:
    rows = expected_rows(sheet, "tiktok_shop")
    notices = said(rows)
    right = reasons_against_sample(notices, rows)
    assert right.wrong == []
    assert (right.figures["waiting"], right.figures["withheld"]) == (18, 215 - 156)
    live = next(row.key for row in rows if row.skus)
    assert reasons_against_sample(notices[1:], rows).wrong[0].params["found"] != notices[0].code
    more = [*notices, Notice(code="HOLD_SPIRITS", product=live)]
    assert [fault.params["key"] for fault in reasons_against_sample(more, rows).wrong] == [live]


def test_a_star_ends_on_the_day_its_certificate_does(sheet: Path) -> None:
    stars = stars_on(sheet, SAMPLE_DAY)
    for one in expected_listings(sheet):
        assert {stars[sku] for sku in one.skus} == {one.star}


def test_a_food_safety_paper_that_ends_bars_what_is_eaten_and_nothing_else(sheet: Path) -> None:
    producers = sheet.with_name("producers.csv")
    before, after = (without_paper(sheet, producers, day) for day in (SAMPLE_DAY, date(2026, 12, 15)))
    held = {row.key for row in expected_rows(sheet, "shopee") if "HOLD_FOOD_SAFETY_CERT_EXPIRED" in row.why_not}
    assert held <= before  # all of these have one SKU
    assert before < after
    assert {sku.partition("-")[0] for sku in after - before} == {"P038"}
