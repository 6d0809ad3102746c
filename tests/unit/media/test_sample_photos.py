"""The sample's photos: every name, no two alike, some as phones make them, and the connector can use them all."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from connector.model import MediaIdentity
from connector.sample import photo_names
from connector.sample.drawing.subject import subject_of
from connector.sample.photos import PHONE_BYTES, PHONE_PHOTOS, _shoots, draw_photos
from media import render

SOME = [*photo_names()[:38], "anh-cu/LÒ GỐM SÁNG SỚM.png", "anh-lang-nghe/Lò gốm sáng sớm.png"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    drawn = tmp_path_factory.mktemp("anh")
    draw_photos(drawn, SOME, workers=1)
    return drawn


def phones(folder: Path) -> list[Path]:
    found = []
    for name in SOME:
        with Image.open(folder / name) as picture:
            if picture.size == (4000, 3000):
                found.append(folder / name)
    return found


def test_every_name_is_there_and_no_two_are_alike(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.relative_to(folder).as_posix() for path in files} == set(SOME)
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in files}) == len(SOME)


def test_content_decides_the_type(folder):
    kinds = set()
    for name in SOME:
        with Image.open(folder / name) as picture:
            kinds.add(picture.format)
            assert min(picture.size) >= 1200
    assert kinds == {"JPEG", "PNG"}


def test_some_are_as_a_phone_makes_them(folder):
    taken = phones(folder)
    assert len(taken) == len(SOME) // 20
    for path in taken:
        assert 1_500_000 < path.stat().st_size < PHONE_BYTES
        with Image.open(path) as picture:
            exif = picture.getexif()
            assert 2 <= exif[0x0112] <= 8
            assert exif.get_ifd(0x8825)[1] == "N"


def test_the_same_name_gives_the_same_bytes(folder, tmp_path):
    alone = [name for name in SOME if folder / name not in phones(folder)][:3]
    seen: list[tuple[int, int]] = []
    draw_photos(tmp_path, alone, workers=1, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (3, 3)
    jpegs = [name for name in alone if (folder / name).read_bytes()[:2] == b"\xff\xd8"]
    assert jpegs
    for name in jpegs:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_connector_renders_what_was_drawn_without_a_warning(folder):
    for path in [*phones(folder)[:1], folder / SOME[0], folder / SOME[-1]]:
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        wanted = MediaIdentity(
            source_sha256=sha256, recipe="shopee-1024-pad@1", badge="4-2024", badge_at="top-left", file=path.name
        )
        assert render(data, wanted, claim=None).warnings == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khăn lụa tơ tằm Vạn Phúc hoa sen 90x90", "Tương nếp Đường Lâm chai 500 ml"),
        ("Rau củ sấy giòn thập cẩm", "Giò lụa Bến Hát 1 kg"),
        ("Chè xanh túi lọc", "Chè búp Ba Trại móc câu"),
        ("Nón lá làng Chuông", "Nón vẽ tay hoa sen"),
    ],
)
def test_different_goods_look_different(one, other):
    assert subject_of(one, "food") is not subject_of(other, "food")
    assert subject_of(one.upper(), "food") is subject_of(one, "food")


def test_the_whole_sample_has_ten_phone_pictures_with_every_orientation():
    photos = [photo for shoot in _shoots(photo_names()) for photo in shoot.photos]
    assert len(photos) == len(photo_names()) == len({photo.name for photo in photos})
    turned = [photo.turn for photo in photos if photo.kind == "phone"]
    assert len(turned) == PHONE_PHOTOS == 10
    assert set(turned) == set(range(2, 9))
