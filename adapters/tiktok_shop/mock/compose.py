"""From a request body to a product's content: every rule looked at, every failure and warning kept in order.

A create or edit fails with the first failure; `listing_check` tells them all. A bad brand, GTIN or attribute value is
cleared and becomes a warning instead. An edit is composed over `base`, the version it changes: SKUs that it names keep
price and inventory where it leaves them out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from adapters.tiktok_shop.mock.attributes import choose_attributes
from adapters.tiktok_shop.mock.certifications import choose_certifications
from adapters.tiktok_shop.mock.facts import Leaf
from adapters.tiktok_shop.mock.findings import Findings
from adapters.tiktok_shop.mock.products import Content
from adapters.tiktok_shop.mock.shop import Shop
from adapters.tiktok_shop.mock.skus import choose_skus
from adapters.tiktok_shop.mock.text import check_description, check_title, rewrite

__all__ = ["Composed", "compose", "the_leaf"]

Body = Mapping[str, Any]
MAX_IMAGES = 9
MAX_EXTERNAL = 999


@dataclass(slots=True)
class Composed:
    content: Content
    findings: Findings = field(default_factory=Findings)


def compose(shop: Shop, body: Body, base: Content | None = None, *, sent: frozenset[str], locked: bool) -> Composed:
    """`sent` are the fields the caller wrote itself: texts that it left alone are not judged again. `locked` says a
    promotion holds the prices.
    """
    found = Findings()
    leaf = the_leaf(shop, body, found)
    brand = _brand(shop, leaf, body.get("brand_id", ""), found)
    cod = _cod(leaf, body, found)
    title, description = body.get("title", ""), body.get("description", "")
    if "title" in sent:
        found.wrong += check_title(title)
        title = " ".join(unicodedata.normalize("NFC", title).split())
    if "description" in sent:
        found.wrong += check_description(description, _ours(shop))
        description = rewrite(unicodedata.normalize("NFC", description))
    images = _images(shop, body, found)
    skus = choose_skus(shop, body.get("skus", []), base, found, locked=locked)
    weight, dimensions = _package(body, found)
    attributes = choose_attributes(leaf, body.get("product_attributes", []), found)
    papers = choose_certifications(shop, leaf, body.get("certifications", []), attributes, found)
    content = Content(
        title=title,
        description=description,
        category=leaf.id if leaf else body.get("category_id", ""),
        images=images,
        skus=skus,
        brand=brand,
        weight=weight,
        dimensions=dimensions,
        attributes=attributes,
        certifications=papers,
        size_chart=_size_chart(shop, leaf, body.get("size_chart"), found),
        cod=cod,
        video=_video(shop, body, found),
        external_id=body.get("external_product_id", ""),
        delivery_options=tuple(body.get("delivery_option_ids", [])),
    )
    if len(content.external_id) > MAX_EXTERNAL:
        found.add(98001004, f"external_product_id cannot exceed {MAX_EXTERNAL} characters.")
    return Composed(content, found)


def the_leaf(shop: Shop, body: Body, found: Findings) -> Leaf | None:
    number, version = body.get("category_id", ""), body.get("category_version", "v1")
    if version != "v2":
        found.add(12052217, "All region shops must use V2 category.")
        return shop.facts.leaves.get(number)
    if number in shop.facts.v1:
        found.add(12052230, f"The category {number} is not of the category tree V2.")
        return None
    node = shop.facts.nodes.get(number)
    if node is None:
        found.add(12052023, f"The category {number} does not exist.")
        return None
    if not node.leaf:
        found.add(12052024, f"The category {number} is not a leaf category.")
        return None
    _permission(node.statuses, found)
    return shop.facts.leaves[number]


def _permission(statuses: tuple[str, ...], found: Findings) -> None:
    if "PROHIBITED" in statuses:
        found.add(12052220, "The category is prohibited.")
    elif "INVITE_ONLY" in statuses and "NON_MAIN_CATEGORY" in statuses:
        found.add(12052226, "The category is restricted.")
    elif "INVITE_ONLY" in statuses:
        found.add(12052223, "The category is restricted, please apply for it in Seller Center.")
    elif "NON_MAIN_CATEGORY" in statuses:
        found.add(12052225, "The category is outside the main category of the shop.")


def _ours(shop: Shop) -> Callable[[str], bool]:
    def ours(url: str) -> bool:
        picture = shop.media.at(url)
        return picture is not None and picture.use_case == "DESCRIPTION_IMAGE"

    return ours


def _images(shop: Shop, body: Body, found: Findings) -> tuple[str, ...]:
    uris = tuple(image.get("uri", "") for image in body.get("main_images", []))
    if not uris:
        found.add(12052028, "The main images are missing.")
    if len(uris) > MAX_IMAGES:
        found.add(12052306, f"No more than {MAX_IMAGES} main images are allowed.")
    for uri in uris:
        if not shop.media.is_for(uri, "MAIN_IMAGE"):
            found.add(12052300, f"The uri {uri!r} is not that of a main image of this shop.")
            break
    return uris


def _package(body: Body, found: Findings) -> tuple[Mapping[str, str] | None, Mapping[str, str] | None]:
    weight, sides = body.get("package_weight"), body.get("package_dimensions")
    if weight is not None and sides is not None and _imperial(weight) != _imperial(sides):
        found.add(12052915, "Package weight and dimensions must be in one system of units.")
    elif any(_imperial(each) for each in (weight, sides) if each is not None):
        found.add(12019061, "Imperial units are for the US only.")
    if weight is not None:
        value = _number(weight.get("value", ""))
        if value is None:
            found.add(98001004, "Invalid parameter package_weight.value: a number with up to 3 decimals was expected.")
        elif value <= 0:
            found.add(12052181, "The package weight must be greater than 0.")
        if weight.get("unit") not in ("KILOGRAM", "POUND"):
            found.add(98001004, "Invalid parameter package_weight.unit: KILOGRAM was expected.")
    if sides is not None:
        values = [sides.get(name, "") for name in ("length", "width", "height")]
        if not all(value.isascii() and value.isdigit() and int(value) > 0 for value in values):
            found.add(12052116, "The package dimensions must be positive whole numbers.")
        if sides.get("unit") not in ("CENTIMETER", "INCH"):
            found.add(98001004, "Invalid parameter package_dimensions.unit: CENTIMETER was expected.")
    return weight, sides


def _imperial(measure: Mapping[str, str]) -> bool:
    return measure.get("unit") in ("POUND", "INCH")


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    exponent = value.as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= -3 else None


def _brand(shop: Shop, leaf: Leaf | None, number: str, found: Findings) -> str:
    if not number or number in shop.own_brands:
        return number
    brand = shop.facts.brands.get(number)
    if brand is None:
        found.warn("The brand_id is invalid and has been cleared.")
        return ""
    if brand.t1 and not brand.authorized:
        found.add(12052208, f"The brand {brand.name} needs authorization.")
    elif brand.t1 and leaf is not None and brand not in leaf.brands:
        found.add(12052201, f"The brand {brand.name} is not authorized in this category.")
    return number


def _size_chart(shop: Shop, leaf: Leaf | None, chart: Body | None, found: Findings) -> Mapping[str, Any] | None:
    image, template = (chart or {}).get("image", {}).get("uri"), (chart or {}).get("template", {}).get("id")
    if not image and not template:
        if leaf is not None and leaf.size_chart == "required":
            found.add(12052673, "A size chart is required in this category.")
        return None
    if not template and not shop.media.is_for(image or "", "SIZE_CHART_IMAGE"):
        found.add(12052722, "The uri of the size chart is unknown to the shop.")
    return {"template": {"id": template}} if template else {"image": {"uri": image}}


def _cod(leaf: Leaf | None, body: Body, found: Findings) -> bool:
    wanted = bool(body.get("is_cod_allowed"))
    if wanted and leaf is not None and not leaf.cod:
        found.add(12052222, "Cash on delivery is not supported in this category.")
    return wanted


def _video(shop: Shop, body: Body, found: Findings) -> str:
    number: str = body.get("video", {}).get("id", "")
    kept = shop.media.files.get(number)
    if number and (kept is None or kept.format == "PDF"):
        found.add(98001004, "Invalid parameter video.id: the id of an uploaded video was expected.")
    return number
