"""What is turned on a wheel or might have been: vases, bowls, bottles, jars, baskets, hats, lanterns, fruit.

Every form takes the shot's chance and its size in pixels, and returns a ``Body``. Sizes are heights, as seen.
"""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from . import colour as c
from .colour import Colour, mix, shade, tint
from .pattern import SIDE, glaze, label, lacquer, plain, speckled, straw, weave
from .solid import Body, Opening, Profile, arc, box, joined, stroke, turned

__all__ = [
    "basket", "bottle", "bowl", "cup", "egg", "fruit", "hat", "jar", "lantern", "mortar", "phial", "pot", "teapot",
    "tin", "urn", "vase",
]  # fmt: skip

GLAZES: tuple[tuple[Colour, Colour, tuple[str, ...]], ...] = (
    (c.PORCELAIN, c.COBALT, ("lotus", "bands", "wave")),
    (c.CELADON, shade(c.JADE, 0.4), ("wave", "bands", "crackle")),
    (c.CREAM, c.TERRACOTTA, ("crackle", "lotus")),
    (c.TERRACOTTA, shade(c.TERRACOTTA, 0.6), ("drip", "bands")),
    (c.INDIGO, c.PORCELAIN, ("wave", "bands", "lotus")),
    (c.JADE, shade(c.LEAF, 0.35), ("drip", "crackle")),
)
VASES: tuple[Profile, ...] = (
    ((0, 0.40), (0.10, 0.28), (0.22, 0.36), (0.5, 0.98), (0.75, 0.9), (1, 0.52)),
    ((0, 0.56), (0.12, 0.36), (0.26, 0.52), (0.44, 0.98), (0.7, 0.72), (1, 0.5)),
    ((0, 0.24), (0.3, 0.24), (0.45, 0.36), (0.72, 1.0), (0.9, 0.88), (1, 0.6)),
    ((0, 0.8), (0.2, 0.7), (0.5, 0.98), (0.8, 0.8), (1, 0.64)),
)


def _glazed(rng: Random) -> tuple[Image.Image, Colour, Colour]:
    ground, ink, styles = rng.choice(GLAZES)
    return glaze(rng, ground, ink, rng.choice(styles)), ground, ink


def vase(rng: Random, size: float, *, gold: bool = False) -> Body:
    """A flower vase, glazed, or of lacquer with gold."""
    profile = rng.choice(VASES)
    if gold:
        ground = rng.choice((c.LACQUER, c.SOOT, shade(c.INDIGO, 0.4)))
        texture, rim = lacquer(rng, ground), c.GOLD
    else:
        texture, rim, _ = _glazed(rng)
    return turned(profile, texture, size, size * 0.36, gloss=75, opening=Opening(rim, shade(rim, 0.5), 0.12))


def urn(rng: Random, size: float) -> Body:
    """A stoneware jar for brewing and pickling, with its lid."""
    ground = rng.choice((c.TERRACOTTA, shade(c.TERRACOTTA, 0.35), c.WALNUT))
    texture = glaze(rng, ground, shade(ground, 0.5), rng.choice(("drip", "bands")))
    belly = ((0, 0.5), (0.08, 0.56), (0.3, 0.98), (0.6, 0.94), (1, 0.58))
    body = turned(belly, texture, size * 0.86, size * 0.42, gloss=45, opening=Opening(ground, ground))
    lid = turned(
        ((0, 0.12), (0.12, 0.16), (0.34, 0.2), (0.6, 0.85), (1, 1.0)),
        plain(shade(ground, 0.12)),
        size * 0.16,
        size * 0.23,
        gloss=30,
    )
    return joined([(body, 0, 0), (lid, 0, -size * 0.84)])


def bowl(rng: Random, size: float, *, inside: Colour | None = None, wooden: bool = False) -> Body:
    """A bowl one looks into; ``inside`` is what it is full of."""
    texture, ground, _ = _glazed(rng)
    if wooden:
        ground = rng.choice((c.LACQUER, c.WALNUT, c.SOOT))
        texture = lacquer(rng, ground)
    shape = ((0, 1.0), (0.35, 0.9), (0.7, 0.66), (0.86, 0.42), (0.9, 0.4), (1, 0.44))
    content = inside if inside is not None else mix(ground, c.CREAM, 0.35 if not wooden else 0.0)
    opening = Opening(tint(ground, 0.25), content, 0.045, flat=inside is not None)
    return turned(shape, texture, size * 0.62, size * 0.62, tilt=0.3, gloss=70, opening=opening)


def cup(rng: Random, size: float, *, handle: bool = False, tea: bool = True) -> Body:
    """A tea cup, or a mug with its handle."""
    texture, ground, _ = _glazed(rng)
    tall = size if handle else size * 0.72
    shape: Profile = (
        ((0, 0.9), (0.5, 0.92), (0.85, 0.84), (1, 0.66))
        if handle
        else ((0, 1.0), (0.5, 0.9), (0.82, 0.6), (0.9, 0.5), (1, 0.52))
    )
    drink = rng.choice(((168, 140, 60), (150, 92, 40), (190, 170, 90)))
    opening = Opening(tint(ground, 0.3), drink if tea else shade(ground, 0.3), 0.07, flat=tea)
    body = turned(shape, texture, tall, size * 0.46, tilt=0.26, gloss=70, opening=opening)
    if not handle:
        return body
    grip = stroke(arc(size * 0.42, -tall * 0.5, size * 0.24, tall * 0.27, -95, 95), size * 0.075, ground)
    return joined([(grip, 0, 0), (body, 0, 0)], base=1)


def teapot(rng: Random, size: float) -> Body:
    """A round pot with spout, handle and lid."""
    texture, ground, ink = _glazed(rng)
    belly = ((0, 0.46), (0.15, 0.7), (0.45, 1.0), (0.75, 0.9), (1, 0.56))
    body = turned(belly, texture, size * 0.66, size * 0.5, gloss=80)
    lid = turned(
        ((0, 0.2), (0.3, 0.6), (1, 1.0)), plain(tint(ground, 0.1)), size * 0.09, size * 0.24, tilt=0.2, gloss=60
    )
    knob = turned(((0, 0.3), (0.4, 1.0), (1, 0.5)), plain(ink), size * 0.09, size * 0.055, gloss=60)
    grip = stroke(arc(size * 0.46, -size * 0.36, size * 0.27, size * 0.21, -100, 100), size * 0.065, ground)
    path = [
        (-size * 0.38, -size * 0.2),
        (-size * 0.55, -size * 0.26),
        (-size * 0.62, -size * 0.42),
        (-size * 0.74, -size * 0.56),
    ]
    spout = stroke(path, size * 0.11, ground)
    return joined([(grip, 0, 0), (spout, 0, 0), (body, 0, 0), (lid, 0, -size * 0.63), (knob, 0, -size * 0.72)], base=2)


def bottle(rng: Random, size: float, glass: Colour, *, cap: Colour = c.GOLD, slim: bool = False) -> Body:
    """A bottle of that colour with a label around it."""
    texture = plain(tint(glass, 0.12), to=shade(glass, 0.15))
    paper = label(
        rng,
        rng.choice((c.CREAM, c.PORCELAIN, tint(c.GOLD, 0.5))),
        rng.choice((c.LACQUER, c.INDIGO, c.LEAF, c.WALNUT)),
        size=(220, 190),
    )
    texture.paste(paper.resize((200, 140)), (60, 150))
    neck = 0.24 if not slim else 0.3
    shape: Profile = ((0, neck), (0.24, neck * 1.02), (0.34, 0.5), (0.44, 0.97), (0.9, 1.0), (1, 0.94))
    if slim:
        shape = ((0, neck), (0.3, neck), (0.48, 0.9), (0.6, 1.0), (0.95, 1.0), (1, 0.92))
    body = turned(shape, texture, size * 0.93, size * 0.185, tilt=0.14, gloss=95)
    top = turned(((0, 0.9), (0.15, 1.0), (1, 1.0)), plain(cap), size * 0.085, size * 0.052, gloss=80)
    return joined([(body, 0, 0), (top, 0, -size * 0.90)])


def phial(rng: Random, size: float, glass: Colour) -> Body:
    """A small bottle of oil with a dark cap, and its carton behind."""
    texture = plain(glass, to=shade(glass, 0.3))
    texture.paste(label(rng, c.CREAM, c.LEAF, size=(160, 150)), (80, 140))
    shape = ((0, 0.42), (0.16, 0.42), (0.26, 0.9), (0.34, 1.0), (0.94, 1.0), (1, 0.94))
    body = turned(shape, texture, size * 0.72, size * 0.2, gloss=95)
    top = turned(((0, 0.92), (1, 1.0)), plain(c.SOOT), size * 0.2, size * 0.105, gloss=60)
    ink = rng.choice((c.LEAF, c.TERRACOTTA, c.PLUM))
    carton = box(label(rng, tint(ink, 0.75), ink), tint(ink, 0.6), tint(ink, 0.8), size * 0.42, size * 0.9, size * 0.3)
    return joined([(carton, size * 0.42, -size * 0.06), (body, 0, 0), (top, 0, -size * 0.68)], base=1)


def jar(rng: Random, size: float, content: Colour, *, lumps: bool = False) -> Body:
    """A glass jar: what is in it shows above and below the label."""
    texture = plain(tint(content, 0.18), to=shade(content, 0.12))
    if lumps:
        texture = speckled(rng, content, rng.choice((tint(content, 0.4), shade(content, 0.4))), count=260, size=0.022)
    paper = label(rng, c.CREAM, rng.choice((shade(c.HONEY, 0.5), c.LEAF, c.LACQUER)), size=(240, 200))
    texture.paste(paper.resize((186, 152)), (SIDE // 2 - 93, 104))
    body = turned(
        ((0, 0.8), (0.06, 0.84), (0.16, 1.0), (0.92, 1.0), (1, 0.92)),
        texture,
        size * 0.8,
        size * 0.34,
        tilt=0.2,
        gloss=90,
    )
    lid_colour = rng.choice((c.GOLD, c.LACQUER, c.SOOT, c.PORCELAIN))
    opening = Opening(tint(lid_colour, 0.15), tint(lid_colour, 0.1), 0.08, flat=True)
    lid = turned(((0, 1.0), (1, 1.0)), plain(lid_colour), size * 0.14, size * 0.3, tilt=0.2, gloss=70, opening=opening)
    return joined([(body, 0, 0), (lid, 0, -size * 0.765)])


def tin(rng: Random, size: float, ground: Colour) -> Body:
    """A round tin for tea or coffee."""
    texture = plain(ground, to=shade(ground, 0.12))
    texture.paste(
        label(rng, tint(ground, 0.8), shade(ground, 0.2), size=(200, 260)).resize((170, 210)), (SIDE // 2 - 85, 62)
    )
    body = turned(((0, 1.0), (1, 1.0)), texture, size * 0.76, size * 0.32, tilt=0.22, gloss=75)
    opening = Opening(c.GOLD, tint(c.GOLD, 0.2), 0.06, flat=True)
    lid = turned(((0, 1.0), (1, 1.0)), plain(c.GOLD), size * 0.17, size * 0.33, tilt=0.22, gloss=90, opening=opening)
    return joined([(body, 0, 0), (lid, 0, -size * 0.74)])


def basket(rng: Random, size: float, *, handle: bool = True, lid: bool = False) -> Body:
    """Woven rattan, rush or bamboo, perhaps with a handle over it."""
    ground = rng.choice((c.RATTAN, c.BAMBOO, shade(c.RATTAN, 0.25), tint(c.BAMBOO, 0.2)))
    shape: Profile = rng.choice(
        (((0, 1.0), (0.5, 0.92), (1, 0.72)), ((0, 0.84), (0.4, 1.0), (1, 0.74)), ((0, 1.0), (0.5, 0.98), (1, 0.94)))
    )
    high = size * (0.55 if handle else 0.78)
    opening = Opening(shade(ground, 0.15), shade(ground, 0.45), 0.09)
    body = turned(
        shape,
        weave(ground, across=rng.choice((22, 26, 30)), down=rng.choice((14, 18))),
        high,
        size * 0.46,
        tilt=0.28,
        gloss=8,
        opening=opening,
    )
    if lid:
        cover = turned(
            ((0, 0.1), (0.15, 0.3), (0.5, 0.8), (1, 1.0)),
            weave(shade(ground, 0.08)),
            size * 0.2,
            size * 0.45 * shape[0][1] * 1.06,
            tilt=0.28,
            gloss=8,
        )
        return joined([(body, 0, 0), (cover, 0, -high + size * 0.03)])
    if not handle:
        return body
    bow = stroke(arc(0, -high, size * 0.40 * shape[0][1], size * 0.48, 180, 360), size * 0.05, ground)
    return joined([(body, 0, 0), (bow, 0, 0)])


def hat(rng: Random, size: float, *, painted: bool = False) -> Body:
    """The conical hat of palm leaf."""
    ground = rng.choice(((238, 222, 176), (230, 212, 160), (244, 232, 200)))
    texture = straw(ground)
    if painted:
        bloom = glaze(rng, ground, rng.choice((c.LOTUS, c.LACQUER, c.COBALT)), "lotus").crop((0, 88, SIDE, 264))
        texture.paste(Image.blend(texture.crop((0, 150, SIDE, SIDE)), bloom.resize((SIDE, SIDE - 150)), 0.75), (0, 150))
    cone = turned(((0, 0.015), (0.5, 0.49), (1, 1.0)), texture, size * 0.62, size * 0.68, tilt=0.24, gloss=14)
    ribbon = stroke(
        arc(0, -size * 0.02, size * 0.42, size * 0.34, 20, 160), size * 0.028, rng.choice((c.PLUM, c.LOTUS, c.LACQUER))
    )
    return joined([(cone, 0, 0), (ribbon, 0, 0)])


def lantern(rng: Random, size: float) -> Body:
    """A lantern of ribs and thin stuff, lit from within."""
    glow = rng.choice(((240, 176, 84), (226, 108, 70), (244, 206, 120), (220, 130, 90)))
    texture = Image.blend(straw(glow, rings=11, ribs=12), plain(tint(glow, 0.7), to=glow), 0.35)
    shape: Profile = rng.choice(
        (((0, 0.42), (0.2, 0.82), (0.5, 1.0), (0.8, 0.82), (1, 0.42)), ((0, 0.36), (0.3, 0.7), (0.7, 1.0), (1, 0.55)))
    )
    body = turned(shape, texture, size * 0.66, size * 0.36, gloss=10)
    cap = turned(((0, 0.8), (1, 1.0)), plain(c.WALNUT), size * 0.06, size * 0.16, gloss=30)
    tassel = stroke([(0, 0), (0, size * 0.16)], size * 0.035, c.LACQUER)
    cord = stroke([(0, -size * 0.28), (0, 0)], size * 0.012, c.WALNUT)
    return joined([(tassel, 0, 0), (cord, 0, -size * 0.68), (body, 0, 0), (cap, 0, -size * 0.63)], base=2)


def pot(rng: Random, size: float) -> Body:
    """A flower pot."""
    texture, ground, _ = _glazed(rng)
    return turned(
        ((0, 1.0), (0.1, 1.0), (0.14, 0.92), (1, 0.66)),
        texture,
        size,
        size * 0.58,
        tilt=0.2,
        gloss=30,
        opening=Opening(ground, (70, 50, 38), 0.08, flat=True),
    )


def mortar(rng: Random, size: float) -> Body:
    """A straight holder: for chopsticks, brushes, incense."""
    texture, ground, _ = _glazed(rng)
    return turned(
        ((0, 0.96), (0.5, 1.0), (1, 0.92)),
        texture,
        size,
        size * 0.38,
        tilt=0.24,
        gloss=60,
        opening=Opening(ground, shade(ground, 0.5), 0.1),
    )


def _oval(widest: float) -> Profile:
    """A ball, or an egg where its ``widest`` place is below the middle."""
    points: list[tuple[float, float]] = []
    for step in range(13):
        v = 0.5 - 0.5 * math.cos(math.pi * step / 12)
        t = v / widest - 1 if v < widest else (v - widest) / (1 - widest)
        points.append((v, max(0.03, math.sqrt(max(0.0, 1 - t * t)))))
    return points


def fruit(rng: Random, size: float, peel: Colour) -> Body:
    """A round fruit with a leaf."""
    texture = speckled(rng, peel, tint(peel, 0.35), count=500)
    body = turned(_oval(0.5), texture, size * 0.9, size * 0.47, tilt=0.1, gloss=50)
    stem = stroke([(0, 0), (size * 0.02, -size * 0.1)], size * 0.035, c.WALNUT)
    leaf = stroke([(size * 0.02, -size * 0.05), (size * 0.2, -size * 0.12)], size * 0.09, c.LEAF)
    return joined([(body, 0, 0), (leaf, 0, -size * 0.84), (stem, 0, -size * 0.84)])


def egg(rng: Random, size: float, shell: Colour) -> Body:
    tone = mix(shell, c.RICE, rng.random() * 0.3)
    return turned(_oval(0.58), plain(tone), size, size * 0.4, tilt=0.1, gloss=35)
