"""Invented catalogues of any size, in the proportions of Hanoi's OCOP register.

One SKU per product, same columns as the packaged sample, same bytes for the same (size, seed, sellable) on any
machine. Everything in them says that it is invented: producers are named ``[MẪU]``, certificates ``MAU-``, rows are
``is_sample = 1`` and barcodes start with 952, so that no live shop ever takes them.
"""

from __future__ import annotations

import argparse
import csv
import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

__all__ = ["DAY", "LIKE", "image_names", "make_catalogue"]

DAY = date(2026, 11, 21)
"""The business day the certificates are dated for: about nine in ten are in force."""
LIKE = {"hanoi-2021": 1649, "hanoi-2023": 2711}

# Hanoi's 1,649 products of 2021 by (star on the certificate, star applied for) and by industry; 255 producers by kind.
STARS = {(5, ""): 4, (4, "5"): 13, (4, ""): 1098, (3, ""): 534}
INDUSTRIES = {"food": 1071, "beverage": 35, "herbal": 17, "handicraft": 492, "textile": 34}
KINDS = {"enterprise": 72, "cooperative": 82, "household": 101}
PRODUCTS_PER_PRODUCER = 4
KIND_WORDS = {"enterprise": "Công ty TNHH", "cooperative": "Hợp tác xã", "household": "Hộ kinh doanh"}
CRAFTS = {"handicraft": "other", "textile": "textile_garment"}
NAMES = (
    "Ánh An Bách Cẩm Chi Diệp Đào Giang Hạnh Hòa Khuê Lan Lĩnh Mạch Ngân Nhật Phương Quỳnh Sương Thái Trầm Uyên Vũ Yến"
)
TOUCHES = (
    "",
    "mẻ nhỏ",
    "làm tay",
    "hộp quà",
    "vụ mới",
    "loại một",
    "gia truyền",
    "bản Tết",
    "thợ cả",
    "dùng hằng ngày",
)
CHANNELS = ["shopee;lazada;tiktok"] * 5 + ["shopee;lazada", "shopee;tiktok", "shopee", "tiktok"]
PICTURES = (1, 2, 3, 3, 4, 5, 6)
STOCKS = (0, 4, 9, 15, 24, 40, 75, 130, 260)


@dataclass(frozen=True, slots=True)
class Good:
    """One kind of goods in one size."""

    group: Mapping[str, Any]
    name: str
    size: str
    grams: int
    price: int


def make_catalogue(folder: Path, size: int, seed: int = 1, *, sellable: bool = False) -> list[str]:
    """Write products.csv and producers.csv into ``folder``; the picture names are returned.

    ``sellable``: no product is held or kept from a channel, as the goals for a first sync ask.
    """
    chance = random.Random(f"ocop {seed} {size} {sellable}")
    producers = _producers(chance, size, sellable)
    products = list(_products(chance, size, producers, sellable))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "producers.csv", "producers.csv", [row for rows in producers.values() for row in rows])
    _write(folder / "products.csv", "products.csv", products)
    return image_names(products)


def image_names(products: Sequence[Mapping[str, str]]) -> list[str]:
    """Every picture the rows name, in their order."""
    return [name for row in products for name in row["image_files"].split(";")]


def _producers(chance: random.Random, size: int, sellable: bool) -> dict[str, list[dict[str, str]]]:
    count = max(len(INDUSTRIES), size // PRODUCTS_PER_PRODUCER)
    kinds = _shuffled(chance, KINDS, count)
    trades = [*INDUSTRIES, *_shuffled(chance, INDUSTRIES, count - len(INDUSTRIES))]
    places, names = _places(), NAMES.split()
    found: dict[str, list[dict[str, str]]] = {}
    for number, (kind, trade) in enumerate(zip(kinds, trades, strict=True), start=1):
        own = f"{chance.choice(names)} {chance.choice(names)}"
        edible = trade in ("food", "beverage")
        channels = CHANNELS[0] if sellable else chance.choice(CHANNELS)
        paper_ends = date(2028, 1, 1) if sellable else date(2026, 9, 15) + timedelta(days=chance.randrange(900))
        row = {
            "producer_id": f"B{number:05d}",
            "is_sample": "1",
            "kind": kind,
            "name_vi": f"[MẪU] {KIND_WORDS[kind]} {own}",
            "name_en": f"[SAMPLE] Producer {number}",
            "brand": own.upper(),
            "province": "Thành phố Hà Nội",
            **chance.choice(places),
            "craft_group": CRAFTS.get(trade, "food_processing"),
            "business_reg_no": f"MAU-DK-{number:05d}",
            "food_safety_cert_no": f"MAU-ATTP-{number:05d}" if edible else "",
            "food_safety_cert_expiry": paper_ends.isoformat() if edible else "",
            "collective_mark_right": chance.choice("YN"),
            "contact_email": f"b{number:05d}@hop-thu-mau.example",
            "channels_open": channels,
        }
        found.setdefault(trade, []).append(row)
    return found


def _products(
    chance: random.Random, size: int, producers: Mapping[str, list[dict[str, str]]], sellable: bool
) -> Iterator[dict[str, str]]:
    storage, goods = _goods(sellable)
    stars = _shuffled(chance, STARS, size)
    drawn = dict.fromkeys(INDUSTRIES, 0)
    made: dict[str, int] = {}
    for number, (industry, (star, potential)) in enumerate(
        zip(_shuffled(chance, INDUSTRIES, size), stars, strict=True), start=1
    ):
        nth = drawn[industry]
        drawn[industry] += 1
        offers, makers = goods[industry], producers[industry]
        good, maker = offers[nth % len(offers)], makers[nth % len(makers)]
        of_maker = made[maker["producer_id"]] = made.get(maker["producer_id"], 0) + 1
        sku = f"{maker['producer_id']}-{of_maker:03d}"
        title = _title(good, maker, nth // len(offers))
        yield {
            "sku": sku,
            "is_sample": "1",
            "title_vi": title,
            "industry": industry,
            **{name: maker[name] for name in ("producer_id", "brand", "channels_open", *PLACE, "craft_group")},
            **_certificate(chance, number, star, potential, maker["district_historic"]),
            **_offer(chance, good, number),
            **_label(good, sku, storage[good.group["keep"]]),
            "short_story_vi": f"{good.name} của nhà {maker['brand'].title()}, ghi sổ từng mẻ để ai cũng hỏi lại được.",
            "channels_wanted": maker["channels_open"],
            "image_files": ";".join(f"{sku}_{n}.jpg" for n in range(1, chance.choice(PICTURES) + 1)),
        }


PLACE = ("province", "district_historic", "commune_old", "commune_current")


def _title(good: Good, maker: Mapping[str, str], again: int) -> str:
    """Distinct within an industry: the good, then a touch, then a lot number where all touches are used up."""
    lot, touch = divmod(again, len(TOUCHES))
    words = [good.name, TOUCHES[touch], maker["brand"].title(), f"lô {lot + 1}" if lot else "", good.size]
    return " ".join(word for word in words if word)


def _certificate(chance: random.Random, number: int, star: int, potential: str, district: str) -> dict[str, str]:
    draw = chance.random()
    if draw < 0.9:
        decided = date(2023, 11, 22) + timedelta(days=chance.randrange(1093))
    else:
        decided = date(2021, 1, 4) + timedelta(days=chance.randrange(1040))
    ends = date(decided.year + 3, decided.month, 28 if (decided.month, decided.day) == (2, 29) else decided.day)
    by_district = star == 3 and date(2023, 2, 24) <= decided < date(2025, 7, 1)
    body = f"UBND {district[0].lower()}{district[1:]}" if by_district else "UBND thành phố Hà Nội"
    if star == 5:
        ministry = "Môi trường" if decided >= date(2025, 3, 1) else "Phát triển nông thôn"
        body = f"Bộ Nông nghiệp và {ministry}"
    return {
        "ocop_star": str(star),
        "ocop_potential_star": potential,
        "potential_submitted_date": "2026-05-12" if potential else "",
        "cert_no": f"MAU-OCOP-{decided.year}-{number:05d}",
        "decision_no": f"MAU-{number}/QĐ-{'BNN' if star == 5 else 'UBND'}",
        "decision_date": decided.isoformat(),
        "expiry_date": ends.isoformat(),
        "recognised_by": body,
        "revoked_date": "2026-10-05" if draw > 0.995 else "",
    }


def _offer(chance: random.Random, good: Good, number: int) -> dict[str, str]:
    edge = good.grams ** (1 / 3)
    return {
        "price_vnd": str(max(10_000, round(good.price * chance.uniform(0.92, 1.3)) // 1000 * 1000)),
        "stock": str(chance.choice(STOCKS)),
        "net_quantity": good.size,
        "weight_g": str(good.grams),
        "length_cm": str(max(4, round(edge * 2.3))),
        "width_cm": str(max(4, round(edge * 1.7))),
        "height_cm": str(max(3, round(edge * 1.2))),
        "gtin": _gtin(number) if chance.random() < 0.5 else "",
    }


def _label(good: Good, sku: str, storage: str) -> dict[str, str]:
    edible = good.group["industry"] in ("food", "beverage")
    spirits = "abv" in good.group
    return {
        "group_148": good.group["code"],
        "storage_vi": storage,
        "shelf_life_days": str(good.group.get("days", "")),
        "ingredients_vi": good.name,
        "alcohol_abv": good.group.get("abv", ""),
        "licence_no": f"MAU-TCB-{sku}" if edible or good.group["code"] == "H1" else "",
        "trace_code": f"MAU{sku.replace('-', '')}" if edible else "",
        "warning_vi": "Không dành cho người dưới 18 tuổi." if spirits else "",
    }


def _goods(sellable: bool) -> tuple[Mapping[str, str], dict[str, list[Good]]]:
    told = tomllib.loads(resources.files(__package__).joinpath("goods.toml").read_text(encoding="utf-8"))
    found: dict[str, list[Good]] = {industry: [] for industry in INDUSTRIES}
    for group in told["group"]:
        for line in group["goods"]:
            name, price, sizes = (part.strip() for part in line.split("|"))
            weighed = [(text.strip(), int(grams)) for text, grams in (one.split(":") for one in sizes.split(","))]
            if sellable and group.get("held"):
                continue
            for size, grams in weighed:
                scale = 0.5 + 0.5 * grams / weighed[0][1]
                found[group["industry"]].append(Good(group, name, size, grams, round(int(price) * scale)))
    return told["storage"], found


def _places() -> list[dict[str, str]]:
    """Communes whose name before July 2025 leads to exactly one today."""
    table = resources.files("connector.catalogue").joinpath("data", "commune_map.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return [{name: row[name] for name in PLACE[1:]} for row in rows if row["mapping"] == "one"]


def _shuffled(chance: random.Random, weights: Mapping[Any, int], count: int) -> list[Any]:
    """``count`` keys in the proportions of ``weights`` (largest remainder), in random order."""
    whole = sum(weights.values())
    parts = {key: divmod(count * weight, whole) for key, weight in weights.items()}
    missing = count - sum(full for full, _ in parts.values())
    lucky = sorted(parts, key=lambda key: -parts[key][1])[:missing]
    drawn = [key for key, (full, _) in parts.items() for _ in range(full + (key in lucky))]
    chance.shuffle(drawn)
    return drawn


def _gtin(number: int) -> str:
    digits = f"952{number:09d}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"


def _write(path: Path, packaged: str, rows: Sequence[Mapping[str, str]]) -> None:
    """With the packaged file's own header, so that a column added there is never missing here."""
    with resources.files("connector.sample").joinpath("data", packaged).open(encoding="utf-8") as sample:
        header = next(csv.reader(sample))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, header, restval="", extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.catalogue", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=LIKE["hanoi-2023"])
    parser.add_argument("--like", choices=LIKE, help="the size of a register")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sellable", action="store_true", help="nothing held, every channel open")
    parser.add_argument("--photos", choices=("drawn", "shared"), help="also make the pictures; shared: from a few")
    asked = parser.parse_args()
    names = make_catalogue(asked.folder, LIKE.get(asked.like, asked.size), asked.seed, sellable=asked.sellable)
    if asked.photos:
        from .photos import draw_photos, share_photos

        make = draw_photos if asked.photos == "drawn" else share_photos
        make(asked.folder / "photos", names)
    print(f"{len(names)} pictures named")


if __name__ == "__main__":
    main()
