"""The fields a rule's template may name, and filling them in.

A template is text with ``{field}`` places. A place without a value makes the whole text vanish: half a label line says
something untrue. Certificate fields hold a value only while the star may be shown that day.
"""

from __future__ import annotations

import difflib
import re
import string
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from connector.model import (
    CertificationRecord,
    CraftVillage,
    Paper,
    Place,
    Producer,
    Product,
    Star,
    Variant,
    VillageTitle,
)

__all__ = [
    "FIELD_NAMES",
    "claim_fields",
    "clean",
    "columns_of_template",
    "fill",
    "nearest",
    "product_fields",
    "template_problem",
]

FIELD_NAMES = (
    "title",
    "title_en",
    "brand",
    "net_quantity",
    "net_g",
    "net_ml",
    "ingredients",
    "storage",
    "shelf_life_days",
    "warning",
    "alcohol_abv",
    "producer",
    "address",
    "province",
    "village",
    "village_title",
    "village_untitled",
    "licence",
    "quality",
    "trace_code",
    "gtin",
    "star",
    "cert_no",
    "decision_no",
    "decision_date",
    "cert_year",
    "expiry_date",
    "recognised_by",
)

COLUMNS = {
    "title": "title_vi",
    "ingredients": "ingredients_vi",
    "storage": "storage_vi",
    "warning": "warning_vi",
    "net_g": "net_quantity",
    "net_ml": "net_quantity",
    "village": "craft_village",
}
"""The sheet's column of a field that has another name there."""

AMOUNT = re.compile(
    r"(?:(?P<times>\d+)\s*\w*\s*[x×]\s*)?(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>kg|g|ml|l|lít)\b", re.IGNORECASE
)
SCALE = {"kg": ("g", 1000), "g": ("g", 1), "ml": ("ml", 1), "l": ("ml", 1000), "lít": ("ml", 1000)}


def clean(text: str) -> str:
    """NFC and without outer blanks; what the catalogue reader has cleaned already passes through unchanged."""
    text = text.strip()
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like ``word``; '' where none is."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.4)), "")


@lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, name) for literal, name, _, _ in string.Formatter().parse(template))


def template_problem(template: str) -> str | None:
    """The first field a template names that does not exist, or None. ValueError where its braces do not match."""
    return next((name for _, name in _parts(template) if name is not None and name not in FIELD_NAMES), None)


def columns_of_template(template: str) -> frozenset[str]:
    """The sheet's columns that a template is made of."""
    return frozenset(COLUMNS.get(name, name) for _, name in _parts(template) if name is not None)


def fill(template: str, values: Mapping[str, str]) -> str:
    """``template`` with its fields; '' where one of them has no value."""
    pieces: list[str] = []
    for literal, name in _parts(template):
        pieces.append(literal)
        if name is not None:
            value = values.get(name, "")
            if not value:
                return ""
            pieces.append(value)
    return "".join(pieces)


def product_fields(
    product: Product,
    producer: Producer,
    variants: tuple[Variant, ...],
    day: date,
    *,
    papers: Mapping[str, tuple[str, ...]],
    village_titles: Mapping[str, str],
) -> dict[str, str]:
    """Every field of a product but the certificate's.

    ``papers`` names the kinds of papers behind ``licence`` and ``quality``, ``village_titles`` the words for the title
    of a village.
    """
    amounts = _distinct(variant.net_quantity for variant in variants)
    label, abv = product.label, product.label.alcohol_abv
    values = {
        "title": product.title_vi,
        "title_en": product.title_en,
        "brand": product.brand or producer.brand,
        "net_quantity": "; ".join(amounts),
        "ingredients": label.ingredients_vi,
        "storage": label.storage_vi,
        "shelf_life_days": "" if label.shelf_life_days is None else str(label.shelf_life_days),
        "warning": label.warning_vi,
        "alcohol_abv": "" if not abv else _plain(abv).replace(".", ","),
        "producer": producer.name_vi,
        "address": _address(producer.place) or _address(product.place),
        "province": producer.place.province or product.place.province,
        "trace_code": "; ".join(_distinct(variant.trace.code for variant in variants)),
        "gtin": "; ".join(_distinct(variant.gtin for variant in variants)),
        **_village_fields(product.village, producer.village, village_titles),
        **_amount_fields(amounts),
    }
    for name, kinds in papers.items():
        values[name] = "; ".join(_numbers(product.papers, kinds, day))
    return {name: clean(value) for name, value in values.items()}


def claim_fields(record: CertificationRecord | None, star: Star | None) -> dict[str, str]:
    """The certificate's fields while its star may be shown; none of them otherwise."""
    if record is None or star is None or record.decision_date is None or record.expiry_date is None:
        return {}
    return {
        "star": str(star),
        "cert_no": clean(record.cert_no),
        "decision_no": clean(record.decision_no),
        "decision_date": f"{record.decision_date:%d/%m/%Y}",
        "cert_year": str(record.decision_date.year),
        "expiry_date": f"{record.expiry_date:%d/%m/%Y}",
        "recognised_by": clean(record.recognised_by),
    }


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _address(place: Place) -> str:
    return ", ".join(part for part in (place.commune, place.province) if part)


def _village_fields(
    own: CraftVillage | None, producers: CraftVillage | None, titles: Mapping[str, str]
) -> dict[str, str]:
    village = own or producers
    if village is None:
        return {}
    # A product's row often has the village's name only; its title stands with the producer.
    same = (one for one in (own, producers) if one is not None and one.name == village.name)
    title = next((titles.get(one.title.value, "") for one in same if one.title is not VillageTitle.NONE), "")
    if not title:
        return {"village_untitled": village.name}
    return {"village": village.name, "village_title": title}


def _amount_fields(amounts: list[str]) -> dict[str, str]:
    """Net weight or volume as a number, where all SKUs agree and the words hold exactly one amount."""
    return dict(_amount(amounts[0])) if len(amounts) == 1 else {}


@lru_cache(maxsize=4096)
def _amount(words: str) -> Mapping[str, str]:
    found = list(AMOUNT.finditer(words))
    if len(found) != 1:
        return {}
    unit, factor = SCALE[found[0]["unit"].casefold()]
    total = Decimal(found[0]["number"].replace(",", ".")) * factor * int(found[0]["times"] or 1)
    return {f"net_{unit}": _plain(total)}


def _numbers(papers: tuple[Paper, ...], kinds: tuple[str, ...], day: date) -> list[str]:
    """Numbers of the papers of these kinds that still count."""
    return _distinct(p.number for p in papers if p.kind in kinds and (p.expiry is None or day < p.expiry))
