"""A whole photos folder: whose photo is which, what was taken together, what stands on two products."""

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from connector.errors import BadUse
from connector.run.photos import Photo, Sheets, Survey, survey

HEAD = "Mã SP;Mã chủ thể;Tên sản phẩm;Ngành;Giá bán;Ảnh\n"


def scene(number: int) -> Image.Image:
    """A picture like no other."""
    tiles = Image.frombytes("RGB", (8, 8), Random(number).randbytes(8 * 8 * 3))
    return tiles.resize((400, 400), Image.Resampling.BICUBIC)


Shoot = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ảnh").mkdir()
    return tmp_path / "ảnh"


@pytest.fixture
def shoot(folder: Path) -> Shoot:
    """``shoot(name, number, "08:00:00")``: a photo in the folder, with the camera's time if one is given."""

    def take(name: str, number: int, taken: str = "", quality: int = 92, side: int = 400) -> Path:
        exif = Image.Exif()
        if taken:
            exif.get_ifd(0x8769)[0x9003] = f"2026:11:01 {taken}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        scene(number).resize((side, side)).save(path, "JPEG", quality=quality, exif=exif)
        return path

    return take


def sheets(folder: Path, *rows: str) -> Sheets:
    """``SKU;title;pictures`` per row."""
    path = folder.parent / "sản phẩm.csv"
    lines = ("{};HTX;{};food;50000;{}\n".format(*line.split(";")) for line in rows)
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return Sheets((path,))


def by_place(found: Survey) -> dict[str, Photo]:
    return {unicodedata.normalize("NFC", photo.place): photo for photo in found.photos}


def test_cells_first_then_names_then_nobody(folder: Path, shoot: Shoot) -> None:
    for number, name in enumerate(("một.jpg", "P1_2.jpg", "P2/x.jpg", "IMG_9.jpg")):
        shoot(name, number)
    (folder / "ghi chú.txt").touch()
    (folder / "._IMG_9.jpg").touch()
    found = survey(folder, sheets(folder, "P1;Trà;một.jpg", "P2;Miến;"))
    said = {place: (photo.product, photo.how) for place, photo in by_place(found).items()}
    assert said == {"một.jpg": (0, "cell"), "P1_2.jpg": (0, "name"), "P2/x.jpg": (1, "name"), "IMG_9.jpg": (-1, "")}
    assert [owner.sku for owner in found.to_name] == ["P2"]
    assert found.owners[0].left_out == ("P1_2.jpg",)
    assert found.other_files == 2
    assert found.needs_person


def test_what_was_taken_together_is_a_group_and_a_sibling_is_a_guess(folder: Path, shoot: Shoot) -> None:
    shoot("IMG_1.jpg", 1, "08:00:00")
    shoot("P1_cover.jpg", 2, "08:00:20")
    shoot("IMG_2.jpg", 3, "08:00:50")
    shoot("IMG_3.jpg", 4, "08:05:00")
    shoot("IMG_4.jpg", 5, "08:05:30")
    found = by_place(survey(folder, sheets(folder, "P1;Trà;P1_cover.jpg", "P2;Miến;P2.jpg")))
    assert [found[f"IMG_{number}.jpg"].group for number in (1, 2, 3, 4)] == [1, 1, 2, 2]
    assert [found[f"IMG_{number}.jpg"].guess for number in (1, 2, 3, 4)] == [0, 0, -1, -1]
    assert found["IMG_1.jpg"].reason == "group"


def test_siblings_of_two_products_are_no_guess(folder: Path, shoot: Shoot) -> None:
    for number, (name, taken) in enumerate((("P1.jpg", "00"), ("IMG_1.jpg", "10"), ("P2.jpg", "20"))):
        shoot(name, number, f"08:00:{taken}")
    found = by_place(survey(folder, sheets(folder, "P1;Trà;P1.jpg", "P2;Miến;P2.jpg")))
    assert found["IMG_1.jpg"].guess == -1


def test_a_files_time_groups_nothing(folder: Path, shoot: Shoot) -> None:
    for number in range(3):
        os.utime(shoot(f"IMG_{number}.jpg", number), (1_800_000_000, 1_800_000_000))
    found = survey(folder)
    assert [photo.group for photo in found.photos] == [1, 2, 3]
    assert {photo.taken_by for photo in found.photos} == {"file"}


def test_names_group_where_there_is_no_time_and_may_say_the_title(folder: Path, shoot: Shoot) -> None:
    for number, name in enumerate(("tra sen tay ho 1.jpg", "tra sen tay ho (2).jpg", "mien dong 1.jpg")):
        shoot(name, number)
    shoot(unicodedata.normalize("NFD", "Trà sen Tây Hồ 3.jpg"), 9)
    found = by_place(survey(folder, sheets(folder, "P1;Trà sen Tây Hồ hộp thiếc;P1.jpg", "P2;Miến dong;P2.jpg")))
    assert found["tra sen tay ho 1.jpg"].group == found["tra sen tay ho (2).jpg"].group
    assert {name: photo.guess for name, photo in found.items()} == {
        "tra sen tay ho 1.jpg": 0,
        "tra sen tay ho (2).jpg": 0,
        "Trà sen Tây Hồ 3.jpg": 0,
        "mien dong 1.jpg": 1,
    }
    assert {photo.reason for photo in found.values()} == {"title"}


def test_a_copy_of_a_products_picture_is_guessed_to_show_it(folder: Path, shoot: Shoot) -> None:
    shoot("P1.jpg", 1)
    shoot("IMG_1.jpg", 1, quality=40, side=250)
    found = by_place(survey(folder, sheets(folder, "P1;Trà;P1.jpg")))
    assert (found["IMG_1.jpg"].guess, found["IMG_1.jpg"].reason) == (0, "copy")


def test_one_picture_on_two_products(folder: Path, shoot: Shoot) -> None:
    shoot("a.jpg", 1)
    (folder / "b.jpg").write_bytes((folder / "a.jpg").read_bytes())
    shoot("c.jpg", 2)
    shoot("d.jpg", 2, quality=35, side=300)
    shoot("e.jpg", 3)
    shoot("f.jpg", 3, quality=60)
    shoot("g1.jpg", 4)
    shoot("g2.jpg", 4, quality=50)
    found = survey(
        folder, sheets(folder, "P1;Trà;a.jpg, c.jpg, e.jpg, f.jpg, g1.jpg, g2.jpg", "P2;Miến;b.jpg, d.jpg, e.jpg")
    )
    said = [(finding.code, finding.params["file"]) for finding in map(found.finding, found.twins)]
    assert sorted(said) == [("W_PHOTO_ALIKE", "c.jpg"), ("W_PHOTO_SAME", "a.jpg"), ("W_PHOTO_SHARED", "e.jpg")]
    assert found.needs_person


def test_everything_in_its_place_needs_nobody(folder: Path, shoot: Shoot) -> None:
    shoot("a.jpg", 1)
    shoot("b.jpg", 2)
    assert not survey(folder, sheets(folder, "P1;Trà;a.jpg", "P2;Miến;b.jpg")).needs_person


def test_a_broken_photo_stops_no_other_and_belongs_to_no_group(folder: Path, shoot: Shoot) -> None:
    (folder / "IMG_0.jpg").write_bytes(b"\xff\xd8\xff broken")
    shoot("IMG_1.jpg", 1)
    found = survey(folder)
    assert [photo.place for photo in found.unusable] == ["IMG_0.jpg"]
    assert [(photo.place, photo.group) for photo in found.unplaced] == [("IMG_1.jpg", 1)]


def test_names_and_kinds_that_no_cell_takes_are_said(folder: Path, shoot: Shoot) -> None:
    shoot("a, b.jpg", 1)
    scene(2).save(folder / "c.webp")
    codes = {photo.place: {finding.code for finding in photo.findings} for photo in survey(folder).photos}
    assert "W_PHOTO_NAME" in codes["a, b.jpg"]
    assert "W_PHOTO_TYPE" in codes["c.webp"]


def test_links_out_of_the_folder_are_not_followed(folder: Path, shoot: Shoot, tmp_path: Path) -> None:
    inside = shoot("a.jpg", 1)
    (tmp_path / "ngoài").mkdir()
    scene(2).save(tmp_path / "ngoài" / "b.jpg")
    os.symlink(tmp_path / "ngoài" / "b.jpg", folder / "b.jpg")
    os.symlink(tmp_path / "ngoài", folder / "thư mục")
    os.symlink(folder, folder / "vòng tròn")
    assert [photo.path for photo in survey(folder).photos] == [inside]


def test_progress_is_told_and_threads_change_nothing(folder: Path, shoot: Shoot) -> None:
    for number in range(6):
        shoot(f"IMG_{number}.jpg", number)
    told: list[tuple[str, int, int]] = []
    alone = survey(folder, progress=lambda *step: told.append(step), threads=1)
    together = survey(folder, threads=4)
    assert [step[1:] for step in told if step[0] == "looking"] == [(done, 6) for done in range(1, 7)]
    assert [photo.look for photo in alone.photos] == [photo.look for photo in together.photos]


@pytest.mark.parametrize("name", ["không có", "tệp.txt"])
def test_what_is_no_folder_is_bad_use(tmp_path: Path, name: str) -> None:
    (tmp_path / "tệp.txt").touch()
    with pytest.raises(BadUse, match="E_PHOTOS_FOLDER"):
        survey(tmp_path / name)


def test_an_empty_folder_has_no_photos(folder: Path) -> None:
    found = survey(folder)
    assert (found.photos, found.twins, found.needs_person) == ((), (), False)
