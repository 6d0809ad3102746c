"""Must show 3: nothing new costs a handful of reads, one change one write, and a sale nothing at all."""

from __future__ import annotations

from collections import Counter
from math import ceil

from connector.demo.proof import expected_listings, shop_against_sample
from tests.loopback import shown
from tests.shows.stage import LIST_PAGE, READ_BATCH, Coop, Row

FEW = 2
"""One per cent of what is live, rounded up."""


def live_skus(coop: Coop) -> list[str]:
    """Of listings with one SKU."""
    return sorted(one["skus"][0]["sku"] for one in coop.shop.listings() if one["live"] and len(one["skus"]) == 1)


def test_the_whole_sample_stands_in_the_shop(published: Coop) -> None:
    """Issue 4, must show 1: row by row, products of several SKUs included."""
    proof = shop_against_sample(published.shop.listings(), expected_listings(published.sheet))
    assert proof.wrong == []
    assert (proof.figures["listings"], proof.figures["skus"]) == (170, 189)


def test_each_sku_stands_under_its_options(published: Coop) -> None:
    listing = next(one for one in published.shop.listings() if one["skus"][0]["sku"].startswith("P001-N1"))
    assert {sku["sku"]: (sku["price"], sku["stock"]) for sku in listing["skus"]} == {
        row["sku"]: (int(row["price_vnd"]), int(row["stock"]))
        for row in published.rows()
        if row["product_key"] == "P001-N1"
    }


def test_a_second_sync_only_reads(published: Coop) -> None:
    listings = len(published.shop.listings())
    report = published.sync()
    calls = published.shop.calls()
    assert report.exit_code == 0
    assert (calls["writes"], calls["uploads"]) == (0, 0)
    several = sum(len(one["skus"]) > 1 for one in published.shop.listings())
    assert calls["reads"] <= ceil(listings / LIST_PAGE) + ceil(listings / READ_BATCH) + several + 5


def test_new_prices_are_one_write_each(again: Coop) -> None:
    chosen = live_skus(again)[:FEW]

    def dearer(rows: list[Row]) -> list[Row]:
        return [{**r, "price_vnd": str(int(r["price_vnd"]) + 1000)} if r["sku"] in chosen else r for r in rows]

    with again.edited(dearer):
        report = again.sync()
        calls = again.shop.calls()
    assert report.counts == {"price": FEW}
    assert (calls["writes"], calls["uploads"]) == (FEW, 0)


def test_new_stories_are_one_write_each(again: Coop) -> None:
    chosen = live_skus(again)[-FEW:]

    def retold(rows: list[Row]) -> list[Row]:
        return [{**r, "short_story_vi": "Mẻ mới phơi ba nắng 🌞."} if r["sku"] in chosen else r for r in rows]

    with again.edited(retold):
        report = again.sync()
        calls = again.shop.calls()
    assert report.counts == {"update": FEW}
    assert (calls["writes"], calls["uploads"]) == (FEW, 0)
    by_product = Counter(result.change.product for result in report.results)
    assert max(by_product.values()) == 1


def test_a_sale_is_not_sent_back(published: Coop) -> None:
    sku = next(listing["skus"][0]["sku"] for listing in published.shop.listings() if listing["skus"][0]["stock"] > FEW)
    published.shop.post("sell", sku=sku, quantity=FEW)
    sold = shown(published.shop.listings())
    report = published.sync()
    assert report.exit_code == 0
    assert published.shop.calls()["writes"] == 0
    assert shown(published.shop.listings()) == sold
