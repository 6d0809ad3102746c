"""What a folder holds, file by file: can it be used as a picture, and if not, why not.

Whatever lies in the folder gets exactly one answer: files of any kind, broken links, pipes, names no editor can show.
Every picture is really decoded, on a small scale, since only that finds the half of it that is missing. Nothing
outside the folder is opened, nothing that is no ordinary file, and nothing is changed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from .decode import MAX_FILE_BYTES, decode
from .problem import MediaProblem
from .recipe import RECIPES
from .room import Room

__all__ = ["OK", "Checked", "FolderChecked", "check_folder"]

OK = "OK"
LEAST = max(recipe.min_size for recipe in RECIPES.values())
"""A longer side below this is refused by at least one shop."""
WANTED = max(recipe.size for recipe in RECIPES.values())
THUMB = 64
MMAP_THRESHOLD, LARGE = -3, 1_000_000
MOST_THREADS = 4
MAX_READ = 24_000_000
"""Bytes of files held at once; a larger one is read while no other is."""
GRAVEST = ("W_PHOTO_SMALL", "W_PHOTO_COLOURS", "W_PHOTO_ANIMATED", "W_PHOTO_UPSCALED")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """One file. ``width`` and ``height`` as seen upright; None where they are not known. ``format`` '' likewise.

    ``code`` is OK, the gravest W_PHOTO_* of a picture that can be used, or the E_PHOTO_* that says why it cannot.
    ``params`` complete the code's sentence.
    """

    file: str
    usable: bool
    code: str
    width: int | None = None
    height: int | None = None
    format: str = ""
    params: dict[str, object] = field(default_factory=dict)

    def record(self) -> dict[str, object]:
        """The public record of ``ocop media check --json``."""
        return {name: getattr(self, name) for name in ("file", "usable", "code", "width", "height", "format")}


@dataclass(frozen=True, slots=True)
class FolderChecked:
    """``files`` sorted by name; ``closed`` are the folders that could not be looked into."""

    files: tuple[Checked, ...]
    closed: tuple[str, ...]


def check_folder(folder: Path, *, threads: int | None = None, progress: Progress | None = None) -> FolderChecked:
    """Check every file in ``folder`` and the folders in it (not those that a link leads to)."""
    _give_memory_back()
    root = os.path.realpath(folder)
    closed: list[str] = []
    paths = list(_files(root, closed))
    reading = Room(MAX_READ)
    done: list[Checked] = []
    pool = ThreadPoolExecutor(threads or min(MOST_THREADS, os.cpu_count() or 1), thread_name_prefix="check")
    try:
        waiting = [pool.submit(_check, root, path, reading) for path in paths]
        for answer in as_completed(waiting):
            done.append(answer.result())
            if progress is not None:
                progress(len(done), len(paths))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return FolderChecked(tuple(sorted(done, key=lambda checked: checked.file)), tuple(sorted(closed)))


def _give_memory_back() -> None:
    """glibc keeps what large pictures leave for the next ones, a hundred megabytes at times: not here."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)


def _files(root: str, closed: list[str]) -> Iterable[str]:
    def refused(error: OSError) -> None:
        closed.append(_shown(os.path.relpath(error.filename or root, root)))

    for place, _, names in os.walk(root, onerror=refused):
        for name in names:
            yield os.path.join(place, name)


def _check(root: str, path: str, reading: Room) -> Checked:
    file = _shown(os.path.relpath(path, root))
    try:
        with reading.take(_size(root, path)):
            decoded = decode(_read(path), THUMB, "pad")
    except MediaProblem as problem:
        known = problem.params
        width, height = known.get("width"), known.get("height")
        return Checked(
            file,
            False,
            problem.code,
            width if isinstance(width, int) else None,
            height if isinstance(height, int) else None,
            str(known.get("format", "")),
            {**known, "file": file},
        )
    width, height = decoded.width, decoded.height
    found = {*decoded.warnings, *_small(width, height)} - (set() if max(width, height) < WANTED else {GRAVEST[-1]})
    code = next((code for code in GRAVEST if code in found), OK)
    params: dict[str, object] = {"file": file, "width": width, "height": height, "least": LEAST}
    return Checked(file, True, code, width, height, decoded.format, params)


def _small(width: int, height: int) -> set[str]:
    if max(width, height) < LEAST or min(width, height) < LEAST // 8:
        return {"W_PHOTO_SMALL"}
    return {"W_PHOTO_UPSCALED"} if max(width, height) < WANTED else set()


def _size(root: str, path: str) -> int:
    """How much there is to read. MediaProblem for all that is no ordinary file of this folder."""
    try:
        if os.path.islink(path) and not os.path.realpath(path).startswith(os.path.join(root, "")):
            raise MediaProblem("E_PHOTO_NOT_A_FILE")
        found = os.stat(path)
    except FileNotFoundError:
        raise MediaProblem("E_PHOTO_NOT_A_FILE" if os.path.islink(path) else "E_PHOTO_GONE") from None
    except (OSError, ValueError):
        raise MediaProblem("E_PHOTO_NOT_A_FILE" if os.path.islink(path) else "E_PHOTO_UNREADABLE") from None
    if not stat.S_ISREG(found.st_mode):
        raise MediaProblem("E_PHOTO_NOT_A_FILE")
    if found.st_size > MAX_FILE_BYTES:
        megabytes = found.st_size // 1_000_000
        raise MediaProblem("E_PHOTO_TOO_LARGE", megabytes=megabytes, most=MAX_FILE_BYTES // 1_000_000)
    return found.st_size


def _read(path: str) -> bytes:
    """Never more than may be decoded, whatever has happened to the file since; never waiting for a pipe's writer."""
    try:
        with os.fdopen(
            os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
        ) as f:
            return f.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise MediaProblem("E_PHOTO_GONE") from None
    except OSError:
        raise MediaProblem("E_PHOTO_UNREADABLE") from None


def _shown(path: str) -> str:
    """A path as text, with '/' between its parts; bytes that are no letters are spelled."""
    path = path.replace(os.sep, "/")
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass") if sys.platform == "win32" else os.fsencode(path)
        return raw.decode("utf-8", "backslashreplace")
    return path
