"""What Shopee answers, as far as we read it. Tolerant: unknown keys are ignored, null counts as absent."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from pydantic import BaseModel, JsonValue, model_validator

from connector.wire.answers import TOLERANT, without_nulls

__all__ = [
    "BaseInfo",
    "CreatedItem",
    "Diagnoses",
    "EntryLists",
    "Item",
    "ItemModel",
    "ItemPage",
    "ModelList",
    "SearchPage",
    "ShopInfo",
    "StockInfo",
    "Task",
    "TokenAnswer",
    "Tolerant",
    "Uploaded",
    "Violation",
    "Violations",
]


HEAVIEST_KG = 1_000_000


class Tolerant(BaseModel):
    """Base of all of them."""

    model_config = TOLERANT
    _without_nulls = model_validator(mode="before")(without_nulls)


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
    size_id: str | int = ""


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
    field_list: tuple[DescriptionField, ...] = ()  # of a default with a list in it every item would get a deep copy


class DescriptionInfo(Tolerant):
    extended_description: ExtendedDescription = ExtendedDescription()


class Item(Tolerant):
    """One entry of ``get_item_base_info``. Price and stock are absent where the item has models."""

    item_id: int
    category_id: int = 0
    item_name: str = ""
    description: str = ""
    item_sku: str = ""
    create_time: int = 0
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
    gtin_code: str = ""
    deboost: str | bool = ""

    @property
    def grams(self) -> int:
        try:
            weight = Decimal(str(self.weight or 0))
        except InvalidOperation:
            return 0
        return round(weight * 1000) if weight.is_finite() and 0 <= weight < HEAVIEST_KG else 0

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
    gtin_code: str = ""


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


class Task(Tolerant):
    issue_type: int = 0
    suggestion: str = ""


class Diagnosis(Tolerant):
    item_id: int
    unfinished_task: list[Task] = []


class Diagnoses(Tolerant):
    success_item_list: list[Diagnosis] = []


class Violation(Tolerant):
    violation_type: str = ""
    violation_reason: str = ""
    suggestion: str = ""
    fix_deadline_time: int = 0


class ItemViolations(Tolerant):
    item_id: int
    item_status_details: list[Violation] = []
    deboost_details: list[Violation] = []


class Violations(Tolerant):
    item_list: list[ItemViolations] = []
