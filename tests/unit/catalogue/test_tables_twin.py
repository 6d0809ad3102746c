"""The workbook of the dirty sample gives the verdicts of its text twin, cell by cell, whoever saved it last."""

import csv
from pathlib import Path

import pytest

from connector.catalogue import read_catalogue
from connector.catalogue.columns import PRODUCER_HEADERS, PRODUCT_HEADERS
from connector.catalogue.sheet import open_sheet
from connector.sample import SAMPLE_DAY, photo_names, write_sample

from .books import convert, libreoffice

DATA = Path(__file__).parents[2] / "data"
DIRTY = DATA / "sheets" / "products_dirty.xlsx"
PRODUCERS = DATA / "sheets" / "producers.xlsx"


def expected():
    with open(DATA / "dirty_expected.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twin")
    write_sample(folder)
    for name in photo_names():
        path = folder / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def verdicts(folder, sheet, producers=None):
    found = read_catalogue([sheet], producers or folder / "producers.csv", folder / "photos", day=SAMPLE_DAY)
    return [verdict.record() for verdict in found.verdicts]


def said(sheet):
    return {notice.code: notice.params for notice in sheet.notices}


def test_the_workbook_gives_every_verdict(folder):
    for got, wanted in zip(verdicts(folder, DIRTY), expected(), strict=True):
        assert got == wanted


def test_with_the_workbook_of_producers_too(folder):
    assert verdicts(folder, DIRTY, PRODUCERS) == expected()
    sheet = open_sheet(PRODUCERS, PRODUCER_HEADERS, ("producer_id",))
    assert (sheet.worksheet, len(list(sheet.records()))) == ("Chủ thể", 42)


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_saved_by_libreoffice_it_gives_them_again(folder, tmp_path, require, kind):
    require("LibreOffice", bool(libreoffice()))
    saved = convert(DIRTY, kind, tmp_path)
    assert verdicts(folder, saved) == expected()
    assert said(open_sheet(saved, PRODUCT_HEADERS, ("sku",))).keys() == said(workbook()).keys()


def workbook():
    return open_sheet(DIRTY, PRODUCT_HEADERS, ("sku",))


def test_what_is_said_of_the_sheet():
    sheet = workbook()
    records = list(sheet.records())
    assert sheet.worksheet == "Sản phẩm"
    assert [(one.number, one.line) for one in (records[0], records[-1])] == [(1, 4), (140, 143)]
    notices = said(sheet)
    assert notices["W_SHEET_HIDDEN_ROWS"]["count"] == 8
    assert notices["W_SHEET_TOTALS"]["rows"] == "144"
    assert notices["W_SHEET_FORMULAS"]["cells"] == "L33"
    assert set(notices) == {"W_SHEET_HIDDEN_ROWS", "W_SHEET_TOTALS", "W_SHEET_FORMULAS"}
