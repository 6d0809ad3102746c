"""Products as the shop keeps them, and the shelf they stand on.

A `Product` is never changed, only replaced; the shelf remembers the replaced ones with the time they were current,
which is what a stale read shows. `content` is what stands in the shop (or, before the first audit has passed, what was
submitted); `pending` is the edit of it that is being audited, `draft` one that nobody has submitted. Price and
inventory live in the SKUs and are the same in every version.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["STATUSES", "Content", "Product", "Promotion", "SalesValue", "Shelf", "Sku", "View"]

STATUSES = frozenset(
    {
        "DRAFT",
        "PENDING",
        "FAILED",
        "ACTIVATE",
        "SELLER_DEACTIVATED",
        "PLATFORM_DEACTIVATED",
        "FREEZE",
        "DELETED",
    }
)
REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class SalesValue:
    """One axis of a SKU: attribute and value by id and name, with the value's picture if it has one."""

    id: str
    name: str
    value_id: str
    value_name: str
    image: str = ""


@dataclass(frozen=True, slots=True)
class Sku:
    id: str
    seller_sku: str
    price: int
    inventory: tuple[tuple[str, int], ...]
    """Warehouse and quantity."""
    sales: tuple[SalesValue, ...] = ()
    external_sku_id: str = ""
    identifier: Mapping[str, str] | None = None

    @property
    def quantity(self) -> int:
        return sum(quantity for _, quantity in self.inventory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    title: str
    description: str
    category: str
    images: tuple[str, ...]
    skus: tuple[Sku, ...]
    brand: str = ""
    weight: Mapping[str, str] | None = None
    dimensions: Mapping[str, str] | None = None
    attributes: tuple[Mapping[str, Any], ...] = ()
    certifications: tuple[Mapping[str, Any], ...] = ()
    size_chart: Mapping[str, Any] | None = None
    cod: bool = False
    video: str = ""
    external_id: str = ""
    delivery_options: tuple[str, ...] = ()

    def shown(self) -> Content:
        """What an audit looks at: everything but price and inventory."""
        return replace(self, skus=tuple(replace(sku, price=0, inventory=()) for sku in self.skus))

    def with_skus(self, change: Callable[[Sku], Sku]) -> Content:
        return replace(self, skus=tuple(change(sku) for sku in self.skus))


@dataclass(frozen=True, slots=True)
class Promotion:
    until: float
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    id: str
    created: float
    updated: float
    status: str
    content: Content
    pending: Content | None = None
    draft: Content | None = None
    audit: str = "NONE"
    reasons: tuple[Mapping[str, Any], ...] = ()
    promotions: Mapping[str, Promotion] = field(default_factory=dict)
    """By SKU id."""
    not_for_sale: bool = False

    @property
    def live(self) -> bool:
        return self.status == "ACTIVATE"

    def locked(self, now: float) -> bool:
        return any(promotion.until > now for promotion in self.promotions.values())

    def with_skus(self, change: Callable[[Sku], Sku]) -> Product:
        """Change SKUs in every version at once, as price and inventory do."""
        return replace(
            self,
            content=self.content.with_skus(change),
            pending=self.pending and self.pending.with_skus(change),
            draft=self.draft and self.draft.with_skus(change),
        )


@dataclass(frozen=True, slots=True)
class View:
    """How a read looks at the shelf: as of an earlier moment, and with an index that lags."""

    now: float
    at: float | None = None
    lag: float = 0.0


class Shelf:
    def __init__(self, first: int) -> None:
        self._past: dict[str, list[Product]] = {}
        self._since: dict[str, list[float]] = {}
        self._listed_from: dict[str, float] = {}
        self._next = first

    def new_id(self) -> str:
        self._next += 1
        return str(self._next)

    def put(self, product: Product, now: float) -> Product:
        """Make this the product's current state."""
        past, since = self._past.setdefault(product.id, []), self._since.setdefault(product.id, [])
        past.append(product)
        since.append(now)
        if len(past) > REMEMBERED:
            del past[0], since[0]
        return product

    def hide_until(self, product: str, moment: float) -> None:
        """Keep a product out of searches until then."""
        self._listed_from[product] = moment

    def get(self, product: str, view: View | None = None) -> Product | None:
        past = self._past.get(product)
        if past is None:
            return None
        if view is None or view.at is None:
            return past[-1]
        index = bisect_right(self._since[product], view.at)
        return past[index - 1] if index else None

    def current(self) -> Iterator[Product]:
        for past in self._past.values():
            yield past[-1]

    def listed(self, view: View) -> Iterator[Product]:
        """The products a search can see, oldest first."""
        for number in self._past:
            product = self.get(number, view)
            if product is None or product.created > view.now - view.lag:
                continue
            if self._listed_from.get(number, 0.0) <= view.now:
                yield product
