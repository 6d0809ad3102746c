"""What surfaces look like: glaze, weave, straw, cloth, wood, lacquer, printed labels. All square, SIDE pixels."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .colour import CREAM, GOLD, PORCELAIN, Colour, column, mix, row, shade, tint

__all__ = ["SIDE", "cloth", "flower", "glaze", "grain", "label", "lacquer", "plain", "speckled", "straw", "weave"]

SIDE = 320
FINE = 2
Draw = ImageDraw.ImageDraw


def _drawn(ground: Colour | Image.Image, paint: Callable[[Draw, int], None]) -> Image.Image:
    """Painted at twice the size and shrunk."""
    side = SIDE * FINE
    large = ground if isinstance(ground, Image.Image) else Image.new("RGB", (side, side), ground)
    paint(ImageDraw.Draw(large), side)
    return large.reduce(FINE)


def plain(colour: Colour, *, to: Colour | None = None) -> Image.Image:
    """One colour, or one running down into another."""
    return column([colour, colour if to is None else to], (SIDE, SIDE))


def flower(draw: Draw, x: float, y: float, size: float, colour: Colour, heart: Colour, petals: int = 8) -> None:
    """An open blossom, petals pointed like a lotus's."""
    for ring, (reach, tone) in enumerate(((1.0, 0.0), (0.68, 0.28))):
        for petal in range(petals):
            angle = 2 * math.pi * (petal + ring / 2) / petals
            tip = (x + math.cos(angle) * size * reach, y + math.sin(angle) * size * reach)
            half = math.pi / petals * 0.9
            sides = [
                (x + math.cos(angle + turn) * size * reach * 0.62, y + math.sin(angle + turn) * size * reach * 0.62)
                for turn in (-half, half)
            ]
            draw.polygon([(x, y), sides[0], tip, sides[1]], fill=tint(colour, tone), outline=shade(colour, 0.15))
    draw.ellipse((x - size * 0.2, y - size * 0.2, x + size * 0.2, y + size * 0.2), fill=heart)


def glaze(rng: Random, ground: Colour, ink: Colour, style: str) -> Image.Image:
    """Painted ceramics: ``bands``, ``lotus``, ``wave``, ``crackle``, ``drip`` or ``plain``."""

    def bands(draw: Draw, side: int) -> None:
        for v, thick in ((0.05, 0.018), (0.085, 0.006), (0.90, 0.008), (0.94, 0.022)):
            draw.rectangle((0, side * v, side, side * (v + thick)), fill=ink)

    def paint(draw: Draw, side: int) -> None:
        if style in ("bands", "lotus", "wave"):
            bands(draw, side)
        if style == "lotus":
            for index, u in enumerate((0.16, 0.5, 0.84)):
                flower(draw, side * u, side * (0.46 + 0.06 * (index % 2)), side * 0.13, ink, GOLD)
                draw.line((side * u, side * 0.58, side * (u + 0.04), side * 0.86), fill=ink, width=side // 90)
        elif style == "wave":
            for line in range(5):
                y = side * (0.60 + line * 0.05)
                points = [(x, y + math.sin(x / side * 26 + line) * side * 0.016) for x in range(0, side + 8, 8)]
                draw.line(points, fill=mix(ink, ground, line * 0.14), width=side // 80)
            draw.ellipse((side * 0.42, side * 0.2, side * 0.58, side * 0.36), outline=ink, width=side // 70)
        elif style == "crackle":
            _crackle(draw, rng, side, mix(ground, ink, 0.5))
        elif style == "bands":
            for u in range(12):
                x = side * (u + 0.5) / 12
                draw.ellipse((x - side * 0.022, side * 0.14, x + side * 0.022, side * 0.185), fill=ink)
                draw.arc(
                    (x - side * 0.042, side * 0.76, x + side * 0.042, side * 0.9), 180, 360, fill=ink, width=side // 80
                )

    if style == "drip":
        flowing = column(
            [ink, mix(ink, ground, 0.25), mix(ink, ground, 0.75), ground, shade(ground, 0.1)], (SIDE * 2, SIDE * 2)
        )
        return _drawn(flowing, lambda draw, side: _drips(draw, rng, side, ink))
    return _drawn(ground, paint)


def _crackle(draw: Draw, rng: Random, side: int, ink: Colour) -> None:
    for _ in range(150):
        x, y, angle = rng.random() * side, rng.random() * side, rng.random() * math.pi
        for _ in range(rng.randint(2, 4)):
            reach = side * rng.uniform(0.03, 0.09)
            to = (x + math.cos(angle) * reach, y + math.sin(angle) * reach)
            draw.line((x, y, *to), fill=ink, width=max(1, side // 500))
            (x, y), angle = to, angle + rng.uniform(-1.1, 1.1)


def _drips(draw: Draw, rng: Random, side: int, ink: Colour) -> None:
    for index in range(14):
        x, wide = side * (index + rng.random()) / 14, side * rng.uniform(0.02, 0.05)
        long = side * rng.uniform(0.28, 0.6)
        draw.rounded_rectangle(
            (x - wide, -wide, x + wide, long), radius=wide, fill=mix(ink, shade(ink, 0.4), rng.random() * 0.5)
        )


def weave(ground: Colour, *, across: int = 26, down: int = 22) -> Image.Image:
    """Rattan or rush woven over and under."""

    def paint(draw: Draw, side: int) -> None:
        wide, high = side / across, side / down
        for j in range(down):
            for i in range(across):
                over = (i + j) % 2 == 0
                colour = tint(ground, 0.22) if over else shade(ground, 0.16)
                grow = 0.28 if over else 0.0
                box = (i * wide - wide * grow, j * high + 2, (i + 1) * wide + wide * grow, (j + 1) * high - 2)
                draw.rounded_rectangle(box, radius=high * 0.45, fill=colour)

    return _drawn(shade(ground, 0.62), paint)


def straw(ground: Colour, *, rings: int = 15, ribs: int = 0) -> Image.Image:
    """Palm leaf sewn on rings, as on a conical hat; with ``ribs``, the frame of a lantern."""

    def paint(draw: Draw, side: int) -> None:
        for x in range(0, side, 7):
            draw.line((x, 0, x, side), fill=shade(ground, 0.05 + 0.05 * ((x * 37) % 5) / 5), width=3)
        for ring in range(rings + 1):
            y = side * ring / rings
            draw.line((0, y, side, y), fill=shade(ground, 0.25), width=4)
            draw.line((0, y + 4, side, y + 4), fill=tint(ground, 0.35), width=3)
        for rib in range(ribs):
            at = side * (rib + 0.5) / ribs
            draw.line((at, 0, at, side), fill=shade(ground, 0.45), width=7)

    return _drawn(ground, paint)


def grain(rng: Random, ground: Colour) -> Image.Image:
    """Wood, the grain running from left to right."""
    lines = Image.new("L", (6, 90))
    lines.putdata([rng.randint(150, 255) for _ in range(6 * 90)])
    tone = lines.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return ImageChops.multiply(Image.merge("RGB", (tone,) * 3), Image.new("RGB", (SIDE, SIDE), tint(ground, 0.12)))


def speckled(rng: Random, ground: Colour, dots: Colour, *, count: int = 700, size: float = 0.006) -> Image.Image:
    """Peel, paper with petals, sprinkled silver."""

    def paint(draw: Draw, side: int) -> None:
        for _ in range(count):
            x, y, r = rng.random() * side, rng.random() * side, side * size * rng.uniform(0.5, 1.4)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=mix(ground, dots, rng.uniform(0.3, 1.0)))

    return _drawn(ground, paint)


def lacquer(rng: Random, ground: Colour) -> Image.Image:
    """Lacquer with gold leaf laid in: branches, blossoms, a moon."""

    def paint(draw: Draw, side: int) -> None:
        draw.ellipse((side * 0.6, side * 0.1, side * 0.82, side * 0.32), fill=mix(ground, GOLD, 0.75))
        x, y = side * 0.08, side * 0.95
        for _ in range(7):
            to = (x + side * rng.uniform(0.05, 0.14), y - side * rng.uniform(0.06, 0.15))
            draw.line((x, y, *to), fill=mix(ground, GOLD, 0.6), width=side // 60)
            if rng.random() < 0.85:
                flower(draw, to[0] + side * 0.04, to[1] - side * 0.02, side * 0.06, GOLD, CREAM, 5)
            x, y = to
        for _ in range(120):
            dot = (rng.random() * side, rng.random() * side)
            draw.ellipse((*dot, dot[0] + 5, dot[1] + 5), fill=mix(ground, GOLD, rng.uniform(0.2, 0.9)))

    return _drawn(ground, paint)


def cloth(rng: Random, ground: Colour, ink: Colour, style: str, *, folds: float = 7.0) -> Image.Image:
    """Silk or cotton in folds: ``lotus``, ``stripe``, ``check``, ``cloud`` or ``plain`` with a border."""
    tone = Image.new("L", (48, 1))
    phase = rng.random() * 6
    turns = [(x / 48 * math.pi * folds + phase, x / 48 * 40 + phase * 2) for x in range(48)]
    tone.putdata([round(205 + 34 * math.sin(slow) + 14 * math.sin(fast)) for slow, fast in turns])
    light = tone.resize((SIDE, SIDE), Image.Resampling.BICUBIC).rotate(
        rng.uniform(-7, 7), Image.Resampling.BICUBIC, fillcolor=215
    )

    def paint(draw: Draw, side: int) -> None:
        if style in ("stripe", "check"):
            for at in range(0, side, side // 12):
                draw.rectangle((at, 0, at + side // 40, side), fill=ink)
        if style == "check":
            for at in range(0, side, side // 12):
                draw.rectangle((0, at, side, at + side // 60), fill=mix(ground, ink, 0.6))
        if style in ("lotus", "cloud"):
            for j in range(4):
                for i in range(4):
                    x, y = side * (i + 0.3 + 0.5 * (j % 2)) / 4, side * (j + 0.5) / 4
                    if style == "lotus":
                        flower(draw, x, y, side * 0.075, mix(ground, ink, 0.75), ink)
                    else:
                        _cloud(draw, x, y, side * 0.06, mix(ground, ink, 0.5))
        for edge, thick in ((0.03, 0.012), (0.055, 0.004)):
            draw.rectangle((0, side * (1 - edge - thick), side, side * (1 - edge)), fill=ink)

    return ImageChops.multiply(_drawn(ground, paint), Image.merge("RGB", (light,) * 3))


def _cloud(draw: Draw, x: float, y: float, size: float, ink: Colour) -> None:
    for dx, dy, part in ((-1.0, 0.2, 0.7), (0.0, -0.3, 1.0), (1.0, 0.2, 0.7)):
        r = size * part
        box = (x + dx * size - r, y + dy * size - r, x + dx * size + r, y + dy * size + r)
        draw.arc(box, 150, 390, fill=ink, width=max(2, round(size / 6)))


def label(rng: Random, paper: Colour, ink: Colour, *, size: tuple[int, int] = (SIDE, SIDE)) -> Image.Image:
    """A printed label without a word on it: frame, emblem, lines where the text would stand."""
    wide, high = size[0] * FINE, size[1] * FINE
    art = column([tint(paper, 0.2), paper], (wide, high))
    draw = ImageDraw.Draw(art)
    edge = min(wide, high) * 0.045
    draw.rectangle((edge, edge, wide - edge, high - edge), outline=ink, width=max(2, round(edge * 0.3)))
    draw.rectangle(
        (edge * 1.7, edge * 1.7, wide - edge * 1.7, high - edge * 1.7), outline=mix(paper, ink, 0.5), width=2
    )
    middle, emblem = high * 0.36, min(wide, high) * 0.19
    kind = rng.randrange(4)
    if kind == 0:
        flower(draw, wide / 2, middle, emblem, ink, GOLD)
    elif kind == 1:
        draw.ellipse((wide / 2 - emblem, middle - emblem, wide / 2 + emblem, middle + emblem), fill=ink)
        flower(draw, wide / 2, middle, emblem * 0.7, tint(paper, 0.3), GOLD, 6)
    elif kind == 2:
        for step in range(3):
            reach = emblem * (1.3 - step * 0.3)
            peak = [
                (wide / 2 - reach * 1.3, middle + emblem),
                (wide / 2 + (step - 1) * emblem * 0.6, middle + emblem - reach * 1.5),
            ]
            draw.polygon([*peak, (wide / 2 + reach * 1.3, middle + emblem)], fill=mix(ink, paper, 0.2 + step * 0.25))
    else:
        for turn in range(-3, 4):
            tip = (wide / 2 + math.sin(turn * 0.32) * emblem * 1.3, middle - math.cos(turn * 0.32) * emblem * 1.1)
            draw.line((wide / 2, middle + emblem, *tip), fill=ink, width=max(3, round(emblem / 9)))
            draw.ellipse((tip[0] - emblem / 8, tip[1] - emblem / 5, tip[0] + emblem / 8, tip[1] + emblem / 5), fill=ink)
    for line, part in enumerate((0.62, 0.40, 0.5)):
        y, thick = high * (0.66 + line * 0.085), high * (0.032 if line == 0 else 0.014)
        draw.rounded_rectangle(
            (wide * (0.5 - part / 2), y, wide * (0.5 + part / 2), y + thick),
            radius=thick / 2,
            fill=mix(paper, ink, 0.85 if line == 0 else 0.55),
        )
    return art.reduce(FINE)


def sheen(picture: Image.Image, strength: float = 0.5) -> Image.Image:
    """A soft oblique gleam, as on film or tin."""
    light = Image.new("L", (7, 7))
    light.putdata(
        [round(255 * strength * math.exp(-(((x - y * 0.5 - 0.6) / 0.9) ** 2))) for y in range(7) for x in range(7)]
    )
    gleam = light.resize(picture.size, Image.Resampling.BICUBIC).filter(ImageFilter.BoxBlur(2))
    return ImageChops.screen(picture, Image.merge("RGB", (gleam,) * 3))


def porcelain_face(rng: Random, ink: Colour) -> Image.Image:
    """A plate from above: rim bands, a ring of petals, a blossom in the middle."""

    def paint(draw: Draw, side: int) -> None:
        for inset, width, tone in ((0.02, 10, 0.9), (0.05, 4, 0.6), (0.24, 5, 0.7)):
            edge = side * inset
            draw.ellipse((edge, edge, side - edge, side - edge), outline=mix(PORCELAIN, ink, tone), width=width)
        for index in range(16):
            angle = 2 * math.pi * index / 16
            x, y = side / 2 + math.cos(angle) * side * 0.37, side / 2 + math.sin(angle) * side * 0.37
            flower(draw, x, y, side * 0.045, ink, GOLD, 6)
        flower(draw, side / 2, side / 2, side * 0.17, ink, GOLD, rng.choice((8, 10, 12)))

    hollow = row([tint(PORCELAIN, 0.4), PORCELAIN, shade(PORCELAIN, 0.12)], (SIDE * FINE, SIDE * FINE))
    return _drawn(hollow, paint)
