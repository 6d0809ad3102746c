"""Where histories are played: one folder for each process, in memory where the machine has such a place.

The journal's engine lives as long as the process, so that its compiled statements do; a history begins with a fresh
file under it. A journal that knows the shops' facts already is made once, by a real plan of all three.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import sqlite3
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import httpx

from connector.model import ShopFacts
from connector.port import spec_for
from connector.run import State
from connector.sync import Journal
from connector.sync.journal.recorded import record_of
from connector.sync.journal.store import open_engine
from mappings import load_rules
from tests.simulation.light import LightClient
from tests.simulation.process import kept_durably

__all__ = ["Home", "home", "replaced"]

MEMORY = Path("/dev/shm")
KEPT = ("shop_facts", "alembic_version")


class Home:
    """See the module's docstring."""

    def __init__(self) -> None:
        place = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
        self._root = Path(tempfile.mkdtemp(prefix="ocop-sim-", dir=place))
        atexit.register(shutil.rmtree, self._root, ignore_errors=True)
        self.folder = self._root / "htx"
        self.state = State(self._root / "nhật ký")
        self._engines: list[Any] = []
        self._empty: bytes | None = None
        self._with_facts: bytes | None = None

    def fresh(self) -> None:
        """Nothing of the last history is left."""
        self.close_journals()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.state.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.state.folder.mkdir(parents=True)

    def lay_journal(self, *, with_facts: bool) -> None:
        """The journal that a history begins with."""
        if self._empty is None:
            path = self._root / "empty.sqlite"
            Journal.open(path).close()
            self._empty = path.read_bytes()
        self.state.journal.write_bytes((self._with_facts if with_facts else None) or self._empty)

    def keep_facts(self) -> None:
        """Take the facts of the journal that stands here as what further histories begin with."""
        self.close_journals()
        with closing(sqlite3.connect(self.state.journal)) as db:
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if name not in KEPT and not name.startswith("sqlite_"):
                    db.execute(f"DELETE FROM {name}")
            db.commit()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._with_facts = self.state.journal.read_bytes()

    @property
    def knows_facts(self) -> bool:
        return self._with_facts is not None

    def journal(self, place: int = 0) -> Journal:
        """The journal as a new process finds it; several processes have each a ``place``."""
        while len(self._engines) <= place:
            self._engines.append(open_engine(self.state.journal))
        journal = Journal(self._engines[place])
        with journal._engine.connect() as db:  # nothing here loses its power
            db.exec_driver_sql("PRAGMA synchronous=OFF")
        return journal

    def close_journals(self) -> None:
        for engine in self._engines:
            engine.dispose()


@cache
def home() -> Home:
    """This process's own."""
    return Home()


_specs, _rules = cache(spec_for), cache(load_rules)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@lru_cache(maxsize=8)
def _facts(raw: str) -> Any:
    return record_of(ShopFacts, raw, "shop_facts")


def _record_of(kind: Any, raw: str, table: str) -> Any:
    """Facts are frozen, large, and the same in nearly every run."""
    return _facts(raw) if kind is ShopFacts else record_of(kind, raw, table)


@contextmanager
def replaced(seed: int, *, light: bool) -> Iterator[None]:
    """What is looked up anew in every command and never differs, once for a process; and token files that can fail.
    Runs are called by the seed's chance. ``light``: without httpx's client."""
    client = LightClient if light else httpx.AsyncClient
    chance = random.Random(seed)
    with (
        patch("connector.run.running.secrets", SimpleNamespace(token_hex=lambda size: chance.randbytes(size).hex())),
        patch("connector.wire.pools.httpx.AsyncClient", client),
        patch("connector.run.shops.spec_for", _specs),
        patch("connector.run.opening.spec_for", _specs),
        patch("connector.run.shops.load_rules", _rules),
        patch("connector.wire.stores.write_durably", kept_durably),
        patch("connector.wire.pools.Pools._tls", lambda _self: _tls()),
        patch("connector.sync.journal.journal.record_of", _record_of),
    ):
        yield
