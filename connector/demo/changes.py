"""What the co-op does between two runs of the demo: three prices, a stock and a story, in its own sheet."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Edit", "edit_sheet", "shown_edits"]

STORY = "Mỗi mẻ hàng đều ghi sổ: ngày làm, người làm, nguyên liệu lấy ở đâu. Câu chuyện này vừa được viết lại."


@dataclass(frozen=True, slots=True)
class Edit:
    """One changed cell: ``field`` is price, stock or story."""

    sku: str
    field: str
    value: str


def edit_sheet(products: Path, skus: Sequence[str]) -> list[Edit]:
    """Change five products of ``skus``: the first three by price (about a tenth), then one stock, one story."""
    with products.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    chosen = list(skus[:5])
    done = []
    for row in rows:
        if row["sku"] not in chosen:
            continue
        place = chosen.index(row["sku"])
        if place < 3:
            field, column, value = "price", "price_vnd", str(int(row["price_vnd"]) * 11 // 10 // 1000 * 1000)
        elif place == 3:
            field, column, value = "stock", "stock", str(int(row["stock"]) + 7)
        else:
            field, column, value = "story", "short_story_vi", STORY
        row[column] = value
        done.append(Edit(row["sku"], field, value))
    with products.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return done


def shown_edits(edits: Sequence[Edit], listings: Sequence[Mapping[str, Any]]) -> int:
    """How many of the edits a shop shows."""
    found = {sku["sku"]: (listing, sku) for listing in listings for sku in listing["skus"]}
    return sum(edit.sku in found and _shown(edit, *found[edit.sku]) for edit in edits)


def _shown(edit: Edit, listing: Mapping[str, Any], sku: Mapping[str, Any]) -> bool:
    if edit.field == "story":
        return edit.value.partition(".")[0] in listing["description"]
    return bool(str(sku[edit.field]) == edit.value)
