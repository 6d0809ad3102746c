"""What we write for ourselves nobody else of the machine can read, whatever the umask and whatever was there before."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.state import narrowed, private_folder
from connector.wire.stores import FileStore
from connector.wire.tokens import Tokens
from tests.coop import Coop
from tests.unit.cli.conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps a user's folders by other means")


@pytest.fixture
def careless() -> Iterator[None]:
    """A umask of 0: every file one forgets about is everybody's."""
    before = os.umask(0)
    yield
    os.umask(before)


def wide(folder: Path) -> dict[str, str]:
    """What others may do anything with, below a folder that they can enter."""
    paths = [folder, *folder.rglob("*")]
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in paths}
    shut = [path for path, mode in modes.items() if path.is_dir() and not mode & 0o077]
    return {
        str(path.relative_to(folder)): oct(mode)
        for path, mode in modes.items()
        if mode & 0o077 and not any(path.is_relative_to(one) for one in shut)
    }


def test_a_whole_run_leaves_nothing_to_others(ocop: Run, coop: Coop, careless: None) -> None:
    assert ocop("sync", "-v").code in (0, 3)
    assert wide(coop.state) == {}
    names = {path.name for path in coop.state.iterdir()}
    assert {"journal.sqlite", "logs", "reports", "locks"} <= names
    for name in ("journal.sqlite", "logs", "reports", "locks", "renditions"):
        assert not stat.S_IMODE((coop.state / name).stat().st_mode) & 0o077, name


def test_what_an_earlier_version_left_open_is_taken_back(ocop: Run, coop: Coop) -> None:
    assert ocop("sync").code in (0, 3)
    for path in (coop.state, *coop.state.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert ocop("plan").code == 0
    assert wide(coop.state) == {}
    assert not stat.S_IMODE((coop.state / "journal.sqlite").stat().st_mode) & 0o077


def test_a_folder_with_the_co_ops_own_files_stays_theirs_to_share(
    ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_STATE", str(coop.folder))
    coop.folder.chmod(0o775)
    assert ocop("sync").code in (0, 3)
    assert stat.S_IMODE(coop.folder.stat().st_mode) == 0o775
    assert not stat.S_IMODE((coop.folder / "journal.sqlite").stat().st_mode) & 0o077


def test_a_token_file_that_others_can_read_is_taken_from_them_when_it_is_used(tmp_path: Path, careless: None) -> None:
    file = tmp_path / "khóa.json"
    file.write_text(json.dumps({"access_token": "truy-cap-0001"}), encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o666
    assert FileStore(file).load().access_token == "truy-cap-0001"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    FileStore(file).save(Tokens("truy-cap-0002", "lam-moi-0002"))
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()] == [("khóa.json", 0o600)]


def test_a_token_file_of_somebody_else_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "khóa.json"
    file.write_text('{"access_token": "truy-cap-0001"}', encoding="utf-8")
    file.chmod(0o644)

    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    assert FileStore(file).load().access_token == "truy-cap-0001"
    assert "khóa.json" in caplog.text
    assert "truy-cap" not in caplog.text


def test_folders_above_are_made_private_too_and_links_are_left_alone(tmp_path: Path, careless: None) -> None:
    made = private_folder(tmp_path / "một" / "hai" / "ba")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (made, *made.parents[:2])] == [0o700] * 3
    target = tmp_path / "đích"
    target.write_text("x")
    (tmp_path / "liên kết").symlink_to(target)
    assert narrowed(tmp_path / "liên kết")
    assert stat.S_IMODE(target.stat().st_mode) == 0o666
