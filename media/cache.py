"""Renditions kept on disk by what they are, so that no picture is drawn twice.

A file's name hashes the identity and the versions of what drew it: those belong to this cache only (decision 20),
never to what a shop is told. Each file carries a line of facts, with the hash of the bytes below; one that does not
agree with itself is drawn anew. Files appear whole or not at all; the longest unused go when the folder grows too big.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import PIL
from PIL import features

from connector.model import Claim, MediaIdentity
from connector.state import private_folder

from .problem import MediaProblem
from .render import Rendition, Wanted, read_source, render_many

__all__ = ["ART_VERSION", "Renditions"]

ART_VERSION = 2
"""Raised when our own drawing or scaling changes: the cache forgets, shops keep what they accepted."""
DRAWN_BY = f"art-{ART_VERSION} pillow-{PIL.__version__} jpeg-{features.version('jpg') or ''}"
MAX_BYTES = 4_000_000_000
SUFFIX = ".rendition"


class Renditions:
    """The renditions in ``folder``. Safe for processes, and for threads, which never draw one picture twice."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._drawing: dict[str, tuple[threading.Lock, int]] = {}
        self._held: int | None = None
        self.drawn = 0
        """How many pictures this object had to draw."""

    def kept(self, identity: MediaIdentity) -> Rendition | None:
        """The rendition if it is here and whole, without a look at any source."""
        file = self._file(identity)
        try:
            facts, _, data = file.read_bytes().partition(b"\n")
            told = json.loads(facts)
            rendition = Rendition(
                key=told["key"],
                data=data,
                content_type=told["content_type"],
                width=told["width"],
                height=told["height"],
                sha256=told["sha256"],
                warnings=tuple(told["warnings"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if rendition.key != identity.key or hashlib.sha256(data).hexdigest() != rendition.sha256:
            return None
        with contextlib.suppress(OSError):
            os.utime(file)  # last used, for the day the folder is full
        return rendition

    def get(self, identity: MediaIdentity, source: Path | bytes | None, claim: Claim | None) -> Rendition:
        """The rendition, drawn only if it is not kept. A card needs no ``source``: its text is in the identity.

        MediaProblem E_PHOTO_CHANGED where the source is no longer the content the identity names: the plan is stale.
        """
        (made,) = self.get_many(source, [(identity, claim)])
        if isinstance(made, MediaProblem):
            raise made
        return made

    def get_many(self, source: Path | bytes | None, wanted: Sequence[Wanted]) -> list[Rendition | MediaProblem]:
        """Several renditions of one source: the source is read and decoded once for all that are not kept."""
        with contextlib.ExitStack() as alone:
            for key in sorted({identity.key for identity, _ in wanted}):  # in one order, so that no two wait in a ring
                alone.enter_context(self._alone(key))
            made: dict[str, Rendition | MediaProblem] = {}
            missing: dict[str, Wanted] = {}
            for identity, claim in wanted:
                kept = self.kept(identity)
                if kept is not None:
                    made[identity.key] = kept
                else:
                    missing[identity.key] = (identity, claim)
            if missing:
                made |= self._drawn(source, missing)
            return [made[identity.key] for identity, _ in wanted]

    def _drawn(self, source: Path | bytes | None, missing: Mapping[str, Wanted]) -> dict[str, Rendition | MediaProblem]:
        made: dict[str, Rendition | MediaProblem] = {}
        by_content: dict[str, list[Wanted]] = {}
        for one in missing.values():
            by_content.setdefault(one[0].source_sha256, []).append(one)
        for alike in by_content.values():
            drawn: Sequence[Rendition | MediaProblem]
            try:
                drawn = render_many(self._source(alike[0][0], source), alike)
            except MediaProblem as problem:
                drawn = [problem] * len(alike)
            for (identity, _), rendition in zip(alike, drawn, strict=True):
                made[identity.key] = rendition
                if isinstance(rendition, Rendition):
                    with self._lock:
                        self.drawn += 1
                    self._keep(identity, rendition)
        return made

    def _source(self, identity: MediaIdentity, source: Path | bytes | None) -> bytes:
        if isinstance(source, Path):
            data = read_source(source)
        elif source is not None:
            data = source
        elif identity.card:
            data = identity.file.encode("utf-8")
        else:
            raise MediaProblem("E_PHOTO_GONE", file=identity.file)
        if hashlib.sha256(data).hexdigest() != identity.source_sha256:
            raise MediaProblem("E_PHOTO_CHANGED", file="" if identity.card else identity.file)
        return data

    def _file(self, identity: MediaIdentity) -> Path:
        name = hashlib.sha256(f"{identity.key}\n{DRAWN_BY}".encode()).hexdigest()
        return self._folder / name[:2] / f"{name[2:40]}{SUFFIX}"

    @contextlib.contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """One thread at a time per picture; the lock goes with the last that wants it."""
        with self._lock:
            lock, waiting = self._drawing.get(key, (threading.Lock(), 0))
            self._drawing[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._drawing[key]
                if waiting == 1:
                    del self._drawing[key]
                else:
                    self._drawing[key] = (lock, waiting - 1)

    def _keep(self, identity: MediaIdentity, rendition: Rendition) -> None:
        """Write it whole, then put it in place. A full or forbidden disk costs time later and is no error now."""
        facts = {name: getattr(rendition, name) for name in ("key", "content_type", "width", "height", "sha256")}
        line = json.dumps({**facts, "warnings": rendition.warnings}).encode() + b"\n"
        file = self._file(identity)
        with contextlib.suppress(OSError):
            private_folder(file.parent)
            handle, begun = tempfile.mkstemp(dir=file.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as part:
                    part.write(line + rendition.data)
                os.replace(begun, file)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(begun)
                raise
            self._make_room(len(line) + len(rendition.data))

    def _make_room(self, added: int) -> None:
        """Longest unused first, down to nine tenths, so that it is not done for every picture."""
        with self._lock:
            if self._held is None:
                self._held = sum(size for _, size, _ in self._files())
            else:
                self._held += added
            if self._held <= self._max_bytes:
                return
            files = sorted(self._files())
            self._held = sum(size for _, size, _ in files)
            for _, size, path in files:
                if self._held <= self._max_bytes * 0.9:
                    break
                with contextlib.suppress(OSError):
                    path.unlink()
                    self._held -= size

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        for path in self._folder.glob(f"*/*{SUFFIX}"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                yield stat.st_mtime_ns, stat.st_size, path
