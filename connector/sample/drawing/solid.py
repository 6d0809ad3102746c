"""Bodies made of pixels: what a wheel turns, boxes, discs, and sheets cut to an outline.

Each comes as a ``Body``: its picture, the mask that cuts it out smoothly, and where and how broadly it stands. The
picture is drawn at final size; only masks are drawn large and shrunk, which is what makes hundreds of them quick.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from .colour import Colour, column, shade, tint

__all__ = [
    "Body",
    "Opening",
    "Point",
    "Profile",
    "arc",
    "box",
    "disc",
    "joined",
    "lit_row",
    "sheet",
    "smooth_mask",
    "stroke",
    "turned",
]

Profile = Sequence[tuple[float, float]]
Point = tuple[float, float]
FINE = 2
STEPS = 64
COLUMNS, ROWS = 14, 18


@dataclass(frozen=True, slots=True)
class Body:
    """``stand`` is the middle of its foot within the picture, ``foot`` half the foot's width."""

    image: Image.Image
    mask: Image.Image
    stand: Point
    foot: float


@dataclass(frozen=True, slots=True)
class Opening:
    """What shows at the top of a turned body: the rim, what lies in it, and how thick the wall is (of the radius)."""

    rim: Colour
    inside: Colour
    wall: float = 0.06
    flat: bool = False


def smooth_mask(size: tuple[int, int], paint: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    """A mask whose edges are smooth; ``paint`` draws in white with all lengths times its second argument."""
    large = Image.new("L", (size[0] * FINE, size[1] * FINE), 0)
    paint(ImageDraw.Draw(large), FINE)
    return large.reduce(FINE)


def _radii(profile: Profile) -> list[float]:
    """The profile as STEPS + 1 radii, a smooth curve (cubic Hermite) through its points."""
    last = len(profile) - 1
    slopes: list[float] = []
    for index in range(last + 1):
        (v0, r0), (v1, r1) = profile[max(0, index - 1)], profile[min(last, index + 1)]
        slopes.append((r1 - r0) / (v1 - v0))
    radii: list[float] = []
    segment = 0
    for step in range(STEPS + 1):
        v = step / STEPS
        while segment < last - 1 and v > profile[segment + 1][0]:
            segment += 1
        (v0, r0), (v1, r1) = profile[segment], profile[segment + 1]
        span = v1 - v0
        t = (v - v0) / span
        bend = slopes[segment] * (t**3 - 2 * t * t + t) + slopes[segment + 1] * (t**3 - t * t)
        radii.append(max(0.004, r0 * (2 * t**3 - 3 * t * t + 1) + r1 * (3 * t * t - 2 * t**3) + span * bend))
    return radii


@lru_cache(maxsize=64)
def _lighting(gloss: int, width: int, height: int) -> tuple[Image.Image, Image.Image]:
    """Light and gleam on an unrolled half cylinder lit from the upper left; gloss 0 to 100."""
    light = Image.new("L", (64, 1))
    gleam = Image.new("L", (64, 1))
    for x in range(64):
        angle = (x / 63 - 0.5) * math.pi
        direct = max(0.0, math.cos(angle + 0.55)) ** 0.9
        back = 0.16 * max(0.0, math.sin(angle)) ** 6
        light.putpixel((x, 0), min(255, round(255 * (0.36 + 0.64 * direct + back))))
        spot = math.exp(-(((x / 63 - 0.30) / 0.035) ** 2)) * 0.8 + math.exp(-(((x / 63 - 0.30) / 0.14) ** 2)) * 0.35
        gleam.putpixel((x, 0), min(255, round(255 * spot * gloss / 100)))
    size = (width, height)
    fade = Image.new("L", (1, 8))
    fade.putdata([150, 235, 255, 235, 190, 140, 90, 40])
    strength = fade.resize(size, Image.Resampling.BICUBIC)
    bright = light.resize(size, Image.Resampling.BICUBIC)
    shine = ImageChops.multiply(gleam.resize(size, Image.Resampling.BICUBIC), strength)
    return Image.merge("RGB", (bright,) * 3), Image.merge("RGB", (shine,) * 3)


def turned(
    profile: Profile,
    texture: Image.Image,
    height: float,
    radius: float,
    *,
    tilt: float = 0.16,
    gloss: int = 40,
    opening: Opening | None = None,
) -> Body:
    """A body of revolution: ``profile`` from top (0, r) to foot (1, r), ``texture`` the unrolled front half of it."""
    radii = [r * radius for r in _radii(profile)]
    widest, top = max(radii), tilt * radii[0]
    wide, high = math.ceil(2 * widest) + 4, math.ceil(top + height + tilt * radii[-1]) + 4
    middle = wide / 2
    light, gleam = _lighting(gloss, *texture.size)
    lit = ImageChops.screen(ImageChops.multiply(texture, light), gleam)
    mesh = _mesh(radii, height, tilt, (wide, high), top, lit.size)
    image = lit.transform((wide, high), Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)

    def paint(draw: ImageDraw.ImageDraw, fine: int) -> None:
        def at(x: float, y: float) -> Point:
            return (x * fine, y * fine)

        right = [at(middle + r, top + height * i / STEPS) for i, r in enumerate(radii)]
        left = [at(middle - r, top + height * i / STEPS) for i, r in enumerate(radii)]
        draw.polygon([*right, *reversed(left)], fill=255)
        for r, y in ((radii[0], top), (radii[-1], top + height)):
            draw.ellipse((*at(middle - r, y - tilt * r), *at(middle + r, y + tilt * r)), fill=255)

    mask = smooth_mask((wide, high), paint)
    if opening is not None:
        _open_top(image, opening, middle, top, radii[0], tilt)
    return Body(image, mask, (middle, top + height), radii[-1])


def _mesh(
    radii: list[float], height: float, tilt: float, size: tuple[int, int], top: float, texture: tuple[int, int]
) -> list[tuple[tuple[int, int, int, int], tuple[float, ...]]]:
    """For each cell of the picture the quadrilateral of texture that is seen in it."""
    wide, high = size
    middle = wide / 2
    xs = [round(wide * (0.5 - 0.5 * math.cos(math.pi * i / COLUMNS))) for i in range(COLUMNS + 1)]
    ys = [round(high * j / ROWS) for j in range(ROWS + 1)]

    def seen(x: float, y: float) -> Point:
        v = (y - top) / height
        across = 0.0
        for _ in range(3):
            r = radii[min(STEPS, max(0, round(v * STEPS)))]
            across = min(1.0, max(-1.0, (x - middle) / r))
            v = (y - top - tilt * r * math.sqrt(1 - across * across)) / height
        u = 0.5 + math.asin(across) / math.pi
        return (u * (texture[0] - 1), min(1.0, max(0.0, v)) * (texture[1] - 1))

    grid = [[seen(x, y) for x in xs] for y in ys]
    return [
        (
            (xs[i], ys[j], xs[i + 1], ys[j + 1]),
            (*grid[j][i], *grid[j + 1][i], *grid[j + 1][i + 1], *grid[j][i + 1]),
        )
        for j in range(ROWS)
        for i in range(COLUMNS)
        if xs[i] < xs[i + 1] and ys[j] < ys[j + 1]
    ]


def _open_top(image: Image.Image, opening: Opening, middle: float, top: float, radius: float, tilt: float) -> None:
    """Rim, wall and inside; the inside is darkest at the left, under the light."""
    wide, high = math.ceil(2 * radius) + 2, math.ceil(2 * radius * tilt) + 2
    if wide < 6 or high < 3:
        return
    corner = (round(middle - wide / 2), round(top - high / 2))
    inside = opening.inside
    levels = [tint(inside, 0.05), inside] if opening.flat else [shade(inside, 0.55), shade(inside, 0.25), inside]
    hollow = column(levels, (wide, high))
    rings = ((0.0, lit_row(opening.rim, (wide, high))), (opening.wall, hollow))
    for inset, fill in rings:
        edge = inset * radius

        def paint(draw: ImageDraw.ImageDraw, fine: int, edge: float = edge) -> None:
            far = (wide * fine - 1 - edge * fine, high * fine - 1 - edge * tilt * fine)
            draw.ellipse((edge * fine, edge * tilt * fine * 0.7, *far), fill=255)

        image.paste(fill, corner, smooth_mask((wide, high), paint))


def lit_row(colour: Colour, size: tuple[int, int]) -> Image.Image:
    """One colour lit from the left."""
    strip = Image.new("RGB", (3, 1))
    strip.putdata([tint(colour, 0.35), tint(colour, 0.1), shade(colour, 0.3)])
    return strip.resize(size, Image.Resampling.BICUBIC)


def disc(art: Image.Image, radius: float, *, tilt: float = 0.5, thickness: float = 0.05) -> Body:
    """A flat round thing lying on the table; ``art`` is what one sees from above."""
    wide, high = round(2 * radius), round(2 * radius * tilt)
    edge = round(radius * thickness) + 1
    image = Image.new("RGB", (wide, high + edge))
    face = art.resize((wide, high), Image.Resampling.BICUBIC)
    image.paste(ImageChops.multiply(face, lit_row((120, 110, 100), face.size)), (0, edge))
    face_mask = smooth_mask(face.size, lambda draw, fine: draw.ellipse((0, 0, wide * fine, high * fine), fill=255))
    image.paste(ImageChops.multiply(face, lit_row((232, 228, 222), face.size)), (0, 0), face_mask)
    mask = Image.new("L", image.size, 0)
    for down in (edge, edge / 2, 0):
        mask.paste(255, (0, round(down)), face_mask)
    return Body(image, mask, (wide / 2, high / 2 + edge), radius * 0.98)


def box(front: Image.Image, side: Colour, top: Image.Image | Colour, width: float, height: float, depth: float) -> Body:
    """A box seen a little from the right and above; ``front`` and ``top`` are what is printed on them."""
    over, up = depth * 0.5, depth * 0.42
    size = (math.ceil(width + over) + 2, math.ceil(height + up) + 2)
    image = Image.new("RGB", size, side)
    lid = top if isinstance(top, Image.Image) else lit_row(tint(top, 0.2), (64, 64))
    # a parallelogram: x runs along the width, y runs to the back
    across, back = lid.width / width, lid.height / up
    slant = over / up
    coefficients = (across, across * slant, -across * over, 0.0, back, 0.0)
    flat = ImageChops.multiply(lid, Image.new("RGB", lid.size, (250, 248, 244)))
    image.paste(flat.transform((size[0], math.ceil(up)), Image.Transform.AFFINE, coefficients), (0, 0))
    right = column([shade(side, 0.28), shade(side, 0.52)], (math.ceil(over) + 2, size[1]))
    flank = [(width, up), (width + over, 0), (width + over, height), (width, up + height)]

    def cut(points: list[Point]) -> Callable[[ImageDraw.ImageDraw, int], None]:
        return lambda draw, fine: draw.polygon([(x * fine, y * fine) for x, y in points], fill=255)

    edge = round(width)
    image.paste(right, (edge, 0), smooth_mask(size, cut(flank)).crop((edge, 0, edge + right.width, size[1])))
    face = front.resize((round(width), round(height)), Image.Resampling.BICUBIC)
    image.paste(ImageChops.multiply(face, column([(246, 244, 240), (206, 200, 194)], face.size)), (0, round(up)))
    outline = [
        (0.0, up),
        (over, 0.0),
        (width + over, 0.0),
        (width + over, height),
        (width, up + height),
        (0.0, up + height),
    ]
    return Body(image, smooth_mask(size, cut(outline)), ((width + over) / 2, height + up * 0.6), (width + over) * 0.5)


def sheet(texture: Image.Image, outline: Sequence[Point], *, standing: bool = True) -> Body:
    """A picture cut to ``outline`` (in its own pixels): cloth, a pouch, a garment."""
    mask = smooth_mask(
        texture.size, lambda draw, fine: draw.polygon([(x * fine, y * fine) for x, y in outline], fill=255)
    )
    bottom = max(y for _, y in outline)
    low = [x for x, y in outline if y > bottom - texture.height * 0.08]
    foot = (max(low) - min(low)) / 2
    return Body(texture, mask, ((max(low) + min(low)) / 2, bottom if standing else bottom * 0.7), foot)


def joined(parts: Sequence[tuple[Body, float, float]], *, base: int = 0) -> Body:
    """Several bodies as one, drawn in order, each where it stands; ``base`` is the one whose stand and foot count."""
    boxes = [
        (
            x - body.stand[0],
            y - body.stand[1],
            x - body.stand[0] + body.image.width,
            y - body.stand[1] + body.image.height,
        )
        for body, x, y in parts
    ]
    left, top = math.floor(min(edge[0] for edge in boxes)), math.floor(min(edge[1] for edge in boxes))
    size = (math.ceil(max(edge[2] for edge in boxes)) - left, math.ceil(max(edge[3] for edge in boxes)) - top)
    image, mask = Image.new("RGB", size), Image.new("L", size, 0)
    for (body, _, _), edge in zip(parts, boxes, strict=True):
        corner = (round(edge[0] - left), round(edge[1] - top))
        image.paste(body.image, corner, body.mask)
        mask.paste(255, corner, body.mask)
    body, x, y = parts[base]
    return Body(image, mask, (x - left, y - top), body.foot)


def stroke(points: Sequence[Point], width: float, colour: Colour) -> Body:
    """A rod, cord or handle along ``points``; it stands at their origin."""
    pad = width
    left, top = min(x for x, _ in points) - pad, min(y for _, y in points) - pad
    size = (math.ceil(max(x for x, _ in points) + pad - left), math.ceil(max(y for _, y in points) + pad - top))
    moved = [(x - left, y - top) for x, y in points]

    def rod(thick: float, up: float) -> Callable[[ImageDraw.ImageDraw, int], None]:
        def paint(draw: ImageDraw.ImageDraw, fine: int) -> None:
            line = [((x - up) * fine, (y - up) * fine) for x, y in moved]
            draw.line(line, fill=255, width=max(1, round(thick * fine)), joint="curve")
            for x, y in (line[0], line[-1]):
                r = thick * fine / 2
                draw.ellipse((x - r, y - r, x + r, y + r), fill=255)

        return paint

    image = Image.new("RGB", size, shade(colour, 0.35))
    image.paste(colour, (0, 0), smooth_mask(size, rod(width * 0.7, width * 0.1)))
    image.paste(tint(colour, 0.4), (0, 0), smooth_mask(size, rod(width * 0.22, width * 0.2)))
    return Body(image, smooth_mask(size, rod(width, 0)), (-left, -top), 0.0)


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> list[Point]:
    """Points of an elliptical arc, angles in degrees, clockwise from the right."""
    turns = [math.radians(start + (end - start) * step / 28) for step in range(29)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]
