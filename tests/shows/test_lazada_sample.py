"""Must show: the sample on a Lazada mock is what ``shops_expected.csv`` says row by row, and then all is quiet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from connector.demo.proof import expected_listings, shop_against_sample
from connector.port import installed
from connector.sync import RunReport
from tests.loopback import Market, market, twice_listed
from tests.shows.stage import Coop, Row, write_coop

pytestmark = pytest.mark.skipif("lazada" not in installed(), reason="the lazada adapter is not installed here")


@dataclass
class Night:
    coop: Coop
    report: RunReport
    calls: dict[str, int]


def with_one_photo(rows: list[Row]) -> list[Row]:
    """Pictures are shown elsewhere; one each keeps this quick."""
    return [{**row, "image_files": row["image_files"].partition(";")[0]} for row in rows]


@pytest.fixture(scope="module")
def shop() -> Iterator[Market]:
    with market("--pace", "1000", marketplace="lazada") as running:
        yield running


@pytest.fixture(scope="module")
def first(shop: Market, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    coop = write_coop(tmp_path_factory.mktemp("lazada"), shop, "lazada")
    with coop.edited(with_one_photo):
        report = coop.sync()
        yield Night(coop, report, dict(shop.calls()["by_endpoint"]))


def test_the_shop_is_what_the_sample_says(first: Night, shop: Market) -> None:
    assert first.report.exit_code == 0, first.report.counts
    proof = shop_against_sample(shop.listings(), expected_listings(first.coop.sheet, "lazada"))
    assert proof.wrong == []
    assert dict(proof.figures) == {"listings": 158, "skus": 179}
    assert twice_listed(shop.listings()) == []


def test_a_star_stands_on_a_card_of_its_own_and_nowhere_else(first: Night, shop: Market) -> None:
    """One photo and one certificate card where there is a star; one photo where there is none. Products with options
    have the pictures of their options besides."""
    stars = {sku: one.star for one in expected_listings(first.coop.sheet, "lazada") for sku in one.skus}
    for listing in shop.listings():
        star = stars[listing["skus"][0]["sku"]]
        if len(listing["skus"]) == 1:
            assert len(listing["images"]) == (2 if star else 1), listing["title"]
        assert (f"OCOP {star} sao" in listing["description"]) is bool(star), listing["title"]
    cards = [one["images"][1]["sha256"] for one in shop.listings() if len(one["images"]) == 2 and len(one["skus"]) == 1]
    assert len(set(cards)) == len(cards) > 100


def test_one_create_a_product_and_every_picture_once(first: Night, shop: Market) -> None:
    assert first.calls["POST /rest/product/create"] == 158
    shown = {image["sha256"] for listing in shop.listings() for image in listing["images"]}
    assert first.calls["POST /rest/image/upload"] == len(shown)


def test_the_second_plan_is_empty_and_reads_little(first: Night, shop: Market) -> None:
    """Pages of fifty, and a read by id only for products with variants."""
    shop.forget_calls()
    plan = first.coop.plan()
    assert plan.changes == ()
    assert not [notice.code for notice in plan.notices if notice.group is not None]
    several = sum(len(listing["skus"]) > 1 for listing in shop.listings())
    assert shop.calls()["by_endpoint"] == {
        "GET /rest/seller/get": 1,
        "GET /rest/products/get": 4,
        "GET /rest/product/item/get": several,
    }


def test_sixty_prices_and_stocks_go_out_fifty_to_a_call(first: Night, shop: Market) -> None:
    changed: list[str] = []

    def dearer(rows: list[Row]) -> list[Row]:
        live = {sku["sku"] for listing in shop.listings() if len(listing["skus"]) == 1 for sku in listing["skus"]}
        changed.extend([row["sku"] for row in rows if row["sku"] in live][:60])
        return [
            {**row, "price_vnd": str(int(row["price_vnd"]) + 1000), "stock": "7"} if row["sku"] in changed else row
            for row in rows
        ]

    first.coop.allow = {"reprice": 200, "stock-zero": 200}
    with first.coop.edited(dearer):
        report = first.coop.sync()
        assert report.exit_code == 0, report.counts
        calls = shop.calls()["by_endpoint"]
        assert calls["POST /rest/product/price_quantity/update"] == 2
        assert calls["POST /rest/product/stock/sellable/update"] == 2
        stocks = {sku["sku"]: sku["stock"] for listing in shop.listings() for sku in listing["skus"]}
        assert {stocks[sku] for sku in changed} == {7}
        assert first.coop.plan().changes == ()
