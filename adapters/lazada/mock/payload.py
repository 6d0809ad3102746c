"""Reading a payload, JSON or XML: one tree either way, and the product forms that come in it.

In JSON the lists `Images.Image` and `Skus.Sku` must be arrays and the values of a Sku strings, as Lazada's parser
insists (`1001`); ids may be numbers. In XML a list is a repeated element. What cannot be parsed at all is `5`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from adapters.lazada.mock.envelope import Refusal
from adapters.lazada.mock.form import Form
from adapters.lazada.mock.gate import missing
from adapters.lazada.mock.items import Axis

__all__ = ["ProductForm", "SkuForm", "entries", "product_form", "product_tree", "request_tree", "text_of"]

LISTS = {
    "Images": frozenset({"Image", "Url"}),
    "Skus": frozenset({"Sku", "SkuId"}),
    "options": frozenset({"option"}),
    "MultiWarehouseInventories": frozenset({"MultiWarehouseInventory"}),
}
IDS = frozenset({"ItemId", "SkuId", "AssociatedSku"})
AXES = ("variation1", "variation2", "variation3", "variation4")
BAD_FORMAT = "E005: Invalid Request Format"


@dataclass(frozen=True, slots=True)
class SkuForm:
    fields: Mapping[str, str]
    sale_prop: Mapping[str, str]
    images: tuple[str, ...] | None

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class ProductForm:
    """None where a member did not come."""

    item_id: str
    category: str | None
    associated: str
    images: tuple[str, ...] | None
    axes: tuple[Axis, ...]
    attributes: Mapping[str, str] | None
    skus: tuple[SkuForm, ...]


def request_tree(form: Form, name: str = "payload") -> Mapping[str, Any]:
    """What stands inside `Request`."""
    text = form.get(name).strip().removeprefix("\ufeff")
    if not text:
        raise missing(name)
    root: Any = None
    if text.startswith("<"):
        root = _xml(text)
    else:
        try:
            parsed = json.loads(text)
        except ValueError as error:
            raise Refusal("5", BAD_FORMAT) from error
        root = parsed.get("Request") if isinstance(parsed, dict) else None
    if not isinstance(root, dict):
        raise Refusal("5", BAD_FORMAT)
    if not root:
        raise Refusal("30", "E030: Empty Request")
    return root


def product_tree(form: Form, name: str = "payload") -> Mapping[str, Any]:
    product = request_tree(form, name).get("Product")
    if not isinstance(product, dict) or not product:
        raise Refusal("1", "E001: Parameter Product is mandatory")
    return product


def entries(product: Mapping[str, Any], name: str = "Sku") -> list[Mapping[str, Any]]:
    """The members of `Skus`; an empty list if there are none."""
    skus = product.get("Skus")
    if skus in (None, ""):
        return []
    rows = skus.get(name) if isinstance(skus, dict) else skus
    if rows is None:
        return []
    if not isinstance(skus, dict) or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _not_array(f"Skus.{name}")
    return rows


def text_of(value: Any) -> str:
    """A scalar as text; numbers and booleans as JSON writes them."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def product_form(form: Form) -> ProductForm:
    """A create's or update's payload, shapes checked, values not yet."""
    product = product_tree(form)
    attributes = product.get("Attributes")
    if attributes is not None and attributes != "" and not isinstance(attributes, dict):
        raise Refusal("5", BAD_FORMAT)
    category = text_of(product.get("PrimaryCategory"))
    return ProductForm(
        item_id=text_of(product.get("ItemId")),
        category=category or None,
        associated=text_of(product.get("AssociatedSku")),
        images=_images(product),
        axes=_axes(product.get("variation")),
        attributes=None if attributes is None else {k: _scalar(k, v) for k, v in (attributes or {}).items()},
        skus=tuple(_sku(row) for row in entries(product)),
    )


def _sku(row: Mapping[str, Any]) -> SkuForm:
    prop = row.get("saleProp")
    if prop not in (None, "") and not isinstance(prop, dict):
        raise _not_string("saleProp")
    fields: dict[str, str] = {}
    for name, value in row.items():
        if name in ("saleProp", "Images") or value is None:
            continue
        if name in IDS:
            fields[name] = text_of(value)
        elif isinstance(value, str):
            fields[name] = value
        else:
            raise _not_string(name)
    chosen = {name: value for name, value in (prop or {}).items() if value is not None}
    for name, value in chosen.items():
        if not isinstance(value, str):
            raise _not_string(name)
    return SkuForm(fields, {name: value.strip() for name, value in chosen.items()}, _images(row))


def _images(node: Mapping[str, Any]) -> tuple[str, ...] | None:
    images = node.get("Images")
    if images in (None, "") or (isinstance(images, dict) and images.get("Image") is None):
        return None
    rows = images.get("Image") if isinstance(images, dict) else images
    if not isinstance(images, dict) or not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise _not_array("Images.Image")
    return tuple(row.strip() for row in rows if row.strip())


def _axes(variation: Any) -> tuple[Axis, ...]:
    if variation in (None, ""):
        return ()
    if not isinstance(variation, dict):
        raise Refusal("5", BAD_FORMAT)
    found = []
    for name in AXES:
        axis = variation.get(name, variation.get(name.capitalize()))
        if axis in (None, ""):
            continue
        if not isinstance(axis, dict):
            raise Refusal("5", BAD_FORMAT)
        options = axis.get("options") or {}
        rows = options.get("option") if isinstance(options, dict) else options
        rows = [] if rows is None else rows if isinstance(rows, list) else [rows]
        found.append(
            Axis(
                name=text_of(axis.get("name")),
                has_image=text_of(axis.get("hasImage")).lower() == "true",
                customize=text_of(axis.get("customize")).lower() == "true",
                options=tuple(text_of(row) for row in rows),
            )
        )
    return tuple(found)


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise _not_string(name)
    return text_of(value)


def _not_array(what: str) -> Refusal:
    return Refusal("1001", f"E1001: {what} must be an array")


def _not_string(what: str) -> Refusal:
    return Refusal("1001", f"E1001: {what} must be a string")


def _xml(text: str) -> Any:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refusal("5", BAD_FORMAT)
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise Refusal("5", BAD_FORMAT) from error
    return _element(root) if root.tag == "Request" else None


def _element(element: ElementTree.Element) -> Any:
    if len(element) == 0:
        return {} if element.tag == "Request" else (element.text or "").strip()
    node: dict[str, Any] = {}
    lists = LISTS.get(element.tag, frozenset())
    for child in element:
        value = _element(child)
        if child.tag in lists:
            # A Sku without any element inside is still a Sku.
            node.setdefault(child.tag, []).append({} if value == "" and child.tag == "Sku" else value)
        else:
            node[child.tag] = value
    return node
