"""``ocop match``: the pairs in words, a workbook to answer, the answers read back; the shop is only looked at."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from connector.messages import say
from tests.coop import Coop
from tests.loopback import Market, market

from .conftest import Run

TYPED = {"LUA-01": "KHAN LUA TO TAM HOA SEN", "TRA-01": "tra sen Tay Ho (freeship)"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """Two of the co-op's products, and one of nobody's, typed in by hand."""
    from importlib.resources import files

    text = files("connector").joinpath("sample", "data", "products.csv").read_text("utf-8")
    (plain, *_) = csv.DictReader(text.splitlines(keepends=True))
    rows = [
        {**plain, "sku": "S1", "product_key": "S1", "title_vi": "Khăn lụa tơ tằm hoa sen", "price_vnd": "680000"},
        {**plain, "sku": "S2", "product_key": "S2", "title_vi": "Trà sen Tây Hồ", "price_vnd": "1200000"},
        {**plain, "sku": "S3", "product_key": "S3", "title_vi": "Nón lá bài thơ xứ Huế", "price_vnd": "90000"},
    ]
    seed = tmp_path_factory.mktemp("seed") / "seed.csv"
    with seed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(plain))
        writer.writeheader()
        writer.writerows(rows)
    with market("--seed", str(seed), "--no-sku") as running:
        yield running


@pytest.fixture
def met(coop: Coop, shop: Market) -> Coop:
    shop.post("reset", what="all")
    coop.connect(shop.base_url, shop.line)
    return coop


def sheet_of(book: Path) -> tuple[Any, Any, dict[str, int]]:
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    names = {say(f"match.book.{name}", "vi"): name for name in ("sku", "listing", "shop_title", "answer", "write_sku")}
    return workbook, sheet, {names[cell.value]: cell.column for cell in sheet[1] if cell.value in names}


def fill(book: Path, answers: dict[str, str], **cells: str) -> None:
    """Answer as a person does: SKU -> what is chosen."""
    workbook, sheet, columns = sheet_of(book)
    for row in range(2, sheet.max_row + 1):
        said = answers.get(sheet.cell(row, columns["sku"]).value)
        if said:
            sheet.cell(row, columns["answer"]).value = said
            for name, value in cells.items():
                sheet.cell(row, columns[name]).value = value
    workbook.save(book)


def test_the_pairs_are_shown_and_nothing_is_changed(ocop: Run, met: Coop, shop: Market) -> None:
    before = shop.listings()
    said = ocop("match", met.shop, "--json")
    assert (said.code, said.json["schema"], said.json["open"]) == (3, "ocop/match@1", 2)
    assert {pair["skus"][0] for pair in said.json["pairs"]} == set(TYPED)
    assert {pair["class"] for pair in said.json["pairs"]} <= {"certain", "likely"}
    words = ocop("match", met.shop)
    assert "Khăn lụa tơ tằm hoa sen" in words.out
    assert f"ocop match {met.shop} --out" in words.out
    assert shop.calls()["writes"] == 0
    assert shop.listings() == before


def test_from_the_workbook_to_the_shop(ocop: Run, met: Coop, shop: Market) -> None:
    book = met.folder / "đối chiếu.xlsx"
    assert ocop("match", met.shop, "--out", book).code == 3
    _, sheet, columns = sheet_of(book)
    assert {sheet.cell(row, columns["answer"]).value for row in range(2, sheet.max_row + 1)} == {None}
    assert len(sheet._images) == 4, "ours and theirs beside each pair"
    fill(book, {"LUA-01": "Cùng một sản phẩm"}, write_sku="có")
    fill(book, {"TRA-01": "để yên"})
    said = ocop("match", met.shop, "--read", book, "--json")
    assert said.code == 0
    assert sorted((one["answer"], one["write_sku"]) for one in said.json["kept"]) == [("alone", False), ("same", True)]
    again = ocop("match", met.shop, "--read", book)
    assert (again.code, "2 câu đã biết" in again.out) == (0, True)
    assert ocop("match", met.shop, "--json").json["pairs"] == []
    assert ocop("sync", met.shop, "--json").json["counts"] == {"update": 1}
    skus = sorted(sku["sku"] for listing in shop.listings() for sku in listing["skus"])
    assert skus == ["", "", "LUA-01"], "one was given its SKU, the others are left as they were"


def test_a_row_that_no_longer_fits_is_told_and_the_others_count(ocop: Run, met: Coop, shop: Market) -> None:
    book = met.folder / "đối chiếu.xlsx"
    ocop("match", met.shop, "--out", book)
    fill(book, {"LUA-01": "khác nhau", "TRA-01": "chắc là một"})
    listing = next(one for one in shop.listings() if one["skus"][0]["price"] > 1_000_000)
    said = ocop("match", met.shop, "--read", book)
    assert said.code == 3
    assert "chắc là một" in said.out
    fill(book, {"TRA-01": "same"})
    shop.post("edit", id=listing["id"], set={"title": "Trà ướp hoa nhài Thái Nguyên"})
    said = ocop("match", met.shop, "--read", book, "--json")
    assert (said.code, [one["code"] for one in said.json["problems"]]) == (3, ["E_MATCH_CHANGED"])
    met.rows = [row for row in met.rows if row["Mã SP"] != "TRA-01"]
    met.write()
    said = ocop("match", met.shop, "--read", book, "--json")
    assert [one["code"] for one in said.json["problems"]] == ["E_MATCH_NO_PRODUCT"]


def test_wrong_words_and_files_are_explained(ocop: Run, met: Coop) -> None:
    assert (
        ocop("match", met.shop, "--out", "a.xlsx", "--read", "b.xlsx", "--json").json["code"] == "E_MATCH_OUT_OR_READ"
    )
    assert ocop("match", met.shop, "--out", "a.csv", "--json").json["code"] == "E_OUT_KIND"
    assert ocop("match", "gian-hang-khac", "--json").json["code"] == "E_SHOP_UNKNOWN"
    assert ocop("match", met.shop, "--read", "không có.xlsx", "--json").code == 2
    assert ocop("match", met.shop, "--read", met.products, "--json").code == 2


def test_an_empty_shop_has_nothing_to_ask(ocop: Run, coop: Coop) -> None:
    said = ocop("match", coop.shop, "--out", "a.xlsx")
    assert said.code == 0
    assert not (coop.folder / "a.xlsx").exists()
    assert "không có cặp nào" in said.out
