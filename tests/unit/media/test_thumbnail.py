"""Thumbnails are upright, small and hold nothing but the picture."""

from io import BytesIO

from PIL import Image

from media import thumbnail


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
