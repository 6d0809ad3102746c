"""One text is read as one text, whatever kind of file it stands in."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from connector.catalogue import Catalogue, read_catalogue
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.fields import REQUIRED
from connector.catalogue.sheet import open_sheet
from connector.catalogue.writing.book import heading, new_book, put, saved

from .sheets import DAY, row

TEXTS = ("một\r\nhai", "một\rhai", "'- x", "_x0041_", "  ", "\n", "a\x01b", "e\u0301", "0012", "=1", "-5")


def files(folder: Path, rows: list[dict[str, str]]) -> list[Path]:
    """The rows as an untouched CSV file, as JSON and as a workbook."""
    names = list(rows[0])
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    # A cell of CSV that begins so is a guarded one: an apostrophe comes off, here as in Excel's own files.
    writer.writerows(
        {name: "'" + text if text.startswith("'-") else text for name, text in one.items()} for one in rows
    )
    (folder / "a.csv").write_bytes(out.getvalue().encode())
    (folder / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    book = new_book()
    sheet = book.create_sheet("Sản phẩm")
    heading(sheet, names)
    for line, one in enumerate(rows, 2):
        for column, text in enumerate(one.values(), 1):
            put(sheet, line, column, text)
    (folder / "a.xlsx").write_bytes(saved(book))
    return [folder / name for name in ("a.csv", "a.json", "a.xlsx")]


def read(path: Path) -> Catalogue:
    return read_catalogue([path], None, None, day=DAY)


@pytest.mark.parametrize("texts", [TEXTS, ("một\r\nhai", "một\rhai", "\ufffe\uffff")])
def test_csv_json_and_workbook_give_the_same_text_and_verdicts(tmp_path: Path, texts: tuple[str, ...]) -> None:
    rows = [
        row(sku=f"A-{n}", title_vi=text, cert_no=text, long_story_vi=text, gtin=text) for n, text in enumerate(texts)
    ]
    found = []
    for path in files(tmp_path, rows):
        cells = [record.cells for record in open_sheet(path, PRODUCT_HEADERS, REQUIRED).records()]
        found.append((cells, [one.record() for one in read(path).verdicts], read(path).products))
    assert found[0] == found[1] == found[2]
    assert [cells[2] for cells in found[0][0][:2]] == ["một\nhai", "một\nhai"]


def test_text_that_looks_like_a_date_is_a_sku_and_a_date_is_none(tmp_path: Path) -> None:
    _, _, path = files(tmp_path, [row(sku="2024-05-03"), row(sku="B")])
    assert [product.product_key for product in read(path).products] == ["2024-05-03", "B"]
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"] = date(2024, 5, 3)
    book.save(path)
    found = read(path)
    assert [product.product_key for product in found.products] == ["B"]
    assert [(one.code, one.value) for one in found.verdicts if one.field == "sku"] == [
        ("E_SKU_CHARACTERS", "03/05/2024")
    ]


@pytest.mark.parametrize("sku", ["(ví dụ)", "(VÍ DỤ)", "(example)", " (ví dụ)"])
def test_an_example_row_is_no_record(tmp_path: Path, sku: str) -> None:
    for path in files(tmp_path, [row(sku=sku), row(sku="B")]):
        found = read(path)
        assert (found.rows, found.unreadable_skus) == (1, 0)
        assert [one.code for one in found.notices] == ["W_SHEET_EXAMPLE_ROWS"]


@pytest.mark.parametrize("sku", ["vi du", "example", "(mẫu)", "(example) 1"])
def test_only_the_word_itself_in_brackets_is_an_example(tmp_path: Path, sku: str) -> None:
    assert read(files(tmp_path, [row(sku=sku)])[0]).rows == 1
