"""Who is who: SKUs, product keys, owners, shops.

A product is (owner, product_key); a SKU belongs to one owner. Matching folds (NFC, trimmed, case-folded); what is sent
to a shop keeps the shop's or the sheet's own spelling (decision 5).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

__all__ = ["MARKETPLACE_ALIASES", "ProductId", "Sku", "fold", "fold_owner", "is_sku", "marketplace_id"]

SKU_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,49}")
MARKETPLACE_ALIASES = {"tiktok": "tiktok_shop"}


def fold(text: str) -> str:
    """The form in which SKUs and names are compared."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def fold_owner(text: str) -> str:
    """The form in which owners are compared: as ``fold``, and however the spaces within were typed."""
    return " ".join(fold(text).split())


def is_sku(text: str) -> bool:
    """Whether ``text`` may be a SKU or a product key: ``[A-Z0-9][A-Z0-9._-]{0,49}``."""
    return SKU_PATTERN.fullmatch(text) is not None


def _checked_sku(text: str) -> str:
    if not is_sku(text):
        raise ValueError(f"not a SKU: {text!r}")
    return text


Sku = Annotated[str, AfterValidator(_checked_sku)]


class ProductId(NamedTuple):
    """Identity of a product. The blank owner is the catalogue's own."""

    owner: str
    key: str

    def __str__(self) -> str:
        return f"{self.owner}/{self.key}" if self.owner else self.key


def marketplace_id(word: str) -> str:
    """The marketplace id for a word as sheets write it (``tiktok`` is ``tiktok_shop``)."""
    folded = fold(word).replace(" ", "_")
    return MARKETPLACE_ALIASES.get(folded, folded)
