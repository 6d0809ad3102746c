"""Renditions for all shops of a command: rendered in threads, cached by content, found by the photo's content and not
its name.

What several shops want of one photo is drawn from one decoding: whoever asks first has the others' drawn too, into the
cache on disk, so that no more than one photo per thread is held in memory.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from connector.catalogue import PhotoIndex
from connector.catalogue.papers import NO_PAPERS, Papers
from connector.errors import OcopError
from connector.model import PAPER_RECIPE, Claim, Listing, MediaIdentity, Paper
from connector.port import MediaFile
from media import MediaProblem, Rendition, Renditions, recipe

__all__ = ["PhotoGone", "Pictures"]

SCANS = {".pdf": "application/pdf", ".png": "image/png"}
"""By how a scan's name ends; the others are JPEG."""


class PhotoGone(OcopError):
    """The photo is not where it was and no rendition of it is kept."""


class Pictures:
    """A MediaSource over the photos folder and the rendition cache. ``threads`` as many as the machine has cores."""

    def __init__(self, index: PhotoIndex, cache: Renditions, threads: int, papers: Papers = NO_PAPERS) -> None:
        self._index = index
        self._papers = papers
        self._cache = cache
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="rendition")
        self._lock = threading.Lock()
        self._expected: dict[str, dict[str, tuple[MediaIdentity, Claim | None]]] = {}

    def expect(self, asked: Iterable[tuple[MediaIdentity, Listing]]) -> None:
        """What a shop will ask for: drawn together with what others ask of the same photo."""
        with self._lock:
            for identity, listing in asked:
                if identity.recipe == PAPER_RECIPE:
                    continue
                self._expected.setdefault(identity.source_sha256, {})[identity.key] = (identity, listing.claim)

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        loop = asyncio.get_running_loop()
        if identity.recipe == PAPER_RECIPE:
            return await loop.run_in_executor(self._pool, self._scan, identity)
        rendered = await loop.run_in_executor(self._pool, self._render, identity, listing)
        use = recipe(identity.recipe).use
        return MediaFile(key=identity.key, data=rendered.data, content_type=rendered.content_type, use=use)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _scan(self, identity: MediaIdentity) -> MediaFile:
        """A paper's scan, byte for byte; one that is not what was judged any more is not sent."""
        paper, data = self._papers.scan(Paper(kind="", file=identity.file))
        if paper.sha != identity.source_sha256:
            raise PhotoGone("E_PAPER_CHANGED", file=identity.file)
        kind = SCANS.get(PurePosixPath(identity.file).suffix.casefold(), "image/jpeg")
        return MediaFile(key=identity.key, data=data, content_type=kind, use="paper")

    def _render(self, identity: MediaIdentity, listing: Listing) -> Rendition:
        path = self._index.find(identity.file) if identity.file else None
        if path is None and not identity.card:
            kept = self._cache.kept(identity)
            if kept is None:
                raise PhotoGone("E_PHOTO_GONE", file=identity.file)
            return kept
        with self._lock:  # whoever comes first draws for all; one that failed is tried again by who needs it
            others = self._expected.pop(identity.source_sha256, {})
        others.pop(identity.key, None)
        made = self._cache.get_many(path, [(identity, listing.claim), *others.values()])[0]
        if isinstance(made, MediaProblem):
            raise made
        return made
