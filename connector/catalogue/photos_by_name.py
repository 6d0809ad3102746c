"""Which product a photo shows by the name of its folder or file: the way where a sheet does not name pictures.

A folder, or else the beginning of a file's name, says a SKU or a product key: ``P001-1/…``, ``P001-1_2.jpg``,
``P001-1 (3).heic``. What follows the code must not go on as a word, and the longest code wins, so P001-1 never takes
what is P001-10's. Where folder and file speak of two products, or a code belongs to two, a person has to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from connector.model import fold

from .columns import bare
from .grouping import Groups
from .photos import APPLE, EXTENSIONS, PhotoIndex

__all__ = ["PhotosByName", "codes_of", "natural"]

COVER = ("bìa", "ảnh bìa", "chính", "ảnh chính", "đại diện", "ảnh đại diện", "cover", "main")
COVER_BARE = frozenset(bare(word) for word in COVER)
"""Without diacritics only where nothing else is said: ``bia`` is a cover, ``bia hơi`` is beer."""
COVER_WORD = re.compile(rf"(?<!\w)({'|'.join(COVER)})(?!\w)")
NUMBERS = re.compile(r"(\d+)")


def natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Names in the order people mean: 2 before 10."""
    return tuple(
        (not piece.isdecimal(), int(piece) if piece.isdecimal() else 0, piece)
        for piece in NUMBERS.split(fold(name))
        if piece
    )


def codes_of(groups: Groups) -> dict[str, list[str]]:
    """Product -> its key and then its SKUs, in the order of the sheet."""
    codes: dict[str, list[str]] = {}
    for member in groups.members:
        if member.group is not None and member.key is not None and member.sku and not member.repeat:
            known = codes.setdefault(member.group, [member.key])
            if member.sku not in known:
                known.append(member.sku)
    return codes


class PhotosByName:
    """``products`` maps each product to its codes, the first counts most. The folder is looked at when first asked."""

    def __init__(self, photos: PhotoIndex, products: Mapping[str, Sequence[str]]) -> None:
        self._photos = photos
        self._products = products

    def of(self, product: str) -> tuple[str, ...]:
        """Its photos as a cell would name them: the cover first, then by code, in natural order."""
        return self._found.get(product, ())

    @cached_property
    def _found(self) -> dict[str, tuple[str, ...]]:
        owners: dict[str, tuple[str, int]] = {}
        shared: set[str] = set()
        for product, codes in self._products.items():
            for rank, code in enumerate(codes):
                folded = fold(code)
                if owners.setdefault(folded, (product, rank))[0] != product:
                    shared.add(folded)
        for code in shared:
            del owners[code]
        found: dict[str, list[tuple[bool, int, tuple[tuple[bool, int, str], ...], str]]] = {}
        for place in self._photos.places():
            if not place.lower().endswith((*EXTENSIONS, *APPLE)):
                continue
            said = _said(place, owners)
            if said is not None:
                product, rank, rest = said
                order = (not _is_cover(rest), rank, natural(place), self._photos.name_at(place))
                found.setdefault(product, []).append(order)
        return {product: tuple(order[-1] for order in sorted(orders)) for product, orders in found.items()}


def _said(place: str, owners: Mapping[str, tuple[str, int]]) -> tuple[str, int, str] | None:
    """Product and rank that a file's place names, and what its name says beside the code."""
    path = PurePosixPath(place)
    stem = fold(path.stem)
    by_file = _longest(stem, owners)
    by_folder = next((code for part in reversed(path.parts[:-1]) if (code := _longest(fold(part), owners))), "")
    if by_file and by_folder and owners[by_file][0] != owners[by_folder][0]:
        return None
    code = by_file or by_folder
    if not code:
        return None
    product, rank = owners[code]
    return product, rank, stem[len(by_file) :]


def _longest(name: str, owners: Mapping[str, tuple[str, int]]) -> str:
    """The longest code with which ``name`` begins and at which a word of it ends; ''."""
    return next((begins for begins in _beginnings(name) if begins in owners), "")


def _beginnings(name: str) -> Iterator[str]:
    for end in range(len(name), 0, -1):
        if end == len(name) or not (name[end].isalnum() or unicodedata.combining(name[end])):
            yield name[:end]


def _is_cover(rest: str) -> bool:
    return bare(rest) in COVER_BARE or COVER_WORD.search(rest.replace("_", " ")) is not None
