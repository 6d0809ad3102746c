"""Filling the shop before anybody calls, as if staff had typed the products in a month ago.

The category follows the title's words and the row's `group_148` by `data/seed_categories.json`; required attributes
and certifications are filled, so that a later edit passes. A product with several SKUs gets sales attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters._mock.options import MockOptions
from adapters._mock.seed import SeedProduct, SeedSku, sample_picture, seed_products
from adapters.tiktok_shop.mock.facts import Attribute, Facts, Leaf
from adapters.tiktok_shop.mock.products import Content, Product, SalesValue, Sku
from adapters.tiktok_shop.mock.shop import Shop
from adapters.tiktok_shop.mock.text import rewrite

__all__ = ["WAREHOUSE_ID", "guess_leaf", "seed"]

AGE_S = 30 * 86_400
PAPER_S = 2 * 365 * 86_400
MAX_PICTURES = 9
PICTURE_SIDE = 600
WAREHOUSE_ID = "7068517275539719942"
PAPER = b"%PDF-1.4\n%%EOF\n"


def seed(shop: Shop, options: MockOptions) -> None:
    for product in seed_products(options, "tiktok_shop"):
        _stock(shop, product)


def guess_leaf(facts: Facts, title: str, group: str = "", *, sure: bool = False) -> Leaf | None:
    """The leaf a title (and the catalogue's product group, if known) belongs to; if `sure`, only by its words."""
    rules = facts.seed_rules
    roots = rules["roots"].get(group[:1])
    words = title.casefold()
    for word, path in rules["words"]:
        if word in words and (roots is None or path.split(" > ")[0] in roots):
            return facts.by_path[tuple(path.split(" > "))]
    if sure:
        return None
    return facts.by_path[tuple(rules["groups"].get(group, rules["otherwise"]).split(" > "))]


def _stock(shop: Shop, product: SeedProduct) -> None:
    made = shop.now() - AGE_S
    leaf = guess_leaf(shop.facts, product.row["title_vi"], product.row.get("group_148") or "")
    assert leaf is not None
    first = product.skus[0]
    content = Content(
        title=product.title,
        description=rewrite(product.description),
        category=leaf.v1 if shop.options.old_categories else leaf.id,
        images=tuple(
            shop.media.keep(sample_picture(name), "MAIN_IMAGE", PICTURE_SIDE, PICTURE_SIDE).uri
            for name in product.pictures[:MAX_PICTURES]
        ),
        skus=tuple(_sku(shop, product, sku) for sku in product.skus),
        brand=next((b.id for b in leaf.brands if b.name == product.row.get("brand") and b.authorized), ""),
        weight={"value": f"{first.weight_g / 1000:.3f}", "unit": "KILOGRAM"},
        dimensions=_dimensions(first),
        attributes=tuple(_filled(a, product) for a, required in leaf.attributes if required),
        certifications=tuple(_papers(shop, leaf)),
    )
    product_id = shop.shelf.new_id()
    shop.shelf.put(
        Product(id=product_id, created=made, updated=made, status="ACTIVATE", content=content, audit="APPROVED"), made
    )


def _sku(shop: Shop, product: SeedProduct, sku: SeedSku) -> Sku:
    several = len(product.skus) > 1 and bool(product.option_names)
    return Sku(
        id=shop.shelf.new_id(),
        seller_sku=sku.sku,
        price=sku.price,
        inventory=((WAREHOUSE_ID, sku.stock),),
        sales=tuple(_sales(shop, *pair) for pair in zip(product.option_names, sku.options, strict=True))
        if several
        else (),
    )


def _sales(shop: Shop, name: str, option: str) -> SalesValue:
    attribute = shop.names.attribute("", name)
    value = attribute and shop.names.value(attribute[0], "", option)
    assert attribute is not None
    assert value is not None
    return SalesValue(*attribute, *value)


def _dimensions(sku: SeedSku) -> Mapping[str, str] | None:
    if sku.dimensions_cm is None:
        return None
    sides = zip(("length", "width", "height"), map(str, sku.dimensions_cm), strict=True)
    return {**dict(sides), "unit": "CENTIMETER"}


def _papers(shop: Shop, leaf: Leaf) -> list[Mapping[str, Any]]:
    papers: list[Mapping[str, Any]] = []
    for paper, required in leaf.certifications:
        if required:
            kept = shop.media.add_file(PAPER, "giay-chung-nhan.pdf", "PDF")
            entry: dict[str, Any] = {"id": paper.id, "files": [{"id": kept.id, "name": kept.name, "format": "PDF"}]}
            papers.append({**entry, "expiration_date": int(shop.now()) + PAPER_S} if paper.expiry else entry)
    return papers


def _filled(attribute: Attribute, product: SeedProduct) -> Mapping[str, Any]:
    producer = product.producer
    place = ", ".join(part for part in (producer.get("commune_current"), producer.get("province")) if part)
    known = {
        "Ingredients": product.row.get("ingredients_vi"),
        "Shelf Life": f"{product.row.get('shelf_life_days') or 30} ngày",
        "Manufacturer Name": producer.get("name_vi"),
        "Manufacturer Address": place,
        "Material": product.row.get("ingredients_vi"),
    }
    text = known.get(attribute.en) or "Khác"
    value = next(((k, n[0]) for k, n in attribute.values.items() if n[0].casefold() in text.casefold()), None)
    if value is None and not attribute.customizable:
        value = next((k, n[0]) for k, n in attribute.values.items())
    number, name = value or ("", text)
    return {"id": attribute.id, "values": [{"id": number, "name": name}]}
