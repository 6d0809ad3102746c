"""What TikTok Shop answers about what it allows: tree, attributes, rules, brands, warehouses; as tolerant."""

from __future__ import annotations

from .models import Named, Tolerant

__all__ = [
    "AttributeInfo",
    "Attributes",
    "BrandEntry",
    "BrandPage",
    "Categories",
    "CategoryRules",
    "CertificationRule",
    "Condition",
    "Recommended",
    "WarehouseEntry",
    "Warehouses",
]


class CategoryNode(Tolerant):
    id: str
    parent_id: str = "0"
    local_name: str = ""
    is_leaf: bool = False
    permission_statuses: tuple[str, ...] = ()


class Categories(Tolerant):
    categories: tuple[CategoryNode, ...] = ()


class Condition(Tolerant):
    condition_type: str = ""
    attribute_id: str = ""
    attribute_value_id: str = ""


class AttributeInfo(Tolerant):
    """``is_requried`` is how the wire spells it; both spellings are read."""

    id: str
    name: str = ""
    type: str = "PRODUCT_PROPERTY"
    is_requried: bool = False
    is_required: bool = False
    is_customizable: bool = False
    is_multiple_selection: bool = False
    value_data_format: str = ""
    values: tuple[Named, ...] = ()
    requirement_conditions: tuple[Condition, ...] = ()


class Attributes(Tolerant):
    attributes: tuple[AttributeInfo, ...] = ()


class Demand(Tolerant):
    is_required: bool = False
    is_supported: bool = False


class CertificationRule(Tolerant):
    id: str
    name: str = ""
    is_required: bool = False
    document_details: str = ""
    requirement_conditions: tuple[Condition, ...] = ()
    expiration_date: Demand = Demand()


class CategoryRules(Tolerant):
    product_certifications: tuple[CertificationRule, ...] = ()
    size_chart: Demand = Demand()
    package_dimension: Demand = Demand()


class BrandEntry(Tolerant):
    """``authorized_status`` is AUTHORIZED or, misspelt on the wire, UNAUTHORIEZD."""

    id: str
    name: str = ""
    authorized_status: str = ""
    brand_status: str = "AVAILABLE"


class BrandPage(Tolerant):
    brands: tuple[BrandEntry, ...] = ()
    next_page_token: str = ""


class WarehouseEntry(Tolerant):
    id: str
    name: str = ""
    effect_status: str = "ENABLED"
    type: str = ""
    is_default: bool = False


class Warehouses(Tolerant):
    warehouses: tuple[WarehouseEntry, ...] = ()


class Recommended(Tolerant):
    leaf_category_id: str = ""
