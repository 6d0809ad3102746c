"""Attributes and brand, matched by name against what the shop offers in the category; ids come from facts only."""

from __future__ import annotations

from connector.model import AttributeInput, AttributeValue, fold

from .category import spaced
from .prepare import AttributePlan, Leaf
from .subject import Subject
from .values import Notes

__all__ = ["compose_attributes", "compose_brand"]

TEXT_INPUTS = {
    AttributeInput.CHOICE_OR_TEXT,
    AttributeInput.CHOICES_OR_TEXT,
    AttributeInput.TEXT,
}
SEVERAL = {AttributeInput.CHOICES, AttributeInput.CHOICES_OR_TEXT}


def compose_attributes(subject: Subject, leaf: Leaf, notes: Notes) -> dict[str, tuple[AttributeValue, ...]]:
    """Every attribute that has a value; a mandatory one without is a reason that names it."""
    values: dict[str, tuple[AttributeValue, ...]] = {}
    for plan in leaf.attributes:
        found = _values(subject, plan)
        attribute = plan.attribute
        if found:
            values[attribute.id] = found
        elif attribute.mandatory:
            category = " > ".join(leaf.category.path)
            notes.block("E_ATTRIBUTE_MISSING", "attributes", attribute=attribute.name, category=category)
    rule = subject.rules.at("attributes", "attribute")
    notes.origins.append(subject.origin("attributes", "ingredients_vi", rule))
    return values


def _values(subject: Subject, plan: AttributePlan) -> tuple[AttributeValue, ...]:
    rule, attribute = plan.rule, plan.attribute
    if rule is None or (attribute.units and not plan.unit):
        return ()
    most = attribute.max_values if attribute.input in SEVERAL else 1
    text = subject.fill(rule.value)
    chosen = _by_words(text, plan)[: max(1, most)]
    if chosen:
        return tuple(chosen)
    exact = plan.choices.get(fold(text)) if text else None
    if exact is not None:
        return (AttributeValue(choice_id=exact.id, text=exact.name, unit=plan.unit),)
    if text and _takes(attribute.input, text):
        return (AttributeValue(text=text, unit=plan.unit),)
    other = plan.choices.get(fold(rule.otherwise)) if rule.otherwise else None
    return () if other is None else (AttributeValue(choice_id=other.id, text=other.name, unit=plan.unit),)


def _by_words(text: str, plan: AttributePlan) -> list[AttributeValue]:
    """A choice for each word of the rule that the text holds, in the rule's order, as far as the shop lists it."""
    if plan.rule is None or not plan.rule.words or not text:
        return []
    held = spaced(text)
    names = (fold(name) for word, name in plan.rule.words.items() if spaced(word) in held)
    choices = [plan.choices[name] for name in dict.fromkeys(names) if name in plan.choices]
    return [AttributeValue(choice_id=choice.id, text=choice.name, unit=plan.unit) for choice in choices]


def _takes(kind: AttributeInput, text: str) -> bool:
    if kind is AttributeInput.INTEGER:
        return text.isascii() and text.isdigit()
    if kind is AttributeInput.NUMBER:
        return text.isascii() and text.replace(".", "", 1).isdigit()
    return kind in TEXT_INPUTS


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
