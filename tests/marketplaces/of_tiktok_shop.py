"""TikTok Shop's rules, broken."""

from __future__ import annotations

from connector.model import Industry, LabelFacts, Story
from connector.testing.goods import product, sized_product

from .breaches import (
    LONG,
    Breach,
    bare_title,
    changed,
    crowded,
    first_variant,
    long_option,
    one,
    pictured,
    sizes,
)

__all__ = ["BREACHES"]

FORBIDDEN = "E_LISTING_FORBIDDEN_WORDS"
TITLE = "Khăn lụa tơ tằm dệt tay hoa sen"

BREACHES = (
    Breach(
        "title-short",
        "",
        lambda: product(title_vi="Khăn lụa"),
        lambda listing: len(listing.title) >= 25,
        listing=changed(title="Khăn lụa"),
        says="12052051",
    ),
    Breach("title-bare", "E_LISTING_TITLE_SHORT", bare_title, listing=changed(title="Áo"), says="12052051"),
    Breach(
        "title-long",
        "W_LISTING_TITLE_CUT",
        lambda: product(title_vi=LONG * 7),
        lambda listing: len(listing.title) <= 255,
        listing=changed(title=LONG * 7),
        says="12052051",
    ),
    Breach(
        "emoji",
        "",
        lambda: product(title_vi=f"{TITLE} 🪷", story=Story(long_vi="Dệt tay 🧵 trên khung gỗ.")),
        lambda listing: "🪷" not in listing.title and "🧵" not in listing.description,
        listing=changed(title=f"{TITLE} 🪷"),
        says="12052931",
    ),
    Breach("emoji", listing=changed(description="<p>Dệt tay 🧵 trên khung gỗ.</p>"), says="12052932"),
    Breach(
        "drawn-lines",
        "",
        lambda: product(
            title_vi=f"{TITLE} ~~~~~~~~~~~~", story=Story(long_vi="Dệt tay.\n==========\n__________\nKý tên.")
        ),
        lambda listing: listing.title == TITLE and "<p>Dệt tay.</p><p>Ký tên.</p>" in listing.description,
        listing=changed(description="<p>Dệt tay.</p><p>==========</p>"),
        says="repeat a character",
    ),
    Breach(
        "repeated",
        FORBIDDEN,
        lambda: product(title_vi=f"{TITLE} đẹppppppppppp"),
        listing=changed(title=f"{TITLE} đẹppppppppppp"),
        says="repeat a character",
    ),
    Breach(
        "chinese",
        FORBIDDEN,
        lambda: product(title_vi=f"{TITLE} 丝巾"),
        listing=changed(title=f"{TITLE} 丝巾"),
        says="12052262",
    ),
    Breach(
        "chinese",
        FORBIDDEN,
        lambda: product(story=Story(long_vi="Khăn 丝巾 dệt tay.")),
        listing=changed(description="<p>Khăn 丝巾 dệt tay.</p>"),
        says="12052346",
    ),
    Breach(
        "entities",
        FORBIDDEN,
        lambda: product(title_vi=f"{TITLE} &nbsp; đẹp"),
        listing=changed(title=f"{TITLE} &nbsp; đẹp"),
        says="HTML entities",
    ),
    Breach(
        "symbols",
        FORBIDDEN,
        lambda: product(title_vi="*** !!! " * 5),
        listing=changed(title="*** !!! *** !!! *** !!! *** !!!"),
        says="symbols only",
    ),
    Breach("contacts", FORBIDDEN, lambda: product(story=Story(long_vi="Gọi 0912 345 678 để đặt hàng."))),
    Breach(
        "description-long",
        "W_LISTING_STORY_CUT",
        lambda: product(story=Story(long_vi=LONG * 300)),
        lambda listing: len(listing.description) <= 10_000 and "CHỨNG NHẬN OCOP" in listing.description,
        listing=changed(description=f"<p>{LONG * 300}</p>"),
        says="12052013",
    ),
    Breach(
        "description-facts-long",
        "E_LISTING_DESCRIPTION_LONG",
        lambda: product(label=LabelFacts(ingredients_vi="tơ tằm, " * 1500)),
        listing=changed(description=f"<p>{'tơ tằm, ' * 1500}</p>"),
        says="12052013",
    ),
    Breach("no-picture", "E_LISTING_NO_PHOTO", lambda: product(images=()), listing=changed(media=()), says="12052028"),
    Breach(
        "many-pictures",
        "W_LISTING_IMAGES_CUT",
        lambda: product(images=tuple(f"khăn {n}.jpg" for n in range(12))),
        lambda listing: len(listing.media) == 9,
        listing=pictured(10),
        says="12052306",
    ),
    Breach("leaf-category", listing=changed(category_id="1"), says="12052023"),
    Breach(
        "mandatory-attribute",
        "E_ATTRIBUTE_MISSING E_PAPER_MISSING",
        lambda: product(group_148="F1a", industry=Industry.FOOD, label=LabelFacts()),
        listing=changed(attributes={}),
        says="12052104",
    ),
    Breach(
        "paper",
        "E_PAPER_MISSING",
        lambda: product(
            group_148="F1a",
            industry=Industry.FOOD,
            label=LabelFacts(ingredients_vi="Bưởi Diễn", storage_vi="Nơi mát", shelf_life_days=30),
        ),
    ),
    Breach(
        "brand",
        "",
        lambda: product(brand="Nhãn chưa ai biết"),
        lambda listing: listing.brand_id == "",
    ),
    Breach("price-low", "E_LISTING_PRICE_LOW", one(price_vnd=0), listing=first_variant(price_vnd=0), says="1205"),
    Breach(
        "price-high",
        "E_LISTING_PRICE_HIGH",
        one(price_vnd=180_000_001),
        listing=first_variant(price_vnd=180_000_001),
        says="12052570",
    ),
    Breach(
        "stock-high",
        "W_LISTING_STOCK_CUT",
        one(stock=100_000),
        lambda listing: listing.variants[0].stock == 99_999,
        listing=first_variant(stock=100_000),
        says="12052055",
    ),
    Breach("stock-none", listing=first_variant(stock=0), says="12052055"),
    Breach("many-skus", "E_LISTING_TOO_MANY_SKUS", sizes(101), base=sizes(100), listing=crowded(100), says="12052050"),
    Breach(
        "option-name",
        "E_LISTING_OPTION_LONG",
        lambda: sized_product().model_copy(update={"option_names": ("Kích cỡ của áo dài lụa",)}),
        base=sized_product,
        listing=changed(option_names=("Kích cỡ của áo dài lụa",)),
        says="sales_attributes.name",
    ),
    Breach(
        "option-value",
        "E_LISTING_OPTION_LONG",
        long_option,
        base=sized_product,
        listing=first_variant(option_values=("Rất dài và rộng " * 4,)),
        says="sales_attributes.value_name",
    ),
    Breach(
        "option-words",
        FORBIDDEN,
        lambda: sized_product(9, ("Nhỏ", "大号")),
        base=sized_product,
        listing=first_variant(option_values=("Nhỏ 🪷",)),
        says="12052934",
    ),
    Breach("weight", "E_PACKAGE_WEIGHT_MISSING", one(weight_g=None)),
)
