"""Photos as phones make them, for measuring: 12 megapixels, quality 90, the same bytes under the same Pillow.

Soft light, many sharp things, grain: what makes a JPEG as dear to decode and a scaled picture as hard to keep sharp as
a real photo does. The scene before it became a JPEG is given too, so that results have something true beside them.
"""

from __future__ import annotations

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

__all__ = ["SIZE", "photo", "scene"]

SIZE = (4000, 3000)
THINGS = 400
SOFT, GRAIN = 20, 0.18
ORIENTATION = 0x0112


def scene(seed: int) -> Image.Image:
    """What stood before the lens."""
    draws = random.Random(seed)
    width, height = SIZE
    small = (width // SOFT, height // SOFT)
    light = Image.frombytes("RGB", small, draws.randbytes(small[0] * small[1] * 3))
    picture = light.filter(ImageFilter.GaussianBlur(4)).resize(SIZE, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(THINGS):
        left, top, size = draws.randrange(width), draws.randrange(height), draws.randrange(12, 420)
        colour = (draws.randrange(256), draws.randrange(256), draws.randrange(256))
        if draws.random() < 0.5:
            pen.ellipse((left, top, left + size, top + size), fill=colour)
        else:
            end = (left + draws.randrange(-size, size + 1), top + size)
            pen.line((left, top, *end), fill=colour, width=draws.randrange(1, 12))
    grain = Image.frombytes("L", SIZE, draws.randbytes(width * height))
    grainy = Image.blend(picture, Image.merge("RGB", (grain, grain, grain)), GRAIN)
    return grainy.filter(ImageFilter.GaussianBlur(0.8))


def photo(of: Image.Image, *, turned: bool) -> bytes:
    """``of`` as a phone writes it; ``turned``: the phone was held upright and says so instead of turning pixels."""
    file, exif = BytesIO(), Image.Exif()
    if turned:
        of, exif[ORIENTATION] = of.transpose(Image.Transpose.ROTATE_90), 6
    of.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()
