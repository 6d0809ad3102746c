"""Filling the shop before anybody calls, as if staff had typed the products in a month ago.

The category follows the title's words and the row's `group_148` by `data/seed_categories.json`; mandatory attributes
are filled, so that a later update passes. A product with several SKUs becomes one item with the catalogue's option
names as its own axes.
"""

from __future__ import annotations

from adapters._mock.options import MockOptions
from adapters._mock.seed import SeedProduct, SeedSku, sample_picture, seed_products
from adapters.lazada.mock.check_images import MAX_IMAGES
from adapters.lazada.mock.facts import Attribute, Facts, Leaf
from adapters.lazada.mock.items import ACTIVE, Axis, Item, Sku
from adapters.lazada.mock.shop import Shop

__all__ = ["guess_leaf", "guessed", "seed"]

AGE_S = 30 * 86_400
PARCEL_CM = (20, 15, 10)


def seed(shop: Shop, options: MockOptions) -> None:
    for product in seed_products(options, "lazada"):
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


def guessed(facts: Facts, title: str) -> bool:
    """Whether any word of the title tells its category."""
    words = title.casefold()
    return any(word in words for word, _ in facts.seed_rules["words"])


def _stock(shop: Shop, product: SeedProduct) -> None:
    made = shop.now() - AGE_S
    leaf = guess_leaf(shop.facts, product.row["title_vi"], product.row.get("group_148") or "")
    pictures = [shop.pictures.keep(sample_picture(name)) for name in product.pictures[:MAX_IMAGES]]
    several = len(product.skus) > 1 and bool(product.option_names)
    item = Item(
        id=shop.shelf.new_item_id(),
        created=made,
        updated=made,
        status=ACTIVE,
        category=leaf.id,
        attributes=_attributes(shop.facts, leaf, product),
        images=tuple(dict.fromkeys(pictures)),
        axes=_axes(product) if several else (),
        skus=tuple(_sku(shop, product, sku, several) for sku in product.skus),
    )
    shop.shelf.put(item, made)


def _axes(product: SeedProduct) -> tuple[Axis, ...]:
    return tuple(
        Axis(name, False, True, tuple(dict.fromkeys(sku.options[axis] for sku in product.skus)))
        for axis, name in enumerate(product.option_names)
    )


def _sku(shop: Shop, product: SeedProduct, sku: SeedSku, several: bool) -> Sku:
    sides = sku.dimensions_cm or PARCEL_CM
    return Sku(
        id=shop.shelf.new_sku_id(),
        seller_sku=sku.sku,
        price=sku.price,
        stock=sku.stock,
        package={
            "package_length": str(sides[0]),
            "package_width": str(sides[1]),
            "package_height": str(sides[2]),
            "package_weight": f"{max(sku.weight_g, 10) / 1000:.2f}",
        },
        sale_prop=dict(zip(product.option_names, sku.options, strict=True)) if several else {},
    )


def _attributes(facts: Facts, leaf: Leaf, product: SeedProduct) -> dict[str, str]:
    brand = facts.brand_names.get((product.row.get("brand") or "").casefold(), facts.no_brand)
    filled = {
        "name": product.title,
        "description": product.description,
        "brand": brand.name,
        "brand_id": str(brand.id),
    }
    for attribute, mandatory in leaf.attributes:
        if mandatory and not attribute.sku and attribute.name not in filled:
            filled[attribute.name] = _value(attribute, product)
    return filled


def _value(attribute: Attribute, product: SeedProduct) -> str:
    if attribute.input_type == "numeric":
        return product.row.get("shelf_life_days") or "30"
    text = _text(attribute, product)
    if not attribute.options:
        return text
    chosen = (option.en for option in attribute.options if option.vi.casefold() in text.casefold())
    return next(chosen, attribute.options[0].en)


def _text(attribute: Attribute, product: SeedProduct) -> str:
    producer, row = product.producer, product.row
    place = ", ".join(part for part in (producer.get("commune_current"), producer.get("province")) if part)
    known = {
        "ingredients": row.get("ingredients_vi"),
        "manufacturer_name": producer.get("name_vi"),
        "manufacturer_address": place,
        "material": row.get("ingredients_vi"),
    }
    return known.get(attribute.name) or "Khác"
