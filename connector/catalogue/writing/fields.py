"""A product as cells: for every SKU the texts that our reader reads back as the same product.

``cells_of`` is the inverse of ``build.product`` and ``build.variant``: canonical spellings, ISO dates, bare numbers.
What a sheet lacks a column for is not the same as a blank cell (a blank price is refused, a missing column of alcohol
holds drinks back): ``shape_of`` says which columns a product must and must not find, and ``shared`` puts products
together whose demands agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from connector.catalogue.amounts import Size
from connector.catalogue.fields import FIELD_ORDER
from connector.catalogue.places import outside_hanoi
from connector.catalogue.words import INDUSTRIES
from connector.model import Hold, Product, Variant

__all__ = ["Part", "cells_of", "shared"]

INDUSTRY_NAMES = {code: name for name, code in INDUSTRIES.items()}
SEPARATOR = ";"
HELD_WITHOUT = {Hold.ALCOHOL_REVIEW: "alcohol_abv", Hold.HEALTH_FOOD_REVIEW: "group_148"}
"""Columns whose absence alone put the hold on."""


@dataclass
class Part:
    """Products that fit into one sheet, the columns it needs and those it must do without."""

    products: list[Product] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)
    lacks: set[str] = field(default_factory=set)

    @property
    def fields(self) -> list[str]:
        """The sheet's columns, in the order of the sample's table."""
        return [name for name in FIELD_ORDER if name in self.needs]


def shared(products: Iterable[Product]) -> list[Part]:
    """The products in as few sheets as can hold them, each in the first that can; their order is kept within each."""
    parts: list[Part] = []
    for product in products:
        needs, lacks = _demands(product)
        part = next((one for one in parts if not (one.lacks & needs or one.needs & lacks)), None)
        if part is None:
            part = Part()
            parts.append(part)
        part.products.append(product)
        part.needs |= needs
        part.lacks |= lacks
    return parts or [Part(needs={"sku", "producer_id", "title_vi", "industry", "price_vnd"})]


def _demands(product: Product) -> tuple[set[str], set[str]]:
    """The columns in which the product has something to say, and those that have to be missing."""
    rows = [cells_of(product, variant) for variant in product.variants]
    needs = {name for row in rows for name, text in row.items() if text}
    lacks = {HELD_WITHOUT[hold] for hold in product.review_holds if hold in HELD_WITHOUT}
    if product.channels_wanted is None:
        lacks.add("channels_wanted")
    else:
        needs.add("channels_wanted")
    for name in ("stock", "weight_g", "dims", "image_files", "commune"):
        if not any(row[name] for row in rows):
            lacks.add(name)
    # Drinks and herbs that are not held back have such a column, be it blank.
    for hold, name in HELD_WITHOUT.items():
        if name not in lacks and _asked(product, hold):
            needs.add(name)
    return needs, lacks


def _asked(product: Product, hold: Hold) -> bool:
    return product.industry == ("beverage" if hold is Hold.ALCOHOL_REVIEW else "herbal")


def cells_of(product: Product, variant: Variant) -> dict[str, str]:
    """Field -> text of one row."""
    option_names = (*product.option_names, "", "")
    option_values = (*variant.option_values, "", "")
    alone = len(product.variants) == 1 and product.product_key == variant.sku
    return {
        **_of_product(product),
        **_certificate(product),
        "sku": variant.sku,
        "is_sample": "1" if variant.is_sample else "",
        "price_vnd": str(variant.price_vnd),
        "stock": _number(variant.stock),
        "net_quantity": variant.net_quantity,
        "weight_g": _number(variant.weight_g),
        "dims": _size(variant),
        "gtin": variant.gtin,
        "trace_code": variant.trace.code,
        "trace_url": variant.trace.url,
        "product_key": "" if alone else product.product_key,
        "option_1_name": option_names[0],
        "option_1_value": option_values[0],
        "option_2_name": option_names[1],
        "option_2_value": option_values[1],
        "option_image": variant.option_image,
        "previous_sku": variant.previous_sku,
        "status": variant.status.value,
    }


def _of_product(product: Product) -> dict[str, str]:
    label, place = product.label, product.place
    papers = {paper.kind: paper.number for paper in product.papers if not paper.file}
    return {
        "producer_id": product.producer_id,
        "title_vi": product.title_vi,
        "title_en": product.title_en,
        "brand": product.brand,
        "industry": INDUSTRY_NAMES[product.industry],
        "group_148": product.group_148,
        "short_story_vi": product.story.short_vi,
        "long_story_vi": product.story.long_vi,
        "province": place.province,
        "district_historic": place.district_historic,
        "commune_old": place.commune_old,
        "commune": _commune(product),
        "craft_village": product.village.name if product.village else "",
        "craft_group": product.craft_group,
        "image_files": SEPARATOR.join(product.images),
        "shelf_life_days": _number(label.shelf_life_days),
        "storage_vi": label.storage_vi,
        "ingredients_vi": label.ingredients_vi,
        "warning_vi": label.warning_vi,
        "alcohol_abv": "" if label.alcohol_abv is None else format(label.alcohol_abv, "f"),
        "licence_no": papers.get("licence", ""),
        "quality_cert": papers.get("quality", ""),
        "channels_wanted": SEPARATOR.join(product.channels_wanted or ()),
        "tags": SEPARATOR.join(product.tags),
        "owner": product.owner,
    }


def _certificate(product: Product) -> dict[str, str]:
    certification = product.certification
    record = certification.current
    cells = {
        "star": str(record.star) if record else "",
        "ocop_potential_star": _number(certification.potential_star),
        "potential_submitted_date": _date(certification.potential_submitted_date),
        "previous_star": _number(certification.previous_star),
        "reassessment_status": certification.reassessment_status,
    }
    if record:
        cells |= {
            "cert_no": record.cert_no,
            "decision_no": record.decision_no,
            "decision_date": _date(record.decision_date),
            "expiry_date": _date(record.expiry_date),
            "recognised_by": record.recognised_by,
            "revoked_date": _date(record.revoked_date),
        }
    return cells


def _commune(product: Product) -> str:
    """Today's unit; where that is not known because the old one was split, the old one and its district."""
    place = product.place
    if place.commune or outside_hanoi(place.province) or not place.commune_old:
        return place.commune
    return f"{place.commune_old}, {place.district_historic}" if place.district_historic else place.commune_old


def _size(variant: Variant) -> str:
    size = variant.dimensions
    return str(Size(size.length_cm, size.width_cm, size.height_cm)) if size else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _date(value: object) -> str:
    return "" if value is None else str(value)
