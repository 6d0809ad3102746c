"""The photo itself: a backdrop in soft light, the subject on it or hung before it, its shadow, and the shots taken."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageFilter

from .colour import BACKDROPS, Colour, mix
from .solid import Body
from .subject import Subject

__all__ = ["Frame", "body_for", "shot"]

Frame = tuple[int, int]
SHADOW: Colour = (58, 42, 34)
COARSE = 8
"""Shadows are drawn at this fraction of the size: they are soft anyway."""
WIDEST, HIGHEST = 0.80, 0.84
# of each shot: places of its bodies from back to front, as (across, down, scale), in parts of the frame
SHOTS: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((0.5, 0.84, 1.0),),
    ((0.64, 0.74, 0.62), (0.40, 0.86, 0.84)),
    ((0.52, 0.98, 1.28),),
    ((0.25, 0.76, 0.54), (0.75, 0.76, 0.54), (0.5, 0.88, 0.72)),
    ((0.36, 0.82, 0.9),),
    ((0.34, 0.78, 0.66), (0.68, 0.87, 0.78)),
    ((0.58, 0.90, 1.1),),
)


def body_for(subject: Subject, key: str, frame: Frame) -> Body:
    """The subject as all photos of one product show it, no wider or higher than suits the frame."""
    side = min(frame)
    body = subject.make(Random(key), subject.size * side)
    room = min(1.0, WIDEST * side / body.image.width, HIGHEST * side / body.image.height)
    return body if room == 1.0 else _scaled(body, room)


def shot(subject: Subject, body: Body, name: str, number: int, frame: Frame) -> Image.Image:
    """Photo ``number`` (from 0) of the subject; ``name`` gives what chance decides, so no two photos are alike."""
    rng = Random(name)
    if subject.view is not None:
        return subject.view(rng, frame)
    placed: list[tuple[Body, tuple[int, int]]] = []
    for across, down, scale in SHOTS[number % len(SHOTS)]:
        one = body if scale == 1.0 else _scaled(body, scale * rng.uniform(0.95, 1.03))
        left = frame[0] * (across + rng.uniform(-0.015, 0.015)) - one.image.width / 2
        if subject.hung:
            top = frame[1] * (0.5 + (down - 0.84) * 0.4) - one.image.height / 2
        else:
            lift = max(0.0, frame[1] * 0.5 - one.image.height) * 0.36  # low things lie nearer the middle
            top = frame[1] * (down + rng.uniform(-0.012, 0.012)) - one.stand[1] - lift
        placed.append((one, (round(left), round(top))))
    coarse = _backdrop(rng, number, (frame[0] // COARSE, frame[1] // COARSE), hung=subject.hung)
    for one, corner in placed:
        coarse.paste(SHADOW, (0, 0), _shadow(coarse.size, one, corner, hung=subject.hung))
    picture = coarse.resize(frame, Image.Resampling.BILINEAR)
    for one, corner in placed:
        picture.paste(one.image, corner, one.mask)
    return picture


def _scaled(body: Body, scale: float) -> Body:
    size = (max(1, round(body.image.width * scale)), max(1, round(body.image.height * scale)))
    image = body.image.resize(size, Image.Resampling.BILINEAR)
    mask = body.mask.resize(size, Image.Resampling.BILINEAR)
    return Body(image, mask, (body.stand[0] * scale, body.stand[1] * scale), body.foot * scale)


def _backdrop(rng: Random, number: int, frame: Frame, *, hung: bool) -> Image.Image:
    """A wall that runs into a table without an edge, lightest where the light falls."""
    lit, far = BACKDROPS[rng.randrange(len(BACKDROPS)) if number else rng.randrange(4)]
    if number % 4 == 2:
        lit, far = mix(lit, far, 0.35), mix(far, (40, 36, 40), 0.35)
    cells = 12
    x0, y0 = rng.uniform(0.25, 0.45), rng.uniform(0.2, 0.38)
    floor = 0.70 + rng.uniform(-0.03, 0.03)
    tones: list[Colour] = []
    for j in range(cells):
        for i in range(cells):
            x, y = i / (cells - 1), j / (cells - 1)
            away = math.hypot(x - x0, (y - y0) * 0.9)
            part = min(1.0, 0.95 * away**1.25)
            if not hung and y > floor:
                part = min(1.0, max(0.12, part - 0.34 * (1 - abs(x - 0.45))))
            tones.append(mix(lit, far, part))
    small = Image.new("RGB", (cells, cells))
    small.putdata(tones)
    return small.resize(frame, Image.Resampling.BICUBIC)


def _shadow(size: Frame, body: Body, corner: tuple[int, int], *, hung: bool) -> Image.Image:
    """Where it stands, darkest under the foot and drawn out to the lower right; hung things throw it on the wall.

    In the backdrop's coarse pixels; ``body`` and ``corner`` in those of the photo.
    """
    dark = Image.new("L", size, 0)
    mask = body.mask
    small = mask.resize((max(1, mask.width // COARSE), max(1, mask.height // COARSE)), reducing_gap=1.0)
    if hung:
        shift = max(2, size[0] // 45)
        dark.paste(95, (corner[0] // COARSE + shift, corner[1] // COARSE + round(shift * 1.4)), small)
        return dark.filter(ImageFilter.GaussianBlur(size[0] / 60))
    x, y = (corner[0] + body.stand[0]) / COARSE, (corner[1] + body.stand[1]) / COARSE
    lying = small.resize((round(small.width * 1.15), max(1, round(small.height * 0.32))))
    slant = (1, 2.0, -2.0 * lying.height, 0, 1, 0)
    lean = lying.transform((lying.width + lying.height * 2, lying.height), Image.Transform.AFFINE, slant)
    dark.paste(88, (round(x - body.stand[0] / COARSE * 1.15), round(y - lying.height * 0.94)), lean)
    dark = dark.filter(ImageFilter.GaussianBlur(size[0] / 34))
    foot = (max(2, round(body.foot * 2.5 / COARSE)), max(2, round(body.foot * 0.62 / COARSE)))
    near = Image.radial_gradient("L").resize(foot).point(lambda level: max(0, 150 - round(level * 1.05)))
    contact = Image.new("L", size, 0)
    contact.paste(near, (round(x - near.width / 2), round(y - near.height * 0.42)))
    return ImageChops.lighter(dark, contact.filter(ImageFilter.GaussianBlur(1.2)))
