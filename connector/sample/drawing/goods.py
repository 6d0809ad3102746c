"""What is folded, packed, heaped, framed or cut: cloth, packs, food, furniture, pictures.

Every form takes the shot's chance and its size in pixels, and returns a ``Body``, as in ``wares``.
"""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageDraw

from . import colour as c
from .colour import Colour, column, mix, row, shade, tint
from .pattern import SIDE, cloth, flower, glaze, grain, label, lacquer, plain, porcelain_face, sheen, speckled, weave
from .solid import Body, Point, arc, box, disc, joined, lit_row, sheet, stroke, turned

__all__ = [
    "board", "bundle", "carton", "chopsticks", "dish", "folded", "framed", "heap", "incense", "leaf_cake", "pouch", "rods",
    "rug", "sack", "sausage", "soap", "stool", "tiles", "wallet",
]  # fmt: skip

SILKS: tuple[tuple[Colour, Colour], ...] = (
    (c.LACQUER, c.GOLD), (c.INDIGO, c.CREAM), (c.JADE, c.CREAM), (c.LOTUS, c.PLUM), (c.GOLD, c.LACQUER),
    (c.PLUM, c.LOTUS), (c.CREAM, c.INDIGO), (c.CELADON, c.LEAF), (c.TERRACOTTA, c.CREAM),
)  # fmt: skip


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


def carton(rng: Random, size: float, ground: Colour, *, flat: bool = False) -> Body:
    """A printed box; ``flat`` is a gift box lying down."""
    ink = rng.choice((c.GOLD, c.CREAM)) if sum(ground) < 380 else rng.choice((c.LACQUER, c.LEAF, c.INDIGO))
    wide, high, deep = (size, size * 0.34, size * 0.9) if flat else (size * 0.62, size * 0.86, size * 0.4)
    face = (
        label(rng, ground, ink, size=(320, 110) if flat else (240, 320))
        if not flat
        else plain(ground, to=shade(ground, 0.2))
    )
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
    """A thick roll lying down, wrapped in leaf or cut so that one sees inside."""
    skin = c.LEAF if wrapped else colour
    roll = stroke([(-size * 0.36, 0), (size * 0.3, 0)], size * 0.26, skin)
    parts: list[tuple[Body, float, float]] = [(roll, 0, -size * 0.14)]
    if wrapped:
        parts += [
            (stroke([(x, -size * 0.125), (x + size * 0.01, size * 0.125)], size * 0.016, c.BAMBOO), 0, -size * 0.14)
            for x in (-size * 0.25, 0, size * 0.22)
        ]
    for cut in range(3):
        face = disc(
            speckled(rng, tint(colour, 0.3), shade(colour, 0.1), count=160, size=0.014),
            size * 0.125,
            tilt=0.62,
            thickness=0.3,
        )
        parts.append((face, -size * 0.2 + cut * size * 0.23, size * 0.13))
    return joined(parts)


def soap(rng: Random, size: float, colour: Colour) -> Body:
    """Two cakes of soap, one on the other."""
    top = speckled(rng, tint(colour, 0.25), shade(colour, 0.25), count=240)
    flower(ImageDraw.Draw(top), SIDE / 2, SIDE / 2, SIDE * 0.22, shade(colour, 0.15), colour)
    cake = box(plain(tint(colour, 0.1), to=shade(colour, 0.15)), colour, top, size * 0.62, size * 0.2, size * 0.6)
    return joined([(cake, 0, 0), (cake, size * 0.07, -size * 0.2)])


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
    for x, y, long in ((-0.36, -0.26, 0.52), (0.52, -0.26, 0.52), (-0.46, 0.0, 0.6), (0.38, 0.0, 0.6)):
        legs.append(
            (
                stroke([(0, 0), (0, -size * long)], size * 0.06, shade(wood, 0.25 if y else 0.05)),
                x * size * wide,
                y * size * 0.7,
            )
        )
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


def tile_of(rng: Random) -> Image.Image:
    """A glazed surface, for close looks."""
    return glaze(rng, c.PORCELAIN, c.COBALT, "lotus")
