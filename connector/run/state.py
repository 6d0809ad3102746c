"""Where a workspace keeps its memory: journal, renditions, locks, in the user's data folder (decision 23).

``--state DIR`` or OCOP_STATE moves it. Never the folder of the sheets: that one is often synced or on a network drive.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_data_path
from slugify import slugify

from connector.errors import OcopError

__all__ = ["ShopBusy", "State", "state_for"]


class ShopBusy(OcopError):
    """Another run holds this shop (exit code 7)."""


@dataclass(frozen=True, slots=True)
class State:
    """The folders and files of one workspace."""

    folder: Path

    @property
    def journal(self) -> Path:
        return self.folder / "journal.sqlite"

    @property
    def renditions(self) -> Path:
        return self.folder / "renditions"

    @property
    def hashes(self) -> Path:
        return self.folder / "photo-hashes.sqlite"

    @contextmanager
    def holding(self, shop: str) -> Iterator[None]:
        """Hold the shop for one run; ShopBusy ``E_SHOP_BUSY`` if another run does."""
        locks = self.folder / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(locks / f"{slugify(shop) or 'shop'}-{_short(shop)}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise ShopBusy("E_SHOP_BUSY", shop=shop) from None
        try:
            yield
        finally:
            lock.release()


def state_for(config_file: Path, chosen: Path | None) -> State:
    """The state of the workspace whose config is ``config_file``."""
    given = chosen or (Path(os.environ["OCOP_STATE"]) if os.environ.get("OCOP_STATE") else None)
    if given is not None:
        return State(given.expanduser().absolute())
    name = slugify(config_file.parent.name) or "ocop"
    return State(user_data_path("ocop", appauthor=False) / f"{name}-{_short(str(config_file))}")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
