"""Producers (OCOP 'chu the'): who makes it, where, with which papers."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from .value import Value

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


class Place(Value):
    """An address before and after 2025-07-01, when districts ended; old names stay for search and old certificates."""

    province: str = ""
    commune: str = ""
    district_historic: str = ""
    commune_old: str = ""


class CraftVillage(Value):
    """A craft village with its title and since when; ``craft_group`` is one of the programme's 13 groups."""

    name: str
    title: VillageTitle = VillageTitle.NONE
    title_since: date | None = None
    craft_group: str = ""


class PointOfSale(Value):
    """A shop or stand where the goods are shown and sold; may be named in a story."""

    name: str
    address: str = ""


class Producer(Value):
    """A producer. ``channels_open`` are marketplace ids on which it has a shop; None where the sheet does not say."""

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
