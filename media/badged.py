"""Whether a picture bears a badge of ours: pictures that come back from a shop may be renditions somebody made with it.

Such a picture is no photo: a star drawn on it would stay when the certificate ends. Looked for where we draw it, in its
upper part, which holds the stars and no year.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageStat

from .badge import STARS, badge_art
from .decode import decode
from .recipe import BADGE_PLACES, RECIPES, badge_box

__all__ = ["badge_on"]

RECIPE = RECIPES["shopee-1024-pad@1"]
STARS_END = 0.55
"""Of the badge's height: below stand the word and the year."""
ALIKE = 24.0
"""Mean difference per channel up to which it is the badge; a JPEG of it stays below 8, a photo's corner is above 60."""
ANY_YEAR = 2026


def badge_on(data: bytes) -> int:
    """The star of our badge on the picture, 0 for none. MediaProblem where it is no picture we can use."""
    decoded = decode(data, RECIPE.size, RECIPE.squaring)
    if decoded.width != decoded.height:  # a rendition of ours is square
        return 0
    image = decoded.image
    if image.size != (RECIPE.size, RECIPE.size):
        image = image.resize((RECIPE.size, RECIPE.size))
    return next((star for place in BADGE_PLACES for star in STARS if _alike(image, star, place)), 0)


def _alike(image: Image.Image, star: int, place: str) -> bool:
    left, top, right, bottom = badge_box(RECIPE, place)
    bottom = top + round((bottom - top) * STARS_END)
    art = badge_art(star, ANY_YEAR, right - left, badge_box(RECIPE, place)[3] - top)
    art = art.crop((0, 0, right - left, bottom - top))
    shown = image.crop((left, top, right, bottom)).convert("RGB")
    found = ImageStat.Stat(ImageChops.difference(shown, art.convert("RGB")), mask=art.getchannel("A").point(_opaque))
    return max(found.mean) < ALIKE


def _opaque(alpha: int) -> int:
    return 255 if alpha > 250 else 0
