"""A filled-in photo workbook read back: which photo shows which product, in which order; what cannot be read, by row.

One bad row stops no other. A blank answer leaves its photo where it was: nowhere.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from connector.messages import LANGUAGES, say
from connector.model import fold

from .columns import Headers, bare
from .photo_owners import PhotoOwner
from .photos import PhotoIndex, split_names
from .sheet import open_sheet
from .verdicts import SHOWN

__all__ = ["COLUMNS", "Answers", "BadAnswer", "read_answers", "updated"]

COLUMNS = ("thumbnail", "file", "taken", "group", "guess", "product", "order", "remarks")
AGREED = frozenset(("x", "v", "ok", "dung", "co", "dong y", "yes", "y", "✓", "✔"))
UNUSED = frozenset(("khong", "khong dung", "bo", "bo qua", "no", "none", "unused", "skip"))
LAST = 10_000


class BadAnswer(NamedTuple):
    """A row that counts for nothing, and why: a code of ``photos.toml`` and its params."""

    line: int
    file: str
    code: str
    params: Mapping[str, object]


class _Placed(NamedTuple):
    order: int
    line: int
    name: str


@dataclass(slots=True)
class Answers:
    """``placed`` maps a product (its place among the owners) to its photos by order; ``blank`` and ``unused`` count."""

    placed: dict[int, list[_Placed]] = field(default_factory=dict)
    bad: list[BadAnswer] = field(default_factory=list)
    blank: int = 0
    unused: int = 0

    def names(self, product: int) -> tuple[str, ...]:
        """The photos that were given to a product, cover first."""
        return tuple(dict.fromkeys(placed.name for placed in sorted(self.placed.get(product, ()))))


def read_answers(book: Path, owners: Sequence[PhotoOwner], photos: PhotoIndex) -> Answers:
    """Read every row. BadUse where the workbook itself cannot be read."""
    sheet = open_sheet(book, _headers(), ("file", "product"))
    reader = _Reader(owners, photos)
    for record in sheet.records():
        if record.cells is None:
            reader.answers.bad.append(BadAnswer(record.line, "", "E_ROW_BROKEN", {}))
            continue
        cells = {name: record.cells[at].strip() for name, at in sheet.columns.items()}
        reader.read(record.line, cells)
    return reader.answers


class _Reader:
    """Reads one row after another."""

    def __init__(self, owners: Sequence[PhotoOwner], photos: PhotoIndex) -> None:
        self.answers = Answers()
        self._known = _Known(owners)
        self._photos = photos
        self._seen: dict[Path, tuple[int, int]] = {}

    def read(self, line: int, cells: Mapping[str, str]) -> None:
        said = cells["product"]
        if not said:
            self.answers.blank += 1
        elif bare(said) in UNUSED:
            self.answers.unused += 1
        else:
            try:
                product, placed = self._answer(line, cells, said)
            except _Bad as bad:
                self.answers.bad.append(BadAnswer(line, cells["file"], bad.code, bad.params))
            else:
                self.answers.placed.setdefault(product, []).append(placed)

    def _answer(self, line: int, cells: Mapping[str, str], said: str) -> tuple[int, _Placed]:
        agreed = (bare(said) or said) in AGREED
        if agreed and not cells.get("guess"):
            raise _Bad("E_PHOTOS_NO_GUESS", value=said)
        product = self._known.find(cells["guess"] if agreed else said)
        if product is None:
            raise _Bad("E_PHOTOS_PRODUCT", value=said[:SHOWN], nearest=self._known.nearest(said))
        path = self._photos.at(cells["file"])
        if path is None:
            raise _Bad("E_PHOTOS_FILE_GONE")
        name = self._photos.name_of(path)
        if split_names(name) != [name]:
            raise _Bad("E_PHOTOS_NAME")
        before, at = self._seen.setdefault(path, (product, line))
        if before != product:
            raise _Bad("E_PHOTOS_FILE_TWICE", other=at)
        return product, _Placed(_order(cells.get("order", "")), line, name)


class _Bad(Exception):
    """This row cannot be used; never leaves this file."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def _order(text: str) -> int:
    number = text.removesuffix(".0")
    if number and not (number.isdecimal() and 0 < int(number[:9]) <= LAST):
        raise _Bad("E_PHOTOS_ORDER", value=text[:SHOWN])
    return int(number) if number else LAST


def updated(owners: Sequence[PhotoOwner], answers: Answers) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(SKU, all its picture names) of every product that gets photos it does not show yet; old ones stay in front.

    A photo that was given the number 1 becomes the cover. Where a cell is blank, what the folder has under the SKU's
    name goes in as well.
    """
    for at, owner in enumerate(owners):
        given = answers.names(at)
        before = owner.by_name if owner.cell_is_blank else owner.shown
        covers = [placed.name for placed in sorted(answers.placed.get(at, ())) if placed.order == 1][:1]
        names = tuple(dict.fromkeys((*covers, *before, *given)))
        if names and names != owner.shown:
            yield owner.sku, names


class _Known:
    """Products by everything people may write: SKU, key, a line of the list, a title."""

    def __init__(self, owners: Sequence[PhotoOwner]) -> None:
        self._by: dict[str, int | None] = {}
        self._labels = [owner.label for owner in owners]
        for at, owner in enumerate(owners):
            for word in {fold(word) for word in (*owner.codes, owner.label)}:
                self._put(word, at)
        for at, owner in enumerate(owners):
            if owner.title:
                self._put(f"\0{bare(owner.title)}", at)

    def _put(self, word: str, at: int) -> None:
        self._by[word] = at if self._by.get(word, at) == at else None

    def find(self, said: str) -> int | None:
        """The one product that is meant."""
        for word in (fold(said), fold(said.split(" - ")[0]), f"\0{bare(said)}"):
            found = self._by.get(word)
            if found is not None:
                return found
        return None

    def nearest(self, said: str) -> str:
        near = difflib.get_close_matches(fold(said), [fold(label) for label in self._labels], n=1, cutoff=0.0)
        return next((label for label in self._labels if near and fold(label) == near[0]), "–")


def _headers() -> Headers:
    """The workbook's own headers, in whichever language it was written."""
    return {name: tuple(say(f"photos.book.{name}", lang) for lang in LANGUAGES) for name in COLUMNS}
