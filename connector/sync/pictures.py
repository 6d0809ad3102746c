"""Getting a listing's pictures to the shop: each (identity, shop, use) once, whoever needs it (decision 20)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from connector.errors import AdapterError
from connector.model import Listing, MediaIdentity
from connector.port import MediaFile

from .ahead import pictures_of, take
from .session import Session

__all__ = ["images_for"]


async def images_for(session: Session, listing: Listing) -> dict[str, str]:
    """Remote ids of all pictures of ``listing`` by media key, uploading what the shop has not had yet.

    Raises the OcopError of the first picture that cannot be made or was refused; the others stay uploaded.
    """
    found: dict[str, str] = {}  # kept here: what another product's answer says is lost leaves the session meanwhile
    missing: list[MediaIdentity] = []
    awaited: dict[str, asyncio.Future[str]] = {}
    for identity in pictures_of(listing):
        if identity.key in session.images:
            found[identity.key] = session.images[identity.key]
            continue
        if identity.key not in session.uploading:
            session.uploading[identity.key] = asyncio.get_running_loop().create_future()
            missing.append(identity)
        awaited[identity.key] = session.uploading[identity.key]
    if missing:
        await _upload(session, listing, missing)
    for key, pending in awaited.items():
        found[key] = await asyncio.shield(pending)
    return found


async def _upload(session: Session, listing: Listing, missing: Sequence[MediaIdentity]) -> None:
    """Render and upload; a failure reaches everybody who waits for that picture, and the next one may try again."""
    files: list[MediaFile] = []
    for identity in missing:
        try:
            files.append(await take(session, identity, listing))
        except BaseException as error:
            _settle(session, identity.key, error)
            if not isinstance(error, Exception):
                raise
    size = session.adapter.capabilities.upload_batch
    for start in range(0, len(files), size):
        batch = files[start : start + size]
        try:
            answers: Sequence[str | AdapterError] = await session.adapter.upload(batch)
        except BaseException as error:
            for file in files[start:]:
                _settle(session, file.key, error)
            if isinstance(error, Exception):
                return
            raise
        accepted = {file.key: a for file, a in zip(batch, answers, strict=True) if isinstance(a, str)}
        await session.journal.save_uploads(session.shop, accepted, session.clock.now())
        session.uploaded += len(accepted)
        session.images.update(accepted)
        for file, answer in zip(batch, answers, strict=True):
            _settle(session, file.key, answer)


def _settle(session: Session, key: str, answer: str | BaseException) -> None:
    future = session.uploading.pop(key)
    if future.done():
        return
    if isinstance(answer, str):
        future.set_result(answer)
        return
    future.set_exception(answer if isinstance(answer, Exception) else asyncio.CancelledError())
    future.exception()  # read once, so that a picture nobody else waits for does not warn
