"""Must show 4: a broken row or a lost photo folder takes nothing off the shop, and people are told which rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.loopback import shown
from tests.shows.stage import Coop, Row, in_words

BROKEN = "P001-01"


@pytest.fixture
def photos_gone(published: Coop) -> Iterator[Coop]:
    photos, elsewhere = published.folder / "photos", published.folder / "Ảnh chụp (bản sao)"
    photos.rename(elsewhere)
    yield published
    elsewhere.rename(photos)


def test_a_broken_row_is_named_and_its_listing_stays(published: Coop) -> None:
    def breaking(rows: list[Row]) -> list[Row]:
        return [{**row, "price_vnd": "liên hệ"} if row["sku"] == BROKEN else row for row in rows]

    before = shown(published.shop.listings())
    with published.edited(breaking):
        report = published.sync()
        calls = published.shop.calls()
    assert report.exit_code == 3
    assert (calls["writes"], calls["uploads"]) == (0, 0)
    assert shown(published.shop.listings()) == before
    words = in_words(report)
    assert BROKEN in words
    assert "liên hệ" in words


def test_a_renamed_photo_folder_changes_no_picture(photos_gone: Coop) -> None:
    before = shown(photos_gone.shop.listings())
    report = photos_gone.sync()
    calls = photos_gone.shop.calls()
    assert report.exit_code == 3
    assert (calls["writes"], calls["uploads"]) == (0, 0)
    assert shown(photos_gone.shop.listings()) == before
    refused = [notice for notice in report.notices if notice.code == "row-refused-kept"]
    assert len(refused) > 100
    assert refused[0].skus[0] in in_words(report)


def test_the_day_after_both_everything_is_quiet(published: Coop) -> None:
    report = published.sync()
    assert report.exit_code == 0
    assert report.results == ()
