"""The values of one attribute: listed choices by name, or a text of our own where the input takes one.

First a choice for each word of the rule that the value holds, then the value itself (as a quantity in a unit the shop
offers, as a date, as a choice of that name, as a text), then the rule's ``otherwise``. A value that cannot stand is a
Misfit that says why; a value that there simply is none of is ().
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from connector.model import AttributeInput, AttributeValue, Choice, fold

from .category import spaced
from .dates import day_of, shown_as
from .prepare import AttributePlan
from .units import in_units, number_of, plain

__all__ = ["Cut", "Misfit", "Values", "values_of"]

Values = tuple[AttributeValue, ...]

OWN_TEXT = {
    AttributeInput.CHOICE_OR_TEXT,
    AttributeInput.CHOICES_OR_TEXT,
    AttributeInput.TEXT,
    AttributeInput.INTEGER,
    AttributeInput.NUMBER,
    AttributeInput.DATE,
}
SEVERAL = {AttributeInput.CHOICES, AttributeInput.CHOICES_OR_TEXT}
PARTS = re.compile(r"\s*[;,\n]\s*")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that the attribute does not take: the code of the reason, and what would fit."""

    code: str
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """More values than the attribute takes: the first of them, and how many there were."""

    values: Values
    found: int


def values_of(text: str, plan: AttributePlan) -> Values | Misfit | Cut:
    """What ``plan`` makes of the ``text`` its rule gave."""
    rule, attribute = plan.rule, plan.attribute
    if rule is None:
        return ()
    several = attribute.input in SEVERAL
    chosen = _chosen(_named_by_words(text, plan), plan)
    if not chosen and several:
        chosen = _chosen(_listed_parts(text, plan), plan)
    if chosen:
        most = max(1, attribute.max_values) if several else 1
        # Of several words a single choice takes the first, the most particular: that is how the rules are written.
        return Cut(chosen[:most], len(chosen)) if several and len(chosen) > most else chosen[:most]
    readable = text and (not rule.listed_only or fold(text) in plan.choices)
    found = _written(text, plan) if readable else ()
    if isinstance(found, tuple) and found:
        return found
    other = plan.choices.get(fold(rule.otherwise)) if rule.otherwise else None
    return _chosen([other], plan) if other is not None else found


def _named_by_words(text: str, plan: AttributePlan) -> list[Choice]:
    """A choice for each word of the rule that the text holds, in the rule's order, as far as the shop lists it."""
    if not plan.words or not text:
        return []
    held = spaced(text)
    names = dict.fromkeys([name for word, name in plan.words if word in held])
    return [plan.choices[name] for name in names if name in plan.choices]


def _listed_parts(text: str, plan: AttributePlan) -> list[Choice]:
    """An enumeration, where the shop lists every part of it."""
    parts = [fold(part) for part in PARTS.split(text) if part.strip()]
    listed = [plan.choices[part] for part in dict.fromkeys(parts) if part in plan.choices]
    return listed if len(listed) == len(set(parts)) else []


def _chosen(choices: Iterable[Choice], plan: AttributePlan) -> Values:
    """Listed choices as values, with the unit they are listed in."""
    return tuple(AttributeValue(choice_id=one.id, text=one.name, unit=_unit_of(one, plan)) for one in choices)


def _unit_of(choice: Choice, plan: AttributePlan) -> str:
    if not plan.attribute.units or choice.unit:
        return choice.unit
    return plan.unit or plan.attribute.units[0]


def _written(text: str, plan: AttributePlan) -> Values | Misfit:
    """The text itself."""
    attribute = plan.attribute
    if attribute.units:
        return _quantity(text, plan)
    if attribute.wants == "date" and attribute.input in OWN_TEXT and fold(text) not in plan.choices:
        day = day_of(text)
        if day is None:
            return Misfit("E_ATTRIBUTE_DATE", attribute.date_format)
        shown, counted = shown_as(day, attribute.date_format)
        return (AttributeValue(text=shown, day=counted),)
    exact = plan.choices.get(fold(text))
    if exact is not None:
        return _chosen([exact], plan)
    if attribute.input not in OWN_TEXT:
        # Rules with words read a title or an ingredients list: that it names no choice is no fault of the text.
        return () if plan.rule is not None and plan.rule.words else Misfit("E_ATTRIBUTE_NOT_LISTED", text)
    own = _own(text, attribute.wants)
    return (AttributeValue(text=own),) if own else Misfit("E_ATTRIBUTE_NUMBER", text)


def _quantity(text: str, plan: AttributePlan) -> Values | Misfit:
    attribute = plan.attribute
    offered = list(in_units(text, plan.rule.unit if plan.rule else "", attribute.units))
    for amount, unit in offered:
        for name in (amount, f"{amount} {unit}", f"{amount}{unit}"):
            choice = plan.choices.get(fold(name))
            if choice is not None and fold(choice.unit or unit) == fold(unit):
                return (AttributeValue(choice_id=choice.id, text=choice.name, unit=choice.unit or unit),)
    if attribute.input in OWN_TEXT:
        for amount, unit in offered:
            own = _own(amount, attribute.wants)
            if own:
                return (AttributeValue(text=own, unit=unit),)
    return Misfit("E_ATTRIBUTE_UNIT", ", ".join(attribute.units))


def _own(text: str, wants: str) -> str:
    """A text of our own as the attribute wants it, '' where it is not that."""
    if wants not in ("integer", "number"):
        return text
    number = number_of(text)
    if number is None or (wants == "integer" and number != number.to_integral_value()):
        return ""
    return plain(number)
