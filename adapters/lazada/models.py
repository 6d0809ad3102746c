"""What Lazada answers, as far as we read it. Tolerant: unknown keys are ignored, null counts as absent, numbers and
ids may come as strings or as numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, JsonValue, model_validator

from connector.wire.answers import TOLERANT, figure, unix_moment, without_nulls

__all__ = [
    "Accepted",
    "CreatedItem",
    "Image",
    "Item",
    "ItemAnswer",
    "Number",
    "Page",
    "Problem",
    "Score",
    "SellerAnswer",
    "Sku",
    "Text",
    "TokenAnswer",
    "Tolerant",
    "Uploaded",
    "listed",
    "moment",
    "named",
]


class Tolerant(BaseModel):
    """Base of all of them."""

    model_config = TOLERANT
    _without_nulls = model_validator(mode="before")(without_nulls)


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def listed(value: object) -> object:
    """A list, where an empty one may come as nothing, as "" or as {}."""
    return value if isinstance(value, list) else []


def named(value: object) -> object:
    """An object, where an empty one may come as a list or as text."""
    return value if isinstance(value, dict) else {}


Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[int, BeforeValidator(lambda value: int(float(value)) if isinstance(value, str) else value)]


def moment(millis: str) -> datetime | None:
    """A time in milliseconds, as text; None where it says none."""
    number = figure(millis) if millis.isdigit() else None
    return unix_moment(number / 1000) if number is not None else None


class Problem(Tolerant):
    """One member of ``detail``: which field or SKU, why, and its own code."""

    field: Text = ""
    message: Text = ""
    code: Text = ""
    sku: Text = ""
    seller_sku: Text = ""


class TokenAnswer(Tolerant):
    """Flat, without ``data``. The list of countries comes under one of two names; ``refresh_expires_in`` 0 means that
    these tokens cannot be renewed."""

    access_token: str
    refresh_token: str = ""
    expires_in: Number = 0
    refresh_expires_in: Number | None = None
    country: str = ""
    account: str = ""
    country_user_info: Annotated[list[Grant], BeforeValidator(listed)] = []
    country_user_info_list: Annotated[list[Grant], BeforeValidator(listed)] = []

    @property
    def grants(self) -> list[Grant]:
        return self.country_user_info or self.country_user_info_list


class Grant(Tolerant):
    country: str = ""
    seller_id: Text = ""
    short_code: str = ""


class Seller(Tolerant):
    seller_id: Text = ""
    name: str = ""
    short_code: str = ""
    cb: bool = False
    status: str = "ACTIVE"
    verified: bool = True


class SellerAnswer(Tolerant):
    data: Seller = Seller()


class Sku(Tolerant):
    """One SKU of a product. ``available`` is what can still be sold, ``quantity`` holds what orders hold besides."""

    sku_id: Text = Field(default="", alias="SkuId")
    seller_sku: Text = Field(default="", alias="SellerSku")
    status: str = Field(default="", alias="Status")
    quantity: Text = ""
    available: Text = Field(default="", alias="Available")
    price: Text = ""
    package_length: Text = ""
    package_width: Text = ""
    package_height: Text = ""
    package_weight: Text = ""
    sale_prop: Annotated[dict[str, Text], BeforeValidator(named)] = Field(default={}, alias="saleProp")
    images: Annotated[list[str | None], BeforeValidator(listed)] = Field(default=[], alias="Images")
    url: str = Field(default="", alias="Url")
    places: Annotated[list[Warehouse], BeforeValidator(listed)] = Field(default=[], alias="multiWarehouseInventories")

    @property
    def pieces(self) -> int | None:
        """What can still be sold: the sum over warehouses where they are told, else ``Available``."""
        told = [figure(place.sellable) for place in self.places if place.sellable]
        known = [number for number in told if number is not None]
        if known:
            return sum(known)
        return figure(self.available or self.quantity)


class Warehouse(Tolerant):
    sellable: Text = Field(default="", alias="sellableQuantity")


class Violation(Tolerant):
    suggestion: Text = ""
    detail: Text = Field(default="", alias="violationDetail")


class Axis(Tolerant):
    name: str = ""


class Item(Tolerant):
    """One product, of a list or by id; ``variation`` is filled by id only."""

    item_id: Text = ""
    primary_category: Text = ""
    status: str = ""
    sub_status: str = Field(default="", alias="subStatus")
    updated_time: Text = ""
    images: Annotated[list[str | None], BeforeValidator(listed)] = []
    attributes: Annotated[dict[str, JsonValue], BeforeValidator(named)] = {}
    variation: Annotated[dict[str, Axis], BeforeValidator(named)] = {}
    reasons: Annotated[list[Violation], BeforeValidator(listed)] = Field(default=[], alias="rejectReason")
    skus: Annotated[list[Sku], BeforeValidator(listed)] = []

    @property
    def axes(self) -> list[Axis]:
        """The axes in their order: ``Variation1`` and on."""
        named = sorted(self.variation.items(), key=lambda pair: pair[0].casefold())
        return [axis for _, axis in named if axis.name]


class Products(Tolerant):
    total_products: Number = 0
    products: Annotated[list[Item], BeforeValidator(listed)] = []


class Page(Tolerant):
    """``data`` and ``products`` may be missing where nothing was found."""

    data: Annotated[Products, BeforeValidator(named)] = Products()


class ItemAnswer(Tolerant):
    """Some gateways put the product one level deeper."""

    data: Item = Item()

    @model_validator(mode="before")
    @classmethod
    def _flattened(cls, answer: object) -> object:
        data = answer.get("data") if isinstance(answer, dict) else None
        inner = data.get("item") if isinstance(data, dict) else None
        return {**answer, "data": inner} if isinstance(inner, dict) and isinstance(answer, dict) else answer


class CreatedSku(Tolerant):
    seller_sku: Text = ""
    sku_id: Text = ""


class CreatedData(Tolerant):
    item_id: Text = ""
    item_status: str = ""
    sku_list: Annotated[list[CreatedSku], BeforeValidator(listed)] = []


class CreatedItem(Tolerant):
    data: Annotated[CreatedData, BeforeValidator(named)] = CreatedData()


class Image(Tolerant):
    url: str = ""
    hash_code: str = ""


class UploadedData(Tolerant):
    image: Image = Image()


class Uploaded(Tolerant):
    data: Annotated[UploadedData, BeforeValidator(named)] = UploadedData()


class Accepted(Tolerant):
    """A write's answer. ``detail`` is what did not count although the call as a whole may have."""

    code: Text = "0"
    message: Text = ""
    detail: Annotated[list[Problem], BeforeValidator(listed)] = []


class ScoreData(Tolerant):
    score: Text = ""
    issues: Annotated[list[JsonValue], BeforeValidator(listed)] = Field(default=[])


class Score(Tolerant):
    data: Annotated[ScoreData, BeforeValidator(named)] = ScoreData()
