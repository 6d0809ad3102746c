"""The effective catalogue of a run: what the files say today, with the last accepted product where a row is refused.

Decision 3: a refused row keeps its last accepted product, judged anew for the day; a photo that cannot be found keeps
the content it had; one row whose SKU cannot be read suspends every unlisting of products without a row, which then all
keep their last accepted product: the row may be any of theirs, and their stars end all the same. A refused row
of an update keeps nothing and takes nothing: the complete files' values stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import JsonValue

from connector.catalogue import Catalogue, RefusedRow, read_catalogue
from connector.catalogue.presets import load_columns
from connector.config import CatalogueConfig, Config
from connector.model import Producer, Product, fold
from connector.sync import GuardTrip, Journal, LastGood, Notice, Severity, catalogue_guards
from media import SourceHashes

__all__ = ["Effective", "accept", "accept_rows", "read_effective"]

FIRST_ROW = "E_FIRST_ROW_REFUSED"
SHOWN = 10
"""So many SKUs are named; the rest is counted."""
IN_PART = ""
"""The revision of sheets of which only some rows were taken."""


@dataclass(slots=True)
class Effective:
    """Everything a shop's run needs of the co-op's files.

    ``products`` are today's and the kept ones; ``kept`` names those that stand in for refused rows. ``trips`` are the
    catalogue guards that tripped. ``revision`` covers sheets and photos.
    """

    read: Catalogue
    products: dict[str, Product]
    kept: frozenset[str]
    producers: Mapping[str, Producer]
    photos: dict[str, str]
    trips: tuple[GuardTrip, ...]
    notices: tuple[Notice, ...]
    revision: str

    @property
    def keep_gone(self) -> bool:
        """Whether no product may be taken for gone today."""
        return not self.read.complete or self.read.unreadable_skus > 0

    @property
    def standing(self) -> frozenset[str]:
        """Products, and folded SKUs, of rows that were refused: they are there, whatever else is wrong with them."""
        rows = [row for row in self.read.refused if not row.update]
        named = {str(row.product) for row in rows if row.product is not None}
        return frozenset(named | {fold(row.sku) for row in rows if row.sku})


async def read_effective(
    config: Config,
    journal: Journal,
    hashes: SourceHashes,
    day: date,
    allow: Mapping[str, int],
    updates: Sequence[Path] = (),
) -> Effective:
    """Read the files and judge them as a whole. BadUse where a file cannot be read at all.

    ``updates`` are update files of this run alone; they are laid over those of the configuration.
    """
    read = _read(config.catalogue, day, updates, await journal.names())
    products = {str(p.product_id): p for p in read.products if p.product_id not in read.partial}
    refused = [row for row in read.refused if not row.repeat and not row.update]
    last_good = await journal.last_good() if refused or read.partial else {}
    vanished = _vanished(read, products, last_good)
    kept = {name: good for name, good in _kept(refused, read, last_good).items() if name not in products}
    kept = vanished | kept
    products |= {name: read.papers.proven(good.product, day) for name, good in kept.items()}
    remembered = {fold(file): sha for good in kept.values() for file, sha in good.photos.items()}
    photos = _hashes(products, read, hashes, remembered)
    last = await journal.last_revision()
    unfilled = _unfilled(read, await journal.pulled() - last_good.keys()) if refused else frozenset()
    notices = [
        _to_fill(row) if id(row) in unfilled else _refusal(row, row.product is not None and str(row.product) in kept)
        for row in read.refused
        if id(row) not in unfilled or row.reason != FIRST_ROW
    ]
    return Effective(
        read=read,
        products=products,
        kept=frozenset(kept),
        producers=read.producers,
        photos=photos,
        trips=_trips(config, read, kept, unfilled, last.skus if last else None, allow),
        notices=(*notices, *_suspended(vanished), *_of_files(read), *_once(read, updates, config.folder)),
        revision=_revision(read.revision, photos),
    )


def _read(files: CatalogueConfig, day: date, updates: Sequence[Path], known: Collection[str]) -> Catalogue:
    return read_catalogue(
        files.products,
        files.producers,
        files.photos,
        day=day,
        owner=files.owner,
        updates=(*files.updates, *updates),
        papers=files.papers,
        columns=load_columns(files.columns) if files.columns else None,
        known=known,
    )


def _trips(
    config: Config,
    read: Catalogue,
    kept: Collection[str],
    unfilled: frozenset[int],
    last_skus: int | None,
    allow: Mapping[str, int],
) -> tuple[GuardTrip, ...]:
    """The catalogue guards. A row refused only for its photos is excused where its product was accepted before, and so
    is one of a pulled sheet that is still to be filled in; a row that an update did not put right counts once."""
    excused = set(unfilled)
    excused |= {id(row) for row in read.refused if row.only_photos and (row.update or str(row.product) in kept)}
    wrong = {fold(row.sku) for row in read.refused if row.sku and not row.update}
    excused |= {id(row) for row in read.refused if row.update and fold(row.sku) in wrong}
    counted = [row for row in read.refused if id(row) not in excused]
    return catalogue_guards(
        rows=read.rows,
        skus_read=len(read.skus_read),
        refused=len(counted),
        last_skus=last_skus,
        complete=read.complete,
        limits=config.guards.limits(),
        allow=allow,
        refused_skus=[row.sku for row in counted if row.sku],
    )


async def accept(effective: Effective, journal: Journal, at: datetime) -> None:
    """Remember a catalogue that passed its guards: its revision, the products whose record changed, and which are gone
    from it, so that a row refused years later does not bring back what was taken off."""
    last = await journal.last_revision()
    if last is not None and last.revision == effective.revision:
        return
    known = await journal.last_good()
    changed = _changed(effective, known, effective.products.keys())
    gone = () if effective.keep_gone else known.keys() - effective.products.keys()
    await journal.accept_catalogue(effective.revision, len(effective.read.skus_read), changed, at, gone=gone)


async def accept_rows(effective: Effective, products: Collection[str], journal: Journal, at: datetime) -> None:
    """Remember of a catalogue that is not taken as a whole what goes out of it now: a refused row keeps that, and not
    what was there before. The newest revision is then nobody's, so that the next whole one is looked at row by row."""
    known = await journal.last_good()
    changed = _changed(effective, known, effective.products.keys() & products)
    gone = frozenset() if effective.keep_gone else known.keys() & products - effective.products.keys()
    if changed or gone:
        last = await journal.last_revision()
        await journal.accept_catalogue(IN_PART, last.skus if last else 0, changed, at, gone=gone)


def _changed(effective: Effective, known: Mapping[str, str], products: Collection[str]) -> dict[str, LastGood]:
    """Those of ``products`` whose last accepted record is another one, as it is now."""
    changed = {}
    for key in products:
        if key in effective.kept:
            continue
        product = effective.products[key]
        names = [*product.images, *(variant.option_image for variant in product.variants if variant.option_image)]
        photos = {name: effective.photos[fold(name)] for name in names if fold(name) in effective.photos}
        good = LastGood(product=product, photos=photos)
        if known.get(key) != good.model_dump_json():
            changed[key] = good
    return changed


def _vanished(read: Catalogue, products: Collection[str], last_good: Mapping[str, str]) -> dict[str, LastGood]:
    """Products that no row of a complete file stands for, while a row is there whose SKU nobody can read."""
    if not read.complete or not read.unreadable_skus:
        return {}
    standing = {str(row.product) for row in read.refused if row.product is not None}
    there = {fold(sku) for sku in read.skus_read}
    gone = {name: LastGood.model_validate_json(last_good[name]) for name in last_good.keys() - {*products, *standing}}
    return {name: good for name, good in gone.items() if not there & {fold(one.sku) for one in good.product.variants}}


def _suspended(vanished: Mapping[str, LastGood]) -> Iterator[Notice]:
    for name, good in sorted(vanished.items()):
        skus = tuple(variant.sku for variant in good.product.variants)
        title = good.product.title_vi
        yield Notice(code="gone-suspended", severity=Severity.PERSON, product=name, title=title, skus=skus)


def _kept(refused: list[RefusedRow], read: Catalogue, last_good: Mapping[str, str]) -> dict[str, LastGood]:
    """The last accepted product of every refused row: that of its product, else that which bore its SKU or its old one.

    A row may be refused while it moves to another product or takes another SKU: what it was before stands in for it.
    """
    wanted = {str(row.product) for row in refused if row.product is not None} | {str(name) for name in read.partial}
    kept = {name: LastGood.load(last_good[name]) for name in wanted if name in last_good}
    lost = {fold(sku) for row in refused for sku in (row.sku, row.previous_sku) if sku and str(row.product) not in kept}
    if lost:
        for name, raw in last_good.items():
            good = LastGood.load(raw)
            if name not in kept and any(fold(one.sku) in lost for one in good.product.variants):
                kept[name] = good
    return kept


def _hashes(
    products: Mapping[str, Product], read: Catalogue, hashes: SourceHashes, remembered: Mapping[str, str]
) -> dict[str, str]:
    """SHA-256 of every picture named, by folded name; one that is missing keeps the content it had."""
    found: dict[str, str] = {}
    for product in products.values():
        for name in (*product.images, *(variant.option_image for variant in product.variants)):
            key = fold(name)
            if not name or key in found:
                continue
            path: Path | None = read.photos.find(name)
            sha = hashes.sha256(path) if path is not None else None
            sha = sha or remembered.get(key)
            if sha is not None:
                found[key] = sha
    return found


def _revision(sheets: str, photos: Mapping[str, str]) -> str:
    listing = "\n".join(f"{name} {sha}" for name, sha in sorted(photos.items()))
    return hashlib.sha256(f"{sheets}\n{listing}".encode()).hexdigest()


def _unfilled(read: Catalogue, pulled: Set[str]) -> frozenset[int]:
    """Rows, by identity, that were made from a shop and only lack what a person has to fill in; no product of theirs
    was ever accepted."""
    return frozenset(
        id(row)
        for row in read.refused
        if row.product is not None
        and str(row.product) in pulled
        and not row.update
        and not any(verdict.value.strip() for verdict in row.verdicts if verdict.outcome == "rejected")
    )


def _to_fill(row: RefusedRow) -> Notice:
    """One line for a row that is still to be filled in: which cells."""
    missing = [verdict.header for verdict in row.verdicts if verdict.outcome == "rejected"]
    said: dict[str, JsonValue] = {
        "file": row.file,
        "line": row.line,
        "columns": ", ".join(f"«{one}»" for one in missing),
    }
    skus = (row.sku,) if row.sku else ()
    return Notice(code="row-to-fill", severity=Severity.PERSON, product=row.product_key, skus=skus, params=said)


def _refusal(row: RefusedRow, kept: bool) -> Notice:
    reasons = [verdict for verdict in row.verdicts if verdict.outcome == "rejected"]
    cell = reasons[0] if reasons else None
    return Notice(
        code="update-refused" if row.update else "row-refused-kept" if kept else "row-refused",
        severity=Severity.PERSON,
        product=row.product_key,
        skus=(row.sku,) if row.sku else (),
        params={
            "file": row.file,
            "line": row.line,
            "row": row.row,
            "reason": row.reason,
            "column": cell.header if cell else "",
            "value": cell.value[:80] if cell else "",
            "normalised": cell.normalised if cell else "",
        },
    )


def _of_files(read: Catalogue) -> Iterator[Notice]:
    """What is to be known of a file as a whole."""
    for code, params in read.notices:
        shown: dict[str, JsonValue] = {
            name: value if isinstance(value, int) else str(value) for name, value in params.items()
        }
        yield Notice(code=code, severity=Severity.INFO, params=shown)


def _once(read: Catalogue, updates: Sequence[Path], folder: Path) -> Iterator[Notice]:
    """Files of this run alone: the next one goes back to the configuration's, and takes their new SKUs for gone."""
    for path in updates:
        place = path.expanduser().absolute()
        named = place.relative_to(folder) if place.is_relative_to(folder) else place
        said: dict[str, JsonValue] = {"file": path.name, "path": named.as_posix()}
        yield Notice(code="update-once", severity=Severity.INFO, params=said)
        new = read.only_in_updates.get(path.name, ())
        if new:
            words: dict[str, JsonValue] = {"file": path.name, "count": len(new), "skus": ", ".join(new[:SHOWN])}
            yield Notice(code="update-once-added", severity=Severity.INFO, skus=new, params=words)
