"""The photos folder by file name, and the cell that names pictures.

Folders inside the photos folder do not count, nor does case or Unicode form; two files that match one name are
ambiguous, unless the name says in which folder of the photos folder the right one lies. Nothing outside the folder is
ever found, whatever a cell or a link says.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from connector.text import seen

from .verdicts import Refused

__all__ = ["APPLE", "EXTENSIONS", "FEW", "PhotoIndex", "image_list", "image_name", "split_names"]

FEW = 3
EXTENSIONS = (".jpg", ".jpeg", ".png")
APPLE = (".heic", ".heif")
"""As iPhones write them: taken where the very file is there to be read (ADR 0015), a name alone is refused."""
SEVERAL = re.compile(r"[,;\n]")
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""What web pages and chat programs leave around a name; inside it, it may be part of an emoji."""
SEPARATOR = re.compile(r"[\\/]")


def _key(name: str) -> str:
    return _folded(_last(name))


def _last(name: str) -> str:
    """What stands behind the last slash of either kind."""
    return name[max(name.rfind("/"), name.rfind("\\")) + 1 :]


def _folded(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


class PhotoIndex:
    """Which files the photos folder holds; without a folder names are taken on trust (``judges``)."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @property
    def judges(self) -> bool:
        """Whether it can say of a name that it is missing. A folder that is gone can: everything is missing."""
        return self.folder is not None

    @cached_property
    def _places(self) -> dict[str, tuple[str, ...]]:
        """Where files lie in the folder, by what a cell may call them. Text, not paths: there may be a hundred
        thousand, and a path costs ten times as much."""
        places: dict[str, tuple[str, ...]] = {}
        for place in sorted(_files(self.folder)) if self.folder is not None else ():
            key = _key(place)
            places[key] = (*places.get(key, ()), place)
        return places

    def matches(self, name: str) -> tuple[Path, ...]:
        """Every file that ``name`` may mean; a folder in ``name`` counts only where there are several."""
        return tuple(map(self._path, self._meant(name)))

    def names(self, name: str) -> tuple[str, ...]:
        """The same files by the names that mean them alone."""
        found = self._places.get(_key(name), ())
        return (found[0].rpartition("/")[2],) if len(found) == 1 else tuple(map(self.name_at, self._meant(name)))

    def find(self, name: str) -> Path | None:
        """The one file that ``name`` means, None where there is none or several."""
        found = self._meant(name)
        return self._path(found[0]) if len(found) == 1 else None

    def place(self, path: Path) -> str:
        """Where a file of the folder lies in it, with slashes on every system."""
        return path.relative_to(self.folder).as_posix() if self.folder is not None else path.name

    def name_of(self, path: Path) -> str:
        """The name by which ``find`` gives this file: its own, and its folder's too where others are called so."""
        return self.name_at(self.place(path))

    def name_at(self, place: str) -> str:
        """The same for the file that lies at ``place``."""
        if len(self._places.get(_key(place), ())) <= 1:
            return place.rpartition("/")[2]
        return place if "/" in place else f"./{place}"

    def at(self, place: str) -> Path | None:
        """The file that lies there, if a cell can name it too."""
        if place in self._places.get(_key(place), ()):
            return self._path(place) if self._meant(self.name_at(place)) == (place,) else None
        return self.find(place)

    def __len__(self) -> int:
        return sum(len(places) for places in self._places.values())

    def __iter__(self) -> Iterator[Path]:
        return map(self._path, self.places())

    def places(self) -> Iterator[str]:
        """Where every file lies in the folder, with slashes on every system."""
        for places in self._places.values():
            yield from places

    def _meant(self, name: str) -> tuple[str, ...]:
        found = self._places.get(_key(name), ())
        if len(found) > 1 and SEPARATOR.search(name):
            wanted = _folded(SEPARATOR.sub("/", name)).removeprefix("./")
            return tuple(place for place in found if _folded(place) == wanted) or found
        return found

    def _path(self, place: str) -> Path:
        assert self.folder is not None, "without a folder there are no places"
        return self.folder / place


def _files(folder: Path) -> Iterator[str]:
    """Where files below ``folder`` lie in it, with slashes. Links are followed to files inside it only, never to
    folders (they may go in circles)."""
    root = os.path.realpath(folder)
    waiting = [""]
    while waiting:
        at = waiting.pop()
        with suppress(OSError), os.scandir(folder / at) as entries:
            for entry in entries:
                place = at + entry.name
                if entry.is_symlink():
                    if os.path.realpath(entry.path).startswith(root + os.sep) and os.path.isfile(entry.path):
                        yield place
                elif entry.is_dir():
                    waiting.append(place + "/")
                elif entry.is_file():
                    yield place


def image_list(raw: str, codes: list[str], photos: PhotoIndex) -> tuple[str, ...]:
    """Picture names, cover first, each once; a name becomes the file's own."""
    if not seen(raw):
        raise Refused("E_IMAGE_MISSING")
    if "://" in raw:
        raise Refused("E_IMAGE_LINK")
    given = split_names(raw)
    names = list(dict.fromkeys(map(_last, given)))
    if not names or any(not _may_be_shown(name, photos) for name in names):
        raise Refused("E_IMAGE_TYPE")
    if photos.judges:
        names = _own_names(given, photos)
    if names != given:
        codes.append("OK_IMAGE_LIST")
    if len(names) < FEW:
        codes.append("W_IMAGE_FEW")
    return tuple(names)


def split_names(raw: str) -> list[str]:
    """The names in a cell, as they stand."""
    return [name for part in SEVERAL.split(raw) if (name := part.strip().strip(UNSEEN).strip())]


def image_name(raw: str, codes: list[str], photos: PhotoIndex) -> str:
    """One picture's name or blank: the cell of an option's picture."""
    if not seen(raw):
        return ""
    said: list[str] = []
    found = image_list(raw, said, photos)
    if len(found) != 1:
        raise Refused("E_OPTION_IMAGE_SEVERAL")
    codes.extend(code for code in said if code != "W_IMAGE_FEW")
    return found[0]


def _may_be_shown(name: str, photos: PhotoIndex) -> bool:
    lowered = name.lower()
    return lowered.endswith(EXTENSIONS) or (lowered.endswith(APPLE) and bool(photos.names(name)))


def _own_names(names: list[str], photos: PhotoIndex) -> list[str]:
    found = [photos.names(name) for name in names]
    if not all(found):
        raise Refused("E_IMAGE_NOT_FOUND")
    if any(len(meant) > 1 for meant in found):
        raise Refused("E_IMAGE_AMBIGUOUS")
    return list(dict.fromkeys(meant[0] for meant in found))
