"""HEIF and AVIF, one container for two ways of coding: what it claims, and the same without its notes.

The notes are left where they are, since everything in the file is found by its distance from the beginning; only the
line that says they belong to the picture is made unreadable. pi-heif reads notes on opening, whoever wants them or
not, and one wrong letter in the name of a note's kind ends its process (seen with 1.4.0).
"""

from __future__ import annotations

from collections.abc import Iterator

from .claimed import Bare, broken, number
from .problem import MediaProblem

__all__ = ["bare_avif", "bare_heif", "heif_exif"]

HEIF_HELD = 5
"""Bytes per pixel: the planes as coded (4:2:0) and the picture made of them."""
AVIF_HELD = 14

DESCRIBES, NOTHING = b"cdsc", b"none"


def bare_heif(data: bytes) -> Bare:
    """Nothing in it is described as a note any more; its EXIF orientation only repeats what the container says."""
    bare = bytearray(data)
    for kind, begin, end in _boxes(data, 0, len(data)):
        if kind != b"meta":
            continue
        for inner, first, last in _boxes(data, begin + 4, end):
            if inner == b"iref":
                for reference, body, _ in _boxes(data, first + 4, last):
                    if reference == DESCRIBES:
                        bare[body - 4 : body] = NOTHING
    return Bare(bytes(bare), *_size(data), held=HEIF_HELD, exif=heif_exif(data))


def bare_avif(data: bytes) -> Bare:
    return Bare(data, *_size(data), held=AVIF_HELD)


def _size(data: bytes) -> tuple[int, int]:
    """Of the largest picture that is declared: libheif takes no pixel beyond what is declared."""
    largest = (0, 0)
    at = data.find(b"ispe")
    while at >= 0 and at + 16 <= len(data):
        declared = number(data, at + 8, 4), number(data, at + 12, 4)
        largest = max(largest, declared, key=lambda size: size[0] * size[1])
        at = data.find(b"ispe", at + 4)
    if not all(largest):
        raise broken()
    return largest


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its body begins, where it ends) of the boxes from ``at`` to ``end``, as far as they make sense."""
    while at + 8 <= end:
        length, begin = int.from_bytes(data[at : at + 4], "big"), at + 8
        if length == 1:
            length, begin = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        stop = end if length == 0 else at + length
        if stop < begin or stop > end:
            return
        yield data[at + 4 : at + 8], begin, stop
        at = stop


def heif_exif(data: bytes) -> bytes:
    """The EXIF note, read without any library; b"" where there is none, or none that can be read."""
    try:
        for kind, begin, end in _boxes(data, 0, len(data)):
            if kind == b"meta":
                inner = {name: data[first:last] for name, first, last in _boxes(data, begin + 4, end)}
                note = _located(inner.get(b"iloc", b""), _item(inner.get(b"iinf", b""), b"Exif"), data)
                return note[4 + number(note, 0, 4) :]
    except MediaProblem:
        pass
    return b""


def _item(listed: bytes, wanted: bytes) -> int:
    """The number of the first item of that kind; 0 is none."""
    begin = 6 if listed[:1] == b"\0" else 8
    for kind, first, _ in _boxes(listed, begin, len(listed)):
        wide = 4 if listed[first : first + 1] == b"\x03" else 2
        if kind == b"infe" and listed[first + 6 + wide : first + 10 + wide] == wanted:
            return number(listed, first + 4, wide)
    return 0


def _located(places: bytes, item: int, data: bytes) -> bytes:
    """The bytes of an item that lies in one piece in the file itself."""
    version, sizes, base = number(places, 0, 1), number(places, 4, 1), number(places, 5, 1) >> 4
    index = (number(places, 5, 1) & 15) if version else 0
    wide = 4 if version == 2 else 2
    at = 6 + wide
    for _ in range(number(places, 6, wide)):
        found = number(places, at, wide) == item
        method = number(places, at + wide, 2) & 15 if version else 0
        at += wide + (4 if version else 2)
        begin = number(places, at, base)
        pieces = number(places, at + base, 2)
        at += base + 2
        if found and pieces == 1 and not method:
            begin += number(places, at + index, sizes >> 4)
            return data[begin : begin + number(places, at + index + (sizes >> 4), sizes & 15)]
        at += pieces * (index + (sizes >> 4) + (sizes & 15))
    raise MediaProblem("E_PHOTO_BROKEN")
