"""A JPEG's tables, its frame and its scans. Of a phone's several pictures in one file the first is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .claimed import Bare, broken, number, truncated
from .problem import MediaProblem

__all__ = ["bare_jpeg", "ends_early", "without_end"]

START, END, SCAN = 0xD8, 0xD9, 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
SEQUENTIAL = (0xC0, 0xC1, 0xC9)
ALONE = frozenset((0x01, START, *range(0xD0, 0xD8)))
"""Markers without a body."""
NEEDED = (0xE0, 0xEE)
"""Of all application notes these two say how colours are written."""
MAX_SCANS = 100
MAX_SCANNED = 1_500_000_000
"""Pixels times scans. A scan of a few bytes costs a walk over the whole picture, and a file may hold millions."""
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
PADDING = bytes(16)


@dataclass(slots=True)
class _Frame:
    marker: int
    width: int
    height: int
    sampling: list[int]

    @property
    def coefficients(self) -> float:
        """How many bytes per pixel are kept where a picture comes in several scans."""
        areas = [(factors >> 4) * (factors & 15) for factors in self.sampling]
        return 2 * sum(areas) / max(areas)


def bare_jpeg(data: bytes) -> Bare:
    """Everything up to the first scan is read here; the scans stay as they are."""
    kept: list[bytes | memoryview] = [data[:2]]
    profile: dict[int, bytes] = {}
    frame: _Frame | None = None
    exif = b""
    at = 2
    while True:
        marker, at, end = _segment(data, at)
        body = data[at + 4 : end]
        if marker in FRAMES:
            if frame is not None:
                raise broken()
            frame = _frame(marker, body)
        elif marker == 0xE1 and body.startswith(b"Exif\0\0"):
            exif = exif or body
        elif marker == 0xE2 and body.startswith(b"ICC_PROFILE\0") and len(body) > 14:
            profile.setdefault(body[12], body[14:])
        if marker not in range(0xE0, 0xF0) or marker in NEEDED:
            kept.append(data[at:end] if marker != 0xFE else b"")
        if marker == SCAN:
            break
        at = end
    if frame is None:
        raise broken()
    streamed = frame.marker in SEQUENTIAL and body[:1] == bytes([len(frame.sampling)])
    _look_at_scans(data, end, frame, streamed)
    kept.append(memoryview(data)[end:])
    return Bare(
        b"".join(kept),
        frame.width,
        frame.height,
        held=(0 if streamed else frame.coefficients) + 4 / 64,
        exif=exif,
        profile=b"".join(profile[part] for part in sorted(profile)),
        streamed=streamed,
    )


def _segment(data: bytes, at: int) -> tuple[int, int, int]:
    """(marker, where it begins, where its body ends) of the next segment."""
    while True:
        if number(data, at, 1) != 0xFF:
            raise broken()
        marker = number(data, at + 1, 1)
        if marker == 0xFF:
            at += 1
        elif marker in ALONE:
            at += 2
        else:
            break
    if marker == END:
        raise truncated()
    length = number(data, at + 2, 2)
    if length < 2 or marker == 0:
        raise broken()
    if at + 2 + length > len(data):
        raise truncated()
    return marker, at, at + 2 + length


def _frame(marker: int, body: bytes) -> _Frame:
    height, width, parts = number(body, 1, 2), number(body, 3, 2), number(body, 5, 1)
    sampling = [number(body, 7 + 3 * part, 1) for part in range(parts)]
    if not (width and height and sampling) or any(not (1 <= f >> 4 <= 4 and 1 <= f & 15 <= 4) for f in sampling):
        raise broken()
    return _Frame(marker, width, height, sampling)


def _look_at_scans(data: bytes, begin: int, frame: _Frame, streamed: bool) -> None:
    if data.rfind(b"\xff\xd9", begin) < 0:
        raise truncated()
    if streamed:
        return
    scans = 1
    for found in MARKER.finditer(data, begin):
        marker = found.group()[1]
        scans += marker == SCAN
        if marker == END:
            break
        if scans > MAX_SCANS or scans * frame.width * frame.height > MAX_SCANNED:
            raise MediaProblem("E_PHOTO_UNSAFE")


def ends_early(data: bytes) -> bool:
    """Whether a marker in the only scan of ``data`` makes a reader give up before its end and leave the rest grey."""
    begin = data.index(b"\xff\xda")
    found = MARKER.search(data, begin + 2)
    return found is not None and found.group()[1] != END


def without_end(data: bytes) -> bytes:
    """``data`` without its end: a reader that is given it fills nothing up and has to say what is missing."""
    found = data.rfind(b"\xff\xd9")
    return data[:found] + PADDING
