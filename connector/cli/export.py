"""``ocop export``: what the connector goes by, as a sheet of its own. No file of the person's is ever written onto."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from connector.catalogue import Catalogue, read_catalogue
from connector.catalogue.presets import load_columns
from connector.catalogue.writing.exported import Marks, as_csv, as_workbook, marked
from connector.catalogue.writing.fields import Part, shared
from connector.model import Product
from connector.run import Workspace

from .asked import Asked, opened
from .files import keep_sources, new_only, said_where, write_file
from .loop import run_async
from .progress import Meter
from .settings import Settings
from .sources import files_of, kind_of
from .streams import emit, tell

__all__ = ["run"]


def run(settings: Settings, asked: Asked, file: Path, force: bool) -> int:
    kind = kind_of(file, (".xlsx", ".csv"))
    config, _ = settings.load()
    own = [*files_of(config.catalogue), config.path]
    keep_sources(file, own)
    products, marks = run_async(_effective(settings, asked))
    written = []
    for part, place in _places(shared(products), file):
        keep_sources(place, own)
        new_only(place, force)
        data = as_csv(part, settings.lang) if kind == ".csv" else as_workbook(part, marks, settings.lang)
        written.append(write_file(place, data))
        said_where(settings, place, written[-1])
    _say(settings, products, marks, written)
    return 0


async def _effective(settings: Settings, asked: Asked) -> tuple[list[Product], Marks]:
    """The products of the day and what the person's complete files say otherwise."""
    with Meter(settings) as meter:
        async with opened(settings, asked, meter) as workspace:
            effective = await workspace.effective()
            changed = workspace.config.catalogue.updates or workspace.options.updates
            own = _complete_files(workspace, await workspace.journal.names()) if changed else effective.read
    products = list(effective.products.values())
    return products, marked(products, own, effective.kept)


def _complete_files(workspace: Workspace, known: Collection[str]) -> Catalogue:
    files = workspace.config.catalogue
    return read_catalogue(
        files.products,
        files.producers,
        files.photos,
        day=workspace.options.day,
        owner=files.owner,
        papers=files.papers,
        columns=load_columns(files.columns) if files.columns else None,
        known=known,
    )


def _places(parts: Sequence[Part], file: Path) -> list[tuple[Part, Path]]:
    """The file of every part: the one asked for, then ``name (2)`` and so on."""
    return [
        (part, file if number == 1 else file.with_stem(f"{file.stem} ({number})"))
        for number, part in enumerate(parts, 1)
    ]


def _say(settings: Settings, products: Sequence[Product], marks: Marks, written: Sequence[Path]) -> None:
    rows = sum(len(product.variants) for product in products)
    if settings.as_json:
        emit(
            {
                "schema": "ocop/export@1",
                "files": [str(path) for path in written],
                "products": len(products),
                "skus": rows,
                "changed_cells": len(marks.changed),
                "kept_rows": len(marks.kept),
            }
        )
        return
    print(settings.say("export.written", products=len(products), rows=rows, file=", ".join(map(str, written))))
    if marks.changed or marks.kept:
        print(settings.say("export.marks", changed=len(marks.changed), kept=len(marks.kept)))
    if len(written) > 1:
        tell(settings.say("export.several"))
