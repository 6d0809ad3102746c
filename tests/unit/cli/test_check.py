"""``ocop check``: what is refused, in a person's words or as the sample's six columns."""

import csv
import shutil
from pathlib import Path

import pytest

from connector.sample import photo_names, write_sample
from tests.coop import Coop

from .conftest import Run

DATA = Path(__file__).resolve().parents[2] / "data"


def test_a_clean_sheet_is_zero(ocop: Run) -> None:
    said = ocop("check", "--day", "2026-11-21")
    assert said.code == 0
    assert "Đã đọc 4 dòng, 4 sản phẩm" in said.out


def test_a_refused_row_is_named_by_file_line_column_value_and_reason(ocop: Run, coop: Coop) -> None:
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.write()
    said = ocop("check", "--day", "2026-11-21")
    assert said.code == 3
    line = next(line for line in said.out.splitlines() if "liên hệ" in line)
    assert line.strip().startswith("LUA-01  sản phẩm.csv, dòng 2, cột «Giá bán»: Không hiểu giá «liên hệ».")
    assert "1 dòng bị từ chối" in said.out


def test_json_is_a_bare_array_of_six_text_columns(ocop: Run, coop: Coop) -> None:
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.write()
    said = ocop("check", "--day", "2026-11-21", "--json")
    assert said.code == 3
    assert said.json[0] == {
        "row": "1",
        "sku": "LUA-01",
        "field": "__row__",
        "outcome": "rejected",
        "code": "E_PRICE_INVALID",
        "normalised": "",
    }
    assert {type(value) for record in said.json for value in record.values()} == {str}
    assert [record["row"] for record in said.json] == sorted(record["row"] for record in said.json)


def test_the_dirty_sample_comes_out_line_by_line(ocop: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mẫu"
    write_sample(folder)
    for name in photo_names():
        (folder / "photos" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "photos" / name).touch()
    shutil.copy(DATA / "products_dirty.csv", folder)
    with (DATA / "dirty_expected.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.DictReader(file))
    said = ocop(
        *("check", folder / "products_dirty.csv", "--producers", folder / "producers.csv"),
        *("--photos", folder / "photos", "--day", "2026-11-21", "--json"),
    )
    assert said.code == 3
    assert said.json == expected


def test_rows_whose_first_row_is_refused_are_named_too(ocop: Run, coop: Coop) -> None:
    for row in coop.rows:
        row["Mã nhóm"] = ""
    silk = coop.row("LUA-01")
    option = {"Tên phân loại 1": "Cỡ"}
    coop.rows = [
        silk | option | {"Mã nhóm": "LUA", "Giá trị phân loại 1": "S", "Giá bán": "liên hệ"},
        silk | option | {"Mã nhóm": "LUA", "Giá trị phân loại 1": "M", "Mã SP": "LUA-02"},
    ]
    with coop.products.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(coop.rows[0]))
        writer.writeheader()
        writer.writerows(coop.rows)
    said = ocop("check", "--day", "2026-11-21")
    assert said.code == 3
    assert "LUA-02  sản phẩm.csv, dòng 3:" in said.out


def test_files_on_the_command_line_need_no_configuration(
    ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "chỗ khác"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert ocop("check", coop.products, "--day", "2026-11-21").code == 0
    assert ocop("check").code == 2


def test_nothing_is_remembered(ocop: Run, coop: Coop) -> None:
    ocop("check")
    assert not coop.state.exists()


@pytest.mark.parametrize("name", ["không có.csv", "."])
def test_a_file_that_cannot_be_read_is_bad_use(ocop: Run, name: str) -> None:
    said = ocop("check", name)
    assert said.code == 2
    assert "Traceback" not in said.err
