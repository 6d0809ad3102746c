"""What a picture looks like to a shop: sharp or not, how much of the frame the product fills, what its codes say.

Each answer may be None, *cannot tell*: a picture of nothing has no sharpness, and where a product ends can only be
seen before a plain background. The limits were measured on drawn pictures (``tests/unit/media/test_look.py``), not on
a co-op's; they are set so that a sound picture is hardly ever called bad, and some bad ones pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from connector.text import rules

if TYPE_CHECKING:
    from numpy import bool_, float32
    from numpy.typing import NDArray

__all__ = ["FAR_SHARE", "Code", "is_blurred", "is_far", "leading_away", "product_box"]

TILES = 8
SHARPEST = 6
"""So many of the 64 tiles must be sharp: one sharp product before a blurred background is a sharp picture."""
FAINT = 30.0
"""Tiles of less contrast (variance of 256 levels) say nothing."""
SOFT = 10.0
SOFT_FOR_ITS_CONTRAST = 0.03
"""Variance of the Laplacian at 1024 pixels, and the same by the tile's own variance; see the table in the test."""
FRAME = 128
RING = 5
PLAIN = 0.9
"""This share of the frame's edge must be one colour, or one gradient."""
NEAR, UNLIKE = 18.0, 30.0
SPECK = 0.005
FAR_SHARE = 1 / 3
FAR_SIDE = 0.75
"""A bottle is narrow: what fills the frame in one direction is not far away."""
LONGEST = 80
PAYMENT = "000201"
"""How payment codes (EMV, VietQR) begin."""
LONGEST_PHONE = 11
FORMATS = ("QRCode", "MicroQRCode", "RMQRCode", "Aztec", "DataMatrix", "PDF417", "Code128", "Code39")


class Code(NamedTuple):
    """A QR code or barcode that leads buyers away: ``kind`` is link, contact or payment; what it says may be cut."""

    kind: str
    text: str


def is_blurred(image: Image.Image) -> bool | None:
    """Whether even the sharpest parts are soft; None for a picture without contrast."""
    import numpy

    gray = numpy.asarray(image.convert("L"), dtype=numpy.float32)
    if min(gray.shape) < 4 * TILES:
        return None
    edges = gray[:-2, 1:-1] + gray[2:, 1:-1] + gray[1:-1, :-2] + gray[1:-1, 2:] - 4 * gray[1:-1, 1:-1]
    edge, contrast = _tiles(edges), _tiles(gray[1:-1, 1:-1])
    telling = contrast > FAINT
    if telling.sum() < SHARPEST:
        return None
    sharpest = numpy.sort(edge[telling])[-SHARPEST]
    for_contrast = numpy.sort(edge[telling] / contrast[telling])[-SHARPEST]
    return bool(sharpest < SOFT and for_contrast < SOFT_FOR_ITS_CONTRAST)


def product_box(image: Image.Image) -> tuple[float, float] | None:
    """Width and height of what stands before a plain background, as shares of the frame; None: cannot tell."""
    import numpy

    seen = numpy.asarray(image.resize((FRAME, FRAME), Image.Resampling.BOX, reducing_gap=3.0), dtype=numpy.float32)
    ring = numpy.ones((FRAME, FRAME), dtype=bool)
    ring[RING:-RING, RING:-RING] = False
    apart = _from_background(seen, ring)
    if (apart[ring] < NEAR).mean() < PLAIN:
        return None
    down, across = numpy.nonzero(apart > UNLIKE)
    if len(down) < SPECK * FRAME * FRAME:
        return None
    sides = [float(numpy.subtract(*numpy.percentile(places, [99, 1])) + 1) / FRAME for places in (across, down)]
    return sides[0], sides[1]


def is_far(box: tuple[float, float]) -> bool:
    """Whether the product fills less than a third of the frame, though there was room for more."""
    return box[0] * box[1] < FAR_SHARE and max(box) < FAR_SIDE


def leading_away(image: Image.Image, kinds: Sequence[str] = FORMATS) -> Code | None:
    """The first code that a phone would read as a link, a way to reach somebody or a payment. Others are fine."""
    import zxingcpp

    formats = zxingcpp.barcode_formats_from_str(",".join(kinds))
    for code in zxingcpp.read_barcodes(image, formats=formats, try_invert=False):
        text = unicodedata.normalize("NFC", "".join(char if char.isprintable() else " " for char in code.text)).strip()
        kind = _kind(text)
        if kind:
            return Code(kind, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
    return None


def _kind(text: str) -> str:
    """``link``, ``contact``, ``payment`` or ''."""
    if text.startswith(PAYMENT):
        return "payment"
    lowered = text.lower()
    if text.isdecimal() and len(text) > LONGEST_PHONE:
        return ""
    if re.match(r"(https?:|www\.)", lowered) or re.match(r"[\w-]+(\.[\w-]+)*\.(vn|com|net|org|me)(/|$)", lowered):
        return "link"
    reaches = any(rule.code == "E_CONTACT_INFO" and rule.finds(lowered) for rule in rules())
    return "contact" if reaches or lowered.startswith(("begin:vcard", "mecard:", "tel:", "mailto:", "smsto:")) else ""


def _tiles(values: NDArray[float32]) -> NDArray[float32]:
    """The variance in each of 8 x 8 tiles."""
    height, width = values.shape[0] // TILES, values.shape[1] // TILES
    cut = values[: height * TILES, : width * TILES].reshape(TILES, height, TILES, width)
    result: NDArray[float32] = cut.var(axis=(1, 3)).ravel()
    return result


def _from_background(seen: NDArray[float32], ring: NDArray[bool_]) -> NDArray[float32]:
    """How far each point is from the edge's colour, of which a gradient is taken for one."""
    import numpy

    down, across = (axis.astype(numpy.float32) / FRAME for axis in numpy.mgrid[0:FRAME, 0:FRAME])
    plane = numpy.stack([numpy.ones_like(down), across, down], axis=-1)
    apart, kept = numpy.zeros(ring.shape, dtype=numpy.float32), ring
    for _ in range(3):
        slope, *_ = numpy.linalg.lstsq(plane[kept], seen[kept], rcond=None)
        apart = numpy.abs(seen - plane @ slope).max(axis=-1)
        kept = ring & (apart < max(12.0, float(numpy.percentile(apart[ring], 70))))
    return apart
