"""Renditions for a run: rendered in threads, cached by content, found by the photo's content and not its name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from connector.catalogue import PhotoIndex
from connector.catalogue.papers import NO_PAPERS, Papers
from connector.errors import OcopError
from connector.model import PAPER_RECIPE, Listing, MediaIdentity, Paper
from connector.port import MediaFile
from media import Rendition, Renditions, recipe

__all__ = ["PhotoGone", "Pictures"]

Asked = tuple[MediaIdentity, Listing]
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

    async def rendition(self, identity: MediaIdentity, listing: Listing) -> MediaFile:
        loop = asyncio.get_running_loop()
        if identity.recipe == PAPER_RECIPE:
            return await loop.run_in_executor(self._pool, self._scan, identity)
        rendered = await loop.run_in_executor(self._pool, self._render, identity, listing)
        use = recipe(identity.recipe).use
        return MediaFile(key=identity.key, data=rendered.data, content_type=rendered.content_type, use=use)

    async def prepare(self, asked: Iterable[Asked]) -> None:
        """Have what ``asked`` names in the cache, each photo decoded once whichever shops' listings want it.

        A picture that cannot be made says so when it is asked for.
        """
        by_photo: dict[str, list[Asked]] = {}
        for identity, listing in asked:
            by_photo.setdefault(identity.source_sha256, []).append((identity, listing))
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._pool, self._draw, alike) for alike in by_photo.values()))

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
        path = self._path(identity)
        if path is None and not identity.card:
            kept = self._cache.kept(identity)
            if kept is None:
                raise PhotoGone("E_PHOTO_GONE", file=identity.file)
            return kept
        return self._cache.get(identity, path, listing.claim)

    def _draw(self, alike: Sequence[Asked]) -> None:
        path = self._path(alike[0][0])
        if path is not None or alike[0][0].card:
            self._cache.get_many(path, [(identity, listing.claim) for identity, listing in alike])

    def _path(self, identity: MediaIdentity) -> Path | None:
        return self._index.find(identity.file) if identity.file else None
