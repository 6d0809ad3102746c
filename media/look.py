"""A look at one photo before it goes to a shop: can it be used, is it good, where does it seem to come from.

``look`` decodes a photo once and gives everything that is asked of it, codes with params, so that a thousand photos
cost one decoding each and are never in memory together. A finding is a question to a person: nothing is refused for
it, and each sentence says how sure it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

from .appearance import is_blurred, is_far, leading_away, product_box
from .decode import MAX_FILE_BYTES, Decoded, decode
from .likeness import Likeness, likeness_of
from .problem import MediaProblem
from .provenance import Provenance, chat_app, provenance, screenshot
from .recipe import RECIPES

__all__ = ["Finding", "FindingCode", "Look", "look"]

FindingCode = Literal[
    "W_PHOTO_SMALL",
    "W_PHOTO_UPSCALED",
    "W_PHOTO_ANIMATED",
    "W_PHOTO_COLOURS",
    "W_PHOTO_CHAT_APP",
    "W_PHOTO_COMPRESSED",
    "W_PHOTO_SCREENSHOT",
    "W_PHOTO_CODE_LINK",
    "W_PHOTO_CODE_CONTACT",
    "W_PHOTO_CODE_PAYMENT",
    "W_PHOTO_BLURRED",
    "W_PHOTO_FAR",
]
CODES: dict[str, FindingCode] = {
    "link": "W_PHOTO_CODE_LINK",
    "contact": "W_PHOTO_CODE_CONTACT",
    "payment": "W_PHOTO_CODE_PAYMENT",
}
SIDE = 1024
"""Photos are looked at in the size in which shops show them."""
SMALLEST = max(recipe.min_size for recipe in RECIPES.values())
"""A longer side below this is refused by at least one shop."""
THUMBNAIL_QUALITY = 78
NOWHERE = Provenance()


@dataclass(frozen=True, slots=True)
class Finding:
    """A code of ``connector/messages/*/{photos,media}.toml`` with its params; E_PHOTO_* where it cannot be used."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look gave. A photo that cannot be used has one finding and no ``likeness``.

    ``blurred`` and ``box`` (the product's width and height as shares of the frame) are None where nobody can tell.
    """

    sha256: str = ""
    width: int = 0
    height: int = 0
    format: str = ""
    origin: Provenance = NOWHERE
    blurred: bool | None = None
    box: tuple[float, float] | None = None
    likeness: Likeness | None = None
    thumbnail: bytes = b""
    findings: tuple[Finding, ...] = ()

    @property
    def usable(self) -> bool:
        return self.likeness is not None

    @property
    def taken(self) -> datetime | None:
        """By the camera's notes."""
        return self.origin.taken


def look(photo: Path | bytes, *, name: str = "", thumbnail: int = 0) -> Look:
    """Look at a file or its bytes; never raises for what it holds.

    ``name`` is what people call the file (its own if it is a file). With ``thumbnail`` a JPEG within that many pixels
    is made too.
    """
    shown = name or (photo.name if isinstance(photo, Path) else "")
    try:
        data = _bytes_of(photo) if isinstance(photo, Path) else photo
        decoded = _decoded(data)
    except MediaProblem as problem:
        return Look(findings=(Finding(problem.code, {**problem.params, "file": shown}),))
    origin = provenance(data)
    image = decoded.image
    sha256 = hashlib.sha256(data).hexdigest()
    blurred, box = is_blurred(image), product_box(image)
    findings = tuple(_findings(shown, decoded, origin, blurred, box))
    likeness = likeness_of(image, sha256)
    small = _thumbnail(image, thumbnail) if thumbnail else b""
    size = decoded.width, decoded.height
    return Look(sha256, *size, decoded.format, origin, blurred, box, likeness, small, findings)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            megabytes = size // 1_000_000
            raise MediaProblem("E_PHOTO_TOO_LARGE", megabytes=megabytes, most=MAX_FILE_BYTES // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        raise MediaProblem("E_PHOTO_UNREADABLE") from error


def _decoded(data: bytes) -> Decoded:
    """Upright and never enlarged: an enlarged picture is a blurred one."""
    decoded = decode(data, SIDE, "pad")
    longer = max(decoded.width, decoded.height)
    return decoded if longer >= SIDE else decode(data, longer, "pad")


def _findings(
    name: str, decoded: Decoded, origin: Provenance, blurred: bool | None, box: tuple[float, float] | None
) -> Iterator[Finding]:
    size = decoded.width, decoded.height
    if max(size) < SMALLEST:
        yield Finding("W_PHOTO_SMALL", {"file": name, "width": size[0], "height": size[1], "least": SMALLEST})
    elif max(size) < SIDE:
        yield Finding("W_PHOTO_UPSCALED", {"file": name})
    for code in decoded.warnings:
        if code != "W_PHOTO_UPSCALED":
            yield Finding(code, {"file": name})
    if screenshot(name, decoded.image, size, decoded.format, origin):
        yield Finding("W_PHOTO_SCREENSHOT", {"file": name})
    elif app := chat_app(name, *size, origin):
        yield Finding("W_PHOTO_COMPRESSED" if app == "?" else "W_PHOTO_CHAT_APP", {"file": name, "app": app})
    if away := leading_away(decoded.image):
        yield Finding(CODES[away.kind], {"file": name, "text": away.text})
    if blurred:
        yield Finding("W_PHOTO_BLURRED", {"file": name})
    if box and is_far(box):
        yield Finding("W_PHOTO_FAR", {"file": name, "percent": max(1, round(100 * box[0] * box[1]))})


def _thumbnail(image: Image.Image, side: int) -> bytes:
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.BICUBIC)
    file = BytesIO()
    small.save(file, "JPEG", quality=THUMBNAIL_QUALITY)
    return file.getvalue()
