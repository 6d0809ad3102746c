"""From bytes somebody sent to an upright RGB picture near the wanted size, or a MediaProblem; never a traceback.

Content decides what a file is, never its name. What a file claims is read before anything is decoded, and only what
shows its picture is handed on (``bare``); formats whose libraries do not survive a broken file are decoded in another
process (``apart``). All threads share one ``Room``. The turn comes last, when little is left to turn. A picture is
whole or refused: half a photo on a grey ground would be worse than none.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from .apart import APART, shrink_apart
from .bare import FORMATS, Format, bare, format_of
from .claimed import Bare
from .colour import to_srgb
from .problem import MediaProblem, MediaWarning
from .room import Room
from .shrink import Shrunk, Squaring, shrink

__all__ = [
    "FORMATS",
    "MAX_ALONE",
    "MAX_FILE_BYTES",
    "MAX_HELD",
    "MAX_PIXELS",
    "MAX_STREAMED_PIXELS",
    "Decoded",
    "decode",
]

MAX_FILE_BYTES = 64_000_000
MAX_HELD = 150_000_000
"""Bytes of memory that pictures being decoded may hold, all threads together."""
MAX_ALONE = 205_000_000
"""The most that one may hold, while no other is decoded. It decides how many pixels a format may have."""
MAX_PIXELS = 40_000_000
MAX_STREAMED_PIXELS = 220_000_000
"""A JPEG in one scan is shrunk row by row, so even a 200-megapixel phone picture costs little memory."""
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow's own limit refuses what we can stream, and below it warns on standard error; ours is stricter where it counts.
Image.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", module=r"PIL\.")

_room = Room(MAX_HELD)


@dataclass(frozen=True, slots=True)
class Decoded:
    """An upright RGB picture without metadata; ``width`` and ``height`` are those of the source, upright too."""

    image: Image.Image
    width: int
    height: int
    format: str
    warnings: tuple[MediaWarning, ...]


def decode(data: bytes, size: int, squaring: Squaring, *, min_size: int = 1) -> Decoded:
    """The picture scaled for a square of ``size``: to fit into it (pad) or to cover it, centred (crop).

    MediaProblem where it cannot be used; its params hold what is known of it (``format``, ``width``, ``height``).
    """
    known: dict[str, object] = {}
    try:
        return _decode(data, size, squaring, min_size, known)
    except MediaProblem as problem:
        raise MediaProblem(problem.code, **{**known, **problem.params}) from problem.__cause__  # type: ignore[arg-type]
    except UnidentifiedImageError as error:
        raise MediaProblem("E_PHOTO_BROKEN", **known) from error  # type: ignore[arg-type]
    except Exception as error:  # a hostile file fails in any way a parser can; each is the same to the person
        code = "E_PHOTO_TRUNCATED" if _ends_early(error) else "E_PHOTO_BROKEN"
        raise MediaProblem(code, **known) from error  # type: ignore[arg-type]


def _decode(data: bytes, size: int, squaring: Squaring, min_size: int, known: dict[str, object]) -> Decoded:
    if not data:
        raise MediaProblem("E_PHOTO_EMPTY")
    if len(data) > MAX_FILE_BYTES:
        raise MediaProblem("E_PHOTO_TOO_LARGE", megabytes=len(data) // 1_000_000, most=MAX_FILE_BYTES // 1_000_000)
    form = format_of(data)
    if form is None:
        raise MediaProblem("E_PHOTO_TYPE")
    known["format"] = form
    stripped = bare(data, form)
    _count_pixels(stripped, min_size, known)
    need = len(data) + len(stripped.data) + round(stripped.held * stripped.width * stripped.height)
    with _room.take(need):
        shrunk = (shrink_apart if form in APART else shrink)(stripped, form, size, squaring)
    return _finished(shrunk, form, size, squaring)


def _finished(shrunk: Shrunk, form: Format, size: int, squaring: Squaring) -> Decoded:
    """In sRGB, upright, nothing beside its pixels, with what is worth saying of it."""
    width, height = shrunk.width, shrunk.height
    found: list[MediaWarning] = []
    if shrunk.animated:
        found.append("W_PHOTO_ANIMATED")
    if (max if squaring == "pad" else min)(width, height) < size:
        found.append("W_PHOTO_UPSCALED")
    rgb, honest = to_srgb(shrunk.image, shrunk.profile)
    if shrunk.strange or not honest:
        found.append("W_PHOTO_COLOURS")
    if shrunk.orientation in UPRIGHT:
        rgb = rgb.transpose(UPRIGHT[shrunk.orientation])
    if shrunk.orientation >= 5:
        width, height = height, width
    rgb.info.clear()
    return Decoded(rgb, width, height, form, tuple(found))


def _count_pixels(claimed: Bare, min_size: int, known: dict[str, object]) -> None:
    """Refuse what would hold too much, before anything is decoded."""
    width, height = claimed.width, claimed.height
    most = MAX_STREAMED_PIXELS if claimed.streamed else min(MAX_PIXELS, int(MAX_ALONE / claimed.held))
    if width * height > most:
        raise MediaProblem("E_PHOTO_BOMB", megapixels=width * height // 1_000_000, most=most // 1_000_000)
    if width < 1 or height < 1:
        raise MediaProblem("E_PHOTO_BROKEN")
    known["width"], known["height"] = width, height
    if max(width, height) < min_size or min(width, height) < max(1, min_size // 8):
        raise MediaProblem("E_PHOTO_TOO_SMALL", width=width, height=height, least=min_size)


def _ends_early(error: Exception) -> bool:
    said = str(error).lower()
    return isinstance(error, EOFError) or any(word in said for word in ("truncated", "unexpected end", "premature"))
