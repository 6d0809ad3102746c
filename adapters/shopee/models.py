"""What Shopee answers, as far as we read it. Tolerant: unknown keys are ignored, null counts as absent."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

__all__ = [
    "AttributeNode",
    "AttributeTrees",
    "BaseInfo",
    "BrandPage",
    "CategoryList",
    "Channels",
    "CreatedItem",
    "EntryLists",
    "Item",
    "ItemModel",
    "ItemPage",
    "Limits",
    "MinMax",
    "ModelList",
    "SearchPage",
    "ShopInfo",
    "StockInfo",
    "TokenAnswer",
    "Uploaded",
    "moment",
]


class Tolerant(BaseModel):
    """Base of all of them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: object) -> object:
        return {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else data


def moment(seconds: int) -> datetime | None:
    """A unix time; 0 and less mean none."""
    return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None


class TokenAnswer(Tolerant):
    access_token: str
    refresh_token: str
    expire_in: int = 0
    shop_id_list: list[int] = []


class ShopInfo(Tolerant):
    shop_name: str = ""
    region: str = ""
    status: str = "NORMAL"
    expire_time: int = 0


class CategoryNode(Tolerant):
    category_id: int
    parent_category_id: int = 0
    original_category_name: str = ""
    display_category_name: str = ""
    has_children: bool = False


class CategoryList(Tolerant):
    category_list: list[CategoryNode] = []


class Translation(Tolerant):
    language: str = ""
    value: str = ""


class AttributeChoice(Tolerant):
    value_id: int = 0
    name: str = ""
    multi_lang: list[Translation] = []


class AttributeInfo(Tolerant):
    input_type: int = 0
    input_validation_type: int = 0
    format_type: int = 1
    attribute_unit_list: list[str] = []
    max_value_count: int = 1


class AttributeNode(Tolerant):
    attribute_id: int
    mandatory: bool = False
    name: str = ""
    multi_lang: list[Translation] = []
    attribute_value_list: list[AttributeChoice] = []
    attribute_info: AttributeInfo = AttributeInfo()


class AttributeTree(Tolerant):
    category_id: int
    attribute_tree: list[AttributeNode] = []


class AttributeTrees(Tolerant):
    trees: list[AttributeTree] = Field(default=[], alias="list")


class BrandEntry(Tolerant):
    brand_id: int
    original_brand_name: str = ""
    display_brand_name: str = ""


class BrandPage(Tolerant):
    brand_list: list[BrandEntry] = []
    has_next_page: bool = False
    next_offset: int = 0
    is_mandatory: bool = False


class MinMax(Tolerant):
    min_limit: float | None = None
    max_limit: float | None = None


class DaysToShip(Tolerant):
    days_to_ship_limit: MinMax | None = None


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
    gtin_limit: Gtin | None = None


class ChannelWeight(Tolerant):
    item_max_weight: float = 0
    item_min_weight: float = 0


class ChannelSize(Tolerant):
    height: float = 0
    width: float = 0
    length: float = 0


class ChannelEntry(Tolerant):
    logistics_channel_id: int
    logistics_channel_name: str = ""
    enabled: bool = False
    fee_type: str = ""
    mask_channel_id: int = 0
    compulsory_channel: bool = False
    weight_limit: ChannelWeight = ChannelWeight()
    item_max_dimension: ChannelSize = ChannelSize()


class Channels(Tolerant):
    logistics_channel_list: list[ChannelEntry] = []


class ItemRef(Tolerant):
    item_id: int
    item_status: str = ""
    update_time: int = 0


class ItemPage(Tolerant):
    item: list[ItemRef] = []
    has_next_page: bool = False
    next_offset: int = 0


class SearchPage(Tolerant):
    item_id_list: list[int] = []
    next_offset: str | int = ""


class Price(Tolerant):
    original_price: float = 0


class SellerStock(Tolerant):
    stock: int = 0


class StockInfo(Tolerant):
    seller_stock: list[SellerStock] = []

    @property
    def pieces(self) -> int:
        return sum(place.stock for place in self.seller_stock)


class Dimension(Tolerant):
    package_length: int = 0
    package_width: int = 0
    package_height: int = 0


class ItemImage(Tolerant):
    image_id_list: list[str] = []
    image_url_list: list[str] = []


class AttributeGiven(Tolerant):
    value_id: int = 0
    original_value_name: str = ""
    value_unit: str = ""


class ItemAttribute(Tolerant):
    attribute_id: int
    attribute_value_list: list[AttributeGiven] = []


class ItemChannel(Tolerant):
    logistic_id: int
    enabled: bool = False


class ItemBrand(Tolerant):
    brand_id: int = 0
    original_brand_name: str = ""


class PreOrder(Tolerant):
    is_pre_order: bool = False
    days_to_ship: int = 0


class DescriptionField(Tolerant):
    field_type: str = ""
    text: str = ""


class ExtendedDescription(Tolerant):
    field_list: list[DescriptionField] = []


class DescriptionInfo(Tolerant):
    extended_description: ExtendedDescription = ExtendedDescription()


class Item(Tolerant):
    """One entry of ``get_item_base_info``. Price and stock are absent where the item has models."""

    item_id: int
    category_id: int = 0
    item_name: str = ""
    description: str = ""
    item_sku: str = ""
    update_time: int = 0
    item_status: str = ""
    has_model: bool = False
    weight: str | float = ""
    dimension: Dimension = Dimension()
    image: ItemImage = ItemImage()
    price_info: list[Price] = []
    stock_info_v2: StockInfo = StockInfo()
    attribute_list: list[ItemAttribute] = []
    logistic_info: list[ItemChannel] = []
    brand: ItemBrand = ItemBrand()
    pre_order: PreOrder = PreOrder()
    description_info: DescriptionInfo = DescriptionInfo()
    has_promotion: bool = False

    @property
    def grams(self) -> int:
        try:
            return round(Decimal(str(self.weight or 0)) * 1000)
        except InvalidOperation:
            return 0

    @property
    def text(self) -> str:
        """The description, or the text blocks of an extended one."""
        blocks = self.description_info.extended_description.field_list
        return self.description or "\n".join(block.text for block in blocks if block.field_type == "text")


class BaseInfo(Tolerant):
    item_list: list[Item] = []


class ImageInfo(Tolerant):
    image_id: str = ""
    image_url: str = ""


class TierOption(Tolerant):
    option: str = ""
    image: ImageInfo = ImageInfo()


class Tier(Tolerant):
    name: str = ""
    option_list: list[TierOption] = []


class ItemModel(Tolerant):
    model_id: int
    tier_index: list[int] = []
    model_sku: str = ""
    price_info: list[Price] = []
    stock_info_v2: StockInfo = StockInfo()
    promotion_id: int = 0


class ModelList(Tolerant):
    tier_variation: list[Tier] = []
    model: list[ItemModel] = []


class CreatedItem(Tolerant):
    item_id: int


class ImageEntry(Tolerant):
    id: int = 0
    error: str = ""
    message: str = ""
    image_info: ImageInfo = ImageInfo()


class Uploaded(Tolerant):
    image_info: ImageInfo = ImageInfo()
    image_info_list: list[ImageEntry] = []


class EntryLists(Tolerant):
    """The two lists of every batch write; entries are known by item or model id."""

    success_list: list[dict[str, JsonValue]] = []
    failure_list: list[dict[str, JsonValue]] = []
