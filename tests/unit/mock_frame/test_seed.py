from __future__ import annotations

import io

import pytest
from PIL import Image

from adapters._mock.options import MockOptions
from adapters._mock.seed import sample_picture, seed_products


def test_no_seed_is_an_empty_shop() -> None:
    assert seed_products(MockOptions(), "shopee") == []
    assert seed_products(MockOptions(seed="0"), "shopee") == []


@pytest.mark.parametrize(
    ("marketplace", "products", "skus"), [("shopee", 170, 189), ("lazada", 158, 179), ("tiktok_shop", 156, 172)]
)
def test_the_publishable_products_of_each_marketplace(marketplace: str, products: int, skus: int) -> None:
    seeded = seed_products(MockOptions(seed="9999"), marketplace)
    assert len(seeded) == products
    assert sum(len(product.skus) for product in seeded) == skus


def test_the_same_seed_is_the_same_shop() -> None:
    for no_sku in (False, True):
        options = MockOptions(seed="20", no_sku=no_sku)
        assert seed_products(options, "lazada") == seed_products(options, "lazada")


def test_blank_cells_of_later_rows_come_from_the_first() -> None:
    honey = next(each for each in seed_products(MockOptions(seed="999"), "shopee") if each.key == "P036-N1")
    assert honey.option_names
    assert [sku.sku for sku in honey.skus] == ["P036-N1-250", "P036-N1-500", "P036-N1-1L"]
    assert [sku.weight_g for sku in honey.skus] == [430, 820, 1580]
    assert honey.title.startswith("Mật ong hoa nhãn Sóc Sơn")


def test_sold_out_is_stock_zero_whatever_the_column_says() -> None:
    scarf = next(each for each in seed_products(MockOptions(seed="999"), "shopee") if each.key == "P002-N1")
    assert sum(sku.stock == 0 for sku in scarf.skus) == 1


def test_a_picture_is_a_square_in_a_square_in_the_colours_of_its_name() -> None:
    with Image.open(io.BytesIO(sample_picture("P001-01_1.png"))) as image:
        assert image.size == (600, 600)
        picture = image.convert("RGB")
    corner, middle = picture.getpixel((0, 0)), picture.getpixel((300, 300))
    assert corner == picture.getpixel((599, 599)) == picture.getpixel((300, 100))
    assert corner != middle
    assert sample_picture("P001-01_2.png") != sample_picture("P001-01_1.png")
