"""Where a workspace is (its ``ocop.toml``) and where it keeps its memory: journal, renditions, locks (decision 23).

The memory lies in the user's data folder; ``--state DIR`` or OCOP_STATE moves it. Never the folder of the sheets: that
one is often synced or on a network drive.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from slugify import slugify

from connector.errors import OcopError

__all__ = ["CONFIG_NAME", "ShopBusy", "State", "config_file", "narrowed", "private_folder", "state_for"]

CONFIG_NAME = "ocop.toml"
PRIVATE_FOLDER, PRIVATE_FILE, OTHERS = 0o700, 0o600, 0o077


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

    def keep_private(self) -> None:
        """Take from others what an earlier version, a copy or a restored backup lets them read."""
        private_folder(self.folder)
        ours = (self.journal, self.folder / "logs", self.folder / "reports", self.renditions, self.hashes, self.quiet)
        # A folder somebody put their own files into is theirs to share; what we write in it is not.
        alone = self.journal.exists() and not (self.folder / CONFIG_NAME).exists()
        for path in (*((self.folder,) if alone else ()), *ours):
            narrowed(path)

    @contextmanager
    def holding(self, shop: str) -> Iterator[None]:
        """Hold the shop for one run; ShopBusy ``E_SHOP_BUSY`` if another run does."""
        from filelock import FileLock, Timeout  # commands that hold no shop do not pay for it

        locks = private_folder(self.folder / "locks")
        lock = FileLock(locks / f"{slugify(shop) or 'shop'}-{_short(shop)}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise ShopBusy("E_SHOP_BUSY", shop=shop) from None
        try:
            yield
        finally:
            lock.release()


def private_folder(folder: Path) -> Path:
    """``folder``; it and what is missing above it are made for their owner only."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return folder


def narrowed(path: Path) -> bool:
    """Let nobody but its owner at ``path``; False where others may still read it and we cannot help that."""
    if os.name != "posix":
        return True  # a user's own folders are private there, and modes mean nothing
    try:
        mode = path.lstat().st_mode
        if stat.S_IMODE(mode) & OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


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
