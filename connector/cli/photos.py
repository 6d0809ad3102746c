"""``ocop photos``: whose photo is which. Shows what is known, asks for the rest in a workbook, reads the answers back.

The photos are never renamed or changed, and no sheet of the person's is written to: answers become an update file of
their own. ``--json`` prints one object, ``ocop/photos@1`` or, with ``--read``, ``ocop/photos-update@1``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from connector.catalogue.presets import load_columns
from connector.config import CONFIG_NAME, CatalogueConfig, load_config
from connector.errors import BadUse
from connector.run.photos import Photo, Sheets, Survey, photos_folder, survey

from .files import keep_sources, new_only, said_where, write_file
from .photos_as_json import as_json, update_as_json
from .photos_page import PhotosPage
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .sources import kind_of
from .streams import emit

__all__ = ["Asked", "run"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says; what it does not name comes from the configuration, if there is one."""

    folder: Path | None = None
    products: tuple[Path, ...] = ()
    columns: str | None = None
    out: Path | None = None
    read: Path | None = None
    force: bool = False


def run(settings: Settings, asked: Asked) -> int:
    known = _known(settings)
    folder = asked.folder or known.photos
    if folder is None:
        raise BadUse("E_PHOTOS_NO_FOLDER")
    sheets = _sheets(asked, known)
    if asked.out is not None:
        kind_of(asked.out, (".xlsx",) if asked.read is None else (".xlsx", ".csv"))
        new_only(asked.out, asked.force)
        keep_sources(asked.out, (*sheets.products, *sheets.updates, known.producers, asked.read))
    if asked.read is not None:
        return _read_back(settings, asked.read, asked.out, folder, sheets)
    with Meter(settings) as meter:
        found = survey(folder, sheets, progress=meter)
    written = _ask(settings, found, asked.out) if asked.out is not None else None
    if settings.as_json:
        emit(as_json(found, written))
    else:
        PhotosPage(settings).show(found, written)
    return PERSON if found.needs_person else 0


def _known(settings: Settings) -> CatalogueConfig:
    has_config = settings.config is not None or Path(CONFIG_NAME).exists()
    return load_config(settings.config).catalogue if has_config else CatalogueConfig()


def _sheets(asked: Asked, known: CatalogueConfig) -> Sheets:
    named = asked.columns or known.columns
    columns = load_columns(named) if named else None
    if asked.products:
        return Sheets(asked.products, columns=columns, owner=known.owner)
    return Sheets(known.products, known.updates, columns, known.owner)


def _ask(settings: Settings, found: Survey, out: Path) -> Path:
    """Write the workbook to fill in."""
    from connector.catalogue.writing.photo_book import PhotoLine, photo_book

    say = settings.say
    lines = [
        PhotoLine(
            file=photo.place,
            thumbnail=photo.look.thumbnail,
            taken=_moment(settings, photo),
            group=photo.group,
            guess=found.owners[photo.guess].label if photo.guess >= 0 else "",
            remarks="\n".join(
                [
                    *([say(f"photos.reason.{photo.reason}")] if photo.reason else []),
                    *(say(finding.code, **finding.params) for finding in photo.findings),
                ]
            ),
        )
        for photo in found.unplaced
    ]
    written = write_file(out, photo_book(lines, [owner.label for owner in found.owners], settings.lang))
    said_where(settings, out, written)
    return written


def _moment(settings: Settings, photo: Photo) -> str:
    if photo.taken is None:
        return ""
    shown = photo.taken.strftime("%d/%m/%Y %H:%M:%S")
    return shown if photo.taken_by == "camera" else settings.say("photos.file_time", moment=shown)


def _read_back(settings: Settings, book: Path, out: Path | None, folder: Path, sheets: Sheets) -> int:
    from connector.catalogue.photo_answers import read_answers, updated
    from connector.catalogue.writing.photo_book import update_csv, update_workbook

    if not sheets.products:
        raise BadUse("E_PHOTOS_NO_SHEET")
    if out is None:
        raise BadUse("E_PHOTOS_NO_OUT")
    index = photos_folder(folder)
    owners = sheets.owners(index)
    answers = read_answers(book, owners, index)
    rows = list(updated(owners, answers))
    written = None
    if rows:
        make = update_csv if out.suffix.lower() == ".csv" else update_workbook
        written = write_file(out, make(rows, settings.lang))
        said_where(settings, out, written)
    if settings.as_json:
        emit(update_as_json(answers, rows, written, settings.lang))
    else:
        PhotosPage(settings).show_update(book.name, answers, len(rows), written)
    return PERSON if answers.bad else 0
