"""Shopee's rules, broken."""

from __future__ import annotations

from connector.model import Industry, LabelFacts, Story
from connector.testing.goods import product, sized_product

from .breaches import (
    BULKY,
    HUGE,
    LONG,
    Breach,
    bare_title,
    changed,
    crowded,
    first_variant,
    long_option,
    one,
    parcel,
    pictured,
    sizes,
    spread,
)

__all__ = ["BREACHES"]

CHANNEL_OFF = "50022"
CHANNEL_OPTIONAL = "50012"

BREACHES = (
    Breach(
        "title-short",
        "E_LISTING_TITLE_SHORT",
        bare_title,
        listing=changed(title="Áo"),
        says="error_item_name_is_too_short",
    ),
    Breach(
        "title-long",
        "W_LISTING_TITLE_CUT",
        lambda: product(title_vi=LONG * 5),
        lambda listing: len(listing.title) <= 120,
        listing=changed(title=LONG * 5),
        says="error_title_exceeds_max_length",
    ),
    Breach(
        "title-signs",
        sheet=lambda: product(title_vi="Khăn lụa <tơ tằm> hoa sen Hà Đông"),
        listing=changed(title="Khăn lụa <tơ tằm> hoa sen Hà Đông"),
        says="error_title_character_forbidden",
    ),
    Breach(
        "description-short",
        "",
        lambda: product(story=Story()),
        lambda listing: len(listing.description) >= 10,
        listing=changed(description="Khăn lụa."),
        says="error_desc_length_min_limit",
    ),
    Breach(
        "description-long",
        "W_LISTING_STORY_CUT",
        lambda: product(story=Story(long_vi=LONG * 200)),
        lambda listing: len(listing.description) <= 3000 and "CHỨNG NHẬN OCOP" in listing.description,
        listing=changed(description=LONG * 200),
        says="description length should be within",
    ),
    Breach(
        "description-facts-long",
        "E_LISTING_DESCRIPTION_LONG",
        lambda: product(label=LabelFacts(ingredients_vi="tơ tằm, " * 700)),
        listing=changed(description="tơ tằm, " * 700),
        says="description length should be within",
    ),
    Breach(
        "hashtags",
        "W_LISTING_HASHTAGS_CUT",
        lambda: product(story=Story(long_vi=" ".join(f"#lua{n}" for n in range(20)))),
        lambda listing: listing.description.count("#") == 18,
        listing=changed(description=LONG + " ".join(f"#lua{n}" for n in range(20))),
        says="error_desc_hash_tag_over_limit",
    ),
    Breach(
        "no-picture",
        "E_LISTING_NO_PHOTO",
        lambda: product(images=()),
        listing=changed(media=()),
        says="error_image_num_min",
    ),
    Breach(
        "many-pictures",
        "W_LISTING_IMAGES_CUT",
        lambda: product(images=tuple(f"khăn {n}.jpg" for n in range(12))),
        lambda listing: len(listing.media) == 9,
        listing=pictured(10),
        says="image count over",
    ),
    Breach(
        "leaf-category",
        listing=changed(category_id="1"),
        says="error_invalid_category",
    ),
    Breach(
        "mandatory-attribute",
        "E_ATTRIBUTE_MISSING",
        lambda: product(group_148="F1a", industry=Industry.FOOD, label=LabelFacts()),
        listing=changed(attributes={}),
        says="error_less_required_attribute",
    ),
    Breach(
        "brand",
        "",
        lambda: product(brand="Nhãn chưa ai biết"),
        lambda listing: (listing.brand_id, listing.brand_name) == ("0", "No Brand"),
        listing=changed(brand_id="99999999"),
        says="error_invalid_brand",
    ),
    Breach(
        "price-low",
        "E_LISTING_PRICE_LOW",
        one(price_vnd=500),
        listing=first_variant(price_vnd=500),
        says="error_price_exceed_min_limitt",
    ),
    Breach(
        "price-high",
        "E_LISTING_PRICE_HIGH",
        one(price_vnd=120_000_001),
        listing=first_variant(price_vnd=120_000_001),
        says="error_price_exceed_max_limitt",
    ),
    Breach(
        "price-spread",
        "PRICE_SPREAD_OVER_5X",
        spread,
        base=sized_product,
        listing=first_variant(price_vnd=10_000),
        says="price",
    ),
    Breach(
        "stock-high",
        "W_LISTING_STOCK_CUT",
        one(stock=1_000_001),
        lambda listing: listing.variants[0].stock == 1_000_000,
        listing=first_variant(stock=1_000_001),
        says="Stock should be within",
    ),
    Breach(
        "many-skus", "E_LISTING_TOO_MANY_SKUS", sizes(51), base=sizes(50), listing=crowded(50), says="number of models"
    ),
    Breach(
        "option-name",
        "E_LISTING_OPTION_LONG",
        lambda: sized_product().model_copy(update={"option_names": ("Kích cỡ của áo dài",)}),
        base=sized_product,
        listing=changed(option_names=("Kích cỡ của áo dài",)),
        says="name length should be within",
    ),
    Breach(
        "option-value",
        "E_LISTING_OPTION_LONG",
        long_option,
        base=sized_product,
        listing=first_variant(option_values=("Rất dài và rộng lắm đấy",)),
        says="Option length should be within",
    ),
    Breach("weight", "E_PACKAGE_WEIGHT_MISSING", one(weight_g=None)),
    Breach("dimensions", "E_PACKAGE_SIZE_MISSING", one(dimensions=None)),
    Breach(
        "channel-weight",
        "E_PACKAGE_TOO_HEAVY",
        one(weight_g=80_000),
        listing=parcel(weight_g=80_000),
        says="weight is over the limit",
    ),
    Breach(
        "channel-size",
        "E_PACKAGE_TOO_LONG",
        one(dimensions=HUGE),
        listing=parcel(length_cm=160),
        says="dimension is over the limit",
    ),
    Breach(
        "channel-size",
        "E_PACKAGE_TOO_BULKY",
        one(dimensions=BULKY),
        listing=parcel(length_cm=150, width_cm=150, height_cm=150),
        says="is over the limit",
    ),
    Breach("usable-channel", listing=parcel(channels=()), says="error_invalid_logistic_info"),
    Breach("usable-channel", listing=parcel(channels=(CHANNEL_OFF,)), says="error_invalid_logistic_info"),
    Breach("compulsory-channel", listing=parcel(channels=(CHANNEL_OPTIONAL,)), says="compulsory channel"),
    Breach("days-to-ship", listing=parcel(days_to_ship=30), says="error_param_dts_exceeds_max_limit"),
)
