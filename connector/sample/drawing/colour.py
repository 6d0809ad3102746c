"""Craft colours, and what is done to colours."""

from __future__ import annotations

from PIL import Image

__all__ = ["BACKDROPS", "Colour", "column", "mix", "row", "shade", "tint"]

Colour = tuple[int, int, int]

INDIGO: Colour = (38, 56, 104)
COBALT: Colour = (34, 70, 150)
TERRACOTTA: Colour = (178, 92, 58)
JADE: Colour = (112, 158, 128)
CELADON: Colour = (170, 200, 178)
LACQUER: Colour = (142, 26, 30)
GOLD: Colour = (214, 168, 74)
BAMBOO: Colour = (206, 170, 108)
RATTAN: Colour = (182, 132, 78)
PORCELAIN: Colour = (240, 240, 234)
CREAM: Colour = (246, 236, 214)
WALNUT: Colour = (104, 66, 42)
LEAF: Colour = (74, 116, 62)
HONEY: Colour = (206, 128, 28)
PLUM: Colour = (112, 36, 62)
LOTUS: Colour = (222, 130, 150)
SOOT: Colour = (44, 38, 38)
TEA: Colour = (96, 84, 48)
RICE: Colour = (244, 240, 226)

BACKDROPS: tuple[tuple[Colour, Colour], ...] = (
    ((250, 244, 234), (214, 198, 176)),
    ((238, 240, 236), (178, 190, 184)),
    ((252, 238, 226), (220, 178, 152)),
    ((234, 240, 244), (164, 182, 198)),
    ((246, 240, 222), (204, 186, 138)),
    ((236, 240, 226), (166, 182, 142)),
    ((248, 232, 232), (206, 166, 166)),
    ((226, 228, 232), (126, 134, 150)),
)
"""Wall (lit) and table (far from the light) of a studio backdrop."""


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """``part`` of ``other`` in ``one``."""
    keep = 1 - part
    return (
        round(one[0] * keep + other[0] * part),
        round(one[1] * keep + other[1] * part),
        round(one[2] * keep + other[2] * part),
    )


def shade(colour: Colour, part: float) -> Colour:
    """Darker, a little warmer than black."""
    return mix(colour, (24, 16, 12), part)


def tint(colour: Colour, part: float) -> Colour:
    return mix(colour, (255, 252, 246), part)


def _stretched(levels: list[Colour], across: bool, size: tuple[int, int]) -> Image.Image:
    strip = Image.new("RGB", (len(levels), 1) if across else (1, len(levels)))
    strip.putdata(levels)
    return strip.resize(size, Image.Resampling.BICUBIC)


def row(levels: list[Colour], size: tuple[int, int]) -> Image.Image:
    """Colours from left to right, blended."""
    return _stretched(levels, True, size)


def column(levels: list[Colour], size: tuple[int, int]) -> Image.Image:
    """Colours from top to bottom, blended."""
    return _stretched(levels, False, size)
