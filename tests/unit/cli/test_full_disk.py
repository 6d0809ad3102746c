"""A disk that runs full under a command: said in a sentence with a code, nothing lost, and gone on with once there is
room.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from connector.run import State
from connector.sync import apply
from connector.sync.journal import store
from tests.coop import Coop

from .conftest import Run
from .test_shops import DAY


@contextmanager
def room_for(journal: Path, pages: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """SQLite finds no room for more than so many further pages of the journal."""
    with closing(sqlite3.connect(journal)) as db:
        (taken,) = db.execute("PRAGMA page_count").fetchone()
    plain = store._pragmas

    def fewer(connection: object, record: object) -> None:
        plain(connection, record)
        connection.execute(f"PRAGMA max_page_count={taken + pages}")  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(store, "_pragmas", fewer)
        yield


@pytest.mark.parametrize(
    ("shops", "pages"), [(("gian-hàng-một",), 0), (("gian-hàng-một",), 3), (("gian-hàng-một", "gian-hàng-hai"), 1)]
)
def test_a_sync_without_room_says_so_and_is_taken_up_again(
    shops: tuple[str, ...], pages: int, ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = tuple(f"{name}-{coop.shop}" for name in shops)
    coop.configure(shops=names)
    assert ocop("plan", *DAY).code == 0
    with room_for(State(coop.state).journal, pages, monkeypatch):
        said = ocop("sync", *DAY)
        assert said.code == 6, (said.out, said.err)
        assert "Ổ đĩa đã đầy" in said.out + said.err
        told = ocop("sync", *DAY, "--json").json
        codes = {told["code"]} if len(shops) == 1 else {shop["stop"]["code"] for shop in told["shops"]}
        assert (told["exit_code"], codes) == (6, {"E_DISK_FULL"})
        said_there = [told] if len(shops) == 1 else [shop["stop"] for shop in told["shops"]]
        assert all("Ổ đĩa đã đầy" in one["message"] for one in said_there)
        assert "disk is full" in "".join((said := ocop("sync", *DAY, "--lang", "en")).out + said.err)
    assert ocop("sync", *DAY).code == 0
    plan = ocop("plan", *DAY, "--json").json
    assert [one["changes"] for one in plan.get("shops", [plan])] == [[]] * len(shops)


def test_a_plan_of_several_shops_without_room_is_no_bug(ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ocop("plan", *DAY).code == 0
    coop.configure(shops=tuple(f"{coop.shop}-{n}" for n in range(5)))  # new shops: what they allow is to be remembered
    with room_for(State(coop.state).journal, 0, monkeypatch):
        said = ocop("plan", *DAY, "--json")
    assert (said.code, {shop.get("error") for shop in said.json["shops"]} - {None}) == (5, {"E_DISK_FULL"})


def test_a_fault_of_ours_in_the_middle_of_a_run_is_not_told_as_a_broken_journal(
    ocop: Run, coop: Coop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(apply, "_report", failing)
        said = ocop("sync", *DAY, "--json")
    assert (said.code, said.json["code"], "ZeroDivisionError" in said.out) == (1, "BUG", True)
    assert ocop("sync", *DAY).code == 0


def test_a_log_without_room_costs_its_lines_only(ocop: Run, coop: Coop, require: Callable[[str, bool], None]) -> None:
    full = Path("/dev/full")
    require("/dev/full", full.exists())
    log = coop.state / "logs" / "ocop.log"
    log.parent.mkdir(parents=True)
    log.symlink_to(full)
    said = ocop("sync", *DAY)
    assert (said.code, "Traceback" in said.err, "rror" in said.err) == (0, False, False)


def test_what_spares_a_later_run_is_not_worth_an_error(ocop: Run, coop: Coop) -> None:
    assert ocop("sync", *DAY).code == 0
    in_the_way = State(coop.state).quiet.with_suffix(".part")
    in_the_way.mkdir()
    assert ocop("sync", "--if-changed", *DAY).code == 0
    assert ocop("sync", "--if-changed", *DAY).code == 0
