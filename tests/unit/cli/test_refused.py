"""``--refused FILE``: the refused rows on disk, where a person's own file and half-done corrections are safe."""

from pathlib import Path

import openpyxl
import pytest

from tests.coop import Coop

from .conftest import Run

ON = ("--day", "2026-11-21")


@pytest.fixture
def wrong(coop: Coop) -> Coop:
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.write()
    return coop


def rows(path: Path) -> list[str]:
    return [row[0] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("command", ["check", "plan", "sync"])
def test_each_command_that_reads_writes_them(ocop: Run, wrong: Coop, command: str) -> None:
    path = wrong.folder / "bị từ chối.xlsx"
    said = ocop(command, "--refused", path, *ON, *(() if command == "check" else ("--allow", "refused=1")))
    assert said.code == 3
    assert rows(path) == ["LUA-01"]
    assert str(path) in said.err.replace("\n", "")
    assert "--update" in said.err


def test_they_are_written_even_where_a_guard_stops_the_run(ocop: Run, wrong: Coop) -> None:
    for row in wrong.rows[1:3]:
        row["Giá bán"] = "?"
    wrong.write()
    path = wrong.folder / "a.xlsx"
    assert ocop("sync", "--refused", path, *ON).code == 4
    assert len(rows(path)) == 3


def test_without_the_option_its_name_is_told(ocop: Run, wrong: Coop) -> None:
    assert "--refused" in ocop("check", *ON).out
    wrong.row("LUA-01")["Giá bán"] = "680000"
    wrong.write()
    assert "--refused" not in ocop("check", *ON).out


def test_nothing_refused_writes_nothing(ocop: Run, coop: Coop) -> None:
    said = ocop("check", "--refused", coop.folder / "a.xlsx", *ON)
    assert said.code == 0
    assert "Không có dòng nào bị từ chối" in said.err
    assert not (coop.folder / "a.xlsx").exists()


def test_what_somebody_is_correcting_is_not_replaced(ocop: Run, wrong: Coop) -> None:
    path = wrong.folder / "a.xlsx"
    ocop("check", "--refused", path, *ON)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["K2"] = "680000"
    book.save(path)
    mine = path.read_bytes()
    said = ocop("check", "--refused", path, *ON)
    assert path.read_bytes() == mine
    assert rows(wrong.folder / "a (2).xlsx") == ["LUA-01"]
    assert "a (2).xlsx" in said.err
    ocop("check", "--refused", path, *ON)
    assert not (wrong.folder / "a (3).xlsx").exists()


@pytest.mark.parametrize("name", ["sản phẩm.csv", "a.csv", "a"])
def test_only_into_a_workbook_of_its_own(ocop: Run, wrong: Coop, name: str) -> None:
    before = wrong.products.read_bytes()
    for command in ("check", "plan"):
        assert ocop(command, "--refused", wrong.folder / name, *ON).code == 2
    assert wrong.products.read_bytes() == before


def test_corrected_and_read_again_they_go_through(ocop: Run, wrong: Coop) -> None:
    path = wrong.folder / "a.xlsx"
    ocop("check", "--refused", path, *ON)
    book = openpyxl.load_workbook(path)
    titles = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(2, titles.index("Giá bán") + 1).value = "680.000đ"
    book.save(path)
    said = ocop("check", "--update", path, *ON)
    assert said.code == 0, said.out
