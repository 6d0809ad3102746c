"""``ocop template``: a workbook that reads, in either language, and never over a file that is there."""

from pathlib import Path

import openpyxl
import pytest

from .conftest import Run


@pytest.mark.parametrize(("lang", "title"), [("vi", "Mã SP"), ("en", "sku")])
def test_what_it_makes_passes_the_check(ocop: Run, tmp_path: Path, lang: str, title: str) -> None:
    path = tmp_path / "bảng mới.xlsx"
    made = ocop("template", path, "--lang", lang)
    assert (made.code, made.err) == (0, "")
    assert str(path) in made.out.replace("\n", "")
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].value == title
    checked = ocop("check", path, "--producers", path, "--json")
    assert (checked.code, checked.json) == (0, [])


def test_marketplaces_to_choose_from_are_those_installed_in_the_words_of_sheets(ocop: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    ocop("template", path)
    lists = openpyxl.load_workbook(path).worksheets[3]
    words = {cell.value for column in lists.columns for cell in column}
    assert "shopee" in words
    assert not words & {"memory", "tiktok_shop"}


def test_a_file_that_is_there_stays_unless_forced(ocop: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"mine")
    said = ocop("template", path)
    assert said.code == 2
    assert "--force" in said.err
    assert path.read_bytes() == b"mine"
    assert ocop("template", path, "--force").code == 0
    assert path.read_bytes()[:2] == b"PK"


def test_not_even_by_force_onto_a_sheet_in_use(ocop: Run, tmp_path: Path) -> None:
    assert ocop("template", tmp_path / "a.xlsx").code == 0
    config = tmp_path / "ocop.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("sản phẩm.csv", "a.xlsx"), encoding="utf-8")
    before = (tmp_path / "a.xlsx").read_bytes()
    said = ocop("template", tmp_path / "A.XLSX", "--force", "--lang", "en")
    assert said.code == 2
    assert (tmp_path / "a.xlsx").read_bytes() == before


@pytest.mark.parametrize("name", ["a.csv", "a", "a.xls"])
def test_another_kind_of_file_is_bad_use(ocop: Run, tmp_path: Path, name: str) -> None:
    said = ocop("template", tmp_path / name)
    assert said.code == 2
    assert ".xlsx" in said.err
    assert not (tmp_path / name).exists()


def test_json(ocop: Run, tmp_path: Path) -> None:
    said = ocop("template", tmp_path / "a.xlsx", "--json")
    assert said.json == {"schema": "ocop/template@1", "file": str(tmp_path / "a.xlsx")}
