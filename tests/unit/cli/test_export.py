"""``ocop export``: what the connector goes by, beside the person's own files and never onto them."""

from pathlib import Path

import openpyxl
import pytest

from connector.catalogue import read_catalogue
from connector.catalogue.writing.book import Colour
from tests.coop import DAY, Coop

from .conftest import Run

ON = ("--day", DAY.isoformat())


def products(coop: Coop, path: Path) -> tuple[object, ...]:
    read = read_catalogue([path], coop.folder / "chủ thể.csv", coop.folder / "ảnh", day=DAY, owner="HTX Thoi Nắng")
    assert read.refused == ()
    return read.products


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_written_reads_back_the_same(ocop: Run, coop: Coop, kind: str) -> None:
    before = coop.products.read_bytes()
    path = coop.folder / f"đang dùng.{kind}"
    said = ocop("export", path, *ON)
    assert (said.code, said.err) == (0, "")
    assert "4 sản phẩm, 4 mã hàng" in said.out
    assert products(coop, path) == products(coop, coop.products)
    assert coop.products.read_bytes() == before


@pytest.mark.parametrize("name", ["sản phẩm.csv", "SẢN PHẨM.csv", "chủ thể.csv", "lối tắt.csv", "cứng.csv"])
def test_no_own_file_is_written_onto(ocop: Run, coop: Coop, name: str) -> None:
    (coop.folder / "lối tắt.csv").symlink_to(coop.products)
    (coop.folder / "cứng.csv").hardlink_to(coop.products)
    before = {path.name: path.read_bytes() for path in coop.folder.glob("*.csv")}
    said = ocop("export", coop.folder / name, "--force", *ON)
    assert said.code == 2
    assert {path.name: path.read_bytes() for path in coop.folder.glob("*.csv")} == before


def test_a_file_that_is_there_stays_unless_forced(ocop: Run, coop: Coop) -> None:
    path = coop.folder / "a.csv"
    path.write_bytes(b"mine")
    assert ocop("export", path, *ON).code == 2
    assert path.read_bytes() == b"mine"
    assert ocop("export", path, "--force", *ON).code == 0


def test_updates_and_kept_rows_are_coloured(ocop: Run, coop: Coop) -> None:
    assert ocop("sync", *ON).code in (0, 3)
    coop.row("TRA-01")["Giá bán"] = "liên hệ"
    coop.write()
    (coop.folder / "giá mới.csv").write_text("Mã SP;Giá bán\nLUA-01;700000\n", encoding="utf-8")
    config = coop.config.read_text(encoding="utf-8")
    coop.config.write_text(config.replace("producers =", 'updates = ["giá mới.csv"]\nproducers ='), encoding="utf-8")
    path = coop.folder / "a.xlsx"
    said = ocop("export", path, *ON, "--json")
    assert said.json | {"files": []} == {
        "schema": "ocop/export@1",
        "files": [],
        "products": 4,
        "skus": 4,
        "changed_cells": 1,
        "kept_rows": 1,
    }
    sheet = openpyxl.load_workbook(path).worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    rows = {line[0].value: dict(zip(titles, line, strict=True)) for line in sheet.iter_rows(min_row=2)}
    price = rows["LUA-01"]["Giá bán"]
    assert (price.value, price.fill.start_color.rgb) == ("700000", Colour.CHANGED)
    assert rows["TRA-01"]["Giá bán"].value == "1200000"
    assert {cell.fill.start_color.rgb for cell in rows["TRA-01"].values()} == {Colour.KEPT}


def test_another_kind_of_file_is_bad_use(ocop: Run, coop: Coop) -> None:
    said = ocop("export", coop.folder / "a.pdf")
    assert said.code == 2
    assert ".xlsx, .csv" in said.err
