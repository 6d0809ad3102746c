"""The picture store: what was uploaded, under which id, and whether it is a picture Shopee would take."""

from __future__ import annotations

import io

from adapters._mock.blobs import Blobs
from adapters._mock.market import Reply
from adapters.shopee.mock.envelope import Refusal

__all__ = ["MAX_BYTES", "Pictures"]

MAX_BYTES = 10 * 1024 * 1024
MIN_SIDE = 100
MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class Pictures:
    """Ids count up; equal bytes get different ids, as each upload does at Shopee."""

    def __init__(self) -> None:
        self._blobs = Blobs()
        self._digests: dict[str, str] = {}

    def add(self, data: bytes) -> str:
        """Check the bytes and keep them; the answer is the new picture's id."""
        if len(data) > MAX_BYTES:
            raise Refusal("product.error_param", "image size exceeds 10MB")
        if _kind(data) is None or not _decodes(data):
            raise Refusal("product.error_param", "image is invalid or not supported")
        return self.keep(data)

    def keep(self, data: bytes) -> str:
        """Keep bytes known to be good (seeds)."""
        picture = f"vn-11134207-7ras8-m{len(self._digests) + 1:013d}"
        self._digests[picture] = self._blobs.put(data)
        return picture

    def __contains__(self, picture: str) -> bool:
        return picture in self._digests

    def digest(self, picture: str) -> str:
        return self._digests[picture]

    def file(self, picture: str) -> Reply | None:
        if picture not in self._digests:
            return None
        data = self._blobs.get(self._digests[picture])
        return Reply(200, data, _kind(data) or "application/octet-stream")


def _kind(data: bytes) -> str | None:
    for magic, kind in MAGIC.items():
        if data.startswith(magic):
            return kind
    return None


def _decodes(data: bytes) -> bool:
    from PIL import Image  # imported late: a mock that gets no pictures starts without it

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            image.verify()
            return min(image.size) >= MIN_SIDE
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
