"""Items as the shop keeps them, and the shelf they stand on.

An `Item` is never changed, only replaced; the shelf remembers the replaced ones with the time they were current,
which is what a stale read shows. `created` decides how long a lagging index hides an item. Images are kept by their
hash: the address follows from how a client reaches the mock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["ACTIVE", "DELETED", "INACTIVE", "PENDING", "STATUSES", "SUSPENDED", "Axis", "Item", "Shelf", "Sku", "View"]

ACTIVE, INACTIVE, PENDING, SUSPENDED, DELETED = "Active", "InActive", "Pending QC", "Suspended", "Deleted"
STATUSES = frozenset({ACTIVE, INACTIVE, PENDING, SUSPENDED, DELETED})
REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Axis:
    name: str
    has_image: bool
    customize: bool
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sku:
    """`stock` is what can be sold, `reserved` what orders hold; the total is both. Prices are whole dong."""

    id: int
    seller_sku: str
    price: int
    stock: int = 0
    reserved: int = 0
    status: str = "active"
    special_price: int = 0
    special_from: str = ""
    special_to: str = ""
    package: Mapping[str, str] = field(default_factory=dict)
    content: str = ""
    sale_prop: Mapping[str, str] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    campaign_until: float = 0.0
    campaign_price: int = 0

    def in_campaign(self, now: float) -> bool:
        return self.campaign_until > now


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: int
    created: float
    updated: float
    status: str
    sub_status: str | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    """Why it was rejected: suggestion and what was wrong."""
    category: int
    attributes: Mapping[str, str]
    images: tuple[str, ...]
    axes: tuple[Axis, ...] = ()
    skus: tuple[Sku, ...]
    gone: tuple[Sku, ...] = ()
    """SKUs that were removed."""

    @property
    def live(self) -> bool:
        return self.status == ACTIVE and any(sku.status == "active" for sku in self.skus)

    def locked(self, now: float) -> bool:
        return any(sku.in_campaign(now) for sku in self.skus)

    def sku(self, number: int) -> Sku | None:
        return next((sku for sku in self.skus if sku.id == number), None)


@dataclass(frozen=True, slots=True)
class View:
    """How a read looks at the shelf: as of an earlier moment, and with an index that lags."""

    now: float
    at: float | None = None
    lag: float = 0.0


class Shelf:
    def __init__(self, first_item: int, first_sku: int) -> None:
        self._past: dict[int, list[Item]] = {}
        self._since: dict[int, list[float]] = {}
        self._listed_from: dict[int, float] = {}
        self._bearing: dict[str, set[int]] = {}
        self._by_sku: dict[int, int] = {}
        self._next_item = first_item
        self._next_sku = first_sku

    def new_item_id(self) -> int:
        self._next_item += 13
        return self._next_item

    def new_sku_id(self) -> int:
        self._next_sku += 1
        return self._next_sku

    def put(self, item: Item, now: float) -> Item:
        """Make this the item's current state."""
        past, since = self._past.setdefault(item.id, []), self._since.setdefault(item.id, [])
        for sku in item.skus:
            self._bearing.setdefault(sku.seller_sku, set()).add(item.id)
            self._by_sku[sku.id] = item.id
        past.append(item)
        since.append(now)
        if len(past) > REMEMBERED:
            del past[0], since[0]
        return item

    def hide_until(self, item: int, moment: float) -> None:
        """Keep an item out of lists until then."""
        self._listed_from[item] = moment

    def get(self, item: int, view: View | None = None) -> Item | None:
        past = self._past.get(item)
        if past is None:
            return None
        if view is None or view.at is None:
            return past[-1]
        index = bisect_right(self._since[item], view.at)
        return past[index - 1] if index else None

    def __len__(self) -> int:
        """How many items there ever were."""
        return len(self._past)

    def current(self) -> Iterator[Item]:
        for past in self._past.values():
            yield past[-1]

    def bearing(self, seller_sku: str) -> Iterator[tuple[Item, Sku]]:
        """The items that are there with a SKU of that name, oldest first."""
        for number in sorted(self._bearing.get(seller_sku, ())):
            item = self._past[number][-1]
            for sku in item.skus:
                if sku.seller_sku == seller_sku and item.status != DELETED:
                    yield item, sku

    def with_sku(self, number: int) -> Item | None:
        """The item that is there with a SKU of that id."""
        item = self._past[self._by_sku[number]][-1] if number in self._by_sku else None
        return item if item and item.status != DELETED and item.sku(number) else None

    def listed(self, view: View, names: frozenset[str] | None = None) -> Iterator[Item]:
        """The items a list can see, oldest first; with `names` only those that bear, or once bore, one of them."""
        numbers: Iterable[int] = self._past
        if names is not None:
            numbers = sorted({number for name in names for number in self._bearing.get(name, ())})
        for number in numbers:
            item = self.get(number, view)
            if item is None or item.created > view.now - view.lag:
                continue
            if self._listed_from.get(number, 0.0) <= view.now:
                yield item
