"""Producers (OCOP 'chu the'): who makes it, where, with which papers."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

__all__ = ["CraftVillage", "Place", "PointOfSale", "Producer", "ProducerKind", "VillageTitle"]


class ProducerKind(StrEnum):
    """The four kinds found in OCOP dossiers (domain notes, section 5)."""

    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    HOUSEHOLD = "household"
    COOPERATIVE_GROUP = "cooperative_group"


class VillageTitle(StrEnum):
    """What a village is recognised as; a title has a date, as a star has."""

    NONE = "none"
    CRAFT_VILLAGE = "craft_village"
    TRADITIONAL = "traditional_craft_village"


class Place(BaseModel):
    """An address before and after 2025-07-01, when districts ended; old names stay for search and old certificates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    province: str = ""
    commune: str = ""
    district_historic: str = ""
    commune_old: str = ""


class CraftVillage(BaseModel):
    """A craft village with its title and since when; ``craft_group`` is one of the programme's 13 groups."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: VillageTitle = VillageTitle.NONE
    title_since: date | None = None
    craft_group: str = ""


class PointOfSale(BaseModel):
    """A shop or stand where the goods are shown and sold; may be named in a story."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    address: str = ""


class Producer(BaseModel):
    """A producer. ``channels_open`` are marketplace ids on which it has a shop; None where the sheet does not say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    producer_id: str
    is_sample: bool = False
    kind: ProducerKind
    name_vi: str
    name_en: str = ""
    brand: str = ""
    place: Place = Place()
    village: CraftVillage | None = None
    craft_group: str = ""
    business_reg_no: str = ""
    food_safety_cert_no: str = ""
    food_safety_cert_expiry: date | None = None
    collective_mark_right: bool | None = None
    contact_email: str = ""
    channels_open: tuple[str, ...] | None = None
    points_of_sale: tuple[PointOfSale, ...] = ()

    def food_safety_expired(self, day: date) -> bool:
        """The producer's food-safety paper has lapsed: on its expiry day it no longer counts."""
        return self.food_safety_cert_expiry is not None and self.food_safety_cert_expiry <= day
