"""What the audit finds in a listing's content: words and pictures that lead buyers away from the shop.

Phone numbers, links and other platforms' contacts in title, description and attributes; QR codes in main pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.tiktok_shop.mock.media import Media
from adapters.tiktok_shop.mock.products import Content
from adapters.tiktok_shop.mock.qr import holds_qr
from adapters.tiktok_shop.mock.text import plain

__all__ = ["found_wrong", "reason"]

PHONE = re.compile(r"(?<![\d.])(?:\+?84|0)[\s.-]?[35789](?:[\s.-]?\d){8}(?!\d)")
LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|vn|net|org|shop|info)\b", re.IGNORECASE)
CONTACT = re.compile(r"\bzalo\b|\bfacebook\b|\bmã QR\b|\bQR code\b", re.IGNORECASE)
WORDS = (
    (PHONE, "Nội dung có số điện thoại", "Xóa số điện thoại rồi gửi lại."),
    (LINK, "Nội dung có liên kết ra ngoài", "Xóa liên kết rồi gửi lại."),
    (CONTACT, "Nội dung dẫn người mua ra ngoài sàn", "Xóa mã QR và cách liên hệ."),
)


def reason(position: str, why: str, suggestion: str) -> dict[str, Any]:
    return {
        "position": position,
        "reasons": [why],
        "suggestions": [suggestion],
        "listing_platform": "TIKTOK_SHOP",
    }


def found_wrong(content: Content, media: Media) -> tuple[Mapping[str, Any], ...]:
    return tuple(_found(content, media))


def _found(content: Content, media: Media) -> Iterator[Mapping[str, Any]]:
    values = " ".join(value["name"] for attribute in content.attributes for value in attribute["values"])
    texts = (("Product name", content.title), ("Description", plain(content.description)), ("Attributes", values))
    for position, text in texts:
        for pattern, why, suggestion in WORDS:
            if pattern.search(text):
                yield reason(position, why, suggestion)
    for number, uri in enumerate(content.images, start=1):
        if _has_qr(media, uri):
            yield reason("Main image", f"Hình ảnh {number} có mã QR", "Thay bằng ảnh không có mã QR.")


def _has_qr(media: Media, uri: str) -> bool:
    return uri in media.pictures and holds_qr(media.pictures[uri].digest, lambda: media.bytes_of(uri))
