"""From bytes somebody sent to an upright RGB picture near the wanted size, or a MediaProblem; never a traceback.

Content decides what a file is, never its name. Pixels are counted before any are decoded. JPEGs are shrunk while they
are decoded, everything else in one step, and the turn by EXIF orientation comes last, when little is left to turn.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Literal

from PIL import Image, ImageCms, UnidentifiedImageError, features
from PIL.JpegImagePlugin import JpegImageFile

from .problem import MediaProblem, MediaWarning

__all__ = ["FORMATS", "MAX_FILE_BYTES", "MAX_PIXELS", "MAX_STREAMED_PIXELS", "Decoded", "decode"]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", *(("AVIF",) if features.check("avif") else ()))
"""What is read. Vector, document and raw formats have no place in a photos folder and large parsers behind them."""
MAX_FILE_BYTES = 64_000_000
MAX_PIXELS = 40_000_000
"""Held whole in memory: 160 MB at four bytes each."""
MAX_STREAMED_PIXELS = 220_000_000
"""A baseline JPEG is shrunk row by row, so even a 200-megapixel phone picture costs little memory."""
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
WHITE = (255, 255, 255)

# Pillow's own limit refuses what we can stream, and below it warns on standard error; ours is stricter where it counts.
Image.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", module=r"PIL\.")


@dataclass(frozen=True, slots=True)
class Decoded:
    """An upright RGB picture without metadata; ``width`` and ``height`` are those of the source, upright too."""

    image: Image.Image
    width: int
    height: int
    format: str
    warnings: tuple[MediaWarning, ...]


def decode(data: bytes, size: int, squaring: Literal["pad", "crop"], *, min_size: int = 1) -> Decoded:
    """The picture scaled for a square of ``size``: to fit into it (pad) or to cover it, centred (crop)."""
    try:
        return _decode(data, size, squaring, min_size)
    except MediaProblem:
        raise
    except UnidentifiedImageError as error:
        raise MediaProblem("E_PHOTO_TYPE") from error
    except Exception as error:  # a hostile file fails in any way a parser can; each is the same to the person
        raise MediaProblem("E_PHOTO_TRUNCATED" if _ends_early(error) else "E_PHOTO_BROKEN") from error


def _decode(data: bytes, size: int, squaring: Literal["pad", "crop"], min_size: int) -> Decoded:
    if not data:
        raise MediaProblem("E_PHOTO_EMPTY")
    if len(data) > MAX_FILE_BYTES:
        raise MediaProblem("E_PHOTO_TOO_LARGE", megabytes=len(data) // 1_000_000, most=MAX_FILE_BYTES // 1_000_000)
    _refuse_wide_webp(data)
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        _count_pixels(image, min_size)
        found: list[MediaWarning] = []
        orientation = _orientation(image)
        if image.format != "MPO" and getattr(image, "is_animated", False):
            found.append("W_PHOTO_ANIMATED")
        if (max if squaring == "pad" else min)(width, height) < size:
            found.append("W_PHOTO_UPSCALED")
        profile = image.info.get("icc_profile")
        shrunk = _shrunk(image, size, squaring)
        rgb, honest = _to_srgb(shrunk, profile if isinstance(profile, bytes) else None)
        if not honest:
            found.append("W_PHOTO_COLOURS")
        if orientation in UPRIGHT:
            rgb = rgb.transpose(UPRIGHT[orientation])
        if orientation >= 5:
            width, height = height, width
        rgb.info.clear()
        return Decoded(rgb, width, height, image.format or "", tuple(found))


def _count_pixels(image: Image.Image, min_size: int) -> None:
    width, height = image.size
    streamed = isinstance(image, JpegImageFile) and "progressive" not in image.info
    if width * height > (MAX_STREAMED_PIXELS if streamed else MAX_PIXELS):
        raise MediaProblem("E_PHOTO_BOMB", megapixels=width * height // 1_000_000)
    if max(width, height) < min_size or min(width, height) < max(1, min_size // 8):
        raise MediaProblem("E_PHOTO_TOO_SMALL", width=width, height=height, least=min_size)


def _refuse_wide_webp(data: bytes) -> None:
    """The WebP reader allocates its whole canvas on opening, so the canvas is read first."""
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X" and len(data) >= 30:
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        if width * height > MAX_PIXELS:
            raise MediaProblem("E_PHOTO_BOMB", megapixels=width * height // 1_000_000)


def _orientation(image: Image.Image) -> int:
    """EXIF orientation, 1 where there is none or it cannot be read: a broken note is no broken photo."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _shrunk(image: Image.Image, size: int, squaring: Literal["pad", "crop"]) -> Image.Image:
    """Decoded and scaled, in L, RGB or CMYK, not yet turned."""
    width, height = image.size
    side = max(width, height) if squaring == "pad" else min(width, height)
    if isinstance(image, JpegImageFile):
        image.draft(None, (max(1, width * size // side), max(1, height * size // side)))
    image.load()
    flat = _flattened(image)
    width, height = flat.size
    if squaring == "crop":
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        box, target = (left, top, left + side, top + side), (size, size)
    else:
        side = max(width, height)
        box = (0.0, 0.0, float(width), float(height))
        target = (max(1, round(width * size / side)), max(1, round(height * size / side)))
    return flat.resize(target, Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)


def _flattened(image: Image.Image) -> Image.Image:
    """Eight bits a channel, transparency laid over white."""
    if image.has_transparency_data and not image.mode.startswith("I"):
        clear = image if image.mode == "RGBA" else image.convert("RGBA")
        ground = Image.new("RGB", image.size, WHITE)
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("F").point(lambda value: value * (1 / 257)).convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bool]:
    """The picture in sRGB, and whether its own colour profile, if it has one, could be followed."""
    if profile:
        try:
            followed = ImageCms.applyTransform(image, _transform(hashlib.sha256(profile).digest(), profile, image.mode))
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            return image.convert("RGB"), False
        if followed is not None:
            return followed, True
    return image.convert("RGB"), True


@lru_cache(maxsize=16)
def _transform(digest: bytes, profile: bytes, mode: str) -> ImageCms.ImageCmsTransform:
    """Built once per profile: a folder of photos has few. ``digest`` keeps the lookup short."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")


def _ends_early(error: Exception) -> bool:
    said = str(error).lower()
    return isinstance(error, EOFError) or any(word in said for word in ("truncated", "unexpected end", "premature"))
