"""The empty workbook: it reads as a catalogue without rows, its lists are known words, every column is explained."""

from pathlib import Path

import openpyxl
import pytest

from connector.catalogue import read_catalogue
from connector.catalogue.columns import PRODUCER_HEADERS, PRODUCT_HEADERS
from connector.catalogue.fields import REQUIRED, plain_readers
from connector.catalogue.places import commune
from connector.catalogue.producers import READERS
from connector.catalogue.sheet import open_sheet
from connector.catalogue.writing.book import heading, new_book, put, saved
from connector.catalogue.writing.offered import PRODUCERS, PRODUCTS, header, others
from connector.catalogue.writing.template import template
from connector.messages import LANGUAGES, Language, catalogue_of, say

from .sheets import DAY

CHANNELS = ("lazada", "shopee")
LISTS = {"industry": 7, "star": 4, "commune": 126, "kind": 4, "status": 2, "channel": 3}


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def path(tmp_path: Path, lang: Language) -> Path:
    path = tmp_path / f"mẫu {lang}.xlsx"
    path.write_bytes(template(lang, CHANNELS))
    return path


def test_it_reads_as_a_catalogue_without_rows(path: Path) -> None:
    read = read_catalogue([path], path, None, day=DAY)
    assert (read.rows, read.verdicts, read.producer_verdicts) == (0, (), ())
    assert [notice.code for notice in read.notices] == ["W_SHEET_EXAMPLE_ROWS"]
    assert set(open_sheet(path, PRODUCT_HEADERS, REQUIRED).columns) == {column.field for column in PRODUCTS}
    producers = open_sheet(path, PRODUCER_HEADERS, ("producer_id", "kind", "name_vi"))
    assert set(producers.columns) == {column.field for column in PRODUCERS}


def test_the_example_is_a_good_row_once_it_has_a_sku(path: Path, lang: Language) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"] = "MIEN-01"
    book.worksheets[1]["A2"] = "HTX01"
    book.save(path)
    read = read_catalogue([path], path, None, day=DAY)
    assert [verdict.record() for verdict in read.verdicts if verdict.outcome != "accepted"] == []
    assert [product.title_vi for product in read.products] == ["Miến dong Cự Đà gói 500 g"]
    assert read.products[0].story.paragraphs[1].startswith("Mỗi mẻ")
    assert read.producers["HTX01"].kind == "cooperative"


def test_every_cell_to_type_into_is_text(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path).worksheets[:2]:
        for cell in sheet[1]:
            assert sheet.column_dimensions[cell.column_letter].number_format == "@", cell.value


def test_lists_to_choose_from_hold_words_that_are_read(path: Path, lang: Language) -> None:
    book = openpyxl.load_workbook(path)
    products, producers, _, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    readers = {"commune": commune, "kind": READERS["kind"]} | {
        name: reader.read for name, reader in plain_readers().items() if name in ("industry", "status")
    }
    counted = {}
    for sheet, columns in ((products, PRODUCTS), (producers, PRODUCERS)):
        sources = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        assert len(sources) == sum(bool(column.chosen) for column in columns)
        for at, column in enumerate(columns, 1):
            if not column.chosen:
                continue
            letter = openpyxl.utils.get_column_letter(at)
            title, cells = sources[f"{letter}2:{letter}5001"].split("!")
            words = [cell.value for (cell,) in book[title.strip("'")][cells.replace("$", "")]]
            counted[column.chosen] = len(words)
            codes: list[str] = []
            for word in words:
                readers.get(column.chosen, lambda *_: None)(word, codes)
            assert codes == []
    assert counted == LISTS


def test_the_page_of_rules_explains_every_column(path: Path, lang: Language) -> None:
    rules = openpyxl.load_workbook(path).worksheets[2]
    explained = [row[0] for row in rules.iter_rows(values_only=True) if row[0] and row[2]]
    named = [header(column.field, lang) for column in PRODUCTS]
    named += [header(column.field, lang, producers=True) for column in PRODUCERS]
    assert [name for name in explained if name in named] == named
    codes = [f"writing.rule.{one.field}" for one in PRODUCTS] + [
        f"writing.rule.producer.{one.field}" for one in PRODUCERS
    ]
    assert [code for code in codes if code not in catalogue_of(lang)] == []
    intro = " ".join(str(row[0]) for row in rules.iter_rows(max_row=8, values_only=True))
    assert all(name in intro for name in others(lang))


def test_what_is_refused_when_blank_is_said_to_be_needed(tmp_path: Path) -> None:
    """The reader's own rules: a row with nothing else is refused in exactly these cells."""
    book = new_book()
    sheet = book.create_sheet("Sản phẩm")
    heading(sheet, [column.field for column in PRODUCTS])
    put(sheet, 2, [column.field for column in PRODUCTS].index("brand") + 1, "CỰ ĐÀ")
    path = tmp_path / "a.xlsx"
    path.write_bytes(saved(book))
    read = read_catalogue([path], None, None, day=DAY)
    assert {one.field for one in read.refused[0].verdicts} == {one.field for one in PRODUCTS if one.need == "always"}


def test_the_same_workbook_has_the_same_bytes(lang: Language) -> None:
    assert template(lang, CHANNELS) == template(lang, CHANNELS)


def test_every_header_says_in_words_whether_it_is_needed(path: Path, lang: Language) -> None:
    book = openpyxl.load_workbook(path)
    told = [cell.comment.text for sheet in book.worksheets[:2] for cell in sheet[1] if cell.comment]
    assert len(told) == len(PRODUCTS) + len(PRODUCERS)
    needs = {say(f"writing.need.{need}", lang) for need in ("always", "badge", "some", "free")}
    assert {text.splitlines()[0] for text in told} == needs
