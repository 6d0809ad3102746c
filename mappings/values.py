"""What goes into and comes out of the composer beside the model: the shop's policy, reasons, what was composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Literal

from connector.model import Evidence, Group, Hold, Listing, Origin, ProductId

__all__ = ["Composed", "Notes", "Reason", "ShopPolicy"]


@dataclass(frozen=True, slots=True)
class ShopPolicy:
    """What a co-op decided for one shop.

    ``stock_share`` ``split`` gives this shop its part of whole pieces: the remainder goes to the shops in their order,
    and ``share_index`` is this shop's place (from 0) among ``share_count``. ``sells_for``: further owners it may show.
    """

    shop: str
    marketplace: str
    owns: frozenset[Group] = frozenset(Group)
    lead_days: int = 1
    badge_requires: Evidence = Evidence.STATED
    reserve: int = 0
    stock_share: Literal["same", "split"] = "same"
    share_index: int = 0
    share_count: int = 1
    sells_for: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product is not publishable, or what a person should know of it; ``params`` fill its message."""

    code: str
    field: str = ""
    params: Mapping[str, object] = made_by(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """One product, judged and composed for one shop and day.

    ``reasons`` empty = publishable. A product with reasons may still have a ``listing``: what the shop would show once
    they are gone. It holds no claim that is not true today, so a lapsed badge can come off a held listing, but nothing
    is created from it. ``skus`` are those on sale, in sheet order.
    """

    product: ProductId
    product_key: str
    skus: tuple[str, ...]
    listing: Listing | None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    holds: tuple[Hold, ...] = ()
    discontinued: bool = False

    @property
    def publishable(self) -> bool:
        return not self.reasons and self.listing is not None


@dataclass(slots=True)
class Notes:
    """What the parts of one composition have to say beside their value."""

    reasons: list[Reason] = made_by(default_factory=list)
    warnings: list[Reason] = made_by(default_factory=list)
    origins: list[Origin] = made_by(default_factory=list)

    def block(self, code: str, about: str = "", **params: object) -> None:
        self.reasons.append(Reason(code, about, params))

    def warn(self, code: str, about: str = "", **params: object) -> None:
        self.warnings.append(Reason(code, about, params))
