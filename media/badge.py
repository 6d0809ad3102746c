"""The star badge: our own art, never the programme's logo.

An opaque lacquer plate with a gold rim: stars to count, the word OCOP, the certificate's year. It carries its own
ground, so it reads on any photo; a dark hairline outside and the gold inside set it off from light and dark ones.
Drawn large and shrunk, so edges are smooth at any size; the same arguments give the same pixels.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image, ImageDraw

from .lettering import font
from .recipe import BADGE_SHAPE

__all__ = ["INK", "PLATE", "STAR", "badge_art", "draw_badge", "star_points"]

Colour = tuple[int, int, int]

PLATE: Colour = (112, 14, 22)
STAR: Colour = (255, 214, 84)
INK: Colour = (255, 246, 222)
RIM: Colour = (214, 164, 62)
HAIRLINE: Colour = (46, 6, 10)
OVERSAMPLE = 4
STARS = (3, 4, 5)


def star_points(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """A five-pointed star around (x, y), one point up, somewhat fuller than the strict pentagram."""
    return [
        (
            x + (radius if point % 2 == 0 else radius * 0.45) * math.sin(math.pi * point / 5),
            y - (radius if point % 2 == 0 else radius * 0.45) * math.cos(math.pi * point / 5),
        )
        for point in range(10)
    ]


def draw_badge(star: int, year: int, size: int) -> Image.Image:
    """The badge, ``size`` pixels wide, as RGBA; a copy that is the caller's own."""
    return badge_art(star, year, size, round(size * BADGE_SHAPE)).copy()


@lru_cache(maxsize=32)
def badge_art(star: int, year: int, width: int, height: int) -> Image.Image:
    """The badge in exactly that box. Shared between callers: not to be drawn upon."""
    if star not in STARS:
        raise ValueError(f"no badge for {star} stars")
    wide, high = width * OVERSAMPLE, height * OVERSAMPLE
    art = Image.new("RGBA", (wide, high), (0, 0, 0, 0))
    draw = ImageDraw.Draw(art)
    _plate(draw, wide, high)
    pitch = min(high * 0.41, wide * 0.9 / star)
    radius = pitch / 2.08
    for index in range(star):
        x = wide / 2 + (index - (star - 1) / 2) * pitch
        draw.polygon(star_points(x, high * 0.345, radius), fill=STAR)
    _words(draw, year, wide, high)
    return art.reduce(OVERSAMPLE)


def _plate(draw: ImageDraw.ImageDraw, wide: int, high: int) -> None:
    inset, corner = 0.0, high * 0.2
    for colour, step in ((HAIRLINE, 0.014), (RIM, 0.034), (PLATE, 0.0)):
        box = (inset, inset, wide - 1 - inset, high - 1 - inset)
        draw.rounded_rectangle(box, radius=max(1.0, corner - inset), fill=(*colour, 255))
        inset += high * step


def _words(draw: ImageDraw.ImageDraw, year: int, wide: int, high: int) -> None:
    name, when = "OCOP", str(year)
    size = round(high * 0.29)
    gap = wide * 0.05
    while size > 4 and font("Bold", size).getlength(name + when) + gap > wide * 0.87:
        size -= 1
    face = font("Bold", size)
    line = high * 0.865
    left = (wide - face.getlength(name + when) - gap) / 2
    draw.text((left, line), name, font=face, fill=INK, anchor="ls")
    draw.text((left + face.getlength(name) + gap, line), when, font=face, fill=STAR, anchor="ls")
