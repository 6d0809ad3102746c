"""A picture file stripped to what is needed to show it, read before any library opens it.

The libraries get pixels' data and nothing else: what a camera, a phone or an attacker wrote beside them (notes,
thumbnails, comments, text, further pictures) never reaches a parser but for two things taken out here, the EXIF note
and the colour profile. What a file claims is read first, so that what would cost too much is never begun.
"""

from __future__ import annotations

from typing import Literal, get_args

from .bare_heif import bare_avif, bare_heif
from .bare_jpeg import bare_jpeg
from .bare_png import bare_png
from .bare_rest import bare_bmp, bare_gif, bare_webp
from .claimed import Bare

__all__ = ["FORMATS", "Format", "bare", "format_of"]

Format = Literal["JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "HEIF"]
"""What is read. Vector, document and raw formats have no place in a photos folder and large parsers behind them."""
FORMATS: tuple[Format, ...] = get_args(Format)
HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"))
AVIF_BRANDS = frozenset((b"avif", b"avis"))


def format_of(data: bytes) -> Format | None:
    """The format by content; None for what is no picture of ours. A name says nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"BM") and len(data) >= 26 and data[14:18] in BMP_HEADS:
        return "BMP"
    return _boxed(data)


BMP_HEADS = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def _boxed(data: bytes) -> Format | None:
    """HEIF and AVIF share a container; a file that only calls itself a picture in general lists what it holds."""
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4], "big"), len(data), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))]
    if brands[0] in AVIF_BRANDS:
        return "AVIF"
    if brands[0] not in HEIF_BRANDS:
        return None
    general = brands[0] in (b"mif1", b"msf1")
    return "AVIF" if general and AVIF_BRANDS.intersection(brands) else "HEIF"


def bare(data: bytes, form: Format) -> Bare:
    """The file of that format stripped. MediaProblem where it is broken already on the surface."""
    match form:
        case "JPEG":
            return bare_jpeg(data)
        case "PNG":
            return bare_png(data)
        case "WEBP":
            return bare_webp(data)
        case "GIF":
            return bare_gif(data)
        case "BMP":
            return bare_bmp(data)
        case "AVIF":
            return bare_avif(data)
        case "HEIF":
            return bare_heif(data)
