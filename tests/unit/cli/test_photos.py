"""``ocop photos``: looking, asking in a workbook, reading the answers back into an update."""

import csv
import hashlib
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from connector.messages import catalogue_of
from tests.coop import Coop

from .conftest import Run


def photos_of(coop: Coop) -> Path:
    return coop.folder / "ảnh"


def shown(path: Path) -> dict[str, str]:
    """Every file below with its content's hash."""
    return {
        str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def colourful(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tiles = Image.frombytes("RGB", (8, 8), bytes((seed * 37 + at * at * 11) % 256 for at in range(192)))
    tiles.resize((1200, 1200), Image.Resampling.NEAREST).save(path, "JPEG", quality=92)


def fill(book: Path, answers: dict[str, tuple[str, str]], saved: Path) -> None:
    """Answer as a person does, in the spreadsheet program: photo -> (product, order)."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    file, product, order = (titles.index(name) + 1 for name in ("Tên tệp ảnh", "Sản phẩm (điền vào đây)", "Thứ tự"))
    for row in range(2, sheet.max_row + 1):
        said = answers.get(sheet.cell(row, file).value)
        if said:
            sheet.cell(row, product).value = said[0]
            sheet.cell(row, order).value = int(said[1]) if said[1].isdecimal() else said[1]
    workbook.save(saved)


def test_from_the_folder_to_the_catalogue(ocop: Run, coop: Coop) -> None:
    colourful(photos_of(coop) / "IMG_1.jpg", 1)
    colourful(photos_of(coop) / "cũ" / "IMG_1.jpg", 2)
    colourful(photos_of(coop) / "IMG_2.jpg", 3)
    before = shown(coop.folder)

    said = ocop("photos", "--out", "ảnh.xlsx")
    assert said.code == 3
    assert "3 ảnh chưa biết" in said.out
    book = openpyxl.load_workbook("ảnh.xlsx")
    assert len(book.worksheets[0]._images) == 3
    (choice,) = book.worksheets[0].data_validations.dataValidation
    assert choice.formula1 == "'Danh sách sản phẩm'!$A$2:$A$5"
    assert book.worksheets[1]["A2"].value == "LUA-01 - Khăn lụa tơ tằm hoa sen"

    answers = {
        "IMG_1.jpg": ("TRA-01 - Trà sen Tây Hồ", "1"),
        "cũ/IMG_1.jpg": ("tra-01", ""),
        "IMG_2.jpg": ("LUA-9", ""),
    }
    fill(Path("ảnh.xlsx"), answers, Path("đã điền.xlsx"))
    said = ocop("photos", "--read", "đã điền.xlsx", "--out", "cập nhật.csv")
    assert said.code == 3
    assert "đã điền.xlsx, dòng" in said.out
    assert "«LUA-9»" in said.out
    with Path("cập nhật.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [
            ["Mã SP", "Ảnh"],
            ["TRA-01", "./IMG_1.jpg, tra-01_1.png, cũ/IMG_1.jpg"],
        ]
    assert ocop("check", "--update", "cập nhật.csv", "--day", "2026-11-21").code == 0
    after = shown(coop.folder)
    assert {name: after[name] for name in before} == before, "nothing of the person's own was touched"


def test_json_says_everything_once(ocop: Run, coop: Coop) -> None:
    colourful(photos_of(coop) / "IMG_1.jpg", 1)
    said = ocop("photos", "--json")
    assert said.code == 3
    assert said.json["schema"] == "ocop/photos@1"
    photos = {photo["file"]: photo for photo in said.json["photos"]}
    assert photos["IMG_1.jpg"]["products"] == []
    assert photos["IMG_1.jpg"]["group"] == 1
    assert photos["tra-01_1.png"]["products"] == ["TRA-01"]
    assert photos["tra-01_1.png"]["how"] == "cell"
    assert said.json["counts"]["unplaced"] == 1
    assert said.json["workbook"] is None


def test_json_of_the_answers(ocop: Run, coop: Coop) -> None:
    colourful(photos_of(coop) / "IMG_1.jpg", 1)
    ocop("photos", "--out", "ảnh.xlsx")
    fill(Path("ảnh.xlsx"), {"IMG_1.jpg": ("LUA-9", "")}, Path("đã điền.xlsx"))
    said = ocop("photos", "--read", "đã điền.xlsx", "--out", "cập nhật.xlsx", "--json")
    assert said.code == 3
    assert (said.json["schema"], said.json["file"], said.json["products"]) == ("ocop/photos-update@1", None, [])
    (problem,) = said.json["problems"]
    assert (problem["line"], problem["file"], problem["code"]) == (2, "IMG_1.jpg", "E_PHOTOS_PRODUCT")
    assert not Path("cập nhật.xlsx").exists()


def test_files_on_the_command_line_need_no_configuration(
    ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "chỗ khác").mkdir()
    monkeypatch.chdir(tmp_path / "chỗ khác")
    said = ocop("photos", photos_of(coop), "--products", coop.products, "--json")
    assert {sku for photo in said.json["photos"] for sku in photo["products"]} >= {"TRA-01", "LUA-01"}
    said = ocop("photos", photos_of(coop), "--json")
    assert said.json["products"] == []
    assert said.code == 3


def test_an_empty_folder_is_said_and_is_no_error(ocop: Run, tmp_path: Path) -> None:
    (tmp_path / "trống").mkdir()
    (tmp_path / "trống" / "đọc tôi.txt").touch()
    said = ocop("photos", tmp_path / "trống", "--products", "sản phẩm.csv")
    assert said.code == 0
    assert "không có ảnh nào (1 tệp loại khác)" in said.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("không-có",), "E_PHOTOS_FOLDER"),
        (("sản phẩm.csv",), "E_PHOTOS_FOLDER"),
        (("--products", "không-có.csv"), "E_FILE_NOT_FOUND"),
        (("--out", "sản phẩm.csv"), "E_OUT_KIND"),
        (("--read", "ảnh.xlsx"), "E_PHOTOS_NO_OUT"),
        (("--read", "không-có.xlsx", "--out", "x.csv"), "E_FILE_NOT_FOUND"),
        (("--read", "sản phẩm.csv", "--out", "x.csv"), "E_HEADERS_MISSING"),
        (("--read", "x.xlsx", "--out", "sản phẩm.csv", "--force"), "E_OUT_IS_SOURCE"),
    ],
)
def test_bad_use_is_two_and_says_what_to_do(ocop: Run, words: tuple[str, ...], code: str) -> None:
    said = ocop("photos", *words, "--json")
    assert (said.code, said.json["code"]) == (2, code)
    assert "Traceback" not in said.err


def test_a_workbook_somebody_may_have_filled_in_is_not_replaced(ocop: Run, coop: Coop) -> None:
    colourful(photos_of(coop) / "IMG_1.jpg", 1)
    assert ocop("photos", "--out", "ảnh.xlsx").code == 3
    before = Path("ảnh.xlsx").read_bytes()
    assert ocop("photos", "--out", "ảnh.xlsx").code == 2
    assert Path("ảnh.xlsx").read_bytes() == before
    assert ocop("photos", "--out", "ảnh.xlsx", "--force").code == 3


def test_without_a_folder_anywhere_it_asks_for_one(ocop: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "chỗ khác").mkdir()
    monkeypatch.chdir(tmp_path / "chỗ khác")
    said = ocop("photos", "--json")
    assert (said.code, said.json["code"]) == (2, "E_PHOTOS_NO_FOLDER")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_both_languages_speak_whole_sentences(ocop: Run, coop: Coop, lang: str) -> None:
    colourful(photos_of(coop) / "Screenshot_1.jpg", 1)
    colourful(photos_of(coop) / "LUA-01_9.jpg", 2)
    (photos_of(coop) / "hỏng.jpg").write_bytes(b"no picture")
    said = ocop("photos", "--lang", lang)
    assert said.code == 3
    assert [key for key in catalogue_of("vi") if key.startswith("photos.") and key in said.out] == []
    assert "W_PHOTO" not in said.out
    assert "E_PHOTO" not in said.out
