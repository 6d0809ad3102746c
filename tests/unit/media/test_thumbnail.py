"""Thumbnails are upright, small and hold nothing but the picture."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from media import MediaProblem, thumbnail
from media.thumbnail import miniature


def test_a_phone_photo_becomes_small_upright_and_bare() -> None:
    photo = Image.new("RGB", (800, 400), (180, 60, 30))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    exif[0x010F] = "Máy ảnh"
    raw = BytesIO()
    photo.save(raw, "JPEG", exif=exif)
    with Image.open(BytesIO(thumbnail(raw.getvalue(), 100))) as small:
        assert small.size == (50, 100)
        assert dict(small.getexif()) == {}


def test_a_small_picture_stays_small_and_a_phone_s_heic_is_read() -> None:
    raw = BytesIO()
    Image.new("RGB", (40, 30), (180, 60, 30)).save(raw, "PNG")
    with Image.open(BytesIO(thumbnail(raw.getvalue(), 100))) as small:
        assert small.size == (40, 30)
    turned = miniature((Path(__file__).parents[2] / "data" / "heic" / "turned_6.heic").read_bytes(), 100)
    assert (turned.image.size, turned.width, turned.height, turned.format) == ((100, 75), 480, 360, "HEIF")


def test_what_cannot_be_shown_is_a_problem_with_a_code() -> None:
    with pytest.raises(MediaProblem) as told:
        thumbnail(b"no picture")
    assert told.value.code == "E_PHOTO_TYPE"
