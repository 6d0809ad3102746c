"""Items as the shop keeps them, and the shelf they stand on.

An `Item` is never changed, only replaced; the shelf remembers the replaced ones with the time they were current,
which is what a stale read shows. `created` decides how long a lagging index hides an item.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["DELETED", "STATUSES", "UNEDITABLE", "Item", "Model", "Promotion", "Shelf", "Tier", "View", "Violation"]

STATUSES = frozenset({"NORMAL", "UNLIST", "REVIEWING", "BANNED", "SELLER_DELETE", "SHOPEE_DELETE"})
DELETED = frozenset({"SELLER_DELETE", "SHOPEE_DELETE"})
UNEDITABLE = DELETED | {"BANNED"}
REMEMBERED = 64
READABLE_S = 90 * 86_400


@dataclass(frozen=True, slots=True)
class Tier:
    name: str
    options: tuple[tuple[str, str | None], ...]
    """Each option with its picture's id, if it has one."""
    variation: int = 0
    """0: one of the seller's own; else the id of a variation Shopee has standardised."""
    group: int = 0
    option_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    id: int
    tier_index: tuple[int, ...]
    sku: str
    price: int
    stock: int
    weight: float
    dimension: Mapping[str, int] | None
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class Promotion:
    until: float
    price: int


@dataclass(frozen=True, slots=True)
class Violation:
    type: str
    reason: str
    suggestion: str
    fix_deadline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: int
    created: float
    updated: float
    status: str
    category: int
    name: str
    description: str
    description_type: str = "normal"
    description_info: Mapping[str, Any] | None = None
    sku: str = ""
    condition: str = "NEW"
    weight: float
    dimension: Mapping[str, int] | None = None
    images: tuple[str, ...]
    ratio: str = "1:1"
    price: float
    stock: int
    attributes: tuple[Mapping[str, Any], ...] = ()
    brand: Mapping[str, Any] | None = None
    logistics: tuple[Mapping[str, Any], ...] = ()
    pre_order: Mapping[str, Any] = field(default_factory=dict)
    wholesale: tuple[Mapping[str, Any], ...] = ()
    videos: tuple[str, ...] = ()
    gtin: str = ""
    tiers: tuple[Tier, ...] = ()
    models: tuple[Model, ...] = ()
    promotions: Mapping[int, Promotion] = field(default_factory=dict)
    """By model id; 0 is the item itself."""
    violation: Violation | None = None

    @property
    def live(self) -> bool:
        return self.status == "NORMAL"

    def promoted(self, model: int, now: float) -> Promotion | None:
        promotion = self.promotions.get(model)
        return promotion if promotion and promotion.until > now else None

    def gone(self, now: float) -> bool:
        """Whether it was deleted so long ago that nobody can read it any more."""
        return self.status in DELETED and self.updated + READABLE_S <= now

    def locked(self, now: float) -> bool:
        return any(promotion.until > now for promotion in self.promotions.values())


@dataclass(frozen=True, slots=True)
class View:
    """How a read looks at the shelf: as of an earlier moment, and with an index that lags."""

    now: float
    at: float | None = None
    lag: float = 0.0


class Shelf:
    def __init__(self, first_item: int, first_model: int) -> None:
        self._past: dict[int, list[Item]] = {}
        self._since: dict[int, list[float]] = {}
        self._listed_from: dict[int, float] = {}
        self._next_item = first_item
        self._next_model = first_model

    def __len__(self) -> int:
        """How many items there ever were."""
        return len(self._past)

    def new_item_id(self) -> int:
        self._next_item += 1
        return self._next_item

    def new_model_id(self) -> int:
        self._next_model += 1
        return self._next_model

    def put(self, item: Item, now: float) -> Item:
        """Make this the item's current state."""
        past, since = self._past.setdefault(item.id, []), self._since.setdefault(item.id, [])
        past.append(item)
        since.append(now)
        if len(past) > REMEMBERED:
            del past[0], since[0]
        return item

    def hide_until(self, item: int, moment: float) -> None:
        """Keep an item out of searches and lists until then."""
        self._listed_from[item] = moment

    def get(self, item: int, view: View | None = None) -> Item | None:
        past = self._past.get(item)
        if past is None:
            return None
        if view is None or view.at is None:
            return past[-1]
        index = bisect_right(self._since[item], view.at)
        return past[index - 1] if index else None

    def current(self) -> Iterator[Item]:
        for past in self._past.values():
            yield past[-1]

    def listed(self, view: View) -> Iterator[Item]:
        """The items a list or search can see, oldest first."""
        for number in self._past:
            item = self.get(number, view)
            if item is None or item.created > view.now - view.lag or item.gone(view.now):
                continue
            if self._listed_from.get(number, 0.0) <= view.now:
                yield item
