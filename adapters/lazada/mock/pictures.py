"""The picture store: what was uploaded or migrated, by its hash, and whether it is a picture Lazada would take.

A picture's address ends in the MD5 of its bytes, so the same bytes have the same address.
"""

from __future__ import annotations

import hashlib
import io
from urllib.parse import urlsplit

from adapters._mock.blobs import Blobs
from adapters._mock.market import Reply
from adapters.lazada.mock.envelope import Refusal

__all__ = ["Pictures"]

MAX_BYTES = 3_145_728
SIDES = (330, 5000)
MAGIC = {b"\xff\xd8\xff": ("image/jpeg", "jpg"), b"\x89PNG\r\n\x1a\n": ("image/png", "png")}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
FOLDERS = ("/file/p/", "/file/original/")


class Pictures:
    def __init__(self) -> None:
        self._blobs = Blobs()
        self._digests: dict[str, str] = {}
        self._kinds: dict[str, tuple[str, str]] = {}

    def add(self, data: bytes) -> str:
        """Check the bytes and keep them; the answer is the picture's hash."""
        if not data:
            raise Refusal("30", "E030: Empty Request")
        if len(data) > MAX_BYTES:
            raise Refusal("303", "E303: The image is too large")
        if _kind(data) is None or not _decodes(data):
            raise Refusal("300", "E300: Upload image failed")
        return self.keep(data)

    def keep(self, data: bytes) -> str:
        """Keep bytes known to be good (seeds)."""
        picture = hashlib.md5(data, usedforsecurity=False).hexdigest()
        self._digests[picture] = self._blobs.put(data)
        self._kinds[picture] = _kind(data) or ("application/octet-stream", "jpg")
        return picture

    def digest(self, picture: str) -> str:
        return self._digests[picture]

    def address(self, root: str, picture: str) -> str:
        return f"{root}/file/p/{picture}.{self._kinds[picture][1]}"

    def hosted(self, address: str, root: str) -> str | None:
        """The hash of the picture an address of ours leads to; None for any other address."""
        try:
            parts = urlsplit(address.strip())
            here = parts.netloc == urlsplit(root).netloc or parts.hostname in LOOPBACK
        except ValueError:
            return None
        folder = next((folder for folder in FOLDERS if parts.path.startswith(folder)), None)
        if folder is None or not here:
            return None
        picture = parts.path.removeprefix(folder).partition(".")[0]
        return picture if picture in self._digests else None

    def file(self, name: str) -> Reply | None:
        picture = name.rpartition("/")[2].partition(".")[0]
        if picture not in self._digests:
            return None
        return Reply(200, self._blobs.get(self._digests[picture]), self._kinds[picture][0])


def _kind(data: bytes) -> tuple[str, str] | None:
    for magic, kind in MAGIC.items():
        if data.startswith(magic):
            return kind
    return None


def _decodes(data: bytes) -> bool:
    from PIL import Image  # imported late: a mock that gets no pictures starts without it

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            image.verify()
            return SIDES[0] <= min(image.size) and max(image.size) <= SIDES[1]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
