"""Which category a product belongs in, by name path: its own rule, a keyword in its group, the group, the industry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from connector.model import Product, fold

from .loader import Rules
from .schema import split_path

__all__ = ["Placement", "category_chosen", "category_paths", "place", "spaced"]

WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Placement:
    """A category by name path, and the rule that chose it: its ``key`` and where it stands.

    ``chosen``: the user's own file says so, not ours.
    """

    path: tuple[str, ...]
    rule: str
    key: str = ""
    chosen: bool = False


def category_paths(rules: Rules, products: Iterable[Product]) -> set[tuple[str, ...]]:
    """The name paths these products need: the adapter fetches attributes and brands for them."""
    placements = (place(rules, product) for product in products)
    return {placement.path for placement in placements if placement is not None}


def category_chosen(rules: Rules, product: Product) -> bool:
    """Whether the user's own rules put the product where it goes, so that a person chose its category."""
    placement = place(rules, product)
    return placement is not None and placement.chosen


def place(rules: Rules, product: Product) -> Placement | None:
    """Where ``product`` goes by our rules, or None. Whether the shop has that category is another question."""
    found = _rule(rules, product)
    return None if found is None else _placement(rules, *found)


@lru_cache(maxsize=4096)
def _placement(rules: Rules, path: str, key: str) -> Placement:
    return Placement(split_path(path), rules.at("categories", key), key, rules.of_user("categories", _said_by(key)))


def _rule(rules: Rules, product: Product) -> tuple[str, str] | None:
    table = rules.categories
    if product.product_key in table.product:
        return table.product[product.product_key], f"product.{product.product_key}"
    code, group = rules.groups.get(fold(product.group_148), ("", None))
    if group is not None:
        title = spaced(product.title_vi)
        for one in _by_keyword(rules, code):
            if one.names(title):
                return one.path, one.key
        return group.path, f"group.{code}.path"
    if product.industry in table.industry:
        return table.industry[product.industry], f"industry.{product.industry}"
    return None


@dataclass(frozen=True, slots=True)
class Keywords:
    """A keyword rule with its words ready to be found in a ``spaced`` title."""

    path: str
    key: str
    words: tuple[str, ...]
    without: tuple[str, ...]

    def names(self, title: str) -> bool:
        return _has_one(title, self.words) and not _has_one(title, self.without)


@lru_cache(maxsize=1024)
def _by_keyword(rules: Rules, code: str) -> tuple[Keywords, ...]:
    when = rules.categories.group[code].when
    return tuple(
        Keywords(one.path, f"group.{code}.when.{name}", tuple(map(spaced, one.title)), tuple(map(spaced, one.without)))
        for name, one in when.items()
    )


def _said_by(key: str) -> str:
    """The key that names the category: of a keyword rule only its path, not the words that lead there."""
    return f"{key}.path" if ".when." in key else key


def _has_one(words: str, phrases: tuple[str, ...]) -> bool:
    for phrase in phrases:  # noqa: SIM110  a generator for each rule and product costs three times the search
        if phrase in words:
            return True
    return False


@lru_cache(maxsize=65536)
def spaced(text: str) -> str:
    """The words of ``text``, folded, each with a blank before and after: a phrase is then found by ``in``."""
    return f" {' '.join(WORDS.findall(fold(text)))} "
