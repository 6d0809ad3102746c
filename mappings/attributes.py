"""Attributes and brand, matched by name against what the shop offers in the category; ids come from facts only.

A child attribute exists only while the value that opens it is chosen. What the catalogue has no value for is not named
at all; what an update sheet cleared on purpose is named with no value (decision 2).
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from connector.model import Attribute, AttributeValue, fold

from .attribute_values import Cut, Misfit, Values, values_of
from .fields import columns_of_template
from .prepare import AttributePlan, Leaf
from .subject import Subject
from .values import Notes

__all__ = ["compose_attributes", "compose_brand", "is_chosen"]


def compose_attributes(subject: Subject, leaf: Leaf, notes: Notes) -> dict[str, tuple[AttributeValue, ...]]:
    """Every attribute that has a value or was cleared; a mandatory one without a value is a reason that names it."""
    values: dict[str, tuple[AttributeValue, ...]] = {}
    for plan in leaf.attributes:
        attribute = plan.attribute
        if not _opened(attribute, values) or values.get(attribute.id):
            continue
        mandatory = attribute.mandatory or is_chosen(attribute.mandatory_with, values)
        found = _told(subject, leaf, plan, notes, mandatory)
        if found:
            values[attribute.id] = found
        elif mandatory:
            _missing(attribute, leaf, notes)
        elif _cleared(subject, plan):
            values[attribute.id] = ()
    rule = subject.rules.at("attributes", "attribute")
    notes.origins.append(subject.origin("attributes", "ingredients_vi", rule))
    return values


def _opened(attribute: Attribute, values: Mapping[str, Values]) -> bool:
    """Whether one of the choices that the attribute hangs on is chosen; true of one that hangs on none."""
    return not attribute.parents or is_chosen(attribute.parents, values)


def is_chosen(pairs: Iterable[tuple[str, str]], values: Mapping[str, Values]) -> bool:
    """Whether one of these (attribute id, choice id) pairs is among the ``values``."""
    return any(choice in {value.choice_id for value in values.get(parent, ())} for parent, choice in pairs)


def _told(subject: Subject, leaf: Leaf, plan: AttributePlan, notes: Notes, mandatory: bool) -> Values:
    """The values, with a note where some could not stand."""
    if plan.rule is None:
        return ()
    text = subject.fill(plan.rule.value) if plan.rule.value else _as_list(subject, plan.rule.lines)
    found = values_of(text, plan)
    name, category = plan.attribute.name, " > ".join(leaf.category.path)
    if isinstance(found, Cut):
        most = len(found.values)
        notes.warn("W_ATTRIBUTE_VALUES_CUT", "attributes", attribute=name, found=found.found, maximum=most)
        return found.values
    if isinstance(found, Misfit):
        say = notes.block if mandatory else notes.warn
        code = found.code if mandatory else f"W{found.code[1:]}"
        say(code, "attributes", attribute=name, value=text, takes=found.takes, category=category)
        return ()
    return found


def _as_list(subject: Subject, lines: Sequence[str]) -> str:
    """The lines that have all their fields as a list in HTML; '' where none has."""
    told = [f"<li>{html.escape(line)}</li>" for line in map(subject.fill, lines) if line]
    return f"<ul>{''.join(told)}</ul>" if told else ""


def _missing(attribute: Attribute, leaf: Leaf, notes: Notes) -> None:
    if any(reason.params.get("attribute") == attribute.name for reason in notes.reasons):
        return  # said already, with the value that could not stand
    category = " > ".join(leaf.category.path)
    if attribute.parents or (attribute.mandatory_with and not attribute.mandatory):
        parent = _parent(attribute, leaf)
        notes.block("E_ATTRIBUTE_CHILD_MISSING", "attributes", attribute=attribute.name, parent=parent)
    else:
        notes.block("E_ATTRIBUTE_MISSING", "attributes", attribute=attribute.name, category=category)


def _parent(attribute: Attribute, leaf: Leaf) -> str:
    """The parent that opened it, by name."""
    (above, _) = (attribute.parents or attribute.mandatory_with)[0]
    return next((plan.attribute.name for plan in leaf.attributes if plan.attribute.id == above), "")


def _cleared(subject: Subject, plan: AttributePlan) -> bool:
    """Whether a field that the rule is made of was emptied on purpose, in the product or in all of its SKUs."""
    if plan.rule is None:
        return False
    emptied = set(subject.product.cleared)
    emptied |= set.intersection(*(set(variant.cleared) for variant in subject.variants))
    return not emptied.isdisjoint(columns_of_template(plan.rule.value))


def compose_brand(subject: Subject, leaf: Leaf, notes: Notes) -> tuple[str, str]:
    """Id and name of the brand: the product's if the marketplace knows it, else its way to say there is none."""
    wanted, none = subject.values["brand"], subject.rules.attributes.no_brand
    brand = leaf.brands.get(fold(wanted)) if wanted else None
    if brand is None and none.name:
        brand = leaf.brands.get(fold(none.name))
    identity = (brand.id, brand.name) if brand is not None else (none.id, none.name)
    if leaf.brand_mandatory and not identity[0]:
        notes.block("E_BRAND_UNKNOWN", "brand", brand=wanted)
    rule = "facts: brands" if brand is not None else subject.rules.at("attributes", "no_brand.name")
    notes.origins.append(subject.origin("brand", "brand", rule))
    return identity
