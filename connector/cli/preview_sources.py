"""What ``ocop media preview`` shows: photos alone, sheets of the command line, or the configuration's catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from connector.catalogue import PhotoIndex, read_catalogue
from connector.catalogue.photos import APPLE, EXTENSIONS
from connector.catalogue.photos_by_name import natural
from connector.catalogue.presets import load_columns
from connector.clock import SystemClock
from connector.config import CONFIG_NAME, Config, load_config
from connector.errors import BadUse
from connector.model import Product, fold
from connector.report.figures import day_text
from connector.run.photos import OTHER_PICTURES, photos_folder
from connector.run.preview import (
    Entry,
    Window,
    marketplace_windows,
    photos_of,
    product_entry,
    shop_windows,
    stand_ins,
    treatments,
)
from connector.run.why import find_product
from media import Renditions, hash_file
from media.bare import format_of
from media.preview import is_page

from .asked import Asked as Run
from .asked import opened
from .loop import run_async
from .preview_words import printable
from .progress import Meter
from .settings import Settings
from .sources import files_of

__all__ = ["Asked", "View", "view_of"]

PICTURES = (*EXTENSIONS, *APPLE, *OTHER_PICTURES)
HEAD = 512


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    paths: tuple[Path, ...] = ()
    out: Path = Path("sheet.png")
    producers: Path | None = None
    photos: Path | None = None
    columns: str | None = None
    only: tuple[str, ...] = ()
    first: int | None = None
    star: int | None = None
    day: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """Entries in order, what stands above them, and what is to be said of them as a whole.

    ``cache`` is the workspace's, so that a later run finds what was drawn. ``sources`` must not be written onto.
    """

    entries: Sequence[Entry]
    lines: tuple[str, ...]
    cache: Renditions | None = None
    products: bool = True
    refused: int = 0
    others: int = 0
    sources: tuple[Path, ...] = ()


def view_of(settings: Settings, asked: Asked, day: date, meter: Meter) -> View:
    """BadUse where something named is not there, or options do not go together."""
    paths = [path.expanduser() for path in asked.paths]
    for path in paths:
        if not path.exists():
            raise BadUse("E_PREVIEW_PATH", path=str(path))
    if len(paths) == 1 and (paths[0] / CONFIG_NAME).is_file():
        settings, paths = replace(settings, config=paths[0] / CONFIG_NAME), []
    folders = [path for path in paths if path.is_dir()]
    pictures = [path for path in paths if path not in folders and path.suffix.lower() in PICTURES]
    sheets = [path for path in paths if path not in folders and path not in pictures]
    if paths and not sheets:
        if asked.only or asked.photos or asked.producers:
            raise BadUse("E_PREVIEW_NO_CATALOGUE")
        return _photos(settings, asked, day, folders, pictures)
    if asked.star is not None:
        raise BadUse("E_PREVIEW_STAR")
    if pictures or len(folders) > 1 or (folders and asked.photos):
        raise BadUse("E_PREVIEW_MIXED")
    if sheets:
        return _sheets(settings, replace(asked, photos=asked.photos or next(iter(folders), None)), sheets, day)
    if asked.photos or asked.producers or asked.columns:
        raise BadUse("E_PREVIEW_NO_SHEET")
    return run_async(_configured(settings, asked, day, meter))


def _photos(settings: Settings, asked: Asked, day: date, folders: Sequence[Path], pictures: Sequence[Path]) -> View:
    """What looks like a picture, by name or by content; our own pages are none."""
    found: list[tuple[Path, str]] = []
    others = 0
    for folder in folders:
        for path in photos_folder(folder):
            name = path.relative_to(folder).as_posix()
            if path.name.startswith(("._", "~$")) or is_page(path):
                continue
            if path.suffix.lower() in PICTURES or _is_picture(path):
                found.append((path, name if len(folders) == 1 else f"{folder.name}/{name}"))
            else:
                others += 1
    found.sort(key=lambda pair: natural(printable(pair[1])))
    found += [(path, path.name) for path in pictures]
    badge = f"{asked.star}-{day.year}" if asked.star else ""
    entries = photos_of(found[: asked.first], treatments(), badge)
    where = printable(", ".join(str(path) for path in folders))
    lines = [settings.say("preview.of_photos" if where else "preview.of_files", count=len(entries), folder=where)]
    if asked.star:
        lines.append(settings.say("preview.star_tried", star=asked.star))
    return View(entries, tuple(lines), products=False, others=others, sources=tuple(pictures))


def _is_picture(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return format_of(file.read(HEAD)) is not None
    except (OSError, ValueError):
        return False


def _sheets(settings: Settings, asked: Asked, sheets: Sequence[Path], day: date) -> View:
    """Sheets of the command line; what it does not name comes from the configuration, if there is one."""
    has_config = settings.config is not None or Path(CONFIG_NAME).exists()
    config = load_config(settings.config) if has_config else Config()
    known = config.catalogue
    folder = asked.photos or known.photos
    if folder is None:
        raise BadUse("E_PREVIEW_NO_PHOTOS")
    index = photos_folder(folder)
    producers = asked.producers or known.producers
    named = asked.columns or known.columns
    columns = load_columns(named) if named else None
    read = read_catalogue(tuple(sheets), producers, folder, day=day, owner=known.owner, columns=columns)
    products = {str(product.product_id): product for product in read.products}
    makers = read.producers if producers else stand_ins(read.products)
    hashes, clock = _hashes(read.products, index), SystemClock()
    windows = (
        shop_windows(config, {}, makers, hashes, clock) if config.shop else marketplace_windows(makers, hashes, clock)
    )
    sources = (*sheets, *([producers] if producers else []))
    return _catalogue(settings, asked, products, windows, index, day, refused=len(read.refused), sources=sources)


async def _configured(settings: Settings, asked: Asked, day: date, meter: Meter) -> View:
    """The catalogue of the configuration as a run would take it, composed by the facts of the last run."""
    run = Run.read(asked.day)
    async with opened(settings, run, meter) as workspace:
        config = workspace.config
        if config.catalogue.photos is None:
            raise BadUse("E_PREVIEW_NO_PHOTOS")
        photos_folder(config.catalogue.photos)
        effective = await workspace.effective()
        known = {shop.name: await workspace.journal.facts(shop.name) for shop in config.shop}
        facts = {name: one for name, one in known.items() if one is not None}
        clock = workspace.clock
        if config.shop:
            windows = shop_windows(config, facts, effective.producers, effective.photos, clock)
        else:
            windows = marketplace_windows(effective.producers, effective.photos, clock)
        refused = len(effective.read.refused)
        cache = Renditions(workspace.state.renditions)
    own = (*files_of(config.catalogue), config.path)
    view = _catalogue(
        settings, asked, effective.products, windows, effective.read.photos, day, refused=refused, sources=own
    )
    return replace(view, cache=cache)


def _catalogue(
    settings: Settings,
    asked: Asked,
    products: Mapping[str, Product],
    windows: Sequence[Window],
    index: PhotoIndex,
    day: date,
    *,
    refused: int,
    sources: tuple[Path, ...],
) -> View:
    chosen = [find_product(products, word)[0] for word in asked.only] or list(products.values())
    once = list({str(product.product_id): product for product in chosen}.values())[: asked.first]
    lines = [settings.say("preview.of_products", count=len(once), day=day_text(day, settings.lang))]
    unknown = [window.title for window in windows if window.shop and not window.knows_shop]
    if unknown:
        lines.append(settings.say("preview.before_first_run", shops=", ".join(dict.fromkeys(unknown))))
    entries = [product_entry(product, windows, index, day) for product in once]
    return View(entries, tuple(lines), refused=refused, sources=sources)


def _hashes(products: Iterable[Product], index: PhotoIndex) -> dict[str, str]:
    """SHA-256 of every picture the products name, by folded name."""
    found: dict[str, str] = {}
    for product in products:
        for name in (*product.images, *(variant.option_image for variant in product.variants)):
            path = index.find(name) if name and fold(name) not in found else None
            if path is not None:
                try:
                    found[fold(name)] = hash_file(path)
                except OSError:
                    continue
    return found
