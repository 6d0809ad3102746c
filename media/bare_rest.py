"""WebP, GIF and BMP: what they claim. They come from web pages and old programs, seldom from a phone."""

from __future__ import annotations

from .claimed import Bare, broken, number, truncated
from .problem import MediaProblem

__all__ = ["bare_bmp", "bare_gif", "bare_webp"]

WEBP_HELD = 16.6
"""Its reader keeps two canvases of four bytes beside what it hands over, twice."""
BMP_PLAIN = (0, 3)
"""Neither packed nor another format in disguise."""


def bare_webp(data: bytes) -> Bare:
    """Whole: notes are read by the library, which knows no packed ones."""
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = number(data, 24, 3, "little") + 1, number(data, 27, 3, "little") + 1
    elif kind == b"VP8L":
        size = number(data, 21, 4, "little")
        width, height = (size & 0x3FFF) + 1, (size >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        width, height = number(data, 26, 2, "little") & 0x3FFF, number(data, 28, 2, "little") & 0x3FFF
    else:
        raise broken()
    if number(data, 4, 4, "little") + 8 > len(data):
        raise truncated()
    return Bare(data, width, height, held=WEBP_HELD, animated=kind == b"VP8X" and bool(data[20] & 2))


def bare_bmp(data: bytes) -> Bare:
    if number(data, 14, 4, "little") == 12:
        width, height, packed = number(data, 18, 2, "little"), number(data, 20, 2, "little"), 0
    else:
        width, height = number(data, 18, 4, "little"), number(data, 22, 4, "little")
        height = min(height, 2**32 - height)  # negative: written from the top
        packed = number(data, 30, 4, "little")
    if packed not in BMP_PLAIN:
        raise MediaProblem("E_PHOTO_TYPE")
    return Bare(data, width, height, held=4)


def bare_gif(data: bytes) -> Bare:
    """The screen, its palette and the first picture; comments and what moves stay behind."""
    at = 13 + _palette(number(data, 10, 1))
    kept, control, first = [data[:at]], b"", b""
    animated = False
    while not animated:
        kind = data[at : at + 1]
        if kind == b";" or (first and not kind):
            break
        if kind == b"!":
            end = _blocks(data, at + 2)
            control = data[at:end] if data[at + 1 : at + 2] == b"\xf9" else control
        elif kind == b",":
            animated = bool(first)
            end = _blocks(data, at + 11 + _palette(number(data, at + 9, 1))) if not first else at
            first = first or control + data[at:end]
        else:
            raise broken() if kind else truncated()
        at = end
    if not first:
        raise truncated()
    screen = number(data, 6, 2, "little"), number(data, 8, 2, "little")
    return Bare(b"".join([*kept, first, b";"]), *screen, held=4, animated=animated)


def _palette(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    """Where a chain of blocks that begins at ``at`` ends."""
    while True:
        length = number(data, at, 1)
        at += 1 + length
        if not length:
            return at
