"""The SKUs of a listing: prices, inventory, sales attributes, identifiers; and which SKUs an edit means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.tiktok_shop.mock.findings import Findings
from adapters.tiktok_shop.mock.products import Content, SalesValue, Sku
from adapters.tiktok_shop.mock.shop import FOREIGN_WAREHOUSE, Shop
from adapters.tiktok_shop.mock.text import misformed

__all__ = ["MAX_QUANTITY", "choose_skus", "price_of", "warehouse_problem"]

Body = Mapping[str, Any]
MAX_SKUS = 100
MAX_SELLER_SKU = 50
MAX_AXES = 3
MAX_NAME, MAX_VALUE = 20, 50
MAX_PRICE = 180_000_000
MAX_QUANTITY = 99_999
GTIN_LENGTHS = {"GTIN": (14,), "EAN": (8, 13, 14), "UPC": (12,), "ISBN": (10, 13), "JAN": (8, 13)}


def choose_skus(
    shop: Shop, entries: Sequence[Body], base: Content | None, found: Findings, *, locked: bool
) -> tuple[Sku, ...]:
    if len(entries) > MAX_SKUS:
        found.add(12052050, f"A product cannot have more than {MAX_SKUS} SKUs.")
        return ()
    if not entries:
        found.add(36009004, "Skus is a required field and has not been provided.")
    known = {sku.id: sku for sku in base.skus} if base else {}
    _check_ids(entries, known, found)
    skus = tuple(_sku(shop, entry, known, found, locked) for entry in entries)
    _check_axes(skus, base, found)
    _check_identifiers(skus, found)
    return skus


def _sku(shop: Shop, entry: Body, known: Mapping[str, Sku], found: Findings, locked: bool) -> Sku:
    before = known.get(entry.get("id", ""))
    seller_sku = entry.get("seller_sku", "")
    if len(seller_sku) > MAX_SELLER_SKU or any(sign.isspace() for sign in seller_sku):
        found.add(12052054, f"seller_sku cannot exceed {MAX_SELLER_SKU} characters nor hold spaces.")
    price = before.price if before and "price" not in entry else price_of(entry.get("price"), found)
    if before and locked and price != before.price:
        found.add(12052038, "The price cannot be changed while the product is in a promotion.")
    identifier = _identifier(entry.get("identifier_code"), found)
    if before and before.identifier and identifier and identifier != before.identifier:
        found.add(12052593, "The identifier code cannot be changed once it was submitted.")
    return Sku(
        id=before.id if before else shop.shelf.new_id(),
        seller_sku=seller_sku,
        price=price,
        inventory=_inventory(shop, entry, before, found),
        sales=_sales(shop, entry.get("sales_attributes", []), found),
        external_sku_id=entry.get("external_sku_id", ""),
        identifier=identifier,
    )


def price_of(price: Body | None, found: Findings) -> int:
    """The price in whole dong; 0 where it is refused."""
    amount = (price or {}).get("amount")
    if price is None or amount is None:
        found.add(12052571, "The price is missing: local sellers send price.amount.")
    elif price.get("currency") != "VND":
        found.add(12052084, "The currency is not that of the region of the shop: VND was expected.")
    elif not amount.isascii() or not amount.isdigit():
        found.add(12052073, "The price is invalid: a whole number of VND was expected.")
    elif not 1 <= int(amount) <= MAX_PRICE:
        found.add(12052570, f"The price must be between 1 and {MAX_PRICE} VND.")
    else:
        return int(amount)
    return 0


def _inventory(shop: Shop, entry: Body, before: Sku | None, found: Findings) -> tuple[tuple[str, int], ...]:
    rows = entry.get("inventory")
    if rows is None and before and before.inventory:
        return before.inventory
    if not rows:
        found.add(12052486, "The inventory of a SKU is missing.")
        return ()
    chosen: list[tuple[str, int]] = []
    for row in rows:
        warehouse, quantity = row.get("warehouse_id", ""), row.get("quantity", -1)
        if not warehouse:
            found.add(12052096, "The warehouse of an inventory is missing.")
        else:
            problem = warehouse_problem(shop, warehouse)
            if problem:
                found.add(*problem)
        if not (0 if before else 1) <= quantity <= MAX_QUANTITY:
            found.add(12052055, f"The quantity must be between 1 and {MAX_QUANTITY}.")
        chosen.append((warehouse, quantity))
    if before and before.inventory and {w for w, _ in chosen} != {w for w, _ in before.inventory}:
        found.add(12052533, "The warehouses of an existing SKU cannot be added, removed or changed.")
    return tuple(chosen)


def warehouse_problem(shop: Shop, number: str) -> tuple[int, str] | None:
    warehouse = next((each for each in shop.facts.warehouses if each["id"] == number), None)
    if warehouse is None:
        if number == FOREIGN_WAREHOUSE:
            return 12052530, f"The warehouse {number} belongs to another seller."
        return 12052097, f"The warehouse {number} does not exist."
    if warehouse["type"] != "SALES_WAREHOUSE":
        return 12052532, f"The warehouse {number} is not a sales warehouse."
    if warehouse["effect_status"] != "ENABLED":
        return 12052531, f"The warehouse {number} is disabled."
    return None


def _sales(shop: Shop, entries: Sequence[Body], found: Findings) -> tuple[SalesValue, ...]:
    chosen: list[SalesValue] = []
    for entry in entries:
        name, value = entry.get("name", ""), entry.get("value_name", "")
        if not entry.get("id") and not 1 <= len(name) <= MAX_NAME:
            found.add(98001004, f"Invalid parameter sales_attributes.name: 1 to {MAX_NAME} characters were expected.")
            continue
        if not entry.get("value_id") and not 1 <= len(value) <= MAX_VALUE:
            found.add(
                98001004, f"Invalid parameter sales_attributes.value_name: 1 to {MAX_VALUE} characters were expected."
            )
            continue
        for text, code in ((name, 12052933), (value, 12052934)):
            if misformed(text):
                found.add(code, f"A sales attribute's name or value {misformed(text)}.")
        attribute = shop.names.attribute(entry.get("id", ""), name)
        option = attribute and shop.names.value(attribute[0], entry.get("value_id", ""), value)
        if attribute is None or option is None:
            found.add(98001004, "Invalid parameter sales_attributes: an id that the shop knows was expected.")
            continue
        image = entry.get("sku_img", {}).get("uri", "")
        if image and not shop.media.is_for(image, "ATTRIBUTE_IMAGE"):
            found.add(12052722, f"The image uri {image!r} is unknown to the shop or for another use.")
        chosen.append(SalesValue(*attribute, *option, image=image))
    return tuple(chosen)


def _check_ids(entries: Sequence[Body], known: Mapping[str, Sku], found: Findings) -> None:
    given = [entry["id"] for entry in entries if entry.get("id")]
    for number in given:
        if number not in known:
            found.add(12052557, f"The SKU {number} does not belong to the product.")
    if len(set(given)) < len(given):
        found.add(12052553, "A SKU is repeated.")


def _check_axes(skus: Sequence[Sku], base: Content | None, found: Findings) -> None:
    sets = [tuple(value.id for value in sku.sales) for sku in skus]
    if any(len(one) > MAX_AXES for one in sets):
        found.add(12052525, f"No more than {MAX_AXES} sales attributes are allowed.")
    if any(len(set(one)) < len(one) for one in sets):
        found.add(12052560, "A SKU has the same sales attribute twice.")
    if len({frozenset(one) for one in sets}) > 1:
        found.add(12052550, "All SKUs must have the same set of sales attributes.")
    had = base is not None and any(sku.sales for sku in base.skus)
    if not any(sets) and (len(skus) > 1 or had):
        found.add(12052550, "Sales attributes are needed: at least one must stay.")
    combined = Counter(frozenset((v.id, v.value_id) for v in sku.sales) for sku in skus)
    if any(count > 1 for one, count in combined.items() if one):
        found.add(12052553, "The same combination of sales attributes is repeated.")
    _check_pictures(skus, found)


def _check_pictures(skus: Sequence[Sku], found: Findings) -> None:
    pictured = {value.id for sku in skus for value in sku.sales if value.image}
    if len(pictured) > 1:
        found.add(12052522, "Only one sales attribute can have images.")
    elif pictured and any(value.id in pictured and not value.image for sku in skus for value in sku.sales):
        found.add(12052528, "Every value of the sales attribute needs an image.")


def _check_identifiers(skus: Sequence[Sku], found: Findings) -> None:
    codes = [sku.identifier["code"] for sku in skus if sku.identifier]
    if len(set(codes)) < len(codes):
        found.add(98001004, "Invalid parameter identifier_code: one code for each SKU was expected.")


def _identifier(given: Body | None, found: Findings) -> Mapping[str, str] | None:
    if not given:
        return None
    kind, code = given.get("type", ""), given.get("code", "")
    digits = code[:-1] if kind == "ISBN" and len(code) == 10 and code.endswith("X") else code
    if kind in GTIN_LENGTHS and len(code) in GTIN_LENGTHS[kind] and digits.isascii() and digits.isdigit():
        return {"code": code, "type": kind}
    found.warn("The identifier_code is invalid and has been cleared.")
    return None
