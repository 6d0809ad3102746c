"""Reading the tiers of a variation, in the documented form or the older one, and checking them; the tree of variations
that Shopee has standardised.

A tier of one's own has `variation_id` 0. Another id must be one of the tree's, and so must the ids of its options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters._mock.market import Call, Reply
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.fields import int_param
from adapters.shopee.mock.items import Tier
from adapters.shopee.mock.shop import Shop

__all__ = ["get_variation_tree", "read_tiers", "standardised"]

MAX_TIERS = 2


def get_variation_tree(shop: Shop, call: Call) -> Reply:
    """Flat: the tree stands in `data` beside `error`."""
    number = int_param(call, "category_id")
    if number not in shop.facts.leaves:
        raise Refusal("error_invalid_category", f"Invalid category ID {number}")
    tree = [
        {
            "variation_id": variation["id"],
            "variation_name": variation["vi"],
            "variation_group_list": [
                {
                    "variation_group_id": group["id"],
                    "variation_group_name": group["vi"],
                    "variation_option_list": [
                        {"variation_option_id": option["id"], "variation_option_name": option["vi"]}
                        for option in group["options"]
                    ],
                }
                for group in variation["groups"]
            ],
        }
        for variation in shop.facts.variations
    ]
    return shop.flat({"warning": "", "data": {"standardise_variation_list": tree}})


def read_tiers(shop: Shop, body: Mapping[str, Any]) -> tuple[Tier, ...]:
    if "standardise_tier_variation" in body:
        tiers = tuple(_standard(entry) for entry in body["standardise_tier_variation"])
    else:
        tiers = tuple(_own(entry) for entry in body.get("tier_variation", []))
    if len(tiers) > MAX_TIERS:
        raise Refusal("error_param", "The level of tier-variation over 2.")
    for level, tier in enumerate(tiers):
        _check_words(shop, tier)
        _check_pictures(shop, tier, level)
        _check_ids(shop, tier)
    return tiers


def standardised(tier: Tier) -> dict[str, Any]:
    """A tier in the documented form."""
    return {
        "variation_id": tier.variation,
        "variation_group_id": tier.group,
        "variation_name": tier.name,
        "variation_option_list": [
            {"variation_option_id": number, "variation_option_name": label, "image_id": picture or ""}
            for (label, picture), number in zip(tier.options, tier.option_ids or [0] * len(tier.options), strict=True)
        ],
    }


def _standard(entry: Mapping[str, Any]) -> Tier:
    options = entry["variation_option_list"]
    return Tier(
        name=entry["variation_name"],
        options=tuple((option["variation_option_name"], option.get("image_id") or None) for option in options),
        variation=entry.get("variation_id", 0),
        group=entry.get("variation_group_id", 0),
        option_ids=tuple(option.get("variation_option_id", 0) for option in options),
    )


def _own(entry: Mapping[str, Any]) -> Tier:
    return Tier(
        name=entry["name"],
        options=tuple(
            (option["option"], (option.get("image") or {}).get("image_id") or None) for option in entry["option_list"]
        ),
    )


def _check_words(shop: Shop, tier: Tier) -> None:
    labels = [label for label, _ in tier.options]
    low, high = shop.bounds("tier_variation_name_length_limit")
    if not low <= len(tier.name) <= high:
        raise Refusal("error_param", f"Tier-variation name length should be within {low}-{high}.")
    low, high = shop.bounds("tier_variation_option_length_limit")
    if not labels or any(not low <= len(label) <= high for label in labels):
        raise Refusal("error_param", f"Option length should be within {low}-{high}.")
    if len({label.casefold() for label in labels}) != len(labels):
        raise Refusal("error_param", "Repeat tier-variation option.")


def _check_pictures(shop: Shop, tier: Tier, level: int) -> None:
    pictures = [picture for _, picture in tier.options if picture]
    if pictures and (level or len(pictures) != len(tier.options)):
        raise Refusal("error_param", "Option images should be set for all options of the first tier only.")
    if any(picture not in shop.pictures for picture in pictures):
        raise Refusal("error_param", "Image not exist.")


def _check_ids(shop: Shop, tier: Tier) -> None:
    known: Sequence[Mapping[str, Any]] = [each for each in shop.facts.variations if each["id"] == tier.variation]
    if tier.variation and not known:
        raise _unknown("variation_id")
    groups = [group for variation in known for group in variation["groups"]]
    if tier.group and tier.group not in [group["id"] for group in groups]:
        raise _unknown("variation_group_id")
    options = {option["id"] for group in groups for option in group["options"]}
    if set(tier.option_ids) - options - {0}:
        raise _unknown("variation_option_id")


def _unknown(name: str) -> Refusal:
    return Refusal("error_param", f"Parameter is not match the constraints, {name} is not found.")
