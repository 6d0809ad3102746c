"""A live shop: no invented goods, no chosen day, and a first write only by name and to three products (decision 25)."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from adapters.memory import _shops
from connector.clock import SystemClock
from connector.config import load_config
from connector.errors import BadUse
from connector.model import ListingState
from connector.run import Options, State, Workspace, open_workspace

DAY = date(2026, 11, 21)
CONFIG = """
[catalogue]
products = ["hàng.csv"]
producers = "chủ thể.csv"
photos = "ảnh"

[[shop]]
name = "gian-hang-that"
marketplace = "memory"
environment = "live"
"""
PRODUCERS = "producer_id,kind,name_vi,channels_open\nP001,cooperative,HTX Miến Làng So,shopee\n"


def catalogue(folder: Path, count: int, *, sample: str = "", gtin: str = "") -> None:
    (folder / "ảnh").mkdir()
    rows = []
    for n in range(count):
        Image.new("RGB", (600, 600), (200, 30 * n % 255, 90)).save(folder / "ảnh" / f"m{n}.jpg")
        rows.append(
            {
                "sku": f"M-{n:03d}",
                "producer_id": "P001",
                "title_vi": f"Miến dong Làng So gói {n + 1}",
                "industry": "Thực phẩm",
                "short_story_vi": "Sợi miến phơi nắng.",
                "price_vnd": "65000",
                "stock": "12",
                "weight_g": "540",
                "dims": "20x15x5",
                "image_files": f"m{n}.jpg",
                "is_sample": sample,
                "gtin": gtin,
            }
        )
    with (folder / "hàng.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "chủ thể.csv").write_text(PRODUCERS, encoding="utf-8")
    (folder / "ocop.toml").write_text(CONFIG, encoding="utf-8")


@asynccontextmanager
async def workspace(folder: Path, **options: object) -> AsyncIterator[Workspace]:
    made = Options(day=DAY, **options)  # type: ignore[arg-type]
    state = State(folder / "state")
    async with open_workspace(load_config(folder / "ocop.toml"), state, SystemClock(), made) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _empty_shop() -> None:
    _shops.clear()


async def test_invented_goods_never_reach_a_live_shop(tmp_path: Path) -> None:
    catalogue(tmp_path, 2, sample="1")
    async with workspace(tmp_path, confirmed="gian-hang-that") as opened:
        report = await opened.sync(opened.config.shop[0])
    assert report.results == ()
    assert {notice.code for notice in report.notices} >= {"SAMPLE_ON_LIVE"}
    assert report.exit_code == 3
    assert _shops["gian-hang-that"].items == {}


async def test_nor_goods_with_the_barcode_kept_for_examples(tmp_path: Path) -> None:
    catalogue(tmp_path, 1, gtin="9520007000014")
    async with workspace(tmp_path, confirmed="gian-hang-that") as opened:
        report = await opened.sync(opened.config.shop[0])
    assert report.results == ()
    assert "SAMPLE_ON_LIVE" in {notice.code for notice in report.notices}


async def test_a_chosen_day_is_refused(tmp_path: Path) -> None:
    catalogue(tmp_path, 1)
    async with workspace(tmp_path, day_given=True, confirmed="gian-hang-that") as opened:
        with pytest.raises(BadUse, match="E_DAY_ON_LIVE"):
            await opened.sync(opened.config.shop[0])


def states() -> list[ListingState]:
    return [item.state for item in _shops["gian-hang-that"].items.values()]


async def test_the_first_write_asks_for_the_name_and_sends_three_products_for_a_look(tmp_path: Path) -> None:
    catalogue(tmp_path, 5)
    async with workspace(tmp_path) as opened:
        with pytest.raises(BadUse, match="E_LIVE_CONFIRM"):
            await opened.sync(opened.config.shop[0])
    assert _shops["gian-hang-that"].items == {}
    async with workspace(tmp_path, confirmed="gian-hang-that") as opened:
        canary = await opened.sync(opened.config.shop[0])
        assert canary.counts == {"create": 3}
        assert [notice.code for notice in canary.notices].count("kept-hidden") == 3
        assert states() == [ListingState.UNLISTED] * 3
        assert not await opened.journal.first_run_done("gian-hang-that")
    async with workspace(tmp_path) as opened:
        rest = await opened.sync(opened.config.shop[0])
        assert rest.counts == {"relist": 3, "create": 2}
        assert states() == [ListingState.LIVE] * 5
        assert await opened.journal.first_run_done("gian-hang-that")


async def test_hidden_creates_stay_so_until_a_run_shows_them(tmp_path: Path) -> None:
    catalogue(tmp_path, 4)
    shop = "gian-hang-that"
    async with workspace(tmp_path, confirmed=shop) as opened:
        await opened.sync(opened.config.shop[0])
    for counts in ({"create": 1}, {}):
        async with workspace(tmp_path, hidden=True) as opened:
            report = await opened.sync(opened.config.shop[0])
            assert report.counts == counts
            assert not await opened.journal.first_run_done(shop)
    assert states() == [ListingState.UNLISTED] * 4
    async with workspace(tmp_path) as opened:
        assert (await opened.sync(opened.config.shop[0])).counts == {"relist": 4}
        assert (await opened.sync(opened.config.shop[0])).counts == {}
    assert states() == [ListingState.LIVE] * 4


async def test_the_first_so_many_by_key_and_no_more(tmp_path: Path) -> None:
    catalogue(tmp_path, 5)
    async with workspace(tmp_path, confirmed="gian-hang-that", first=2) as opened:
        plan = await opened.plan(opened.config.shop[0])
        assert ([change.product for change in plan.changes], plan.restricted) == (["M-000", "M-001"], True)
        assert (await opened.sync(opened.config.shop[0])).counts == {"create": 2}
        assert not await opened.journal.first_run_done("gian-hang-that")
    async with workspace(tmp_path, first=2) as opened:
        plan = await opened.plan(opened.config.shop[0])
        assert [(str(change.kind), change.product) for change in plan.changes] == [
            ("relist", "M-000"),
            ("relist", "M-001"),
        ]
