"""A PNG's chunks. The text chunks, where small files hide gigabytes, are left behind unread."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from .claimed import Bare, broken, number, truncated
from .problem import MediaProblem

__all__ = ["bare_png"]

SIGNATURE = 8
NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
MAX_CHUNKS = 50_000
MAX_PROFILE = 4_000_000
CHANNELS = {0: 1, 2: 4, 3: 1, 4: 4, 6: 4}
"""Bytes per pixel in memory by colour type; three channels take the room of four."""


def bare_png(data: bytes) -> Bare:
    """Header, palette, transparency and pixels, each as sound as its checksum says."""
    kept: list[bytes] = [data[:SIGNATURE]]
    exif = profile = b""
    animated = False
    for count, (kind, begin, end) in enumerate(_chunks(data)):
        if count > MAX_CHUNKS:
            raise MediaProblem("E_PHOTO_UNSAFE")
        if count == 0 and (kind != b"IHDR" or end - begin != 13):
            raise broken()
        if kind in NEEDED:
            if zlib.crc32(memoryview(data)[begin - 4 : end]) != number(data, end, 4):
                raise broken()
            kept.append(data[begin - 8 : end + 4])
        elif kind == b"eXIf":
            exif = exif or data[begin:end]
        elif kind == b"iCCP":
            profile = profile or _profile(data[begin:end])
        elif kind == b"acTL":
            animated = number(data, begin, 4) > 1
    head = kept[1]
    depth, colours = head[16], head[17]
    wide = 2 if depth == 16 and colours == 0 else CHANNELS.get(colours, 4)
    return Bare(
        b"".join(kept),
        number(head, 8, 4),
        number(head, 12, 4),
        held=wide,
        exif=exif,
        profile=profile,
        animated=animated,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its body begins, where it ends) up to the end chunk, whatever follows it."""
    at = SIGNATURE
    while True:
        length = number(data, at, 4)
        kind = data[at + 4 : at + 8]
        begin, end = at + 8, at + 8 + length
        if end + 4 > len(data):
            raise truncated()
        if not kind.isalpha():
            raise broken()
        yield kind, begin, end
        if kind == b"IEND":
            return
        at = end + 4


def _profile(body: bytes) -> bytes:
    """The colour profile unpacked; something that is no profile where it cannot be."""
    _, _, packed = body.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(packed[1:], MAX_PROFILE)
    except zlib.error:
        return b"?"
