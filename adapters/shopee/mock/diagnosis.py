"""What Shopee thinks is still missing from a listing's content: the numbered tasks of the diagnosis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adapters.shopee.mock.facts import Facts
from adapters.shopee.mock.items import Item
from adapters.shopee.mock.seeding import guess_leaf

__all__ = ["unfinished"]

FEW_IMAGES, WRONG_CATEGORY, LACKS_REQUIRED, SIZE_CHART, VARIATIONS, NO_BRAND = 1, 2, 3, 4, 5, 6
SHORT_TEXT, NAME_LENGTH, ODD_WEIGHT, NO_VIDEO, LACKS_OPTIONAL = 7, 8, 9, 10, 11
CLOTHES = "Thời trang"
HEAVIEST_KG = 30


def unfinished(facts: Facts, item: Item) -> list[dict[str, Any]]:
    return [{"issue_type": number, "suggestion": text} for number, text in sorted(_tasks(facts, item))]


def _tasks(facts: Facts, item: Item) -> Iterator[tuple[int, str]]:
    if len(item.images) < 3:
        yield FEW_IMAGES, "Add at least 3 images"
    leaf = facts.leaves.get(item.category)
    if leaf is not None:
        guess = guess_leaf(facts, item.name)
        if guess.path[0] != leaf.path[0] and guess is not guess_leaf(facts, ""):
            yield WRONG_CATEGORY, "Choose the correct category"
        filled = {entry["attribute_id"] for entry in item.attributes}
        lacking = [needed for attribute, needed in leaf.attributes if attribute.id not in filled]
        if any(lacking):
            yield LACKS_REQUIRED, "Fill in the mandatory attributes"
        if len(lacking) > len(leaf.attributes) / 2:
            yield LACKS_OPTIONAL, "Fill in more attributes"
        if leaf.path[0].startswith(CLOTHES):
            yield SIZE_CHART, "Add a size chart"
            if not item.models:
                yield VARIATIONS, "Add variations"
    if item.brand is None or not item.brand.get("brand_id"):
        yield NO_BRAND, "Add brand"
    if len(item.description) < 100 and item.description_type == "normal":
        yield SHORT_TEXT, "Add at least 100 characters or 1 image in description"
    if not 25 <= len(item.name) <= 100:
        yield NAME_LENGTH, "Adjust name length to 25-100 characters"
    if item.weight > HEAVIEST_KG:
        yield ODD_WEIGHT, "Check the weight"
    if not item.videos:
        yield NO_VIDEO, "Add a video"
