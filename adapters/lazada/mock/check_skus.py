"""What Lazada checks of each SKU's figures, and of its SellerSku."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from adapters.lazada.mock.check_attributes import FORBIDDEN, date_of, required
from adapters.lazada.mock.check_images import chosen_images
from adapters.lazada.mock.envelope import Problem
from adapters.lazada.mock.items import Sku
from adapters.lazada.mock.payload import SkuForm
from adapters.lazada.mock.shop import Shop

__all__ = ["Figures", "read_price", "read_stock", "with_form", "wrong_sku"]

SKU_SIGNS = re.compile(r'["*^~<>/|\\]')
SIDES = ("package_length", "package_width", "package_height")
PACKAGE = (*SIDES, "package_weight")
MAX_KG, MAX_SUM_CM = Decimal(40), Decimal(300)
STATUSES = frozenset({"active", "inactive", "deleted"})


@dataclass(slots=True)
class Figures:
    """Collects what is wrong with one SKU; `name` begins every text."""

    name: str
    problems: list[Problem]

    def wrong(self, code: str, field: str, text: str) -> None:
        self.problems.append(Problem(code, field, f"{self.name}: {text}" if self.name else text))


def with_form(shop: Shop, root: str, before: Sku, form: SkuForm, said: Figures) -> Sku:
    """The SKU after a write: what is not sent stays."""
    after = replace(before, seller_sku=form.get("SellerSku") or before.seller_sku)
    if form.get("price"):
        after = replace(after, price=read_price(form.get("price"), "price", said) or after.price)
    if form.get("quantity"):
        stock = read_stock(form.get("quantity"), "quantity", said)
        after = replace(after, stock=after.stock if stock is None else stock)
    after = _special(after, form, said)
    package = {name: form.get(name) for name in PACKAGE if form.get(name)}
    after = replace(after, package={**after.package, **package}, content=form.get("package_content") or after.content)
    if form.get("Status"):
        status = form.get("Status").lower()
        if status not in STATUSES:
            said.wrong("1", "Status", "Status should be active, inactive or deleted")
        after = replace(after, status=status)
    if form.sale_prop:
        after = replace(after, sale_prop={**after.sale_prop, **form.sale_prop})
    if form.images is not None:
        pictures, wrong = chosen_images(shop, root, form.images)
        said.problems += wrong
        after = replace(after, images=pictures or after.images)
    return after


def wrong_sku(sku: Sku, said: Figures) -> None:
    """Everything that must hold of a SKU, whoever wrote it."""
    if not sku.seller_sku and not sku.id:  # what was filled in by hand may be without one
        said.problems.append(required("SellerSku"))
    elif SKU_SIGNS.search(sku.seller_sku):
        said.wrong("4150", "SellerSku", "The SellerSku is invalid")
    if not sku.price and not any(problem.field == "price" for problem in said.problems):
        said.problems.append(required("price", f"{said.name}: " if said.name else ""))
    if FORBIDDEN.search(sku.content):
        said.wrong("4129", "package_content", "The value contains forbidden characters")
    if sku.special_price and sku.price and sku.special_price >= sku.price:
        said.wrong("4119", "special_price", "The special price must be lower than the price")
    if (sku.special_from or sku.special_to) and not sku.special_price:
        said.wrong("4157", "special_price", "Promotion dates need a special price")
    start, end = date_of(sku.special_from), date_of(sku.special_to)
    if start and end and end < start:
        said.wrong("4117", "special_to_date", "The promotion ends before it starts")
    _package(sku.package, said)


def read_price(text: str, field: str, said: Figures) -> int | None:
    number = _decimal(text)
    if number is None:
        said.wrong("4107", field, f"{text} is not a valid number")
    elif number != number.to_integral_value():
        said.wrong("4104" if field.lower() == "price" else "4121", field, "VND has no decimals")
    elif number <= 0:
        said.wrong("4118", field, "The price cannot be zero")
    else:
        return int(number)
    return None


def read_stock(text: str, field: str, said: Figures, *, signed: bool = False) -> int | None:
    number = _decimal(text)
    if number is None or number != number.to_integral_value():
        said.wrong("4107", field, f"{text} is not a valid number")
    elif number < 0 and not signed:
        said.wrong("4152", field, "The quantity cannot be negative")
    else:
        return int(number)
    return None


def _special(sku: Sku, form: SkuForm, said: Figures) -> Sku:
    if form.get("special_price"):
        sku = replace(sku, special_price=read_price(form.get("special_price"), "special_price", said) or 0)
    for field, target in (("special_from_date", "special_from"), ("special_to_date", "special_to")):
        text = form.get(field)
        if text and date_of(text) is None:
            said.wrong("4107", field, f"{text} is not a valid date")
        elif text:
            sku = replace(sku, special_from=text) if target == "special_from" else replace(sku, special_to=text)
    return sku


def _package(package: Mapping[str, str], said: Figures) -> None:
    sizes: dict[str, Decimal] = {}
    for name in PACKAGE:
        text = package.get(name, "")
        number = _decimal(text)
        if not text:
            said.problems.append(required(name, f"{said.name}: " if said.name else ""))
        elif number is None or number <= 0 or len(text.partition(".")[2]) > 2:
            said.wrong("4149", name, f"{text} is not a valid package value")
        else:
            sizes[name] = number
    if sizes.get("package_weight", Decimal(0)) > MAX_KG:
        said.wrong("4164", "package_weight", f"The package is heavier than {MAX_KG} kg")
    if sum((sizes.get(name, Decimal(0)) for name in SIDES), Decimal(0)) > MAX_SUM_CM:
        said.wrong("4165", "package_length", f"Length, width and height add up to more than {MAX_SUM_CM} cm")


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
