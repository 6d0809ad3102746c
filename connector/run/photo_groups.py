"""Photos that were taken together or look alike, and what a placed sibling says about those nobody has placed.

A camera's time tells most: people photograph one product after another. A file's time is that of a download or a copy
and groups nothing; there, likeness and the beginning of the name have to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from connector.catalogue.columns import bare
from connector.catalogue.photo_owners import PhotoOwner
from media.likeness import Likeness

if TYPE_CHECKING:
    from .photos import Photo

__all__ = ["GAP_S", "group_photos"]

GAP_S = 45.0
"""People turn a product around within seconds; fetching the next one takes longer."""
ALIKE_GAP_S = 600.0
ALIKE_BITS = 16
"""Of 64: shots of one scene, not copies."""
CAMERA_STEM = re.compile(
    r"(img|dsc|dscn|dscf|pxl|mvimg|wp|photo|image|picture|ảnh|anh|hình|hinh|screenshot|received|z)?"
)
"""What cameras and apps call every picture."""
DIGITS = re.compile(r"[\d\W_]+")
COUNTER = re.compile(r"[\s_(-]*\d+\)?$")
WORDS = 2
"""A title is recognised in a file's name by at least so many words."""


def group_photos(photos: Sequence[Photo], owners: Sequence[PhotoOwner], copies: Sequence[tuple[int, int]]) -> None:
    """Number the groups of photos not placed yet, in the order of their first photo, and guess where it can be told."""
    parent = list(range(len(photos)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for first, second in (*_together(photos), *copies):
        parent[root(second)] = root(first)
    known: dict[int, set[int]] = {}
    for at, photo in enumerate(photos):
        known.setdefault(root(at), set()).update(photo.products)
    _number(photos, [root(at) for at in range(len(photos))])
    _guess_copies(photos, copies)
    titles = _titles(owners)
    for at, photo in enumerate(photos):
        if photo.products or photo.guess >= 0:
            continue
        siblings = known[root(at)]
        by_title = _by_title(photo, titles)
        if by_title is not None:
            photo.guess, photo.reason = by_title, "title"
        elif len(siblings) == 1:
            photo.guess, photo.reason = min(siblings), "group"


def _together(photos: Sequence[Photo]) -> list[tuple[int, int]]:
    """Neighbours in time, and in names where there is no time to go by."""
    pairs: list[tuple[int, int]] = []
    timed = sorted(
        (photo.taken, at) for at, photo in enumerate(photos) if photo.taken is not None and photo.taken_by == "camera"
    )
    for (before, first), (after, second) in pairwise(timed):
        gap = (after - before).total_seconds()
        if gap <= GAP_S or (gap <= ALIKE_GAP_S and _alike(photos[first], photos[second])):
            pairs.append((first, second))
    named: dict[tuple[str, str], int] = {}
    before_at = -1
    for at, photo in enumerate(photos):
        if photo.taken_by == "camera" or photo.products:
            continue
        folder, _, file = photo.place.rpartition("/")
        stem = DIGITS.sub(" ", file.rpartition(".")[0].casefold()).strip()
        if not CAMERA_STEM.fullmatch(stem):
            first = named.setdefault((folder, stem), at)
            if first != at:
                pairs.append((first, at))
        elif before_at >= 0 and _alike(photos[before_at], photo):
            pairs.append((before_at, at))
        before_at = at
    return pairs


def _alike(one: Photo, other: Photo) -> bool:
    first, second = one.look.likeness, other.look.likeness
    return first is not None and second is not None and _bits(first, second) <= ALIKE_BITS


def _bits(one: Likeness, other: Likeness) -> int:
    return (one.bits ^ other.bits).bit_count()


def _number(photos: Sequence[Photo], roots: Sequence[int]) -> None:
    """By the time of a group's first photo, then by its name; placed and unusable photos have no number."""
    waiting = [at for at, photo in enumerate(photos) if not photo.products and photo.look.usable]
    begins: dict[int, float] = {}
    for at in waiting:
        taken = photos[at].taken
        moment = taken.timestamp() if taken is not None and photos[at].taken_by == "camera" else float("inf")
        begins[roots[at]] = min(begins.get(roots[at], float("inf")), moment)
    order = sorted(begins, key=lambda one: begins[one])
    numbers = {one: number for number, one in enumerate(order, 1)}
    for at in waiting:
        photos[at].group = numbers[roots[at]]


def _guess_copies(photos: Sequence[Photo], copies: Sequence[tuple[int, int]]) -> None:
    """A copy of a product's picture shows that product."""
    for first, second in copies:
        for one, other in ((photos[first], photos[second]), (photos[second], photos[first])):
            if not one.products and len(other.products) == 1:
                one.guess, one.reason = other.product, "copy"


def _titles(owners: Sequence[PhotoOwner]) -> list[str]:
    return [f" {bare(owner.title)} " for owner in owners]


def _by_title(photo: Photo, titles: Sequence[str]) -> int | None:
    """The one product whose title holds the words of the file's name, one after another."""
    words = bare(COUNTER.sub("", photo.path.stem)).split()
    if len(words) < WORDS or sum(map(len, words)) < 2 * WORDS + 2:
        return None
    wanted = f" {' '.join(words)} "
    found = [at for at, title in enumerate(titles) if wanted in title]
    return found[0] if len(found) == 1 else None
