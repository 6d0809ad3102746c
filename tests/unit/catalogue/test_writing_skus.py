"""New SKUs: never one used before, the same ones for the same file, and nothing else of the file touched."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.fields import REQUIRED
from connector.catalogue.sheet import open_sheet
from connector.catalogue.writing.patched import patched_book
from connector.catalogue.writing.skus import fill_skus, numbered
from connector.errors import BadUse

HEADER = ("Tên sản phẩm", "Mã SP", "Mã chủ thể", "Ngành", "Giá bán", "Ghi chú")


def skus_of(path: Path) -> list[str]:
    sheet = open_sheet(path, PRODUCT_HEADERS, REQUIRED)
    return [record.cells[sheet.columns["sku"]] for record in sheet.records() if record.cells]


def test_numbers_go_on_where_the_producer_left_off() -> None:
    taken = {"P001-01", "P001-07", "p001-09", "P001-007X", "P0011-44", "HTX-0012", "P002"}
    producers = ["P001", "P001", "HTX", "P002", "p001 "]
    assert list(numbered(producers, taken)) == ["P001-010", "P001-011", "HTX-0013", "P002-01", "P001-012"]


@pytest.mark.parametrize(
    ("producer", "sku"),
    [("Hợp tác xã Đồng Tháp", "HOP-TAC-XA-DONG-THAP-01"), ("", "SP-01"), ("🍜", "SP-01"), ("x" * 80, "X" * 40 + "-01")],
)
def test_an_id_that_cannot_begin_a_sku_is_spelled_so_that_it_can(producer: str, sku: str) -> None:
    assert list(numbered([producer], ())) == [sku]


CSV = (
    "\ufeffBẢNG SẢN PHẨM;;;;;\r\n"
    "Tên sản phẩm;Mã SP;Mã chủ thể;Ngành;Giá bán;Ghi chú\r\n"
    '"Miến dong; loại 1";;P001;Thực phẩm;35.000đ;"hai\r\ndòng"\r\n'
    'Chè lam;P001-04;P001;Thực phẩm;20000;"có ""nháy"""\r\n'
    "Tương;;p001;Thực phẩm;'+84;=1+1\r\n"
    ";;;;;\r\n"
    "Khăn lụa;  ;P002;Vải và may mặc;680000;\r\n"
    "Tổng cộng;;;;;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_csv_file_gets_its_skus_and_keeps_every_other_byte(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "hàng.csv"
    path.write_bytes(CSV.encode(encoding))
    filled = fill_skus(path, ())
    assert filled.skus == {3: "P001-05", 6: "P001-06", 8: "P002-01"}
    expected = CSV.replace('loại 1";;', 'loại 1";P001-05;').replace("Tương;;", "Tương;P001-06;")
    assert filled.data.decode(encoding) == expected.replace("lụa;  ;", "lụa;P002-01;")
    assert path.read_bytes() == CSV.encode(encoding)
    copy = tmp_path / "bản sao.csv"
    copy.write_bytes(filled.data)
    assert fill_skus(copy, ()).skus == {}
    assert fill_skus(copy, ()).data == filled.data


def test_a_sku_known_elsewhere_is_not_given_again(tmp_path: Path) -> None:
    path = tmp_path / "hàng.csv"
    path.write_bytes(CSV.encode())
    assert fill_skus(path, {"P001-31", "P002-01"}).skus == {3: "P001-32", 6: "P001-33", 8: "P002-02"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Titles above the header, a formula with a stored value, a comment, a second sheet, a styled blank cell."""
    made = openpyxl.Workbook()
    notes = made.active
    notes.title = "Ghi chép & khác"
    notes["A1"] = "không phải bảng"
    sheet = made.create_sheet("Hàng & giá")
    sheet["B1"] = "BẢNG SẢN PHẨM"
    for row in (
        HEADER,
        ("Miến", None, "P001", "Thực phẩm", 35000, "x"),
        ("Chè", "P001-02", "P001", "Thực phẩm", 1, None),
    ):
        sheet.append(("", *row))
    sheet.append(("", "Tương", None, "P001", "Thực phẩm", 20000, None))
    sheet["C3"].number_format = "@"
    sheet["C3"].fill = openpyxl.styles.PatternFill("solid", "FFFF0000")
    sheet["B3"].comment = Comment("hỏi lại", "chị Hoa")
    path = tmp_path / "hàng.xlsx"
    made.save(path)
    return path


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_workbook_gets_its_skus_and_keeps_everything_else(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    filled = fill_skus(book, ())
    assert filled.skus == {3: "P001-03", 5: "P001-04"}
    assert book.read_bytes() == before
    old, new = parts(before), parts(filled.data)
    assert {name for name in old if old[name] != new[name]} == {"xl/worksheets/sheet2.xml"}
    assert old.keys() == new.keys()
    copy = tmp_path / "bản sao.xlsx"
    copy.write_bytes(filled.data)
    assert skus_of(copy) == ["P001-03", "P001-02", "P001-04"]
    sheet = openpyxl.load_workbook(copy)["Hàng & giá"]
    assert sheet["C3"].fill.start_color.rgb == "FFFF0000"
    assert sheet["B3"].comment.text == "hỏi lại"
    assert [cell.value for cell in sheet[5]] == [None, "Tương", "P001-04", "P001", "Thực phẩm", 20000, None]
    assert fill_skus(copy, ()).skus == {}


@pytest.mark.parametrize("wrong", ["formula", "merged", "no row"])
def test_a_workbook_that_cannot_be_patched_safely_is_refused(book: Path, wrong: str) -> None:
    made = openpyxl.load_workbook(book)
    sheet = made["Hàng & giá"]
    if wrong == "formula":
        sheet["C3"] = '=""'
    if wrong == "merged":
        sheet.merge_cells("C3:C4")
    made.save(book)
    with pytest.raises(BadUse, match="E_SKU_FILL_KIND"):
        patched_book(book, "Hàng & giá", 2, {99 if wrong == "no row" else 3: "X-1"})


def test_an_old_workbook_becomes_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "hàng.json"
    path.write_text(
        '[{"sku": "", "producer_id": "P001", "title_vi": "=Miến", "industry": "food", "price_vnd": "35000"}]',
        encoding="utf-8",
    )
    filled = fill_skus(path, ())
    assert filled.suffix == ".xlsx"
    copy = tmp_path / "hàng.xlsx"
    copy.write_bytes(filled.data)
    assert skus_of(copy) == ["P001-01"]
    assert next(open_sheet(copy, PRODUCT_HEADERS, REQUIRED).records()).cells == [
        "P001-01",
        "P001",
        "=Miến",
        "food",
        "35000",
    ]
