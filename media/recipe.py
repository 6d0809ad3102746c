"""How a marketplace wants its pictures: size, squaring, bytes; and where on them a badge sits.

A recipe's name is part of a picture's identity, so what a name means never changes: another treatment is another
version (``shopee-1024-pad@2``), and what a shop accepted under the old name stays until something else changes it.
A marketplace that is not ours needs no entry here: its name says size and squaring (``cho-que-800-pad@1``), and the
rest is what every marketplace we know takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from connector.errors import BadUse

from .problem import MediaProblem

__all__ = ["BADGE_PLACES", "RECIPES", "Recipe", "badge_box", "ladder", "recipe"]

NAME = re.compile(r"(?P<shop>[a-z][a-z0-9_-]*)-(?P<size>\d{2,4})-(?P<squaring>pad|crop)@\d+")
SIDES = range(64, 4097)
BADGE_PLACES = ("top-left", "top-right", "bottom-left", "bottom-right")
BADGE_SHARE = 0.39
"""Badge width by picture side; with 56:100 as its shape that is 8.5 % of the area (Shopee allows 10 %)."""
BADGE_SHAPE = 0.56
BLOCK = 16
"""Boxes sit on this grid where the picture is big enough, so that no JPEG block holds both badge and photo."""
RUNGS = (400, 800, 1200)
"""Sizes that smaller ones are drawn from. Fixed, so that nobody's pixels depend on what else was asked."""
STRANGER_BYTES, STRANGER_MIN = 1_000_000, 300
"""For marketplaces that are not ours: the tightest of those we know."""
STEP = 1.5
"""A rung is at least so much larger than what is drawn from it: nearer, a picture would only blur."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``size`` is the side of the square in pixels; photos whose longer side is below ``min_size`` are refused.

    ``use`` is what its pictures are for: ``listing`` or ``option``. Without ``codes`` a picture that holds a code that
    leads buyers away is refused.
    """

    name: str
    size: int
    squaring: Literal["pad", "crop"]
    max_bytes: int
    quality: int
    min_size: int
    use: str = "listing"
    codes: bool = True


def _named(
    name: str, *, max_bytes: int, quality: int, min_size: int, use: str = "listing", codes: bool = True
) -> Recipe:
    parts = NAME.fullmatch(name)
    if parts is None:
        raise ValueError(f"not a recipe name: {name}")
    squaring: Literal["pad", "crop"] = "pad" if parts["squaring"] == "pad" else "crop"
    return Recipe(name, int(parts["size"]), squaring, max_bytes, quality, min_size, use, codes)


RECIPES: dict[str, Recipe] = {
    made.name: made
    for made in (
        # Shopee: at most 10 MB, 1024 is its own advice; below 500 it shows pictures as unsharp.
        _named("shopee-1024-pad@1", max_bytes=10_000_000, quality=90, min_size=500),
        _named("shopee-1024-crop@1", max_bytes=10_000_000, quality=90, min_size=500),
        # Lazada: 330 to 5000 px; the pages disagree on 1 or 3 MB, so the smaller.
        _named("lazada-1024-pad@1", max_bytes=1_000_000, quality=90, min_size=330),
        _named("lazada-1024-crop@1", max_bytes=1_000_000, quality=90, min_size=330),
        # TikTok Shop: main images 300 to 4000 px, at most 10 MB; its audit takes down what leads buyers away.
        _named("tiktok_shop-1024-pad@1", max_bytes=10_000_000, quality=90, min_size=300, codes=False),
        _named("tiktok_shop-1024-crop@1", max_bytes=10_000_000, quality=90, min_size=300, codes=False),
        # A picture belongs to its use there: that of an option is another upload than the same one in the gallery.
        _named(
            "tiktok_shop_option-1024-pad@1", max_bytes=10_000_000, quality=90, min_size=300, use="option", codes=False
        ),
        # The reference adapter: small, so that its tests are quick.
        _named("memory-256-pad@1", max_bytes=1_000_000, quality=85, min_size=64),
    )
}


OURS = frozenset(name.rsplit("-", 2)[0] for name in RECIPES)


@cache
def recipe(name: str) -> Recipe:
    """The recipe of that name; BadUse where it is none, or one of a marketplace of ours that we do not have."""
    found = RECIPES.get(name)
    if found is not None:
        return found
    parts = NAME.fullmatch(name)
    if parts is None or parts["shop"] in OURS or int(parts["size"]) not in SIDES:
        raise BadUse("E_PHOTO_RECIPE", recipe=name, known=", ".join(sorted(RECIPES)))
    least = min(int(parts["size"]), STRANGER_MIN)
    return _named(name, max_bytes=STRANGER_BYTES, quality=90, min_size=least)


def badge_box(recipe: Recipe, badge_at: str) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the badge in pixels of the rendition; outside it a badge changes nothing."""
    if badge_at not in BADGE_PLACES:
        raise MediaProblem("E_PHOTO_BADGE", badge=badge_at)
    grid = BLOCK if recipe.size >= 32 * BLOCK else 1
    width = round(recipe.size * BADGE_SHARE / grid) * grid
    height = round(width * BADGE_SHAPE / grid) * grid
    margin = max(1, round(recipe.size / 64 / grid)) * grid
    left = margin if badge_at.endswith("left") else recipe.size - margin - width
    top = margin if badge_at.startswith("top") else recipe.size - margin - height
    return left, top, left + width, top + height


def ladder(size: int) -> tuple[int, ...]:
    """The sizes by which a photo comes down to ``size``, largest first. What shops show is reached in one step."""
    steps = [size]
    for rung in RUNGS:
        if rung >= steps[-1] * STEP:
            steps.append(rung)
    return tuple(reversed(steps))
