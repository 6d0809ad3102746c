"""Mappings: what one shop should show of one product, by rules kept as TOML. Import from here.

``compose`` is pure: the same product, rules, facts, policy, day and photos give the same bytes. Rules name categories
and attributes by name path; ids come from ``ShopFacts`` only (decision 21). A user's own TOML is laid over ours.
"""

from .backwards import cells_told
from .category import category_paths
from .compose import compose
from .loader import Rules, load_rules
from .values import Composed, Reason, ShopPolicy

__all__ = ["Composed", "Reason", "Rules", "ShopPolicy", "category_paths", "cells_told", "compose", "load_rules"]
