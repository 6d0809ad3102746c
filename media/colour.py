"""Colours as the shops understand them: sRGB, whatever space a phone or a camera wrote.

A profile that cannot be followed is left aside, and the person is told; colours may then differ a little.
"""

from __future__ import annotations

import hashlib
import struct
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageCms

__all__ = ["display_p3", "to_srgb"]

MAX_PROFILE = 4_000_000
SPACES = {"GRAY": ("L",), "RGB": ("RGB",), "CMYK": ("CMYK",)}
P3 = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
"""The colorants of Display P3 under D50. Its curve is sRGB's."""


def to_srgb(image: Image.Image, profile: bytes) -> tuple[Image.Image, bool]:
    """The picture (L, RGB or CMYK) in sRGB, and whether its own profile, if it has one, could be followed."""
    if not profile:
        return (image if image.mode == "RGB" else image.convert("RGB")), True
    if len(profile) > MAX_PROFILE:
        return image.convert("RGB"), False
    try:
        digest = hashlib.sha256(profile).digest()
        if image.mode == "L" and profile[16:20] == b"RGB ":
            image = image.convert("RGB")
        followed = ImageCms.applyTransform(image, _transform(digest, profile, image.mode))
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image.convert("RGB"), False
    return (followed, True) if followed is not None else (image.convert("RGB"), False)


@lru_cache(maxsize=16)
def _transform(digest: bytes, profile: bytes, mode: str) -> ImageCms.ImageCmsTransform:
    """Built once per profile: a folder of photos has few. ``digest`` keeps the lookup short."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")


@lru_cache(maxsize=1)
def display_p3() -> bytes:
    """The space of today's phones, for files that name it by number only: sRGB's profile with other colorants."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", profile, 128)
    for entry in range(132, 132 + 12 * count, 12):
        tag, at, _ = struct.unpack_from(">4sII", profile, entry)
        if tag in P3:
            struct.pack_into(">3i", profile, at + 8, *(round(value * 65536) for value in P3[tag]))
    return bytes(profile)
