"""What was uploaded: pictures by uri and use case, files by id. Whether bytes are what TikTok Shop would take.

Equal bytes get different uris, as each upload does at TikTok Shop. The size told is the converted one: main and
attribute pictures outside 3:4..4:3 count as squares. Bytes are kept and served as received.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass

from adapters._mock.blobs import Blobs
from adapters._mock.market import Reply
from adapters.tiktok_shop.mock.envelope import Refusal

__all__ = ["USE_CASES", "Kept", "Media", "Picture"]

USE_CASES = (
    "MAIN_IMAGE",
    "ATTRIBUTE_IMAGE",
    "DESCRIPTION_IMAGE",
    "CERTIFICATION_IMAGE",
    "SIZE_CHART_IMAGE",
    "CUSTOMIZATION_IMAGE",
)
SQUARED = frozenset({"MAIN_IMAGE", "ATTRIBUTE_IMAGE"})
MAX_BYTES = 10 * 1024 * 1024
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "BMP": "image/bmp", "HEIC": "image/heic"}
SIDES = {"MAIN_IMAGE": (300, 4000)}
ANY_SIDES = (100, 20000)
SIZE_CHART_SIDE = 1024
HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"hevc")


@dataclass(frozen=True, slots=True)
class Picture:
    uri: str
    name: str
    """Under `/file/`."""
    use_case: str
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    id: str
    name: str
    format: str
    digest: str


class Media:
    def __init__(self) -> None:
        self._blobs = Blobs()
        self.pictures: dict[str, Picture] = {}
        self.files: dict[str, Kept] = {}
        self._by_name: dict[str, tuple[str, str]] = {}
        self._urls: dict[str, str] = {}

    def add(self, data: bytes, use_case: str) -> Picture:
        """Check the bytes and keep them as a new picture."""
        if not data:
            raise Refusal(12038002, "The image file is empty or broken.")
        if len(data) > MAX_BYTES:
            raise Refusal(12038005, "The size of the image exceeds 10MB.")
        kind, width, height = _measure(data)
        _check_sides(use_case, width, height)
        if use_case in SQUARED and not 3 * height <= 4 * width <= 16 * height / 3:
            width = height = max(width, height)
        return self.keep(data, use_case, width, height, kind)

    def keep(self, data: bytes, use_case: str, width: int, height: int, kind: str = "PNG") -> Picture:
        """Keep bytes known to be good (seeds)."""
        made = hashlib.sha256(f"picture/{len(self.pictures) + 1}".encode()).hexdigest()[:32]
        picture = Picture(f"tos-alisg-i-aphluv4xwc-sg/{made}", made, use_case, width, height, self._blobs.put(data))
        self.pictures[picture.uri] = picture
        self._by_name[made] = (picture.digest, FORMATS[kind])
        return picture

    def add_file(self, data: bytes, name: str, kind: str) -> Kept:
        number = str(7_300_000_000_000_000_000 + len(self.files) + 1)
        kept = Kept(number, name, kind, self._blobs.put(data))
        self.files[number] = kept
        self._by_name[f"f{number}"] = (kept.digest, "application/pdf" if kind == "PDF" else "video/mp4")
        return kept

    def url(self, root: str, picture: Picture) -> str:
        """The picture's address, from now on known as ours."""
        address = f"{root}/file/{picture.name}"
        self._urls[address] = picture.uri
        return address

    def at(self, url: str) -> Picture | None:
        """The picture at an address that was handed out."""
        return self.pictures.get(self._urls.get(url, ""))

    def bytes_of(self, uri: str) -> bytes:
        return self._blobs.get(self.pictures[uri].digest)

    def is_for(self, uri: str, *use_cases: str) -> bool:
        picture = self.pictures.get(uri)
        return picture is not None and picture.use_case in use_cases

    def file(self, name: str) -> Reply | None:
        if name not in self._by_name:
            return None
        digest, kind = self._by_name[name]
        return Reply(200, self._blobs.get(digest), kind)


def _check_sides(use_case: str, width: int, height: int) -> None:
    low, high = SIDES.get(use_case, ANY_SIDES)
    if min(width, height) < low or max(width, height) > high:
        message = f"The width and height of the image must be between {low} and {high} px."
        raise Refusal(12038014 if use_case in SIDES else 12019116, message)
    if use_case == "SIZE_CHART_IMAGE" and min(width, height) < SIZE_CHART_SIDE:
        raise Refusal(12038014, f"The shorter side of a size chart must be at least {SIZE_CHART_SIDE} px.")


def _measure(data: bytes) -> tuple[str, int, int]:
    """Format, width and height, or the refusal."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "HEIC", *_heic_size(data)
    from PIL import Image, UnidentifiedImageError  # imported late: a mock that gets no pictures starts without it

    try:
        with Image.open(io.BytesIO(data)) as image:
            kind, size = image.format or "", image.size
            if kind in FORMATS:
                image.verify()
    except UnidentifiedImageError as error:
        raise Refusal(12038004, "The format of the image is not supported.") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refusal(12038002, "The image file is empty or broken.") from error
    if kind == "MPO":  # a JPEG with a second picture behind it, as some phones write
        kind = "JPEG"
    if kind not in FORMATS:
        raise Refusal(12038015, f"The format {kind} is not supported.")
    return kind, *size


def _heic_size(data: bytes) -> tuple[int, int]:
    """The largest image extent the file tells."""
    sizes: list[tuple[int, int]] = []
    at = data.find(b"ispe")
    while at >= 0:
        sizes.append(struct.unpack_from(">II", data, at + 8))
        at = data.find(b"ispe", at + 4)
    if not sizes:
        raise Refusal(12038002, "The image file is empty or broken.")
    return max(sizes, key=lambda size: size[0] * size[1])
