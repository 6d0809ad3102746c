"""Photos found by the names of folders and files where no cell names them."""

import unicodedata

import pytest

from connector.catalogue import PhotoIndex
from connector.catalogue.photos_by_name import PhotosByName

from .sheets import read, row


def lay(folder, *places):
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).touch()
    return folder


def of(folder, products, *places):
    by_name = PhotosByName(PhotoIndex(lay(folder, *places)), products)
    return {product: by_name.of(product) for product in products}


def test_the_longest_code_wins_and_a_code_ends_at_a_word(tmp_path):
    products = {"a": ["P001"], "b": ["P001-1"], "c": ["P001-10"]}
    names = ("P001-1_1.jpg", "P001-1-2.jpg", "P001-10_1.jpg", "P001-100.jpg", "P0011.jpg", "p001-1 (3).JPG")
    assert of(tmp_path, products, *names) == {
        "a": ("P001-100.jpg",),
        "b": ("p001-1 (3).JPG", "P001-1-2.jpg", "P001-1_1.jpg"),
        "c": ("P001-10_1.jpg",),
    }


@pytest.mark.parametrize("name", ["SEN_1.jpg", "SEN-2.jpg", "SEN (3).png", "SEN 4.jpeg", "sen.jpg", "SEN.5.heic"])
def test_what_may_follow_a_code(tmp_path, name):
    assert of(tmp_path, {"sen": ["SEN"]}, name) == {"sen": (name,)}


@pytest.mark.parametrize("name", ["SENA.jpg", "SEN1.jpg", "hoa SEN.jpg", "SEN_1.gif", "SEN.txt", "SENẤ.jpg"])
def test_what_is_not_the_products(tmp_path, name):
    assert of(tmp_path, {"sen": ["SEN"]}, name) == {"sen": ()}
    assert of(tmp_path, {"sen": ["SEN"]}, unicodedata.normalize("NFD", name)) == {"sen": ()}


def test_covers_come_first_and_ten_after_two(tmp_path):
    found = of(tmp_path, {"sen": ["SEN"]}, "SEN_10.jpg", "SEN_2.jpg", "SEN_1.jpg", "SEN_bìa.jpg")
    assert found["sen"] == ("SEN_bìa.jpg", "SEN_1.jpg", "SEN_2.jpg", "SEN_10.jpg")


@pytest.mark.parametrize("word", ["ảnh chính", "cover", "BÌA", unicodedata.normalize("NFD", "Bìa"), "bia", "chinh"])
def test_cover_words(tmp_path, word):
    found = of(tmp_path, {"sen": ["SEN"]}, "SEN_1.jpg", f"SEN_{word}.jpg")
    assert found["sen"][0] == f"SEN_{word}.jpg"


def test_beer_is_no_cover(tmp_path):
    assert of(tmp_path, {"bia": ["B1"]}, "B1_1.jpg", "B1_bia hơi.jpg")["bia"][0] == "B1_1.jpg"


def test_folders_name_products_too(tmp_path):
    names = ("sen/bìa.jpg", "sen/1.jpg", "SEN - Trà sen/gốc/IMG_7.jpg", "khác/1.jpg")
    assert of(tmp_path, {"sen": ["SEN"]}, *names) == {"sen": ("bìa.jpg", "IMG_7.jpg", "sen/1.jpg")}


def test_folder_and_file_that_disagree_say_nothing(tmp_path):
    products = {"a": ["A1"], "b": ["B1", "B1-S"]}
    assert of(tmp_path, products, "A1/B1_1.jpg", "B1/B1-S_2.jpg") == {"a": (), "b": ("B1-S_2.jpg",)}


def test_a_code_of_two_products_says_nothing(tmp_path):
    assert of(tmp_path, {"a": ["X"], "b": ["X"]}, "X_1.jpg") == {"a": (), "b": ()}


def test_a_name_in_pieces_is_the_same_name(tmp_path):
    """As macOS writes it."""
    name = unicodedata.normalize("NFD", "SEN_ảnh bìa.jpg")
    assert of(tmp_path, {"sen": ["SEN"]}, name) == {"sen": (name,)}


def without_pictures(**changes):
    one = row(**changes)
    del one["image_files"]
    return one


def test_a_sheet_without_the_column_has_the_photos_of_its_folder(tmp_path):
    photos = lay(tmp_path / "ảnh", "CHE-01_2.jpg", "CHE-01_1.jpg", "che-01 bìa.heic", "CHE-011.jpg", "MEN-01_1.jpg")
    found = read(tmp_path, [without_pictures(), without_pictures(sku="MEN-01")], photos=photos)
    assert [product.images for product in found.products] == [
        ("che-01 bìa.heic", "CHE-01_1.jpg", "CHE-01_2.jpg"),
        ("MEN-01_1.jpg",),
    ]


def test_the_photos_of_all_skus_are_the_products(tmp_path):
    photos = lay(tmp_path / "ảnh", "AO-M_1.jpg", "AO-S_1.jpg", "AO_9.jpg")
    rows = [
        without_pictures(sku=f"AO-{size}", product_key="AO", option_1_name="Cỡ", option_1_value=size) for size in "SM"
    ]
    (product,) = read(tmp_path, rows, photos=photos).products
    assert product.images == ("AO_9.jpg", "AO-S_1.jpg", "AO-M_1.jpg")


def test_without_a_folder_or_with_one_that_is_gone_there_are_none(tmp_path):
    assert read(tmp_path, [without_pictures()]).products[0].images == ()
    assert read(tmp_path, [without_pictures()], photos=tmp_path / "không có").products[0].images == ()


def test_a_blank_cell_stays_refused_and_says_what_lies_there(tmp_path):
    photos = lay(tmp_path / "ảnh", "CHE-01_1.jpg", "CHE-01_2.jpg")
    (refused,) = read(tmp_path, [row(image_files="")], photos=photos).refused
    assert (refused.reason, refused.only_photos) == ("E_IMAGE_MISSING", True)
    assert "có 2 ảnh mang tên mã CHE-01" in refused.verdicts[0].sentences("vi")[0]
    (refused,) = read(tmp_path, [row(sku="KHAC", image_files="")], photos=photos).refused
    assert "ocop photos" not in refused.verdicts[0].sentences("vi")[0]


def test_a_cell_that_names_pictures_is_the_persons_list(tmp_path):
    photos = lay(tmp_path / "ảnh", "CHE-01_1.jpg", "CHE-01_2.jpg")
    assert read(tmp_path, [row(image_files="CHE-01_2.jpg")], photos=photos).products[0].images == ("CHE-01_2.jpg",)
