"""Decision 3: what stands in for a refused row, a photo that is gone, a SKU nobody can read."""

import csv
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.config import load_config
from connector.model import Evidence, fold
from connector.report.sentences import notice_text
from connector.run.effective import Effective, accept, read_effective
from connector.sync import Journal, Severity
from connector.sync.journal import Binding
from media import SourceHashes
from tests.coop import DAY, HEADERS, Coop

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)


class Reader:
    """Reads one co-op's files against one journal, again and again."""

    def __init__(self, coop: Coop, journal: Journal) -> None:
        self.coop = coop
        self.journal = journal

    async def read(self, allow: Mapping[str, int] | None = None, updates: Sequence[Path] = ()) -> Effective:
        hashes = SourceHashes(self.coop.folder / "photo-hashes.sqlite")
        return await read_effective(load_config(self.coop.config), self.journal, hashes, DAY, allow or {}, updates)

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
    assert "TRA-01" in effective.kept, "its star must come off on its day, whatever is typed in the SKU's cell"
    assert [notice.product for notice in effective.notices if notice.code == "gone-suspended"] == ["TRA-01"]


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


async def test_what_is_gone_is_not_brought_back_by_a_row_refused_later(reader: Reader) -> None:
    await reader.accepted()
    silk = reader.coop.row("LUA-01")
    reader.coop.rows.remove(silk)
    reader.coop.write()
    await reader.accepted()
    reader.coop.rows.append(silk | {"Giá bán": "liên hệ"})
    reader.coop.write()
    assert "LUA-01" not in (await reader.read()).products


async def test_what_an_unreadable_sku_might_be_is_not_forgotten(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.row("LUA-01")["Mã SP"] = "LỤA 01"
    reader.coop.write()
    await reader.accepted()
    reader.coop.row("LỤA 01").update({"Mã SP": "LUA-01", "Giá bán": "liên hệ"})
    reader.coop.write()
    assert (await reader.read()).kept == {"LUA-01"}


async def test_an_unchanged_catalogue_is_not_written_again(reader: Reader) -> None:
    first = await reader.accepted()
    revision = await reader.journal.last_revision()
    second = await reader.accepted()
    assert first.revision == second.revision
    assert await reader.journal.last_revision() == revision
    reader.coop.row("TRA-01")["Giá bán"] = "1300000"
    reader.coop.write()
    assert (await reader.read()).revision != first.revision


def write_update(reader: Reader, *rows: Mapping[str, str], name: str = "giá mới.csv") -> Path:
    path = reader.coop.folder / name
    headers = list(dict.fromkeys(header for row in rows for header in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headers)
        writer.writeheader()
        writer.writerows(rows)
    return path


def configure(reader: Reader, line: str) -> None:
    text = reader.coop.config.read_text(encoding="utf-8")
    reader.coop.config.write_text(text.replace("[catalogue]\n", f"[catalogue]\n{line}\n"), encoding="utf-8")


async def test_an_update_of_the_configuration_changes_what_it_names(reader: Reader) -> None:
    before = await reader.accepted()
    write_update(reader, {"Mã SP": "lua-01", "Giá bán": "700.000đ"})
    configure(reader, 'updates = ["giá mới.csv"]')
    effective = await reader.read()
    assert effective.products["LUA-01"].variants[0].price_vnd == 700_000
    assert {key: one for key, one in effective.products.items() if key != "LUA-01"} == {
        key: one for key, one in before.products.items() if key != "LUA-01"
    }
    assert (effective.notices, effective.trips, effective.keep_gone) == ((), (), False)
    assert effective.revision != before.revision


async def test_an_update_of_one_run_says_what_the_next_run_will_do(reader: Reader) -> None:
    new = reader.coop.row("TRA-01") | {"Mã SP": "TRA-02", "Tên sản phẩm": "Trà sen ướp tay"}
    path = write_update(reader, new, {"Mã SP": "LUA-01", "Giá bán": "700000"})
    effective = await reader.read(updates=(path,))
    once, added = effective.notices
    assert (once.code, once.severity, once.params["path"]) == ("update-once", Severity.INFO, "giá mới.csv")
    assert 'updates = ["giá mới.csv"]' in notice_text(once, "vi")
    assert (added.code, added.skus) == ("update-once-added", ("TRA-02",))
    assert "TRA-02" in effective.products
    assert "TRA-02" not in (await reader.read()).products


async def test_a_refused_row_of_an_update_leaves_todays_product_and_not_the_last_accepted_one(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.row("LUA-01")["Giá bán"] = "690000"
    reader.coop.write()
    path = write_update(reader, {"Mã SP": "LUA-01", "Giá bán": "liên hệ"}, {"Mã SP": "TRA-99", "Giá bán": "1"})
    effective = await reader.read({"refused": 2}, updates=(path,))
    assert effective.kept == frozenset()
    assert effective.products["LUA-01"].variants[0].price_vnd == 690_000
    refused = [one for one in effective.notices if one.code == "update-refused"]
    assert [one.severity for one in refused] == [Severity.PERSON] * 2
    assert "«liên hệ»" in notice_text(refused[0], "vi")
    assert "TRA-01" in notice_text(refused[1], "vi")  # the nearest


async def test_a_refused_row_of_an_update_brings_nothing_back_that_is_gone(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.rows.pop()
    reader.coop.write()
    effective = await reader.read(updates=(write_update(reader, {"Mã SP": "TRA-01", "Giá bán": "1300000"}),))
    assert "TRA-01" not in effective.products
    assert [one.code for one in effective.notices] == ["update-refused", "update-once"]


async def test_the_refused_guard_counts_rows_of_updates_too(reader: Reader) -> None:
    rows = [{"Mã SP": sku, "Giá bán": "?"} for sku in ("LUA-01", "TRA-01")]
    (trip,) = (await reader.read(updates=(write_update(reader, *rows),))).trips
    assert (trip.guard, trip.count, trip.of) == ("refused", 2, 6)
    rows = [{"Mã SP": sku, "Tồn kho": "5"} for sku in ("LUA-01", "TRA-01")] + rows[:1]
    assert (await reader.read(updates=(write_update(reader, *rows),))).trips == ()


async def test_mending_some_refused_rows_never_makes_more_of_them(reader: Reader) -> None:
    """The workbook of refused rows comes back with one row mended, one mended wrongly and one without its SKU still."""
    for sku, cells in {"LUA-01": {"Giá bán": "?"}, "MIEN-0007": {"Giá bán": "?"}, "TRA-01": {"Mã SP": ""}}.items():
        reader.coop.row(sku).update(cells)
    reader.coop.write()
    (before,) = (await reader.read()).trips
    rows = [dict(row) for row in reader.coop.rows if row["Mã SP"] != "RUOU-01"]
    rows[0]["Giá bán"], rows[1]["Giá bán"] = "690000", "hỏi"
    (after,) = (await reader.read(updates=(write_update(reader, *rows),))).trips
    assert (before.count, after.count) == (3, 2)


async def test_a_short_update_never_halves_or_loses_anything(reader: Reader) -> None:
    await reader.accepted()
    path = write_update(reader, {"Mã SP": "TRA-01", "Tồn kho": "5"})
    effective = await reader.read(updates=(path,))
    assert effective.trips == ()
    assert len(effective.products) == 4
    assert not effective.keep_gone
    reader.coop.rows = reader.coop.rows[:2]  # a sheet cut in half is one, whatever an update adds
    reader.coop.write()
    extra = [reader.coop.row("LUA-01") | {"Mã SP": f"LUA-{number}"} for number in range(10, 14)]
    effective = await reader.read(updates=(write_update(reader, *extra),))
    assert [trip.guard for trip in effective.trips] == ["halved"]


async def test_a_refused_row_put_right_by_an_update_is_todays_again(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.row("LUA-01")["Giá bán"] = "liên hệ"
    reader.coop.row("TRA-01")["Mã SP"] = "trà số 1"
    reader.coop.write()
    right = [reader.coop.rows[0] | {"Giá bán": "700000"}, reader.coop.rows[3] | {"Mã SP": "TRA-01", "Giá bán": ""}]
    effective = await reader.read(updates=(write_update(reader, *right),))
    assert (effective.kept, effective.keep_gone) == (frozenset(), False)
    assert effective.products["LUA-01"].variants[0].price_vnd == 700_000


def grouped(reader: Reader) -> None:
    """Two SKUs of one product."""
    options = {"Mã nhóm": "LUA", "Tên phân loại 1": "Màu"}
    reader.coop.rows = [
        {**row, "Mã nhóm": "", "Tên phân loại 1": "", "Giá trị phân loại 1": ""} for row in reader.coop.rows
    ]
    silk = reader.coop.row("LUA-01")
    silk.update(options, **{"Giá trị phân loại 1": "Đỏ"})
    reader.coop.rows.append({**silk, "Mã SP": "LUA-02", "Giá trị phân loại 1": "Xanh"})
    write_all(reader)


def write_all(reader: Reader) -> None:
    """The sheet with columns of its own."""
    write_update(reader, *reader.coop.rows, name=reader.coop.products.name)


async def test_one_refused_sku_of_several_takes_no_other_along(reader: Reader) -> None:
    grouped(reader)
    before = await reader.accepted()
    assert len(before.products["LUA"].variants) == 2
    reader.coop.row("LUA-02")["Giá bán"] = "liên hệ"
    reader.coop.row("LUA-01")["Giá bán"] = "690000"
    write_all(reader)
    effective = await reader.read()
    assert effective.kept == {"LUA"}
    assert effective.products["LUA"] == before.products["LUA"]


async def test_a_product_that_never_was_whole_waits_until_it_is(reader: Reader) -> None:
    grouped(reader)
    reader.coop.row("LUA-02")["Giá bán"] = "liên hệ"
    write_all(reader)
    effective = await reader.read()
    assert "LUA" not in effective.products
    assert [notice.code for notice in effective.notices] == ["row-refused"]


@pytest.mark.parametrize(
    "moved",
    [
        {"Mã nhóm": "KHAC", "Giá trị phân loại 1": "Tím", "Tên phân loại 1": "Màu"},
        {"Mã SP": "LUA-99", "Mã cũ": "TRA-01"},
    ],
    ids=["to another product", "to another SKU"],
)
async def test_a_row_refused_while_it_moves_keeps_what_it_was(reader: Reader, moved: Mapping[str, str]) -> None:
    await reader.accepted()
    reader.coop.row("TRA-01").update({**moved, "Giá bán": "liên hệ"})
    reader.coop.rows[:] = [{name: row.get(name, "") for name in (*HEADERS, *moved)} for row in reader.coop.rows]
    write_all(reader)
    effective = await reader.read()
    assert effective.kept == {"TRA-01"}


async def test_a_previous_sku_is_handed_on(reader: Reader) -> None:
    await reader.accepted()
    reader.coop.row("TRA-01").update({"Mã SP": "TRA-99", "Mã cũ": "TRA-01"})
    write_all(reader)
    effective = await reader.read()
    assert effective.kept == frozenset()
    assert effective.products["TRA-99"].variants[0].previous_sku == "TRA-01"


async def test_a_scan_proves_a_certificate_even_of_a_kept_product(reader: Reader) -> None:
    papers = reader.coop.folder / "giấy tờ"
    papers.mkdir()
    configure(reader, 'papers = "giấy tờ"')
    await reader.accepted()
    (papers / "LUA-01_gcn-ocop_MAU-OCOP-2024-01.pdf").write_bytes(b"%PDF-1.7 ...")
    reader.coop.row("LUA-01")["Giá bán"] = "liên hệ"
    reader.coop.write()
    effective = await reader.read()
    current = effective.products["LUA-01"].certification.current
    assert effective.kept == {"LUA-01"}
    assert current is not None
    assert current.evidence is Evidence.DOCUMENT
    (papers / "không hiểu.pdf").write_bytes(b"%PDF")
    (notice,) = [one for one in (await reader.read()).notices if one.severity is Severity.INFO]
    assert (notice.code, notice.params["file"]) == ("W_PAPER_NAME", "không hiểu.pdf")


async def pulled(journal: Journal, *skus: str) -> None:
    """The sheet was made from a shop that lists these."""
    bindings = [Binding(sku, str(number), "pulled", {fold(sku): ("", "0")}) for number, sku in enumerate(skus)]
    await journal.bind("nhà máy", bindings, {}, NOW)


def blank(reader: Reader, *skus: str) -> None:
    for sku in skus:
        reader.coop.row(sku).update({"Mã chủ thể": "", "Ngành": ""})
    reader.coop.write()


async def test_rows_of_a_pulled_sheet_that_are_still_to_be_filled_in_stop_nobody(reader: Reader) -> None:
    blank(reader, "LUA-01", "MIEN-0007", "RUOU-01")
    assert [trip.guard for trip in (await reader.read()).trips] == ["refused"]
    await pulled(reader.journal, "LUA-01", "MIEN-0007", "RUOU-01")
    effective = await reader.read()
    assert effective.trips == ()
    assert [notice.code for notice in effective.notices] == ["row-to-fill"] * 3
    assert effective.notices[0].params["columns"] == "«Mã chủ thể», «Ngành»"
    assert effective.standing >= {"LUA-01", "lua-01", "MIEN-0007"}


async def test_a_pulled_row_that_was_whole_once_or_holds_nonsense_counts_as_refused(reader: Reader) -> None:
    await pulled(reader.journal, "LUA-01", "MIEN-0007", "RUOU-01")
    await reader.accepted()
    blank(reader, "LUA-01", "MIEN-0007", "RUOU-01")
    effective = await reader.read()
    assert [trip.guard for trip in effective.trips] == ["refused"]
    assert {notice.code for notice in effective.notices} == {"row-refused-kept"}


async def test_a_pulled_cell_that_cannot_be_read_is_a_refusal_like_any_other(reader: Reader) -> None:
    await pulled(reader.journal, "LUA-01")
    reader.coop.row("LUA-01")["Giá bán"] = "liên hệ"
    reader.coop.write()
    effective = await reader.read()
    assert [notice.code for notice in effective.notices] == ["row-refused"]
    assert [trip.guard for trip in effective.trips] == ["refused"]
