"""Values of accepted rows -> the canonical model. Small values that repeat from row to row are made once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from connector.model import (
    Certification,
    CertificationRecord,
    CraftVillage,
    Dimensions,
    Hold,
    Industry,
    LabelFacts,
    Paper,
    Place,
    Producer,
    Product,
    Story,
    Traceability,
    Variant,
)

from .amounts import Size
from .places import SPLIT, Commune

__all__ = ["pictured", "product", "variant"]

CRITERIA = ((date(2023, 2, 24), "148/QD-TTg"), (date(2019, 8, 21), "1048/QD-TTg"), (date.min, "490/QD-TTg"))
"""Since when which decision set the criteria (domain notes, section 2); newest first."""

LABEL = ("ingredients_vi", "storage_vi", "shelf_life_days", "warning_vi", "alcohol_abv")
NO_TRACE = Traceability()
NO_STORY = Story()
NO_CERTIFICATION = Certification()


def variant(values: dict[str, Any], *, producer_is_sample: bool, cleared: Iterable[str] = ()) -> Variant:
    """One SKU from its row. ``cleared`` are the fields that an update emptied."""
    trace = values["trace_code"], values["trace_url"]
    return Variant(
        sku=values["sku"],
        price_vnd=values["price_vnd"],
        stock=values["stock"],
        status=values["status"],
        option_values=_pair(values, "option_1_value", "option_2_value"),
        option_image=values["option_image"],
        net_quantity=values["net_quantity"],
        weight_g=values["weight_g"],
        dimensions=_dimensions(values["dims"]),
        gtin=values["gtin"],
        trace=Traceability(code=trace[0], url=trace[1]) if any(trace) else NO_TRACE,
        previous_sku=values["previous_sku"],
        is_sample=values["is_sample"] or producer_is_sample,
        cleared=tuple(sorted(cleared)),
    )


def pictured(variants: Sequence[Variant]) -> Sequence[Variant]:
    """A picture belongs to a value on the first axis: given in one row, it holds for the others of that value."""
    known = {one.option_values[0]: one.option_image for one in variants if one.option_image and one.option_values}
    if not known or all(one.option_image for one in variants):
        return variants
    return [
        one.model_copy(update={"option_image": known[one.option_values[0]]})
        if not one.option_image and one.option_values and one.option_values[0] in known
        else one
        for one in variants
    ]


def product(
    key: str,
    values: dict[str, Any],
    variants: Sequence[Variant],
    *,
    owner: str,
    producer: Producer | None,
    columns: frozenset[str],
    cleared: Iterable[str] = (),
) -> Product:
    """A product from the values of its first row. ``columns`` are the fields its file has."""
    commune: Commune = values["commune"]
    return Product(
        owner=owner,
        product_key=key,
        is_sample=any(one.is_sample for one in variants),
        producer_id=values["producer_id"],
        title_vi=values["title_vi"],
        title_en=values["title_en"],
        brand=values["brand"],
        industry=values["industry"],
        group_148=values["group_148"].upper(),
        certification=_certification(values),
        story=_story(values["short_story_vi"], values["long_story_vi"]),
        label=_label(*(values[name] for name in LABEL)),
        papers=_papers(values["licence_no"], values["quality_cert"]),
        place=_place(
            values["province"],
            "" if SPLIT in commune.current else commune.current,
            values["district_historic"] or commune.district,
            values["commune_old"] or commune.old,
        ),
        village=_village(values["craft_village"], values["craft_group"], producer),
        craft_group=values["craft_group"],
        images=values["image_files"],
        tags=values["tags"],
        channels_wanted=values["channels_wanted"] if "channels_wanted" in columns else None,
        option_names=_pair(values, "option_1_name", "option_2_name"),
        review_holds=_review_holds(values["industry"], columns),
        cleared=tuple(sorted(cleared)),
        variants=tuple(variants),
    )


def _pair(values: dict[str, Any], first: str, second: str) -> tuple[str, ...]:
    if not values[first]:
        return ()
    return (values[first], values[second]) if values[second] else (values[first],)


def _review_holds(industry: Industry, columns: frozenset[str]) -> tuple[Hold, ...]:
    """Holds that only a missing column could rule out."""
    if industry is Industry.BEVERAGE and "alcohol_abv" not in columns:
        return (Hold.ALCOHOL_REVIEW,)
    if industry is Industry.HERBAL and "group_148" not in columns:
        return (Hold.HEALTH_FOOD_REVIEW,)
    return ()


def _certification(values: dict[str, Any]) -> Certification:
    star, potential = values["star"]
    potential = values["ocop_potential_star"] or potential
    previous, status = values["previous_star"], values["reassessment_status"]
    if not (star or potential or previous or status):
        return NO_CERTIFICATION
    decided: date | None = values["decision_date"]
    current = star and CertificationRecord(
        star=star,
        cert_no=values["cert_no"],
        decision_no=values["decision_no"],
        decision_date=decided,
        expiry_date=values["expiry_date"],
        revoked_date=values["revoked_date"],
        recognised_by=values["recognised_by"],
        criteria_version=next(name for since, name in CRITERIA if (decided or date.max) >= since),
    )
    return Certification(
        current=current or None,
        potential_star=potential,
        potential_submitted_date=values["potential_submitted_date"],
        previous_star=previous,
        reassessment_status=status,
    )


def _story(short: str, long: str) -> Story:
    return Story(short_vi=short, long_vi=long) if short or long else NO_STORY


@lru_cache(maxsize=1024)
def _label(ingredients: str, storage: str, shelf_life: int | None, warning: str, alcohol: Decimal | None) -> LabelFacts:
    return LabelFacts(
        ingredients_vi=ingredients,
        storage_vi=storage,
        shelf_life_days=shelf_life,
        warning_vi=warning,
        alcohol_abv=alcohol,
    )


@lru_cache(maxsize=4096)
def _dimensions(size: Size | None) -> Dimensions | None:
    return size and Dimensions(length_cm=size.length, width_cm=size.width, height_cm=size.height)


@lru_cache(maxsize=4096)
def _papers(licence: str, quality: str) -> tuple[Paper, ...]:
    numbers = (("licence", licence), ("quality", quality))
    return tuple(Paper(kind=kind, number=number) for kind, number in numbers if number)


@lru_cache(maxsize=4096)
def _place(province: str, commune: str, district: str, commune_old: str) -> Place:
    return Place(province=province, commune=commune, district_historic=district, commune_old=commune_old)


def _village(name: str, craft_group: str, producer: Producer | None) -> CraftVillage | None:
    """The village a row names; its title is known where it is the producer's own."""
    if not name:
        return None
    known = producer.village if producer else None
    return known if known and known.name == name else _untitled_village(name, craft_group)


@lru_cache(maxsize=1024)
def _untitled_village(name: str, craft_group: str) -> CraftVillage:
    return CraftVillage(name=name, craft_group=craft_group)
