"""What the demo checks of listings: each shop against the sample's expectations, row by row.

The expectations are the packaged ``shops_expected.csv``; how many pieces a SKU has is read from the sheet alone.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from connector.model import VariantStatus
from connector.sample import expected_shops
from connector.sync import Notice

from .shops import shop_of

__all__ = [
    "Expected",
    "Fault",
    "Proof",
    "expected_listings",
    "expected_rows",
    "reasons_against_sample",
    "shop_against_sample",
    "stars_on",
    "without_paper",
]

WAITS = "waiting-for-stock"
EDIBLE = ("food", "beverage")
REASONS = ("HOLD_", "CHANNEL_", "STATUS_", "PRICE_", "E_")


class Fault(NamedTuple):
    """One thing that is not as expected: a message code, and what was found and what was expected."""

    code: str
    params: Mapping[str, object]


@dataclass(slots=True)
class Proof:
    """Figures for people, and what did not hold (empty = all held)."""

    figures: Counter[str] = field(default_factory=Counter)
    wrong: list[Fault] = field(default_factory=list)

    def expect(self, holds: bool, code: str, **params: object) -> None:
        if not holds:
            self.wrong.append(Fault(code, params))


@dataclass(frozen=True, slots=True)
class Expected:
    """One product in one shop. ``skus`` are those that must stand in it, none where nothing may; ``stock`` is that of
    all together; ``star`` what may be shown ('' = none); ``why_not`` the reasons where it may not be published."""

    key: str
    skus: tuple[str, ...]
    star: str
    stock: int
    why_not: frozenset[str] = frozenset()
    waits: bool = False


def expected_rows(products: Path, marketplace: str) -> list[Expected]:
    """Every row of the expectations for one marketplace, with the sheet's SKUs that are not taken off.

    Where a marketplace needs stock, what has none waits, and a SKU without a piece is left out.
    """
    members = _members(products)
    needs_stock = shop_of(marketplace).needs_stock
    found, short = [], []
    for row in expected_shops():
        if row["marketplace"] != marketplace:
            continue
        key, published, pieces = row["product_key"], row["publishable"] == "yes", members.get(row["product_key"], {})
        if published and (len(pieces), sum(pieces.values())) != (int(row["skus"]), int(row["stock"])):
            short.append(key)
        skus = tuple(sku for sku, count in pieces.items() if published and (count or not needs_stock))
        why_not = frozenset(row["why_not"].split(";")) - {""}
        stock, waits = int(row["stock"] or 0), published and not skus
        found.append(Expected(key, skus, row["badge_star"] if skus else "", stock, why_not, waits))
    assert not short, f"the sheet and its expectations are not of one edition: {short}"
    return found


def expected_listings(products: Path, marketplace: str = "shopee") -> list[Expected]:
    """Those of the rows that must stand in the shop."""
    return [one for one in expected_rows(products, marketplace) if one.skus]


def shop_against_sample(listings: Sequence[Mapping[str, Any]], expected: Sequence[Expected]) -> Proof:
    """Exactly the expected products are live, each once with all its SKUs and no other, with the expected stock."""
    proof = Proof()
    shown = Counter(sku["sku"] for listing in listings for sku in listing["skus"])
    live = {frozenset(sku["sku"] for sku in listing["skus"]): listing for listing in listings if listing["live"]}
    proof.figures["listings"], proof.figures["skus"] = len(live), sum(len(skus) for skus in live)
    wanted = {sku for one in expected for sku in one.skus}
    for sku, times in shown.items():
        proof.expect(times == 1, "demo-wrong-twice", sku=sku, times=times)
        proof.expect(sku in wanted, "demo-wrong-listed", sku=sku)
    for one in expected:
        listing = live.get(frozenset(one.skus))
        if not one.skus:
            continue
        proof.expect(listing is not None, "demo-wrong-missing", key=one.key, skus=", ".join(one.skus))
        stock = sum(sku["stock"] for sku in listing["skus"]) if listing else one.stock
        proof.expect(stock == one.stock, "demo-wrong-stock", key=one.key, found=stock, wanted=one.stock)
    return proof


def reasons_against_sample(notices: Sequence[Notice], rows: Sequence[Expected]) -> Proof:
    """Of every product that is not shown the run said exactly the expected reasons; what has no stock waits."""
    proof = Proof()
    said: dict[str, set[str]] = {}
    for notice in notices:
        if notice.code == WAITS or notice.code.startswith(REASONS):
            said.setdefault(notice.product, set()).add(notice.code)
    for row in rows:
        wanted = row.why_not | ({WAITS} if row.waits else set())
        found = said.get(row.key, set())
        told = {"found": ", ".join(sorted(found)) or "–", "wanted": ", ".join(sorted(wanted)) or "–"}
        proof.expect(found == wanted, "demo-wrong-reasons", key=row.key, **told)
        proof.figures["waiting"] += row.waits and WAITS in found
        proof.figures["withheld"] += bool(row.why_not) and found == row.why_not
    return proof


def stars_on(products: Path, day: date) -> dict[str, str]:
    """The star each SKU may show on ``day``, read from the sheet alone; further rows of a product leave it blank."""
    rows = _rows(products)
    held = {
        row["product_key"] or row["sku"]: row["ocop_star"]
        for row in rows
        if row["ocop_star"] and not row["revoked_date"] and row["expiry_date"] > day.isoformat()
    }
    return {row["sku"]: held.get(row["product_key"] or row["sku"], "") for row in rows}


def without_paper(products: Path, producers: Path, day: date) -> set[str]:
    """SKUs of food and drink whose producer's food-safety paper has ended by ``day``: nobody may sell them."""
    ended = {
        row["producer_id"]
        for row in _rows(producers)
        if row["food_safety_cert_expiry"] and row["food_safety_cert_expiry"] <= day.isoformat()
    }
    return {row["sku"] for row in _rows(products) if row["industry"] in EDIBLE and row["producer_id"] in ended}


def _members(products: Path) -> dict[str, dict[str, int]]:
    """By product, the pieces of every SKU that is not taken off."""
    members: dict[str, dict[str, int]] = {}
    for row in _rows(products):
        if row["status"] != VariantStatus.DISCONTINUED:
            pieces = 0 if row["status"] == VariantStatus.OUT_FOR_NOW else int(row["stock"] or 0)
            members.setdefault(row["product_key"] or row["sku"], {})[row["sku"]] = pieces
    return members


def _rows(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
