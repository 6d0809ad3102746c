"""Pictures drawn ahead: while calls wait for the pace, the next products' renditions are begun, in sending order.

Never more than ``MOST`` begun and not yet taken, so that memory stays bounded however slow the shop is. What is drawn
ahead and fails says so only to the product that asks for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Container, Iterator, Sequence

from connector.model import Group, Listing, MediaIdentity
from connector.port import MediaFile

from .change import Change, ChangeKind
from .session import Session

__all__ = ["MOST", "drawing_ahead", "pictures_of", "take", "wanted_pictures"]

log = logging.getLogger(__name__)

MOST = 16
"""Some four products' pictures: enough that two cores never wait for the shop, a few megabytes at most."""


def pictures_of(listing: Listing) -> list[MediaIdentity]:
    """Every picture a listing needs, its gallery first, then options, then scans of papers."""
    options = [v.option_image for v in listing.variants if v.option_image is not None]
    return [*listing.media, *options, *(scan for paper in listing.papers.values() for scan in paper.scans)]


@contextlib.asynccontextmanager
async def drawing_ahead(session: Session, changes: Sequence[Change]) -> AsyncIterator[None]:
    """Draw ahead of those who send ``changes``; what nobody took by the end is given up."""
    drawing = asyncio.create_task(_draw(session, changes))
    try:
        yield
    finally:
        drawing.cancel()
        _give_up(session, list(session.ahead))
        await asyncio.wait([drawing])
        if not drawing.cancelled() and (error := drawing.exception()):  # costs time only: who needs a picture draws it
            log.error("drawing ahead ended early", exc_info=error)


def wanted_pictures(changes: Sequence[Change], uploaded: Container[str]) -> Iterator[tuple[MediaIdentity, Listing]]:
    """Every picture that sending ``changes`` will have to draw, less what the shop has had."""
    return ((identity, listing) for _, listing, identity in _needed(changes) if identity.key not in uploaded)


async def take(session: Session, identity: MediaIdentity, listing: Listing) -> MediaFile:
    """The rendition, begun already or begun now. Raises the OcopError of a photo that cannot be used."""
    begun = session.ahead.pop(identity.key, None)
    session.taken.set()
    return await (begun[1] if begun else session.media.rendition(identity, listing))


async def _draw(session: Session, changes: Sequence[Change]) -> None:
    for change, listing, identity in _needed(changes):
        while len(session.ahead) >= MOST:
            session.taken.clear()
            await session.taken.wait()
            _give_up(session, [key for key, (of, _) in session.ahead.items() if of in session.results])
        if session.ending():
            return
        key = identity.key
        if change.id in session.results or key in session.images or key in session.uploading or key in session.ahead:
            continue
        session.ahead[key] = (change.id, asyncio.ensure_future(session.media.rendition(identity, listing)))


def _needed(changes: Sequence[Change]) -> Iterator[tuple[Change, Listing, MediaIdentity]]:
    for change in changes:
        if change.listing is not None and (change.kind is ChangeKind.CREATE or Group.MEDIA in change.groups):
            for identity in pictures_of(change.listing):
                yield change, change.listing, identity


def _give_up(session: Session, keys: Sequence[str]) -> None:
    """Errors among them are no news: their products ended for another reason."""
    for key in keys:
        session.ahead.pop(key)[1].cancel()
