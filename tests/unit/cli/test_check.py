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


@pytest.mark.parametrize("name", ["không có.csv", "trống"])
def test_a_file_that_cannot_be_read_is_bad_use(ocop: Run, coop: Coop, name: str) -> None:
    (coop.folder / "trống").mkdir()
    said = ocop("check", name)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_the_columns_to_be_corrected_are_counted(ocop: Run, coop: Coop) -> None:
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.row("TRA-01")["Giá bán"] = ""
    coop.row("TRA-01")["Tồn kho"] = "còn nhiều"
    coop.write()
    said = ocop("check", "--day", "2026-11-21")
    assert "Cần sửa ở cột: «Giá bán» 2, «Tồn kho» 1." in said.out


def test_days_and_places_are_said_as_people_write_them(ocop: Run, coop: Coop) -> None:
    coop.row("LUA-01")["Ngày QĐ"] = "24/11/2023"
    coop.write()
    assert "hết hạn ngày 24/11/2026" in ocop("check", "--day", "2026-11-21").out
    assert "2026-11-24" in ocop("check", "--day", "2026-11-21", "--lang", "en").out


def test_a_folder_stands_for_its_configuration(ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(coop.folder.parent)
    said = ocop("check", coop.folder, "--day", "2026-11-21")
    assert said.code == 0
    assert "Đã đọc 4 dòng, 4 sản phẩm" in said.out


def test_a_folder_without_one_is_its_one_sheet(ocop: Run, coop: Coop) -> None:
    folder = coop.folder / "bảng"
    folder.mkdir()
    shutil.copy(coop.products, folder / "sản phẩm.csv")
    shutil.copy(coop.folder / "chủ thể.csv", folder)
    shutil.copy(coop.products, folder / "~$sản phẩm.csv")
    assert "Đã đọc 4 dòng" in ocop("check", folder, "--day", "2026-11-21").out
    shutil.copy(coop.products, folder / "bản sao.csv")
    said = ocop("check", folder)
    assert said.code == 2
    assert "bản sao.csv, sản phẩm.csv" in said.err


def test_several_files_are_one_catalogue(ocop: Run, coop: Coop) -> None:
    first = coop.folder / "một.csv"
    shutil.copy(coop.products, first)
    for row in coop.rows:
        row["Mã SP"] += "-B"
    coop.write()
    assert "Đã đọc 8 dòng, 8 sản phẩm" in ocop("check", first, coop.products, "--day", "2026-11-21").out


def test_an_export_of_another_tool(ocop: Run, coop: Coop) -> None:
    export = coop.folder / "kiotviet.csv"
    export.write_text(
        "Loại hàng,Nhóm hàng(3 Cấp),Mã hàng,Tên hàng,Giá bán,Giá vốn,Tồn kho,ĐVT,Thuộc tính,Trọng lượng\n"
        "Hàng hóa,Kẹo,HH01,Kẹo lạc,35000,20000,5,Hộp,,250\n",
        encoding="utf-8",
    )
    said = ocop("check", export)
    assert said.code == 2
    assert "KiotViet" in said.err
    assert "--columns kiotviet" in said.err
    said = ocop("columns", export, "--columns", "kiotviet", "--save", "cột.toml")
    assert said.code == 3
    assert "«Mã chủ thể», «Ngành»" in said.out
    mapping = coop.folder / "cột.toml"
    text = mapping.read_text(encoding="utf-8")
    for field, value in (("producer_id", "HTX01"), ("industry", "Thực phẩm")):
        assert f'# {field} = ""' in text
        text = text.replace(f'# {field} = ""', f'{field} = "{value}"')
    mapping.write_text(text, encoding="utf-8")
    said = ocop("check", export, "--columns", "cột.toml", "--day", "2026-11-21", "--json")
    assert said.code == 0
    assert said.json[0]["sku"] == "HH01"
    assert ocop("columns", export, "--columns", "cột.toml").code == 0
    assert ocop("columns", export, "--columns", "kiotviet", "--save", "cột.toml").code == 2
    assert mapping.read_text(encoding="utf-8") == text


def test_the_configuration_can_name_the_mapping(ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    with coop.products.open(encoding="utf-8-sig") as file:
        text = file.read().replace("Mã SP", "Mã nội bộ", 1)
    coop.products.write_text(text, encoding="utf-8")
    assert ocop("check").code == 2
    (coop.folder / "cột.toml").write_text('[columns]\n"Mã nội bộ" = "sku"\n', encoding="utf-8")
    config = coop.config.read_text(encoding="utf-8").replace("[catalogue]", '[catalogue]\ncolumns = "cột.toml"', 1)
    coop.config.write_text(config, encoding="utf-8")
    monkeypatch.chdir(coop.folder.parent)
    said = ocop("check", "--config", coop.config, "--day", "2026-11-21")
    assert said.code == 0
    assert "Đã đọc 4 dòng" in said.out


def test_columns_as_json(ocop: Run, coop: Coop) -> None:
    said = ocop("columns", coop.products, "--json")
    assert said.code == 0
    assert said.json["schema"] == "ocop/columns@1"
    assert said.json["columns"][0] == {"header": "Mã SP", "field": "sku", "nearest": []}
    assert (said.json["missing"], said.json["recognised"], said.json["mapping"]) == ([], None, None)


@pytest.mark.parametrize(("words", "shown"), [("S¶n phÈm", "Sản phẩm"), ("Saûn phaåm", "Sản phẩm")])
def test_text_of_an_old_font_is_refused_with_its_reading(ocop: Run, coop: Coop, words: str, shown: str) -> None:
    coop.row("LUA-01")["Tên sản phẩm"] = words
    coop.write()
    said = ocop("check", "--day", "2026-11-21")
    assert said.code == 3
    line = next(line for line in said.out.splitlines() if words in line)
    assert f"có lẽ nghĩa là «{shown}»" in line
    assert "UniKey" in line


def test_notices_on_a_workbook_stand_first(ocop: Run, coop: Coop) -> None:
    said = ocop("check", DATA / "sheets" / "products_dirty.xlsx", "--day", "2026-11-21")
    first = said.out.splitlines()[0]
    assert first.startswith("products_dirty.xlsx")
    assert "«Sản phẩm»" in first
    assert ocop("check", DATA / "sheets" / "products_dirty.xlsx", "--sheet", "Không có").code == 2


def test_the_workbook_twin_and_its_producers_say_the_same(ocop: Run, tmp_path: Path) -> None:
    for name in photo_names():
        (tmp_path / "ảnh" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ảnh" / name).touch()
    with (DATA / "dirty_expected.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.DictReader(file))
    sheets = DATA / "sheets"
    said = ocop(
        *("check", sheets / "products_dirty.xlsx", "--producers", sheets / "producers.xlsx"),
        *("--photos", tmp_path / "ảnh", "--day", "2026-11-21", "--json"),
    )
    assert said.json == expected
