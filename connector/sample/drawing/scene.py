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
    """The subject as all photos of one product show it."""
    return subject.make(Random(key), subject.size * min(frame))


def shot(subject: Subject, body: Body | None, name: str, number: int, frame: Frame) -> Image.Image:
    """Photo ``number`` (from 0) of the subject; ``name`` gives what chance decides, so no two photos are alike."""
    rng = Random(name)
    if subject.view is not None or body is None:
        return subject.view(rng, frame) if subject.view is not None else _backdrop(rng, number, frame, hung=False)
    picture = _backdrop(rng, number, frame, hung=subject.hung)
    for across, down, scale in SHOTS[number % len(SHOTS)]:
        size = scale * rng.uniform(0.95, 1.03)
        placed = _scaled(body, size, rng.uniform(-1.6, 1.6) if not subject.hung else rng.uniform(-1.0, 1.0))
        x = frame[0] * (across + rng.uniform(-0.015, 0.015))
        y = frame[1] * (down + rng.uniform(-0.012, 0.012))
        if subject.hung:
            y = frame[1] * 0.5 + placed.stand[1] - placed.image.height / 2 + (down - 0.84) * frame[1] * 0.4
        corner = (round(x - placed.stand[0]), round(y - placed.stand[1]))
        _shadow(picture, placed, corner, hung=subject.hung)
        picture.paste(placed.image, corner, placed.mask)
    return picture


def _scaled(body: Body, scale: float, turn: float) -> Body:
    size = (max(1, round(body.image.width * scale)), max(1, round(body.image.height * scale)))
    image = body.image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    mask = body.mask.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    stand = (body.stand[0] * scale, body.stand[1] * scale)
    image = image.rotate(turn, Image.Resampling.BICUBIC, center=stand)
    mask = mask.rotate(turn, Image.Resampling.BICUBIC, center=stand)
    return Body(image, mask, stand, body.foot * scale)


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


def _shadow(picture: Image.Image, body: Body, corner: tuple[int, int], *, hung: bool) -> None:
    """Where it stands, darkest under the foot and drawn out to the lower right; hung things throw it on the wall."""
    wide, high = picture.width // COARSE, picture.height // COARSE
    dark = Image.new("L", (wide, high), 0)
    small = body.mask.resize((max(1, body.mask.width // COARSE), max(1, body.mask.height // COARSE)), Image.Resampling.BOX)
    left, top = corner[0] // COARSE, corner[1] // COARSE
    if hung:
        shift = max(2, wide // 45)
        dark.paste(95, (left + shift, top + round(shift * 1.4)), small)
        dark = dark.filter(ImageFilter.GaussianBlur(wide / 60))
    else:
        x, y = corner[0] + body.stand[0], corner[1] + body.stand[1]
        lying = small.resize((round(small.width * 1.15), max(1, round(small.height * 0.32))), Image.Resampling.BOX)
        lean = lying.transform(
            (lying.width + lying.height * 2, lying.height), Image.Transform.AFFINE, (1, 2.0, -2.0 * lying.height, 0, 1, 0)
        )
        lean = lean.transpose(Image.Transpose.FLIP_TOP_BOTTOM).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        at = (round(x / COARSE - body.stand[0] / COARSE * 1.15), round(y / COARSE - lying.height * 0.94))
        dark.paste(88, at, lean)
        dark = dark.filter(ImageFilter.GaussianBlur(wide / 34))
        contact = Image.new("L", (wide, high), 0)
        foot = Image.radial_gradient("L").resize(
            (max(2, round(body.foot * 2.5 / COARSE)), max(2, round(body.foot * 0.62 / COARSE)))
        )
        near = foot.point(lambda level: max(0, 150 - round(level * 1.05)))
        contact.paste(near, (round(x / COARSE - near.width / 2), round(y / COARSE - near.height * 0.42)))
        dark = ImageChops.lighter(dark, contact.filter(ImageFilter.GaussianBlur(1.2)))
    picture.paste(SHADOW, (0, 0), dark.resize(picture.size, Image.Resampling.BICUBIC))
