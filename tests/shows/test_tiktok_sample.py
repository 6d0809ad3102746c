"""The whole sample on a TikTok Shop mock: every expected row, what waits for stock, papers, a quiet second night."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connector.model import VariantStatus
from connector.sample import expected_shops
from connector.sample.papers import write_papers
from connector.sync import RunReport
from tests.loopback import market
from tests.shows.stage import Coop, write_whole_sample

CONFIG = """[catalogue]
products  = ["products.csv"]
producers = "producers.csv"
photos    = "photos"
papers    = "papers"

[policy]
lead_days   = 0
stock_share = "same"

[[shop]]
name        = "tiktok-thu"
marketplace = "tiktok_shop"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:tiktok.json"
settle_s    = 2
"""
EXPECTED = [row for row in expected_shops() if row["marketplace"] in ("tiktok_shop", "tiktok")]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Coop, RunReport]]:
    folder = tmp_path_factory.mktemp("tiktok")
    with market(marketplace="tiktok_shop") as shop:
        write_whole_sample(folder)
        write_papers(folder / "papers", folder / "producers.csv", folder / "products.csv")
        (folder / "tiktok.json").write_text(shop.line, encoding="utf-8")
        (folder / "ocop.toml").write_text(CONFIG.format(base_url=shop.base_url), encoding="utf-8")
        coop = Coop(folder, shop, folder / "state")
        yield coop, coop.sync()


def on_sale(coop: Coop) -> dict[str, dict[str, int]]:
    """By product key: SKUs on sale and their pieces, as the sheet says."""
    found: dict[str, dict[str, int]] = {}
    for row in coop.rows():
        if row["status"] != VariantStatus.DISCONTINUED:
            pieces = 0 if row["status"] == VariantStatus.OUT_FOR_NOW else int(row["stock"] or 0)
            found.setdefault(row["product_key"] or row["sku"], {})[row["sku"]] = pieces
    return found


def shown(coop: Coop) -> dict[str, dict[str, Any]]:
    """The shop's listings by product key of our sheet."""
    keys = {row["sku"]: row["product_key"] or row["sku"] for row in coop.rows()}
    return {keys[listing["skus"][0]["sku"]]: listing for listing in coop.shop.listings()}


def test_the_sample_has_every_row_for_this_marketplace() -> None:
    publishable = [row for row in EXPECTED if row["publishable"] == "yes"]
    assert (len(EXPECTED), len(publishable)) == (215, 156)
    assert sum(row["stock"] == "0" for row in publishable) == 18


def test_what_has_stock_is_listed_and_the_rest_waits(opened: tuple[Coop, RunReport]) -> None:
    """Every row of shops_expected.csv: why not, SKUs and pieces on sale, those without a piece left out."""
    coop, report = opened
    assert (report.counts, report.ending) == ({"create": 138}, "done")
    waiting = {notice.product for notice in report.notices if notice.code == "waiting-for-stock"}
    reasons: dict[str, set[str]] = {}
    for notice in report.notices:
        if notice.code.startswith(("HOLD_", "CHANNEL_", "STATUS_", "E_")):
            reasons.setdefault(notice.product, set()).add(notice.code)
    listings, sold = shown(coop), on_sale(coop)
    wrong = []
    for row in EXPECTED:
        key = row["product_key"]
        why_not = set(row["why_not"].split(";")) - {""}
        stocked = {sku: pieces for sku, pieces in sold.get(key, {}).items() if pieces}
        there = {sku["sku"]: sku["stock"] for sku in listings[key]["skus"]} if key in listings else {}
        publishable = row["publishable"] == "yes"
        if reasons.get(key, set()) != why_not:
            wrong.append((key, reasons.get(key), why_not))
        if there != (stocked if publishable else {}):
            wrong.append((key, there, stocked))
        if publishable and (len(sold[key]), sum(there.values())) != (int(row["skus"]), int(row["stock"])):
            wrong.append((key, there, row))
        if (key in waiting) != (publishable and row["stock"] == "0"):
            wrong.append((key, "waiting"))
    assert wrong == []


def cards(report: RunReport) -> set[str]:
    sent = [result.change.listing for result in report.results if result.change.listing is not None]
    return {listing.product.key for listing in sent if any(picture.card for picture in listing.media)}


def test_the_star_stands_on_the_second_picture_or_on_a_card(opened: tuple[Coop, RunReport]) -> None:
    _, report = opened
    stars = {row["product_key"]: row["badge_star"] for row in EXPECTED}
    for result in report.results:
        listing = result.change.listing
        assert listing is not None
        badged = [n for n, picture in enumerate(listing.media, start=1) if picture.badge]
        star = stars[listing.product.key]
        assert badged == ([2] if star else []), listing.product
        assert {picture.badge[:1] for picture in listing.media if picture.badge} == ({star} if star else set())
    assert cards(report) == {"P025-05", "P016-05"}  # one photo each


def test_the_second_plan_is_empty_and_costs_a_read_a_product(opened: tuple[Coop, RunReport]) -> None:
    coop, _ = opened
    coop.shop.forget_calls()
    assert coop.plan().changes == ()
    calls = coop.shop.calls()
    assert (calls["writes"], calls["uploads"]) == (0, 0)
    assert calls["reads"] == 1 + 2 + 138  # who we are, two pages of the list, each product once


def test_a_variant_that_comes_into_stock_is_added_without_asking(opened: tuple[Coop, RunReport]) -> None:
    """Decision 22. No guard holds it, and what stands is not touched."""
    coop, first = opened
    coop.shop.post("clock", advance_s=4000)  # the first reviews are over
    (notice,) = [one for one in first.notices if one.code == "variants-wait-for-stock"]
    sold_out, key = str(notice.params["variants"]), notice.product
    before = shown(coop)[key]
    assert sold_out not in {sku["sku"] for sku in before["skus"]}

    def stock(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{**row, "stock": "9", "status": ""} if row["sku"] == sold_out else row for row in rows]

    with coop.edited(stock):
        report = coop.sync()
        sent = [(str(one.change.kind), one.change.reason, str(one.outcome)) for one in report.results]
        assert sent == [("update", "stocked", "accepted")]
        coop.shop.post("clock", advance_s=4000)
        assert coop.plan().changes == ()
        after = {sku["sku"]: (sku["id"], sku["stock"]) for sku in shown(coop)[key]["skus"]}
        assert after.pop(sold_out)[1] == 9
        assert after == {sku["sku"]: (sku["id"], sku["stock"]) for sku in before["skus"]}


def test_papers_went_along_where_the_category_asks_for_them(opened: tuple[Coop, RunReport]) -> None:
    _, report = opened
    sent = [result.change.listing for result in report.results if result.change.listing is not None]
    edible = [listing for listing in sent if listing.category_path[0] == "Thực phẩm & Đồ uống"]
    assert len(edible) > 40
    assert all(
        len(listing.papers) == 2 or "tươi" in " ".join(listing.category_path) or listing.papers for listing in edible
    )
    assert not any(listing.papers for listing in sent if listing.category_path[0] == "Đồ gia dụng")
