"""Decision 3: what stands in for a refused row, a photo that is gone, a SKU nobody can read."""

import shutil
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.config import load_config
from connector.model import fold
from connector.run.effective import Effective, accept, read_effective
from connector.sync import Journal, Severity
from media import SourceHashes
from tests.coop import DAY, Coop

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)


class Reader:
    """Reads one co-op's files against one journal, again and again."""

    def __init__(self, coop: Coop, journal: Journal) -> None:
        self.coop = coop
        self.journal = journal

    async def read(self, allow: Mapping[str, int] | None = None) -> Effective:
        hashes = SourceHashes(self.coop.folder / "photo-hashes.sqlite")
        return await read_effective(load_config(self.coop.config), self.journal, hashes, DAY, allow or {})

    async def accepted(self) -> Effective:
        effective = await self.read()
        await accept(effective, self.journal, NOW)
        return effective


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    journal = Journal.open(None)
    yield Reader(Coop(tmp_path).set_up(), journal)
    journal.close()


async def test_a_clean_sheet_is_taken_as_it_is(reader: Reader) -> None:
    effective = await reader.accepted()
    assert list(effective.products) == ["LUA-01", "MIEN-0007", "RUOU-01", "TRA-01"]
    assert (effective.kept, effective.trips, effective.notices) == (frozenset(), (), ())
    assert not effective.keep_gone
    assert len(effective.photos) == 6
    assert all(len(sha) == 64 for sha in effective.photos.values())


async def test_a_refused_row_keeps_the_last_accepted_product(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.row("LUA-01")["Giá bán"] = "liên hệ"
    reader.coop.write()
    effective = await reader.read()
    assert effective.kept == {"LUA-01"}
    assert effective.products["LUA-01"].variants[0].price_vnd == 680_000
    (notice,) = effective.notices
    assert (notice.code, notice.severity) == ("row-refused-kept", Severity.PERSON)
    assert notice.params["column"] == "Giá bán"
    assert notice.params["value"] == "liên hệ"
    assert notice.params["line"] == 2
    assert notice.params["reason"] == "E_PRICE_INVALID"


async def test_a_refused_row_never_seen_before_is_not_published(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.rows.append(reader.coop.row("LUA-01") | {"Mã SP": "LUA-02", "Giá bán": "liên hệ"})
    reader.coop.write()
    effective = await reader.read()
    assert "LUA-02" not in effective.products
    assert [notice.code for notice in effective.notices] == ["row-refused"]


async def test_a_producer_that_is_gone_refuses_the_row_and_keeps_the_product(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.row("TRA-01")["Mã chủ thể"] = "HTX99"
    reader.coop.write()
    assert (await reader.read()).kept == {"TRA-01"}


async def test_a_photo_folder_that_is_gone_keeps_every_picture(reader: Reader) -> None:
    before = await reader.accepted()
    shutil.move(reader.coop.folder / "ảnh", reader.coop.folder / "ảnh cũ")
    effective = await reader.read()
    assert effective.photos == before.photos
    assert set(effective.products) == set(before.products)
    assert {p: v.images for p, v in effective.products.items()} == {p: v.images for p, v in before.products.items()}
    assert effective.trips == ()
    assert len(effective.notices) == 4


async def test_one_missing_photo_keeps_the_content_it_had(reader: Reader) -> None:
    before = await reader.accepted()
    (reader.coop.folder / "ảnh" / "lua-01_2.png").unlink()
    effective = await reader.read()
    assert effective.photos[fold("lua-01_2.png")] == before.photos[fold("lua-01_2.png")]
    assert len(effective.products["LUA-01"].images) == 3


async def test_photos_that_never_were_accepted_trip_the_guard(reader: Reader) -> None:
    shutil.rmtree(reader.coop.folder / "ảnh")
    effective = await reader.read()
    assert [trip.guard for trip in effective.trips] == ["refused"]
    assert effective.products == {}


async def test_a_sku_nobody_can_read_suspends_what_is_gone(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.row("TRA-01")["Mã SP"] = "trà số 1"
    reader.coop.write()
    effective = await reader.read({"refused": 4})
    assert effective.keep_gone
    assert "TRA-01" not in effective.products


async def test_an_empty_and_a_halved_sheet_trip_catalogue_guards(reader: Reader) -> None:
    await reader.accepted()
    rows = reader.coop.rows
    reader.coop.rows = rows[:2]
    reader.coop.write()
    (trip,) = (await reader.read()).trips
    assert (trip.guard, trip.count, trip.of, trip.option) == ("halved", 2, 4, "--allow halved=2")
    assert (await reader.read({"halved": 2})).trips == ()
    reader.coop.rows = []
    reader.coop.write()
    assert [trip.guard for trip in (await reader.read()).trips] == ["empty"]


async def test_a_row_that_is_gone_is_gone(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.rows.pop()
    reader.coop.write()
    effective = await reader.read()
    assert "TRA-01" not in effective.products
    assert not effective.keep_gone


async def test_an_unchanged_catalogue_is_not_written_again(reader: Reader) -> None:
    first = await reader.accepted()
    revision = await reader.journal.last_revision()
    second = await reader.accepted()
    assert first.revision == second.revision
    assert await reader.journal.last_revision() == revision
    reader.coop.row("TRA-01")["Giá bán"] = "1300000"
    reader.coop.write()
    assert (await reader.read()).revision != first.revision
