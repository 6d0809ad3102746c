"""Pictures: from a photo as a phone made it to the rendition a shop shows, with or without the star badge.

``render`` is pure; ``Renditions`` keeps what it made, by content; ``SourceHashes`` knows which content a file holds.
"""

from .badge import draw_badge
from .cache import Renditions
from .card import certificate_card
from .decode import Decoded, decode
from .hashes import SourceHashes, hash_file
from .problem import MediaProblem, MediaWarning
from .recipe import BADGE_PLACES, RECIPES, Recipe, badge_box, recipe
from .render import Rendition, render
from .thumbnail import thumbnail

__all__ = [
    "BADGE_PLACES",
    "RECIPES",
    "Decoded",
    "MediaProblem",
    "MediaWarning",
    "Recipe",
    "Rendition",
    "Renditions",
    "SourceHashes",
    "badge_box",
    "certificate_card",
    "decode",
    "draw_badge",
    "hash_file",
    "recipe",
    "render",
    "thumbnail",
]
