"""Which pictures show the same shot: exact copies, and copies that were rescaled, recompressed or slightly cropped.

Two steps. A 64-bit perceptual hash (imagehash) finds candidates; each is then laid over the other at small shifts and
crops, in colour, because two wares shot alike differ by little more than their colour. What the threshold finds and
what it takes for a copy wrongly is measured in ``tests/unit/media/test_likeness.py``; neither is ever nothing, so the
answer is a question to a person, never a deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

if TYPE_CHECKING:
    from numpy import float32, uint8
    from numpy.typing import NDArray

__all__ = ["COPY", "Copy", "Likeness", "copies", "distance", "likeness_of"]

COPY = 0.055
"""Up to this ``distance`` two pictures are called copies."""
CANDIDATE_BITS = 20
"""Bits of 64 in which the hashes of a copy may differ: a crop of 4 % on every side changes up to 18."""
CANDIDATES = 5
"""So many of them, the nearest in colour, are laid over a picture; more would be a folder of one blank wall."""
SMALL = 64
GRID = 32
COARSE = 16
CUTS = (0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14)
"""By how much of its side the other may have been cut, both edges together."""
QUIET = 8.0
"""Contrast below this is noise: it is not blown up, and a picture of nothing else is a copy of none."""
NOTHING_TO_SEE = 1.0
TABLE_ROWS = 256


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is remembered of a picture: 12 KB. ``sha256`` is that of the file, for exact copies."""

    sha256: str
    bits: int
    small: bytes


class Copy(NamedTuple):
    """Two pictures by their places in the sequence, and how far apart they are; 0.0 means the same bytes."""

    first: int
    second: int
    distance: float


def likeness_of(image: Image.Image, sha256: str) -> Likeness:
    """The likeness of an upright RGB picture."""
    import imagehash

    bits = int(str(imagehash.phash(image)), 16)
    return Likeness(sha256, bits, image.resize((SMALL, SMALL), Image.Resampling.BOX, reducing_gap=3.0).tobytes())


def distance(one: Likeness, other: Likeness) -> float:
    """0.0 for the same bytes; copies stay below ``COPY``, unlike pictures come to about 1."""
    if one.sha256 == other.sha256:
        return 0.0
    return max(_laid_over(one.small, other.small), 1e-6)


def copies(
    pictures: Sequence[Likeness], wanted: Callable[[int, int], bool] = lambda first, second: True
) -> Iterator[Copy]:
    """Every pair that is a copy and for which ``wanted`` is true; pairs linked by a third picture may be left out."""
    group = list(range(len(pictures)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = at = group[group[at]]
        return at

    by_bytes: dict[str, int] = {}
    for at, picture in enumerate(pictures):
        first = by_bytes.setdefault(picture.sha256, at)
        group[at] = first
        if first != at and wanted(first, at):
            yield Copy(first, at, 0.0)
    unlike = list(by_bytes.values())
    for second, candidates in _candidates([pictures[at] for at in unlike]):
        at = unlike[second]
        for before in (unlike[candidate] for candidate in candidates):
            if root(before) == root(at) or not wanted(before, at):
                continue
            apart = distance(pictures[before], pictures[at])
            if apart <= COPY:
                group[root(at)] = root(before)
                yield Copy(before, at, apart)


def _candidates(pictures: Sequence[Likeness]) -> Iterator[tuple[int, list[int]]]:
    """For each picture the earlier ones with a near hash, nearest in colour first; a few rows of the table at once."""
    import numpy

    hashes = numpy.array([picture.bits for picture in pictures], dtype=numpy.uint64)
    coarse = numpy.empty((len(pictures), COARSE * COARSE * 3), dtype=numpy.float16)
    for at, picture in enumerate(pictures):
        image = Image.frombytes("RGB", (SMALL, SMALL), picture.small)
        coarse[at] = _even(numpy.asarray(image.resize((COARSE, COARSE), Image.Resampling.BOX))[None]).ravel()
    for start in range(0, len(hashes), TABLE_ROWS):
        rows = hashes[start : start + TABLE_ROWS]
        apart = numpy.bitwise_count(rows[:, None] ^ hashes[None, : start + len(rows)])
        for at in range(start, start + len(rows)):
            near = numpy.flatnonzero(apart[at - start, :at] <= CANDIDATE_BITS)
            if len(near):
                unlike = numpy.abs(coarse[near].astype(numpy.float32) - coarse[at]).mean(axis=1)
                yield at, near[numpy.argsort(unlike, kind="stable")[:CANDIDATES]].tolist()


def _laid_over(one: bytes, other: bytes) -> float:
    """The least difference over all windows of either picture against the whole of the other."""
    import numpy

    if min(_contrast(one), _contrast(other)) < QUIET:
        return NOTHING_TO_SEE
    first, second = _windows(one), _windows(other)
    return float(
        min(
            numpy.abs(first - second[0]).mean(axis=(1, 2, 3)).min(),
            numpy.abs(second - first[0]).mean(axis=(1, 2, 3)).min(),
        )
    )


def _contrast(small: bytes) -> float:
    """Of the colour channel that varies most over the picture."""
    import numpy

    return float(numpy.frombuffer(small, dtype=numpy.uint8).reshape(-1, 3).std(axis=0).max())


@lru_cache(maxsize=32)
def _windows(small: bytes) -> NDArray[float32]:
    """The picture and its crops, all of one size, brightness and contrast taken out; the whole comes first."""
    import numpy

    image = Image.frombytes("RGB", (SMALL, SMALL), small)
    boxes = [(0.0, 0.0, float(SMALL), float(SMALL)), *_crops()]
    cut: NDArray[uint8] = numpy.stack(
        [numpy.asarray(image.resize((GRID, GRID), Image.Resampling.BILINEAR, box=box)) for box in boxes]
    )
    return _even(cut)


def _even(pictures: NDArray[uint8]) -> NDArray[float32]:
    """Without the differences that light makes: each picture's mean is 0 and its spread 1."""
    import numpy

    plain = pictures.astype(numpy.float32)
    plain -= plain.mean(axis=(1, 2, 3), keepdims=True)
    result: NDArray[float32] = plain / numpy.maximum(plain.std(axis=(1, 2, 3), keepdims=True), QUIET)
    return result


def _crops() -> Iterator[tuple[float, float, float, float]]:
    for cut in CUTS:
        gone = cut * SMALL
        for left in (0.0, gone / 2, gone):
            for top in (0.0, gone / 2, gone):
                yield left, top, left + SMALL - gone, top + SMALL - gone
    for cut in CUTS[1::2]:
        gone = cut * SMALL
        for edge in (0.0, gone):
            yield edge, 0.0, edge + SMALL - gone, float(SMALL)
            yield 0.0, edge, float(SMALL), edge + SMALL - gone
