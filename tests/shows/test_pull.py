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

    def plan(self) -> Plan:
        return asyncio.run(self._with("plan"))

    def sync(self, **allow: int) -> RunReport:
        return asyncio.run(self._with("sync", allow))

    async def _with(self, what: str, allow: dict[str, int] | None = None):  # type: ignore[no-untyped-def]
        config = load_config(self.folder / "ocop.toml")
        options = Options(day=SAMPLE_DAY, day_given=True, allow=allow or {})
        async with open_workspace(config, State(self.folder / "state"), SystemClock(), options) as workspace:
            return await getattr(workspace, what)(config.shops()[0])

    def refused(self) -> dict[str, set[str]]:
        """The cells that are refused, by SKU."""
        config = load_config(self.folder / "ocop.toml").catalogue
        read = read_catalogue(config.products, config.producers, config.photos, day=SAMPLE_DAY)
        assert read.products == ()
        return {row.sku: {cell.field for cell in row.verdicts} for row in read.refused}

    def fill(self, **cells: str) -> None:
        """Somebody writes into the sheet what the certificates say; ``cells`` are changed in the first row."""
        book = openpyxl.load_workbook(self.sheet)
        sheet = book.worksheets[0]
        at = {PRODUCT_HEADERS_BY_NAME[cell.value]: cell.column for cell in sheet[1]}
        by_title = {_bare(row["title_vi"]): row for row in reversed(goods())}
        for number in range(2, sheet.max_row + 1):
            title = sheet.cell(number, at["title_vi"]).value
            row = by_title[_known(title, by_title)] if title else None
            if row is not None:
                for name in FILLED:
                    sheet.cell(number, at[name]).value = row[name] or None
                sheet.cell(number, at["star"]).value = row["ocop_star"] or "chưa có"
                sheet.cell(number, at["commune"]).value = row["commune_current"]
        for name, text in cells.items():
            sheet.cell(2, at[name]).value = text
        book.save(self.sheet)


PRODUCT_HEADERS_BY_NAME = {names[0]: field for field, names in PRODUCT_HEADERS.items()}


def _bare(title: str) -> str:
    from connector.catalogue.columns import bare

    return bare(title)


def _known(title: str, titles: dict[str, Row]) -> str:
    return next(one for one in sorted(titles, key=len, reverse=True) if _bare(title).startswith(one))


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
    assert plan.changes == () and plan.trips == ()
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
    assert "differs-at-adoption" in codes and not codes & {"drift", "conflict", "structure-differs", "look-alike"}


def test_dbg(filled: Coop) -> None:
    plan = filled.plan()
    for c in plan.changes:
        print(c.product, c.kind, c.claim, list(c.groups), len(c.skus))
    for n in plan.notices:
        if n.code != "row-to-fill":
            print(n.product, n.code, n.group, str(n.params)[:150])
    r = filled.sync()
    print(
        r.counts,
        r.exit_code,
        r.uploads,
        [(x.change.product, x.outcome, x.code) for x in r.results if x.outcome != "accepted"],
    )
    p = filled.plan()
    print(p.changes, [t.guard for t in p.trips])
    assert 0
