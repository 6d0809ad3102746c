"""What a shop allows, as its marketplace says it today (decision 21): limits, categories, attributes, brands, channels.

Fetched by the adapter, kept in the journal with its age, and passed on as data. Ids are the marketplace's own, as
strings; name paths are root first, in the language the adapter asked for (Vietnamese where offered).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "Attribute",
    "AttributeInput",
    "Brand",
    "Category",
    "Channel",
    "Choice",
    "Limit",
    "PaperDemand",
    "ShopFacts",
    "Warehouse",
]


class Limit(BaseModel):
    """Bounds, both inclusive; None = no bound. ``unit`` is characters, bytes, pieces, dong, days or pixels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum: int | None = None
    maximum: int | None = None
    unit: str = "characters"
    source: str = ""


class Category(BaseModel):
    """One node of the category tree; only leaves may carry listings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    path: tuple[str, ...]
    leaf: bool


class AttributeInput(StrEnum):
    """How a value is given; ``*_OR_TEXT`` takes a value of one's own beside the listed ones."""

    CHOICE = "choice"
    CHOICE_OR_TEXT = "choice_or_text"
    CHOICES = "choices"
    CHOICES_OR_TEXT = "choices_or_text"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"


class Choice(BaseModel):
    """A listed value of an attribute; ``unit`` where it is a quantity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    unit: str = ""


class Attribute(BaseModel):
    """One attribute of a category. ``units`` is empty where values carry none.

    ``content`` is what a text of one's own has to be, '' = anything. ``date_format`` is how the shop shows a date
    (``DD/MM/YYYY``, ``MM/YYYY``). ``parents``: (attribute id, choice id) pairs one of which has to be chosen for this
    attribute to exist; () = it always does. An attribute that differs from parent to parent stands several times.
    ``partly``: the shop lists more choices than are held here. ``mandatory_with``: (attribute id, choice id) pairs one
    of which makes this attribute mandatory; it may be given without them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    mandatory: bool
    input: AttributeInput
    choices: tuple[Choice, ...] = ()
    units: tuple[str, ...] = ()
    max_values: int = 1
    content: Literal["", "integer", "number", "date"] = ""
    date_format: str = ""
    parents: tuple[tuple[str, str], ...] = ()
    partly: bool = False
    mandatory_with: tuple[tuple[str, str], ...] = ()

    @property
    def wants(self) -> str:
        """What a text of one's own has to be, however the adapter said it."""
        return self.content or {
            AttributeInput.INTEGER: "integer",
            AttributeInput.NUMBER: "number",
            AttributeInput.DATE: "date",
        }.get(self.input, "")


class Brand(BaseModel):
    """A brand the marketplace knows in a category."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str


class Channel(BaseModel):
    """A way of delivery the shop may put on listings; 0 or None as a bound means none.

    ``max_sides_cm`` are the longest, middle and shortest side, ``max_sum_cm`` bounds their sum. ``needs_size``: all
    three have to be known. ``sizes`` are parcel classes, one of which has to be named on a listing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    usable: bool
    compulsory: bool = False
    max_weight_g: int | None = None
    min_weight_g: int | None = None
    max_side_cm: int | None = None
    max_sides_cm: tuple[int, int, int] | None = None
    max_sum_cm: int | None = None
    needs_size: bool = False
    sizes: tuple[Choice, ...] = ()


class PaperDemand(BaseModel):
    """A paper that a category asks for, always or beside one of the choices in ``needed_with`` (attribute id, choice
    id). ``dated``: the day until which it counts has to be told. ``details`` is what the shop wants to see."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    mandatory: bool
    needed_with: tuple[tuple[str, str], ...] = ()
    dated: bool = False
    details: str = ""


class Warehouse(BaseModel):
    """A place that goods are sold from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    default: bool = False


class ShopFacts(BaseModel):
    """Everything above for one shop. Attributes, papers and brands are held for the leaf categories in use only;
    brands under '' where they are the same in all of them.

    ``limits`` keys: title, description, hashtags, images, price, stock, option_name, option_value, days_to_ship (of
    pre-orders; maximum 0 = none taken), ready_days (without pre-order), weight and dimension (minimum 1 = to be given),
    gtin, listings. ``reading`` counts the adapter's own ways to read its marketplace: facts remembered from another are
    fetched anew.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    marketplace: str
    shop_id: str
    shop_name: str = ""
    fetched_at: datetime
    limits: dict[str, Limit] = {}
    category_limits: dict[str, dict[str, Limit]] = {}
    categories: tuple[Category, ...] = ()
    attributes: dict[str, tuple[Attribute, ...]] = {}
    brands: dict[str, tuple[Brand, ...]] = {}
    brand_mandatory: frozenset[str] = frozenset()
    channels: tuple[Channel, ...] = ()
    papers: dict[str, tuple[PaperDemand, ...]] = {}
    warehouses: tuple[Warehouse, ...] = ()
    price_spread: int | None = None
    reading: int = 0

    def category_by_path(self, path: tuple[str, ...]) -> Category | None:
        """The category with exactly this name path, or None."""
        return next((category for category in self.categories if category.path == path), None)

    def brands_of(self, category_id: str) -> tuple[Brand, ...]:
        """The brands of a category: its own, else those of the whole marketplace (held under '')."""
        return self.brands.get(category_id) or self.brands.get("", ())

    def limit(self, name: str, category_id: str = "") -> Limit | None:
        """The limit for a category where the shop gives one, else the shop's, else None."""
        return self.category_limits.get(category_id, {}).get(name) or self.limits.get(name)
