"""How large photos are, by the header of their file: no picture is decoded, and a phone's HEIC is not opened at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from connector.catalogue.photos import PhotoIndex
from connector.model import fold

__all__ = ["photo_sides"]

KINDS = ("JPEG", "PNG")


def photo_sides(index: PhotoIndex, known: Mapping[str, str]) -> Callable[[str], int | None]:
    """The longer side of a photo by its name: 0 where it cannot be told, None where ``known`` has no such photo."""
    from PIL import Image, UnidentifiedImageError

    @cache
    def side(name: str) -> int | None:
        if fold(name) not in known:
            return None
        path = index.find(name)
        if path is None:
            return 0
        try:
            with Image.open(path, formats=KINDS) as picture:
                return max(picture.size)
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
            return 0

    return side
