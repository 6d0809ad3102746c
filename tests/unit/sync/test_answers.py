"""Answers are kept per shop and question, replaced by a later one, taken back; an older journal learns the table."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from connector.sync.journal import Answer, Journal

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SAME = Answer("match", "803900001", "same", {"product": "MẬT-01", "title": "Mật ong hoa nhãn"}, "ghép.xlsx")


async def test_an_answer_is_kept_for_its_shop_kind_and_subject_until_replaced_or_taken_back() -> None:
    answers = Journal.open(None).answers
    await answers.keep("shopee-ba-vì", [SAME, Answer("drift", "P001-01/title", "ours")], AT)
    assert await answers.of("shopee-ba-vì", "match") == {"803900001": SAME}
    assert await answers.of("lazada-ba-vì", "match") == {}

    other = Answer("match", "803900001", "different")
    await answers.keep("shopee-ba-vì", [other], AT)
    assert await answers.of("shopee-ba-vì", "match") == {"803900001": other}

    await answers.forget("shopee-ba-vì", "match", ["803900001", "không có"])
    assert await answers.of("shopee-ba-vì", "match") == {}
    assert list(await answers.of("shopee-ba-vì", "drift")) == ["P001-01/title"]


async def test_a_journal_from_before_answers_keeps_what_it_knows_and_learns_them(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    old = Journal.open(path)
    await old.note_shop("shopee-ba-vì", "shopee", "987654")
    old.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE answer")
        db.execute("UPDATE alembic_version SET version_num = '0001'")

    journal = Journal.open(path)
    await journal.answers.keep("shopee-ba-vì", [SAME], AT)
    assert await journal.answers.of("shopee-ba-vì", "match") == {"803900001": SAME}
    assert await journal.remote_shop("shopee-ba-vì") == "987654"
