"""A journal that is damaged, foreign, newer than we are, or held by another program: a code, never a traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.errors import BadUse
from connector.sync.journal import store
from tests.coop import Coop
from tests.unit.cli.conftest import Run


@pytest.fixture
def synced(ocop: Run, coop: Coop) -> Path:
    """A co-op after its first run; where its journal is."""
    assert ocop("sync").code in (0, 3)
    journal = coop.state / "journal.sqlite"
    with sqlite3.connect(journal) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return journal


def text(path: Path) -> None:
    path.write_bytes(b"day khong phai so nhat ky\n" * 400)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(bytes(data))


def newer(path: Path) -> None:
    change(path, "UPDATE alembic_version SET version_num = '9999'")


def of_no_version(path: Path) -> None:
    change(path, "UPDATE alembic_version SET version_num = '0'")


def emptied(path: Path) -> None:
    change(path, "DELETE FROM alembic_version")


def without_a_table(path: Path) -> None:
    change(path, "DROP TABLE base", "DROP TABLE event")


def foreign(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE moz_places (id INTEGER)", "INSERT INTO moz_places VALUES (7)")


def change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def cleared(path: Path) -> None:
    for extra in ("-wal", "-shm", ""):
        path.with_name(path.name + extra).unlink(missing_ok=True)


DAMAGES: tuple[tuple[Callable[[Path], None], str], ...] = (
    (text, "E_JOURNAL_UNREADABLE"),
    (cut, "E_JOURNAL_UNREADABLE"),
    (overwritten, "E_JOURNAL_UNREADABLE"),
    (without_a_table, "E_JOURNAL_UNREADABLE"),
    (newer, "E_JOURNAL_NEWER"),
    (emptied, "E_JOURNAL_FOREIGN"),
    (of_no_version, "E_JOURNAL_FOREIGN"),
    (foreign, "E_JOURNAL_FOREIGN"),
)


def test_a_damaged_journal_is_named_and_left_as_it_is(ocop: Run, synced: Path) -> None:
    whole = synced.read_bytes()
    for damage, code in DAMAGES:
        cleared(synced)
        synced.write_bytes(whole)
        damage(synced)
        before = synced.read_bytes()
        for word in ("plan", "sync"):
            answer = ocop(word, "--json")
            assert (answer.code, answer.json["code"]) == (2, code), (damage, answer.err)
            assert "Traceback" not in answer.err
        if code != "E_JOURNAL_UNREADABLE":
            assert synced.read_bytes() == before
    assert ocop("doctor").code == 2


EDITED = (
    ("base", "record", "plan"),
    ("product_last_good", "record", "sku"),
    ("shop_facts", "facts", "plan"),
    ("run", "report", "status"),
    ("run", "day", "status"),
    ("run", "started_at", "status"),
    ("intent", "change", "sync"),
    ("intent", "opened_at", "sync"),
    ("event", "params", "why"),
    ("event", "at", "why"),
    ("binding", "remote_id", "plan"),
)
COMMANDS = {"why": ("why", "LUA-01"), "sku": ("sync", "--update", "sửa.csv")}


def test_a_row_edited_by_hand_is_an_error_with_a_code(ocop: Run, coop: Coop, synced: Path) -> None:
    whole = synced.read_bytes()
    (coop.folder / "sửa.csv").write_text("Mã SP;Giá bán\nLUA-01;không\n", encoding="utf-8")
    told = set()
    for table, column, name in EDITED:
        for word in ("{", '{"x": 1}', "7"):
            cleared(synced)
            synced.write_bytes(whole)
            change(synced, f"UPDATE {table} SET {column} = '{word}'", "UPDATE intent SET state = 'open'")
            answer = ocop(*COMMANDS.get(name, (name,)), "--json")
            assert "Traceback" not in answer.err
            assert answer.code in (0, 2, 3, 4, 6), (table, column, word, answer.err)
            told |= {table} if "E_JOURNAL_EDITED" in answer.out else set()
    assert told >= {"base", "run", "intent", "event"}


def test_a_value_of_another_kind_is_an_error_with_a_code(ocop: Run, synced: Path) -> None:
    """SQLite keeps bytes in a column of numbers, and a number in one of text."""
    whole = synced.read_bytes()
    for table, column, value in (("catalogue_revision", "skus", "x'ff00'"), ("base", "record", "x'ff'")):
        cleared(synced)
        synced.write_bytes(whole)
        change(synced, f"UPDATE {table} SET {column} = {value}")
        for word in ("audit", "plan"):
            answer = ocop(word, "--json")
            assert (answer.code, answer.json["code"]) == (2, "E_JOURNAL_EDITED"), (table, word, answer.err)


def test_letters_that_are_none_in_the_schema_are_damage(ocop: Run, synced: Path) -> None:
    """SQLite quotes the damaged schema in its message, which then cannot be read."""
    whole = synced.read_bytes()
    at = whole.index(b"CREATE TABLE binding")
    for spoilt in (b"CREATE \x91ABLE b\x91nding", b"\x91REATE TABLE binding"):
        cleared(synced)
        synced.write_bytes(whole[:at] + spoilt + whole[at + len(spoilt) :])
        for words in (("journal", "verify"), ("plan",)):
            answer = ocop(*words, "--json")
            assert (answer.code, answer.json["code"]) == (2, "E_JOURNAL_UNREADABLE"), (words, answer.err)


def test_another_program_that_holds_the_journal_is_waited_for_and_named(
    synced: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_MS", 50)
    other = sqlite3.connect(synced, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BadUse, match="E_JOURNAL_UNREADABLE"):
        store.open_engine(synced)
    other.close()
    store.open_engine(synced).dispose()
