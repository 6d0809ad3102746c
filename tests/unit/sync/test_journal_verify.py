"""``verify_journal``: each flaw is found in a journal that has it; a sound one has none; looking changes no byte."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from connector.errors import BadUse
from connector.messages import LANGUAGES, catalogue_of
from connector.model import Group
from connector.sync.journal import Answer, Binding, IntentRecord, Journal, ListingBase
from connector.sync.journal.store import HEAD
from connector.sync.journal.verify import CODES, Flaw, verify_journal
from connector.sync.threeway import GroupBase

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
BASE = ListingBase(groups={Group.TITLE: GroupBase("Lụa", "Lụa")})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with a little of everything, sound and at rest."""
    file = tmp_path / "sổ ghi" / "journal.sqlite"

    async def write(journal: Journal) -> None:
        await journal.note_shop("s", "memory", "1")
        await journal.start_run("r1", "s", date(2026, 11, 21), NOW, [])
        intent = IntentRecord(
            id="i1", shop="s", run="r1", product="A-1", state="open", opened_at=NOW, change="{}", images={}
        )
        await journal.start_step([intent], "add", b'{"title":"L\xe1\xbb\xa5a"}', NOW)
        await journal.end_intents(["i1"], "ended")
        await journal.bind("s", [Binding("A-1", "m1", "created", {"a-1": ("A-1", "7")})], {"A-1": BASE}, NOW)
        await journal.save_uploads("s", {"photo:1": "vn-1"}, NOW)
        await journal.note_pictures("s", {"vn-2": "photo:1"}, NOW)
        await journal.answers.keep(
            "s",
            [
                Answer("match", "A-1\nm1", "same"),
                Answer("resolve:group", "A-1/title", "ours"),
                Answer("closed", "s", "closed"),
            ],
            NOW,
        )
        await journal.end_run("r1", "done", {}, NOW)

    journal = Journal.open(file)
    asyncio.run(write(journal))
    journal.close()
    return file


def flaws(path: Path, *statements: str) -> list[Flaw]:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)
    return list(verify_journal(path, LATER).flaws)


RUN = "INSERT INTO run (id, shop, day, started_at) VALUES ('{}', 's', '2026-11-21', '2026-11-21T0{}:00:00+00:00')"
BREAKS: dict[str, tuple[str, ...]] = {
    "newer": ("UPDATE alembic_version SET version_num = '9999'",),
    "older": ("UPDATE alembic_version SET version_num = '0001'", "DROP TABLE answer"),
    "part_missing": ("DROP TABLE upload",),
    "record_unreadable": ("UPDATE base SET record = '{}'",),
    "fingerprint_version": ("""UPDATE base SET record = replace(record, '"v":1', '"v":2')""",),
    "body_changed": ("UPDATE step SET body = '{}'",),
    "split_binding": ("INSERT INTO binding VALUES ('s', 'a-2', 'A-2', 'A-1', 'm2', '', 'created', 'x')",),
    "shared_listing": (
        "INSERT INTO binding VALUES ('s', 'b-1', 'B-1', 'B-1', 'm1', '', 'created', 'x')",
        "INSERT INTO base SELECT shop, 'B-1', record FROM base",
    ),
    "intent_old": ("UPDATE intent SET state = 'unknown'",),
    "run_not_ended": (RUN.format("r2", 3),),
    "run_not_ended_since": (
        "UPDATE run SET ended_at = NULL",
        RUN.format("r2", 3),
        "UPDATE run SET ended_at = 'x' WHERE id = 'r2'",
    ),
    "uploaded_twice": ("INSERT INTO upload VALUES ('s', 'photo:1', 'option', 'vn-9', 'x')",),
    "binding_without_base": ("DELETE FROM base",),
    "base_without_binding": ("DELETE FROM binding",),
    "answer_without_subject": ("UPDATE answer SET subject = 'Z-9/title' WHERE kind <> 'match'",),
    "step_without_intent": ("DELETE FROM intent",),
    "intent_without_run": ("DELETE FROM run",),
    "change_without_run": (
        "INSERT INTO change (run, id, key, kind, product) VALUES ('r9', 'c1', 'k', 'price', 'A-1')",
    ),
}


def test_a_sound_journal_has_no_flaw_and_is_only_read(path: Path) -> None:
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    sound = verify_journal(path, LATER)
    assert (sound.version, sound.shops, sound.flaws) == (HEAD, ("s",), ())
    assert sound.rows["binding"] == 1
    assert {file.name: file.read_bytes() for file in path.parent.iterdir() if file.name in before} == before


@pytest.mark.parametrize("code", BREAKS)
def test_each_flaw_is_found_where_it_is(path: Path, code: str) -> None:
    found = flaws(path, *BREAKS[code])
    assert [flaw.code for flaw in found] == [code]
    for lang in LANGUAGES:
        assert {f"journal.flaw.{code}", f"journal.do.{code}"} <= catalogue_of(lang).keys()


def test_there_are_no_flaws_beside_these() -> None:
    assert {*BREAKS, "damaged"} == set(CODES)


def test_what_is_under_way_is_no_flaw(path: Path) -> None:
    flaws(path, "UPDATE intent SET state = 'open'", RUN.format("r2", 3))
    assert verify_journal(path, NOW + timedelta(hours=3)).flaws == ()
    flaws(path, "UPDATE run SET ended_at = NULL")
    left = verify_journal(path, NOW + timedelta(hours=3)).flaws
    assert [(flaw.code, flaw.params["run"]) for flaw in left] == [("run_not_ended_since", "r1")]


def test_strikes_of_a_create_that_was_refused_are_no_flaw(path: Path) -> None:
    journal = Journal.open(path)
    asyncio.run(journal.save_bases("s", {"B-1": replace(BASE, groups={})}))
    journal.close()
    assert flaws(path) == []


def test_a_damaged_file_is_told_from_one_that_is_no_journal(path: Path, tmp_path: Path) -> None:
    flaws(
        path,
        "PRAGMA wal_checkpoint(TRUNCATE)",
        *(f"INSERT INTO event VALUES ({n}, 'r1', 'x', '{n * 7}', 'c', '{'z' * 900}')" for n in range(60)),
    )
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event_product'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size + 100 : (root - 1) * size + 400] = b"\x07" * 300
    path.write_bytes(data)
    assert "damaged" in {flaw.code for flaw in verify_journal(path, LATER).flaws}

    for content in (b"", b"khong phai", b"SQLite format 3\x00" + b"\x00" * 50):
        other = tmp_path / "khác.sqlite"
        other.write_bytes(content)
        with pytest.raises(BadUse, match="E_JOURNAL_UNREADABLE"):
            verify_journal(other, LATER)
    with pytest.raises(BadUse, match="E_JOURNAL_UNREADABLE"):
        verify_journal(tmp_path / "không có.sqlite", LATER)
    assert not (tmp_path / "không có.sqlite").exists()
