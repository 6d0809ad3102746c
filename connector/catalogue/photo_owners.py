"""The products of sheets as photos see them: codes, title, and which files of the photos folder their cells name.

Read more leniently than a catalogue: a row that is refused for its price, or for having no pictures yet, is just the
one whose photos somebody is looking for. Update files count too: the answers of last time stand in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connector.model import fold_owner

from .columns import PRODUCT_HEADERS
from .grouping import grouped, readable_sku, scoped
from .photos import PhotoIndex, split_names
from .photos_by_name import PhotosByName, codes_of
from .sheet import Sheet, open_sheet
from .updates import cleared

__all__ = ["PhotoOwner", "photo_owners"]


@dataclass(slots=True)
class PhotoOwner:
    """One product. ``sku`` is that of its first row, which carries the product's pictures.

    ``named`` and ``missing`` are the names in its cell that the folder has and has not; ``options`` the pictures of
    its options; ``by_name`` what folder and file names give it. ``has_cell``: its sheet has a column of pictures.
    """

    key: str
    sku: str
    title: str
    codes: tuple[str, ...]
    owner: str = ""
    has_cell: bool = False
    named: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    options: list[str] = field(default_factory=list)
    by_name: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The pictures it has as the sheet stands, cover first."""
        return self.named if self.has_cell else self.by_name

    @property
    def cell_is_blank(self) -> bool:
        """Its sheet wants pictures named and does not name any."""
        return self.has_cell and not self.named and not self.missing

    @property
    def left_out(self) -> tuple[str, ...]:
        """Photos under its name that its cell names others instead of."""
        return () if self.cell_is_blank else tuple(name for name in self.by_name if name not in self.shown)

    @property
    def label(self) -> str:
        """How a person picks it out of a list."""
        return f"{self.sku} - {self.title}" if self.title else self.sku


def photo_owners(
    sheets: Sequence[Path],
    photos: PhotoIndex,
    *,
    owner: str = "",
    updates: Sequence[Path] = (),
    columns: Mapping[str, str] | None = None,
) -> tuple[PhotoOwner, ...]:
    """Every product with a readable SKU, in the order of the sheets. BadUse where a file cannot be read at all."""
    tables = [open_sheet(path, PRODUCT_HEADERS, ("sku",), columns=columns) for path in sheets]
    groups = grouped(tables, fold_owner(owner))
    codes = codes_of(groups)
    by_name = PhotosByName(photos, codes)
    found: dict[str, PhotoOwner] = {}
    members = iter(groups.members)
    for table in tables:
        for record in table.records():
            member = next(members)
            if member.group is None or member.key is None or not member.sku or member.repeat or record.cells is None:
                continue
            product = found.get(member.group)
            if product is None:
                product = found[member.group] = PhotoOwner(
                    key=member.key,
                    sku=member.sku,
                    title=_cell(table, record.cells, "title_vi"),
                    codes=tuple(codes[member.group]),
                    owner=member.owner,
                    has_cell="image_files" in table.columns,
                    by_name=by_name.of(member.group),
                )
                product.named, product.missing = _sorted_out(_cell(table, record.cells, "image_files"), photos)
            option, _ = _sorted_out(_cell(table, record.cells, "option_image"), photos)
            product.options += [name for name in option if name not in product.options]
    by_sku = {scoped(one.owner, code): one for one in found.values() for code in one.codes}
    for path in updates:
        _update(open_sheet(path, PRODUCT_HEADERS, ("sku",), columns=columns), by_sku, photos)
    return tuple(found.values())


def _update(table: Sheet, by_sku: Mapping[str, PhotoOwner], photos: PhotoIndex) -> None:
    """Lay the picture cells of an update file over those of the complete ones; a blank one leaves them."""
    for record in table.records():
        if record.cells is None:
            continue
        product = by_sku.get(readable_sku(_cell(table, record.cells, "sku")) or "")
        cell = _cell(table, record.cells, "image_files").strip()
        if product is not None and cell:
            product.has_cell = True
            product.named, product.missing = ((), ()) if cleared(cell) else _sorted_out(cell, photos)


def _cell(table: Sheet, cells: Sequence[str], name: str) -> str:
    at = table.columns.get(name)
    return " ".join(cells[at].split()) if at is not None and name == "title_vi" else cells[at] if at is not None else ""


def _sorted_out(cell: str, photos: PhotoIndex) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in a cell that mean one file, as that file's own; and those that mean none or several."""
    named: dict[str, None] = {}
    missing: dict[str, None] = {}
    for name in split_names(cell):
        path = photos.find(name)
        if path is None:
            missing[name] = None
        else:
            named[photos.name_of(path)] = None
    return tuple(named), tuple(missing)
