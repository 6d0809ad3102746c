"""``ocop pull``: the first sheet and photos of a co-op, made from the shop it has. The shop is only read.

No file of a person's is written over: not a sheet (``--force`` replaces one that is no source of the configuration),
never a photo. The sheet stands before anything is remembered of it. ``--json`` prints one ``ocop/pull@1``.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from connector.config import Config
from connector.errors import BadUse
from connector.port import installed
from connector.run.pull import Pulled, pull

from .asked import Asked as Options
from .asked import chosen, opened
from .files import new_only, reachable, said_where, write_file
from .loop import run_async
from .problems import PERSON
from .progress import Meter
from .settings import Settings
from .sources import files_of, kind_of
from .streams import emit, tell

__all__ = ["Asked", "run"]

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    shop: str
    out: Path
    photos: Path
    only_new: bool = False
    force: bool = False


def run(settings: Settings, asked: Asked) -> int:
    kind_of(asked.out, (".xlsx",))
    config, _ = settings.load()
    _nothing_lost(config, asked)

    def interrupted() -> bool:
        tell(settings.say("pull.interrupted", folder=asked.photos))
        return False

    found, written = run_async(_pulled(settings, asked), interrupted)
    if written is not None:
        said_where(settings, asked.out, written)
    if settings.as_json:
        emit(_json(found, written, settings))
    else:
        _say(settings, found, written, asked, config)
    return PERSON if found.pictures.lost or found.pictures.badged or found.left_out else 0


def _nothing_lost(config: Config, asked: Asked) -> None:
    """BadUse where something of the person's stands in the way."""
    out = reachable(asked.out.expanduser())
    for source in (*files_of(config.catalogue), config.path):
        if out.exists() and source.exists() and os.path.samefile(out, source):
            raise BadUse("E_OUT_IS_SOURCE", file=str(asked.out))
    new_only(asked.out, asked.force)
    folder = asked.photos.expanduser()
    if folder.exists() and not folder.is_dir():
        raise BadUse("E_PULL_NO_FOLDER", folder=str(asked.photos))
    if not asked.force and folder.is_dir() and any(folder.iterdir()):
        raise BadUse("E_PULL_FOLDER_FULL", folder=str(asked.photos))


async def _pulled(settings: Settings, asked: Asked) -> tuple[Pulled, Path | None]:
    with Meter(settings) as meter:
        async with opened(settings, Options(), meter) as workspace:
            (shop,) = chosen(workspace.config, (asked.shop,))
            meter.about(shop.name)
            with workspace.state.holding(shop.name):
                found = await pull(workspace, shop, asked.photos.expanduser(), new_only=asked.only_new)
                if not found.goods and not found.left_out:
                    return found, None
                written = write_file(asked.out, _workbook(found, settings))
                await found.record(workspace.journal, workspace.clock)
    return found, written


def _workbook(found: Pulled, settings: Settings) -> bytes:
    from connector.catalogue.writing.pulled_sheet import pulled_workbook

    channels = sorted(name for name in installed() if name != "memory")
    return pulled_workbook(found.rows(settings.lang), found.shown(settings.lang), found.shop, channels, settings.lang)


def _say(settings: Settings, found: Pulled, written: Path | None, asked: Asked, config: Config) -> None:
    say, pictures = settings.say, found.pictures
    rows = sum(len(one.skus) for one in found.goods)
    known = sum(one.known for one in found.goods)
    if written is None:
        code = "pull.nothing_new" if found.listings else "pull.nothing"
        print(say(code, shop=found.shop, listings=found.listings))
        return
    print(say("pull.done", shop=found.shop, listings=found.listings, rows=rows, file=written))
    print(say("pull.pictures", fetched=pictures.fetched, kept=pictures.kept, folder=asked.photos))
    for code, count in (("proposed", found.proposed), ("known", known), ("skipped", found.skipped)):
        if count:
            print(say(f"pull.{code}", count=count))
    for line in _problems(found, settings):
        print("  " + line)
    lacking = _lacking(config, written, asked.photos)
    if lacking:
        print(say("pull.config", file=config.path, section="[catalogue]"))
        print("\n".join(f"    {line}" for line in lacking))
    if rows > known:
        print(say("pull.next"))


def _problems(found: Pulled, settings: Settings) -> list[str]:
    """What a person has to look at, one line each."""
    say, pictures = settings.say, found.pictures
    lines = [say("pull.lost", picture=one.stem, reason=say(one.code, **one.params)) for one in pictures.lost]
    lines += [say("pull.badged_file", file=file, star=star) for file, star in sorted(pictures.badged.items())]
    lines += [say("pull.left_out_one", listing=remote.remote_id) for remote in found.left_out]
    return lines if len(lines) <= SHOWN else [*lines[:SHOWN], say("pull.more", count=len(lines) - SHOWN)]


def _lacking(config: Config, written: Path, photos: Path) -> list[str]:
    """The lines of ``ocop.toml`` that would make it read what was just written."""
    files = config.catalogue
    place = photos.expanduser().absolute()
    lines = []
    if written not in [path.absolute() for path in files.products]:
        lines.append(f"products  = [{_quoted(written, config)}]")
    if files.producers is None:
        lines.append(f"producers = {_quoted(written, config)}")
    if files.photos is None or files.photos.absolute() != place:
        lines.append(f"photos    = {_quoted(place, config)}")
    return lines


def _quoted(path: Path, config: Config) -> str:
    near = path.relative_to(config.folder) if path.is_relative_to(config.folder) else path
    return json.dumps(near.as_posix(), ensure_ascii=False)


def _json(found: Pulled, written: Path | None, settings: Settings) -> dict[str, JsonValue]:
    pictures = found.pictures
    lost: list[JsonValue] = [
        {"picture": one.stem, "code": one.code, "message": settings.say(one.code, **one.params)}
        for one in pictures.lost
    ]
    listings: list[JsonValue] = [
        {
            "listing": one.remote.remote_id,
            "product": one.key,
            "skus": list(one.skus.values()),
            "proposed": [sku for remote_id, sku in one.skus.items() if remote_id in one.proposed],
            "known": one.known,
        }
        for one in found.goods
    ]
    return {
        "schema": "ocop/pull@1",
        "shop": found.shop,
        "file": str(written) if written else None,
        "listings": listings,
        "left_out": [remote.remote_id for remote in found.left_out],
        "skipped": found.skipped,
        "pictures": {
            "fetched": pictures.fetched,
            "kept": pictures.kept,
            "lost": lost,
            "badged": dict(sorted(pictures.badged.items())),
        },
    }
