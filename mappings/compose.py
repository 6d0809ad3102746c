"""compose: one product, one shop, one day -> what the shop should show, or why not.

Order of judging: may this shop show it at all (channel, owner, discontinued), what does the day hold back, does the
shop have its category, then the parts. Every part says its problems to ``Notes``; nothing raises for a product's sake.
"""

from __future__ import annotations

from datetime import date

from connector.model import BadgePlace, Claim, Hold, Listing, Producer, Product, ShopFacts, fold_owner, holds

from .attributes import compose_attributes, compose_brand
from .category import place
from .description import compose_description
from .forbidden import judge_words
from .loader import Rules
from .offer import compose_variants
from .papers import Scans, compose_papers, no_scans
from .parcel import compose_package
from .pictures import compose_pictures, with_option_images
from .prepare import Leaf, Prepared, prepare
from .subject import Origins, Photos, Subject, subject_of
from .title import compose_title
from .values import Composed, Notes, ShopPolicy

__all__ = ["compose"]


def compose(
    product: Product,
    producer: Producer,
    rules: Rules,
    facts: ShopFacts,
    policy: ShopPolicy,
    day: date,
    photos: Photos,
    origins: Origins,
    scans: Scans = no_scans,
) -> Composed:
    """Judge and compose ``product``.

    ``photos`` gives the SHA-256 of a photo's content by its name, None where it cannot be found; ``origins`` the source
    cell of a SKU's column (``products.csv:12:title_vi``); ``scans`` the papers of a product and its producer.
    """
    notes = Notes()
    held = holds(product, producer, day)
    on_sale = product.on_sale
    _judge_place(product, producer, rules, policy, notes)
    if not on_sale:
        notes.block("STATUS_DISCONTINUED", "status")
    elsewhere = bool(notes.reasons)
    for hold in held:
        notes.block(hold.value)
    listing = None
    if not elsewhere:
        subject = subject_of(product, producer, rules, policy, day, origins)
        listing = _listing(subject, prepare(rules, facts), photos, scans, notes)
    return _composed(product, listing, held, notes)


def _composed(product: Product, listing: Listing | None, held: tuple[Hold, ...], notes: Notes) -> Composed:
    on_sale = product.on_sale
    return Composed(
        product=product.product_id,
        product_key=product.product_key,
        skus=tuple(variant.sku for variant in on_sale),
        listing=listing,
        reasons=tuple(notes.reasons),
        warnings=tuple(notes.warnings),
        holds=held,
        discontinued=not on_sale,
    )


def _judge_place(product: Product, producer: Producer, rules: Rules, policy: ShopPolicy, notes: Notes) -> None:
    """Whether this shop may show the product at all: its owner, the producer's wish, the producer's shops."""
    owner = fold_owner(product.owner)
    if owner and owner not in map(fold_owner, (policy.owner, *policy.sells_for)):
        notes.block("OWNER_NOT_SOLD_HERE", "owner", owner=product.owner, shop=policy.shop)
    if not rules.offer.channel.as_catalogue:
        return
    wanted, opened = product.channels_wanted, producer.channels_open
    if wanted is not None and policy.marketplace not in wanted:
        notes.block("CHANNEL_NOT_WANTED", "channels_wanted")
    elif opened is not None and policy.marketplace not in opened:
        notes.block("CHANNEL_NOT_OPEN", "channels_wanted", producer=producer.name_vi)


def _leaf(subject: Subject, prepared: Prepared, notes: Notes) -> Leaf | None:
    """The shop's category for the product, or None with the reason noted."""
    placement = place(subject.rules, subject.product)
    if placement is None:
        notes.block(
            "E_CATEGORY_UNMAPPED", "category", group=subject.product.group_148 or subject.product.industry.value
        )
        return None
    category = prepared.category(placement.path)
    if category is None:
        notes.block("E_CATEGORY_NOT_IN_SHOP", "category", category=" > ".join(placement.path))
        return None
    notes.origins.append(subject.origin("category", "group_148", placement.rule))
    return prepared.leaf(category)


def _listing(subject: Subject, prepared: Prepared, photos: Photos, scans: Scans, notes: Notes) -> Listing | None:
    """All parts; None where one that a listing cannot do without is missing."""
    leaf = _leaf(subject, prepared, notes)
    if leaf is None:
        return None
    title = compose_title(subject, leaf.bounds["title"], notes)
    description = compose_description(subject, leaf.bounds["description"], notes, leaf.bounds["hashtags"])
    judge_words(subject, {"title": title, "description": description, "structure": _options(subject)}, notes)
    pictures = compose_pictures(subject, leaf.bounds["images"], photos, notes)
    variants = compose_variants(subject, prepared, leaf, notes)
    variants = with_option_images(subject, variants, pictures, photos, notes)
    attributes = compose_attributes(subject, leaf, notes)
    papers = compose_papers(subject, leaf, attributes, scans, notes)
    brand_id, brand_name = compose_brand(subject, leaf, notes)
    package = compose_package(subject, prepared, leaf, notes)
    if package is None or not pictures.gallery or not title:
        return None
    return Listing(
        product=subject.product.product_id,
        title=title,
        description=description,
        media=pictures.gallery,
        variants=variants,
        option_names=tuple(map(subject.twinned, subject.product.option_names)),
        category_id=leaf.category.id,
        category_path=leaf.category.path,
        brand_id=brand_id,
        brand_name=brand_name,
        attributes=attributes,
        papers=papers,
        package=package,
        claim=_claim(subject, pictures.place),
        is_sample=subject.product.is_sample or any(variant.is_sample for variant in subject.variants),
        origins=tuple(notes.origins),
    )


def _options(subject: Subject) -> str:
    """The names of the options and their values, a line each."""
    values = dict.fromkeys(value for variant in subject.variants for value in variant.option_values)
    return "\n".join(map(subject.twinned, (*subject.product.option_names, *values)))


def _claim(subject: Subject, badge_place: BadgePlace) -> Claim | None:
    record = subject.record
    if subject.star is None or record is None or record.expiry_date is None:
        return None
    return Claim(star=subject.star, cert_no=record.cert_no, expiry_date=record.expiry_date, badge_place=badge_place)
