"""HEIC, as iPhones and many others write it, read through pi-heif, which is imported with the first such file.

The library turns the picture as the container says (irot, imir); the EXIF orientation repeats that and is not applied
again, as the format demands. Of several pictures the primary one counts; depth maps, gain maps and thumbnails are not
even opened. libheif refuses pixels that do not agree with the declared size, so the declared size bounds memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from .colour import display_p3

__all__ = ["Heif", "open_heif"]

P3_PRIMARIES, WIDE = 12, 9
HDR_CURVES = (16, 18)


@dataclass(frozen=True, slots=True)
class Heif:
    """One upright picture, not yet decoded."""

    width: int
    height: int
    profile: bytes
    strange: bool
    """High dynamic range: shown as if it were plain, so its colours are a guess."""
    _file: Any

    def pixels(self) -> Pixels:
        """Decode. Raises whatever the library raises."""
        held = self._file.data
        if self._file.size != (self.width, self.height):
            raise ValueError("the size changed while decoding")
        return Pixels(held, self._file.mode, self.width, self._file[self._file.primary_index].stride)


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows in the library's memory; a second copy of all of them is never made."""

    held: memoryview
    mode: str
    width: int
    stride: int

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        left, top, right, bottom = box
        rows = self.held[top * self.stride : bottom * self.stride]
        band = Image.frombytes(self.mode, (self.width, bottom - top), rows, "raw", (self.mode, self.stride))
        return band if (left, right) == (0, self.width) else band.crop((left, 0, right, bottom - top))


def open_heif(data: bytes) -> Heif:
    """What the file claims of its primary picture. Raises whatever the library raises."""
    import pi_heif  # type: ignore[import-untyped]

    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    pi_heif.options.DECODE_THREADS = 1
    file = pi_heif.HeifFile(BytesIO(data), convert_hdr_to_8bit=True, remove_stride=False)
    named = file.info.get("nclx_profile") or {}
    primaries, curve = named.get("color_primaries"), named.get("transfer_characteristics")
    profile = file.info.get("icc_profile") or (display_p3() if primaries == P3_PRIMARIES else b"")
    width, height = file.size
    return Heif(width, height, profile, primaries == WIDE or curve in HDR_CURVES, file)
