"""What a filled-in photo workbook says, row by row, and the update that is made of it."""

import csv
import io

import pytest

from connector.catalogue import PhotoIndex, read_catalogue
from connector.catalogue.photo_answers import COLUMNS, read_answers, updated
from connector.catalogue.photo_owners import photo_owners
from connector.catalogue.writing.photo_book import PhotoLine, photo_book, update_csv, update_workbook
from connector.errors import BadUse
from connector.messages import LANGUAGES, catalogue_of, say

from .sheets import DAY, row, write

SHEET = [
    row(sku="SEN", title_vi="Trà sen Tây Hồ", image_files="SEN_1.jpg"),
    row(sku="GOM-S", product_key="GOM", title_vi="Bình gốm", image_files="", option_1_name="Cỡ", option_1_value="S"),
    row(sku="GOM-M", product_key="GOM", image_files="", option_1_name="Cỡ", option_1_value="M"),
]
FILES = ("SEN_1.jpg", "GOM_1.jpg", "IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg", "cũ/IMG_1.jpg", "a, b.jpg")


@pytest.fixture
def photos(tmp_path):
    for name in FILES:
        (tmp_path / "ảnh" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ảnh" / name).touch()
    return PhotoIndex(tmp_path / "ảnh")


@pytest.fixture
def owners(tmp_path, photos):
    return photo_owners([write(tmp_path, SHEET)], photos)


def filled(tmp_path, *rows, lang="vi"):
    """The workbook as a person saves it: (file, product, order, guess)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([say(f"photos.book.{name}", lang) for name in COLUMNS])
    for file, product, order, guess in (one + ("",) * (4 - len(one)) for one in rows):
        writer.writerow(["", file, "", "1", guess, product, order, ""])
    path = tmp_path / "đã điền.csv"
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    return path


def test_products_as_photos_see_them(owners):
    sen, gom = owners
    assert (sen.sku, sen.codes, sen.named, sen.missing) == ("SEN", ("SEN",), ("SEN_1.jpg",), ())
    assert (gom.sku, gom.key, gom.codes, gom.by_name) == ("GOM-S", "GOM", ("GOM", "GOM-S", "GOM-M"), ("GOM_1.jpg",))
    assert gom.cell_is_blank
    assert gom.label == "GOM-S - Bình gốm"


@pytest.mark.parametrize(
    "said", ["GOM-S - Bình gốm", "gom-s", "GOM-M", "GOM", " Bình Gốm ", "binh gom", "GOM-M - tên gì cũng được"]
)
def test_a_product_by_whatever_people_write(tmp_path, owners, photos, said):
    answers = read_answers(filled(tmp_path, ("IMG_2.jpg", said)), owners, photos)
    assert answers.bad == []
    assert answers.names(1) == ("IMG_2.jpg",)


@pytest.mark.parametrize("word", ["x", "X", "đúng", "Đồng ý", "ok", "✓"])
def test_agreeing_takes_the_suggestion(tmp_path, owners, photos, word):
    book = filled(tmp_path, ("IMG_2.jpg", word, "", "SEN - Trà sen Tây Hồ"))
    assert read_answers(book, owners, photos).names(0) == ("IMG_2.jpg",)


def test_blank_and_unused_rows_place_nothing(tmp_path, owners, photos):
    answers = read_answers(filled(tmp_path, ("IMG_1.jpg", ""), ("IMG_2.jpg", "Không dùng")), owners, photos)
    assert (answers.blank, answers.unused, answers.placed, answers.bad) == (1, 1, {}, [])


def test_bad_rows_are_named_and_stop_no_other(tmp_path, owners, photos):
    book = filled(
        tmp_path,
        ("IMG_2.jpg", "SEN-99"),
        ("mất.jpg", "SEN"),
        ("IMG_3.jpg", "SEN", "đầu tiên"),
        ("a, b.jpg", "SEN"),
        ("cũ/IMG_1.jpg", "x"),
        ("IMG_2.jpg", "SEN"),
        ("IMG_2.jpg", "GOM"),
        ("IMG_1.jpg", "GOM"),
    )
    answers = read_answers(book, owners, photos)
    assert [(bad.line, bad.code) for bad in answers.bad] == [
        (2, "E_PHOTOS_PRODUCT"),
        (3, "E_PHOTOS_FILE_GONE"),
        (4, "E_PHOTOS_ORDER"),
        (5, "E_PHOTOS_NAME"),
        (6, "E_PHOTOS_NO_GUESS"),
        (8, "E_PHOTOS_FILE_TWICE"),
    ]
    assert answers.bad[0].params == {"value": "SEN-99", "nearest": "SEN - Trà sen Tây Hồ"}
    assert (answers.names(0), answers.names(1)) == (("IMG_2.jpg",), ("./IMG_1.jpg",))
    for lang in LANGUAGES:
        for bad in answers.bad:
            assert bad.code in catalogue_of(lang)
            assert "…" not in say(bad.code, lang, **bad.params)


def test_the_update_keeps_what_is_shown_and_fills_blank_cells_by_name(tmp_path, owners, photos):
    book = filled(tmp_path, ("IMG_3.jpg", "SEN", "2"), ("IMG_2.jpg", "SEN", "1"), ("IMG_1.jpg", "SEN"))
    assert list(updated(owners, read_answers(book, owners, photos))) == [
        ("SEN", ("IMG_2.jpg", "SEN_1.jpg", "IMG_3.jpg", "./IMG_1.jpg")),
        ("GOM-S", ("GOM_1.jpg",)),
    ]


def test_nothing_new_is_no_update(tmp_path, photos):
    owners = photo_owners([write(tmp_path, SHEET[:1])], photos)
    assert list(updated(owners, read_answers(filled(tmp_path), owners, photos))) == []


@pytest.mark.parametrize(("make", "name"), [(update_csv, "cập nhật.csv"), (update_workbook, "cập nhật.xlsx")])
def test_the_catalogue_reads_the_update_and_nothing_else_changes(tmp_path, owners, photos, make, name):
    sheet = write(tmp_path, [row(sku="SEN", image_files="SEN_1.jpg")])
    (tmp_path / name).write_bytes(make([("SEN", ("-1.jpg", "SEN_1.jpg", "./IMG_1.jpg"))], "vi"))
    (photos.folder / "-1.jpg").touch()
    before = read_catalogue([sheet], None, photos.folder, day=DAY).products[0]
    after = read_catalogue([sheet], None, photos.folder, day=DAY, updates=[tmp_path / name]).products[0]
    assert after.images == ("-1.jpg", "SEN_1.jpg", "./IMG_1.jpg")
    assert after.model_copy(update={"images": before.images}) == before


def test_last_times_answers_count(tmp_path, photos):
    (tmp_path / "cập nhật.csv").write_bytes(update_csv([("GOM-M", ("IMG_2.jpg",)), ("SEN", ("IMG_3.jpg",))], "vi"))
    owners = photo_owners([write(tmp_path, SHEET)], photos, updates=[tmp_path / "cập nhật.csv"])
    assert [owner.shown for owner in owners] == [("IMG_3.jpg",), ("IMG_2.jpg",)]
    assert owners[1].left_out == ("GOM_1.jpg",)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_as_written_reads_back_blank(tmp_path, owners, photos, lang):
    lines = [PhotoLine("=IMG.jpg", b"", "", 1, "SEN - Trà sen Tây Hồ", ""), PhotoLine("IMG_1.jpg", b"", "", 2, "", "")]
    path = tmp_path / "ảnh.xlsx"
    path.write_bytes(photo_book(lines, [owner.label for owner in owners], lang))
    answers = read_answers(path, owners, photos)
    assert (answers.blank, answers.bad, answers.placed) == (2, [], {})


def test_a_file_that_is_no_photo_workbook_is_bad_use(tmp_path, owners, photos):
    with pytest.raises(BadUse):
        read_answers(write(tmp_path, SHEET), owners, photos)
    with pytest.raises(BadUse):
        read_answers(tmp_path / "không có.xlsx", owners, photos)
