"""Must show: on Lazada lost answers list nothing twice, the calendar takes a star off, and what staff did stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from connector.demo.proof import expected_listings
from connector.port import installed
from tests.loopback import Market, market, twice_listed, write_config
from tests.shows.stage import Coop, Row, write_rows, write_whole_sample

pytestmark = pytest.mark.skipif("lazada" not in installed(), reason="the lazada adapter is not installed here")
CREATE, UPDATE = "POST /rest/product/create", "POST /rest/product/update"
PRICES = "POST /rest/product/price_quantity/update"
PRODUCTS = 14


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first products that may be published, one photo each."""
    folder = tmp_path_factory.mktemp("sheets")
    write_whole_sample(folder)
    coop = Coop(folder, None, folder)  # type: ignore[arg-type]
    keys = [one.key for one in expected_listings(coop.sheet, "lazada")][:PRODUCTS]
    rows = [row for row in coop.rows() if (row["product_key"] or row["sku"]) in keys]
    rows = [{**row, "image_files": row["image_files"].partition(";")[0]} for row in rows]
    write_rows(coop.sheet, list(rows[0]), rows)
    return folder


@pytest.fixture
def coop(sheets: Path, tmp_path: Path) -> Iterator[Coop]:
    with market("--pace", "1000", marketplace="lazada") as shop:
        shutil.copytree(sheets, tmp_path / "coop")
        write_config(tmp_path / "coop", shop, settle_s=0.5, marketplace="lazada")
        yield Coop(tmp_path / "coop", shop, sheets.parent / tmp_path.name)


def titled(word: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**row, "title_vi": f"{row['title_vi']} {word}"} if row["title_vi"] else row for row in rows]


def fault(shop: Market, kind: str, endpoint: str, **more: object) -> None:
    shop.post("faults", kind=kind, endpoint=endpoint, **more)


def test_lost_answers_list_nothing_twice(coop: Coop) -> None:
    """A connection cut after the create had arrived, one before it, and a timeout that Lazada itself tells."""
    fault(coop.shop, "lose_answer", CREATE, times=3)
    fault(coop.shop, "late_error", CREATE, times=2, after=4)
    fault(coop.shop, "cut", CREATE, times=1, after=8)
    report = coop.sync()
    assert report.exit_code == 0, report.counts
    listings = coop.shop.listings()
    assert len(listings) == PRODUCTS
    assert twice_listed(listings) == []
    assert coop.plan().changes == ()


def test_a_lost_answer_to_a_batch_of_prices_and_to_an_update(coop: Coop) -> None:
    coop.sync()
    coop.allow = {"reprice": 99, "text": 99}

    def dearer(rows: list[Row]) -> list[Row]:
        return titled("mới")([{**row, "price_vnd": str(int(row["price_vnd"]) + 1000)} for row in rows])

    fault(coop.shop, "lose_answer", PRICES)
    fault(coop.shop, "lose_answer", UPDATE)
    with coop.edited(dearer):
        report = coop.sync()
        assert report.exit_code == 0, report.counts
        assert coop.plan().changes == ()
        assert all(listing["title"].endswith(" mới") for listing in coop.shop.listings())
    assert len(coop.shop.listings()) == PRODUCTS


def test_the_calendar_takes_the_star_off(coop: Coop) -> None:
    """Card and words go in one update a product; nobody is asked."""
    coop.sync()
    starred = [one for one in coop.shop.listings() if "CHỨNG NHẬN OCOP" in one["description"]]
    assert starred
    pictures = {one["id"]: len(one["images"]) for one in starred}
    coop.day = date(2031, 1, 1)
    report = coop.sync()
    assert report.exit_code == 0, report.counts
    after = {one["id"]: one for one in coop.shop.listings()}
    for one in starred:
        assert "OCOP" not in after[one["id"]]["description"]
        assert len(after[one["id"]]["images"]) == pictures[one["id"]] - 1
    assert coop.plan().changes == ()


def test_what_staff_did_stays_and_a_gone_row_is_hidden_and_comes_back(coop: Coop) -> None:
    coop.sync()
    edited, gone = coop.shop.listings()[:2]
    coop.shop.post("edit", id=edited["id"], set={"title": "Tên do nhân viên sửa tay"})
    coop.allow = {"unlist": 9}
    skus = {sku["sku"] for sku in gone["skus"]}
    with coop.edited(lambda rows: [row for row in rows if row["sku"] not in skus]):
        assert coop.sync().exit_code == 0
        after = {one["id"]: one for one in coop.shop.listings()}
        assert after[edited["id"]]["title"] == "Tên do nhân viên sửa tay"
        assert (after[gone["id"]]["live"], after[gone["id"]]["status"]) == (False, "InActive")
        assert coop.plan().changes == ()
    assert coop.sync().exit_code == 0
    assert {one["id"]: one["live"] for one in coop.shop.listings()}[gone["id"]]
    assert coop.plan().changes == ()


def test_a_new_shop_under_review_is_left_alone_and_a_refusal_is_told(coop: Coop) -> None:
    coop.sync()
    listing = coop.shop.listings()[0]
    coop.shop.post("review", id=listing["id"], verdict="fail", reason="No White Background")
    plan = coop.plan()
    assert plan.changes == ()
    told = [notice for notice in plan.notices if notice.code == "shop-reason"]
    assert ["No White Background" in str(one.params["reason"]) for one in told] == [True]
    coop.allow = {"text": 99}
    skus = {sku["sku"] for sku in listing["skus"]}
    with coop.edited(lambda rows: [r if r["sku"] not in skus else titled("ảnh nền trắng")([r])[0] for r in rows]):
        assert coop.sync().exit_code == 0
        assert {one["id"]: one["status"] for one in coop.shop.listings()}[listing["id"]] == "Pending QC"
        assert coop.plan().changes == ()


def test_what_stood_in_the_shop_before_is_adopted(sheets: Path, tmp_path: Path) -> None:
    """No create for a SKU that is there, and nothing of what staff wrote is touched."""
    with market("--pace", "1000", "--seed", str(sheets / "products.csv"), marketplace="lazada") as shop:
        shutil.copytree(sheets, tmp_path / "coop")
        write_config(tmp_path / "coop", shop, settle_s=0.5, marketplace="lazada")
        coop = Coop(tmp_path / "coop", shop, tmp_path / "state")
        before = shop.listings()
        report = coop.sync()
        assert report.exit_code in (0, 3), report.counts
        assert shop.calls()["by_endpoint"].get(CREATE, 0) == 0
        assert shop.listings() == before
