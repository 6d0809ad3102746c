"""The pictures of a shop brought into a folder: as served, named by SKU and place, each once.

A picture whose content the folder has is not fetched again, whatever its file is called; a file that is there already
is never written over. What the journal knows as ours maps back to the photo it was made from, where that is there.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connector.catalogue.photos import EXTENSIONS
from connector.errors import BadUse
from connector.model import Group, MediaIdentity
from connector.wire.download import NoPicture, Picture
from media import MediaProblem, SourceHashes
from media.badged import badge_on

from .pulled_goods import Goods, PictureNames

__all__ = ["Fetch", "Gathered", "Lost", "gather", "pictures_of"]

WORKERS = 6
BESIDE = 100
NOTED_BY = 10
PREFIX = 32
"""Characters of a photo's SHA-256 that a media key holds."""

Fetch = Callable[[str], Awaitable[Picture]]
Note = Callable[[Mapping[str, str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture: its id on the shop, where it is served, and what to call it. ``option`` is the value it shows."""

    remote_id: str
    address: str
    stem: str
    option: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A picture that did not come, and why."""

    stem: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Gathered:
    """What a pull has of pictures. ``files`` and ``shas`` are by remote id."""

    files: dict[str, str] = field(default_factory=dict)
    shas: dict[str, str] = field(default_factory=dict)
    fetched: int = 0
    kept: int = 0
    lost: list[Lost] = field(default_factory=list)
    badged: dict[str, int] = field(default_factory=dict)
    """File -> star of a badge of ours that is drawn on it."""

    def names(self, goods: Goods) -> PictureNames:
        """The files of one listing, as far as they came."""
        wanted = pictures_of(goods)
        gallery = [self.files[one.remote_id] for one in wanted if not one.option and one.remote_id in self.files]
        options = {
            one.option: self.files[one.remote_id] for one in wanted if one.option and one.remote_id in self.files
        }
        whole = len(options) == sum(bool(one.option) for one in wanted)
        return PictureNames(tuple(dict.fromkeys(gallery)), options if whole else {})


def pictures_of(goods: Goods) -> list[Wanted]:
    """What a listing shows: the gallery in order, then the pictures of options."""
    remote = goods.remote
    gallery, structure = remote.groups.get(Group.MEDIA), remote.groups.get(Group.STRUCTURE)
    images = structure.get("images") if isinstance(structure, dict) else None
    options = images.items() if isinstance(images, dict) else ()
    shown = [(_id(picture), "") for picture in gallery] if isinstance(gallery, list) else []
    shown += [(_id(picture), value) for value, picture in options]
    stems = [f"{goods.key}_{n}" for n in range(1, len(shown) + 1)]
    return [
        Wanted(remote_id, remote.picture_urls.get(remote_id, ""), stem, option)
        for (remote_id, option), stem in zip(shown, stems, strict=True)
    ]


def _id(picture: object) -> str:
    return str(picture).removeprefix("remote:")


@dataclass(slots=True)
class Folder:
    """The photos folder while it fills: content by name, and the other way round."""

    path: Path
    hashes: SourceHashes
    by_sha: dict[str, tuple[str, str]] = field(default_factory=dict)
    """File and whole SHA-256 by its beginning."""

    def look(self) -> None:
        """Learn what lies there, at any depth."""
        for file in sorted(self.path.rglob("*")) if self.path.is_dir() else ():
            if file.suffix.lower() in EXTENSIONS and file.is_file() and (sha := self.hashes.sha256(file)):
                self.by_sha.setdefault(sha[:PREFIX], (file.name, sha))

    def put(self, stem: str, picture: Picture, sha: str) -> str:
        """Write a picture under its name, or beside a file of that name that is something else; the name."""
        known, _ = self.by_sha.get(sha[:PREFIX], ("", ""))
        if known.startswith(stem):
            return known
        for name in _names(stem, picture.suffix):
            place = self.path / name
            if any((self.path / f"{Path(name).stem}{suffix}").exists() for suffix in EXTENSIONS):
                continue
            draft = self.path / f".{secrets.token_hex(6)}.tmp"
            try:
                draft.write_bytes(picture.data)
                os.replace(draft, place)
            finally:
                draft.unlink(missing_ok=True)
            self.by_sha.setdefault(sha[:PREFIX], (name, sha))
            return name
        raise NoPicture("E_PULL_PICTURE_NAME", address=stem)


def _names(stem: str, suffix: str) -> Iterator[str]:
    yield f"{stem}{suffix}"
    for count in range(2, BESIDE):
        yield f"{stem}-{count}{suffix}"


async def gather(
    goods: Sequence[Goods],
    folder: Path,
    known: Mapping[str, str],
    hashes: SourceHashes,
    fetch: Fetch,
    note: Note,
    progress: Callable[[str, int, int], None],
) -> Gathered:
    """Bring in every picture of ``goods``. ``known`` has the media key of those the journal knows, by remote id.

    ``note`` is told the content of what came, by remote id, while it comes: a pull that is cut off goes on there.
    """
    wanted = list({one.remote_id: one for each in goods for one in pictures_of(each)}.values())
    there = Folder(folder, hashes)
    await asyncio.to_thread(there.look)
    folder.mkdir(parents=True, exist_ok=True)
    found, queue = Gathered(), iter(wanted)
    done, noted = 0, 0

    async def worker() -> None:
        nonlocal done, noted
        for one in queue:
            await _bring(one, there, known.get(one.remote_id, ""), fetch, found)
            done += 1
            progress("fetching", done, len(wanted))
            if len(found.shas) >= noted + NOTED_BY:
                fresh, noted = dict(list(found.shas.items())[noted:]), len(found.shas)
                await note(fresh)

    progress("fetching", 0, len(wanted))
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(worker())
    finally:
        await note(dict(list(found.shas.items())[noted:]))
    return found


async def _bring(one: Wanted, there: Folder, key: str, fetch: Fetch, found: Gathered) -> None:
    ours = MediaIdentity.of_key(key)
    if ours is not None and ours.source_sha256 in there.by_sha:
        found.files[one.remote_id], found.shas[one.remote_id] = there.by_sha[ours.source_sha256]
        found.kept += 1
        return
    try:
        picture = await fetch(one.address)
        star = await asyncio.to_thread(badge_on, picture.data)
        sha = hashlib.sha256(picture.data).hexdigest()
        name = await asyncio.to_thread(there.put, one.stem, picture, sha)
    except (NoPicture, MediaProblem) as error:
        told = error.about(one.stem) if isinstance(error, MediaProblem) else error
        found.lost.append(Lost(one.stem, told.code, dict(told.params)))
        return
    except OSError as error:
        raise BadUse("E_FILE_NOT_WRITTEN", file=str(there.path / one.stem), reason=error.strerror or "") from None
    found.files[one.remote_id] = name
    found.shas[one.remote_id] = sha
    found.fetched += 1
    if star:
        found.badged[name] = star
