"""Getting a listing's pictures to the shop: each (identity, shop, use) once, whoever needs it (decision 20)."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Sequence

from connector.errors import AdapterError, QuotaSpent, Rejected, StopShop
from connector.model import Listing, MediaIdentity
from connector.port import MediaFile

from .ahead import pictures_of, take
from .bisect import in_halves, may_be_about_one
from .session import Session

__all__ = ["images_for"]

UPLOAD = "upload"


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
    batches: deque[Sequence[MediaFile]] = deque(files[start : start + size] for start in range(0, len(files), size))
    while batches:
        batch = batches.popleft()
        answers: Sequence[str | AdapterError]
        try:
            session.go_on()
            answers = await session.adapter.upload(batch)
        except BaseException as error:
            if isinstance(error, AdapterError) and may_be_about_one(session, UPLOAD, error, len(batch)):
                batches.extendleft(reversed(in_halves(batch)))
                continue
            if not isinstance(error, Rejected):
                for file in itertools.chain(batch, *batches):
                    _settle(session, file.key, error)
                if isinstance(error, Exception):
                    return
                raise
            answers = [error] * len(batch)
        accepted = {file.key: a for file, a in zip(batch, answers, strict=True) if isinstance(a, str)}
        await session.journal.save_uploads(session.shop, accepted, session.clock.now())
        session.uploaded += len(accepted)
        session.went_well[UPLOAD] += len(accepted)
        session.images.update(accepted)
        for file, answer in zip(batch, answers, strict=True):
            _settle(session, file.key, answer)
        if (fatal := next((a for a in answers if isinstance(a, StopShop | QuotaSpent)), None)) is not None:
            for file in itertools.chain(*batches):
                _settle(session, file.key, fatal)
            return


def _settle(session: Session, key: str, answer: str | BaseException) -> None:
    future = session.uploading.pop(key)
    if future.done():
        return
    if isinstance(answer, str):
        future.set_result(answer)
        return
    future.set_exception(answer if isinstance(answer, Exception) else asyncio.CancelledError())
    future.exception()  # read once, so that a picture nobody else waits for does not warn
