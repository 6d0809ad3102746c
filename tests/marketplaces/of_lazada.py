"""Lazada's rules, broken."""

from __future__ import annotations

from decimal import Decimal

from connector.model import Dimensions, Industry, LabelFacts, Story
from connector.testing.goods import product, sized_product

from .breaches import (
    BULKY,
    LONG,
    Breach,
    changed,
    crowded,
    first_variant,
    long_option,
    one,
    parcel,
    pictured,
    sizes,
)

__all__ = ["BREACHES"]

SIGNS = '"^~<>|'


def plain(text: str) -> bool:
    return not any(sign in text for sign in SIGNS)


BREACHES = (
    Breach(
        "title-empty", "E_LISTING_TITLE_EMPTY", lambda: product(title_vi=" "), listing=changed(title=""), says="4108"
    ),
    Breach(
        "title-bytes",
        "W_LISTING_TITLE_CUT",
        lambda: product(title_vi=LONG * 6),
        lambda listing: 200 < len(listing.title.encode()) <= 255,
        listing=changed(title=LONG * 6),
        says="4160",
    ),
    Breach(
        "title-signs",
        "",
        lambda: product(title_vi='Khăn "lụa" <tơ tằm> ~ hoa sen ^ Hà Đông | đẹp'),
        lambda listing: plain(listing.title),
        listing=changed(title="Khăn <lụa> tơ tằm"),
        says="4129",
    ),
    Breach(
        "property-signs",
        "",
        lambda: product(label=LabelFacts(ingredients_vi='100% tơ tằm ("loại A" < 2 % cát)')),
        lambda listing: all(
            plain(value.text.replace("<ul>", "").replace("<li>", "").replace("</li>", "").replace("</ul>", ""))
            for values in listing.attributes.values()
            for value in values
        ),
    ),
    Breach(
        "description-long",
        "W_LISTING_STORY_CUT",
        lambda: product(story=Story(long_vi=LONG * 700)),
        lambda listing: len(listing.description) <= 25_000 and "CHỨNG NHẬN OCOP" in listing.description,
        listing=changed(description=f"<p>{LONG * 700}</p>"),
        says="longer than 25000",
    ),
    Breach(
        "description-facts-long",
        "E_LISTING_DESCRIPTION_LONG",
        lambda: product(label=LabelFacts(ingredients_vi="tơ tằm, " * 4000)),
        listing=changed(description="tơ tằm, " * 4000),
        says="longer than 25000",
    ),
    Breach("no-picture", "E_LISTING_NO_PHOTO", lambda: product(images=()), listing=changed(media=()), says="4139"),
    Breach(
        "many-pictures",
        "W_LISTING_IMAGES_CUT",
        lambda: product(images=tuple(f"khăn {n}.jpg" for n in range(12))),
        lambda listing: len(listing.media) == 8 and listing.media[-1].card,
        listing=pictured(9),
        says="4169",
    ),
    Breach(
        "same-picture",
        "W_LISTING_PHOTO_TWICE",
        lambda: product(images=("khăn.jpg", "khăn.jpg")),
        lambda listing: len({picture.key for picture in listing.media}) == len(listing.media) == 2,
        listing=lambda listing: listing.model_copy(update={"media": (listing.media[0], listing.media[0])}),
        says="4116",
    ),
    Breach("leaf-category", listing=changed(category_id="1"), says="201"),
    Breach(
        "mandatory-attribute",
        "E_ATTRIBUTE_MISSING",
        lambda: product(group_148="F1a", industry=Industry.FOOD, label=LabelFacts()),
        listing=changed(attributes={}),
        says="4108",
    ),
    Breach(
        "brand",
        "",
        lambda: product(brand="Nhãn chưa ai biết"),
        lambda listing: listing.brand_name == "No Brand" and listing.brand_id != "",
        listing=changed(brand_id="99999999"),
        says="4142",
    ),
    Breach("price-low", "E_LISTING_PRICE_LOW", one(price_vnd=0), listing=first_variant(price_vnd=0), says="4118"),
    Breach("many-skus", "E_LISTING_TOO_MANY_SKUS", sizes(51), base=sizes(50), listing=crowded(50), says="SKU"),
    Breach(
        "option-name",
        "E_LISTING_OPTION_LONG",
        lambda: sized_product().model_copy(update={"option_names": ("Kích cỡ của áo dài",)}),
        base=sized_product,
        listing=changed(option_names=("Kích cỡ của áo dài",)),
        says="209",
    ),
    Breach(
        "option-value",
        "E_LISTING_OPTION_LONG",
        long_option,
        base=sized_product,
        listing=first_variant(option_values=("Rất dài và rộng lắm đấy",)),
        says="209",
    ),
    Breach("weight", "E_PACKAGE_WEIGHT_MISSING", one(weight_g=None)),
    Breach("dimensions", "E_PACKAGE_SIZE_MISSING", one(dimensions=None)),
    Breach("too-heavy", "E_PACKAGE_TOO_HEAVY", one(weight_g=40_001), listing=parcel(weight_g=41_000), says="4164"),
    Breach(
        "too-big",
        "E_PACKAGE_TOO_BULKY",
        one(dimensions=BULKY),
        listing=parcel(length_cm=150, width_cm=150, height_cm=150),
        says="4165",
    ),
    Breach(
        "too-big",
        "E_PACKAGE_TOO_BULKY",
        one(dimensions=Dimensions(length_cm=Decimal("100.2"), width_cm=Decimal(100), height_cm=Decimal(100))),
    ),
)
