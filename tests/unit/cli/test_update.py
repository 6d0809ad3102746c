"""``--update FILE``: on check, plan, apply, sync and why, for that run alone."""

import csv
from pathlib import Path

from tests.coop import Coop

from .conftest import Run
from .test_shops import DAY, shop_of

PRICES = (("Mã SP", "Giá bán"), ("lua-01", "700.000đ"), ("MIEN-0007", ""))


def prices(coop: Coop, *rows: tuple[str, ...], name: str = "giá mới.csv") -> str:
    with Path(coop.folder, name).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows or PRICES)
    return name


def test_a_price_list_is_sent_and_taken_back_by_the_next_run_without_it(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    before = len(shop_of(coop.shop).history)
    said = ocop("sync", *DAY, "--update", prices(coop), "--json")
    assert (said.code, said.json["counts"]) == (0, {"price": 1})
    assert len(shop_of(coop.shop).history) == before + 1
    assert [one["code"] for one in said.json["notices"] if one["code"].startswith("update")] == ["update_once"]
    assert ocop("sync", *DAY, "--json").json["counts"] == {"price": 1}


def test_in_the_configuration_it_stays(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    said = ocop("sync", *DAY, "--update", prices(coop))
    assert 'updates = ["giá mới.csv"]' in " ".join(said.out.split())
    text = coop.config.read_text(encoding="utf-8")
    coop.config.write_text(text.replace("[catalogue]\n", '[catalogue]\nupdates = ["giá mới.csv"]\n'), encoding="utf-8")
    again = ocop("sync", *DAY, "--json").json
    assert again["counts"] == {}
    assert not [one for one in again["notices"] if one["code"] == "update_once"]


def test_plan_then_apply_with_the_same_file(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    update = prices(coop)
    assert ocop("plan", *DAY, "--update", update, "--out", "p.json").code == 0
    assert ocop("apply", "p.json", *DAY, "--update", update, "--json").json["counts"] == {"price": 1}


def test_check_counts_its_rows_and_names_its_cells(ocop: Run, coop: Coop) -> None:
    bad = prices(coop, *PRICES, ("TRA-01", "liên hệ"))
    said = ocop("check", "--update", bad, *DAY)
    assert said.code == 3
    assert "giá mới.csv, dòng 4, cột «Giá bán»: Không hiểu giá «liên hệ»." in said.out
    assert ocop("check", "--update", prices(coop), *DAY).code == 0


def test_why_names_the_cell(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    said = ocop("why", "LUA-01", "--field", "price", "--update", prices(coop), *DAY)
    assert "giá mới.csv:2:Giá bán" in said.out


def test_a_file_that_is_none(ocop: Run, coop: Coop) -> None:
    said = ocop("sync", *DAY, "--update", "không có.csv")
    assert (said.code, shop_of(coop.shop).items) == (2, {})
    coop.config.write_text(coop.config.read_text("utf-8").replace('products = ["sản phẩm.csv"]\n', ""), "utf-8")
    said = ocop("sync", *DAY, "--update", prices(coop))
    assert said.code == 2
    assert "bảng đầy đủ" in said.err


def test_a_run_with_an_update_is_never_the_quiet_one(ocop: Run, coop: Coop) -> None:
    ocop("sync", *DAY)
    ocop("sync", *DAY, "--if-changed")
    assert ocop("sync", *DAY, "--if-changed", "--json").json["schema"] == "ocop/idle@1"
    ocop("sync", *DAY, "--update", prices(coop))
    assert ocop("sync", *DAY, "--if-changed", "--json").json["counts"] == {"price": 1}
