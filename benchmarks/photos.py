"""Pictures for an invented catalogue: plain, small and quickly drawn; what is measured is the way, not the art."""

from __future__ import annotations

import colorsys
import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw

__all__ = ["draw_photos", "share_photos"]

SIDE = 640
SHARED = 48


def draw_photos(folder: Path, names: Iterable[str]) -> None:
    """One JPEG for every name, each with content of its own, same bytes under the same Pillow."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        _draw(folder / name)


def share_photos(folder: Path, names: Iterable[str]) -> None:
    """A file for every name but only a few contents, none twice in one product: for runs that need many files."""
    folder.mkdir(parents=True, exist_ok=True)
    originals = [folder.parent / "originals" / f"{number}.jpg" for number in range(SHARED)]
    originals[0].parent.mkdir(exist_ok=True)
    for original in originals:
        _draw(original)
    for number, name in enumerate(names):
        _link(originals[number % SHARED], folder / name)


def _draw(path: Path) -> None:
    seed = hashlib.sha256(path.name.encode()).digest()
    hue = seed[0] / 255
    picture = Image.new("RGB", (SIDE, SIDE), _colour(hue, 0.12, 0.97))
    pen = ImageDraw.Draw(picture)
    for number in range(6):
        at, size = seed[2 * number + 1 : 2 * number + 3], 80 + seed[number + 16]
        left, top = 40 + at[0], 40 + at[1]
        pen.ellipse((left, top, left + size, top + size), fill=_colour(hue + number / 9, 0.6, 0.75))
    pen.text((20, SIDE - 40), path.stem, fill=(40, 40, 40))
    picture.save(path, "JPEG", quality=80)


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))
    return red, green, blue


def _link(original: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    try:
        os.link(original, path)
    except OSError:  # a file system without links
        shutil.copyfile(original, path)
