"""Where a workspace is (its ``ocop.toml``) and where it keeps its memory: journal, renditions, locks (decision 23).

The memory lies in the user's data folder; ``--state DIR`` or OCOP_STATE moves it. Never the folder of the sheets: that
one is often synced or on a network drive.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from slugify import slugify

from connector.errors import OcopError

__all__ = ["CONFIG_NAME", "ShopBusy", "State", "config_file", "state_for"]

CONFIG_NAME = "ocop.toml"


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

    @property
    def quiet(self) -> Path:
        return self.folder / "nothing-changed.json"

    @contextmanager
    def holding(self, shop: str) -> Iterator[None]:
        """Hold the shop for one run; ShopBusy ``E_SHOP_BUSY`` if another run does."""
        from filelock import FileLock, Timeout  # commands that hold no shop do not pay for it

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


def config_file(given: Path | None) -> Path:
    """The file meant by ``--config``: itself, the one in that folder, or without it the one in the working folder."""
    file = (given or Path(CONFIG_NAME)).expanduser().absolute()
    return file / CONFIG_NAME if file.is_dir() else file


def state_for(config: Path, chosen: Path | None) -> State:
    """The state of the workspace whose configuration file is ``config``."""
    given = chosen or (Path(os.environ["OCOP_STATE"]) if os.environ.get("OCOP_STATE") else None)
    if given is not None:
        return State(given.expanduser().absolute())
    name = slugify(config.parent.name) or "ocop"
    return State(user_data_path("ocop", appauthor=False) / f"{name}-{_short(str(config))}")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
