"""Advice about listings: never a reason to refuse one, only for live products, quality tiers only in the US."""

from __future__ import annotations

from typing import Any

from adapters._mock.market import Call, Reply
from adapters.tiktok_shop.mock.envelope import Refusal, missing
from adapters.tiktok_shop.mock.fields import decode, listed
from adapters.tiktok_shop.mock.shapes import PRODUCT
from adapters.tiktok_shop.mock.shop import Shop
from adapters.tiktok_shop.mock.text import plain

__all__ = ["diagnose_optimize", "get_diagnoses"]

MAX_IDS = 200
GOOD_TITLE = 40
GOOD_DESCRIPTION = 300
GOOD_IMAGES = 5


def get_diagnoses(shop: Shop, call: Call) -> Reply:
    numbers = listed(call, "product_ids")
    if not numbers:
        raise missing("product_ids")
    if len(numbers) > MAX_IDS:
        raise Refusal(12019120, f"No more than {MAX_IDS} product ids are allowed.")
    rows = []
    for number in numbers:
        product = shop.shelf.get(number, shop.view(call))
        if product is not None and product.live:
            seen = product.content
            rows.append({"id": number, "diagnoses": _diagnoses(seen.title, seen.description, len(seen.images))})
    return shop.ok({"products": rows})


def diagnose_optimize(shop: Shop, call: Call) -> Reply:
    body = decode(call, {**PRODUCT, "product_id": str})
    pictures = len(body.get("main_images", []))
    return shop.ok({"diagnoses": _diagnoses(body.get("title", ""), body.get("description", ""), pictures)})


def _diagnoses(title: str, description: str, pictures: int) -> list[dict[str, Any]]:
    rows = []
    if len(title) < GOOD_TITLE:
        rows.append(_row("TITLE", "TITLE_LENGTH_TOO_SHORT", f"Nên dài từ {GOOD_TITLE} ký tự."))
    if len(plain(description)) < GOOD_DESCRIPTION:
        rows.append(_row("DESCRIPTION", "DESC_LENGTH_TOO_SHORT", f"Nên dài từ {GOOD_DESCRIPTION} ký tự."))
    if pictures < GOOD_IMAGES:
        rows.append(_row("IMAGE", "MAIN_IMG_NUMBER_LESS_THAN_FIVE", f"Nên có từ {GOOD_IMAGES} ảnh."))
    return rows


def _row(field: str, code: str, how: str) -> dict[str, Any]:
    result = {"code": code, "how_to_solve": how, "quality_tier": ""}
    return {
        "field": field,
        "diagnosis_results": [result],
        "suggestion": {"seo_words": [], "smart_texts": [], "images": []},
    }
