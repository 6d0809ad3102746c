"""Several shops on one command line: exit codes, one report, and a shop that is forgotten."""

from pathlib import Path

import pytest

import adapters.memory as memory
from adapters.memory import MemoryShop
from connector.clock import SystemClock
from tests.coop import Coop

from .conftest import Run

DAY = ("--day", "2026-11-21")


def shop_of(name: str) -> MemoryShop:
    """The marketplace's side of a shop."""
    return memory._shops.setdefault(name, MemoryShop(SystemClock(), name))


@pytest.fixture
def names(coop: Coop) -> tuple[str, str, str]:
    made = (f"{coop.shop}-một", f"{coop.shop}-hai", f"{coop.shop}-ba")
    coop.configure(shops=made)
    return made


def test_one_shop_out_of_reach_is_five_and_the_others_are_done(
    ocop: Run, coop: Coop, names: tuple[str, str, str]
) -> None:
    shop_of(names[1]).fault = lambda _call: "throttle"
    said = ocop("sync", *DAY, "--json")
    assert (said.code, said.json["schema"]) == (5, "ocop/runs@1")
    assert [(one["shop"], one["exit_code"], one["counts"]) for one in said.json["shops"]] == [
        (names[0], 0, {"create": 3}),
        (names[1], 6, {}),
        (names[2], 0, {"create": 3}),
    ]
    plans = ocop("plan", *DAY, "--json")
    assert (plans.code, plans.json["schema"]) == (5, "ocop/plans@1")


def test_a_fault_in_one_adapter_is_one_and_the_others_are_done(
    ocop: Run, coop: Coop, names: tuple[str, str, str]
) -> None:
    def broken(call: str) -> None:
        raise ZeroDivisionError(call)

    shop_of(names[0]).fault = broken
    said = ocop("sync", *DAY, "--json")
    assert said.code == 1
    assert [(one["exit_code"], one["counts"]) for one in said.json["shops"][1:]] == [(0, {"create": 3})] * 2
    assert said.json["shops"][0]["stop"]["code"] == "BUG_UNEXPECTED"
    assert "Traceback" not in said.err


def test_all_guarded_is_four(ocop: Run, coop: Coop, names: tuple[str, str, str]) -> None:
    ocop("sync", *DAY)
    coop.rows = coop.rows[:1]
    coop.write()
    assert ocop("sync", *DAY).code == 4


def test_the_report_of_several_shops_is_one(ocop: Run, coop: Coop, names: tuple[str, str, str]) -> None:
    ocop("sync", *DAY)
    shown = ocop("report")
    assert shown.code == 0
    assert "Từng sản phẩm ở từng gian hàng" in shown.out
    data = ocop("report", "--json").json
    assert (data["schema"], len(data["shops"]), len(data["products"])) == ("ocop/report@1", 3, 4)
    silk = next(one for one in data["products"] if one["product"] == "LUA-01")
    assert [(cell["shop"], cell["state"]) for cell in silk["cells"]] == [(name, "live") for name in names]
    assert ocop("report", names[1], "--json").json["shop"] == names[1]
    assert len(ocop("report", *names[:2], "--json").json["shops"]) == 2
    assert ocop("report", "20000101T").code == 2
    ocop("report", "--html", "báo cáo.html")
    page = Path("báo cáo.html").read_text("utf-8")
    assert page.index('id="grid"') < page.index('id="s1"')


def test_a_missing_adapter_takes_only_its_own_shop_away(ocop: Run, coop: Coop, names: tuple[str, str, str]) -> None:
    ocop("sync", *DAY)
    first, found, rest = coop.config.read_text("utf-8").partition('marketplace = "memory"')
    assert found
    coop.config.write_text(f'{first}marketplace = "san_da_go"{rest}', encoding="utf-8")
    shown = ocop("report")
    assert (shown.code, "Từng sản phẩm ở từng gian hàng" in shown.out) == (0, True), shown.err
    said = ocop("sync", *DAY)
    assert said.code == 5
    assert "Chưa cài phần kết nối cho sàn «san_da_go»" in said.out
    assert all(name in said.out for name in names)
    assert ocop("plan", *DAY).code == 5
    assert names[2] in ocop("status").out
    assert "«san_da_go»" in ocop("todo", names[0]).err


def test_a_shop_taken_out_is_forgotten_only_when_somebody_says_so(
    ocop: Run, coop: Coop, names: tuple[str, str, str]
) -> None:
    ocop("sync", *DAY)
    assert ocop("forget", names[2]).code == 2
    coop.configure(shops=names[:2])
    assert ocop("forget", names[2]).code == 2
    assert ocop("forget", "không có").code == 2
    said = ocop("forget", names[2], "--yes", "--json")
    assert (said.code, said.json["schema"]) == (0, "ocop/forget@1")
