"""Opening the journal's database: SQLite in WAL mode with full synchronisation, migrated by Alembic.

SQLite answers in a tenth of a millisecond, so its calls are made in line; the async port is for PostgreSQL later.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from connector.errors import BadUse

__all__ = ["HEAD", "open_engine"]

HEAD = "0002"


def open_engine(path: Path | None) -> Engine:
    """An engine on the journal at ``path`` (created if missing), or in memory; BadUse ``E_JOURNAL_UNREADABLE``."""
    if path is None:
        address = "sqlite://"
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        address = f"sqlite:///{path}"
    engine = create_engine(address, poolclass=StaticPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _pragmas)
    try:
        with engine.begin() as connection:
            _migrate(connection)
    except DatabaseError as error:
        raise BadUse("E_JOURNAL_UNREADABLE", path=str(path), detail=str(error.orig)) from None
    return engine


def _pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


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
    known = "alembic_version" in inspect(connection).get_table_names()
    return known and connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
