"""The packaged sample on the Shopee mock's own tree: every row of shops_expected.csv, and rules that fit the shop."""

from __future__ import annotations

import pytest

from connector.model import Product
from mappings import Composed, category_paths
from tests.unit.mappings.facts import composed, expected, mock_shop, sample, shopee

EXPECTED = expected("shopee")
PRODUCTS = {product.product_key: product for product in sample().products}


def on_the_mock(product: Product) -> Composed:
    return composed(product, by=sample().producers[product.producer_id], shop=mock_shop())


def test_every_product_is_expected_and_every_expected_one_is_there() -> None:
    assert PRODUCTS.keys() == EXPECTED.keys()


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_row_of_shops_expected(key: str) -> None:
    row, found = EXPECTED[key], on_the_mock(PRODUCTS[key])
    listing = found.listing if found.publishable else None
    star = str(listing.claim.star) if listing and listing.claim else ""
    stock = [variant.stock for variant in listing.variants] if listing else []
    assert ";".join(sorted(reason.code for reason in found.reasons)) == row["why_not"]
    assert ("yes" if found.publishable else "no", star) == (row["publishable"], row["badge_star"])
    assert len(found.skus) == int(row["skus"])
    if listing:
        assert sum(pieces or 0 for pieces in stock) == int(row["stock"])
        assert bool([picture for picture in listing.media if picture.badge]) == bool(row["badge_star"])


def test_counts_stated_by_the_sample() -> None:
    listed = [found for found in map(on_the_mock, PRODUCTS.values()) if found.publishable and found.listing]
    badged = [found for found in listed if found.listing and found.listing.claim]
    lone = [found for found in listed if len(PRODUCTS[found.product_key].variants) == 1]
    assert (len(listed), sum(len(found.skus) for found in listed), len(badged)) == (170, 189, 141)
    assert (len(lone), sum(1 for found in lone if found.listing and found.listing.claim)) == (163, 134)


def test_every_category_any_rule_names_is_a_leaf_of_the_mock() -> None:
    """A path that the shop does not have would only show up once a product needs it."""
    rules = shopee().categories
    named = [*rules.industry.values(), *rules.product.values()]
    for group in rules.group.values():
        named += [group.path, *(rule.path for rule in group.when.values())]
    leaves = {" > ".join(category.path) for category in mock_shop().categories if category.leaf}
    assert set(named) <= leaves


def test_category_paths_are_those_compose_uses() -> None:
    used = {found.listing.category_path for found in map(on_the_mock, PRODUCTS.values()) if found.listing}
    assert used <= category_paths(shopee(), PRODUCTS.values())


@pytest.mark.parametrize(
    ("key", "leaf"),
    [
        ("P037-02", "Trà hoa & trà ướp hương"),
        ("P021-03", "Trà túi lọc"),
        ("P022-01", "Tăm & đồ dùng một lần"),
        ("P024-06", "Gia vị khô & bột gia vị"),
        ("P029-02", "Áo dài"),
        ("P009-02", "Áo khoác & áo vest nữ"),
        ("P020-08", "Gối thảo dược"),
        ("P036-02", "Trứng"),
    ],
)
def test_keywords_refine_the_group(key: str, leaf: str) -> None:
    (path,) = category_paths(shopee(), [PRODUCTS[key]])
    assert path[-1] == leaf


def test_no_published_text_counts_days_to_a_date() -> None:
    """Such a text would change every night."""
    tonight = {key: on_the_mock(product) for key, product in PRODUCTS.items()}
    for key, found in tonight.items():
        if found.listing and found.listing.claim:
            left = PRODUCTS[key].certification.days_to_expiry(found.listing.claim.expiry_date)
            assert left == 0
            assert "còn" not in found.listing.description.split("CHỨNG NHẬN OCOP")[1].split("THÔNG TIN")[0]
