"""Surveys of the packaged sample on the Shopee mock's own tree, without a shop and without a journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from connector.config import ShopConfig
from connector.model import Product, ShopFacts, fold
from connector.run import Composer
from connector.run.mapping import Bound, ShopMapping, put_together
from mappings import Rules, load_rules
from tests.unit.mappings.facts import DAY, mock_shop, policy, sample, sha, shopee

__all__ = ["FEW", "SHOP", "leaf_of", "rules_with", "survey"]

FEW = ("P001-", "P013-", "P014-", "P026-04", "P027-0", "P036-03")
"""Products of many groups, few enough that a workbook of them is made in a blink."""

SHOP = "shopee-thu"


def rules_with(folder: Path, **files: str) -> Rules:
    """Our rules with the user's ``files`` laid over them."""
    (folder / "shopee").mkdir(parents=True, exist_ok=True)
    for stem, text in files.items():
        (folder / "shopee" / f"{stem}.toml").write_text(text, encoding="utf-8")
    return load_rules("mappings.shopee", folder)


def survey(
    rules: Rules | None = None,
    facts: ShopFacts | None = None,
    products: Iterable[Product] | None = None,
    listed_in: Mapping[str, str] | None = None,
    proposed: Mapping[str, tuple[tuple[str, ...], ...]] | None = None,
    only: tuple[str, ...] = ("",),
) -> ShopMapping:
    """``listed_in`` maps a product key to the path (written out) where the shop has its listing."""
    shop_facts = facts or mock_shop()
    goods = [one for one in sample().products if one.product_key.startswith(only)] if products is None else [*products]
    photos = {fold(name): sha(name) or "" for product in goods for name in product.images}
    producers = sample().producers
    composer = Composer(producers, rules or shopee(), shop_facts, policy(shop=SHOP), photos, {})
    bound = {key: Bound(leaf_of(path, shop_facts)) for key, path in (listed_in or {}).items()}
    shop = ShopConfig(name=SHOP, marketplace="shopee", environment="mock")
    return put_together(shop, composer, goods, DAY, lambda _name: 1200, bound, proposed or {})


def leaf_of(path: str, facts: ShopFacts | None = None) -> str:
    """The id of a leaf by its path, written out."""
    return next(leaf.id for leaf in (facts or mock_shop()).categories if " > ".join(leaf.path) == path)
