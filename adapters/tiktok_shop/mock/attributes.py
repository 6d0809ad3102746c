"""Product attributes: values resolved, bad ones cleared with a warning, required and conditional ones demanded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.tiktok_shop.mock.facts import Attribute, Leaf, When
from adapters.tiktok_shop.mock.findings import Findings
from adapters.tiktok_shop.mock.text import misformed

__all__ = ["choose_attributes", "chosen"]

MAX_VALUE = 2000
POSITIVE = re.compile(r"(?!0+(\.0+)?$)\d+(\.\d+)?")

Chosen = tuple[Mapping[str, Any], ...]


def choose_attributes(leaf: Leaf | None, entries: Sequence[Mapping[str, Any]], found: Findings) -> Chosen:
    """`[{id, values: [{id, name}]}]` with every value resolved; values of the seller's own have an empty id."""
    if leaf is None:
        return ()
    known = {attribute.id: attribute for attribute, _ in leaf.attributes}
    kept: dict[str, list[Mapping[str, str]]] = {}
    for entry in entries:
        attribute = known.get(entry.get("id", ""))
        if attribute is None or attribute.type != "PRODUCT_PROPERTY":
            found.warn(f"The product attribute {entry.get('id', '')} is not of this category and has been cleared.")
            continue
        kept[attribute.id] = _values(attribute, entry.get("values", []), found)
    result = tuple({"id": number, "values": values} for number, values in kept.items() if values)
    for attribute, required in leaf.attributes:
        if any(entry["id"] == attribute.id for entry in result):
            continue
        if required:
            found.add(12052104, f"The required product attribute {attribute.id} ({attribute.vi}) is missing.")
        elif attribute.when and chosen(result, attribute.when):
            found.add(12052182, f"The conditional product attribute {attribute.id} ({attribute.vi}) is missing.")
    return result


def chosen(attributes: Chosen, when: When) -> bool:
    return any(
        entry["id"] == when.attribute and any(value["id"] == when.value for value in entry["values"])
        for entry in attributes
    )


def _values(attribute: Attribute, entries: Sequence[Mapping[str, str]], found: Findings) -> list[Mapping[str, str]]:
    values = [value for value in (_value(attribute, entry, found) for entry in entries) if value]
    if len(values) > 1 and not attribute.multiple:
        found.warn(f"The product attribute {attribute.id} takes one value; the others have been cleared.")
        return values[:1]
    return values


def _value(attribute: Attribute, entry: Mapping[str, str], found: Findings) -> Mapping[str, str] | None:
    """An id wins over a name; the name of a listed value becomes that value."""
    number, name = entry.get("id", ""), entry.get("name", "").strip()
    if not number and name:
        number = attribute.value_id(name) or ""
    if number in attribute.values:
        return {"id": number, "name": attribute.values[number][0]}
    if misformed(name):
        found.add(12052935, f"A value of the product attribute {attribute.id} {misformed(name)}.")
        return None
    fits = not attribute.format or POSITIVE.fullmatch(name)
    if not number and name and attribute.customizable and len(name) <= MAX_VALUE and fits:
        return {"id": "", "name": name}
    found.warn(f"A value of the product attribute {attribute.id} is invalid and has been cleared.")
    return None
