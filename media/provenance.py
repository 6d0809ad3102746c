"""Where a photo seems to come from: when it was taken, by a camera or off a screen, straight or through a chat app.

Nothing here is proof. A camera's notes are taken at their word; a screen is known by its size and its bar of icons; a
chat app by the names it gives to files, or by what its compression leaves behind: no notes, few pixels, coarse tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from connector.clock import BUSINESS_ZONE

from .bare import bare, format_of
from .bare_heif import heif_exif

__all__ = ["Provenance", "chat_app", "provenance", "screenshot"]

App = Literal["Zalo", "Messenger", "Facebook", "WhatsApp", "Viber"]
CHAT_NAMES: tuple[tuple[App, re.Pattern[str]], ...] = (
    ("Zalo", re.compile(r"z\d{9,}_[0-9a-f]{24,}|zalo[ _-]?\d.*", re.IGNORECASE)),
    ("Messenger", re.compile(r"received_\d{6,}.*|messenger_creation_.*", re.IGNORECASE)),
    ("Facebook", re.compile(r"fb_img_\d+.*|\d{8,}_\d{8,}_\d{8,}_[no]", re.IGNORECASE)),
    ("WhatsApp", re.compile(r"img-\d{8}-wa\d+.*|whatsapp image .*", re.IGNORECASE)),
    ("Viber", re.compile(r"viber_(image|ảnh).*", re.IGNORECASE)),
)
SCREEN_NAMES = re.compile(r"(screenshot|screen shot|ảnh chụp màn hình|anh chup man hinh|ảnh màn hình).*", re.IGNORECASE)
SCREEN_SIDES = frozenset(
    (640, 720, 750, 768, 800, 828, 1080, 1125, 1170, 1179, 1200, 1206, 1242, 1284, 1290, 1320, 1440, 1488, 1536)
)
"""Shorter sides, in pixels, of phones sold since 2014."""
SCREEN_SHAPES = (1.6, 2.4)
CHAT_SIDE = 2048
"""Longer side of what Messenger and Zalo's normal quality send on, at most."""
CHAT_QUALITY = 80
"""Below this estimate a JPEG without notes has been through something that saves bytes; cameras write 90 and more."""
MARK, EVEN, EMPTY = 60, 12, 0.8
"""Levels that make a mark on a status bar, levels within which it is of one colour, and how much of it has to be so."""
STANDARD_SUM = 3684
"""Sum of the luminance table of the JPEG standard (annex K), which is quality 50."""
TAKEN, CAMERA_NOTES, MAKER, CAMERA = 0x9003, 0x8769, 0x010F, 0x0110
WRITTEN = "%Y:%m:%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the file itself says. ``quality`` is our estimate of a JPEG's; None where it cannot be told."""

    taken: datetime | None = None
    camera: bool = False
    notes: bool = False
    quality: int | None = None


def provenance(data: bytes) -> Provenance:
    """Read the notes of a picture that could be decoded. What cannot be read is as if it were not there."""
    form = format_of(data)
    try:
        if form == "HEIF":
            return _noted(heif_exif(data), None)
        if form is None:
            return Provenance()
        stripped = bare(data, form)
        return _noted(stripped.exif, _quality(stripped.data) if form == "JPEG" else None)
    except Exception:  # a hostile note fails in any way a parser can, and is worth no more than none
        return Provenance()


def chat_app(name: str, width: int, height: int, origin: Provenance) -> App | Literal["", "?"]:
    """The chat app that a photo seems to have gone through: by its name, ``?`` by its compression, '' for none."""
    stem = PurePath(name).stem
    for app, pattern in CHAT_NAMES:
        if pattern.fullmatch(stem):
            return app
    small = max(width, height) <= CHAT_SIDE
    coarse = origin.quality is not None and origin.quality < CHAT_QUALITY
    return "?" if small and coarse and not origin.notes else ""


def screenshot(name: str, image: Image.Image, size: tuple[int, int], form: str, origin: Provenance) -> bool:
    """Whether ``image`` (of a file of ``size``) seems to be taken off a phone's screen."""
    if origin.camera:
        return False
    if SCREEN_NAMES.fullmatch(PurePath(name).stem):
        return True
    short, long = sorted(size)
    if short not in SCREEN_SIDES or not SCREEN_SHAPES[0] <= long / short <= SCREEN_SHAPES[1]:
        return False
    return form == "PNG" or _has_status_bar(image)


def _noted(exif: bytes, quality: int | None) -> Provenance:
    notes = Image.Exif()
    if exif:
        notes.load(exif)
    written = notes.get_ifd(CAMERA_NOTES).get(TAKEN)
    camera = bool(notes.get(MAKER) or notes.get(CAMERA) or written)
    return Provenance(_moment(written), camera, bool(len(notes)), quality)


def _moment(written: object) -> datetime | None:
    """A camera writes the time of day where it is and rarely which zone that was; ours is assumed."""
    try:
        return datetime.strptime(str(written).strip("\0 "), WRITTEN).replace(tzinfo=BUSINESS_ZONE)
    except ValueError:
        return None


def _quality(data: bytes) -> int | None:
    """On libjpeg's scale, from how much coarser the luminance table is than the standard's."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as image:
        tables = image.quantization if isinstance(image, JpegImageFile) else {}
    if not tables:
        return None
    scale = 100 * sum(tables[min(tables)]) / STANDARD_SUM
    return max(1, min(100, round(100 - scale / 2 if scale <= 100 else 5000 / scale)))


def _has_status_bar(image: Image.Image) -> bool:
    """A strip at the top, of one colour but for marks at its left and right: the clock and the battery."""
    import numpy

    width, height = image.size
    strip = numpy.asarray(image.crop((0, 0, width, max(8, height * 3 // 100))).convert("L"), dtype=numpy.int16)
    apart = numpy.abs(strip - numpy.median(strip))
    marks = apart > MARK
    ends = marks[:, : width // 4].any() and marks[:, -width // 4 :].any()
    return bool(ends and (apart < EVEN).mean() > EMPTY)
