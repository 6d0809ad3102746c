"""What a plan of one shop says of the other shops: goods that two shops of one marketplace show, and shops that were
taken out of ``ocop.toml`` while pieces are still for sale there."""

from __future__ import annotations

from connector.config import ShopConfig
from connector.model import Product
from connector.sync import Notice, Severity

from .effective import Effective
from .shares import Shares

__all__ = ["neighbours"]

SHOWN = 3


def neighbours(shop: ShopConfig, effective: Effective, shares: Shares) -> tuple[Notice, ...]:
    """Notices about the shop as a whole."""
    return (*_twice(shop, effective, shares), *_removed(shop, shares))


def _twice(shop: ShopConfig, effective: Effective, shares: Shares) -> list[Notice]:
    """A marketplace may take one seller's goods in two shops for duplicates and hide either."""
    said = []
    for other in shares.config.shop:
        alike = (other.marketplace, other.environment) == (shop.marketplace, shop.environment)
        if other.name == shop.name or not alike:
            continue
        both = [product for product in effective.products.values() if _in_both(product, shop, other, effective, shares)]
        if both:
            skus = ", ".join(product.variants[0].sku for product in both[:SHOWN])
            params = {"other": other.name, "count": len(both), "skus": skus}
            said.append(Notice(code="same-marketplace", severity=Severity.INFO, params=params))
    return said


def _in_both(product: Product, one: ShopConfig, other: ShopConfig, effective: Effective, shares: Shares) -> bool:
    producer = effective.producers.get(product.producer_id)
    return bool(product.on_sale) and all(shares.shows(shop, product, producer) for shop in (one, other))


def _removed(shop: ShopConfig, shares: Shares) -> list[Notice]:
    """Said once a night: by the first shop that shares the stock."""
    if not shares.split or shares.split[0].name != shop.name:
        return []
    return [
        Notice(
            code="removed-shop-holds",
            severity=Severity.PERSON,
            params={"other": gone.shop, "count": gone.skus, "command": f"ocop forget {gone.shop}"},
        )
        for gone in shares.removed
    ]
