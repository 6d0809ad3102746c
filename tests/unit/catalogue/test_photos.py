import os
import unicodedata

import pytest

from connector.catalogue import PhotoIndex

from .sheets import code_of, normalised, read, row

NAMES = ("Lò gốm 1.png", "Lò gốm 2.png", "bìa/Lò gốm 3.PNG")


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "ảnh"
    for name in NAMES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_names_become_the_files_own(tmp_path, photos):
    cell = unicodedata.normalize("NFD", "D:\\Ảnh OCOP\\LÒ GỐM 1.PNG, lò gốm 2.png\nlò gốm 3.png; Lò gốm 2.png")
    found = read(tmp_path, [row(image_files=cell)], photos=photos)
    assert code_of(found, "image_files") == "OK_IMAGE_LIST"
    assert normalised(found, "image_files") == "Lò gốm 1.png;Lò gốm 2.png;Lò gốm 3.PNG"
    assert found.products[0].images == ("Lò gốm 1.png", "Lò gốm 2.png", "Lò gốm 3.PNG")


def test_a_missing_picture_refuses_the_row_for_pictures_only(tmp_path, photos):
    found = read(tmp_path, [row(image_files="Lò gốm 1.png;Lò gốm 9.png")], photos=photos)
    (refused,) = found.refused
    assert (refused.reason, refused.only_photos) == ("E_IMAGE_NOT_FOUND", True)


def test_a_missing_folder_loses_every_picture_and_nothing_else(tmp_path):
    found = read(tmp_path, [row(), row(sku="B", price_vnd="?")], photos=tmp_path / "không có")
    assert [(one.sku, one.only_photos) for one in found.refused] == [("CHE-01", True), ("B", False)]


def test_without_a_folder_names_are_taken_on_trust(tmp_path):
    (product,) = read(tmp_path, [row(image_files="thư mục/a.png,b.jpg,c.JPEG")]).products
    assert product.images == ("a.png", "b.jpg", "c.JPEG")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "E_IMAGE_MISSING"),
        (" ; ", "E_IMAGE_TYPE"),
        ("a.heic", "E_IMAGE_TYPE"),
        ("https://x.example/a.png", "E_IMAGE_LINK"),
        ("Lò gốm 1.png", "W_IMAGE_FEW"),
    ],
)
def test_picture_cells(tmp_path, photos, cell, code):
    assert code_of(read(tmp_path, [row(image_files=cell)], photos=photos), "image_files") == code


def test_two_files_of_one_name_are_ambiguous(tmp_path, photos):
    (photos / "cũ").mkdir()
    (photos / "cũ" / "lò gốm 1.png").touch()
    index = PhotoIndex(photos)
    assert index.find("Lò gốm 1.png") is None
    assert len(index.matches("Lò gốm 1.png")) == 2
    found = read(tmp_path, [row(image_files="Lò gốm 1.png")], photos=photos)
    assert found.refused[0].reason == "E_IMAGE_AMBIGUOUS"


def test_nothing_outside_the_folder_is_found(tmp_path, photos):
    (tmp_path / "secret.png").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.png").touch()
    os.symlink(tmp_path / "secret.png", photos / "linked.png")
    os.symlink(tmp_path / "elsewhere", photos / "linked folder")
    os.symlink(photos / "Lò gốm 1.png", photos / "inside.png")
    os.symlink(photos, photos / "round")
    index = PhotoIndex(photos)
    assert index.find("../secret.png") is None
    assert index.find("linked.png") is None
    assert index.find("far.png") is None
    assert index.find("inside.png") == photos / "inside.png"
    assert len(index) == 4


def test_a_link_that_leads_nowhere_hides_no_other_file(tmp_path, photos):
    os.symlink(photos / "loop.png", photos / "loop.png")
    os.symlink(photos / "gone.png", photos / "broken.png")
    index = PhotoIndex(photos)
    assert sorted(index.places()) == sorted(NAMES)
    assert index.find("loop.png") is None


def test_an_options_picture(tmp_path, photos):
    options = {"option_1_name": "Màu", "option_1_value": "Lam"}
    found = read(tmp_path, [row(image_files="Lò gốm 1.png", option_image="lò gốm 2.png", **options)], photos=photos)
    assert found.products[0].variants[0].option_image == "Lò gốm 2.png"
    found = read(tmp_path, [row(image_files="Lò gốm 1.png", option_image="Lò gốm 7.png", **options)], photos=photos)
    assert (found.refused[0].reason, found.refused[0].only_photos) == ("E_IMAGE_NOT_FOUND", True)


def test_an_apple_photo_is_taken_where_that_very_file_lies(tmp_path, photos):
    (photos / "IMG_0007.HEIC").touch()
    found = read(tmp_path, [row(image_files="img_0007.heic, Lò gốm 1.png, Lò gốm 2.png")], photos=photos)
    assert found.products[0].images == ("IMG_0007.HEIC", "Lò gốm 1.png", "Lò gốm 2.png")
    assert code_of(read(tmp_path, [row(image_files="IMG_0008.HEIC")], photos=photos), "image_files") == "E_IMAGE_TYPE"
    assert code_of(read(tmp_path, [row(image_files="IMG_0007.HEIC")]), "image_files") == "E_IMAGE_TYPE"


@pytest.fixture
def two_folders(tmp_path):
    folder = tmp_path / "theo sản phẩm"
    for place in ("1.jpg", "áo dài/1.jpg", "khăn/1.jpg", "khăn/2.jpg"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).touch()
    return folder


@pytest.mark.parametrize(
    ("cell", "images"),
    [
        ("áo dài/1.jpg", ("áo dài/1.jpg",)),
        (unicodedata.normalize("NFD", "ÁO DÀI\\1.JPG"), ("áo dài/1.jpg",)),
        ("./1.jpg, khăn/1.jpg, 2.jpg", ("./1.jpg", "khăn/1.jpg", "2.jpg")),
        ("D:\\Anh\\2.jpg", ("2.jpg",)),
    ],
)
def test_the_right_folder_decides_between_files_of_one_name(tmp_path, two_folders, cell, images):
    found = read(tmp_path, [row(image_files=cell)], photos=two_folders)
    assert found.products[0].images == images
    assert [found.photos.find(name) for name in images] == [
        two_folders / name.removeprefix("./") if "/" in name else two_folders / "khăn" / name for name in images
    ]


@pytest.mark.parametrize("cell", ["1.jpg", "D:\\Anh\\1.jpg", "mũ/1.jpg"])
def test_no_folder_or_a_wrong_one_decides_nothing(tmp_path, two_folders, cell):
    found = read(tmp_path, [row(image_files=cell)], photos=two_folders)
    assert found.refused[0].reason == "E_IMAGE_AMBIGUOUS"


def test_a_file_is_found_by_where_it_lies(two_folders):
    index = PhotoIndex(two_folders)
    assert index.at("1.jpg") == two_folders / "1.jpg"
    assert index.at("khăn/1.jpg") == two_folders / "khăn" / "1.jpg"
    assert index.at("mũ/1.jpg") is None
    assert {index.name_of(path) for path in index} == {"./1.jpg", "áo dài/1.jpg", "khăn/1.jpg", "2.jpg"}
