"""What goes into a plan: the desired state of each product in one shop, and the rules that shop is planned by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from connector.model import Group, Listing

from .change import GuardTrip, Notice, Severity
from .guards import GuardLimits
from .journal import LastGood
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
    listing's category, so it may replace the one that a listing from before us stands in. ``puts_skus``: a person asked
    for our SKUs on the listing, which has none. ``untouched`` composes it with the cells that were made from the shop
    as they were then, without its star and with it.
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
    puts_skus: bool = False
    category_chosen: bool = False
    at: Callable[[date], Desired] | None = None
    untouched: Callable[[LastGood], tuple[Desired, Desired]] | None = None

    def told(self, code: str, severity: Severity, **params: str) -> Notice:
        """Something to say of this product, whatever stands in the shop."""
        return Notice(
            code=code,
            severity=severity,
            product=self.product,
            title=self.title,
            skus=self.skus,
            params=dict(params),
        )


@dataclass(frozen=True, slots=True)
class ShopRules:
    """How one shop is planned: its policies (``ocop.toml``), the day, and this run's options.

    ``catalogue_trips`` are the catalogue guards that tripped; they stop every shop. ``keep_gone`` suspends unlisting of
    products without a row (an update file, or a SKU that could not be read). ``standing`` are products and folded SKUs
    whose rows were refused: they are not gone, whether anything of them was accepted before or not. ``owns``: the
    groups we write on a listing that exists; ``creates``: whether we make new ones. ``first``: only so many products of
    those that would change, by star and key. ``hidden``: nothing becomes visible. ``drift_of``: groups that are met
    otherwise than ``drift`` says. ``lead_days``: so many days before its certificate ends a star comes off.
    ``claimed``: the star that a text claims in this marketplace's words.
    """

    shop: str
    marketplace: str
    day: date
    revision: str
    claimed: Callable[[str], int] = lambda _text: 0
    drift: DriftPolicy = "ask"
    drift_of: Mapping[Group, DriftPolicy] = field(default_factory=dict)
    stock: Literal["on_change", "never", "always"] = "on_change"
    false_star: Literal["unlist", "alert"] = "unlist"
    false_star_days: int = 1
    lead_days: int = 0
    owns: frozenset[Group] = frozenset(Group)
    limits: GuardLimits = field(default_factory=GuardLimits)
    allow: Mapping[str, int] = field(default_factory=dict)
    creates: bool = True
    only: frozenset[str] = frozenset()
    first: int | None = None
    hidden: bool = False
    keep_gone: bool = False
    standing: frozenset[str] = frozenset()
    catalogue_trips: tuple[GuardTrip, ...] = ()
    catalogue_notices: tuple[Notice, ...] = ()
