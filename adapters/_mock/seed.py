"""What `--seed` puts in the shop before anybody calls: rows of the packaged sample, or of a CSV file with its columns.

Rows with one product key become one `SeedProduct`; product fields come from the first row of a key, as the sample's
README has it. What staff would have typed differs from the catalogue in a fixed way, by the key: titles only, or, in
a shop filled by hand (`no_sku`), SKUs are blank and words, accents, spacing and prices (by up to 10 %) differ too.
Nothing is random: the same seed is the same shop.
"""

from __future__ import annotations

import csv
import hashlib
import random
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from adapters._mock.options import MockOptions
from adapters._mock.retyped import retyped, retyped_option

__all__ = ["SeedProduct", "SeedSku", "sample_picture", "seed_products"]

Row = Mapping[str, str]
TAILS = (" chính gốc", " làng nghề", " loại chọn", " - hàng quê")
DISCONTINUED = "Ngừng bán"
SOLD_OUT = "tạm hết"


@dataclass(frozen=True, slots=True)
class SeedSku:
    sku: str
    price: int
    stock: int
    weight_g: int
    options: tuple[str, ...]
    dimensions_cm: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class SeedProduct:
    """One product as it stands in the shop; `row` keeps the catalogue's other columns for category and attributes."""

    key: str
    title: str
    description: str
    option_names: tuple[str, ...]
    skus: tuple[SeedSku, ...]
    pictures: tuple[str, ...]
    producer: Row
    row: Row


def seed_products(options: MockOptions, marketplace: str) -> list[SeedProduct]:
    """The products to seed, in catalogue order; empty without a seed. Raises `ValueError` for a seed that cannot be
    read.
    """
    if options.seed is None:
        return []
    producers = {row["producer_id"]: row for row in _sample("producers.csv")}
    if options.seed.isdecimal():
        keys = [
            row["product_key"]
            for row in _sample("shops_expected.csv")
            if row["marketplace"] == marketplace and row["publishable"] == "yes"
        ]
        groups = _groups(_sample("products.csv"))
        chosen = [groups[key] for key in keys[: int(options.seed)]]
    else:
        path = Path(options.seed)
        if not path.is_file():
            raise ValueError(f"--seed wants a number or a CSV file, not {options.seed!r}")
        with path.open(encoding="utf-8-sig", newline="") as handle:
            chosen = list(_groups(csv.DictReader(handle)).values())
    return [_product(rows, producers, options.no_sku) for rows in chosen]


def _sample(name: str) -> Iterable[Row]:
    text = files("connector").joinpath("sample", "data", name).read_text("utf-8")
    return csv.DictReader(text.splitlines(keepends=True))


def _groups(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if "sku" not in row or "title_vi" not in row:
            raise ValueError("the seed file lacks the columns of products.csv")
        groups.setdefault(row.get("product_key") or row["sku"], []).append(row)
    return groups


def _product(rows: list[Row], producers: Mapping[str, Row], no_sku: bool) -> SeedProduct:
    first = rows[0]
    names = tuple(name for name in (first.get("option_1_name"), first.get("option_2_name")) if name)
    selling = [row for row in rows if row.get("status") != DISCONTINUED] or rows
    key = first.get("product_key") or first["sku"]
    return SeedProduct(
        key=key,
        title=_title(first["title_vi"], key, no_sku),
        description="\n".join(t for t in (first.get("short_story_vi"), first.get("long_story_vi")) if t),
        option_names=names,
        skus=tuple(_sku(row, len(names), no_sku) for row in selling),
        pictures=tuple(name for name in (first.get("image_files") or "").split(";") if name),
        producer=producers.get(first.get("producer_id") or "", {}),
        row=first,
    )


def _sku(row: Row, axes: int, no_sku: bool) -> SeedSku:
    price = int(row["price_vnd"])
    if no_sku:
        price = _nearby(price, row["sku"])
    options = (row.get("option_1_value") or "", row.get("option_2_value") or "")[:axes]
    sizes = [round(float(row.get(name) or 0)) for name in ("length_cm", "width_cm", "height_cm")]
    return SeedSku(
        sku="" if no_sku else row["sku"],
        price=price,
        stock=0 if row.get("status") == SOLD_OUT else int(row.get("stock") or 0),
        weight_g=int(row.get("weight_g") or 100),
        options=tuple(retyped_option(label, row.get("product_key") or label) for label in options)
        if no_sku
        else options,
        dimensions_cm=(sizes[0], sizes[1], sizes[2]) if all(sizes) else None,
    )


def _title(title: str, key: str, no_sku: bool) -> str:
    if not no_sku:
        return title + TAILS[hashlib.sha256(key.encode()).digest()[0] % len(TAILS)]
    return retyped(title, key)


def _nearby(price: int, key: str) -> int:
    """A price within 10 %, in whole hundreds where the price is big enough for that."""
    percent = hashlib.sha256(key.encode()).digest()[1] % 19 - 9
    step = 100 if price >= 10_000 else 1
    return price + int(price * percent / 100 / step) * step


@cache
def sample_picture(name: str, side: int = 600) -> bytes:
    """A PNG that looks like the sample's photo of that name: a square in a square, in two colours the name draws."""
    draw = random.Random(name)
    palette = bytes(draw.randrange(90, 230) for _ in range(6))
    quarter = side // 4
    plain = b"\0" + bytes((side + 7) // 8)
    bits = "0" * quarter + "1" * (side - 2 * quarter) + "0" * quarter
    band = b"\0" + int(bits.ljust((side + 7) // 8 * 8, "0"), 2).to_bytes((side + 7) // 8, "big")
    pixels = plain * quarter + band * (side - 2 * quarter) + plain * quarter
    header = struct.pack(">IIBBBBB", side, side, 1, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(pixels, 6)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body
