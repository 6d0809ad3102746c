"""What one shop should show (Listing) and what it shows (RemoteListing), in the same field groups.

A group is the unit of comparison and of writing (decision 11). Its value is plain JSON in one canonical form, so that
two values are equal exactly when their canonical bytes are; None means the group is unmanaged.

    title        str
    description  str
    media        [identity key, ...] in display order; a picture we did not upload is "remote:<its id>"
    price        {sku: dong}
    stock        {sku: pieces}
    attributes   {"category": id, "brand": id, "values": {attribute id: [[choice id, text, unit], ...]}}, and
                 "gtin": {sku: barcode} where there are any, "papers": {paper id: [[identity key, ...], "YYYY-MM-DD"
                 or ""]} where the shop wants scans; what is named with [] or "" is to be emptied, what is not named
                 stays as the shop has it (``laid_over``)
    package      {"weight_g", "length_cm", "width_cm", "height_cm", "channels": [id, ...], "days_to_ship"}, and
                 "sizes": {channel id: parcel class} where a channel wants one
    structure    {"options": [name, ...], "skus": {sku: [option value, ...]}}, where options have pictures also
                 "images": {value of the first option: identity key}
    state        "live" | "unlisted"

A variant that bears no SKU on the shop stands in these values under ``nameless(its id)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

import orjson
from pydantic import ConfigDict, Field, JsonValue

from .certification import Star
from .identity import ProductId
from .value import Value

__all__ = [
    "CONTENT_GROUPS",
    "PAPER_RECIPE",
    "AttributeValue",
    "BadgePlace",
    "Claim",
    "Group",
    "Listing",
    "ListingPaper",
    "ListingState",
    "ListingVariant",
    "MediaIdentity",
    "Origin",
    "Package",
    "RemoteListing",
    "RemoteVariant",
    "badge_star_of",
    "canonical",
    "nameless",
]


class Group(StrEnum):
    """The field groups, in the order in which reports show them."""

    TITLE = "title"
    DESCRIPTION = "description"
    MEDIA = "media"
    PRICE = "price"
    STOCK = "stock"
    ATTRIBUTES = "attributes"
    PACKAGE = "package"
    STRUCTURE = "structure"
    STATE = "state"


CONTENT_GROUPS = (Group.TITLE, Group.DESCRIPTION, Group.MEDIA, Group.ATTRIBUTES, Group.PACKAGE, Group.STRUCTURE)
"""Groups that one content update writes; price, stock and state have writes of their own."""

SHOPS_OWN = "remote"
"""The recipe of a picture that stands in the shop and is not ours to draw: its ``source_sha256`` is the shop's id."""

BadgePlace = Literal["first", "second", "card", "none"]

PAPER_RECIPE = "paper@1"
"""How a scan of a paper goes to a shop: byte for byte as the co-op has it."""


def canonical(value: object) -> bytes:
    """The bytes two JSON values are compared by."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


class MediaIdentity(Value):
    """One picture as a shop should show it (decision 20): the photo's content, how it is treated, its badge and where.

    ``recipe`` names marketplace, size and squaring with a version (``shopee-1024-pad@1``). ``badge`` is '' or star and
    certificate year (``4-2024``), ``badge_at`` the corner it sits in. ``card`` marks our certificate card, whose
    ``source_sha256`` is that of its text. ``file`` is for people and for finding the bytes; it is no part of identity.
    """

    source_sha256: str
    recipe: str
    badge: str = ""
    badge_at: str = ""
    card: bool = False
    file: str = ""

    @property
    def key(self) -> str:
        """The name under which a rendition is cached and its upload remembered; of the shop's own, ``remote:<id>``."""
        if self.recipe == SHOPS_OWN:
            return f"{SHOPS_OWN}:{self.source_sha256}"
        kind = "card" if self.card else "photo"
        badge = f"{self.badge}@{self.badge_at}" if self.badge else "-"
        return f"{kind}:{self.source_sha256[:32]}:{self.recipe}:{badge}"

    @classmethod
    def of_shop(cls, remote_id: str) -> MediaIdentity:
        """A picture that stands in the shop and is kept as it is."""
        return cls(source_sha256=remote_id, recipe=SHOPS_OWN)

    @classmethod
    def of_key(cls, key: str) -> MediaIdentity | None:
        """As much of an identity as its key tells, enough to find the rendition; None where it is no key of ours."""
        parts = key.split(":")
        if len(parts) != 4 or parts[0] not in ("photo", "card"):
            return None
        kind, sha, recipe, badge = parts
        star, _, corner = badge.partition("@")
        return cls(source_sha256=sha, recipe=recipe, badge=star if corner else "", badge_at=corner, card=kind == "card")


def badge_star_of(key: object) -> int:
    """The star drawn on the picture with this media key; 0 where there is none or the picture is not ours."""
    last = str(key).rpartition(":")[2]
    return int(last[0]) if str(key).startswith(("photo:", "card:")) and last[:1].isdigit() else 0


class AttributeValue(Value):
    """One value of an attribute: a listed choice, or (choice_id '0') a text of our own, with its unit if it has one.

    ``text`` is what a reader sees; ``day`` the day it stands for, where the shop takes dates in a form of its own.
    """

    choice_id: str = "0"
    text: str = ""
    unit: str = ""
    day: date | None = None


class Package(Value):
    """The parcel, ready for the marketplace: whole centimetres, rounded up. ``sizes``: channel to its parcel class."""

    weight_g: int
    length_cm: int
    width_cm: int
    height_cm: int
    channels: tuple[str, ...] = ()
    days_to_ship: int | None = None
    sizes: dict[str, str] = Field(default_factory=dict)

    def told(self) -> dict[str, JsonValue]:
        """The value of the group ``package``."""
        told: dict[str, JsonValue] = {
            "weight_g": self.weight_g,
            "length_cm": self.length_cm,
            "width_cm": self.width_cm,
            "height_cm": self.height_cm,
            "channels": list(self.channels),
            "days_to_ship": self.days_to_ship,
        }
        return {**told, "sizes": dict(self.sizes)} if self.sizes else told


class ListingPaper(Value):
    """The scans that stand for one paper the shop asks for; ``until`` only where the shop wants the day told."""

    scans: tuple[MediaIdentity, ...]
    until: date | None = None


class ListingVariant(Value):
    """One SKU on the shop. ``stock`` None: unmanaged, and so is a blank ``gtin`` unless it was cleared on purpose."""

    sku: str
    price_vnd: int
    stock: int | None = None
    option_values: tuple[str, ...] = ()
    option_image: MediaIdentity | None = None
    gtin: str = ""
    gtin_cleared: bool = False


class Claim(Value):
    """The star a listing shows, from which certificate, and where its badge sits."""

    star: Star
    cert_no: str
    expiry_date: date
    badge_place: BadgePlace


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from, for ``ocop why``: the source cell, the rule, the limit and who set it.

    Nine to a listing, more than all else of it together: a dataclass costs half of what a model does.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    field: str
    source: str = ""
    rule: str = ""
    limit: str = ""
    limit_source: str = ""


class Listing(Value):
    """What one shop should show of one product. Every value is final: nothing downstream changes it.

    An attribute with no value at all (``()``) was cleared on purpose and is to be emptied.
    """

    product: ProductId
    title: str
    description: str
    media: tuple[MediaIdentity, ...]
    variants: tuple[ListingVariant, ...]
    option_names: tuple[str, ...] = ()
    category_id: str
    category_path: tuple[str, ...] = ()
    brand_id: str = ""
    brand_name: str = ""
    attributes: dict[str, tuple[AttributeValue, ...]] = Field(default_factory=dict)
    papers: dict[str, ListingPaper] = Field(default_factory=dict)
    package: Package
    claim: Claim | None = None
    is_sample: bool = False
    origins: tuple[Origin, ...] = ()

    @property
    def skus(self) -> tuple[str, ...]:
        return tuple(variant.sku for variant in self.variants)

    def group(self, group: Group) -> JsonValue:
        """The canonical value of one group; None where it is unmanaged."""
        match group:
            case Group.TITLE:
                return self.title
            case Group.DESCRIPTION:
                return self.description
            case Group.MEDIA:
                return [picture.key for picture in self.media]
            case Group.PRICE:
                return {variant.sku: variant.price_vnd for variant in self.variants}
            case Group.STOCK:
                stated = {variant.sku: variant.stock for variant in self.variants if variant.stock is not None}
                return dict(stated) or None
            case Group.ATTRIBUTES:
                values = {
                    name: [[value.choice_id, value.text, value.unit] for value in chosen]
                    for name, chosen in self.attributes.items()
                }
                gtin = {one.sku: one.gtin for one in self.variants if one.gtin or one.gtin_cleared}
                barcodes: dict[str, JsonValue] = {"gtin": dict(gtin)} if gtin else {}
                scans: dict[str, JsonValue] = {
                    name: [[scan.key for scan in paper.scans], paper.until.isoformat() if paper.until else ""]
                    for name, paper in self.papers.items()
                }
                papers: dict[str, JsonValue] = {"papers": scans} if scans else {}
                return {"category": self.category_id, "brand": self.brand_id, "values": values, **barcodes, **papers}  # type: ignore[dict-item]
            case Group.PACKAGE:
                return self.package.told()
            case Group.STRUCTURE:
                skus: dict[str, JsonValue] = {variant.sku: list(variant.option_values) for variant in self.variants}
                pictures: dict[str, JsonValue] = {}
                for variant in self.variants:
                    if variant.option_image is not None and variant.option_values:
                        pictures.setdefault(variant.option_values[0], variant.option_image.key)
                images: dict[str, JsonValue] = {"images": pictures} if pictures else {}
                return {"options": list(self.option_names), "skus": skus, **images}
            case Group.STATE:
                return "live"


class ListingState(StrEnum):
    """The state of a listing on a shop, whatever the marketplace calls it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    REJECTED = "rejected"
    UNLISTED = "unlisted"
    BLOCKED = "blocked"
    DELETED = "deleted_in_shop"


class RemoteVariant(Value):
    """One SKU as the shop shows it; ``sku`` in the shop's spelling, '' where it has none.

    ``bare``: the shop does not show this SKU but ``shown``; we know the variant by its id, no write puts ours there.
    """

    remote_id: str
    sku: str
    bare: bool = False
    shown: str = ""


def nameless(remote_id: str) -> str:
    """What a variant without a SKU is called in the values of groups; no SKU of a sheet begins like that."""
    return f"#{remote_id}"


class RemoteListing(Value):
    """What a shop shows now. ``groups`` holds the canonical values, media as ``remote:<id>`` only.

    ``status`` is the marketplace's own word. ``locked_until`` is set while a promotion forbids edits; ``reason`` is
    the marketplace's text for a rejection or ban. ``updated_at`` only ever makes us more careful (three-way row 7).
    ``review``: an edit of what buyers see is being judged (``under_review`` holds the groups in which it differs), or
    the last one failed.
    ``picture_urls`` has the address of every picture it shows by the picture's id, those of options too; ``brand`` is
    the brand's name, '' where it has none.
    """

    remote_id: str
    state: ListingState
    status: str
    updated_at: datetime | None = None
    variants: tuple[RemoteVariant, ...] = ()
    groups: dict[Group, JsonValue] = Field(default_factory=dict)
    locked: bool = False
    locked_until: datetime | None = None
    review: Literal["", "pending", "failed"] = ""
    under_review: dict[Group, JsonValue] = Field(default_factory=dict)
    reason: str = ""
    url: str = ""
    image_urls: tuple[str, ...] = ()
    picture_urls: dict[str, str] = Field(default_factory=dict)
    brand: str = ""
