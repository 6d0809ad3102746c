"""``ocop undo``: shown first, sent after a yes or from a saved plan, and never the other way the night after."""

from __future__ import annotations

from typing import Any

import pytest

from connector.cli import undo
from connector.model import Group
from tests.coop import Coop

from .conftest import Run
from .test_shops import DAY, shop_of


@pytest.fixture
def wrong(ocop: Run, coop: Coop) -> dict[str, Any]:
    """A good run, then one with wrong prices; what the shop showed before that."""
    ocop("sync", *DAY)
    before = {name: one.groups for name, one in shop_of(coop.shop).items.items()}
    for sku in ("LUA-01", "MIEN-0007"):
        coop.row(sku)["Giá bán"] = "60000" if sku == "MIEN-0007" else "700000"
    coop.row("TRA-01")["Tên sản phẩm"] = "Trà sen Hồ Tây loại nhầm"
    coop.write()
    assert ocop("sync", *DAY, "--json").json["counts"] == {"price": 2, "update": 1}
    return before


def now(coop: Coop) -> dict[str, Any]:
    return {name: one.groups for name, one in shop_of(coop.shop).items.items()}


def test_it_shows_and_sends_only_after_a_yes(ocop: Run, coop: Coop, wrong: dict[str, Any]) -> None:
    shown = ocop("undo", "last", *DAY)
    assert (shown.code, now(coop) == wrong) == (0, False)
    assert "3 thay đổi" in shown.out
    assert "680.000 đ" in shown.out
    assert "--yes" in shown.err
    done = ocop("undo", "last", "--yes", *DAY, "--json")
    assert (done.code, done.json["schema"], done.json["counts"]) == (0, "ocop/run@1", {"price": 2, "update": 1})
    assert now(coop) == wrong
    after = ocop("sync", *DAY, "--json")
    assert (after.code, after.json["counts"]) == (0, {})
    assert {notice["code"] for notice in after.json["notices"]} >= {"undone"}
    assert "Đã hoàn tác" in ocop("plan", *DAY).out


def test_a_saved_undo_is_applied_as_it_was_seen(ocop: Run, coop: Coop, wrong: dict[str, Any]) -> None:
    run = ocop("report", "--json").json["run"]
    assert ocop("undo", run[:15], "--out", "hoàn tác.json", *DAY).code == 0
    lua = next(one.id for one in shop_of(coop.shop).items.values() if "LUA-01" in one.skus)
    shop_of(coop.shop).change(lua, {Group.PRICE: {"LUA-01": 690_000}})
    applied = ocop("apply", "hoàn tác.json", *DAY, "--json")
    assert (applied.code, applied.json["counts"]) == (3, {"price": 1, "update": 1})
    assert [n["skus"] for n in applied.json["notices"] if n["code"] == "moved"] == [["LUA-01"]]
    assert ocop("apply", "hoàn tác.json", *DAY, "--json").json["counts"] == {}


def test_the_undo_is_the_last_run_and_can_be_undone(ocop: Run, coop: Coop, wrong: dict[str, Any]) -> None:
    changed = now(coop)
    ocop("undo", "last", "--yes", *DAY)
    ocop("sync", *DAY)  # sends nothing, and so is not what "last" means
    ocop("undo", "last", "--yes", *DAY)
    assert now(coop) == changed


def test_a_person_at_the_terminal_is_asked(
    ocop: Run, coop: Coop, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def agreed(question: str) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr(undo, "somebody_there", lambda as_json=False: not as_json)
    monkeypatch.setattr(undo, "agreed", agreed)
    ocop("undo", "last", *DAY)
    assert now(coop) != wrong
    ocop("undo", "last", *DAY)
    assert now(coop) == wrong
    assert "3 thay đổi" in asked[0]
    assert coop.shop in asked[0]


def test_runs_that_are_not_there(ocop: Run, coop: Coop) -> None:
    assert ocop("undo", "last", *DAY, "--json").json["code"] == "E_UNDO_NOTHING"
    ocop("sync", *DAY)
    assert ocop("undo", "20190101", *DAY, "--json").json["code"] == "E_UNDO_RUN"
    assert ocop("undo", "last", "--yes", "--out", "x.json", *DAY, "--json").json["code"] == "E_UNDO_ONE"
