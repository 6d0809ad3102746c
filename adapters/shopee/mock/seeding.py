"""Filling the shop before anybody calls, as if staff had typed the products in a month ago.

The category follows the title's words and the row's `group_148` by `data/seed_categories.json`; mandatory attributes
are filled, so that a later update passes. A product with several SKUs becomes one item with variations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters._mock.options import MockOptions
from adapters._mock.seed import SeedProduct, sample_picture, seed_products
from adapters.shopee.mock.facts import DROP_DOWN, FREE_TEXT, Attribute, Facts, Leaf
from adapters.shopee.mock.items import Item, Model, Tier
from adapters.shopee.mock.shop import Shop

__all__ = ["guess_leaf", "seed"]

AGE_S = 30 * 86_400
MAX_PICTURES = 9


def seed(shop: Shop, options: MockOptions) -> None:
    for product in seed_products(options, "shopee"):
        _stock(shop, product)


def guess_leaf(facts: Facts, title: str, group: str = "") -> Leaf:
    """The leaf a title (and the catalogue's product group, if known) belongs to."""
    rules = facts.seed_rules
    roots = rules["roots"].get(group[:1])
    words = title.casefold()
    for word, path in rules["words"]:
        if word in words and (roots is None or path.split(" > ")[0] in roots):
            return facts.by_path[tuple(path.split(" > "))]
    return facts.by_path[tuple(rules["groups"].get(group, rules["otherwise"]).split(" > "))]


def _stock(shop: Shop, product: SeedProduct) -> None:
    made = shop.now() - AGE_S
    leaf = guess_leaf(shop.facts, product.row["title_vi"], product.row.get("group_148") or "")
    first = product.skus[0]
    images = tuple(shop.pictures.keep(sample_picture(name)) for name in product.pictures[:MAX_PICTURES])
    several = len(product.skus) > 1 and bool(product.option_names)
    item = Item(
        id=shop.shelf.new_item_id(),
        created=made,
        updated=made,
        status="NORMAL",
        category=leaf.id,
        name=product.title,
        description=product.description,
        sku="" if not first.sku else product.key,
        weight=first.weight_g / 1000,
        dimension=_dimension(first.dimensions_cm),
        images=images,
        price=first.price,
        stock=first.stock,
        attributes=tuple(_attributes(leaf, product)),
        brand=_brand(leaf, product),
        logistics=tuple(
            {"logistic_id": channel.id, "enabled": True, "is_free": False}
            for channel in shop.facts.channels.values()
            if channel.enabled and not channel.mask
        ),
        pre_order={"is_pre_order": False},
        tiers=_tiers(product) if several else (),
        models=tuple(_models(shop, product)) if several else (),
    )
    shop.shelf.put(item, made)


def _dimension(sides: tuple[int, int, int] | None) -> Mapping[str, int] | None:
    names = ("package_length", "package_width", "package_height")
    return dict(zip(names, sides, strict=True)) if sides else None


def _tiers(product: SeedProduct) -> tuple[Tier, ...]:
    return tuple(
        Tier(name, tuple((label, None) for label in _labels(product, axis)))
        for axis, name in enumerate(product.option_names)
    )


def _labels(product: SeedProduct, axis: int) -> list[str]:
    return list(dict.fromkeys(sku.options[axis] for sku in product.skus))


def _models(shop: Shop, product: SeedProduct) -> list[Model]:
    labels = [_labels(product, axis) for axis in range(len(product.option_names))]
    return [
        Model(
            id=shop.shelf.new_model_id(),
            tier_index=tuple(labels[axis].index(label) for axis, label in enumerate(sku.options)),
            sku=sku.sku,
            price=sku.price,
            stock=sku.stock,
            weight=sku.weight_g / 1000,
            dimension=_dimension(sku.dimensions_cm),
        )
        for sku in product.skus
    ]


def _brand(leaf: Leaf, product: SeedProduct) -> Mapping[str, Any]:
    name = product.row.get("brand") or ""
    for brand in leaf.brands:
        if brand["name"] == name and not brand.get("pending"):
            return {"brand_id": brand["id"], "original_brand_name": brand["name"]}
    return {"brand_id": 0, "original_brand_name": "No Brand"}


def _attributes(leaf: Leaf, product: SeedProduct) -> list[Mapping[str, Any]]:
    return [
        {"attribute_id": attribute.id, "attribute_value_list": [_value(attribute, product)]}
        for attribute, mandatory in leaf.attributes
        if mandatory
    ]


def _value(attribute: Attribute, product: SeedProduct) -> Mapping[str, Any]:
    if attribute.input_type in DROP_DOWN:
        value = next(iter(attribute.values.values()))
        return {"value_id": value.id, "original_value_name": value.vi}
    text = _text(attribute, product)
    if attribute.format == 2:
        return {"value_id": 0, "original_value_name": text, "value_unit": attribute.units[0]}
    if attribute.input_type != FREE_TEXT:
        for value in attribute.values.values():
            if value.vi.casefold() in text.casefold():
                return {"value_id": value.id, "original_value_name": value.vi}
    return {"value_id": 0, "original_value_name": text}


def _text(attribute: Attribute, product: SeedProduct) -> str:
    producer = product.producer
    place = ", ".join(part for part in (producer.get("commune_current"), producer.get("province")) if part)
    known = {
        "Ingredients": product.row.get("ingredients_vi"),
        "Shelf Life": product.row.get("shelf_life_days") or "30",
        "Manufacturer Name": producer.get("name_vi"),
        "Manufacturer Address": place,
        "Material": product.row.get("ingredients_vi"),
    }
    return known.get(attribute.en) or "Khác"
