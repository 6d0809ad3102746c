"""Text on pictures: the packaged font (Inter, SIL OFL, see ``fonts/``), set in NFC with basic layout.

Every Vietnamese letter is one glyph in the font, so precomposed text needs no shaping engine, and the same text gives
the same pixels whether or not Pillow was built with one.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import resources
from io import BytesIO
from typing import Literal

from PIL import ImageFont

__all__ = ["Weight", "fit", "font", "nfc", "wrap"]

Weight = Literal["Bold", "Medium"]


def nfc(text: str) -> str:
    """The form in which the font has every letter."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=2)
def _face(weight: Weight) -> bytes:
    return resources.files(__package__).joinpath("fonts", f"Inter-{weight}.otf").read_bytes()


@lru_cache(maxsize=64)
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """The packaged face at ``size`` pixels."""
    return ImageFont.truetype(BytesIO(_face(weight)), max(1, size), layout_engine=ImageFont.Layout.BASIC)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: float, lines: int) -> list[str] | None:
    """``text`` broken at spaces into at most ``lines`` lines no wider than ``width``; None where it does not fit."""
    broken: list[str] = []
    for word in nfc(text).split():
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and face.getlength(longer) <= width:
            broken[-1] = longer
        elif len(broken) < lines and face.getlength(word) <= width:
            broken.append(word)
        else:
            return None
    return broken


def fit(
    text: str, weight: Weight, width: float, *, lines: int, largest: int, smallest: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest setting of ``text`` that fits; at the smallest size what is too long ends in an ellipsis."""
    for size in range(largest, smallest - 1, -max(1, largest // 24)):
        broken = wrap(text, font(weight, size), width, lines)
        if broken is not None:
            return font(weight, size), broken
    face, kept = font(weight, smallest), nfc(text)
    while kept:
        broken = wrap(f"{kept}…", face, width, lines)
        if broken is not None:
            return face, broken
        kept = kept[:-1].rstrip()
    return face, ["…"]
