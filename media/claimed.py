"""What a file claims about its picture before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from .problem import MediaProblem

__all__ = ["Bare", "broken", "number", "truncated"]


@dataclass(frozen=True, slots=True)
class Bare:
    """``data`` shows the same picture and holds nothing else; ``width`` and ``height`` as stored, not yet turned.

    ``held`` is how many bytes per pixel decoding holds at once, the picture included. ``streamed`` pictures can be
    shrunk while they are decoded and hold next to nothing.
    """

    data: bytes
    width: int
    height: int
    held: float
    exif: bytes = b""
    profile: bytes = b""
    animated: bool = False
    streamed: bool = False


def number(data: bytes, at: int, length: int, order: str = "big") -> int:
    """The whole number at that place; MediaProblem where the file ends before it."""
    if at + length > len(data):
        raise truncated()
    return int.from_bytes(data[at : at + length], "little" if order == "little" else "big")


def truncated() -> MediaProblem:
    return MediaProblem("E_PHOTO_TRUNCATED")


def broken() -> MediaProblem:
    return MediaProblem("E_PHOTO_BROKEN")
