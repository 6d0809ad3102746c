"""One photo as one shop shows it: upright, private, sRGB, square, the marketplace's size, with its badge if it has one.

A pure function of (source bytes, identity): the same two give the same JPEG bytes under the same libraries, whatever
else is drawn of that photo in the same go. The output is built from pixels alone, so nothing a camera wrote (place,
time, owner, thumbnails) can travel with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image

from connector.model import Claim, MediaIdentity

from .appearance import Code, leading_away
from .badge import badge_art
from .card import certificate_card
from .problem import MediaProblem, MediaWarning
from .recipe import Recipe, badge_box, recipe
from .squares import Squares

__all__ = ["Rendition", "Wanted", "read_source", "render", "render_many"]

Wanted = tuple[MediaIdentity, Claim | None]
"""A picture to draw. Where a claim is given a badge must show its star: it never says more than the certificate."""

BADGE = re.compile(r"(?P<star>[345])-(?P<year>\d{4})")
QUALITY_STEP, QUALITY_FLOOR = 6, 40
FULL_COLOUR = 0
"""No chroma subsampling: it smears a red plate, and at these sizes costs a few kilobytes."""

SCANNED = ("QRCode",)
"""What phones scan by themselves and audits look for; every kind would cost as much as drawing the picture."""


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
    """The rendition of ``source`` (for a card: its text in UTF-8)."""
    (made,) = render_many(source, [(identity, claim)])
    if isinstance(made, MediaProblem):
        raise made
    return made


def render_many(source: Path | bytes, wanted: Sequence[Wanted]) -> list[Rendition | MediaProblem]:
    """Several renditions of one ``source``, decoded once for all shops that square it alike; each answers for itself.

    Their bytes are those that ``render`` gives one by one.
    """
    made: list[Rendition | MediaProblem | None] = [None] * len(wanted)
    drawing: _Drawing | None = None
    # The strictest about small photos first: what is big enough for it is decoded for all.
    for place in sorted(range(len(wanted)), key=lambda place: -recipe(wanted[place][0].recipe).min_size):
        identity, claim = wanted[place]
        name = source.name if isinstance(source, Path) else "" if identity.card else identity.file
        try:
            badge = _badge(identity, claim)
            drawing = drawing or _Drawing(read_source(source) if isinstance(source, Path) else source)
            made[place] = drawing.rendition(identity, badge)
        except MediaProblem as problem:
            named = problem.about(name)
            named.__cause__ = problem.__cause__
            made[place] = named
    return [one for one in made if one is not None]


def _badge(identity: MediaIdentity, claim: Claim | None) -> tuple[int, int] | None:
    """Star and certificate year to be drawn, None for a plain picture."""
    if not identity.badge:
        return None
    parts = BADGE.fullmatch(identity.badge)
    if parts is None or (claim is not None and claim.star != int(parts["star"])):
        raise MediaProblem("E_PHOTO_BADGE", badge=identity.badge)
    return int(parts["star"]), int(parts["year"])


@dataclass(slots=True)
class _Drawing:
    """Everything drawn of one source. Pictures that two shops want alike are encoded once."""

    data: bytes
    squares: Squares = field(init=False)
    encoded: dict[tuple[object, ...], bytes] = field(default_factory=dict)
    leads: dict[tuple[int, int], Code | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.squares = Squares(self.data)

    def rendition(self, identity: MediaIdentity, badge: tuple[int, int] | None) -> Rendition:
        how = recipe(identity.recipe)
        picture, warnings = self._card(how, identity, badge) if identity.card else self.squares.square(how)
        if not how.codes and not identity.card:
            self._judge_codes(picture)
        drawn = None if identity.card else badge
        alike = (how.size, how.squaring, how.quality, how.max_bytes, identity.card, badge, identity.badge_at)
        jpeg = self.encoded.get(alike)
        if jpeg is None:
            jpeg = _badged(picture, how, identity.badge_at, drawn) if drawn else _encoded(picture, how)
            self.encoded[alike] = jpeg
        sha256 = hashlib.sha256(jpeg).hexdigest()
        return Rendition(identity.key, jpeg, "image/jpeg", picture.width, picture.height, sha256, warnings)

    def _judge_codes(self, picture: Image.Image) -> None:
        """Refuse a picture with a code that leads buyers away from the marketplace; looked for once in each size."""
        if picture.size not in self.leads:
            self.leads[picture.size] = leading_away(picture.convert("L"), SCANNED)
        found = self.leads[picture.size]
        if found is not None:
            raise MediaProblem("E_PHOTO_LEADS_AWAY", text=found.text)

    def _card(
        self, how: Recipe, identity: MediaIdentity, badge: tuple[int, int] | None
    ) -> tuple[Image.Image, tuple[MediaWarning, ...]]:
        if badge is None:
            raise MediaProblem("E_PHOTO_BADGE", badge=identity.badge)
        return certificate_card(self.data.decode("utf-8").split("\n"), *badge, how.size), ()


def _badged(picture: Image.Image, how: Recipe, badge_at: str, badge: tuple[int, int]) -> bytes:
    """Encoded with the badge on it; afterwards the picture is as it was."""
    box = left, top, right, bottom = badge_box(how, badge_at)
    art = badge_art(*badge, right - left, bottom - top)
    under = picture.crop(box)
    picture.paste(art, (left, top), art)
    try:
        return _encoded(picture, how)
    finally:
        picture.paste(under, (left, top))


def _encoded(picture: Image.Image, how: Recipe) -> bytes:
    """JPEG within the recipe's bytes: at its quality, else as much lower as it takes."""
    for quality in range(how.quality, QUALITY_FLOOR - 1, -QUALITY_STEP):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, subsampling=FULL_COLOUR)
        if file.tell() <= how.max_bytes:
            return file.getvalue()
    raise MediaProblem("E_PHOTO_BYTES", most=how.max_bytes)
