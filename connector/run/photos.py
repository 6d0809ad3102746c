"""A photos folder looked through: which photo belongs to which product, which are still to be placed, which look bad.

What the sheets' cells say counts first, then the names of folders and files. Photos are looked at one by one in a few
threads; what is kept of each is small. Nothing in the folder is ever changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from connector.catalogue import PhotoIndex
from connector.catalogue.photo_owners import PhotoOwner, photo_owners
from connector.catalogue.photos import APPLE, EXTENSIONS, split_names
from connector.catalogue.photos_by_name import natural
from connector.clock import BUSINESS_ZONE
from connector.errors import BadUse
from media.likeness import copies
from media.look import Finding, Look, look

from .photo_groups import group_photos

__all__ = ["How", "Photo", "Sheets", "Survey", "Twin", "photos_folder", "survey"]

How = Literal["cell", "option", "name", ""]
OTHER_PICTURES = (".webp", ".gif", ".bmp", ".avif", ".tif", ".tiff", ".dng", ".cr2", ".nef", ".arw")
THUMBNAIL = 120
THREADS = 4
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Sheets:
    """Where products and their picture cells are read; without any, nobody knows whose a photo is."""

    products: tuple[Path, ...] = ()
    updates: tuple[Path, ...] = ()
    columns: Mapping[str, str] | None = None
    owner: str = ""

    def owners(self, index: PhotoIndex) -> tuple[PhotoOwner, ...]:
        """The products. BadUse where a sheet cannot be read at all."""
        if not self.products:
            return ()
        return photo_owners(self.products, index, owner=self.owner, updates=self.updates, columns=self.columns)


NO_SHEETS = Sheets()
UNSEEN = Look()


@dataclass(slots=True)
class Photo:
    """One file of the folder. ``place`` is where it lies, ``name`` what a cell calls it.

    ``product`` is the place of its product among the owners (-1: nobody's), ``how`` what says so. For those still to
    be placed there is a ``group``, counted from 1, and perhaps a ``guess`` with the reason for it.
    """

    path: Path
    place: str
    name: str
    look: Look = UNSEEN
    products: tuple[int, ...] = ()
    how: How = ""
    taken: datetime | None = None
    taken_by: Literal["camera", "file", ""] = ""
    group: int = 0
    guess: int = NOBODY
    reason: Literal["copy", "group", "title", ""] = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def product(self) -> int:
        return self.products[0] if self.products else NOBODY


@dataclass(frozen=True, slots=True)
class Twin:
    """One picture on two products; ``distance`` 0.0 means the very same content."""

    first: int
    second: int
    distance: float


@dataclass(frozen=True, slots=True)
class Survey:
    """``photos`` in natural order; ``other_files`` of the folder are no photos."""

    folder: Path
    owners: tuple[PhotoOwner, ...]
    photos: tuple[Photo, ...]
    twins: tuple[Twin, ...]
    other_files: int

    @property
    def unplaced(self) -> tuple[Photo, ...]:
        """Photos a person has to place, groups together."""
        waiting = (photo for photo in self.photos if not photo.products and photo.look.usable)
        return tuple(sorted(waiting, key=lambda photo: (photo.group, natural(photo.place))))

    @property
    def unusable(self) -> tuple[Photo, ...]:
        return tuple(photo for photo in self.photos if not photo.look.usable)

    @property
    def to_name(self) -> tuple[PhotoOwner, ...]:
        """Products whose cell of pictures is blank though photos lie under their name."""
        return tuple(owner for owner in self.owners if owner.cell_is_blank and owner.by_name)

    def finding(self, twin: Twin) -> Finding:
        """The sentence's code and params."""
        one, other = self.photos[twin.first], self.photos[twin.second]
        products = [self.owners[at].label for at in dict.fromkeys((*one.products, *other.products))]
        if one is other:
            return Finding("W_PHOTO_SHARED", {"file": one.place, "products": "; ".join(products)})
        code = "W_PHOTO_ALIKE" if twin.distance else "W_PHOTO_SAME"
        return Finding(code, {"file": one.place, "other": other.place, "products": "; ".join(products)})

    @property
    def needs_person(self) -> bool:
        return bool(self.unplaced or self.unusable or self.twins or self.to_name)


def photos_folder(folder: Path) -> PhotoIndex:
    """The folder by file name. BadUse where it is none or cannot be looked into."""
    shown = folder.expanduser()
    try:
        os.listdir(shown)
    except OSError as error:
        code = "E_PHOTOS_FOLDER" if isinstance(error, (FileNotFoundError, NotADirectoryError)) else "E_PHOTOS_CLOSED"
        raise BadUse(code, folder=str(folder)) from None
    return PhotoIndex(shown)


def survey(
    folder: Path,
    sheets: Sheets = NO_SHEETS,
    *,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
    threads: int | None = None,
) -> Survey:
    """Look at every photo once. BadUse where the folder or a sheet cannot be read at all."""
    index = photos_folder(folder)
    progress("catalogue", 0, 0)
    owners = sheets.owners(index)
    photos, others = _listed(index)
    _place(photos, owners)
    with ThreadPoolExecutor(threads or min(THREADS, os.cpu_count() or 1), thread_name_prefix="look") as pool:
        for done, (photo, seen) in enumerate(zip(photos, pool.map(_look, photos), strict=True), 1):
            photo.look = seen
            photo.findings += seen.findings
            photo.taken, photo.taken_by = _taken(photo)
            progress("looking", done, len(photos))
    progress("likeness", 0, 0)
    usable = [at for at, photo in enumerate(photos) if photo.look.usable]
    pairs = [(usable[pair.first], usable[pair.second], pair.distance) for pair in _pairs(photos, usable)]
    group_photos(photos, owners, [(first, second) for first, second, _ in pairs])
    return Survey(index.folder or folder, owners, tuple(photos), tuple(_twins(photos, pairs)), others)


def _listed(index: PhotoIndex) -> tuple[list[Photo], int]:
    """The photos of the folder in natural order, and how many files are something else."""
    photos: list[Photo] = []
    others = 0
    for path in index:
        lowered = path.name.lower()
        if path.name.startswith((".", "~$")) or not lowered.endswith((*EXTENSIONS, *APPLE, *OTHER_PICTURES)):
            others += 1
            continue
        photo = Photo(path, index.place(path), index.name_of(path))
        if lowered.endswith(OTHER_PICTURES):
            photo.findings.append(Finding("W_PHOTO_TYPE", {"file": photo.place}))
        if split_names(photo.name) != [photo.name]:
            photo.findings.append(Finding("W_PHOTO_NAME", {"file": photo.place}))
        photos.append(photo)
    photos.sort(key=lambda photo: natural(photo.place))
    return photos, others


def _place(photos: Sequence[Photo], owners: Sequence[PhotoOwner]) -> None:
    """Give every photo its products: those whose cells name it, or else the one its name says."""
    by_cell = _holders([owner.named for owner in owners])
    by_option = _holders([owner.options for owner in owners])
    by_name = _holders([owner.by_name for owner in owners])
    for photo in photos:
        cells, options = by_cell.get(photo.name, ()), by_option.get(photo.name, ())
        if cells or options:
            photo.products, photo.how = tuple(dict.fromkeys((*cells, *options))), "cell" if cells else "option"
        elif photo.name in by_name:
            photo.products, photo.how = by_name[photo.name], "name"


def _holders(names: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """Picture name -> the places of the products that name it."""
    holders: dict[str, tuple[int, ...]] = {}
    for at, of_one in enumerate(names):
        for name in of_one:
            holders[name] = (*holders.get(name, ()), at)
    return holders


def _look(photo: Photo) -> Look:
    return look(photo.path, name=photo.place, thumbnail=0 if photo.products else THUMBNAIL)


def _taken(photo: Photo) -> tuple[datetime | None, Literal["camera", "file", ""]]:
    if photo.look.taken is not None:
        return photo.look.taken, "camera"
    try:
        return datetime.fromtimestamp(photo.path.stat().st_mtime, UTC).astimezone(BUSINESS_ZONE), "file"
    except (OSError, OverflowError, ValueError):
        return None, ""


def _pairs(photos: Sequence[Photo], usable: Sequence[int]) -> Iterator[Twin]:
    """Copies among the usable photos, by their places there; two shots that one product shows are its own business."""

    def wanted(first: int, second: int) -> bool:
        one, other = photos[usable[first]].products, photos[usable[second]].products
        return not one or one != other

    likenesses = [seen for at in usable if (seen := photos[at].look.likeness) is not None]
    for pair in copies(likenesses, wanted):
        yield Twin(pair.first, pair.second, pair.distance)


def _twins(photos: Sequence[Photo], pairs: Sequence[tuple[int, int, float]]) -> Iterator[Twin]:
    """One file on several products, and copies of one picture on different ones."""
    for at, photo in enumerate(photos):
        if len(photo.products) > 1:
            yield Twin(at, at, 0.0)
    for first, second, distance in pairs:
        one, other = photos[first].products, photos[second].products
        if one and other and not set(one) & set(other):
            yield Twin(first, second, distance)
