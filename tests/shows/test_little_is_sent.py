"""Must show 3: nothing new costs a handful of reads, one change one write, and a sale nothing at all."""

from __future__ import annotations

from collections import Counter
from math import ceil

from connector.demo.proof import expected_listings
from tests.loopback import shown
from tests.shows.stage import LIST_PAGE, READ_BATCH, Coop, Row

FEW = 2
"""One per cent of what is live, rounded up."""


def live_skus(coop: Coop) -> list[str]:
    return sorted(sku["sku"] for listing in coop.shop.listings() if listing["live"] for sku in listing["skus"])


def test_the_whole_sample_stands_in_the_shop(published: Coop) -> None:
    assert live_skus(published) == sorted(expected_listings(published.sheet))


def test_a_second_sync_only_reads(published: Coop) -> None:
    listings = len(published.shop.listings())
    report = published.sync()
    calls = published.shop.calls()
    assert report.exit_code == 0
    assert (calls["writes"], calls["uploads"]) == (0, 0)
    assert calls["reads"] <= ceil(listings / LIST_PAGE) + ceil(listings / READ_BATCH) + 5


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
