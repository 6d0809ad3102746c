"""The demo's shops, and what each marketplace is expected to do with the same catalogue.

Said here once more on purpose: the proof must not ask the adapters and rules that it judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["SHOPS", "DemoShop", "Place", "shop_of"]

Place = Literal["first", "second", "card"]
REVIEW_S = 4000


@dataclass(frozen=True, slots=True)
class DemoShop:
    """One shop. ``place`` is where a star stands: on the first or the second photo, or on a card of its own, last.

    ``needs_stock``: what has no piece waits, a variant without one is left out. ``edit_writes``: how many calls change
    three prices, one stock and one story. ``review_s``: after so much of the mock's time it has judged what was sent.
    """

    name: str
    marketplace: str
    place: Place
    needs_stock: bool = False
    edit_writes: int = 5
    review_s: int = 0

    @property
    def credentials(self) -> str:
        """The file beside the configuration that holds what the mock printed."""
        return f"{self.name}.json"


SHOPS = (
    DemoShop("shopee-mau", "shopee", "first"),
    DemoShop("lazada-mau", "lazada", "card", edit_writes=3),  # prices of several products in one call
    DemoShop("tiktok-mau", "tiktok_shop", "second", needs_stock=True, review_s=REVIEW_S),
)


def shop_of(marketplace: str) -> DemoShop:
    """The demo's shop on that marketplace."""
    return next(shop for shop in SHOPS if shop.marketplace == marketplace)
