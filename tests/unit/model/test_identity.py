import unicodedata

import pytest
from pydantic import ValidationError

from connector.model import ProductId, Variant, fold, is_sku, marketplace_id


@pytest.mark.parametrize("sku", ["P001-01", "0012", "A", "X" * 50, "A.B_C-D"])
def test_skus(sku):
    assert is_sku(sku)


@pytest.mark.parametrize("sku", ["", "p001", "-A", "A B", "LẴNG-05", "X" * 51, "A/2", "A\n"])
def test_what_is_no_sku(sku):
    assert not is_sku(sku)
    with pytest.raises(ValidationError):
        Variant(sku=sku, price_vnd=1000)


def test_folding_ignores_unicode_form_case_and_outer_spaces():
    assert fold(unicodedata.normalize("NFD", " Thoi NẮNG ")) == fold("thoi nắng")
    assert fold("0012") == "0012"


def test_marketplace_words():
    assert marketplace_id(" TikTok ") == "tiktok_shop"
    assert marketplace_id("TikTok Shop") == "tiktok_shop"
    assert marketplace_id("Shopee") == "shopee"


def test_a_product_of_the_catalogues_own_owner_shows_its_key_only():
    assert str(ProductId("", "P001-N1")) == "P001-N1"
    assert str(ProductId("HTX Thoi Nắng", "P001-N1")) == "HTX Thoi Nắng/P001-N1"
