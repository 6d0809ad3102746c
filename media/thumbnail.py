"""A small copy of a picture for a page: upright, in sRGB, without metadata, light; behind the same guard as any photo.

Never larger than the picture itself: a page should show a small photo as small as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from .decode import decode

__all__ = ["Miniature", "miniature", "thumbnail"]

QUALITY = 80


@dataclass(frozen=True, slots=True)
class Miniature:
    """``image`` within the side asked for; ``width`` and ``height`` are the picture's own, as seen upright."""

    image: Image.Image
    width: int
    height: int
    format: str


def miniature(data: bytes, side: int) -> Miniature:
    """``data`` within ``side`` x ``side`` pixels. MediaProblem where it is no picture that can be shown."""
    decoded = decode(data, side, "pad")
    image = decoded.image
    if max(decoded.width, decoded.height) < side:
        image = image.resize((decoded.width, decoded.height), Image.Resampling.BICUBIC)
    return Miniature(image, decoded.width, decoded.height, decoded.format)


def thumbnail(data: bytes, side: int = 320) -> bytes:
    """JPEG bytes of ``data`` within ``side`` x ``side`` pixels."""
    out = BytesIO()
    miniature(data, side).image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
