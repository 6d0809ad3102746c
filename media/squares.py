"""One photo as squares of several sizes, decoded as seldom as their ways down the ladder allow.

The pixels of a square follow from the photo, its size and its squaring alone. Whatever else is asked of the same photo,
before or after, costs time or saves it and changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, pairwise

from PIL import Image

from .decode import Decoded, decode
from .problem import MediaProblem, MediaWarning
from .recipe import Recipe, ladder

__all__ = ["Squares"]

NEAR, ENOUGH = 12, 0.8
"""An edge has one colour where this share of it is so near to its middle level, in every channel: grain and a corner of
the product do no harm.
"""
WHITE = (255, 255, 255)


class Squares:
    """The squares of ``data``, each made when it is first asked for. For one thread."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._photos: dict[tuple[int, str], Decoded] = {}
        self._fitted: dict[tuple[int, str], Image.Image] = {}
        self._squares: dict[tuple[int, str], Image.Image] = {}
        self._known_least = 0

    def square(self, how: Recipe) -> tuple[Image.Image, tuple[MediaWarning, ...]]:
        """The photo as ``how`` wants it, and what is to be said of it; MediaProblem where it cannot be used.

        The image stays this object's: who draws on it puts back what was there.
        """
        steps, photo = self._decoded(how)
        for above, size in pairwise(steps):
            if (size, how.squaring) not in self._fitted:
                self._fitted[size, how.squaring] = _stepped(self._fitted[above, how.squaring], size / above)
        place = (how.size, how.squaring)
        if place not in self._squares:
            self._squares[place] = _squared(self._fitted[place], how.size)
        return self._squares[place], photo.warnings

    def _decoded(self, how: Recipe) -> tuple[tuple[int, ...], Decoded]:
        """The photo at the first step that it fills, and the steps from there."""
        steps = ladder(how.size)
        while True:
            photo = self._at(steps[0], how, last=len(steps) == 1)
            if photo is not None:
                return steps, photo
            steps = steps[1:]

    def _at(self, size: int, how: Recipe, *, last: bool) -> Decoded | None:
        """The photo at ``size``, enlarged only where this is the ``last`` step; decoded once."""
        least = how.min_size if last else max(how.min_size, size)
        photo = self._photos.get((size, how.squaring))
        if photo is None or how.min_size > self._known_least:
            try:
                photo = decode(self._data, size, how.squaring, min_size=least)
            except MediaProblem as problem:
                if last or problem.code != "E_PHOTO_TOO_SMALL":
                    raise
                return None
            self._known_least = max(self._known_least, how.min_size)
            self._photos[size, how.squaring] = photo
            self._fitted.setdefault((size, how.squaring), photo.image)
        return photo if last or "W_PHOTO_UPSCALED" not in photo.warnings else None


def _stepped(image: Image.Image, factor: float) -> Image.Image:
    """One step down; a halving takes the mean of four pixels, which is as true and costs next to nothing."""
    target = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(target, Image.Resampling.BICUBIC, reducing_gap=1.0)


def _squared(image: Image.Image, size: int) -> Image.Image:
    """On a square canvas; crops are square already. What padding adds takes the colour of the edges it meets."""
    if image.size == (size, size):
        return image
    canvas = Image.new("RGB", (size, size), _ground(image, size))
    canvas.paste(image, ((size - image.width) // 2, (size - image.height) // 2))
    return canvas


def _ground(image: Image.Image, size: int) -> tuple[int, int, int]:
    """The common colour of the two edges that meet the padding, or white where they have none."""
    width, height = image.size
    if width < size:
        strip = max(1, width // 64)
        edges = [image.crop((0, 0, strip, height)), image.crop((width - strip, 0, width, height))]
    else:
        strip = max(1, height // 64)
        edges = [image.crop((0, 0, width, strip)), image.crop((0, height - strip, width, height))]
    both = Image.new("RGB", (edges[0].width, edges[0].height * 2))
    both.paste(edges[0], (0, 0))
    both.paste(edges[1], (0, edges[0].height))
    counts, pixels = both.histogram(), both.width * both.height
    red, green, blue = (_middle(counts[first : first + 256], pixels) for first in (0, 256, 512))
    if red is None or green is None or blue is None:
        return WHITE
    return red, green, blue


def _middle(counts: list[int], pixels: int) -> int | None:
    """The middle level of a channel, None where too few pixels are near it."""
    middle = bisect_left(list(accumulate(counts)), (pixels + 1) // 2)
    near = sum(counts[max(0, middle - NEAR) : middle + NEAR + 1])
    return middle if near >= ENOUGH * pixels else None
