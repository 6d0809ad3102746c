"""The packaged sample: an invented catalogue of 215 products, and what any connector must conclude from it.

Everything expected of it was written down for SAMPLE_DAY. Nothing in it is real; it must never reach a live shop.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from importlib import resources
from pathlib import Path

__all__ = ["SAMPLE_DAY", "expected_products", "expected_shops", "photo_names", "write_sample"]

SAMPLE_DAY = date(2026, 11, 21)
FILES = ("products.csv", "producers.csv")


def write_sample(folder: Path) -> None:
    """Write the two sheets into ``folder``, made where it is missing, byte for byte as packaged."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_bytes(resources.files(__package__).joinpath("data", name).read_bytes())


def expected_products() -> list[dict[str, str]]:
    """Per SKU: certificate state, days left, badge star, holds, warnings."""
    return _rows("products_expected.csv")


def expected_shops() -> list[dict[str, str]]:
    """Per marketplace and product: published or why not, badge star, SKUs on sale and their stock."""
    return _rows("shops_expected.csv")


def photo_names() -> list[str]:
    """The files of the sample's photos folder, two of them in subfolders."""
    return [row["file"] for row in _rows("photos.csv")]


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
