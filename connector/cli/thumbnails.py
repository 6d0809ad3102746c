"""Small pictures for a page: what the shop shows, and what it shows or will show after a Change.

A picture that is still to be made is drawn as the run would draw it, and kept for that run. What is neither kept nor
to be made is left out: a page never fails for want of a picture.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from connector.catalogue import PhotoIndex
from connector.model import Group, MediaIdentity, Product
from connector.sync import Change
from connector.sync.session import Progress
from media import MediaProblem, Renditions, thumbnail

__all__ = ["Thumbnails"]

SEEN, GLANCED = 216, 112
"""Pixels a side: where the picture changes, and where it only helps to know the product again."""


class Thumbnails:
    """Makes them for one shop's Changes; ``photos`` None where the sheets cannot be read today."""

    def __init__(
        self, cache: Renditions, photos: PhotoIndex | None, products: Mapping[str, Product], progress: Progress
    ) -> None:
        self._cache = cache
        self._photos = photos
        self._products = products
        self._progress = progress

    async def of(self, changes: Sequence[Change]) -> dict[str, tuple[bytes | None, bytes | None]]:
        """By product: (before, after); (None, picture) where it does not change."""
        found: dict[str, tuple[bytes | None, bytes | None]] = {}
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="thumbnail") as pool:
            waiting = [loop.run_in_executor(pool, self._pair, change) for change in changes]
            for done, (change, making) in enumerate(zip(changes, waiting, strict=True), start=1):
                pair = await making
                self._progress("pictures", done, len(changes))
                if any(pair) and found.get(change.product, (None, None))[0] is None:
                    found[change.product] = pair
        return found

    def _pair(self, change: Change) -> tuple[bytes | None, bytes | None]:
        media = change.groups.get(Group.MEDIA)
        if media is None:
            first = change.listing.media[0] if change.listing and change.listing.media else None
            return None, self._drawn(first, change, GLANCED) or self._photo(change.product, GLANCED)
        before = [str(key) for key in media.before] if isinstance(media.before, list) else []
        after = [str(key) for key in media.after] if isinstance(media.after, list) else []
        place = next((n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
        old, new = (_identity(keys[place : place + 1]) for keys in (before, after))
        drawn = self._drawn(new, change, SEEN)
        if change.kind == "create":
            return None, drawn or self._photo(change.product, SEEN)
        return self._drawn(old, change, SEEN), drawn

    def _drawn(self, identity: MediaIdentity | None, change: Change, side: int) -> bytes | None:
        """From the cache; else, where it is to be made, drawn."""
        if identity is None:
            return None
        try:
            kept = self._cache.kept(identity)
            named = _named(identity, change)
            if kept is None and named is not None:
                path = self._photos.find(named.file) if self._photos is not None and named.file else None
                if path is None and not named.card:
                    return None
                kept = self._cache.get(named, path, change.listing.claim if change.listing else None)
            return thumbnail(kept.data, side) if kept is not None else None
        except (MediaProblem, OSError):
            return None

    def _photo(self, product: str, side: int) -> bytes | None:
        """The co-op's own first photo."""
        known = self._products.get(product)
        path = self._photos.find(known.images[0]) if self._photos is not None and known and known.images else None
        try:
            return thumbnail(path.read_bytes(), side) if path is not None else None
        except (MediaProblem, OSError):
            return None


def _identity(keys: Sequence[str]) -> MediaIdentity | None:
    return MediaIdentity.of_key(keys[0]) if keys else None


def _named(identity: MediaIdentity, change: Change) -> MediaIdentity | None:
    """The same picture with the name of its photo, which a key does not hold."""
    held = change.listing.media if change.listing else ()
    return next((one for one in held if one.key == identity.key), None)
