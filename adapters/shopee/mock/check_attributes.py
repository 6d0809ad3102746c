"""Whether an item's attributes fit its category: mandatory ones there, values of the right kind, children with their
parents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.facts import DROP_DOWN, FREE_TEXT, MULTI, Attribute, Facts, Leaf

__all__ = ["check_attributes"]

CUSTOM = {
    1: re.compile(r"-?\d+"),
    3: re.compile(r"-?\d+(\.\d+)?"),
    4: re.compile(r"\d{1,11}"),
}


def check_attributes(facts: Facts, leaf: Leaf, given: Sequence[Mapping[str, Any]]) -> None:
    own = {attribute.id: mandatory for attribute, mandatory in leaf.attributes}
    opened = {child.id: child.mandatory for child in _opened(leaf, given)}
    for entry in given:
        number = entry["attribute_id"]
        attribute = facts.attributes.get(number)
        if attribute is None:
            raise Refusal("error_invalid_attribute", f"Invalid attribute. attribute {number} is not found")
        if number not in own and number not in opened:
            if any(number == child for child in _children(leaf)):
                raise Refusal("error_param", f"Invalid attribute. parent of attribute {number} is not selected")
            raise Refusal("error_invalid_category_attribute", "Category and attribute not match.")
        _check_values(attribute, entry.get("attribute_value_list") or [])
    filled = {entry["attribute_id"] for entry in given if entry.get("attribute_value_list")}
    demanded = {number for number, mandatory in {**own, **opened}.items() if mandatory}
    lacking = [facts.attributes[number].en for number in sorted(demanded - filled)]
    if lacking:
        message = f"Mandatory attribute information required: {', '.join(lacking)}"
        raise Refusal("error_less_required_attribute", message)


def _children(leaf: Leaf) -> set[int]:
    return {
        child.id for attribute, _ in leaf.attributes for value in attribute.values.values() for child in value.children
    }


def _opened(leaf: Leaf, given: Sequence[Mapping[str, Any]]) -> list[Attribute]:
    """The child attributes that the chosen values open."""
    chosen = {
        (entry["attribute_id"], value["value_id"])
        for entry in given
        for value in entry.get("attribute_value_list") or []
    }
    return [
        child
        for attribute, _ in leaf.attributes
        for value in attribute.values.values()
        if (attribute.id, value.id) in chosen
        for child in value.children
    ]


def _check_values(attribute: Attribute, values: Sequence[Mapping[str, Any]]) -> None:
    if len(values) > (attribute.max_values if attribute.input_type in MULTI else 1):
        raise _invalid(attribute, "too many values")
    for value in values:
        number, name = value["value_id"], value.get("original_value_name") or ""
        if number and attribute.input_type == FREE_TEXT:
            raise Refusal("error_value_id_must_equal_zero", "Value_id must equal 0.")
        if number:
            if number not in attribute.values:
                raise _invalid(attribute, f"value {number} is not one of its values")
            continue
        if attribute.input_type in DROP_DOWN:
            raise _invalid(attribute, "takes listed values only")
        if not name:
            raise Refusal("error_value_name_required", "Value_name is required.")
        pattern = CUSTOM.get(attribute.validation)
        if pattern and not pattern.fullmatch(name):
            raise _invalid(attribute, f"{name} has the wrong format")
        if attribute.format == 2 and value.get("value_unit") not in attribute.units:
            raise _invalid(attribute, f"unit should be one of {', '.join(attribute.units)}")


def _invalid(attribute: Attribute, why: str) -> Refusal:
    return Refusal("error_invalid_attribute_value", f"Invalid attribute value. {attribute.en} {why}.")
