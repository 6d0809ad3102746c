"""A stripped file decoded and scaled near the wanted size: plain pixels in L, RGB or CMYK, not yet turned.

JPEGs are shrunk while they are decoded, everything else in bands, so that beside the decoded picture itself little is
held. Raises MediaProblem, and whatever the libraries raise: a hostile file fails in any way a parser can.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Literal, Protocol

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from .bare import Format
from .bare_jpeg import ends_early, without_end
from .claimed import Bare
from .heif import open_heif
from .problem import MediaProblem

__all__ = ["Shrunk", "Squaring", "shrink"]

ORIENTATION = 0x0112
WHITE = (255, 255, 255)
MISSING = (128, 128)
"""What a JPEG reader paints where there is no data."""
BAND = 2_000_000
GAP = 2.0
"""The last scaling step starts from at least so many times the wanted size."""
Squaring = Literal["pad", "crop"]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Shrunk:
    """``width`` and ``height`` as stored; ``orientation`` is EXIF's, still to be applied.

    ``strange`` pictures are of high dynamic range and shown as if they were plain: their colours are a guess.
    """

    image: Image.Image
    width: int
    height: int
    profile: bytes = b""
    orientation: int = 1
    animated: bool = False
    strange: bool = False


class _Cuttable(Protocol):
    def crop(self, box: Box, /) -> Image.Image: ...


def shrink(stripped: Bare, form: Format, size: int, squaring: Squaring) -> Shrunk:
    """Decode for a square of ``size``: to fit into it (pad) or to cover it, centred (crop)."""
    if form == "HEIF":
        heif = open_heif(stripped.data)
        extent = (heif.width, heif.height)
        return Shrunk(_banded(heif.pixels(), extent, size, squaring), *extent, heif.profile, strange=heif.strange)
    with _open(stripped, form) as image:
        orientation = _orientation(stripped.exif, image)
        animated = stripped.animated or (form == "AVIF" and bool(getattr(image, "is_animated", False)))
        profile = stripped.profile or image.info.get("icc_profile")
        small = _shrunk_jpeg(image, stripped, size, squaring) if form == "JPEG" else _shrunk(image, size, squaring)
    found = profile if isinstance(profile, bytes) else b""
    return Shrunk(small, stripped.width, stripped.height, found, orientation, animated)


def _open(stripped: Bare, form: Format) -> Image.Image:
    """Only the one parser that the content asks for is tried."""
    file = BytesIO(stripped.data)
    image = JpegImageFile(file) if form == "JPEG" else Image.open(file, formats=(form,))
    if image.size != (stripped.width, stripped.height):
        raise MediaProblem("E_PHOTO_BROKEN")
    return image


def _orientation(exif: bytes, image: Image.Image) -> int:
    """EXIF orientation, 1 where there is none or it cannot be read: a broken note is no broken photo."""
    try:
        note = Image.Exif()
        if exif:
            note.load(exif)
        value = (note if exif else image.getexif()).get(ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _shrunk_jpeg(image: Image.Image, stripped: Bare, size: int, squaring: Squaring) -> Image.Image:
    """Shrunk while it is decoded; where its foot is the grey of missing data, looked at twice."""
    width, height = image.size
    side = max(width, height) if squaring == "pad" else min(width, height)
    image.draft(None, (max(1, width * size // side), max(1, height * size // side)))
    shrunk = _shrunk(image, size, squaring)
    if stripped.streamed and _foot_is_missing(image):
        if ends_early(stripped.data):
            raise MediaProblem("E_PHOTO_BROKEN")
        with JpegImageFile(BytesIO(without_end(stripped.data))) as again:
            again.draft(None, (1, 1))
            again.load()
    return shrunk


def _foot_is_missing(image: Image.Image) -> bool:
    foot = image.crop((0, image.height - 1, image.width, image.height)).getextrema()
    return image.mode != "CMYK" and all(extent == MISSING for extent in ([foot] if image.mode == "L" else foot))


def _shrunk(image: Image.Image, size: int, squaring: Squaring) -> Image.Image:
    image.load()
    if image.mode not in ("L", "RGB", "CMYK") or image.has_transparency_data:
        return _banded(image, image.size, size, squaring)
    return _scaled(image, (float(image.width), float(image.height)), size, squaring)


def _banded(pixels: _Cuttable, extent: tuple[int, int], size: int, squaring: Squaring) -> Image.Image:
    """As ``_scaled``, for modes that have to be made plain first: band by band, so that no second copy is held."""
    width, height = extent
    left = top = 0
    if squaring == "crop":
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        width = height = side
    factor = int(max(width, height) / size / GAP) or 1
    rows = max(1, BAND // width // factor) * factor
    plain: Image.Image | None = None
    for begin in range(0, height, rows):
        end = min(begin + rows, height)
        band = _flattened(pixels.crop((left, top + begin, left + width, top + end)))
        band = band.reduce(factor) if factor > 1 else band
        plain = plain or Image.new(band.mode, (-(-width // factor), -(-height // factor)))
        plain.paste(band, (0, begin // factor))
    assert plain is not None
    return _scaled(plain, (width / factor, height / factor), size, squaring)


def _scaled(image: Image.Image, extent: tuple[float, float], size: int, squaring: Squaring) -> Image.Image:
    """``extent`` is how much of the image counts: what was reduced may end in a part of a pixel."""
    width, height = extent
    if squaring == "crop":
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        box, target = (left, top, left + side, top + side), (size, size)
    else:
        side = max(width, height)
        box = (0.0, 0.0, width, height)
        target = (max(1, round(width * size / side)), max(1, round(height * size / side)))
    return image.resize(target, Image.Resampling.BICUBIC, box=box, reducing_gap=GAP)


def _flattened(image: Image.Image) -> Image.Image:
    """Eight bits a channel, transparency laid over white."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("F").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data or image.mode in ("La", "RGBa"):
        clear = image if image.mode == "RGBA" else image.convert("RGBA")
        ground = Image.new("RGB", image.size, WHITE)
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")
