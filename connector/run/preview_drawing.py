"""The pictures of a preview, drawn one entry at a time: originals small and upright, renditions as shops get them.

Photos are read and decoded once for all shops, in threads, a few entries ahead of whoever takes them, so a thousand
photos need no more memory than ten. A picture that cannot be made is an answer too, never an error.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from PIL import Image

from connector.model import Claim, MediaIdentity, fold
from media import MediaProblem, Rendition, Renditions
from media.decode import MAX_FILE_BYTES
from media.preview import TILE
from media.render import read_source, render_many
from media.room import Room
from media.thumbnail import miniature

from .preview import Entry, Photo

__all__ = ["Drawing", "Made", "Original", "draw_all"]

READ_AT_ONCE = 48_000_000
"""Bytes of photos held at once; a larger one is read while no other is."""
MOST_THREADS = 4

_reading = Room(READ_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Original:
    """The photo as it is, upright and small, or why it cannot be shown."""

    photo: Photo
    image: Image.Image | None = None
    width: int = 0
    height: int = 0
    format: str = ""
    problem: MediaProblem | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """One picture as a shop shows it, small; ``column`` is the place of its photo, the card's comes after all."""

    identity: MediaIdentity
    column: int
    image: Image.Image | None = None
    warnings: tuple[str, ...] = ()
    problem: MediaProblem | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """An entry with its pictures; ``made`` has one list for each gallery, or one for all recipes."""

    entry: Entry
    originals: tuple[Original, ...]
    made: tuple[tuple[Made, ...], ...]

    @property
    def problems(self) -> Iterator[MediaProblem]:
        """Why pictures are missing, each reason of a photo once."""
        seen = set()
        for problem in (*(o.problem for o in self.originals), *(m.problem for shop in self.made for m in shop)):
            if problem is not None and (key := (problem.code, str(problem.params.get("file")))) not in seen:
                seen.add(key)
                yield problem


@dataclass(slots=True)
class _Pot:
    """How renditions are made: through the cache of a workspace, or each anew."""

    cache: Renditions | None

    def made(
        self, data: bytes | None, wanted: Sequence[tuple[MediaIdentity, Claim | None]]
    ) -> Sequence[Rendition | MediaProblem]:
        if not wanted:
            return ()
        if self.cache is not None:
            return self.cache.get_many(data, wanted)
        if data is not None:
            return render_many(data, wanted)
        gone = MediaProblem("E_PHOTO_GONE", file=wanted[0][0].file)
        return [
            render_many(identity.file.encode("utf-8"), [(identity, claim)])[0] if identity.card else gone
            for identity, claim in wanted
        ]


def draw_all(
    entries: Iterable[Entry],
    cache: Renditions | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Iterator[Drawing]:
    """Every entry drawn, in order; only a few are held beside the one that is out."""
    pot = _Pot(cache)
    count = threads or min(MOST_THREADS, os.cpu_count() or 1)
    waiting = iter(entries)
    ahead: deque[Future[Drawing]] = deque()
    pool = ThreadPoolExecutor(count, thread_name_prefix="preview")
    done = 0
    try:
        ahead.extend(pool.submit(_draw, entry, pot) for entry in islice(waiting, 2 * count))
        while ahead:
            drawing = ahead.popleft().result()
            ahead.extend(pool.submit(_draw, entry, pot) for entry in islice(waiting, 1))
            done += 1
            progress(done)
            yield drawing
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _draw(entry: Entry, pot: _Pot) -> Drawing:
    originals: list[Original] = []
    made: list[list[Made]] = [[] for _ in entry.galleries] or [[]]
    for column, photo in enumerate(entry.photos):
        with _reading.take(_size(photo)):
            data, problem = _read(photo)
            original = _original(photo, data, problem)
            originals.append(original)
            for at, picture in _pictures(entry, column, original, data, pot):
                made[at].append(picture)
    for at, gallery in enumerate(entry.galleries):
        cards = [(identity, gallery.claim) for identity in gallery.pictures if identity.card]
        for (identity, _), result in zip(cards, pot.made(None, cards), strict=True):
            made[at].append(_small(identity, len(entry.photos), result, ""))
    return Drawing(entry, tuple(originals), tuple(map(tuple, made)))


def _pictures(
    entry: Entry, column: int, original: Original, data: bytes | None, pot: _Pot
) -> Iterator[tuple[int, Made]]:
    """What is made of one photo, all shops' pictures in one go, with the place of the gallery each belongs to."""
    name = original.photo.name
    wanted: list[tuple[int, tuple[MediaIdentity, Claim | None]]] = []
    if entry.product is None and data is not None and original.problem is None:
        sha = hashlib.sha256(data).hexdigest()
        for how in entry.treatments:
            badge, corner = (entry.badge, how.corner) if entry.badge and how.corner else ("", "")
            plain = MediaIdentity(source_sha256=sha, recipe=how.recipe.name, badge=badge, badge_at=corner, file=name)
            wanted.append((0, (plain, None)))
    for at, gallery in enumerate(entry.galleries):
        mine = (one for one in gallery.all_pictures if not one.card and fold(one.file) == fold(name))
        wanted.extend((at, (identity, gallery.claim)) for identity in mine)
    results = pot.made(data, [one for _, one in wanted])
    for (at, (identity, _)), result in zip(wanted, results, strict=True):
        yield at, _small(identity, column, result, name)


def _small(identity: MediaIdentity, column: int, result: Rendition | MediaProblem, name: str) -> Made:
    if isinstance(result, MediaProblem):
        return Made(identity, column, problem=result.about(name) if name else result)
    with Image.open(BytesIO(result.data)) as picture:
        picture.draft("RGB", (TILE, TILE))
        small = picture.convert("RGB")
    small.thumbnail((TILE, TILE), Image.Resampling.BICUBIC)
    return Made(identity, column, small, result.warnings)


def _original(photo: Photo, data: bytes | None, problem: MediaProblem | None) -> Original:
    if data is None:
        return Original(photo, problem=problem)
    try:
        small = miniature(data, TILE)
    except MediaProblem as found:
        return Original(photo, problem=found.about(photo.name))
    return Original(photo, small.image, small.width, small.height, small.format)


def _size(photo: Photo) -> int:
    try:
        return min(photo.path.stat().st_size, MAX_FILE_BYTES) if photo.path is not None else 0
    except (OSError, ValueError):
        return 0


def _read(photo: Photo) -> tuple[bytes | None, MediaProblem | None]:
    """The photo's bytes, or why there are none; what is too large to be opened is not read."""
    if photo.path is None:
        return None, MediaProblem("E_PHOTO_GONE", file=photo.name)
    try:
        if photo.path.stat().st_size > MAX_FILE_BYTES:
            most = MAX_FILE_BYTES // 1_000_000
            megabytes = photo.path.stat().st_size // 1_000_000
            return None, MediaProblem("E_PHOTO_TOO_LARGE", file=photo.name, megabytes=megabytes, most=most)
        return read_source(photo.path), None
    except MediaProblem as problem:
        return None, problem.about(photo.name)
    except FileNotFoundError:
        return None, MediaProblem("E_PHOTO_GONE", file=photo.name)
    except (OSError, ValueError):
        return None, MediaProblem("E_PHOTO_UNREADABLE", file=photo.name)
