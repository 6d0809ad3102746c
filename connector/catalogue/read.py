"""Sheets and a photos folder -> the catalogue: complete products, refused rows, and what was said of every cell.

A file that cannot be read at all raises ``BadUse``; a row never does. Files are walked twice, record by record: once
for who belongs to which product, once for the values. With update files the walk is repeated until it is settled which
of their rows are used.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from connector.errors import BadUse
from connector.model import Producer, Product, ProductId, fold, fold_owner
from connector.text import seen

from .cells import Reading
from .columns import PRODUCT_HEADERS
from .fields import REQUIRED
from .gather import Gathering
from .grouping import grouped, scoped
from .names import Names
from .papers import NO_PAPERS, Papers, read_papers
from .photos import PhotoIndex
from .producers import ProducersRead, read_producers
from .settled import Readers, settled
from .sheet import Sheet, open_sheet
from .updates import open_updates
from .verdicts import CellVerdict, FileNotice, RefusedRow
from .walk import walk

__all__ = ["Catalogue", "read_catalogue"]


@dataclass(frozen=True)
class Catalogue:
    """Everything one reading of the files gave.

    ``products`` are complete: their first row was accepted; they hold the accepted SKUs, in file order. ``partial``
    names those of which another row was refused. ``skus_read`` holds every SKU that could be read, refused rows
    included; ``unreadable_skus`` counts the rows whose SKU could not (any such row suspends unlisting), both of the
    complete files alone: an update makes nothing gone and hides nothing that is. ``rows`` counts those of updates too.
    ``verdicts`` has one line per row and one per cell worth a word, those of update rows last; those on producers stand
    apart. ``notices`` are (code, params) about whole files. ``only_in_updates`` has the SKUs that no complete file
    bears, by update file.
    """

    products: tuple[Product, ...]
    producers: dict[str, Producer]
    refused: tuple[RefusedRow, ...]
    verdicts: tuple[CellVerdict, ...]
    skus_read: frozenset[str]
    unreadable_skus: int
    rows: int
    complete: bool
    revision: str
    origins: Mapping[tuple[str, str], str]
    photos: PhotoIndex
    producer_verdicts: tuple[CellVerdict, ...] = ()
    partial: frozenset[ProductId] = frozenset()
    notices: tuple[FileNotice, ...] = ()
    papers: Papers = NO_PAPERS
    only_in_updates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_catalogue(
    products: Sequence[Path],
    producers: Path | None,
    photos: Path | None,
    *,
    day: date,
    owner: str = "",
    updates: Sequence[Path] = (),
    papers: Path | None = None,
    columns: Mapping[str, str] | None = None,
    worksheet: str = "",
    known: Collection[str] = (),
) -> Catalogue:
    """Read complete files, and ``updates`` laid over them in order, as they stand on ``day``.

    Without ``producers`` nobody is asked who a producer is; without ``photos`` no picture is looked for. ``owner`` is
    the catalogue's own: rows that name it are as blank. ``columns`` is a saved mapping of headers, for every sheet of
    products; ``worksheet`` names that of the complete files in a workbook of several. ``known`` are the names of the
    products that are remembered: each keeps its own, however its owner is spelled today.
    """
    if not products:
        raise BadUse("E_UPDATES_ALONE" if updates else "E_NO_PRODUCT_FILES")
    with _without_collector():
        sheets = [
            open_sheet(path, PRODUCT_HEADERS, REQUIRED, columns=columns, worksheet=worksheet) for path in products
        ]
        changes = open_updates(updates, columns)
        makers = read_producers(producers) if producers else ProducersRead({}, (), "")
        names = Names(fold_owner(owner), known)
        found = _read(sheets, changes, makers, PhotoIndex(photos), day, names)
        return _with_papers(found, read_papers(papers), day) if papers is not None else found


@contextmanager
def _without_collector() -> Iterator[None]:
    """Everything that is read is kept; looking for garbage in it again and again would take half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(
    sheets: Sequence[Sheet], updates: Sequence[Sheet], known: ProducersRead, photos: PhotoIndex, day: date, names: Names
) -> Catalogue:
    producers = {fold(seen(name)): name for name in known.producers} if known.digest else None
    begin = Readers(
        names=names,
        reading=lambda groups: Reading(day=day, groups=groups, photos=photos, producers=producers),
        gathering=lambda groups: Gathering(known.producers, names, groups),
    )
    groups = grouped(sheets, names.own)
    changed = settled(sheets, groups, updates, begin) if updates else None
    found = changed.walk if changed else walk(sheets, begin.reading(groups), begin.gathering(groups))
    gathered = found.gathered
    members = changed.members if changed else groups.members
    return Catalogue(
        products=gathered.products(),
        producers=known.producers,
        refused=(*gathered.refused, *(changed.refused if changed else ())),
        verdicts=(*gathered.verdicts, *gathered.half_pictured(), *(changed.verdicts if changed else ())),
        skus_read=frozenset(scoped(member.owner, member.sku) for member in members if member.sku),
        unreadable_skus=sum(not member.sku for member in members),
        rows=len(members) + (changed.rows if changed else 0),
        complete=True,
        revision=_revision([*(sheet.digest for sheet in (*sheets, *updates)), known.digest]),
        origins=found.origins,
        photos=photos,
        producer_verdicts=known.verdicts,
        partial=frozenset(gathered.partial()),
        notices=tuple(notice for sheet in (*sheets, *updates) for notice in sheet.notices),
        only_in_updates=changed.new if changed else {},
    )


def _with_papers(found: Catalogue, papers: Papers, day: date) -> Catalogue:
    """The certificates of which a scan lies in the papers folder are proven by a document."""
    refused = (row.sku for row in found.refused)
    return replace(
        found,
        products=tuple(papers.proven(product, day) for product in found.products),
        notices=(*found.notices, *papers.notices(found.products, found.producers, refused, day)),
        papers=papers,
        revision=_revision([found.revision, papers.digest]),
    )


def _revision(digests: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
