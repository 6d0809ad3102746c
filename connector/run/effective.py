"""The effective catalogue of a run: what the files say today, with the last accepted product where a row is refused.

Decision 3: a refused row keeps its last accepted product, judged anew for the day; a photo that cannot be found keeps
the content it had; one row whose SKU cannot be read suspends every unlisting of products without a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from connector.catalogue import Catalogue, RefusedRow, read_catalogue
from connector.config import Config
from connector.errors import BadUse
from connector.model import Producer, Product, fold
from connector.sync import GuardTrip, Journal, LastGood, Notice, Severity, catalogue_guards
from media import SourceHashes

__all__ = ["Effective", "accept", "read_effective"]


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


async def read_effective(
    config: Config, journal: Journal, hashes: SourceHashes, day: date, allow: Mapping[str, int]
) -> Effective:
    """Read the files and judge them as a whole. BadUse where a file cannot be read at all."""
    files = config.catalogue
    if files.updates:
        raise BadUse("E_UPDATES_NOT_YET", path=str(files.updates[0]))
    read = read_catalogue(files.products, files.producers, files.photos, day=day, owner=files.owner)
    products = {str(p.product_id): p for p in read.products if p.product_id not in read.partial}
    refused = [row for row in read.refused if not row.repeat]
    last_good = await journal.last_good() if refused or read.partial else {}
    kept = {name: good for name, good in _kept(refused, read, last_good).items() if name not in products}
    products |= {name: good.product for name, good in kept.items()}
    remembered = {fold(file): sha for good in kept.values() for file, sha in good.photos.items()}
    photos = _hashes(products, read, hashes, remembered)
    excused = {id(row) for row in refused if row.only_photos and row.product is not None and str(row.product) in kept}
    counted = [row for row in read.refused if id(row) not in excused]
    last = await journal.last_revision()
    trips = catalogue_guards(
        rows=read.rows,
        skus_read=len(read.skus_read),
        refused=len(counted),
        last_skus=last.skus if last else None,
        complete=read.complete,
        limits=config.guards.limits(),
        allow=allow,
        refused_skus=[row.sku for row in counted if row.sku],
    )
    return Effective(
        read=read,
        products=products,
        kept=frozenset(kept),
        producers=read.producers,
        photos=photos,
        trips=trips,
        notices=tuple(_refusal(row, row.product is not None and str(row.product) in kept) for row in read.refused),
        revision=_revision(read.revision, photos),
    )


async def accept(effective: Effective, journal: Journal, at: datetime) -> None:
    """Remember a catalogue that passed its guards: its revision and the products whose record changed."""
    last = await journal.last_revision()
    if last is not None and last.revision == effective.revision:
        return
    known = await journal.last_good()
    changed = {}
    for key, product in effective.products.items():
        if key in effective.kept:
            continue
        names = [*product.images, *(variant.option_image for variant in product.variants if variant.option_image)]
        photos = {name: effective.photos[fold(name)] for name in names if fold(name) in effective.photos}
        good = LastGood(product=product, photos=photos)
        if known.get(key) != good.model_dump_json():
            changed[key] = good
    await journal.accept_catalogue(effective.revision, len(effective.read.skus_read), changed, at)


def _kept(refused: list[RefusedRow], read: Catalogue, last_good: Mapping[str, str]) -> dict[str, LastGood]:
    """The last accepted product of every refused row, by the row's product or, failing that, by its SKU."""
    wanted = {str(row.product) for row in refused if row.product is not None} | {str(name) for name in read.partial}
    lost = {fold(row.sku) for row in refused if row.sku and row.product is None}
    kept = {name: LastGood.model_validate_json(last_good[name]) for name in wanted if name in last_good}
    if lost:
        for name, raw in last_good.items():
            good = LastGood.model_validate_json(raw)
            if name not in kept and any(fold(variant.sku) in lost for variant in good.product.variants):
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


def _refusal(row: RefusedRow, kept: bool) -> Notice:
    reasons = [verdict for verdict in row.verdicts if verdict.outcome == "rejected"]
    cell = reasons[0] if reasons else None
    return Notice(
        code="row-refused-kept" if kept else "row-refused",
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
        },
    )
