from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from adapters.tiktok_shop.mock import MockOptions, build
from tests.unit.tiktok_shop_mock.client import Seller

SAMPLE = files("connector").joinpath("sample", "data")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(SAMPLE.joinpath(name).read_text("utf-8").splitlines(keepends=True)))


PRODUCTS = {row["sku"]: row for row in rows("products.csv")}
EXPECTED = [row for row in rows("shops_expected.csv") if row["marketplace"] == "tiktok_shop"]
PUBLISHABLE = [row["product_key"] for row in EXPECTED if row["publishable"] == "yes"]


async def listings(seller: Seller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await seller.control("listings"))["listings"]
    return found


async def test_the_first_publishable_products_with_titles_changed_only() -> None:
    seller = Seller.of(seed="12")
    seeded = await listings(seller)
    singles = [listing for listing in seeded if len(listing["skus"]) == 1]
    assert len(seeded) == 12
    assert [each["skus"][0]["sku"] for each in singles] == [key for key in PUBLISHABLE[:12] if key in PRODUCTS]
    for listing in singles:
        row = PRODUCTS[listing["skus"][0]["sku"]]
        assert listing["live"]
        assert listing["title"] != row["title_vi"]
        assert listing["title"].startswith(row["title_vi"])
        assert listing["skus"][0]["price"] == int(row["price_vnd"])
        assert listing["skus"][0]["stock"] == int(row["stock"])
        assert row["short_story_vi"] in listing["description"]
    assert (await seller.control("calls"))["total"] == 0


async def test_a_shop_filled_by_hand_has_no_skus() -> None:
    seller = Seller.of(seed="30", no_sku=True)
    for listing in await listings(seller):
        assert {sku["sku"] for sku in listing["skus"]} == {""}


async def test_the_whole_sample_stands_where_it_may_be_edited() -> None:
    """Every seeded product passes its own rules: a partial edit of its title is taken."""
    seller = Seller.of(seed="156")
    seeded = await listings(seller)
    assert [listing["id"] for listing in seeded] == sorted({listing["id"] for listing in seeded})
    assert len(seeded) == 156
    for listing in seeded:
        title = f"{listing['title']} hàng OCOP Hà Nội"
        answer = await seller.partial(listing["id"], title=title)
        assert answer["code"] == 0, (listing["title"], answer)
        assert answer["data"]["warnings"] == [], listing["title"]


async def test_variants_become_skus_with_sales_attributes() -> None:
    seller = Seller.of(seed="156")
    first = await seller.search()
    rest = await seller.search(page_token=first["next_page_token"])
    several = [each for each in (*first["products"], *rest["products"]) if len(each["skus"]) > 2]
    assert several
    for product in several:
        shown = (await seller.get(product["id"]))["skus"]
        combined = {tuple(value["value_id"] for value in sku["sales_attributes"]) for sku in shown}
        assert len(combined) == len(shown)
        assert (await seller.search({"seller_skus": [shown[-1]["seller_sku"]]}))["total_count"] == 1


async def test_a_csv_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "của mình.csv"
    text = SAMPLE.joinpath("products.csv").read_text("utf-8").splitlines(keepends=True)
    path.write_text("\ufeff" + "".join(text[:4]), encoding="utf-8")
    seller = Seller.of(seed=str(path))
    assert [each["skus"][0]["sku"] for each in await listings(seller)] == ["P001-01", "P001-02", "P001-03"]


def test_plain_options_will_do() -> None:
    app, info = build(MockOptions(seed="1"))
    assert info["marketplace"] == "tiktok_shop"
    assert len(app.market.listings("http://x")) == 1


@pytest.mark.parametrize("seed", ["không-có.csv", "-3"])
def test_a_seed_that_cannot_be_read(seed: str) -> None:
    with pytest.raises(ValueError, match="--seed"):
        build(MockOptions(seed=seed))
