"""``ocop media preview``: from a catalogue, from sheets, from a folder; what it writes and what it leaves alone."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from connector.messages import catalogue_of
from media.preview import is_page
from tests.coop import Coop

from .conftest import Run

DAY = ("--day", "2026-11-21")


def photos_of(coop: Coop) -> Path:
    return coop.folder / "ảnh"


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def height(name: str) -> int:
    with Image.open(name) as page:
        return page.height


def test_the_catalogue_of_the_configuration_needs_no_words_and_no_shop(ocop: Run, coop: Coop) -> None:
    before = contents(coop.folder)
    said = ocop("media", "preview", *DAY, "--json")
    assert said.code == 0
    shown = said.json
    assert (shown["schema"], shown["products"], shown["photos"]) == ("ocop/media-preview@1", 4, 6)
    assert (shown["unusable"], shown["refused_rows"]) == ([], 0)
    assert shown["files"] == [str(coop.folder / name) for name in ("sheet-1.png", "sheet-2.png")]
    assert all(is_page(Path(file)) for file in shown["files"])
    after = contents(coop.folder)
    assert {name: after[name] for name in before} == before, "nothing of the person's own was touched"
    assert list((coop.state / "renditions").rglob("*.rendition")), "a later run finds them drawn"


def test_after_the_first_plan_the_shop_itself_is_known(ocop: Run, coop: Coop) -> None:
    ocop("media", "preview", *DAY, "--only", "LUA-01", "--out", "trước.png")
    assert ocop("plan", *DAY).code in (0, 3)
    ocop("media", "preview", *DAY, "--only", "LUA-01", "--out", "sau.png")
    assert height("sau.png") < height("trước.png"), "the line that says so is gone"


def test_only_and_first_show_less(ocop: Run, coop: Coop) -> None:
    said = ocop("media", "preview", *DAY, "--only", "tra-01", "--only", "LUA-01", "--only", "LUA-01", "--json")
    assert (said.json["products"], said.json["photos"]) == (2, 4)
    assert ocop("media", "preview", *DAY, "--first", 1, "--json").json["photos"] == 3
    assert ocop("media", "preview", photos_of(coop), "--first", 2, "--json").json["photos"] == 2


def test_the_star_of_the_day_is_what_is_drawn(ocop: Run, coop: Coop) -> None:
    pages = []
    for day in ("2027-02-12", "2027-02-12", "2027-02-13"):
        assert ocop("media", "preview", "--day", day, "--only", "LUA-01", "--out", "xem.png").code == 0
        pages.append(Path("xem.png").read_bytes())
    assert pages[0] == pages[1], "the same page each time"
    assert pages[1] != pages[2]


def test_sheets_of_the_command_line(ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "chỗ khác").mkdir()
    monkeypatch.chdir(tmp_path / "chỗ khác")
    words = (coop.products, "--producers", coop.folder / "chủ thể.csv", *DAY, "--json")
    named = ocop("media", "preview", *words, "--photos", photos_of(coop))
    assert (named.code, named.json["products"], named.json["photos"]) == (0, 4, 6)
    beside = ocop("media", "preview", *words, photos_of(coop))
    assert (beside.code, beside.json["photos"]) == (0, 6)
    assert ocop("media", "preview", coop.products, photos_of(coop), *DAY).code == 0
    assert ocop("media", "preview", coop.folder, *DAY, "--json").json["products"] == 4


def test_a_folder_needs_no_sheet_and_no_photo_stops_the_others(ocop: Run, coop: Coop) -> None:
    folder = photos_of(coop)
    (folder / "hỏng.jpg").write_bytes(b"no picture")
    (folder / "không đuôi").write_bytes((folder / "tra-01_1.png").read_bytes())
    (folder / "ghi chú.txt").write_text("giá", encoding="utf-8")
    said = ocop("media", "preview", folder, "--star", 4, "--json")
    assert said.code == 3
    assert (said.json["products"], said.json["photos"], said.json["other_files"]) == (None, 8, 1)
    assert said.json["unusable"] == [{"file": "hỏng.jpg", "code": "E_PHOTO_TYPE"}]
    plain = Path("sheet.png").read_bytes() if Path("sheet.png").exists() else Path("sheet-1.png").read_bytes()
    ocop("media", "preview", folder, "--out", "trơn.png")
    other = Path("trơn.png").read_bytes() if Path("trơn.png").exists() else Path("trơn-1.png").read_bytes()
    assert plain != other


def test_a_missing_photo_is_a_grey_place_and_three(ocop: Run, coop: Coop) -> None:
    coop.row("LUA-01")["Ảnh"] = "lua-01_1.png, lua-01_2.png"
    coop.write()
    (photos_of(coop) / "lua-01_2.png").write_bytes(b"\xff\xd8\xff\xe0 cut")
    said = ocop("media", "preview", *DAY, "--only", "LUA-01", "--json")
    assert said.code == 3
    assert {one["file"] for one in said.json["unusable"]} == {"lua-01_2.png"}


def test_refused_rows_are_counted_and_three(ocop: Run, coop: Coop) -> None:
    coop.row("TRA-01")["Giá bán"] = "liên hệ"
    coop.write()
    said = ocop("media", "preview", *DAY)
    assert said.code == 3
    assert "1 dòng của bảng bị từ chối" in said.out


def test_earlier_pages_are_replaced_and_those_of_another_day_go(ocop: Run, coop: Coop) -> None:
    assert len(ocop("media", "preview", *DAY, "--json").json["files"]) == 2
    ocop("media", "preview", *DAY, "--first", 1)
    assert sorted(path.name for path in coop.folder.glob("*.png")) == ["sheet.png"]
    ocop("media", "preview", *DAY)
    assert sorted(path.name for path in coop.folder.glob("*.png")) == ["sheet-1.png", "sheet-2.png"]


@pytest.mark.parametrize("name", ["sheet.png", "sheet-2.png"])
def test_a_picture_of_the_person_s_is_never_replaced_unasked(ocop: Run, coop: Coop, name: str) -> None:
    Image.new("RGB", (9, 9), "red").save(name)
    mine = Path(name).read_bytes()
    said = ocop("media", "preview", *DAY, "--json")
    assert (said.code, said.json["code"]) == (2, "E_FILE_EXISTS")
    assert Path(name).read_bytes() == mine
    assert ocop("media", "preview", *DAY, "--force").code == 0


def test_pages_among_the_photos_are_no_photos(ocop: Run, coop: Coop) -> None:
    out = photos_of(coop) / "xem.png"
    first = ocop("media", "preview", photos_of(coop), "--out", out, "--json").json["photos"]
    assert ocop("media", "preview", photos_of(coop), "--out", out, "--json").json["photos"] == first == 6


def test_an_empty_folder_is_said_and_makes_no_page(ocop: Run, tmp_path: Path) -> None:
    (tmp_path / "trống").mkdir()
    said = ocop("media", "preview", tmp_path / "trống", "--out", "trống.png")
    assert said.code == 0
    assert "không dựng trang nào" in said.out
    assert not Path("trống.png").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("không-có",), "E_PREVIEW_PATH"),
        (("ảnh", "--out", "xem.jpg"), "E_OUT_KIND"),
        (("ảnh", "--only", "LUA-01"), "E_PREVIEW_NO_CATALOGUE"),
        (("ảnh", "--producers", "chủ thể.csv"), "E_PREVIEW_NO_CATALOGUE"),
        (("--star", "4"), "E_PREVIEW_STAR"),
        (("--photos", "ảnh"), "E_PREVIEW_NO_SHEET"),
        (("sản phẩm.csv", "ảnh", "--photos", "ảnh"), "E_PREVIEW_MIXED"),
        (("sản phẩm.csv", "--photos", "không-có"), "E_PHOTOS_FOLDER"),
        (("ảnh/tra-01_1.png", "--out", "ảnh/tra-01_1.png", "--force"), "E_OUT_IS_SOURCE"),
        (("--only", "LUA-9"), "E_SKU_UNKNOWN"),
        (("ảnh", "--star", "6"), "E_USAGE"),
        (("ảnh", "--first", "0"), "E_USAGE"),
        (("--day", "hôm qua"), "E_DAY_FORM"),
    ],
)
def test_bad_use_is_two_and_says_what_to_do(ocop: Run, words: tuple[str, ...], code: str) -> None:
    said = ocop("media", "preview", *words, "--json")
    assert (said.code, said.json["code"]) == (2, code)
    assert "Traceback" not in said.err


def test_without_a_configuration_or_photos_it_says_what_is_missing(
    ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "chỗ khác").mkdir()
    monkeypatch.chdir(tmp_path / "chỗ khác")
    assert ocop("media", "preview", "--json").json["code"] == "E_CONFIG_MISSING"
    assert ocop("media", "preview", coop.products, "--json").json["code"] == "E_PREVIEW_NO_PHOTOS"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_both_languages_speak_whole_sentences(ocop: Run, coop: Coop, lang: str) -> None:
    (photos_of(coop) / "hỏng.jpg").write_bytes(b"no picture")
    for words in ((photos_of(coop),), DAY, ("--help",)):
        said = ocop("media", "preview", *words, "--lang", lang)
        assert [key for key in catalogue_of("vi") if key.startswith("preview.") and key in said.out] == []
        assert "E_P" not in said.out + said.err
