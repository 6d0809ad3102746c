"""The sample's dirty sheet, cell by cell, however its columns are named and ordered."""

import csv
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def written(path, rows, delimiter=";", encoding="utf-8-sig", line_end="\r\n"):
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return path


def permuted(order, names):
    header, *rows = dirty()
    return [[names(header[index]) for index in order], *([row[index] for index in order] for row in rows)]


ENGLISH = {names[0]: field for field, names in PRODUCT_HEADERS.items()}
SPELLINGS = (
    str,
    ENGLISH.__getitem__,
    str.upper,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: f" {name.lower()}\n*",
)


@pytest.mark.parametrize("names", SPELLINGS)
def test_headers_in_english_other_case_and_other_order_give_the_same(folder, tmp_path, names):
    order = list(range(len(dirty()[0])))
    random.Random(7).shuffle(order)
    sheet = written(tmp_path / "permuted.csv", permuted(order, names), delimiter="\t", encoding="utf-8")
    assert [verdict.record() for verdict in judged(folder, sheet).verdicts] == expected()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(21)),
    names=st.sampled_from(SPELLINGS),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_order_and_any_text_format_gives_the_same(folder, tmp_path, order, names, delimiter, encoding, line_end):
    sheet = written(tmp_path / "any.csv", permuted(order, names), delimiter, encoding, line_end)
    assert [verdict.record() for verdict in judged(folder, sheet).verdicts] == expected()


def test_titles_above_unknown_columns_beside_and_totals_below_change_nothing(folder, tmp_path):
    header, *rows = dirty()
    sheet = [
        ["DANH SÁCH SẢN PHẨM"],
        [],
        ["STT", *header, "Ghi chú nội bộ"],
        *([str(number), *row, "=A1"] for number, row in enumerate(rows, 1)),
        ["Tổng cộng", *[""] * 21],
    ]
    found = judged(folder, written(tmp_path / "titled.csv", sheet))
    assert [verdict.record() for verdict in found.verdicts] == expected()


@pytest.mark.parametrize(
    "left_out", [("image_files", "gtin", "commune"), ("long_story_vi", "dims", "weight_g", "stock")]
)
def test_a_column_that_is_missing_is_never_spoken_of(folder, tmp_path, left_out):
    order = [index for index, name in enumerate(dirty()[0]) if ENGLISH[name] not in left_out]
    found = judged(folder, written(tmp_path / "fewer.csv", permuted(order, str)))
    cells = [verdict.record() for verdict in found.verdicts if verdict.field != "__row__"]
    assert cells == [row for row in expected() if row["field"] not in ("__row__", *left_out)]


@pytest.mark.parametrize("seed", [11, 2026])
def test_other_dirty_rows_by_the_same_rules(folder, seed):
    with open(DATA / f"dirty_seed_{seed}_expected.csv", encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    found = [verdict.record() for verdict in judged(folder, DATA / f"dirty_seed_{seed}.csv").verdicts]
    for got, expected_record in zip(found, wanted, strict=True):
        assert got == expected_record


def test_a_row_with_an_unreadable_key_lends_its_sku_to_nobody(folder, tmp_path):
    header, *rows = dirty()
    sku, key = header.index("Mã SP"), header.index("Mã nhóm")
    one, two = [*rows[0]], [*rows[0]]
    one[sku], one[key], two[sku], two[key] = "S-1", "nhóm 1", "S-2", "S-1"
    found = judged(folder, written(tmp_path / "keys.csv", [header, one, two]))
    said = {(verdict.row, verdict.field): verdict.code for verdict in found.verdicts}
    assert said[1, "product_key"] == "E_SKU_CHARACTERS"
    assert said[2, "product_key"] == "E_KEY_IS_A_SKU"


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
