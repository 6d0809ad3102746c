"""What is folded, packed, heaped or bound: cloth, packs, food.

Every form takes the shot's chance and its size in pixels, and returns a ``Body``, as in ``wares``.
"""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageDraw

from . import colour as c
from .colour import Colour, column, mix, row, shade, tint
from .craft import dish
from .pattern import SIDE, cloth, flower, label, plain, sheen, speckled, weave
from .solid import Body, arc, box, disc, joined, sheet, stroke, turned

__all__ = ["SILKS", "bundle", "carton", "folded", "heap", "leaf_cake", "pouch", "rods", "sack", "sausage", "soap"]

SILKS: tuple[tuple[Colour, Colour], ...] = (
    (c.LACQUER, c.GOLD), (c.INDIGO, c.CREAM), (c.JADE, c.CREAM), (c.LOTUS, c.PLUM), (c.GOLD, c.LACQUER),
    (c.PLUM, c.LOTUS), (c.CREAM, c.INDIGO), (c.CELADON, c.LEAF), (c.TERRACOTTA, c.CREAM),
)  # fmt: skip

CARTONS: tuple[Colour, ...] = ((190, 70, 52), c.CREAM, c.JADE, c.PLUM, (232, 178, 70), c.INDIGO, c.CELADON)


def folded(rng: Random, size: float, *, layers: int = 0) -> Body:
    """A stack of folded cloth, the topmost showing its pattern."""
    count = layers or rng.randint(1, 3)
    parts: list[tuple[Body, float, float]] = []
    thick = size * 0.12
    for index in range(count):
        ground, ink = rng.choice(SILKS)
        style = rng.choice(("lotus", "stripe", "cloud", "check"))
        top = cloth(rng, ground, ink, style, folds=3)
        edge = column(
            [
                tint(ground, 0.25),
                shade(ground, 0.25),
                tint(ground, 0.1),
                shade(ground, 0.35),
                ground,
                shade(ground, 0.45),
            ],
            (SIDE, 60),
        )
        parts.append(
            (
                box(edge, shade(ground, 0.1), top, size * 0.9, thick, size * 0.95),
                rng.uniform(-0.02, 0.02) * size,
                -index * thick,
            )
        )
    return joined(parts)


def pouch(rng: Random, size: float, ground: Colour, *, window: Colour | None = None) -> Body:
    """A stand-up pack with a label, or with a window on what is in it."""
    wide, high = round(size * 0.68), round(size)
    face = row([shade(ground, 0.25), tint(ground, 0.2), ground, tint(ground, 0.1), shade(ground, 0.3)], (wide, high))
    draw = ImageDraw.Draw(face)
    for y in (0.045, 0.06, 0.075):
        draw.line((0, high * y, wide, high * y), fill=shade(ground, 0.3), width=2)
    paper = label(rng, rng.choice((c.CREAM, tint(ground, 0.75))), shade(ground, 0.35), size=(220, 260))
    face.paste(
        paper.resize((round(wide * 0.66), round(high * (0.42 if window else 0.58)))),
        (round(wide * 0.17), round(high * 0.16)),
    )
    if window is not None:
        inner = speckled(rng, window, rng.choice((tint(window, 0.4), shade(window, 0.35))), count=420, size=0.018)
        hole = Image.new("L", (wide, high), 0)
        ImageDraw.Draw(hole).rounded_rectangle(
            (wide * 0.2, high * 0.64, wide * 0.8, high * 0.88), radius=wide * 0.1, fill=255
        )
        face.paste(inner.resize((wide, high)), (0, 0), hole)
    swell = [
        (0.06, 0.0),
        (0.94, 0.0),
        (0.955, 0.1),
        (0.99, 0.5),
        (1.0, 0.86),
        (0.95, 0.97),
        (0.5, 1.0),
        (0.05, 0.97),
        (0.0, 0.86),
        (0.01, 0.5),
        (0.045, 0.1),
    ]
    return sheet(sheen(face, 0.28), [(x * (wide - 1), y * (high - 1)) for x, y in swell])


def sack(rng: Random, size: float, content: Colour) -> Body:
    """A sack of cloth, open, full to the brim."""
    ground = rng.choice(((206, 184, 146), (222, 206, 172), (190, 164, 120)))
    texture = weave(ground, across=40, down=36)
    body = turned(
        ((0, 0.86), (0.08, 0.94), (0.2, 0.86), (0.6, 1.0), (1, 0.84)),
        texture,
        size * 0.7,
        size * 0.44,
        tilt=0.3,
        gloss=0,
    )
    top = heap(rng, size * 0.72, content, grains=260, fine=0.012, plate=False)
    mark = label(rng, ground, c.LACQUER, size=(200, 200)).resize((round(size * 0.3), round(size * 0.3)))
    badge = sheet(mark, [(0, 0), (mark.width, 0), (mark.width, mark.height), (0, mark.height)])
    return joined([(body, 0, 0), (top, 0, -size * 0.60), (badge, 0, -size * 0.12)])


def carton(rng: Random, size: float, paper: Colour | None, *, flat: bool = False) -> Body:
    """A printed box; ``flat`` is a gift box lying down."""
    ground = paper or rng.choice(CARTONS)
    ink = rng.choice((c.GOLD, c.CREAM)) if sum(ground) < 380 else rng.choice((c.LACQUER, c.LEAF, c.INDIGO))
    wide, high, deep = (size, size * 0.34, size * 0.9) if flat else (size * 0.62, size * 0.86, size * 0.4)
    face = plain(ground, to=shade(ground, 0.2)) if flat else label(rng, ground, ink, size=(240, 320))
    top: Image.Image | Colour = label(rng, ground, ink) if flat else tint(ground, 0.15)
    body = box(face, ground, top, wide, high, deep)
    if not flat:
        return body
    band = stroke([(-wide * 0.25, 0), (-wide * 0.25, -high * 0.96)], size * 0.05, ink)
    return joined([(body, 0, 0), (band, 0, -size * 0.02)])


def leaf_cake(rng: Random, size: float, *, long: bool = False) -> Body:
    """A cake wrapped in leaves and tied with bamboo string."""
    ground = mix(c.LEAF, rng.choice((c.BAMBOO, (40, 70, 40))), rng.uniform(0.05, 0.3))
    skin = weave(ground, across=3, down=30)
    wide, high, deep = (size, size * 0.2, size * 0.42) if long else (size * 0.72, size * 0.24, size * 0.7)
    top = Image.blend(plain(tint(ground, 0.12), to=ground), skin.rotate(90), 0.35)
    draw = ImageDraw.Draw(top)
    for at in (0.3, 0.7) if long else (0.5,):
        draw.line((SIDE * at, 0, SIDE * at, SIDE), fill=tint(c.BAMBOO, 0.4), width=9)
    if not long:
        draw.line((0, SIDE * 0.5, SIDE, SIDE * 0.5), fill=tint(c.BAMBOO, 0.4), width=9)
    face = column([tint(ground, 0.1), shade(ground, 0.3)], (SIDE, 90))
    cut = ImageDraw.Draw(face)
    for at in (0.3, 0.7) if long else (0.5,):
        cut.line((SIDE * at, 0, SIDE * at, 90), fill=c.BAMBOO, width=9)
    one = box(face, ground, top, wide, high, deep)
    return joined([(one, 0, 0), (one, size * rng.uniform(-0.06, 0.06), -high)])


def heap(
    rng: Random,
    size: float,
    colour: Colour,
    *,
    grains: int = 150,
    fine: float = 0.03,
    plate: bool = True,
    long: float = 1.0,
) -> Body:
    """Many small things in a heap, on a plate: seeds, slices, sweets, rice, dried flowers."""
    wide, high = round(size), round(size * 0.5)
    image = Image.new("RGB", (wide, high), shade(colour, 0.45))
    mask = Image.new("L", (wide * 2, high * 2), 0)
    draw, cut = ImageDraw.Draw(image), ImageDraw.Draw(mask)
    tones = [shade(colour, 0.4), shade(colour, 0.18), colour, tint(colour, 0.2), tint(colour, 0.42)]
    for index in range(grains):
        level = index / grains
        across = rng.uniform(-1, 1)
        rise = (1 - abs(across) ** 1.6) * (0.15 + 0.78 * rng.random() * (1 - 0.25 * level))
        x, y = wide * (0.5 + across * 0.42), high * (0.92 - rise * 0.82)
        r = size * fine * rng.uniform(0.7, 1.2)
        tone = tones[min(4, max(0, round((1 - (y / high)) * 3.4 - across * 0.8 + rng.uniform(-0.6, 0.6))))]
        draw.ellipse((x - r * long, y - r * 0.8, x + r * long, y + r * 0.8), fill=tone, outline=shade(tone, 0.25))
        draw.ellipse((x - r * 0.5 * long, y - r * 0.5, x, y - r * 0.1), fill=tint(tone, 0.25))
        cut.ellipse(((x - r * long) * 2, (y - r * 0.8) * 2, (x + r * long) * 2, (y + r * 0.8) * 2), fill=255)
    cut.ellipse((wide * 0.2, high * 0.7, wide * 1.8, high * 1.95), fill=255)
    body = Body(image, mask.reduce(2), (wide / 2, high * 0.9), wide * 0.4)
    if not plate:
        return body
    return joined([(dish(rng, size * 1.25), 0, size * 0.14), (body, 0, 0)])


def rods(rng: Random, size: float, colours: list[Colour], *, count: int = 26, tied: bool = True) -> Body:
    """A bundle of thin things lying side by side: noodles, drinking straws, vermicelli."""
    wide, high = round(size), round(size * 0.4)
    image = Image.new("RGB", (wide, high), shade(colours[0], 0.5))
    draw = ImageDraw.Draw(image)
    step = high / count
    for index in range(count):
        tone, y = rng.choice(colours), (index + 0.5) * step
        bend = rng.uniform(-1, 1) * step
        line = [(0, y), (wide / 2, y + bend), (wide, y)]
        draw.line(line, fill=shade(tone, 0.12), width=max(3, round(step)))
        draw.line([(px, py - step * 0.22) for px, py in line], fill=tint(tone, 0.35), width=max(1, round(step * 0.3)))
    if tied:
        band = rng.choice((c.LACQUER, c.LEAF, c.BAMBOO))
        draw.rectangle((wide * 0.44, 0, wide * 0.56, high), fill=band)
        draw.line((wide * 0.455, 0, wide * 0.455, high), fill=tint(band, 0.3), width=4)
    outline = arc(wide / 2, high / 2, wide / 2 - 2, high / 2 - 2, 0, 360)
    squared = [
        (wide / 2 + math.copysign(min(wide / 2 - 2, abs(x - wide / 2) * 1.35), x - wide / 2), y) for x, y in outline
    ]
    return sheet(image, squared)


def bundle(rng: Random, size: float, colour: Colour, *, leafy: bool = True, count: int = 5) -> Body:
    """Roots or stalks laid together, their leaves to one side."""
    parts: list[tuple[Body, float, float]] = []
    for index in range(count):
        y = -index * size * 0.085
        if leafy:
            for frond in range(4):
                tip = (size * (0.5 + rng.random() * 0.14), -size * 0.07 * (frond - 1.5) - size * 0.03)
                parts.append((stroke([(size * 0.26, 0), tip], size * 0.028, mix(c.LEAF, c.JADE, rng.random())), 0, y))
        body = stroke(
            [(-size * 0.44 + rng.uniform(0, 0.05) * size, 0), (-size * 0.1, -size * 0.01), (size * 0.25, 0)],
            size * 0.1,
            mix(colour, c.CREAM, rng.random() * 0.15),
        )
        parts.append((body, rng.uniform(-0.03, 0.03) * size, y))
    whole = joined(parts)
    return Body(whole.image, whole.mask, (whole.image.width / 2, whole.image.height * 0.94), size * 0.45)


def sausage(rng: Random, size: float, colour: Colour, *, wrapped: bool = False) -> Body:
    """A thick roll, wrapped in leaf or bare, and slices of it in front."""
    roll = stroke([(-size * 0.36, 0), (size * 0.3, 0)], size * 0.26, c.LEAF if wrapped else colour)
    parts: list[tuple[Body, float, float]] = [(roll, 0, -size * 0.2)]
    if wrapped:
        for x in (-size * 0.25, 0, size * 0.22):
            string = stroke([(x, -size * 0.125), (x + size * 0.01, size * 0.125)], size * 0.016, c.BAMBOO)
            parts.append((string, 0, -size * 0.2))
    for cut in range(3):
        meat = speckled(rng, tint(colour, 0.3), shade(colour, 0.1), count=160, size=0.014)
        parts.append((disc(meat, size * 0.125, tilt=0.62, thickness=0.3), -size * 0.2 + cut * size * 0.23, 0.0))
    whole = joined(parts)
    return Body(whole.image, whole.mask, (whole.image.width / 2, whole.image.height - size * 0.05), size * 0.42)


def soap(rng: Random, size: float, colour: Colour) -> Body:
    """Two cakes of soap, one on the other."""
    top = speckled(rng, tint(colour, 0.25), shade(colour, 0.25), count=240)
    flower(ImageDraw.Draw(top), SIDE / 2, SIDE / 2, SIDE * 0.22, shade(colour, 0.15), colour)
    cake = box(plain(tint(colour, 0.1), to=shade(colour, 0.15)), colour, top, size * 0.62, size * 0.2, size * 0.6)
    return joined([(cake, 0, 0), (cake, size * 0.07, -size * 0.2)])
