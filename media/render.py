"""One photo as one shop shows it: upright, private, sRGB, square, the marketplace's size, with its badge if it has one.

A pure function of (source bytes, identity): the same two give the same JPEG bytes under the same libraries. The output
is built from pixels alone, so nothing a camera wrote (place, time, owner, thumbnails) can travel with it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageStat

from connector.model import Claim, MediaIdentity

from .badge import badge_art
from .card import certificate_card
from .decode import decode
from .problem import MediaProblem, MediaWarning
from .recipe import Recipe, badge_box, recipe

__all__ = ["Rendition", "read_source", "render"]

BADGE = re.compile(r"(?P<star>[345])-(?P<year>\d{4})")
QUALITY_STEP, QUALITY_FLOOR = 6, 40
FULL_COLOUR = 0
"""No chroma subsampling: it smears a red plate, and at these sizes costs a few kilobytes."""
UNIFORM = 7.0
"""Standard deviation per channel below which an edge counts as one colour."""
WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Rendition:
    """The bytes to upload. ``warnings`` are W_PHOTO_* codes."""

    key: str
    data: bytes
    content_type: str
    width: int
    height: int
    sha256: str
    warnings: tuple[MediaWarning, ...] = ()


def read_source(path: Path) -> bytes:
    """The photo's bytes; MediaProblem where there is no such file or it may not be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MediaProblem("E_PHOTO_GONE", file=path.name) from error
    except OSError as error:
        raise MediaProblem("E_PHOTO_UNREADABLE", file=path.name) from error


def render(source: Path | bytes, identity: MediaIdentity, *, claim: Claim | None) -> Rendition:
    """The rendition of ``source`` (for a card: its text in UTF-8).

    Where a ``claim`` is given, a badge must show its star: a badge never says more than today's certificate.
    """
    how = recipe(identity.recipe)
    name = source.name if isinstance(source, Path) else "" if identity.card else identity.file
    try:
        badge = _badge(identity, claim)
        data = read_source(source) if isinstance(source, Path) else source
        warnings: tuple[MediaWarning, ...] = ()
        if identity.card:
            if badge is None:
                raise MediaProblem("E_PHOTO_BADGE", badge=identity.badge)
            picture = certificate_card(data.decode("utf-8").split("\n"), *badge, how.size)
        else:
            decoded = decode(data, how.size, how.squaring, min_size=how.min_size)
            picture, warnings = _squared(decoded.image, how), decoded.warnings
            if badge:
                left, top, right, bottom = badge_box(how, identity.badge_at)
                art = badge_art(*badge, right - left, bottom - top)
                picture.paste(art, (left, top), art)
        jpeg = _encoded(picture, how)
    except MediaProblem as problem:
        raise problem.about(name) from problem.__cause__
    sha256 = hashlib.sha256(jpeg).hexdigest()
    return Rendition(identity.key, jpeg, "image/jpeg", picture.width, picture.height, sha256, warnings)


def _badge(identity: MediaIdentity, claim: Claim | None) -> tuple[int, int] | None:
    """Star and certificate year to be drawn, None for a plain picture."""
    if not identity.badge:
        return None
    parts = BADGE.fullmatch(identity.badge)
    if parts is None or (claim is not None and claim.star != int(parts["star"])):
        raise MediaProblem("E_PHOTO_BADGE", badge=identity.badge)
    return int(parts["star"]), int(parts["year"])


def _squared(image: Image.Image, how: Recipe) -> Image.Image:
    """On a fresh square canvas. Crops are square already; what padding adds takes the colour of the edges it meets."""
    canvas = Image.new("RGB", (how.size, how.size), _ground(image, how.size))
    canvas.paste(image, ((how.size - image.width) // 2, (how.size - image.height) // 2))
    return canvas


def _ground(image: Image.Image, size: int) -> tuple[int, int, int]:
    """The common colour of the two edges that meet the padding, or white where they have none."""
    width, height = image.size
    if width == height == size:
        return WHITE
    if width < size:
        strip = max(1, width // 64)
        edges = [image.crop((0, 0, strip, height)), image.crop((width - strip, 0, width, height))]
    else:
        strip = max(1, height // 64)
        edges = [image.crop((0, 0, width, strip)), image.crop((0, height - strip, width, height))]
    both = Image.new("RGB", (edges[0].width, edges[0].height * 2))
    both.paste(edges[0], (0, 0))
    both.paste(edges[1], (0, edges[0].height))
    measured = ImageStat.Stat(both)
    if max(measured.stddev) > UNIFORM:
        return WHITE
    red, green, blue = (round(level) for level in measured.mean)
    return red, green, blue


def _encoded(picture: Image.Image, how: Recipe) -> bytes:
    """JPEG within the recipe's bytes: at its quality, else as much lower as it takes."""
    for quality in range(how.quality, QUALITY_FLOOR - 1, -QUALITY_STEP):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, subsampling=FULL_COLOUR)
        if file.tell() <= how.max_bytes:
            return file.getvalue()
    raise MediaProblem("E_PHOTO_BYTES", most=how.max_bytes)
