"""Writing beside what is held open, never onto what a person made, long paths. Windows is simulated."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.cli import files
from connector.cli.files import keep_sources, new_only, write_beside, write_file
from connector.errors import BadUse

Held = Callable[[Path, int], list[float]]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """``held(path, n)``: the next ``n`` times Windows would refuse to replace ``path``; the naps taken meanwhile."""
    naps: list[float] = []
    replace = os.replace

    def hold(path: Path, times: int) -> list[float]:
        left = [times]

        def refusing(source: object, target: object) -> None:
            if Path(str(target)) == path and left[0]:
                left[0] -= 1
                raise PermissionError(13, "The process cannot access the file", str(target))
            replace(source, target)  # type: ignore[arg-type]

        monkeypatch.setattr(files.os, "replace", refusing)
        return naps

    return hold


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "báo cáo tháng 11 (đã sửa).html"
    assert write_file(path, b"one") == path
    assert write_file(path, b"two") == path
    assert (path.read_bytes(), names(tmp_path)) == (b"two", [path.name])


def test_a_scanner_that_lets_go_is_waited_for(tmp_path: Path, held: Held) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"old")
    naps = held(path, 3)
    assert write_file(path, b"new", sleep=naps.append) == path
    assert path.read_bytes() == b"new"
    assert naps == sorted(naps)
    assert len(naps) == 3
    assert sum(naps) < 1


def test_a_file_that_stays_open_is_left_and_written_beside(tmp_path: Path, held: Held) -> None:
    path = tmp_path / "báo cáo.html"
    path.write_bytes(b"open in a browser")
    naps = held(path, 1000)
    beside = write_file(path, b"new", sleep=naps.append)
    assert beside == tmp_path / "báo cáo (2).html"
    assert (path.read_bytes(), beside.read_bytes()) == (b"open in a browser", b"new")
    assert sum(naps) < 3
    assert names(tmp_path) == ["báo cáo (2).html", "báo cáo.html"]


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path, held: Held) -> None:
    path = tmp_path / "report.html"
    naps = held(path, 1000)
    with pytest.raises(BadUse, match="E_FILE_NOT_WRITTEN"):
        write_file(path, b"new", sleep=naps.append)
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(BadUse, match="E_FILE_NOT_WRITTEN"):
        write_file(tmp_path / "a file" / "report.html", b"new")
    assert names(tmp_path) == ["a file"]


def test_what_somebody_may_be_editing_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "lỗi.xlsx"
    assert write_beside(path, b"one") == path
    assert write_beside(path, b"one") == path
    assert write_beside(path, b"two") == tmp_path / "lỗi (2).xlsx"
    assert write_beside(path, b"two") == tmp_path / "lỗi (2).xlsx"
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["lỗi (2).xlsx", "lỗi.xlsx"]


def test_a_path_of_more_than_260_characters(tmp_path: Path) -> None:
    path = tmp_path.joinpath(*["thư mục có tên thật dài của hợp tác xã Thời Nắng"] * 6, "báo cáo.html")
    assert len(str(path)) > 260
    assert write_file(path, b"x") == path
    assert write_beside(path, b"y") == path.with_name("báo cáo (2).html")


@pytest.mark.parametrize(
    ("path", "extended"),
    [
        ("C:\\Hợp tác xã\\a.csv", "\\\\?\\C:\\Hợp tác xã\\a.csv"),
        ("C:\\a\\..\\b/c.csv", "\\\\?\\C:\\b\\c.csv"),
        ("\\\\máy-chủ\\chung\\a.csv", "\\\\?\\UNC\\máy-chủ\\chung\\a.csv"),
        ("\\\\?\\C:\\a.csv", "\\\\?\\C:\\a.csv"),
    ],
)
def test_the_form_of_a_path_without_windows_limit(path: str, extended: str) -> None:
    assert files._extended(path) == extended


def test_a_source_is_known_through_links_case_and_unicode_form(tmp_path: Path) -> None:
    own = tmp_path / "sản phẩm.csv"
    own.write_bytes(b"mine")
    (tmp_path / "link.csv").symlink_to(own)
    (tmp_path / "hard.csv").hardlink_to(own)
    for name in (
        "sản phẩm.csv",
        "SẢN PHẨM.CSV",
        "sa\u0309n ph\u00e2\u0309m.csv",
        "link.csv",
        "hard.csv",
        "x/../sản phẩm.csv",
    ):
        with pytest.raises(BadUse, match="E_OUT_IS_SOURCE"):
            keep_sources(tmp_path / name, [None, own])
    keep_sources(tmp_path / "khác.csv", [None, own])
    assert own.read_bytes() == b"mine"


def test_an_existing_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    new_only(path, False)
    path.write_bytes(b"")
    new_only(path, True)
    with pytest.raises(BadUse, match="E_FILE_EXISTS"):
        new_only(path, False)
