"""The rules for Lazada on the mock's own tree: the sample row by row, and what Lazada wants of words and pictures."""

from __future__ import annotations

import asyncio
import html
import re
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from connector.model import Listing, Product, ShopFacts, Story
from mappings import Composed, Rules, category_paths, compose, load_rules
from mappings.signs import twinned
from tests.unit.lazada.bench import bench
from tests.unit.mappings.facts import DAY, cell, expected, policy, sample, sha

EXPECTED = expected("lazada")
PRODUCTS = {product.product_key: product for product in sample().products}
FORBIDDEN = re.compile(r'["^~<>|]')


@cache
def lazada() -> Rules:
    return load_rules("mappings.lazada")


@cache
def mock_shop() -> ShopFacts:
    """The mock's facts as the adapter reads them, for every leaf that the sample needs."""

    async def read() -> ShopFacts:
        with tempfile.TemporaryDirectory() as folder:
            async with bench(Path(folder)) as on:
                return await on.shop.facts(category_paths(lazada(), PRODUCTS.values()), None)

    return asyncio.run(read())


def on_the_mock(product: Product) -> Composed:
    made = sample().producers[product.producer_id]
    shop = replace(policy(), marketplace="lazada")
    return compose(product, made, lazada(), mock_shop(), shop, DAY, sha, cell)


def listing_of(product: Product) -> Listing:
    found = on_the_mock(product)
    assert found.listing is not None, found.reasons
    return found.listing


def changed(key: str, **changes: object) -> Product:
    return PRODUCTS[key].model_copy(update=changes)


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_row_of_shops_expected(key: str) -> None:
    row, found = EXPECTED[key], on_the_mock(PRODUCTS[key])
    listing = found.listing if found.publishable else None
    star = str(listing.claim.star) if listing and listing.claim else ""
    assert ";".join(sorted(reason.code for reason in found.reasons)) == row["why_not"]
    assert ("yes" if found.publishable else "no", star) == (row["publishable"], row["badge_star"])
    assert len(found.skus) == int(row["skus"])
    if listing:
        assert sum(variant.stock or 0 for variant in listing.variants) == int(row["stock"])
        assert [picture.card for picture in listing.media].count(True) == (1 if row["badge_star"] else 0)
        assert not any(picture.badge for picture in listing.media if not picture.card)
        assert len(listing.title.encode()) <= 255


def test_every_category_any_rule_names_is_a_leaf_of_the_mock() -> None:
    rules = lazada().categories
    named = [*rules.industry.values(), *rules.product.values()]
    for group in rules.group.values():
        named += [group.path, *(rule.path for rule in group.when.values())]
    leaves = {" > ".join(category.path) for category in mock_shop().categories if category.leaf}
    assert set(named) <= leaves


def test_no_property_of_the_sample_holds_a_sign_that_lazada_refuses() -> None:
    for product in PRODUCTS.values():
        listing = on_the_mock(product).listing
        if listing is None:
            continue
        texts = [listing.title, *listing.option_names, *(w for v in listing.variants for w in v.option_values)]
        texts += [
            value.text for name, values in listing.attributes.items() for value in values if name != "short_description"
        ]
        assert [text for text in texts if FORBIDDEN.search(text)] == []


def test_signs_become_twins_that_read_the_same() -> None:
    odd = changed("P001-01", title_vi='Khăn "lụa" <mềm> | cỡ ~50 ^ (“đẹp”)')
    assert listing_of(odd).title == "Khăn “lụa” ‹mềm› ¦ cỡ ∼50 ˆ (“đẹp”)"
    label = PRODUCTS["P001-01"].label.model_copy(update={"ingredients_vi": 'Tơ tằm "loại 1"'})
    assert 'Tơ tằm "' not in html.unescape(listing_of(changed("P001-01", label=label)).description)
    story = listing_of(changed("P001-01", story=Story(short_vi='Gọi là "lụa Vạn" <xưa>')))
    assert "Gọi là “lụa Vạn” ‹xưa›" in story.description


@pytest.mark.parametrize(
    ("text", "read"),
    [('"a"', "“a”"), ('("a") b', "(“a”) b"), ('a" b', "a” b"), ('x "y" "z"', "x “y” “z”"), ("a", "a"), ("", "")],
)
def test_of_two_twins_one_opens_and_one_closes(text: str, read: str) -> None:
    assert twinned(text, {'"': "“”"}) == read


def test_a_title_is_cut_by_bytes_not_by_letters() -> None:
    """Two hundred letters, of which many take three bytes."""
    long = changed("P001-01", title_vi="Khăn lụa tơ tằm dệt tay hoa sen Vạn Phúc " * 5)
    found = on_the_mock(long)
    assert found.listing is not None
    title = found.listing.title
    assert 225 < len(title.encode()) <= 255
    assert title.split()[-1] in long.title_vi.split()
    (warning,) = [one for one in found.warnings if one.code == "W_LISTING_TITLE_CUT"]
    assert warning.params["unit"] == "bytes"


def test_highlights_are_a_list_of_words_and_nothing_else() -> None:
    (text,) = listing_of(PRODUCTS["P001-01"]).attributes["short_description"]
    assert set(re.findall(r"</?(\w+)", text.text)) == {"ul", "li"}
    assert "Chủ thể sản xuất: " in text.text
    label = PRODUCTS["P001-01"].label.model_copy(update={"ingredients_vi": "Lụa & tơ sen"})
    (text,) = listing_of(changed("P001-01", label=label)).attributes["short_description"]
    assert "<li>Thành phần: Lụa &amp; tơ sen</li>" in text.text
    assert "http" not in text.text
    assert "sao" not in text.text


def test_the_description_is_html_with_everything_escaped() -> None:
    story = listing_of(changed("P001-01", story=Story(short_vi="Lụa & tơ\nDệt tay"))).description
    assert story.startswith("<p>Lụa &amp; tơ</p><p>Dệt tay</p>")
    assert "<li>Tên sản phẩm: " in story


def test_a_brand_nobody_knows_is_no_brand_and_its_id_comes_from_the_shop() -> None:
    none = next(brand for brand in mock_shop().brands_of("any") if brand.name == "No Brand")
    known = mock_shop().brands_of("any")[0]
    assert listing_of(changed("P001-01", brand="Chưa ai biết")).brand_id == none.id
    assert listing_of(changed("P001-01", brand=known.name.lower())).brand_id == known.id


def test_attributes_are_named_by_key_and_their_choices_by_what_people_read() -> None:
    listing = listing_of(PRODUCTS["P001-01"])
    assert [value.choice_id for value in listing.attributes["origin"]] == ["Vietnam"]
    assert [value.choice_id for value in listing.attributes["warranty_type"]] == ["No Warranty"]


def test_composing_twice_gives_the_same() -> None:
    for product in PRODUCTS.values():
        assert on_the_mock(product).listing == on_the_mock(product).listing
