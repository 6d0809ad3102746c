"""Must show: what we write, opened and saved in LibreOffice, reads again: same text, same verdicts, for any text.

Hypothesis gathers the texts first, so that one start of LibreOffice does for all of them.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from connector.catalogue import Catalogue, read_catalogue
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.catalogue.fields import REQUIRED
from connector.catalogue.sheet import open_sheet
from connector.catalogue.writing import refused_workbook, sheets_of
from connector.catalogue.writing.book import heading, new_book, put, saved
from connector.catalogue.writing.exported import csv_bytes
from connector.text.storable import storable

DAY = date(2026, 11, 21)
EXAMPLES = 400
FIELDS = (
    "sku",
    "producer_id",
    "title_vi",
    "industry",
    "price_vnd",
    "stock",
    "gtin",
    "cert_no",
    "brand",
    "long_story_vi",
)
ANY = ("title_vi", "price_vnd", "stock", "gtin", "cert_no", "brand", "long_story_vi")
"""The columns that hold the text of an example: every way a cell is read."""

WICKED = (
    *(
        "- ",
        "-5",
        "+84 912 345 678",
        "=",
        "=1+1",
        "@",
        "'",
        "''",
        "'=1",
        "_x0041_",
        "_x000D_",
        "\n",
        "\r\n",
        "\r",
        "\t",
    ),
    *(
        " ",
        "  ",
        "\x0b",
        "\x1f",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u200b",
        "\xa0",
        "e\u0301",
        "Miến dong Cự Đà",
        "🍜",
    ),
    *(
        "👩‍🌾",
        "&amp;",
        "<b>đậm</b>",
        "]]>",
        '"',
        ";",
        "0012",
        "1,5",
        "35.000",
        "13/02/2024",
        "2024-02-13",
        "1/2",
        "9,52E+12",
    ),
    *("TRUE", "#N/A", "{=1}", "$A$1", "\ufffe", "\uffff", "\u202e", "8935001234567", "ChÃ¨", "\x01"),
)
TEXTS = (
    st.text(max_size=40)
    | st.lists(st.sampled_from(WICKED), max_size=5).map("".join)
    | st.builds(str.__add__, st.sampled_from(WICKED), st.text(max_size=10))
    | st.builds("{}\n- {}".format, st.sampled_from(WICKED), st.text(max_size=10))
)
Options = tuple[str, ...]
IN_XLSX: Options = ("--convert-to", "xlsx")
CSV = "Text - txt - csv (StarCalc):59,34,76,1,,0,true"
IN_CSV: Options = (f"--infilter={CSV},false", "--convert-to", f"csv:{CSV},true,false")
"""Semicolons and UTF-8, and quoted cells are text: what a person ticks when a CSV file is opened."""


@cache
def texts() -> tuple[str, ...]:
    """The examples. NUL is left out, which LibreOffice drops from CSV, and so is text that looks twice like an escape
    (``_x0041_x0042_``), which it writes wrongly itself."""
    found: dict[str, None] = dict.fromkeys(WICKED)

    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(TEXTS.filter(lambda text: "\x00" not in text and "_x0041_x00" not in text))
    def gather(text: str) -> None:
        found[text] = None

    gather()
    return tuple(found)


def rows() -> list[dict[str, str]]:
    """One row for every example, the text in every column of ``ANY``."""
    plain = {"producer_id": "P001", "industry": "food"}
    return [{"sku": f"SP-{n:04}", **plain, **dict.fromkeys(ANY, text)} for n, text in enumerate(texts())]


def read(path: Path) -> Catalogue:
    return read_catalogue([path], None, None, day=DAY)


def cells(path: Path) -> list[list[str]]:
    """What stands in the file, as the reader takes it."""
    sheet = open_sheet(path, PRODUCT_HEADERS, REQUIRED)
    return [[record.cells[sheet.columns[name]] for name in FIELDS] for record in sheet.records() if record.cells]


def as_json(folder: Path) -> Path:
    """The same rows in the one kind of file that no spreadsheet program touches."""
    path = folder / "rows.json"
    path.write_text(json.dumps(rows(), ensure_ascii=True), encoding="utf-8")
    return path


def as_xlsx(folder: Path) -> Path:
    book = new_book()
    sheet = book.create_sheet("Sản phẩm")
    heading(sheet, FIELDS)
    for at, row in enumerate(rows(), 2):
        for column, name in enumerate(FIELDS, 1):
            put(sheet, at, column, row[name])
    path = folder / "rows.xlsx"
    path.write_bytes(saved(book))
    return path


def as_csv(folder: Path) -> Path:
    path = folder / "rows.csv"
    path.write_bytes(csv_bytes([FIELDS, *([row[name] for name in FIELDS] for row in rows())]))
    return path


def saved_in_office(path: Path, options: Options) -> Path:
    """``path`` opened and saved by LibreOffice under a fresh profile of its own."""
    folder = path.parent / "saved"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    words = ["soffice", "--headless", "--norestore", profile, *options, "--outdir", str(folder), str(path)]
    subprocess.run(words, capture_output=True, timeout=120, check=True)
    return folder / path.name


def verdicts(found: Catalogue) -> list[dict[str, str]]:
    return [one.record() for one in found.verdicts]


@pytest.mark.parametrize(("write", "options"), [(as_xlsx, IN_XLSX), (as_csv, IN_CSV)])
def test_same_text_and_same_verdicts_after_libreoffice(
    tmp_path: Path, require: Callable[[str, bool], None], write: Callable[[Path], Path], options: Options
) -> None:
    require("LibreOffice", shutil.which("soffice") is not None)
    ours = write(tmp_path)
    theirs = saved_in_office(ours, options)
    expected = [[storable(row[name]) for name in FIELDS] for row in rows()]
    assert len(expected) >= EXAMPLES
    assert cells(ours) == expected
    assert cells(theirs) == expected
    before = read(as_json(tmp_path))
    assert before.rows == len(expected)
    for path in (ours, theirs):
        after = read(path)
        assert verdicts(after) == verdicts(before)
        assert after.products == before.products


def test_refused_rows_survive_libreoffice(tmp_path: Path, require: Callable[[str, bool], None]) -> None:
    require("LibreOffice", shutil.which("soffice") is not None)
    source = as_csv(tmp_path)
    refused = read(source).refused
    path = tmp_path / "bị từ chối.xlsx"
    path.write_bytes(refused_workbook(sheets_of([source]), refused, "vi"))
    lines = {row.row - 1 for row in refused}
    expected = [cell for line, cell in enumerate(cells(source)) if line in lines]
    assert len(expected) > EXAMPLES / 2
    assert cells(saved_in_office(path, IN_XLSX)) == expected
