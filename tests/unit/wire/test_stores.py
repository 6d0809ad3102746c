"""Where tokens are kept: a file, a variable with a file beside it, the keyring."""

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import keyring.backend
import pytest
from pydantic import JsonValue

from connector.clock import SystemClock
from connector.errors import BadUse
from connector.port import OpenShop
from connector.wire import redact, stores
from connector.wire.stores import EnvStore, FileStore, HeldStore, open_store, store_of, write_durably
from connector.wire.tokens import Tokens

LINE = {
    "marketplace": "shopee",
    "base_url": "http://127.0.0.1:9101",
    "partner_id": 1000001,
    "partner_key": "khoa-doi-tac-0001",
    "shop_id": 987654,
    "code": "ma-uy-quyen-0001",
    "access_token": "truy-cap-0001",
    "refresh_token": "lam-moi-0001",
    "pace": 50,
    "concurrency": 8,
}
EXPIRES = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
SUCCESSOR = Tokens("truy-cap-0002", "lam-moi-0002", EXPIRES, {key: LINE[key] for key in ("partner_id", "pace")})


@pytest.fixture
def line(tmp_path: Path) -> Path:
    path = tmp_path / "gian hàng.json"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    return path


def test_the_line_a_mock_prints_is_a_credentials_file(line: Path) -> None:
    tokens = FileStore(line).load()
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_at) == ("truy-cap-0001", "lam-moi-0001", None)
    assert (tokens.text("partner_id"), tokens.text("pace"), tokens.text("missing", "-")) == ("1000001", "50", "-")


def test_so_is_a_file_that_goes_on_after_the_line(line: Path) -> None:
    line.write_bytes(b"\xef\xbb\xbf" + json.dumps(LINE).encode() + b"\nINFO serving\n")
    assert FileStore(line).load().access_token == "truy-cap-0001"


def test_saving_replaces_tokens_and_keeps_what_it_does_not_know(line: Path) -> None:
    FileStore(line).save(SUCCESSOR)
    stored = json.loads(line.read_bytes())
    assert stored["access_token"] == "truy-cap-0002"
    assert stored["base_url"] == LINE["base_url"]
    assert FileStore(line).load().expires_at == EXPIRES


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_file_is_its_owners_alone_and_nothing_is_left_beside_it(line: Path) -> None:
    line.chmod(0o644)
    FileStore(line).save(SUCCESSOR)
    assert stat.S_IMODE(line.stat().st_mode) == 0o600
    assert [path.name for path in line.parent.iterdir()] == [line.name]


def test_the_old_file_stands_until_the_new_one_is_durable(line: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real_replace, real_fsync = os.replace, os.fsync

    def fsync(handle: int) -> None:
        seen.append("fsync")
        real_fsync(handle)

    def replace(source: Path, target: Path) -> None:
        seen.append("replace")
        assert json.loads(line.read_bytes())["access_token"] == "truy-cap-0001"
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    FileStore(line).save(SUCCESSOR)
    assert seen[:2] == ["fsync", "replace"]


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(line: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(line, b"{}")
    assert FileStore(line).load().access_token == "truy-cap-0001"
    assert [path.name for path in line.parent.iterdir()] == [line.name]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b'"lam-moi-0001"'])
def test_an_unreadable_file_is_named_and_nothing_of_it_shown(line: Path, content: bytes) -> None:
    line.write_bytes(content)
    with pytest.raises(BadUse) as caught:
        FileStore(line).load()
    assert caught.value.code == "E_CREDENTIALS_UNREADABLE"
    assert caught.value.params == {"where": line.name}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadUse) as caught:
        FileStore(tmp_path / "không có.json").load()
    assert (caught.value.code, caught.value.params) == ("E_CREDENTIALS_MISSING", {"where": "không có.json"})


def test_reading_credentials_teaches_the_redaction(line: Path) -> None:
    redact.forget_all()
    FileStore(line).load()
    for name in ("partner_key", "access_token", "refresh_token", "code"):
        assert redact.redact(f"x {LINE[name]}") == f"x {redact.MASK}"


def test_tokens_show_nothing_of_themselves() -> None:
    assert "0002" not in repr(SUCCESSOR)


def test_a_variable_is_read_and_its_successor_kept_in_a_private_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_THU", json.dumps(LINE))
    store = EnvStore("OCOP_THU", tmp_path)
    assert store.load().access_token == "truy-cap-0001"
    store.save(SUCCESSOR)
    again = EnvStore("OCOP_THU", tmp_path).load()
    assert (again.access_token, again.expires_at, again.text("partner_key")) == (
        "truy-cap-0002",
        EXPIRES,
        "khoa-doi-tac-0001",
    )
    (kept,) = tmp_path.iterdir()
    assert "khoa-doi-tac-0001" not in kept.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_variable_set_anew_wins_over_the_kept_successor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_THU", json.dumps(LINE))
    EnvStore("OCOP_THU", tmp_path).save(SUCCESSOR)
    monkeypatch.setenv("OCOP_THU", json.dumps({**LINE, "access_token": "dong-y-lai-0003"}))
    assert EnvStore("OCOP_THU", tmp_path).load().access_token == "dong-y-lai-0003"


def test_a_missing_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCOP_THU", raising=False)
    with pytest.raises(BadUse, match="E_CREDENTIALS_MISSING"):
        EnvStore("OCOP_THU", tmp_path).load()


class Drawer(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def test_the_keyring_keeps_the_whole_json_under_the_shops_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()
    monkeypatch.setattr(keyring, "get_password", drawer.get_password)
    monkeypatch.setattr(keyring, "set_password", drawer.set_password)
    drawer.set_password(stores.KEYRING_SERVICE, "shopee-thoi-nang", json.dumps(LINE))
    store = open_store("keyring", tmp_path, name="shopee-thoi-nang")
    tokens = store.load()
    store.save(Tokens("truy-cap-0002", "lam-moi-0002", None, tokens.extra))
    again = open_store("keyring:shopee-thoi-nang", tmp_path).load()
    assert (again.access_token, again.text("partner_key")) == ("truy-cap-0002", "khoa-doi-tac-0001")
    with pytest.raises(BadUse, match="E_CREDENTIALS_MISSING"):
        open_store("keyring:khác", tmp_path).load()


def test_a_keyring_that_refuses_is_an_oserror_on_saving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError("locked")

    monkeypatch.setattr(keyring, "set_password", refuse)
    with pytest.raises(OSError):
        open_store("keyring:x", tmp_path).save(SUCCESSOR)


@pytest.mark.parametrize("credentials", ["", "file:", "gian-hang.json", "env:", "env:A B", "keyring", "vault:x"])
def test_other_forms_are_refused_without_repeating_them(tmp_path: Path, credentials: str) -> None:
    with pytest.raises(BadUse) as caught:
        open_store(credentials, tmp_path)
    assert str(caught.value) == "E_CREDENTIALS_FORM"


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        ("file:a.json", lambda folder: folder / "a.json.lock"),
        ("env:A", lambda folder: folder / ".ocop-tokens-A.json.lock"),
    ],
)
def test_each_place_has_one_lock(tmp_path: Path, credentials: str, expected: Callable[[Path], Path]) -> None:
    assert open_store(credentials, tmp_path).lock == expected(tmp_path)


def test_dates_and_the_mark_of_a_spent_token_come_and_go_with_their_tokens(line: Path) -> None:
    store = FileStore(line)
    until = EXPIRES + timedelta(days=30)
    store.save(replace(SUCCESSOR, refresh_until=until, consent_until=until, used=SUCCESSOR.fingerprint))
    marked = store.load()
    assert (marked.refresh_until, marked.consent_until, marked.consent_needed) == (until, until, True)
    assert not {"refresh_until", "consent_until", "refresh_used"} & marked.extra.keys()
    assert "lam-moi-0002" not in marked.used
    store.save(Tokens("truy-cap-0003", "lam-moi-0003"))
    assert (store.load().refresh_until, store.load().used) == (None, "")
    assert store.load().text("base_url") == LINE["base_url"]


@pytest.mark.parametrize("kept", ["hôm qua", "2026-11-21T05:00:00", 7, None, ["x"]])
def test_a_date_nobody_can_read_is_none(line: Path, kept: object) -> None:
    line.write_text(json.dumps({**LINE, "refresh_until": kept}), encoding="utf-8")
    assert FileStore(line).load().refresh_until is None


def test_a_variable_keeps_dates_and_mark_in_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_THU", json.dumps(LINE))
    store = EnvStore("OCOP_THU", tmp_path)
    spent = store.load()
    store.save(replace(spent, used=spent.fingerprint, consent_until=EXPIRES))
    assert (store.load().consent_needed, store.load().consent_until) == (True, EXPIRES)


def test_a_consent_cannot_be_put_into_a_variable(tmp_path: Path) -> None:
    store = EnvStore("OCOP_THU", tmp_path)
    for attempt in (store.rehearse, lambda: store.replace(LINE)):
        with pytest.raises(BadUse, match="E_AUTH_VARIABLE"):
            attempt()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_rehearsed_without_a_trace_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "khóa" / "gian hàng.json"
    store = FileStore(path)
    store.rehearse()
    assert list(path.parent.iterdir()) == []
    path.write_bytes(b"{ not json")
    store.rehearse()
    assert path.read_bytes() == b"{ not json"
    store.replace({"shop_id": 7})
    assert json.loads(path.read_bytes()) == {"shop_id": 7}
    with pytest.raises(OSError):
        FileStore(tmp_path / "khóa").rehearse()


def test_a_file_that_another_program_keeps_open_is_left_as_it_was(line: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace an open file; the draft with the new keys must not stay behind."""

    def refuse(_draft: object, _target: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    before = line.read_bytes()
    monkeypatch.setattr(stores.os, "replace", refuse)
    for attempt in (FileStore(line).rehearse, lambda: FileStore(line).replace({"shop_id": 7})):
        with pytest.raises(PermissionError):
            attempt()
    assert [(path, path.read_bytes()) for path in line.parent.iterdir()] == [(line, before)]


def test_a_windows_path_keeps_its_drive(tmp_path: Path) -> None:
    store = open_store("file:C:\\Bà Hoa\\khóa.json", tmp_path)
    assert store.lock.name.endswith("C:\\Bà Hoa\\khóa.json.lock") or store.lock.drive == "C:"


def test_a_locked_keyring_is_noticed_by_the_rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(service: str, username: str) -> str:
        raise keyring.errors.KeyringLocked("locked")

    store = open_store("keyring:x", tmp_path)
    monkeypatch.setattr(keyring, "get_password", lambda _service, _name: None)
    store.rehearse()
    monkeypatch.setattr(keyring, "get_password", locked)
    with pytest.raises(BadUse, match="E_KEYRING_UNUSABLE"):
        store.rehearse()


def test_what_is_held_is_used_instead_of_what_is_stored_and_stays_in_hand(line: Path) -> None:
    held: dict[str, JsonValue] = {"partner_id": 7, "access_token": "trong-tay-0001", "refresh_used": "x"}
    shop = OpenShop("s", "mock", f"file:{line.name}", line.parent, SystemClock(), held=held)
    before = line.read_bytes()
    store = store_of(shop)
    assert isinstance(store, HeldStore)
    assert store.load().access_token == "trong-tay-0001"
    assert store.lock == FileStore(line).lock
    store.save(Tokens("trong-tay-0002", "lam-moi-0002"))
    assert held == {"partner_id": 7, "access_token": "trong-tay-0002", "refresh_token": "lam-moi-0002"}
    assert line.read_bytes() == before
    assert "trong-tay" not in repr(shop)
    assert isinstance(store_of(replace(shop, held=None)), FileStore)
