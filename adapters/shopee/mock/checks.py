"""Everything Shopee checks of an item before it is created or changed: always the whole item, against the shop's own
facts.

An untouched field that has gone bad fails an update just as it fails a create. Codes are the contract's section 3.2,
to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from adapters.shopee.mock.check_attributes import check_attributes
from adapters.shopee.mock.check_extended import check_extended
from adapters.shopee.mock.envelope import Refusal
from adapters.shopee.mock.facts import Channel, Leaf
from adapters.shopee.mock.items import DELETED, Item
from adapters.shopee.mock.shop import Shop

__all__ = ["check_item", "check_price", "check_repeat", "check_shop", "check_sku", "check_stock"]

HASHTAG = re.compile(r"#\w+")
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>]")
MAX_SKU = 100
MAX_HASHTAGS = 18
MIN_IMAGE_ID = 32


def check_item(shop: Shop, item: Item) -> None:
    """Raise the first `Refusal` that Shopee's checks come to."""
    leaf = _category(shop, item)
    checks: tuple[Callable[[Shop, Item], None], ...] = (_name, _description, _figures, _images, _package, _logistics)
    for check in checks:
        check(shop, item)
    check_attributes(shop.facts, leaf, item.attributes)
    _brand(leaf, item)
    _days_to_ship(shop, leaf, item)
    _rest(shop, item)


def check_price(shop: Shop, price: float) -> int:
    """The price in whole dong, if it is within the limits."""
    low, high = shop.bounds("price_limit")
    if price <= 0:
        raise Refusal("error_invalid_price", "Invalid price, please use the correct format")
    if price < low:
        raise Refusal("error_price_exceed_min_limitt", "Original_price is less than min price limit.")
    if price > high:
        raise Refusal("error_price_exceed_max_limitt", "Original_price is bigger than max price limit.")
    return round(price)


def check_stock(shop: Shop, stock: int) -> int:
    low, high = shop.bounds("stock_limit")
    if not low <= stock <= high:
        raise Refusal("product.error_busi", f"Stock should be within {low}-{high} for model")
    return stock


def check_sku(sku: str) -> str:
    if len(sku) > MAX_SKU:
        raise Refusal("product.error_param", f"Parameter is not match the constraints, sku length over {MAX_SKU}.")
    return sku


def check_repeat(shop: Shop, item: Item) -> None:
    """The similarity check, where the option asks for it: identical name and pictures."""
    pictures = [shop.pictures.digest(picture) for picture in item.images]
    for other in shop.shelf.current():
        if other.status in DELETED or other.name != item.name or len(other.images) != len(pictures):
            continue
        if [shop.pictures.digest(picture) for picture in other.images] == pictures:
            raise Refusal("error_repeated_mtsku", "A similar product has already been uploaded")


def check_shop(shop: Shop) -> None:
    """Whether the shop may have one more item."""
    if shop.options.holiday:
        raise Refusal("error_holiday_on_add_item", "Shop is under vocation mode.")
    if shop.options.penalty:
        raise Refusal("error_seller_under_penalty", "The seller is under penalty.")
    limit = shop.options.item_limit
    if len(shop.shelf) >= limit and sum(item.status not in DELETED for item in shop.shelf.current()) >= limit:
        raise Refusal("error_reach_shop_item_limit", "Item published item count reaches limit.")


def _category(shop: Shop, item: Item) -> Leaf:
    leaf = shop.facts.leaves.get(item.category)
    if leaf is None:
        raise Refusal("error_invalid_category", f"Invalid category ID {item.category}")
    if leaf.blocked:
        raise Refusal("error_category_is_block", "Category is restricted")
    return leaf


def _name(shop: Shop, item: Item) -> None:
    low, high = shop.bounds("item_name_length_limit")
    if FORBIDDEN.search(item.name):
        raise Refusal("error_title_character_forbidden", "Item_name contains forbidden characters.")
    if len(item.name) < low:
        raise Refusal("error_item_name_is_too_short", "Item_name length is less than min limit.")
    if len(item.name) > high:
        raise Refusal("error_title_exceeds_max_length", "The length of item_name is bigger than max limit.")


def _description(shop: Shop, item: Item) -> None:
    if item.description_type == "extended":
        return check_extended(shop, item)
    if item.description_type != "normal":
        raise Refusal("error_param", "description_type should be normal or extended.")
    low, high = shop.bounds("item_description_length_limit")
    if len(item.description) < low:
        raise Refusal("error_desc_length_min_limit", "Description length is less than the min limit.")
    if len(item.description) > high:
        message = f"Parameter is not match the constraints, description length should be within {low}-{high}."
        raise Refusal("error_param", message)
    if len(HASHTAG.findall(item.description)) > MAX_HASHTAGS:
        raise Refusal("error_desc_hash_tag_over_limit", "Count of hash tags is more than 18")


def _figures(shop: Shop, item: Item) -> None:
    if not item.models:
        check_price(shop, item.price)
        check_stock(shop, item.stock)


def _images(shop: Shop, item: Item) -> None:
    low, high = shop.bounds("item_image_count_limit")
    if len(item.images) < low:
        raise Refusal("error_image_num_min", f"Item image should be at least {low}.")
    if len(item.images) > high:
        raise Refusal("error_param", f"Parameter is not match the constraints, image count over {high}.")
    if item.ratio not in ("", "1:1") and not (item.ratio == "3:4" and shop.options.allow_listed):
        raise Refusal("error_param", "image_ratio 3:4 is only for sellers on the allow list.")
    for picture in item.images:
        if len(picture) < MIN_IMAGE_ID:
            message = "Image is invalid: single image url length is less than 32."
            raise Refusal("error_image_unavailable", message)
        if picture not in shop.pictures:
            raise Refusal("error_param", "Image not exist.")


def _package(shop: Shop, item: Item) -> None:
    if item.weight <= 0:
        raise Refusal("error_param", "Invalid Weight.")
    if item.dimension is not None and min(item.dimension.values()) <= 0:
        raise Refusal("error_param", "Invalid dimension.")
    if item.dimension is None and shop.limits["dimension_limit"]["dimension_mandatory"]:
        raise Refusal("error_param", "dimension is required")


def _logistics(shop: Shop, item: Item) -> None:
    wanted = [entry for entry in item.logistics if entry["enabled"]]
    for entry in wanted:
        channel = shop.facts.channels.get(entry["logistic_id"])
        if channel is None:
            raise _logistic(f"channel {entry['logistic_id']} is not found")
        if channel.fee_type == "SIZE_SELECTION" and not entry.get("size_id"):
            raise _logistic(f"size_id is required for channel {channel.id}")
        if channel.fee_type == "CUSTOM_PRICE" and entry.get("shipping_fee") is None:
            raise _logistic(f"shipping_fee is required for channel {channel.id}")
        if not channel.enabled or channel.mask:
            message = f"invalid logistic info , channel {channel.id} is not enabled for the shop"
            raise Refusal("error_invalid_logistic_info", message)
        if channel.fee_type == "SIZE_INPUT":
            _fits(channel, item)
    if not wanted:
        raise Refusal("error_invalid_logistic_info", "invalid logistic info , at least one channel should be enabled")
    compulsory = {channel.id for channel in shop.facts.channels.values() if channel.compulsory and channel.enabled}
    if compulsory and not compulsory & {entry["logistic_id"] for entry in wanted}:
        raise _logistic("at least one compulsory channel should be enabled")


def _fits(channel: Channel, item: Item) -> None:
    if item.dimension is None:
        raise Refusal("error_param", "dimension is required")
    sides = list(item.dimension.values())
    if channel.max_weight and item.weight > channel.max_weight:
        raise _logistic(f"weight is over the limit of channel {channel.id}")
    if channel.max_side and max(sides) > channel.max_side:
        raise _logistic(f"dimension is over the limit of channel {channel.id}")
    if channel.max_sum and sum(sides) > channel.max_sum:
        raise _logistic(f"sum of dimension is over the limit of channel {channel.id}")


def _logistic(why: str) -> Refusal:
    return Refusal("error_param", f"Invalid logistic info, {why}")


def _brand(leaf: Leaf, item: Item) -> None:
    if item.brand is None:
        if leaf.brand_required:
            raise Refusal("error_less_required_brand", "Brand information required")
        return
    number, name = item.brand.get("brand_id"), item.brand.get("original_brand_name") or ""
    if number is None and not name:
        raise Refusal("error_incalid_brand", "Brand ID or brand name required")
    if number is None:
        raise Refusal("error_invalid_brand", "Brand ID required")
    if number == 0:
        if not name:
            raise Refusal("error_invalid_brand", "Brand name required")
        if name.replace(" ", "").casefold() != "nobrand":
            raise Refusal("error_invalid_brand", "Invalid brand")
        return
    brand = next((brand for brand in leaf.brands if brand["id"] == number and not brand.get("pending")), None)
    if number and brand is None:
        raise Refusal("error_invalid_brand", "Invalid brand")
    if brand and brand.get("forbidden"):
        raise Refusal("error_brand_forbidden", "The brand is forbidden.")


def _days_to_ship(shop: Shop, leaf: Leaf, item: Item) -> None:
    if not item.pre_order.get("is_pre_order"):
        return
    if not leaf.pre_order:
        raise Refusal("error_param_category_not_support_pre_order", "Category does not support pre-order.")
    limit = shop.limits["dts_limit"]["days_to_ship_limit"]
    days = item.pre_order.get("days_to_ship", 0)
    if days < limit["min_limit"]:
        raise Refusal("error_invalid_days_to_ship", "Invalid days_to_ship.")
    if days > limit["max_limit"]:
        raise Refusal("error_param_dts_exceeds_max_limit", "Days_to_ship exceeds max limit")


def _rest(shop: Shop, item: Item) -> None:
    check_sku(item.sku)
    if item.condition not in ("NEW", "USED"):
        raise Refusal("error_param", "Parameter is not match the constraints, condition should be NEW or USED.")
    if len(item.videos) > 1 or not all(shop.videos.usable(video) for video in item.videos):
        raise Refusal("error_video_info_not_found", "Video_info not found.")
    if any(entry["unit_price"] >= item.price for entry in item.wholesale):
        message = "Wholesale price can't more than original price."
        raise Refusal("error_whole_sale_price_setting_incorrect", message)
