"""What the co-op does between two runs of the demo: three prices, a stock and a story, in its own sheet."""

from __future__ import annotations

import csv
from pathlib import Path

__all__ = ["Edited", "edit_sheet"]

STORY = "Mỗi mẻ hàng đều ghi sổ: ngày làm, người làm, nguyên liệu lấy ở đâu. Câu chuyện này vừa được viết lại."


class Edited(dict[str, str]):
    """SKU -> what was changed on it: price, stock or story."""


def edit_sheet(products: Path, skus: list[str]) -> Edited:
    """Change five products of ``skus``: the first three by price (about a tenth), then one stock, one story."""
    with products.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    chosen = skus[:5]
    done = Edited()
    for row in rows:
        if row["sku"] not in chosen:
            continue
        place = chosen.index(row["sku"])
        if place < 3:
            row["price_vnd"] = str(int(row["price_vnd"]) * 11 // 10 // 1000 * 1000)
            done[row["sku"]] = "price"
        elif place == 3:
            row["stock"] = str(int(row["stock"]) + 7)
            done[row["sku"]] = "stock"
        else:
            row["short_story_vi"] = STORY
            done[row["sku"]] = "story"
    with products.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return done
