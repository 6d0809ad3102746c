"""``ocop sync --if-changed`` spares runs that have nothing to look at, and no other."""

import os
from pathlib import Path

import pytest

import adapters.memory as memory
from adapters.memory import MemoryShop
from connector.clock import SystemClock
from connector.unchanged import IN_A_ROW
from tests.coop import Coop

from .conftest import Run

DAY = ("--day", "2026-11-21")
QUIETLY = ("sync", "--if-changed", *DAY)
SPARED = "không đổi"


def shop_of(name: str) -> MemoryShop:
    return memory._shops.setdefault(name, MemoryShop(SystemClock(), name))


def spared(ocop: Run, *words: str) -> bool:
    """Whether the run looked at nothing; either way it ends well."""
    said = ocop(*(words or QUIETLY))
    assert said.code == 0
    return SPARED in said.err


@pytest.fixture
def quiet(ocop: Run) -> Run:
    """A shop that a whole run has just found in order."""
    assert not spared(ocop)  # creates
    assert not spared(ocop)  # a run that sent something is not enough
    assert spared(ocop)
    return ocop


def test_nothing_is_asked_while_nothing_changes_and_then_everything_again(quiet: Run, coop: Coop) -> None:
    shop_of(coop.shop).items.clear()  # only a whole run can see this
    for _ in range(IN_A_ROW - 1):
        assert spared(quiet)
    whole = quiet(*QUIETLY, "--json")
    assert (whole.code, whole.json["schema"], whole.json["listings"]) == (3, "ocop/run@1", 0)
    assert quiet(*QUIETLY, "--json").json["schema"] == "ocop/run@1"  # a person is asked about it every time


def test_json_says_so_too(quiet: Run) -> None:
    assert quiet(*QUIETLY, "--json").json["schema"] == "ocop/idle@1"


@pytest.mark.parametrize("place", ["sheet", "producers", "photo", "new photo", "photo gone", "config", "rules"])
def test_any_change_here_is_a_reason_to_run(quiet: Run, coop: Coop, place: str) -> None:
    photos = sorted((coop.folder / "ảnh").iterdir())
    match place:
        case "sheet":
            coop.row("LUA-01")["Giá bán"] = "690000"
            coop.write()
        case "producers":
            touch(next(coop.folder.glob("chủ thể*")))
        case "photo":
            touch(photos[0])
        case "new photo":
            (coop.folder / "ảnh" / "Ảnh mới.jpg").write_bytes(photos[0].read_bytes())
        case "photo gone":
            photos[-1].rename(coop.folder / "ảnh" / "cất đi.jpg")
        case "config":
            touch(coop.folder / "ocop.toml")
        case "rules":
            (coop.folder / "ocop.toml").write_text(
                (coop.folder / "ocop.toml").read_text("utf-8") + '\n[mappings]\noverlay = "luat"\n', encoding="utf-8"
            )
            (coop.folder / "luat").mkdir()
    assert SPARED not in quiet(*QUIETLY).err


def test_another_day_or_another_choice_of_shops_is_another_question(quiet: Run, coop: Coop) -> None:
    assert not spared(quiet, "sync", "--if-changed", "--day", "2026-11-22")
    assert not spared(quiet, "sync", coop.shop, "--if-changed", "--day", "2026-11-22")


def test_without_the_option_every_run_looks_at_the_shop(quiet: Run) -> None:
    assert not spared(quiet, "sync", *DAY)


def test_a_run_that_needs_a_person_is_not_the_last_word(ocop: Run, coop: Coop) -> None:
    spared(ocop)
    coop.row("LUA-01")["Giá bán"] = "liên hệ"
    coop.write()
    for _ in range(3):
        said = ocop(*QUIETLY)
        assert said.code == 4  # one row of four is more than a fifth
        assert SPARED not in said.err


def test_a_memory_that_cannot_be_read_means_a_whole_run(quiet: Run, coop: Coop) -> None:
    (coop.state / "nothing-changed.json").write_text('{"relied": 0, "asked": ', encoding="utf-8")
    assert not spared(quiet)


def touch(file: Path) -> None:
    """The same content, written again a second later."""
    then = file.stat().st_mtime_ns + 1_000_000_000
    os.utime(file, ns=(then, then))
