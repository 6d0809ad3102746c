"""Facts made quick to ask: indexes by name, built once per rules and facts, and per leaf category when first used."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property

from connector.model import Attribute, Brand, Category, Channel, Choice, PaperDemand, ShopFacts, fold

from .category import spaced
from .limits import Bounds, effective_limit
from .loader import Rules
from .schema import AttributeRule, split_path

__all__ = ["AttributePlan", "Leaf", "Prepared", "prepare"]

KEPT = 16
PATH_MARK = " > "
OF_FACTS = ("days_to_ship", "ready_days", "gtin", "dimension")
"""Limits that the shop alone sets."""


@dataclass(frozen=True)
class AttributePlan:
    """An attribute of a leaf beside the rule that fills it, with its choices by folded name.

    ``unit`` is the rule's, where the shop offers it. ``words``: what the rule looks for, ``spaced``, and the folded
    name of the choice it stands for.
    """

    attribute: Attribute
    rule: AttributeRule | None
    choices: dict[str, Choice]
    unit: str
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Leaf:
    """Everything the composer asks of one category."""

    category: Category
    bounds: dict[str, Bounds]
    attributes: tuple[AttributePlan, ...]
    brands: dict[str, Brand]
    brand_mandatory: bool
    papers: tuple[PaperDemand, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """Rules and facts of one shop, indexed."""

    rules: Rules
    facts: ShopFacts
    leaves: dict[str, Leaf] = field(default_factory=dict)

    @cached_property
    def by_path(self) -> dict[tuple[str, ...], Category]:
        return {category.path: category for category in self.facts.categories if category.leaf}

    def category(self, path: tuple[str, ...]) -> Category | None:
        """The shop's leaf of that path, or None."""
        if not self.facts.categories and self.rules.categories.without_tree:
            return Category(id=PATH_MARK.join(path), path=path, leaf=True)
        return self.by_path.get(path)

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(channel for channel in self.facts.channels if channel.usable)

    @cached_property
    def spread(self) -> int | None:
        """Dearest at most so many times the cheapest: the tighter of facts and rules."""
        stated = [spread for spread in (self.facts.price_spread, self.rules.offer.price.spread) if spread is not None]
        return min(stated, default=None)

    def leaf(self, category: Category) -> Leaf:
        if category.id not in self.leaves:
            self.leaves[category.id] = self._leaf(category)
        return self.leaves[category.id]

    def _leaf(self, category: Category) -> Leaf:
        limits = {name: self.facts.limit(name, category.id) for name in (*self.rules.limits, *OF_FACTS)}
        return Leaf(
            category=category,
            bounds={name: effective_limit(self.rules, name, limit) for name, limit in limits.items()},
            attributes=self._plans(self.facts.attributes.get(category.id, ()), category.path),
            brands={fold(brand.name): brand for brand in self.facts.brands_of(category.id)},
            brand_mandatory=category.id in self.facts.brand_mandatory,
            papers=self.facts.papers.get(category.id, ()),
        )

    def _plans(self, attributes: tuple[Attribute, ...], category: tuple[str, ...]) -> tuple[AttributePlan, ...]:
        """Each attribute beside its rule: that of its path (``Loại trà > Loại hoa``), else that of its name or
        its id; those of this category before those of all."""
        names = {attribute.id: attribute.name for attribute in attributes}
        here = self._rules_by_category.get(category, {})
        return tuple(self._plan(attribute, names, here) for attribute in attributes)

    def _plan(self, attribute: Attribute, names: dict[str, str], here: dict[str, AttributeRule]) -> AttributePlan:
        paths = [f"{names.get(parent, '')}{PATH_MARK}{attribute.name}" for parent, _ in attribute.parents]
        called = [fold(path) for path in (*paths, attribute.name, attribute.id)]
        rules = (named.get(name) for named in (here, self._rules_by_name) for name in called)
        rule = next((rule for rule in rules if rule is not None), None)
        units = {fold(unit): unit for unit in attribute.units}
        return AttributePlan(
            attribute=attribute,
            rule=rule,
            choices={fold(choice.name): choice for choice in reversed(attribute.choices)},
            unit=units.get(fold(rule.unit), "") if rule else "",
            words=tuple((spaced(word), fold(name)) for word, name in rule.words.items()) if rule else (),
        )

    @cached_property
    def _rules_by_category(self) -> dict[tuple[str, ...], dict[str, AttributeRule]]:
        given = self.rules.attributes.in_category
        return {split_path(path): {fold(name): rule for name, rule in named.items()} for path, named in given.items()}

    @cached_property
    def _rules_by_name(self) -> dict[str, AttributeRule]:
        return {fold(name): rule for name, rule in self.rules.attributes.attribute.items()}


_prepared: OrderedDict[tuple[int, int], Prepared] = OrderedDict()


def prepare(rules: Rules, facts: ShopFacts) -> Prepared:
    """The indexes for exactly these two objects; the last few pairs are kept, by identity (facts are large to hash)."""
    key = (id(rules), id(facts))
    found = _prepared.get(key)
    if found is None:
        # What is kept holds both objects, so their ids cannot be given to others meanwhile.
        found = _prepared[key] = Prepared(rules, facts)
        if len(_prepared) > KEPT:
            _prepared.popitem(last=False)
    else:
        _prepared.move_to_end(key)
    return found
