"""``ocop journal``: sound or not, in words and codes; an export that is whole, ordered and without a secret."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import JsonValue

from connector.run import State
from connector.run.journal import masked
from connector.sync.journal.store import HEAD
from connector.wire import redact
from tests.coop import Coop

from .conftest import Run
from .test_shops import DAY

CANARIES = {
    "access_token": "canary-access-7f3e",
    "refresh_token": "canary-refresh-91ab",
    "partner_key": "canary-khoa-ba-vi-55",
}


@pytest.fixture
def journal(ocop: Run, coop: Coop) -> Path:
    """The journal of a co-op that has run once."""
    assert ocop("sync", *DAY).code == 0
    return State(coop.state).journal


def spoil(journal: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(journal)) as db, db:
        for statement, values in statements:
            db.execute(statement, values)


def read(file: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def test_before_the_first_run_there_is_nothing_to_check(ocop: Run, coop: Coop) -> None:
    said = ocop("journal", "verify")
    assert (said.code, "Chưa có sổ ghi nhớ nào" in said.out) == (0, True)
    assert ocop("journal", "verify", "--json").json["found"] is False
    refused = ocop("journal", "export", "sổ.jsonl")
    assert (refused.code, "Chưa có sổ" in refused.err) == (2, True)
    assert not State(coop.state).journal.exists()


def test_a_sound_journal_a_flawed_one_and_one_that_cannot_be_read(ocop: Run, coop: Coop, journal: Path) -> None:
    said = ocop("journal", "verify")
    assert (said.code, "nguyên vẹn" in said.out) == (0, True)
    spoil(journal, ("UPDATE step SET body = ? WHERE name = (SELECT min(name) FROM step)", (b"{}",)))
    said = ocop("journal", "verify")
    assert said.code == 3
    assert "không khớp với dấu kiểm" in said.out
    assert "ocop audit" in said.out
    told = ocop("journal", "verify", "--json").json
    assert (told["schema"], told["exit_code"], told["flaws"][0]["code"]) == ("ocop/journal-verify@1", 3, "body_changed")
    for name in ("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"):
        (journal.parent / name).unlink(missing_ok=True)
    journal.write_bytes(b"hong" * 100)
    broken = ocop("journal", "verify", "--json")
    assert (broken.code, broken.json["code"]) == (2, "E_JOURNAL_UNREADABLE")


def test_an_export_is_whole_ordered_and_never_replaces_unasked(ocop: Run, coop: Coop, journal: Path) -> None:
    before = journal.read_bytes()
    assert ocop("journal", "export", "sổ.jsonl").code == 0
    file = coop.folder / "sổ.jsonl"
    head, *rows = read(file)
    assert head == {"schema": "ocop/journal@1", "version": HEAD, "shop": None}
    counts = ocop("journal", "verify", "--json").json["rows"]
    assert {name: sum(row["table"] == name for row in rows) for name in counts} == counts
    assert {row["product"] for row in rows if row["table"] == "binding"} == {"LUA-01", "MIEN-0007", "TRA-01"}
    (silk,) = [row for row in rows if row["table"] == "base" and row["product"] == "LUA-01"]
    assert silk["record"]["groups"]["title"][2] == "Khăn lụa tơ tằm hoa sen"
    first = file.read_bytes()
    refused = ocop("journal", "export", "sổ.jsonl", "--json")
    assert (refused.code, refused.json["code"]) == (2, "E_FILE_EXISTS")
    assert ocop("journal", "export", "sổ.jsonl", "--force", "--json").json["rows"] == len(rows)
    assert file.read_bytes() == first
    assert journal.read_bytes() == before
    assert [one.name for one in coop.folder.iterdir() if one.name.endswith(".tmp")] == []
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    assert ocop("journal", "export", "một.json", "--shop", coop.shop).code == 0
    (head, *some) = orjson.loads((coop.folder / "một.json").read_bytes())
    assert head["shop"] == coop.shop
    of_all = ("catalogue_revision", "product_last_good")
    assert some == [row for row in rows if row["table"] not in of_all]
    for words, code in {
        ("sổ.txt",): "E_JOURNAL_SUFFIX",
        ("x.json", "--shop", "khong-co"): "E_SHOP_UNKNOWN",
        ("ocop.toml.json/x.jsonl", "--force"): None,
    }.items():
        said = ocop("journal", "export", *words, "--json")
        assert (said.code, said.json.get("code")) == ((2, code) if code else (0, None))


def test_only_what_is_of_the_shop_is_written_of_it(ocop: Run, coop: Coop, journal: Path) -> None:
    other = f"{coop.shop}-2"
    coop.configure(shops=(coop.shop, other))
    assert ocop("sync", other, *DAY).code == 0
    assert ocop("journal", "export", "một.jsonl", "--shop", other).code == 0
    text = (coop.folder / "một.jsonl").read_text(encoding="utf-8")
    assert other in text
    assert f'"{coop.shop}"' not in text
    assert {row["table"] for row in read(coop.folder / "một.jsonl")[1:]} >= {
        "binding",
        "step",
        "change",
        "event",
        "run",
    }


def test_planted_secrets_are_in_no_export(ocop: Run, coop: Coop, journal: Path) -> None:
    """By value, where the shop's store holds it, wherever it stands; by name, where nobody knows the value."""
    (coop.folder / "khóa.json").write_bytes(orjson.dumps(CANARIES))
    text = coop.config.read_text(encoding="utf-8")
    config = text.replace('marketplace = "memory"', 'marketplace = "memory"\ncredentials = "file:khóa.json"')
    coop.config.write_text(config, encoding="utf-8")
    known = " ".join(CANARIES.values())
    unknown = {
        "access_token": "canary-la-1",
        "deep": [{"X-Refresh-Token": "canary-la-2", "app_secret": ["canary-la-3"]}],
    }
    url = "https://x.example/api?shop=1&access_token=canary-la-4&sign=canary-la-5&b=2"
    body = orjson.dumps({**unknown, "note": known, "url": url})
    spoil(
        journal,
        ("UPDATE step SET body = ?", (body,)),
        ("UPDATE event SET params = ?, product = ?", (body.decode(), known)),
        ("UPDATE intent SET note = ?, change = ?", (f"{known} {url}", body.decode())),
        ("UPDATE run SET report = ?", (orjson.dumps({"stop_params": {"original": url, "said": known}}).decode(),)),
        ("UPDATE product_last_good SET record = ?", (body.decode()[:-1],)),
        ("UPDATE answer SET about = ?", (body.decode(),)),
    )
    redact.forget_all()
    for name in ("sổ.jsonl", "sổ.json"):
        assert ocop("journal", "export", name).code == 0
        written = (coop.folder / name).read_text(encoding="utf-8")
        assert "canary" not in written
        assert redact.MASK in written
        assert "Khăn lụa tơ tằm hoa sen" in written
    assert len(read(coop.folder / "sổ.jsonl")) > 10
    redact.forget_all()


def test_what_only_sounds_secret_is_kept() -> None:
    kept: dict[str, JsonValue] = {
        "code": "E_REFUSED",
        "body_sha256": "ab" * 32,
        "key": "photo:1",
        "refresh_until": "2026",
        "token": "",
        "n": 7,
    }
    assert masked({"rows": [kept]}) == {"rows": [kept]}
