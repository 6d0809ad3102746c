"""What Shopee answers about what it allows: tree, attributes, brands, limits, channels. As tolerant as ``models``."""

from __future__ import annotations

from pydantic import Field

from .models import Tolerant

__all__ = [
    "AttributeInfo",
    "AttributeNode",
    "AttributeTrees",
    "BrandPage",
    "CategoryList",
    "ChannelEntry",
    "Channels",
    "Limits",
    "MinMax",
    "Recommended",
    "SearchedValues",
    "Translation",
]


class CategoryNode(Tolerant):
    category_id: int
    parent_category_id: int = 0
    original_category_name: str = ""
    display_category_name: str = ""
    has_children: bool = False


class Recommended(Tolerant):
    category_id: list[int] = Field(default=[])


class CategoryList(Tolerant):
    category_list: tuple[CategoryNode, ...] = ()


class Translation(Tolerant):
    language: str = ""
    value: str = ""


class AttributeChoice(Tolerant):
    value_id: int = 0
    name: str = ""
    value_unit: str = ""
    multi_lang: tuple[Translation, ...] = ()
    child_attribute_list: tuple[AttributeNode, ...] = ()


class AttributeInfo(Tolerant):
    input_type: int = 0
    input_validation_type: int = 0
    format_type: int = 1
    date_format_type: int = 0
    support_search_value: bool = False
    attribute_unit_list: tuple[str, ...] = ()
    max_value_count: int = 1


class AttributeNode(Tolerant):
    attribute_id: int
    mandatory: bool = False
    name: str = ""
    multi_lang: tuple[Translation, ...] = ()
    attribute_value_list: tuple[AttributeChoice, ...] = ()
    attribute_info: AttributeInfo = AttributeInfo()


class AttributeTree(Tolerant):
    category_id: int
    attribute_tree: tuple[AttributeNode, ...] = ()


class AttributeTrees(Tolerant):
    trees: tuple[AttributeTree, ...] = Field(default=(), alias="list")


class SearchedValue(Tolerant):
    value_id: int = 0
    value_name: str = ""


class PageInfo(Tolerant):
    cursor: int = 0
    has_next: bool = False


class SearchedValues(Tolerant):
    value_list: tuple[SearchedValue, ...] = ()
    page_info: PageInfo = PageInfo()


class BrandEntry(Tolerant):
    brand_id: int
    original_brand_name: str = ""
    display_brand_name: str = ""


class BrandPage(Tolerant):
    brand_list: tuple[BrandEntry, ...] = ()
    has_next_page: bool = False
    next_offset: int = 0
    is_mandatory: bool = False


class MinMax(Tolerant):
    min_limit: float | None = None
    max_limit: float | None = None


class DaysToShip(Tolerant):
    days_to_ship_limit: MinMax | None = None
    non_pre_order_days_to_ship: int | None = None


class WeightRule(Tolerant):
    weight_mandatory: bool = False


class DimensionRule(Tolerant):
    dimension_mandatory: bool = False


class Gtin(Tolerant):
    gtin_validation_rule: str = ""


class Limits(Tolerant):
    """``get_item_limit``; ``gtin_limit`` is found inside ``response`` or beside it."""

    price_limit: MinMax | None = None
    stock_limit: MinMax | None = None
    item_name_length_limit: MinMax | None = None
    item_description_length_limit: MinMax | None = None
    item_image_count_limit: MinMax | None = None
    tier_variation_name_length_limit: MinMax | None = None
    tier_variation_option_length_limit: MinMax | None = None
    item_count_limit: MinMax | None = None
    dts_limit: DaysToShip | None = None
    weight_limit: WeightRule | None = None
    dimension_limit: DimensionRule | None = None
    gtin_limit: Gtin | None = None


class ChannelWeight(Tolerant):
    item_max_weight: float = 0
    item_min_weight: float = 0


class ChannelSize(Tolerant):
    height: float = 0
    width: float = 0
    length: float = 0
    dimension_sum: float = 0


class SizeEntry(Tolerant):
    size_id: str | int = ""
    name: str = ""


class ChannelEntry(Tolerant):
    logistics_channel_id: int
    logistics_channel_name: str = ""
    enabled: bool = False
    fee_type: str = ""
    mask_channel_id: int = 0
    compulsory_channel: bool = False
    weight_limit: ChannelWeight = ChannelWeight()
    item_max_dimension: ChannelSize = ChannelSize()
    size_list: tuple[SizeEntry, ...] = ()


class Channels(Tolerant):
    logistics_channel_list: tuple[ChannelEntry, ...] = ()
