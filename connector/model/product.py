"""Products as the co-op's files state them, and the holds a day puts on them.

Prices are whole dong with tax, weights grams, sizes centimetres. Blank text and None mean "no value": such a field is
unmanaged on the shop (decision 2).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from .certification import Certification
from .identity import ProductId, Sku
from .paper import Paper
from .producer import CraftVillage, Place, Producer
from .story import Story
from .value import Value

__all__ = [
    "LEGAL_HOLDS",
    "Dimensions",
    "Hold",
    "Industry",
    "LabelFacts",
    "Product",
    "Traceability",
    "Variant",
    "VariantStatus",
    "holds",
]


class Industry(StrEnum):
    """Sample codes over both taxonomies (490/1048 and 919/148); which one a sheet used is ``taxonomy``."""

    FOOD = "food"
    BEVERAGE = "beverage"
    HERBAL = "herbal"
    HANDICRAFT = "handicraft"
    TEXTILE = "textile"
    ORNAMENTAL = "ornamental"
    TOURISM = "tourism"


class VariantStatus(StrEnum):
    """``Trang thai`` of a SKU in the sheets."""

    ON_SALE = ""
    DISCONTINUED = "Ngừng bán"
    OUT_FOR_NOW = "tạm hết"


class Hold(StrEnum):
    """Why a product may not go up (or must come down, see LEGAL_HOLDS) on a day."""

    ALCOHOL_15PLUS = "HOLD_ALCOHOL_15PLUS"
    ALCOHOL_REVIEW = "HOLD_ALCOHOL_REVIEW"
    SERVICE_NOT_SHIPPABLE = "HOLD_SERVICE_NOT_SHIPPABLE"
    LIVE_PLANT_REVIEW = "HOLD_LIVE_PLANT_REVIEW"
    HEALTH_FOOD_REVIEW = "HOLD_HEALTH_FOOD_REVIEW"
    PERISHABLE_REVIEW = "HOLD_PERISHABLE_REVIEW"
    FOOD_SAFETY_CERT_EXPIRED = "HOLD_FOOD_SAFETY_CERT_EXPIRED"


LEGAL_HOLDS = frozenset({Hold.ALCOHOL_15PLUS, Hold.FOOD_SAFETY_CERT_EXPIRED})
"""Holds that take a live listing down; the others stop creates and content updates only (decision 4)."""

PERISHABLE_DAYS = 3
SPIRITS_ABV = Decimal(15)


class Dimensions(Value):
    """Size of the parcel in centimetres."""

    length_cm: Decimal = Field(gt=0)
    width_cm: Decimal = Field(gt=0)
    height_cm: Decimal = Field(gt=0)


class LabelFacts(Value):
    """What the label law wants a buyer to read (Decree 43/2017 as changed; see docs/sources.md)."""

    ingredients_vi: str = ""
    storage_vi: str = ""
    shelf_life_days: int | None = None
    warning_vi: str = ""
    alcohol_abv: Decimal | None = None


class Traceability(Value):
    """Trace code and address of one SKU; independent of OCOP (domain notes, 004)."""

    code: str = ""
    url: str = ""


class Variant(Value):
    """One SKU: its price, stock, size and options. A product without options has exactly one.

    ``cleared`` names the fields an update file emptied, as for Product.
    """

    sku: Sku
    price_vnd: int = Field(ge=0)
    stock: int | None = Field(default=None, ge=0)
    status: VariantStatus = VariantStatus.ON_SALE
    option_values: tuple[str, ...] = ()
    option_image: str = ""
    net_quantity: str = ""
    weight_g: int | None = Field(default=None, gt=0)
    dimensions: Dimensions | None = None
    gtin: str = ""
    trace: Traceability = Traceability()
    previous_sku: str = ""
    is_sample: bool = False
    cleared: tuple[str, ...] = ()

    @property
    def on_sale(self) -> bool:
        return self.status is not VariantStatus.DISCONTINUED

    @property
    def sellable_stock(self) -> int | None:
        """The co-op's own figure; ``tam het`` is 0 whatever the stock column says; None where unmanaged."""
        return 0 if self.status is VariantStatus.OUT_FOR_NOW else self.stock


class Product(Value):
    """One product of the catalogue with all its SKUs, in sheet order.

    ``channels_wanted`` are marketplace ids, None where the sheet has no such column (then the producer's open
    channels count). ``images`` are file names in the photos folder, cover first. ``review_holds`` are put by the
    reader where the sheet has no column that could rule a hold out. ``cleared`` names the product's fields that an
    update file emptied with a word of its own (decision 2): without value, and to be emptied on the shop, where a field
    that merely has no value is left alone there. They are column names, in the order of the alphabet.
    """

    owner: str = ""
    product_key: Sku
    is_sample: bool = False
    producer_id: str
    title_vi: str
    title_en: str = ""
    brand: str = ""
    industry: Industry
    taxonomy: str = "sample-2026"
    group_148: str = ""
    certification: Certification = Certification()
    story: Story = Story()
    label: LabelFacts = LabelFacts()
    papers: tuple[Paper, ...] = ()
    place: Place = Place()
    village: CraftVillage | None = None
    craft_group: str = ""
    images: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channels_wanted: tuple[str, ...] | None = None
    option_names: tuple[str, ...] = ()
    review_holds: tuple[Hold, ...] = ()
    cleared: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = Field(min_length=1)

    @property
    def product_id(self) -> ProductId:
        return ProductId(self.owner, self.product_key)

    @property
    def on_sale(self) -> tuple[Variant, ...]:
        """The SKUs not taken off on purpose."""
        return tuple(variant for variant in self.variants if variant.on_sale)


def _alcohol_hold(product: Product) -> Hold | None:
    abv = product.label.alcohol_abv
    if abv is None or abv == 0:
        return None
    return Hold.ALCOHOL_15PLUS if abv >= SPIRITS_ABV else Hold.ALCOHOL_REVIEW


def holds(product: Product, producer: Producer, day: date) -> tuple[Hold, ...]:
    """Every hold on ``product`` that day, in the fixed order of the Hold enum."""
    found: set[Hold] = set(product.review_holds)
    alcohol = _alcohol_hold(product)
    if alcohol:
        found.add(alcohol)
    if product.industry is Industry.TOURISM:
        found.add(Hold.SERVICE_NOT_SHIPPABLE)
    if product.industry is Industry.ORNAMENTAL:
        found.add(Hold.LIVE_PLANT_REVIEW)
    if product.group_148 == "H1":
        found.add(Hold.HEALTH_FOOD_REVIEW)
    shelf_life = product.label.shelf_life_days
    if shelf_life is not None and shelf_life <= PERISHABLE_DAYS:
        found.add(Hold.PERISHABLE_REVIEW)
    if product.industry in (Industry.FOOD, Industry.BEVERAGE) and producer.food_safety_expired(day):
        found.add(Hold.FOOD_SAFETY_CERT_EXPIRED)
    return tuple(hold for hold in Hold if hold in found)
