"""The journal's part about pictures: what each shop accepted of ours, and what we know of those others put up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Engine, delete, select

from . import tables as t
from .statements import NOTE_PICTURE, PICTURES, UPLOADS, upsert

__all__ = ["Uploads"]


class Uploads:
    """Every method is one transaction."""

    _engine: Engine

    async def uploads(self, shop: str, use: str = "listing") -> dict[str, str]:
        """What the shop accepted: media key -> remote id."""
        with self._engine.connect() as db:
            return {row.key: row.remote_id for row in db.execute(UPLOADS, {"at_shop": shop, "at_use": use})}

    async def pictures(self, shop: str) -> dict[str, str]:
        """The media key of every picture of the shop that we know, by remote id. Several may be of one key: the same
        photo, put up by hand more than once."""
        with self._engine.connect() as db:
            return {row.remote_id: row.key for row in db.execute(PICTURES, {"at_shop": shop})}

    async def note_pictures(self, shop: str, pictures: Mapping[str, str], at: datetime) -> None:
        """Pictures that somebody else put up, media key by remote id. One of a key serves as its upload from now on."""
        ours = select(t.upload.c.key).where(t.upload.c.shop == shop, t.upload.c.use == "listing")
        with self._engine.begin() as db:
            uploaded = set(db.execute(ours).scalars())
            for remote_id, key in pictures.items():
                use = f"seen:{remote_id}" if key in uploaded else "listing"
                uploaded.add(key)
                row = {"shop": shop, "key": key, "use": use, "remote_id": remote_id, "uploaded_at": at.isoformat()}
                db.execute(NOTE_PICTURE, row)

    async def save_uploads(self, shop: str, uploaded: Mapping[str, str], at: datetime, use: str = "listing") -> None:
        rows = [
            {"shop": shop, "key": key, "use": use, "remote_id": remote_id, "uploaded_at": at.isoformat()}
            for key, remote_id in uploaded.items()
        ]
        if not rows:
            return
        with self._engine.begin() as db:
            db.execute(upsert(t.upload), rows)

    async def forget_uploads(self, shop: str, keys: Iterable[str], use: str = "listing") -> None:
        """The marketplace no longer knows these pictures."""
        with self._engine.begin() as db:
            for key in keys:
                where = (t.upload.c.shop == shop, t.upload.c.key == key, t.upload.c.use == use)
                db.execute(delete(t.upload).where(*where))
