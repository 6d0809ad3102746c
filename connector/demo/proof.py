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
from connector.model import Listing, MediaIdentity, VariantStatus
from connector.sample import expected_shops
from media import Renditions, badge_box, recipe

__all__ = ["Expected", "Proof", "badges", "expected_listings", "shop_against_sample"]

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


@dataclass(frozen=True, slots=True)
class Expected:
    """One listing that must stand in the shop: its SKUs on sale, its star ('' = none), the stock of all together."""

    key: str
    skus: tuple[str, ...]
    star: str
    stock: int


def expected_listings(products: Path, marketplace: str = "shopee") -> list[Expected]:
    """What may be published, by the packaged expectations; the SKUs are those of the sheet that are not taken off."""
    members: dict[str, list[str]] = {}
    with products.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["status"] != VariantStatus.DISCONTINUED:
                members.setdefault(row["product_key"] or row["sku"], []).append(row["sku"])
    rows = [row for row in expected_shops() if row["marketplace"] == marketplace and row["publishable"] == "yes"]
    found = [
        Expected(row["product_key"], tuple(members[row["product_key"]]), row["badge_star"], int(row["stock"]))
        for row in rows
    ]
    short = [one.key for one, row in zip(found, rows, strict=True) if len(one.skus) != int(row["skus"])]
    assert not short, f"the sheet and its expectations are not of one edition: {short}"
    return found


def shop_against_sample(listings: Sequence[Mapping[str, Any]], expected: Sequence[Expected]) -> Proof:
    """Exactly the expected products are live, each once with all its SKUs and no other, with the expected stock."""
    proof = Proof()
    shown = Counter(sku["sku"] for listing in listings for sku in listing["skus"])
    live = {frozenset(sku["sku"] for sku in listing["skus"]): listing for listing in listings if listing["live"]}
    proof.figures["listings"], proof.figures["skus"] = len(live), sum(len(skus) for skus in live)
    wanted = {sku for one in expected for sku in one.skus}
    for sku, times in shown.items():
        proof.expect(times == 1, f"{sku}: {times} listings")
        proof.expect(sku in wanted, f"{sku}: listed, should not be")
    for one in expected:
        listing = live.get(frozenset(one.skus))
        proof.expect(listing is not None, f"{one.key}: not live with {', '.join(one.skus)} and no other SKU")
        stock = sum(sku["stock"] for sku in listing["skus"]) if listing else one.stock
        proof.expect(stock == one.stock, f"{one.key}: stock {stock}, should be {one.stock}")
    return proof


def badges(
    listings: Sequence[Mapping[str, Any]],
    wanted: Mapping[str, Listing],
    stars: Mapping[str, str],
    photos: PhotoIndex,
    cache: Renditions,
) -> Proof:
    """Every live picture has the badge it should have, and no other has one.

    ``wanted`` is, by each SKU, the listing as composed; ``stars`` the badge star expected of that SKU ('' = none).
    """
    proof = Proof()
    with httpx.Client(timeout=30, trust_env=False) as client:
        for listing in listings:
            sku = next((one["sku"] for one in listing["skus"] if one["sku"] in wanted), "")
            if not listing["live"] or not sku:
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
