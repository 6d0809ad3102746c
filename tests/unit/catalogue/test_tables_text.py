"""Any text a person can type into a cell is read as it was typed, whatever program wrote the workbook."""

import re
import shutil
import unicodedata

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.sheet import open_sheet

from .books import book, convert, inline, libreoffice, ods_parts, ods_row, worksheet, xlsx_parts, zipped

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TYPED = st.sampled_from(
    [
        *("=1+1", "- ngon", "+84 912", "@ba vì", "'0012", "''", "0012", "9,52E+12", "1/2", "TRUE", "#N/A", "_x000D_"),
        *(
            "_x0041_",
            "&amp;",
            "<b>",
            "]]>",
            "a\nb",
            "a\n\nb",
            "\ta",
            "a  b",
            " a ",
            "\u00a0",
            "🌾",
            "👩‍🌾",
            "Đường",
            "\u200b",
        ),
        *(
            unicodedata.normalize("NFD", "Chè lam Đường Lâm ế"),
            "ﬁ",
            "４",
            "\U0002000b",
            "x" * 3000,
            "Tổng",
            "2024-05-01",
        ),
    ]
)
TEXT = st.one_of(st.text(st.characters(codec="utf-8"), max_size=30), st.lists(TYPED, max_size=5).map("".join))
ESCAPED = re.compile("_x(?=[0-9a-fA-F]{4}_)")
"""Looks like an escaped sign. Excel and xlsxwriter escape it in turn, openpyxl writes it as it is, and Excel would then
read another text than was meant: no reader could tell."""
CELLS = st.lists(TEXT.map(lambda text: NOT_IN_XML.sub("", text).replace("\r", "")), min_size=1, max_size=12)


def read(path):
    sheet = open_sheet(path, PRODUCT_HEADERS, ("sku", "title_vi"))
    return [record.cells[1] for record in sheet.records()]


def written_by_xlsxwriter(path, texts):
    def fill(_, sheet):
        sheet.write_row(0, 0, ("Mã SP", "Tên sản phẩm"))
        for y, text in enumerate(texts, start=1):
            sheet.write_string(y, 0, f"CHE-{y}")
            sheet.write_string(y, 1, text)

    return book(path, fill)


def written_by_openpyxl(path, texts):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(("Mã SP", "Tên sản phẩm"))
    for y, text in enumerate(texts, start=2):
        sheet.cell(y, 1, f"CHE-{y}")
        cell = sheet.cell(y, 2)
        cell.value, cell.data_type = text, "s"
    workbook.save(path)
    return path


@settings(max_examples=50)
@given(CELLS)
def test_text_written_by_xlsxwriter(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    assert read(written_by_xlsxwriter(path, texts)) == texts


@settings(max_examples=30)
@given(CELLS)
def test_text_written_by_openpyxl(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("o") / "a.xlsx"
    texts = [ESCAPED.sub("_y", text) for text in texts]
    assert read(written_by_openpyxl(path, texts)) == texts


@settings(max_examples=50)
@given(CELLS)
def test_text_of_an_ods(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("d") / "a.ods"
    lines = "".join(ods_row(f"CHE-{n}", text) for n, text in enumerate(texts))
    path.write_bytes(zipped(ods_parts(ods_row("Mã SP", "Tên sản phẩm") + lines)))
    assert read(path) == texts


@pytest.fixture(scope="module")
def odd_texts():
    """What is most easily lost, once each, so that LibreOffice has to be started but once per kind."""
    return [
        *(
            "=1+1",
            "=SUM(A1:A9)",
            "- ngon",
            "+84 912 345 678",
            "@ba vì",
            "'0012",
            "''",
            "0012",
            "9,52E+12",
            "1/2",
            "TRUE",
        ),
        *(
            "#N/A",
            "_x0041_",
            "&amp;",
            "<b>đậm</b>",
            "]]>",
            "a\nb",
            "a\n\nb",
            "tab\tx",
            "a  b   c",
            " hai đầu ",
            "\u00a0x",
        ),
        *("🌾 lúa", "Đường", unicodedata.normalize("NFD", "Chè lam Đường Lâm ế"), "ﬁ", "４", "x" * 3000, "2024-05-01"),
        *("1,2 triệu", "35.000đ", "50%", "Tổng cộng 3 món", '"ngoặc"', "a;b,c|d", "\U0002000b"),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_text_opened_and_saved_by_libreoffice(tmp_path, require, odd_texts, kind):
    require("LibreOffice", bool(libreoffice()))
    path = written_by_xlsxwriter(tmp_path / "gốc.xlsx", odd_texts)
    assert read(convert(path, kind, tmp_path)) == odd_texts
    shutil.rmtree(tmp_path / "lo")


@pytest.mark.parametrize("written", ["một_x000D_\nhai", "một_x000D_hai", "một\nhai"])
def test_a_line_end_in_a_workbook_is_that_of_every_other_sheet(tmp_path, written):
    head = '<row r="1">' + inline("A1", "Mã SP") + inline("B1", "Tên sản phẩm") + "</row>"
    path = tmp_path / "dòng.xlsx"
    rows = head + '<row r="2">' + inline("A2", "CHE-01") + inline("B2", written) + "</row>"
    path.write_bytes(zipped(xlsx_parts(worksheet(rows))))
    assert read(path) == ["một\nhai"]
