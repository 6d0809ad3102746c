"""What hands make that no wheel turns: trays, frames, furniture, mats, leather, tiles, plates.

Every form takes the shot's chance and its size in pixels, and returns a ``Body``, as in ``wares``.
"""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageDraw

from . import colour as c
from .colour import column, mix, shade, tint
from .pattern import SIDE, flower, grain, lacquer, plain, porcelain_face, sheen, speckled
from .solid import Body, Point, box, disc, joined, lit_row, sheet, stroke

__all__ = [
    "board",
    "chopsticks",
    "dish",
    "framed",
    "incense",
    "landscape",
    "rug",
    "stool",
    "tiles",
    "wallet",
]


def dish(rng: Random, size: float, *, upright: bool = False) -> Body:
    """A painted plate, lying or hung."""
    ink = rng.choice((c.COBALT, c.LEAF, c.TERRACOTTA, c.PLUM))
    return disc(porcelain_face(rng, ink), size * 0.5, tilt=0.96 if upright else 0.42, thickness=0.04)


def board(rng: Random, size: float, *, wood: bool = False) -> Body:
    """A rectangular tray, box lid or album in lacquer or inlaid wood."""
    ground = rng.choice((c.LACQUER, c.SOOT, shade(c.INDIGO, 0.4), c.WALNUT))
    art = grain(rng, c.WALNUT) if wood else lacquer(rng, ground)
    if wood:
        draw = ImageDraw.Draw(art)
        for x, y, r in ((0.5, 0.5, 0.2), (0.22, 0.3, 0.09), (0.78, 0.7, 0.09)):
            flower(draw, SIDE * x, SIDE * y, SIDE * r, (214, 226, 220), c.GOLD)
    rim = tint(ground, 0.15) if not wood else c.WALNUT
    ImageDraw.Draw(art).rectangle((0, 0, SIDE - 1, SIDE - 1), outline=rim, width=12)
    return box(plain(rim, to=shade(rim, 0.3)), rim, art, size * 0.86, size * 0.13, size * 0.98)


def framed(rng: Random, size: float, kind: str) -> Body:
    """A picture in a frame: ``lacquer``, ``silk`` (embroidered) or ``gold``."""
    wide, high = round(size * rng.choice((0.78, 1.0))), round(size)
    if kind == "silk":
        art = column([c.CREAM, tint(c.CELADON, 0.5)], (SIDE, SIDE))
        draw = ImageDraw.Draw(art)
        for _ in range(5):
            x, y = SIDE * rng.uniform(0.15, 0.85), SIDE * rng.uniform(0.25, 0.6)
            draw.line((x, y, x + rng.uniform(-20, 20), SIDE * 0.95), fill=c.LEAF, width=5)
            flower(draw, x, y, SIDE * rng.uniform(0.08, 0.14), rng.choice((c.LOTUS, c.LACQUER, c.PLUM)), c.GOLD)
    elif kind == "gold":
        art = lacquer(rng, c.LACQUER)
    else:
        art = landscape(rng, (SIDE, SIDE), lacquered=True)
    wood = rng.choice((c.WALNUT, c.GOLD, c.SOOT))
    frame = lit_row(wood, (wide, high))
    draw, edge = ImageDraw.Draw(frame), round(size * 0.055)
    draw.rectangle((edge * 0.3, edge * 0.3, wide - edge * 0.3, high - edge * 0.3), outline=tint(wood, 0.3), width=3)
    frame.paste(art.resize((wide - 2 * edge, high - 2 * edge), Image.Resampling.BICUBIC), (edge, edge))
    draw.rectangle((edge, edge, wide - edge, high - edge), outline=shade(wood, 0.6), width=3)
    return sheet(frame, [(0, 0), (wide, 0), (wide, high), (0, high)])


def landscape(rng: Random, size: tuple[int, int], *, lacquered: bool = False) -> Image.Image:
    """Hills, a sun, water and terraces."""
    sky = [(244, 214, 160), (238, 180, 120)] if not lacquered else [shade(c.LACQUER, 0.2), c.LACQUER]
    if not lacquered and rng.random() < 0.6:
        sky = [(170, 204, 224), (244, 232, 206)]
    view = column([*sky, sky[-1]], (size[0], size[1]))
    draw = ImageDraw.Draw(view)
    wide, high = size
    x, r = wide * rng.uniform(0.25, 0.75), wide * 0.09
    draw.ellipse((x - r, high * 0.16, x + r, high * 0.16 + 2 * r), fill=(250, 226, 150))
    near, far = ((58, 98, 60), (150, 178, 170)) if not lacquered else (c.SOOT, mix(c.LACQUER, c.GOLD, 0.55))
    for layer in range(5):
        base, phase = high * (0.42 + layer * 0.11), rng.random() * 9
        ridge = [
            (
                px,
                base
                + math.sin(px / wide * (5 + layer) + phase) * high * 0.05
                + math.sin(px / wide * 17 + phase) * high * 0.012,
            )
            for px in range(0, wide + 9, 8)
        ]
        draw.polygon([(0, high), *ridge, (wide + 8, high)], fill=mix(far, near, layer / 4))
        if layer >= 3:
            for step in range(1, 4):
                draw.line(
                    [(px, py + step * high * 0.035) for px, py in ridge],
                    fill=tint(mix(far, near, layer / 4), 0.25),
                    width=3,
                )
    return view


def chopsticks(rng: Random, size: float) -> Body:
    """Pairs of inlaid chopsticks, fanned out."""
    parts = [
        (
            stroke(
                [(0, 0), (size * 0.42 * math.sin(turn * 0.11), -size * 0.9 * math.cos(turn * 0.11))],
                size * 0.024,
                rng.choice((c.WALNUT, c.SOOT, c.LACQUER)),
            ),
            turn * size * 0.03,
            0.0,
        )
        for turn in range(-4, 5)
    ]
    return joined(parts, base=4)


def incense(rng: Random, size: float) -> Body:
    """A tied sheaf of incense, red below and brown above."""
    parts: list[tuple[Body, float, float]] = []
    for turn in range(-9, 10):
        lean = size * 0.022 * turn
        parts.append((stroke([(turn * size * 0.008, 0), (lean, -size * 0.42)], size * 0.014, c.LACQUER), 0.0, 0.0))
        parts.append(
            (
                stroke(
                    [(lean * 0.8, -size * 0.3), (lean * 1.9, -size * 0.92)],
                    size * 0.017,
                    mix(c.GOLD, c.WALNUT, rng.uniform(0.2, 0.6)),
                ),
                0.0,
                0.0,
            )
        )
    parts.append((stroke([(-size * 0.12, -size * 0.2), (size * 0.12, -size * 0.2)], size * 0.07, c.GOLD), 0.0, 0.0))
    whole = joined(parts)
    return Body(whole.image, whole.mask, (whole.image.width / 2, whole.image.height), size * 0.12)


def stool(rng: Random, size: float, *, wide: float = 0.7) -> Body:
    """A small table or stool of wood or rattan."""
    wood = rng.choice((c.WALNUT, tint(c.WALNUT, 0.2), c.RATTAN))
    legs: list[tuple[Body, float, float]] = []
    for x, y in ((-0.26, -0.18), (0.56, -0.18), (-0.56, 0.0), (0.28, 0.0)):
        leg = stroke([(0, 0), (0, -size * (0.42 if y == 0 else 0.30))], size * 0.06, shade(wood, 0.3 if y else 0.05))
        legs.append((leg, x * size * wide, y * size))
    top = box(grain(rng, wood), wood, grain(rng, wood), size * wide, size * 0.09, size * 0.62)
    return joined([*legs, (top, 0, -size * 0.42)], base=4)


def tiles(rng: Random, size: float) -> Body:
    """Glazed tiles, four together standing and a stack."""
    face = Image.new("RGB", (SIDE, SIDE), c.CREAM)
    half = SIDE // 2 - 4
    ink = rng.choice((c.COBALT, c.JADE, c.TERRACOTTA, c.INDIGO))
    for index in range(4):
        one = plain(c.PORCELAIN)
        flower(ImageDraw.Draw(one), SIDE / 2, SIDE / 2, SIDE * 0.34, ink, c.GOLD, 4 + 4 * (index % 2))
        ImageDraw.Draw(one).rectangle((6, 6, SIDE - 6, SIDE - 6), outline=ink, width=14)
        face.paste(
            sheen(one, 0.2).resize((half, half), Image.Resampling.BICUBIC),
            (2 + index % 2 * (half + 4), 2 + index // 2 * (half + 4)),
        )
    return box(face, c.TERRACOTTA, tint(c.TERRACOTTA, 0.3), size * 0.8, size * 0.8, size * 0.14)


def rug(rng: Random, size: float) -> Body:
    """A round mat, or a set of coasters, of rush or rattan: woven in rings."""
    ground, ring = (
        rng.choice((c.BAMBOO, c.RATTAN, tint(c.BAMBOO, 0.25))),
        rng.choice((c.LACQUER, c.INDIGO, c.LEAF, c.WALNUT)),
    )
    art = Image.new("RGB", (SIDE * 2, SIDE * 2), shade(ground, 0.4))
    draw = ImageDraw.Draw(art)
    for index in range(26):
        edge = SIDE * index / 26
        tone = ring if index in (2, 3, 9, 16, 17) else (tint(ground, 0.18) if index % 2 else ground)
        draw.ellipse((edge, edge, SIDE * 2 - edge, SIDE * 2 - edge), fill=tone, outline=shade(tone, 0.3), width=3)
    for turn in range(90):
        angle = math.tau * turn / 90
        draw.line(
            (SIDE, SIDE, SIDE + math.cos(angle) * SIDE, SIDE + math.sin(angle) * SIDE),
            fill=shade(ground, 0.22),
            width=2,
        )
    return disc(art.reduce(2), size * 0.55, tilt=0.46, thickness=0.06)


def wallet(rng: Random, size: float) -> Body:
    """Stitched leather."""
    hide = rng.choice((c.WALNUT, (140, 84, 48), c.SOOT, (112, 52, 36)))
    face = speckled(rng, hide, shade(hide, 0.3), count=900, size=0.004)
    draw = ImageDraw.Draw(face)
    for side in range(4):
        for step in range(22):
            at = SIDE * (0.06 + step * 0.04)
            a: Point = (at, SIDE * 0.055) if side % 2 == 0 else (SIDE * 0.055, at)
            if side > 1:
                a = (SIDE - a[0], SIDE - a[1])
            draw.ellipse((a[0] - 4, a[1] - 2, a[0] + 4, a[1] + 2), fill=tint(hide, 0.5))
    draw.line((0, SIDE * 0.5, SIDE, SIDE * 0.5), fill=shade(hide, 0.5), width=4)
    return box(sheen(face, 0.3), hide, tint(hide, 0.15), size * 0.8, size * 0.62, size * 0.16)
