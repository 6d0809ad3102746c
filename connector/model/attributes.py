"""What a listing states of its attributes laid over what a shop shows (decision 2).

The value of the group ``attributes`` names what the catalogue states: attribute values by id, barcodes by SKU and scans
of papers by the shop's id of the paper. What it does not name is unmanaged and stays as the shop has it; what it names
with nothing (``[]``, ``""``) was cleared on purpose and goes. Attributes and papers belong to a category, so under
another one nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

__all__ = ["laid_over", "remembered_over"]

PARTS = ("values", "gtin", "papers")


def laid_over(stated: JsonValue, shown: JsonValue) -> JsonValue:
    """``stated`` with everything of ``shown`` that it does not name; without what it clears."""
    return remembered_over(stated, stated, shown)


def remembered_over(remembered: JsonValue, stated: JsonValue, shown: JsonValue) -> JsonValue:
    """An earlier value with what ``stated`` does not name as ``shown`` has it now: nothing of that is ours to miss."""
    if not isinstance(remembered, dict) or not isinstance(stated, dict):
        return remembered
    whole = {name: part for name, part in remembered.items() if name not in PARTS}
    same = isinstance(shown, dict) and shown.get("category") == stated.get("category")
    for name in PARTS:
        named, earlier = _part(stated, name), _part(remembered, name)
        there = _part(shown, name) if same or name == "gtin" else {}
        if not there and not earlier and name != "values":
            continue
        kept = {key: value for key, value in there.items() if key not in named}
        ours = {key: value for key, value in earlier.items() if key in named or not (same or name == "gtin")}
        found: dict[str, JsonValue] = {key: value for key, value in (kept | ours).items() if value}
        if found or name == "values":
            whole[name] = found
    return whole


def _part(value: JsonValue, name: str) -> Mapping[str, JsonValue]:
    part = value.get(name) if isinstance(value, dict) else None
    return part if isinstance(part, dict) else {}
