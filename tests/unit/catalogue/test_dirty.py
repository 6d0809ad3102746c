"""The sample's dirty sheet, cell by cell, however its columns are named and ordered."""

import csv
import random
from pathlib import Path

import pytest

from connector.catalogue import read_catalogue
from connector.catalogue.columns import PRODUCT_HEADERS
from connector.messages import say
from connector.sample import SAMPLE_DAY, photo_names, write_sample

DATA = Path(__file__).parents[2] / "data"


def expected():
    with open(DATA / "dirty_expected.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dirty():
    with open(DATA / "products_dirty.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dirty")
    write_sample(folder)
    for name in photo_names():
        path = folder / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


@pytest.fixture(scope="module")
def catalogue(folder):
    return judged(folder, DATA / "products_dirty.csv")


def judged(folder, sheet):
    return read_catalogue([sheet], folder / "producers.csv", folder / "photos", day=SAMPLE_DAY)


def test_every_verdict_is_as_expected(catalogue):
    found = [verdict.record() for verdict in catalogue.verdicts]
    for got, wanted in zip(found, expected(), strict=True):
        assert got == wanted


def test_english_headers_in_another_order_give_the_same(folder, tmp_path):
    header, *rows = dirty()
    english = {names[0]: field for field, names in PRODUCT_HEADERS.items()}
    order = list(range(len(header)))
    random.Random(7).shuffle(order)
    sheet = tmp_path / "permuted.csv"
    with open(sheet, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow([english[header[index]] for index in order])
        writer.writerows([[row[index] for index in order] for row in rows])
    assert [verdict.record() for verdict in judged(folder, sheet).verdicts] == expected()


def test_what_the_verdicts_leave(catalogue):
    accepted = {row["sku"] for row in expected() if row["field"] == "__row__" and row["outcome"] == "accepted"}
    published = {variant.sku for product in catalogue.products for variant in product.variants}
    headless = {row.sku for row in catalogue.refused if row.reason == "E_FIRST_ROW_REFUSED"}
    assert published | headless == accepted
    assert not published & headless
    assert headless == {"P034-N1-NAU", "P036-N1-1L"} & accepted
    assert catalogue.unreadable_skus == 4
    assert catalogue.rows == 140


def test_every_refused_cell_is_said_in_words(catalogue):
    refused = [verdict for row in catalogue.refused for verdict in row.verdicts]
    for verdict in refused:
        for language in ("vi", "en"):
            (sentence,) = verdict.sentences(language)
            assert sentence.startswith("products_dirty.csv")
            assert verdict.code not in sentence
            assert "…" not in sentence.replace(verdict.value[:80] + "…", "") or "…" in verdict.value
        assert say(verdict.code, "vi") != say(verdict.code, "en")
    price = next(verdict for verdict in refused if verdict.code == "E_PRICE_INVALID")
    assert price.sentences("vi") == [
        "products_dirty.csv, dòng 15, cột «Giá bán»: Không hiểu giá «liên hệ». "
        "Hãy ghi một con số, ví dụ 35000 hoặc 35.000đ."
    ]


def test_a_row_refused_for_its_pictures_alone_says_so(catalogue):
    reasons = {row.sku: row.only_photos for row in catalogue.refused if row.sku}
    assert reasons["P037-N1-050"]
    assert reasons["P009-02"]
    assert not reasons["P020-09"]  # pictures, price and star
