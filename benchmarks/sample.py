"""The packaged sample as a catalogue to measure with: sheets, photos drawn anew, papers.

``python -m benchmarks.sample FOLDER [--products N]``; fewer products are the first of the sheet.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from connector.sample import photo_names, write_sample
from connector.sample.papers import write_papers
from connector.sample.photos import draw_photos

__all__ = ["main"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--products", type=int, metavar="N")
    asked = parser.parse_args()
    folder: Path = asked.folder
    write_sample(folder)
    products = folder / "products.csv"
    if asked.products is not None:
        _cut(products, asked.products)
    write_papers(folder / "papers", folder / "producers.csv", products)
    named = products.read_text(encoding="utf-8")
    draw_photos(folder / "photos", [name for name in photo_names() if name in named])


def _cut(products: Path, size: int) -> None:
    """Leave the rows of the first ``size`` products."""
    rows = list(csv.DictReader(io.StringIO(products.read_text(encoding="utf-8"), newline="")))
    keys = list(dict.fromkeys(row["product_key"] or row["sku"] for row in rows))[:size]
    with products.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(row for row in rows if (row["product_key"] or row["sku"]) in keys)


if __name__ == "__main__":
    main()
