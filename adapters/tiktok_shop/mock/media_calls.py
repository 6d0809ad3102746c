"""Uploads: pictures by use case, PDF and video files."""

from __future__ import annotations

import struct
from typing import Any

from adapters._mock.market import Call, Reply
from adapters._mock.multipart import NotMultipart, Part, parse_multipart
from adapters.tiktok_shop.mock.envelope import Refusal, bad_value, missing
from adapters.tiktok_shop.mock.media import USE_CASES
from adapters.tiktok_shop.mock.shop import Shop

__all__ = ["upload_file", "upload_image"]

DEFAULT_USE = "MAIN_IMAGE"
VIDEOS = ("MP4", "MOV", "MKV", "WMV", "WEBM", "AVI", "3GP", "FLV", "MPEG")
MAX_PDF = 20 * 1024 * 1024
MAX_VIDEO = 100 * 1024 * 1024


def upload_image(shop: Shop, call: Call) -> Reply:
    parts = _parts(call)
    data = _data(parts)
    use_case = _text(parts, "use_case") or DEFAULT_USE
    if use_case not in USE_CASES:
        raise bad_value("use_case", f"one of {', '.join(USE_CASES)} was expected")
    picture = shop.media.add(data, use_case)
    shown: dict[str, Any] = {"uri": picture.uri, "url": shop.media.url(call.root, picture)}
    return shop.ok({**shown, "height": picture.height, "width": picture.width, "use_case": use_case})


def upload_file(shop: Shop, call: Call) -> Reply:
    parts = _parts(call)
    data, name = _data(parts), _text(parts, "name")
    if not data:
        raise Refusal(12019103, "The file is empty.")
    if not name:
        raise Refusal(12019104, "The name of the file is missing.")
    if name.count(".") != 1 or " " in name or not name[0].isalnum():
        raise Refusal(12019105, "The name needs one dot and an extension, no spaces, and no symbol at its start.")
    kind = name.rpartition(".")[2].upper()
    if kind not in ("PDF", *VIDEOS) or (kind == "PDF" and not data.startswith(b"%PDF")):
        raise Refusal(12019105, f"The format of the file {name} is not supported.")
    if len(data) > (MAX_PDF if kind == "PDF" else MAX_VIDEO):
        raise Refusal(36009021, "The size of the file exceeds the limit.")
    if kind in ("MP4", "MOV"):
        _check_ratio(data)
    kept = shop.media.add_file(data, name, kind)
    return shop.ok({"id": kept.id, "url": f"{call.root}/file/f{kept.id}", "name": name, "format": kind})


def _parts(call: Call) -> list[Part]:
    try:
        return parse_multipart(call.headers.get("content-type", ""), call.body)
    except NotMultipart as error:
        raise Refusal(36009023, "The request must be multipart/form-data.") from error


def _data(parts: list[Part]) -> bytes:
    found = next((part.data for part in parts if part.name == "data"), None)
    if found is None:
        raise missing("data")
    return found


def _text(parts: list[Part], name: str) -> str:
    return next((part.data.decode("utf-8", "replace") for part in parts if part.name == name), "").strip()


def _check_ratio(data: bytes) -> None:
    """By the first track header that tells a size; a file without one is let through."""
    at = data.find(b"tkhd")
    while at >= 4:
        size = struct.unpack_from(">I", data, at - 4)[0]
        end = at - 4 + size
        if 16 < size <= len(data) and end <= len(data):
            width, height = (value >> 16 for value in struct.unpack_from(">II", data, end - 8))
            if width and height:
                if not 9 / 16 <= width / height <= 16 / 9:
                    raise Refusal(12019122, "The ratio of the video must be between 9:16 and 16:9.")
                return
        at = data.find(b"tkhd", at + 4)
