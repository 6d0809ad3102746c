"""Whether an extended description (blocks of text and pictures) keeps its own limits. Only allow-listed sellers may."""

from __future__ import annotations

from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.items import Item
from adapters.shopee.mock.shop import Shop

__all__ = ["check_extended"]


def check_extended(shop: Shop, item: Item) -> None:
    if not shop.options.allow_listed:
        raise Refusal("error_param", "description_type extended is only for sellers on the allow list.")
    blocks = ((item.description_info or {}).get("extended_description") or {}).get("field_list") or []
    if not blocks:
        raise Refusal("product.error_param", "invalid field DescriptionInfo: value must  Not Null")
    limits = shop.limits["extended_description_limit"]
    texts = [block.get("text") or "" for block in blocks if block["field_type"] == "text"]
    pictures = [
        (block.get("image_info") or {}).get("image_id", "") for block in blocks if block["field_type"] == "image"
    ]
    if len(texts) + len(pictures) != len(blocks):
        raise _outside("field_type should be text or image")
    length = sum(len(text) for text in texts)
    if length < limits["description_text_length_min"]:
        raise Refusal("error_desc_length_min_limit", "Description length is less than the min limit.")
    if length > limits["description_text_length_max"]:
        raise _outside(f"description length over {limits['description_text_length_max']}")
    low, high = limits["description_image_num_min"], limits["description_image_num_max"]
    if not low <= len(pictures) <= high:
        raise Refusal("error_desc_image_no_pass", f"The number of description images should be within {low}-{high}.")
    for picture in pictures:
        if picture not in shop.pictures:
            raise Refusal("error_desc_image_no_pass", "Description image not exist.")


def _outside(why: str) -> Refusal:
    return Refusal("error_param", f"Parameter is not match the constraints, {why}.")
