"""A co-op whose goods sell on three marketplaces: some of the packaged sample's products, with photos drawn here.

Products of several SKUs and one without a piece are always among them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from connector.sample import expected_shops, write_sample
from connector.sample.papers import write_papers
from tests.shows.stage import write_rows

__all__ = ["SHOPS", "write_config", "write_goods"]

SHOPS = {"shopee-thật": "shopee", "lazada-thật": "lazada", "tiktok-thật": "tiktok_shop"}
"""Shops by name; diacritics, as people name theirs."""
SETTLE_S = 1.5
SEVERAL_SKUS, PHOTOS = 2, 2
Row = dict[str, str]

CONFIG = """[catalogue]
products  = ["products.csv"]
producers = "producers.csv"
photos    = "photos"
papers    = "papers"

[policy]
lead_days   = 0
stock_share = "same"
"""
SHOP = """
[[shop]]
name        = "{name}"
marketplace = "{marketplace}"
environment = "mock"
base_url    = "{base_url}"
credentials = "file:{name}.json"
settle_s    = {settle_s}
"""


def write_goods(folder: Path, products: int) -> None:
    """Sheets of ``products`` products, their photos and papers."""
    folder.mkdir(parents=True, exist_ok=True)
    write_sample(folder)
    sheet = folder / "products.csv"
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = _chosen(rows, products)
    kept = [row for row in rows if _key(row) in keys]
    for row in kept:
        row["image_files"] = ";".join(row["image_files"].split(";")[:PHOTOS])
    write_rows(sheet, list(rows[0]), kept)
    _draw(folder / "photos", sorted({name for row in kept for name in row["image_files"].split(";") if name}))
    write_papers(folder / "papers", folder / "producers.csv", sheet)


def write_config(folder: Path, addresses: Mapping[str, str], lines: Mapping[str, str]) -> None:
    """``ocop.toml`` for the shops of SHOPS at ``addresses``; beside it what each mock printed. Both by shop."""
    parts = [CONFIG]
    for name, marketplace in SHOPS.items():
        (folder / f"{name}.json").write_text(lines[name], encoding="utf-8")
        about = {"name": name, "marketplace": marketplace, "settle_s": SETTLE_S}
        parts.append(SHOP.format(**about, base_url=addresses[name]))
    (folder / "ocop.toml").write_text("".join(parts), encoding="utf-8")


def _chosen(rows: list[Row], products: int) -> set[str]:
    """The first that every shop takes: with several SKUs, without a piece, plain."""
    publishable: dict[str, set[str]] = {}
    for row in expected_shops():
        publishable.setdefault(row["product_key"], set()).add(row["publishable"])
    everywhere = [key for key, said in publishable.items() if said == {"yes"}]
    several = {_key(row) for row in rows if row["product_key"] and row["product_key"] != row["sku"]}
    without = {_key(row) for row in rows if row["stock"] == "0"}
    kinds = [
        [key for key in everywhere if key in several and key not in without][:SEVERAL_SKUS],
        [key for key in everywhere if key in without and key not in several][:1],
        [key for key in everywhere if key not in several | without],
    ]
    return set([key for kind in kinds for key in kind][:products])


def _key(row: Row) -> str:
    return row["product_key"] or row["sku"]


def _draw(folder: Path, names: list[str]) -> None:
    """No two alike, and quickly drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        picture = Image.new("RGB", (500, 500), (number * 37 % 256, number * 11 % 256, 200 - number % 150))
        pen = ImageDraw.Draw(picture)
        pen.ellipse((100 + number % 90, 120, 330, 340 + number % 60), fill=(230, number * 53 % 256, 120))
        buffer = BytesIO()
        picture.save(buffer, "JPEG", quality=80)
        (folder / name).write_bytes(buffer.getvalue())
