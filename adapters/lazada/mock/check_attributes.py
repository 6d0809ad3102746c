"""What Lazada checks of a product's attributes: always the whole set, merged with what the item had.

Field names in `detail`: the attribute's own name where it is one every category has, `p-<id>` where it is the
category's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from adapters.lazada.mock.envelope import Problem
from adapters.lazada.mock.facts import CLOSED, MULTI, Attribute, Facts, Leaf
from adapters.lazada.mock.rich_text import highlights, pictures_in
from adapters.lazada.mock.shop import Shop

__all__ = ["BLANK", "FORBIDDEN", "date_of", "merged", "required", "wrong_attributes"]

BLANK = "C004: cannot be blank."
FORBIDDEN = re.compile(r'["^~<>|]')
TITLE_BYTES = 255
TITLES = ("name", "name_en")
DESCRIPTION = 25_000
CLEARING = {
    f"d_{name}": name for name in ("description", "short_description", "description_en", "short_description_en")
}
BASIC = frozenset(
    {"name", "name_en", "description", "description_en", "short_description", "short_description_en", "brand"}
    | {"warranty_type", "warranty"}
)
NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*([A-Za-z]*)")
DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


def required(field: str, whose: str = "") -> Problem:
    return Problem("4108", field, f"{whose}{BLANK}", shown="CHK_BASIC_REQUIRED")


def merged(facts: Facts, leaf: Leaf, before: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The item's attributes after a write: what is not sent stays, the special keys blank, unknown names vanish."""
    known = {attribute.name for attribute, _ in leaf.attributes if not attribute.sku}
    after = {name: value for name, value in before.items() if name in known or name in ("brand_id", "video")}
    for name, value in given.items():
        text = value.strip()
        if not text:
            continue
        if name.startswith("short_description"):
            text = highlights(text)
        if name in known or name == "video":
            after[name] = text
    for key, name in CLEARING.items():
        if given.get(key, "").strip().lower() == "yes":
            after.pop(name, None)
    if given.get("remove_video", "").strip().lower() == "yes":
        after.pop("video", None)
    return _with_brand(facts, after, given)


def wrong_attributes(shop: Shop, root: str, leaf: Leaf, after: Mapping[str, str]) -> list[Problem]:
    found: list[Problem] = []
    for attribute, mandatory in leaf.attributes:
        if attribute.sku:
            continue
        value = after.get(attribute.name, "")
        if value:
            found += _wrong_value(shop, root, attribute, value)
        elif mandatory and attribute.name in BASIC:
            found.append(required(attribute.name))
        elif mandatory:
            found.append(Problem("4110", attribute.field, BLANK))
    if after.get("video") and not shop.videos.usable(after["video"]):
        found.append(Problem("1", "video", "The video did not pass the audit"))
    return found


def date_of(text: str) -> datetime | None:
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - only compared with its like
        except ValueError:
            continue
    return None


def _with_brand(facts: Facts, after: dict[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """An id goes before a name. What is no brand stays as it was sent, for the check to find."""
    number, name = given.get("brand_id", "").strip(), given.get("brand", "").strip()
    if number:
        brand = facts.brands.get(int(number)) if number.isascii() and number.isdigit() else None
        return {**after, "brand": brand.name if brand else f"brand_id {number}", "brand_id": number}
    if name:
        brand = facts.brand_names.get(name.casefold())
        after.pop("brand_id", None)
        return {**after, "brand": brand.name, "brand_id": str(brand.id)} if brand else {**after, "brand": name}
    return after


def _wrong_value(shop: Shop, root: str, attribute: Attribute, value: str) -> list[Problem]:
    field = attribute.name if attribute.name in BASIC else attribute.field
    if attribute.name == "brand":
        return _wrong_brand(shop, field, value)
    if attribute.input_type == "richText":
        return _wrong_rich(shop, root, field, value)
    found = []
    if attribute.name in TITLES and len(value.encode()) > TITLE_BYTES:
        found.append(Problem("4160", field, f"The title is longer than {TITLE_BYTES} bytes"))
    if attribute.input_type != "img" and FORBIDDEN.search(value):
        found.append(Problem("4129", field, "The value contains forbidden characters"))
    elif attribute.input_type in CLOSED:
        names = {option.en for option in attribute.options}
        chosen = value.split(",") if attribute.input_type in MULTI else [value]
        if any(each.strip() not in names for each in chosen):
            found.append(Problem("4115", field, f"{value} is not one of the options"))
    elif attribute.input_type == "numeric" and not _is_number(attribute, value):
        found.append(Problem("4107", field, f"{value} is not a valid number"))
    elif attribute.input_type == "date" and date_of(value) is None:
        found.append(Problem("4107", field, f"{value} is not a valid date"))
    elif attribute.input_type == "img" and shop.pictures.hosted(value, root) is None:
        found.append(Problem("4138", field, "The image is not hosted by Lazada"))
    return found


def _wrong_rich(shop: Shop, root: str, field: str, value: str) -> list[Problem]:
    found = []
    if len(value) > DESCRIPTION:
        found.append(Problem("4120", field, f"The value is longer than {DESCRIPTION} characters"))
    if any(shop.pictures.hosted(address, root) is None for address in pictures_in(value)):
        found.append(Problem("4138", field, "An image in the text is not hosted by Lazada"))
    return found


def _wrong_brand(shop: Shop, field: str, value: str) -> list[Problem]:
    facts = shop.facts
    brand = facts.brand_names.get(value.casefold())
    if brand is None:
        return [Problem("4142", field, f"The brand {value} is not valid in this category")]
    if shop.options.lazmall and brand == facts.no_brand:
        return [Problem("4156", field, "No Brand is not allowed in LazMall")]
    if shop.options.lazmall and brand == facts.closed:
        return [Problem("4130", field, "The brand is not authorised")]
    return []


def _is_number(attribute: Attribute, text: str) -> bool:
    """A number, in the attribute's range, and one of its units behind it if any."""
    match = NUMBER.fullmatch(text)
    if match is None:
        return False
    unit = attribute.unit
    if unit is None:
        return not match[2]
    try:
        number = Decimal(match[1])
    except InvalidOperation:
        return False
    digits = len(match[1].partition(".")[2])
    fits = Decimal(unit["numericMin"]) <= number <= Decimal(unit["numericMax"]) and digits <= unit["precision"]
    return fits and (not match[2] or match[2] in unit["type"])
