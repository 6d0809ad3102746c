"""Cloth that hangs or is worn: scarves, garments on a hanger, bags, shoes, pillows; and what grows in a pot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

from . import colour as c
from .colour import Colour, mix, shade, tint
from .goods import SILKS
from .pattern import cloth, flower, speckled, weave
from .solid import Body, Point, arc, joined, sheet, stroke
from .wares import pot

__all__ = ["bag", "garment", "necktie", "pillow", "plant", "sandals", "scarf"]

AO_DAI: Sequence[Point] = (
    (0.44, 0.02), (0.56, 0.02), (0.60, 0.08), (0.72, 0.12), (0.90, 0.46), (0.82, 0.50), (0.69, 0.27), (0.66, 0.40),
    (0.71, 0.86), (0.29, 0.86), (0.34, 0.40), (0.31, 0.27), (0.18, 0.50),
    (0.10, 0.46), (0.28, 0.12), (0.40, 0.08),
)  # fmt: skip
SHIRT: Sequence[Point] = (
    (0.42, 0.03), (0.58, 0.03), (0.64, 0.08), (0.80, 0.14), (0.98, 0.62), (0.86, 0.68), (0.74, 0.40), (0.74, 0.96),
    (0.26, 0.96), (0.26, 0.40), (0.14, 0.68), (0.02, 0.62), (0.20, 0.14), (0.36, 0.08),
)  # fmt: skip
VEST: Sequence[Point] = (
    (0.36, 0.04), (0.5, 0.36), (0.64, 0.04), (0.72, 0.08), (0.70, 0.30), (0.78, 0.40), (0.76, 0.90), (0.62, 0.98),
    (0.5, 0.90), (0.38, 0.98), (0.24, 0.90), (0.22, 0.40), (0.30, 0.30), (0.28, 0.08),
)  # fmt: skip
TROUSERS: Sequence[Point] = (
    (0.30, 0.02),
    (0.70, 0.02),
    (0.76, 0.98),
    (0.56, 1.0),
    (0.5, 0.30),
    (0.44, 1.0),
    (0.24, 0.98),
)
CUTS = {"ao dai": AO_DAI, "shirt": SHIRT, "coat": SHIRT, "vest": VEST, "trousers": TROUSERS}
WOOL: tuple[tuple[Colour, Colour], ...] = (
    (c.SOOT, (90, 90, 96)), (shade(c.INDIGO, 0.3), c.INDIGO), ((112, 104, 96), c.SOOT), (c.WALNUT, c.BAMBOO),
)  # fmt: skip


def garment(rng: Random, size: float, kind: str) -> Body:
    """A garment on a hanger: ``ao dai``, ``shirt``, ``coat``, ``vest``, ``trousers``."""
    silk = kind in ("ao dai", "shirt")
    ground, ink = rng.choice(SILKS if silk else WOOL)
    style = (
        rng.choice(("lotus", "cloud"))
        if kind == "ao dai"
        else rng.choice(("stripe", "plain") if silk else ("plain", "check"))
    )
    wide, high = round(size * 0.86), round(size)
    face = cloth(rng, ground, ink, style, folds=9).resize((wide, high), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(face)
    seam = shade(ground, 0.4)
    if kind == "ao dai":
        draw.line(
            [(wide * 0.5, high * 0.08), (wide * 0.64, high * 0.24), (wide * 0.66, high * 0.4)], fill=seam, width=4
        )
        draw.rectangle((wide * 0.42, 0, wide * 0.58, high * 0.075), fill=tint(ground, 0.15), outline=seam, width=3)
    elif kind in ("shirt", "coat", "vest"):
        draw.line((wide * 0.5, high * 0.1, wide * 0.5, high), fill=seam, width=4)
        for step in range(5):
            x, y = wide * 0.52, high * (0.42 + step * 0.1)
            draw.ellipse((x, y, x + size * 0.018, y + size * 0.018), fill=tint(ink, 0.3), outline=seam)
        if kind != "shirt":
            draw.polygon(
                [(wide * 0.40, high * 0.05), (wide * 0.5, high * 0.36), (wide * 0.34, high * 0.24)],
                fill=tint(ground, 0.14),
                outline=seam,
            )
            draw.polygon(
                [(wide * 0.60, high * 0.05), (wide * 0.5, high * 0.36), (wide * 0.66, high * 0.24)],
                fill=tint(ground, 0.07),
                outline=seam,
            )
    cloth_body = sheet(face, [(x * (wide - 1), y * (high - 1)) for x, y in CUTS[kind]])
    legs: list[tuple[Body, float, float]] = []
    if kind == "ao dai":
        under = [(0.34, 0.5), (0.66, 0.5), (0.74, 1.0), (0.53, 1.0), (0.5, 0.8), (0.47, 1.0), (0.26, 1.0)]
        white = cloth(rng, c.CREAM, c.CREAM, "plain", folds=9).resize((wide, high))
        trousers = sheet(white, [(x * (wide - 1), y * (high - 1)) for x, y in under])
        legs.append((trousers, 0.0, 0.0))
        cloth_body = Body(cloth_body.image, cloth_body.mask, trousers.stand, trousers.foot)
    hook = stroke(
        [*arc(0, -high * 1.045, size * 0.03, size * 0.03, 180, 420), (0, -high * 0.97)], size * 0.014, (150, 146, 140)
    )
    rod = stroke(
        [(-size * 0.24, -high * 0.93), (0, -high * 0.985), (size * 0.24, -high * 0.93)], size * 0.026, c.WALNUT
    )
    return joined([*legs, (hook, 0, 0), (rod, 0, 0), (cloth_body, 0, 0)], base=len(legs) + 2)


def scarf(rng: Random, size: float) -> Body:
    """A scarf hung over a rod, its two ends falling unevenly."""
    ground, ink = rng.choice(SILKS)
    style = rng.choice(("lotus", "cloud", "stripe"))
    parts: list[tuple[Body, float, float]] = [
        (stroke([(-size * 0.46, 0), (size * 0.46, 0)], size * 0.035, c.WALNUT), 0.0, -size * 0.94)
    ]
    for end, (x, long) in enumerate(((0.13, 0.78), (-0.1, 0.95))):
        wide, high = round(size * 0.40), round(size * long)
        face = cloth(rng, shade(ground, 0.18) if end == 0 else ground, ink, style, folds=8)
        wave = [(wide - 2 + math.sin(step * 0.7) * wide * 0.015 - wide * 0.03, high * step / 16) for step in range(17)]
        back = [(wide * 0.03 + math.sin(step * 0.6 + 1) * wide * 0.015, high * step / 16) for step in range(16, -1, -1)]
        hem = [(wide * (1 - step / 12), high - 2 - (step % 2) * high * 0.012) for step in range(13)]
        body = sheet(face.resize((wide, high), Image.Resampling.BICUBIC), [*wave, *hem, *back])
        parts.append((body, size * x, -size * (0.96 - long)))
    return joined(parts, base=2)


def necktie(rng: Random, size: float) -> Body:
    ground, ink = rng.choice(SILKS)
    wide, high = round(size * 0.3), round(size)
    face = cloth(rng, ground, ink, "stripe", folds=2).rotate(35, Image.Resampling.BICUBIC, expand=True)
    middle = face.crop((face.width // 4, face.height // 4, face.width * 3 // 4, face.height * 3 // 4)).resize(
        (wide, high)
    )
    cut = (
        (0.34, 0),
        (0.66, 0),
        (0.72, 0.05),
        (0.62, 0.11),
        (0.98, 0.86),
        (0.5, 1),
        (0.02, 0.86),
        (0.38, 0.11),
        (0.28, 0.05),
    )
    ImageDraw.Draw(middle).line(
        [(wide * 0.38, high * 0.11), (wide * 0.62, high * 0.11)], fill=shade(ground, 0.5), width=5
    )
    return sheet(middle, [(x * (wide - 1), y * (high - 1)) for x, y in cut])


def bag(rng: Random, size: float, *, woven: bool = False) -> Body:
    """A hand bag: brocade, embroidered cloth, or woven rattan, round."""
    ground, ink = (c.RATTAN, c.WALNUT) if woven else rng.choice(SILKS)
    side = round(size * 0.72)
    face = (weave(ground) if woven else cloth(rng, ground, ink, rng.choice(("lotus", "cloud")), folds=3)).resize(
        (side, side), Image.Resampling.BICUBIC
    )
    if woven:
        outline = arc(side / 2, side / 2, side / 2 - 2, side / 2 - 2, 0, 360)
    else:
        outline = [
            (side * x, side * y)
            for x, y in (
                (0.12, 0.02),
                (0.88, 0.02),
                (0.9, 0.1),
                (1.0, 0.8),
                (0.93, 0.97),
                (0.5, 0.995),
                (0.07, 0.97),
                (0.0, 0.8),
                (0.1, 0.1),
            )
        ]
        ImageDraw.Draw(face).rectangle((0, side * 0.08, side, side * 0.12), fill=ink)
    grip = stroke(arc(0, -side * 0.9, side * 0.3, side * 0.42, 180, 360), size * 0.035, shade(ink, 0.1))
    return joined([(grip, 0, 0), (sheet(face, outline), 0, 0)], base=1)


def pillow(rng: Random, size: float) -> Body:
    """A pillow or a folded blanket, plump."""
    ground, ink = rng.choice(SILKS)
    wide, high = round(size), round(size * 0.62)
    face = cloth(rng, tint(ground, 0.2), ink, rng.choice(("lotus", "cloud", "stripe")), folds=2.4).resize(
        (wide, high), Image.Resampling.BICUBIC
    )
    outline: list[Point] = []
    for (x0, y0), (x1, y1), bend in (
        ((0.02, 0.05), (0.98, 0.05), 0.05),
        ((0.98, 0.05), (0.98, 0.95), 0.03),
        ((0.98, 0.95), (0.02, 0.95), 0.05),
        ((0.02, 0.95), (0.02, 0.05), 0.03),
    ):
        for step in range(12):
            t = step / 12
            swell = math.sin(t * math.pi) * bend
            x, y = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
            outline.append(
                (
                    (x + (swell if x0 == x1 > 0.5 else -swell if x0 == x1 else 0) * 0.6) * wide,
                    (y + (swell if y0 == y1 > 0.5 else -swell if y0 == y1 else 0)) * high,
                )
            )
    return sheet(face, [(min(wide - 1, max(0, x)), min(high - 1, max(0, y))) for x, y in outline])


def sandals(rng: Random, size: float, *, shoes: bool = False) -> Body:
    """A pair seen from above, side by side."""
    hide = rng.choice((c.WALNUT, (140, 84, 48), c.SOOT, (168, 112, 66)))
    parts: list[tuple[Body, float, float]] = []
    for x in (-0.22, 0.22):
        wide, high = round(size * 0.34), round(size * 0.86)
        face = speckled(
            rng, shade(hide, 0.5) if shoes else tint(hide, 0.35), shade(hide, 0.4), count=300, size=0.004
        ).resize((wide, high))
        draw = ImageDraw.Draw(face)
        if shoes:
            draw.rounded_rectangle((0, 0, wide, high * 0.62), radius=wide * 0.4, fill=hide)
            draw.ellipse((wide * 0.24, high * 0.40, wide * 0.76, high * 0.94), fill=shade(hide, 0.65))
            for step in range(4):
                y = high * (0.40 - step * 0.05)
                draw.line((wide * 0.3, y, wide * 0.7, y - high * 0.02), fill=c.CREAM, width=4)
            draw.ellipse((wide * 0.2, high * 0.04, wide * 0.5, high * 0.16), fill=tint(hide, 0.25))
        else:
            for y0, y1 in ((0.22, 0.36), (0.36, 0.22)):
                draw.line((0, high * y0, wide, high * y1), fill=hide, width=round(size * 0.055))
            draw.line((0, high * 0.66, wide, high * 0.66), fill=hide, width=round(size * 0.04))
        outline = [
            (
                wide / 2 + math.cos(t) * wide * (0.48 - (0.10 if math.sin(t) > 0 else 0) * math.sin(t) ** 2),
                high / 2 + math.sin(t) * high * 0.49,
            )
            for t in (math.tau * step / 48 for step in range(48))
        ]
        parts.append((sheet(face, outline), x * size, 0.0))
    whole = joined(parts)
    return Body(whole.image, whole.mask, (whole.image.width / 2, whole.image.height * 0.9), size * 0.4)


def plant(rng: Random, size: float, bloom: Colour | None) -> Body:
    """Leaves, and blossoms where there are any, in a pot."""
    wide, high = round(size * 0.9), round(size * 0.66)
    crown, mask = Image.new("RGB", (wide, high), shade(c.LEAF, 0.5)), Image.new("L", (wide, high), 0)
    draw, cut = ImageDraw.Draw(crown), ImageDraw.Draw(mask)
    spots = []
    for _ in range(210):
        angle, reach = rng.random() * math.tau, math.sqrt(rng.random())
        spots.append(
            (wide / 2 + math.cos(angle) * reach * wide * 0.42, high / 2 + math.sin(angle) * reach * high * 0.42)
        )
    for x, y in sorted(spots, key=lambda spot: -spot[1]):
        r = size * rng.uniform(0.022, 0.045)
        tone = mix(
            shade(c.LEAF, 0.35),
            tint(c.LEAF, 0.25),
            min(1.0, max(0.0, 1.1 - (x / wide + y / high) * 0.6 + rng.uniform(-0.15, 0.15))),
        )
        draw.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), fill=tone)
        cut.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), fill=255)
    if bloom is not None:
        for x, y in spots[:70]:
            r = size * rng.uniform(0.022, 0.034)
            flower(draw, x, y, r, mix(bloom, c.CREAM, rng.random() * 0.3), c.GOLD, 7)
            cut.ellipse((x - r, y - r, x + r, y + r), fill=255)
    leaves = Body(crown, mask, (wide / 2, high * 0.9), wide * 0.3)
    trunk = stroke([(0, 0), (size * 0.03, -size * 0.2)], size * 0.05, c.WALNUT)
    return joined([(pot(rng, size * 0.36), 0, 0), (trunk, 0, -size * 0.34), (leaves, 0, -size * 0.38)])
