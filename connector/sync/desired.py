"""What goes into a plan: the desired state of each product in one shop, and the rules that shop is planned by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from connector.model import Group, Listing

from .change import GuardTrip, Notice
from .guards import GuardLimits
from .threeway import DriftPolicy

__all__ = ["Desired", "ShopRules", "Want"]

Want = Literal["live", "leave", "unlist"]
"""``leave``: a review hold or an open question; the listing stays as it is but for price, stock and claim removal."""


@dataclass(frozen=True, slots=True)
class Desired:
    """One product in one shop on the plan's day.

    ``listing`` is what it should show (None where nothing can be composed). ``star`` is the star that may be shown
    today (0: none; None: nobody knows, as for a product without a row). ``cause`` says why it is to be unlisted;
    ``legal`` marks a cause that overrides what people did in the shop. ``at(day)`` composes the same product for an
    earlier day: what differs only because of the day was caused by the calendar. ``previous`` maps a SKU to its old
    one. ``withdrawn``: SKUs of the product that its rows take off on purpose. ``category_chosen``: a person chose the
    listing's category, so it may replace the one that a listing from before us stands in.
    """

    product: str
    title: str
    skus: tuple[str, ...]
    want: Want
    listing: Listing | None = None
    star: int | None = None
    cause: str = ""
    legal: bool = False
    notices: tuple[Notice, ...] = ()
    previous: Mapping[str, str] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    category_chosen: bool = False
    at: Callable[[date], Desired] | None = None


@dataclass(frozen=True, slots=True)
class ShopRules:
    """How one shop is planned: its policies (``ocop.toml``), the day, and this run's options.

    ``catalogue_trips`` are the catalogue guards that tripped; they stop every shop. ``keep_gone`` suspends unlisting of
    products without a row (an update file, or a SKU that could not be read). ``owns``: the groups we write.
    """

    shop: str
    marketplace: str
    day: date
    revision: str
    drift: DriftPolicy = "ask"
    stock: Literal["on_change", "never", "always"] = "on_change"
    false_star: Literal["unlist", "alert"] = "unlist"
    false_star_days: int = 1
    owns: frozenset[Group] = frozenset(Group)
    limits: GuardLimits = field(default_factory=GuardLimits)
    allow: Mapping[str, int] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    keep_gone: bool = False
    catalogue_trips: tuple[GuardTrip, ...] = ()
    catalogue_notices: tuple[Notice, ...] = ()
