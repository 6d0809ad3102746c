"""Must show 5 of issue 4: `pull` from a shop, nothing else, then `check` and `plan`: only what the programme knows is
missing, and the plan is empty. Then the cells are filled in, and the star is all that goes out."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from connector.catalogue import read_catalogue
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.cli.entry import run as ocop
from connector.clock import SystemClock
from connector.config import load_config
from connector.run import Options, State, open_workspace
from connector.sample import SAMPLE_DAY
from connector.sync import ChangeKind, Plan, RunReport
from tests.loopback import CREDENTIALS, SHOP, Market, market, shown
from tests.shows.stage import write_rows

CONFIG = """[catalogue]
products  = ["bang.xlsx"]
producers = "{producers}"
photos    = "anh"

[policy]
lead_days   = 0
stock_share = "same"

[[shop]]
name        = "{shop}"
marketplace = "shopee"
environment = "mock"
base_url    = "{url}"
credentials = "file:{credentials}"
settle_s    = 2
"""
KEYS = ("P001-01", "P001-02", "P001-N1", "P004-01", "P021-N1", "P012-01", "P036-N1", "P007-N1", "P020-01")
ONLY_OCOP = {"producer_id", "industry", "commune"}
FILLED = ("industry", "group_148", "cert_no", "decision_no", "decision_date", "recognised_by", "producer_id")
Row = dict[str, str]
NO_SKUS = pytest.mark.parametrize("pulled", [True], indirect=True, ids=["no-skus"])
"""The harder of the two shops is enough for what does not depend on it."""


def sample(name: str) -> list[Row]:
    text = files("connector").joinpath("sample", "data", name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def goods() -> list[Row]:
    rows = [row for row in sample("products.csv") if (row["product_key"] or row["sku"]) in KEYS]
    assert len({row["product_key"] or row["sku"] for row in rows}) > 6
    return rows


@dataclass
class Coop:
    """A co-op that has a shop and no sheet."""

    folder: Path
    shop: Market
    bare: bool

    @property
    def sheet(self) -> Path:
        return self.folder / "bang.xlsx"

    def run(self, *words: str) -> int:
        return ocop(["--config", str(self.folder), "--state", str(self.folder / "state"), *words])

    def pull(self, *words: str) -> int:
        return self.run("pull", SHOP, "--out", str(self.sheet), "--photos", str(self.folder / "anh"), *words)

    def plan(self, day: date = SAMPLE_DAY) -> Plan:
        return asyncio.run(self._with("plan", day))

    def sync(self, day: date = SAMPLE_DAY) -> RunReport:
        return asyncio.run(self._with("sync", day))

    async def _with(self, what: str, day: date):  # type: ignore[no-untyped-def]
        config = load_config(self.folder / "ocop.toml")
        options = Options(day=day, day_given=True)
        async with open_workspace(config, State(self.folder / "state"), SystemClock(), options) as workspace:
            return await getattr(workspace, what)(config.shops()[0])

    def refused(self) -> dict[str, set[str]]:
        """The cells that are refused, by SKU."""
        config = load_config(self.folder / "ocop.toml").catalogue
        read = read_catalogue(config.products, config.producers, config.photos, day=SAMPLE_DAY)
        assert read.products == ()
        return {row.sku: {cell.field for cell in row.verdicts} for row in read.refused}

    def fill(self) -> None:
        """Somebody writes into the sheet what the certificates say."""
        book = openpyxl.load_workbook(self.sheet)
        sheet = book.worksheets[0]
        at = {PRODUCT_HEADERS_BY_NAME[cell.value]: cell.column for cell in sheet[1]}
        first = [number for number in range(2, sheet.max_row + 1) if sheet.cell(number, at["title_vi"]).value]
        by_key = {row["product_key"] or row["sku"]: row for row in reversed(goods())}
        in_order = dict.fromkeys(row["product_key"] or row["sku"] for row in goods())  # as they stand in the shop
        for number, key in zip(first, in_order, strict=True):
            row = by_key[key]
            for name in FILLED:
                sheet.cell(number, at[name]).value = row[name] or None
            sheet.cell(number, at["star"]).value = row["ocop_star"] or "chưa có"
            sheet.cell(number, at["commune"]).value = row["commune_current"]
        book.save(self.sheet)

    def edit(self, row: int, **cells: str | int | None) -> None:
        """Somebody changes cells of one row."""
        book = openpyxl.load_workbook(self.sheet)
        sheet = book.worksheets[0]
        at = {PRODUCT_HEADERS_BY_NAME[cell.value]: cell.column for cell in sheet[1]}
        for name, value in cells.items():
            sheet.cell(row, at[name]).value = value
        book.save(self.sheet)

    def cell(self, row: int, name: str) -> object:
        sheet = openpyxl.load_workbook(self.sheet).worksheets[0]
        return next(
            sheet.cell(row, head.column).value for head in sheet[1] if PRODUCT_HEADERS_BY_NAME[head.value] == name
        )

    def delete(self, row: int) -> None:
        book = openpyxl.load_workbook(self.sheet)
        book.worksheets[0].delete_rows(row)
        book.save(self.sheet)


PRODUCT_HEADERS_BY_NAME = {names[0]: field for field, names in PRODUCT_HEADERS.items()}


@pytest.fixture(scope="module", params=[False, True], ids=["skus", "no-skus"])
def pulled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coop]:
    folder = tmp_path_factory.mktemp("coop")
    rows = goods()
    write_rows(folder / "seed.csv", list(rows[0]), rows)
    options = ("--seed", str(folder / "seed.csv"), *(("--no-sku",) if request.param else ()))
    with market(*options) as shop:
        (folder / CREDENTIALS).write_text(json.dumps(json.loads(shop.line)))
        config = CONFIG.format(shop=SHOP, url=shop.base_url, credentials=CREDENTIALS, producers="bang.xlsx")
        (folder / "ocop.toml").write_text(config)
        coop = Coop(folder, shop, request.param)
        shop.forget_calls()
        before = shown(shop.listings())
        assert coop.pull() == 0
        assert shop.calls()["writes"] == 0
        assert shown(shop.listings()) == before
        yield coop


@pytest.fixture
def filled(pulled: Coop, tmp_path: Path) -> Coop:
    """A copy of the pulled workspace, its rows filled in, the producers beside it."""
    folder = tmp_path / "filled"
    shutil.copytree(pulled.folder, folder)
    text = files("connector").joinpath("sample", "data", "producers.csv").read_text("utf-8")
    (folder / "producers.csv").write_text(text, encoding="utf-8")
    config = (folder / "ocop.toml").read_text()
    (folder / "ocop.toml").write_text(config.replace('producers = "bang.xlsx"', 'producers = "producers.csv"'))
    coop = Coop(folder, pulled.shop, pulled.bare)
    coop.fill()
    return coop


def test_only_what_the_programme_knows_is_missing(pulled: Coop) -> None:
    refused = pulled.refused()
    assert len(refused) == len(goods())
    assert {field for fields in refused.values() for field in fields} == ONLY_OCOP
    assert pulled.run("check") == 3


def test_and_the_plan_is_empty(pulled: Coop) -> None:
    plan = pulled.plan()
    assert (plan.changes, plan.trips) == ((), ())
    assert {notice.code for notice in plan.notices} == {"row-to-fill"}
    assert pulled.run("plan", "--json") == 3


def test_a_run_before_anything_is_filled_in_sends_nothing(pulled: Coop) -> None:
    pulled.shop.forget_calls()
    assert pulled.sync().results == ()
    assert pulled.shop.calls()["writes"] == 0


def test_filled_in_the_star_is_all_that_changes(filled: Coop) -> None:
    plan = filled.plan()
    assert {change.kind for change in plan.changes} == {ChangeKind.UPDATE}
    assert all(change.claim == "on" for change in plan.changes)
    starred = {row["product_key"] or row["sku"] for row in goods() if row["ocop_star"]}
    assert 0 < len(plan.changes) <= len(starred)
    assert {group for change in plan.changes for group in change.groups} <= {"media", "description", "structure"}
    codes = {notice.code for notice in plan.notices}
    assert "differs-at-adoption" in codes
    assert not codes & {"drift", "conflict", "structure-differs", "look-alike"}


@NO_SKUS
def test_what_was_changed_in_the_sheet_since_goes_out_too(filled: Coop) -> None:
    filled.edit(2, price_vnd=int(str(filled.cell(2, "price_vnd"))) + 5000, stock=7)
    changes = [change for change in filled.plan().changes if change.kind is not ChangeKind.UPDATE]
    assert {change.kind for change in changes} == {ChangeKind.PRICE, ChangeKind.STOCK}
    assert len({change.product for change in changes}) == 1


@NO_SKUS
def test_a_row_taken_out_leaves_its_listing_alone(filled: Coop) -> None:
    filled.delete(2)
    plan = filled.plan()
    assert {change.kind for change in plan.changes} == {ChangeKind.UPDATE}
    assert [notice.code for notice in plan.notices].count("pulled-without-row") == 1


@NO_SKUS
def test_another_sku_for_the_same_goods_is_held_until_it_says_so(filled: Coop) -> None:
    was = str(filled.cell(2, "sku"))
    filled.edit(2, sku="KHAN-LUA-9")
    plan = filled.plan()
    assert [notice.params["old"] for notice in plan.notices if notice.code == "pulled-again"] == [was]
    assert all(change.kind is not ChangeKind.CREATE for change in plan.changes)
    filled.edit(2, previous_sku=was)
    plan = filled.plan()
    renamed = [change for change in plan.changes if change.skus == ("KHAN-LUA-9",)]
    assert all(change.claim == "on" or change.reason == "rename" for change in renamed)
    assert not {notice.code for notice in plan.notices} & {"pulled-again", "pulled-without-row"}


@NO_SKUS
def test_pulled_again_everything_is_known(filled: Coop, capsys: pytest.CaptureFixture[str]) -> None:
    again = ("--out", str(filled.folder / "nua.xlsx"), "--photos", str(filled.folder / "anh"))
    filled.shop.forget_calls()
    capsys.readouterr()
    assert filled.run("pull", SHOP, *again, "--force", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert all(listing["known"] for listing in told["listings"])
    assert told["pictures"]["fetched"] == 0
    assert told["pictures"]["kept"] > 0
    assert filled.run("pull", SHOP, *again, "--force", "--new", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["listings"], told["skipped"], told["file"]) == ([], len(KEYS), None)
    assert {change.claim for change in filled.plan().changes} == {"on"}


def test_from_the_first_badge_to_its_end(filled: Coop, capsys: pytest.CaptureFixture[str]) -> None:
    """Last, for it changes the shop: the badges go up, nothing else; a second pull elsewhere sees them for what they
    are; when certificates end the badges come off and the shop's own words stay."""
    before = {listing["id"]: listing for listing in filled.shop.listings()}
    report = filled.sync()
    assert (report.exit_code, set(report.counts)) == (0, {"update"})
    assert report.uploads == report.counts["update"]
    assert filled.plan().changes == ()
    for listing in filled.shop.listings():
        was = before[listing["id"]]
        assert {name: listing[name] for name in was if name != "images"} == {
            name: value for name, value in was.items() if name != "images"
        }
        assert len(listing["images"]) == len(was["images"])
    _elsewhere(filled, report.counts["update"], capsys)
    lapsed = [change for change in filled.plan(date(2035, 1, 1)).changes if change.kind is ChangeKind.UPDATE]
    assert len(lapsed) == report.counts["update"]
    assert all(change.removes_claim and set(change.groups) <= {"media", "structure"} for change in lapsed)


def _elsewhere(coop: Coop, badged: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The same shop, met by somebody who has neither photos nor memory."""
    other = coop.folder / "khac"
    other.mkdir()
    for name in ("ocop.toml", CREDENTIALS):
        shutil.copy(coop.folder / name, other / name)
    capsys.readouterr()
    assert Coop(other, coop.shop, coop.bare).pull("--json") == 3
    assert len(json.loads(capsys.readouterr().out)["pictures"]["badged"]) == badged
