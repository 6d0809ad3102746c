"""Issue 4: attributes of every kind through sheet, rules, facts, adapter and mock; a second plan has nothing to say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connector.clock import SystemClock
from connector.model import Group, RemoteListing
from connector.port import OpenShop, spec_for
from tests.loopback import CREDENTIALS, market
from tests.shows.stage import Coop, in_words, write_coop, write_rows

JASMINE, HONEY, LAMP, SIZES = "P016-04", "P036-04", "P025-02", "P021-N1"
RULES = """
[attribute."Ngày sản xuất"]
value = "2026-11-05"
[attribute."Tháng hết hạn"]
value = "20/11/2027"
[attribute."Vùng nguyên liệu"]
value = "Thái Nguyên"
[attribute."Trọng lượng"]
value = "0,25"
unit = "kg"
[attribute."Nguồn điện"]
value = "Pin"
"""
BATTERY = '[attribute."Nguồn điện > Loại pin"]\nvalue = "Pin sạc"\n'
MADE, EXPIRES, REGION, WEIGHT, TEA, FLOWER, STORAGE, POWER, CELL = (
    *("100979", "100983", "100982", "100061", "100980", "100981", "100976", "100141", "100143"),
)


@pytest.fixture(scope="module")
def coop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coop]:
    """Four products, and rules of the co-op's own."""
    with market("--variation-wait", "0.1") as shop:
        made = write_coop(tmp_path_factory.mktemp("coop"), shop)
        rows = [row for row in made.rows() if (row["product_key"] or row["sku"]) in (JASMINE, HONEY, LAMP, SIZES)]
        write_rows(made.sheet, list(rows[0]), rows)
        config = made.folder / "ocop.toml"
        config.write_text(f'{config.read_text(encoding="utf-8")}\n[mappings]\noverlay = "quy-tac"\n', encoding="utf-8")
        own_rules(made, RULES)
        yield made


def own_rules(coop: Coop, text: str) -> None:
    path = coop.folder / "quy-tac" / "shopee" / "attributes.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def by_sku(coop: Coop) -> dict[str, RemoteListing]:
    """What the adapter reads of every listing, by its first SKU."""

    async def read() -> dict[str, RemoteListing]:
        shop = OpenShop(
            shop="shopee-thu",
            environment="mock",
            credentials=f"file:{CREDENTIALS}",
            folder=coop.folder,
            clock=SystemClock(),
            base_url=coop.shop.base_url,
        )
        async with spec_for("shopee").open(shop) as adapter:
            found = await adapter.read([ref.remote_id async for ref in adapter.scan()])
        return {remote.variants[0].sku: remote for remote in found.values()}

    return asyncio.run(read())


def shown(coop: Coop, sku: str) -> Any:
    return by_sku(coop)[sku].groups[Group.ATTRIBUTES]


def update(coop: Coop, name: str, *cells: tuple[str, str]) -> Path:
    """An update sheet of one row: the SKU and what changes."""
    path = coop.folder / name
    heads, values = zip(*cells, strict=True)
    path.write_text(f"{','.join(heads)}\n{','.join(values)}\n", encoding="utf-8")
    return path


def test_every_kind_arrives_and_the_second_plan_is_empty(coop: Coop) -> None:
    report = coop.sync()
    tea, honey = shown(coop, JASMINE)["values"], shown(coop, HONEY)
    assert tea[MADE] == [["0", "05/11/2026", ""]]
    assert tea[EXPIRES] == [["0", "11/2027", ""]]
    assert tea[REGION] == [["4111", "", ""]], "found among values that only a search lists"
    assert tea[WEIGHT] == [["0", "0.25", "kg"]]
    assert (tea[TEA], tea[FLOWER]) == ([["4025", "", ""]], [["4020", "", ""]])
    assert FLOWER not in honey["values"]
    assert honey["gtin"] == {HONEY: "9520036000047"}
    assert {result.change.product for result in report.results} == {JASMINE, HONEY, SIZES}
    assert coop.plan().changes == ()


def test_a_mandatory_child_without_a_value_is_named_and_the_product_waits(coop: Coop) -> None:
    report = coop.sync()
    (notice,) = [one for one in report.notices if one.code == "E_ATTRIBUTE_CHILD_MISSING"]
    assert (notice.product, notice.params["attribute"], notice.params["parent"]) == (LAMP, "Loại pin", "Nguồn điện")
    assert "Loại pin" in in_words(report)
    assert LAMP not in by_sku(coop)
    own_rules(coop, RULES + BATTERY)
    assert coop.sync().counts == {"create": 1}
    values = shown(coop, LAMP)["values"]
    assert (values[POWER], values[CELL]) == ([["4068", "", ""]], [["4074", "", ""]])
    assert coop.plan().changes == ()


def test_what_an_update_clears_is_emptied_once_and_what_it_leaves_blank_stays(coop: Coop) -> None:
    before = shown(coop, HONEY)
    assert STORAGE in before["values"]
    blank = update(coop, "de-trong.csv", ("sku", HONEY), ("storage_vi", ""), ("gtin", ""))
    coop.updates = (blank,)
    assert coop.sync().counts == {}
    with coop.edited(
        lambda rows: [{**row, "storage_vi": "", "gtin": ""} if row["sku"] == HONEY else row for row in rows]
    ):
        coop.updates = ()
        (result,) = coop.sync().results
        assert set(result.change.groups) == {Group.DESCRIPTION}, "its label block has two lines fewer"
    coop.sync()
    assert shown(coop, HONEY) == before
    coop.updates = (update(coop, "xoa.csv", ("sku", HONEY), ("storage_vi", "(xóa)"), ("gtin", "(xóa)")),)
    assert coop.sync().counts == {"update": 1}
    after = shown(coop, HONEY)
    assert after["values"] == {number: value for number, value in before["values"].items() if number != STORAGE}
    assert "gtin" not in after
    assert coop.plan().changes == ()


def test_a_barcode_of_one_size_is_cleared_and_the_others_keep_theirs(coop: Coop) -> None:
    coop.updates = ()
    coop.sync()
    first = next(sku for sku in by_sku(coop) if sku.startswith(SIZES))
    before = shown(coop, first)["gtin"]
    coop.updates = (update(coop, "ma-vach.csv", ("sku", first), ("gtin", "(xóa)")),)
    assert coop.sync().counts == {"update": 1}
    assert shown(coop, first)["gtin"] == {sku: code for sku, code in before.items() if sku != first}
    assert coop.plan().changes == ()


def test_a_parcel_goes_by_the_channels_that_take_it_and_waits_where_none_does(coop: Coop) -> None:
    def heavy(weight: int) -> Any:
        return coop.edited(lambda rows: [{**r, "weight_g": str(weight)} if r["sku"] == LAMP else r for r in rows])

    def channels() -> Any:
        package: Any = by_sku(coop)[LAMP].groups[Group.PACKAGE]
        return package["channels"]

    coop.updates = ()
    coop.sync()
    assert channels() == ["50012", "50021"]
    with heavy(25_000):
        assert coop.sync().counts["update"] == 1
        assert channels() == ["50021"], "50012 takes 20 kg"
        assert coop.plan().changes == ()
    with heavy(71_000):
        report = coop.sync()
        (notice,) = [one for one in report.notices if one.product == LAMP and one.code == "E_PACKAGE_TOO_HEAVY"]
        assert (notice.params["weight"], notice.params["maximum"]) == ("71000", "70000")
        assert "71.000" in in_words(report) or "71000" in in_words(report)
    coop.sync()


def test_a_ban_is_reported_in_the_shops_own_words_and_costs_one_read(coop: Coop) -> None:
    listing = next(one for one in coop.shop.listings() if one["skus"][0]["sku"] == JASMINE)
    coop.sync()
    quiet = coop.shop.calls()["reads"]
    coop.shop.post("review", id=listing["id"], verdict="ban", reason="Ảnh có địa chỉ ngoài sàn")
    report = coop.sync()
    assert coop.shop.calls()["reads"] == quiet + 1
    assert "Ảnh có địa chỉ ngoài sàn" in in_words(report)
    coop.shop.post("edit", id=listing["id"], set={"status": "SHOPEE_DELETE"})
    assert "Ảnh có địa chỉ ngoài sàn" in in_words(coop.sync())
