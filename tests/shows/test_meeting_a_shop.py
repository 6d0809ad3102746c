"""Must show 2 of issue 4: a shop that staff had filled by hand, without SKUs, in other words and at other prices.

Half of the sample stands there already. Nothing is bound unasked, nothing is listed twice: first without an answer,
then with all of them, given in the workbook as a person gives them.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest

from connector.cli import main
from connector.demo.proof import expected_listings
from connector.messages import say
from connector.sync import RunReport
from tests.loopback import SHOP, market, twice_listed
from tests.shows.stage import Coop, write_coop, write_rows


@dataclass
class Met:
    """The co-op, what stood in its shop, which listing is which product, and the first run, before any answer."""

    coop: Coop
    before: list[dict[str, Any]]
    truth: dict[str, str]
    first: RunReport


@pytest.fixture(scope="module")
def met(published: Coop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    folder: Path = tmp_path_factory.mktemp("met")
    rows = published.rows()
    wanted = [one.skus[0] for one in expected_listings(published.sheet)]
    keys = {row["product_key"] or row["sku"] for row in rows if row["sku"] in wanted}
    half = [key for key in dict.fromkeys(row["product_key"] or row["sku"] for row in rows) if key in keys][::2]
    seed = folder / "half.csv"
    write_rows(seed, list(rows[0]), [row for row in rows if (row["product_key"] or row["sku"]) in half])
    with market("--seed", str(seed), "--no-sku") as shop:
        coop = write_coop(folder / "coop", shop)
        shutil.copytree(published.state / "renditions", coop.state / "renditions")
        before = shop.listings()
        assert {sku["sku"] for listing in before for sku in listing["skus"]} == {""}
        truth = dict(zip(half, (listing["id"] for listing in before), strict=True))
        yield Met(coop, before, truth, coop.sync())


def ocop(met: Met, *words: object) -> int:
    folder = met.coop.folder
    return main([*map(str, words), "--config", str(folder / "ocop.toml"), "--state", str(met.coop.state)])


def standing(met: Met) -> list[dict[str, Any]]:
    return [listing for listing in met.coop.shop.listings() if listing["id"] in met.truth.values()]


def test_without_an_answer_the_look_alikes_are_held_and_the_rest_is_created(met: Met) -> None:
    held = {notice.product for notice in met.first.notices if notice.code == "look-alike"}
    assert held >= set(met.truth)
    assert len(held - set(met.truth)) <= 2, "hardly anything is held that does not stand there"
    assert met.first.counts == {"create": len(expected_listings(met.coop.sheet)) - len(held)}
    assert met.first.exit_code == 3
    assert standing(met) == met.before, "not a byte of what stood there has changed"
    assert met.coop.plan().changes == (), "and nothing is bound or sent later either"


def test_nearly_all_pairs_are_proposed_and_none_is_called_certain_wrongly(
    met: Met, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert ocop(met, "match", SHOP, "--json") == 3
    found = orjson.loads(capsysbinary.readouterr().out)
    best = {pair["product"]: pair["listing"] for pair in found["pairs"] if pair["rank"] == 1}
    right = [key for key, listing in met.truth.items() if best.get(key) == listing]
    assert len(right) >= 0.95 * len(met.truth)
    certain = [pair for pair in found["pairs"] if pair["class"] == "certain"]
    assert [pair for pair in certain if met.truth.get(pair["product"]) != pair["listing"]] == []
    assert len(certain) > len(right) / 2, "a person has little to think about"
    assert standing(met) == met.before


def test_with_every_answer_given_in_the_workbook_nothing_stands_there_twice(met: Met) -> None:
    book = met.coop.folder / "đối chiếu.xlsx"
    assert ocop(met, "match", SHOP, "--out", book) == 3
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    assert len(sheet._images) >= 2 * len(met.truth), "both pictures stand beside the words"
    columns = {cell.value: cell.column for cell in sheet[1]}
    sku, listing, reply = (columns[say(f"match.book.{name}", "vi")] for name in ("sku", "listing", "answer"))
    assert all(sheet.cell(row, reply).value is None for row in range(2, sheet.max_row + 1)), (
        "nothing is answered for us"
    )
    by_sku = {row["sku"]: row["product_key"] or row["sku"] for row in met.coop.rows()}
    for row in range(2, sheet.max_row + 1):
        key = by_sku[sheet.cell(row, sku).value.split(",")[0]]
        same = met.truth.get(key) == sheet.cell(row, listing).value
        sheet.cell(row, reply).value = say("match.answer.same" if same else "match.answer.different", "vi")
    workbook.save(book)
    assert ocop(met, "match", SHOP, "--read", book) == 0
    assert ocop(met, "match", SHOP, "--read", book) == 0, "read twice, it is read once"
    assert ocop(met, "match", SHOP) == 0, "nobody is asked twice"
    assert standing(met) == met.before
    report = met.coop.sync()
    codes = Counter(notice.code for notice in report.notices)
    assert codes["matched"] == len(met.truth)
    assert codes["look-alike"] == 0
    assert standing(met) == met.before, "what is joined is kept as it is"
    listings = met.coop.shop.listings()
    assert len(listings) == len(expected_listings(met.coop.sheet))
    assert twice_listed(listings) == []
    assert met.coop.plan().changes == ()


def test_a_price_of_the_sheet_reaches_the_listing_without_a_sku(met: Met) -> None:
    key, number = next(iter(met.truth.items()))
    (listing,) = [one for one in standing(met) if one["id"] == number]
    price = listing["skus"][0]["price"] + 1000
    with met.coop.edited(lambda rows: [{**row, "price_vnd": str(price)} if row["sku"] == key else row for row in rows]):
        assert met.coop.sync().counts == {"price": 1}
    (listing,) = [one for one in standing(met) if one["id"] == number]
    assert (listing["skus"][0]["price"], listing["skus"][0]["sku"]) == (price, "")
