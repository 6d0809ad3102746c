"""The fields of a product row: their order, which belong to the SKU, and how those are read that need no context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import amounts, dates, words
from .columns import PRODUCT_HEADERS

__all__ = ["FIELD_ORDER", "OF_SKU", "REQUIRED", "SIDES", "FieldReader", "Reader", "plain_readers"]

REQUIRED = ("sku", "producer_id", "title_vi", "industry", "price_vnd")
"""Without these columns a file is not a catalogue; every other field may be without value."""

TABLE_ORDER = (
    "sku",
    "producer_id",
    "title_vi",
    "industry",
    "star",
    "cert_no",
    "decision_date",
    "expiry_date",
    "short_story_vi",
    "long_story_vi",
    "price_vnd",
    "stock",
    "weight_g",
    "dims",
    "image_files",
    "gtin",
    "commune",
    "product_key",
    "option_1_name",
    "option_1_value",
    "status",
)
SIDES = ("length_cm", "width_cm", "height_cm")
"""Three columns that may stand for ``dims``."""
FIELD_ORDER = (*TABLE_ORDER, *(name for name in PRODUCT_HEADERS if name not in (*TABLE_ORDER, *SIDES)))
"""The order of the sample's table, then that of the columns: cells are read and reported in it."""

OF_SKU = frozenset(
    {
        "sku",
        "is_sample",
        "price_vnd",
        "stock",
        "net_quantity",
        "weight_g",
        "dims",
        "gtin",
        "trace_code",
        "trace_url",
        "product_key",
        "option_1_value",
        "option_2_value",
        "option_image",
        "previous_sku",
        "status",
    }
)
"""Everything else is the product's own and comes from the first row of a key."""

Reader = Callable[[str, list[str]], Any]


class FieldReader(NamedTuple):
    """How a field's cell is read and what a blank one means.

    ``must_read``: blank cells are read too, they may need a word. ``pure``: the answer depends on the cell alone.
    """

    read: Reader
    blank: Any
    must_read: bool = False
    pure: bool = True


def plain_readers() -> dict[str, FieldReader]:
    """The fields whose cell needs nothing but itself; whatever is not named here is kept word for word."""
    readers = dict.fromkeys(FIELD_ORDER, FieldReader(words.verbatim, ""))
    for name in ("title_en", "brand", "net_quantity", "storage_vi", "ingredients_vi", "warning_vi"):
        readers[name] = FieldReader(words.text, "")
    for name in ("potential_submitted_date", "revoked_date"):
        readers[name] = FieldReader(dates.any_date, None)
    readers |= {
        "industry": FieldReader(words.industry, None, must_read=True),
        "long_story_vi": FieldReader(words.long_text, ""),
        "price_vnd": FieldReader(amounts.price, 0, must_read=True),
        "stock": FieldReader(amounts.stock, None, must_read=True),
        "weight_g": FieldReader(amounts.weight, None, must_read=True),
        "dims": FieldReader(amounts.size, None, must_read=True),
        "status": FieldReader(words.status, words.STATUS_AS_IS[""]),
        "is_sample": FieldReader(words.yes, False),
        "previous_star": FieldReader(_previous_star, None),
        "shelf_life_days": FieldReader(amounts.days, None),
        "alcohol_abv": FieldReader(amounts.alcohol, None),
        "channels_wanted": FieldReader(words.marketplaces, ()),
        "tags": FieldReader(words.tags, ()),
    }
    return readers


def _previous_star(raw: str, codes: list[str]) -> int | None:
    return words.stars(raw, codes).star
