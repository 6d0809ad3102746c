"""A small copy of a picture for a page: upright, without metadata, light."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

__all__ = ["thumbnail"]

QUALITY = 80


def thumbnail(data: bytes, side: int = 320) -> bytes:
    """JPEG bytes of ``data`` within ``side`` x ``side`` pixels."""
    with Image.open(BytesIO(data)) as picture:
        picture.draft("RGB", (side, side))
        shown = ImageOps.exif_transpose(picture).convert("RGB")
        shown.thumbnail((side, side))
        out = BytesIO()
        shown.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
