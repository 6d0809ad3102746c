"""Mappings: what one shop should show of one product, by rules kept as TOML. Import from here.

``compose`` is pure: the same product, rules, facts, policy, day and photos give the same bytes. Rules name categories
and attributes by name path; ids come from ``ShopFacts`` only (decision 21). A user's own TOML is laid over ours.
"""

from .backwards import cells_told
from .category import Placement, category_chosen, category_paths, place
from .compose import compose
from .loader import Rules, load_rules
from .offer import shared_stock
from .readiness import Readiness, readiness
from .values import Composed, Reason, ShopPolicy

__all__ = [
    "Composed",
    "Placement",
    "Readiness",
    "Reason",
    "Rules",
    "ShopPolicy",
    "category_chosen",
    "category_paths",
    "cells_told",
    "compose",
    "load_rules",
    "place",
    "readiness",
    "shared_stock",
]
