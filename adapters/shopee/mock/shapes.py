"""The request bodies Shopee's Go services decode, field by field (contract, section 2)."""

from __future__ import annotations

from adapters.shopee.mock.fields import Field, Shape

__all__ = [
    "ADD_ITEM",
    "MODELS_ADDED",
    "MODELS_CHANGED",
    "MODEL_DELETED",
    "PRICES",
    "STOCKS",
    "TIERS_CHANGED",
    "TIERS_SET",
    "UNLIST",
    "UPDATE_ITEM",
]

DIMENSION: Shape = {
    "package_length": Field("int", True),
    "package_width": Field("int", True),
    "package_height": Field("int", True),
}
SELLER_STOCK: Shape = {"location_id": Field("string"), "stock": Field("int", True)}
ATTRIBUTE: Shape = {
    "attribute_id": Field("int", True),
    "attribute_value_list": Field(
        "[]object",
        shape={
            "value_id": Field("int", True),
            "original_value_name": Field("string"),
            "value_unit": Field("string"),
        },
    ),
}
LOGISTIC: Shape = {
    "logistic_id": Field("int", True),
    "enabled": Field("bool", True),
    "is_free": Field("bool"),
    "size_id": Field("int"),
    "shipping_fee": Field("float"),
}
WHOLESALE: Shape = {
    "min_count": Field("int", True),
    "max_count": Field("int", True),
    "unit_price": Field("float", True),
}
PRE_ORDER: Shape = {"is_pre_order": Field("bool", True), "days_to_ship": Field("int")}
DESCRIPTION_INFO: Shape = {
    "extended_description": Field(
        "object",
        shape={
            "field_list": Field(
                "[]object",
                shape={
                    "field_type": Field("string", True),
                    "text": Field("string"),
                    "image_info": Field("object", shape={"image_id": Field("string", True)}),
                },
            )
        },
    )
}

ADD_ITEM: Shape = {
    "item_name": Field("string", True),
    "description": Field("string", True),
    "original_price": Field("float", True),
    "weight": Field("float", True),
    "category_id": Field("int", True),
    "image": Field("object", True, {"image_id_list": Field("[]string", True), "image_ratio": Field("string")}),
    "logistic_info": Field("[]object", True, LOGISTIC),
    "dimension": Field("object", shape=DIMENSION),
    "attribute_list": Field("[]object", shape=ATTRIBUTE),
    "brand": Field("object", shape={"brand_id": Field("int"), "original_brand_name": Field("string")}),
    "item_sku": Field("string"),
    "seller_stock": Field("[]object", shape=SELLER_STOCK),
    "item_status": Field("string"),
    "condition": Field("string"),
    "pre_order": Field("object", shape=PRE_ORDER),
    "description_type": Field("string"),
    "description_info": Field("object", shape=DESCRIPTION_INFO),
    "wholesale": Field("[]object", shape=WHOLESALE),
    "video_upload_id": Field("[]string"),
    "gtin_code": Field("string"),
    "scheduled_publish_time": Field("int"),
}

UPDATE_ITEM: Shape = {
    "item_id": Field("int", True),
    **{
        name: Field(field.kind, False, field.shape)
        for name, field in ADD_ITEM.items()
        if name not in ("original_price", "seller_stock")
    },
}

UNLIST: Shape = {"item_list": Field("[]object", True, {"item_id": Field("int", True), "unlist": Field("bool", True)})}
PRICES: Shape = {
    "item_id": Field("int", True),
    "price_list": Field("[]object", True, {"model_id": Field("int"), "original_price": Field("float", True)}),
}
STOCKS: Shape = {
    "item_id": Field("int", True),
    "stock_list": Field(
        "[]object", True, {"model_id": Field("int"), "seller_stock": Field("[]object", True, SELLER_STOCK)}
    ),
}

MODEL: Shape = {
    "tier_index": Field("[]int", True),
    "original_price": Field("float", True),
    "seller_stock": Field("[]object", True, SELLER_STOCK),
    "model_sku": Field("string"),
    "weight": Field("float"),
    "dimension": Field("object", shape=DIMENSION),
    "pre_order": Field("object", shape=PRE_ORDER),
    "gtin_code": Field("string"),
}
TIERS: Shape = {
    "standardise_tier_variation": Field(
        "[]object",
        shape={
            "variation_id": Field("int"),
            "variation_group_id": Field("int"),
            "variation_name": Field("string", True),
            "variation_option_list": Field(
                "[]object",
                True,
                {
                    "variation_option_id": Field("int"),
                    "variation_option_name": Field("string", True),
                    "image_id": Field("string"),
                },
            ),
        },
    ),
    "tier_variation": Field(
        "[]object",
        shape={
            "name": Field("string", True),
            "option_list": Field(
                "[]object",
                True,
                {
                    "option": Field("string", True),
                    "image": Field("object", shape={"image_id": Field("string", True)}),
                },
            ),
        },
    ),
}
TIERS_SET: Shape = {"item_id": Field("int", True), "model": Field("[]object", True, MODEL), **TIERS}
TIERS_CHANGED: Shape = {
    "item_id": Field("int", True),
    "model_list": Field("[]object", shape={"model_id": Field("int", True), "tier_index": Field("[]int", True)}),
    **TIERS,
}
MODELS_ADDED: Shape = {"item_id": Field("int", True), "model_list": Field("[]object", True, MODEL)}
MODELS_CHANGED: Shape = {
    "item_id": Field("int", True),
    "model": Field(
        "[]object",
        True,
        {"model_id": Field("int", True), "model_sku": Field("string", True), "gtin_code": Field("string")},
    ),
}
MODEL_DELETED: Shape = {"item_id": Field("int", True), "model_id": Field("int", True)}
