"""Opening the journal's database: SQLite in WAL mode with full synchronisation, migrated by Alembic.

SQLite answers in a tenth of a millisecond, so its calls are made in line; the async port is for PostgreSQL later.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from connector.errors import BadUse
from connector.state import narrowed, private_folder

from .tables import metadata
from .unusable import unusable

__all__ = ["HEAD", "open_engine"]

HEAD = "0002"
BUSY_MS = 10_000
VERSION = "alembic_version"


def open_engine(path: Path | None) -> Engine:
    """An engine on the journal at ``path`` (created if missing), or in memory.

    BadUse where the file is damaged, another program's, or a newer version's of ours, ``E_DISK_FULL`` where there is no
    room; nothing is written into it then.
    """
    if path is None:
        address = "sqlite://"
    else:
        private_folder(path.parent)
        _private(path)
        address = f"sqlite:///{path}"
    engine = create_engine(
        address, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}
    )
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "handle_error", partial(_named, str(path)))
    try:
        with engine.connect() as connection:
            _check_ours(connection, str(path))
        with engine.begin() as connection:
            # Kept in the file, so not before we know that the file is ours; and before a transaction begins.
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            _migrate(connection)
    except (DatabaseError, UnicodeDecodeError) as error:
        engine.dispose()
        raise unusable(str(path), error) from None
    except BadUse:
        engine.dispose()
        raise
    return engine


def _pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _private(path: Path) -> None:
    """The journal and what SQLite lays beside it, which takes after it, are their owner's only."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        return  # SQLite says it better
    narrowed(path)


def _named(path: str, failure: ExceptionContext) -> None:
    """The error that goes up says whose database it is about: what fails later than here is put into words too."""
    error = failure.sqlalchemy_exception or failure.original_exception
    # sqlite3 quotes a damaged file in its message and may fail in reading what it quotes.
    if isinstance(error, DatabaseError | UnicodeDecodeError):
        error.journal = path  # type: ignore[union-attr]


def _check_ours(connection: Connection, path: str) -> None:
    """BadUse where the tables are not ours, or newer than this program."""
    tables = set(inspect(connection).get_table_names())
    if VERSION not in tables:
        if tables:
            raise BadUse("E_JOURNAL_FOREIGN", path=path)
        return
    version = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    if version > HEAD:
        raise BadUse("E_JOURNAL_NEWER", path=path)
    ours = {f"{number:04}" for number in range(1, int(HEAD) + 1)}
    if version not in ours or not tables - {VERSION} <= set(metadata.tables):
        raise BadUse("E_JOURNAL_FOREIGN", path=path)


def _migrate(connection: Connection) -> None:
    """Bring the tables to HEAD, all of it in one transaction: a process killed half-way has changed nothing."""
    if _current(connection):
        return
    # sqlite3 opens a transaction for rows but not for tables, so each CREATE would stand by itself. IMMEDIATE, so that
    # of two processes that begin at once the second waits and then finds the work done.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    if _current(connection):
        return
    # Alembic is slow to import and not needed when the journal is current, as it nearly always is.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _current(connection: Connection) -> bool:
    known = VERSION in inspect(connection).get_table_names()
    return known and connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
