"""What the demo checks: the shop against the sample's expectations, and the badge on every live picture.

The expectations are the packaged ``shops_expected.csv``. A badge is judged on the bytes that the shop serves, by
comparing the badge's box with the same photo rendered without one.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image, ImageChops, ImageStat

from connector.catalogue import PhotoIndex
from connector.model import Listing, MediaIdentity
from connector.sample import expected_shops
from media import Renditions, badge_box, recipe

__all__ = ["Proof", "badges", "expected_listings", "shop_against_sample"]

BADGE_DIFFERENCE = 12.0
"""Mean difference (0-255) inside the badge's box from which a badge is there; JPEG noise stays below 3."""


@dataclass(slots=True)
class Proof:
    """Figures for people, and what did not hold (empty = all held)."""

    figures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)


def single_sku_keys(products: Path) -> dict[str, str]:
    """Product key -> SKU, for the products whose key has one SKU (more than one is another issue's depth)."""
    members: dict[str, list[str]] = {}
    with products.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            members.setdefault(row["product_key"] or row["sku"], []).append(row["sku"])
    return {key: skus[0] for key, skus in members.items() if len(skus) == 1}


def expected_listings(products: Path, marketplace: str = "shopee") -> dict[str, dict[str, str]]:
    """By SKU, the expected rows of what may be published and has one SKU."""
    keys = single_sku_keys(products)
    return {
        keys[row["product_key"]]: row
        for row in expected_shops()
        if row["marketplace"] == marketplace and row["publishable"] == "yes" and row["product_key"] in keys
    }


def shop_against_sample(listings: Sequence[Mapping[str, Any]], expected: Mapping[str, Mapping[str, str]]) -> Proof:
    """Exactly the expected products are live, each once, with the expected stock."""
    proof = Proof()
    shown = Counter(sku["sku"] for listing in listings for sku in listing["skus"])
    live = {sku["sku"]: listing for listing in listings if listing["live"] for sku in listing["skus"]}
    proof.figures["listings"] = len(live)
    for sku, times in shown.items():
        proof.expect(times == 1, f"{sku}: {times} listings")
        proof.expect(sku in expected, f"{sku}: listed, should not be")
    for sku, row in expected.items():
        proof.expect(sku in live, f"{sku}: not live")
        if sku in live:
            stock = live[sku]["skus"][0]["stock"]
            proof.expect(str(stock) == row["stock"], f"{sku}: stock {stock}, should be {row['stock']}")
    return proof


def badges(
    listings: Sequence[Mapping[str, Any]],
    wanted: Mapping[str, Listing],
    stars: Mapping[str, str],
    photos: PhotoIndex,
    cache: Renditions,
) -> Proof:
    """Every live picture has the badge it should have, and no other has one.

    ``wanted`` is, by SKU, the listing as composed; ``stars`` the badge star expected for it ('' = none).
    """
    proof = Proof()
    with httpx.Client(timeout=30, trust_env=False) as client:
        for listing in listings:
            sku = listing["skus"][0]["sku"]
            if not listing["live"] or sku not in wanted:
                continue
            badged = 0
            pairs = zip(listing["images"], wanted[sku].media, strict=False)
            proof.expect(len(listing["images"]) == len(wanted[sku].media), f"{sku}: another number of pictures")
            for image, identity in pairs:
                served = client.get(image["url"]).content
                there = has_badge(served, identity, photos, cache)
                proof.figures["pictures"] += 1
                badged += there
                proof.expect(there == bool(identity.badge), f"{sku} picture {image['position']}: badge is {there}")
            proof.figures["badged"] += bool(badged)
            proof.expect(bool(badged) == bool(stars.get(sku)), f"{sku}: badge {bool(badged)}, star {stars.get(sku)!r}")
    return proof


def has_badge(served: bytes, identity: MediaIdentity, photos: PhotoIndex, cache: Renditions) -> bool:
    """Whether the badge's box of the served picture differs from the photo rendered without a badge."""
    plain = cache.get(identity.model_copy(update={"badge": "", "badge_at": ""}), photos.find(identity.file), None)
    box = badge_box(recipe(identity.recipe), identity.badge_at or "top-left")
    with Image.open(BytesIO(served)) as one, Image.open(BytesIO(plain.data)) as other:
        difference = ImageChops.difference(one.convert("RGB").crop(box), other.convert("RGB").crop(box))
    mean: list[float] = ImageStat.Stat(difference).mean
    return max(mean) > BADGE_DIFFERENCE
