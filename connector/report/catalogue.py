"""What the catalogue knows and a run does not: star, certificate and price of a product, and what expires next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from connector.model import Product

from .parts import Expiry, ProductFacts

__all__ = ["expiring", "facts_of"]

SOON = timedelta(days=90)


def facts_of(product: Product, day: date, lead_days: int) -> ProductFacts:
    """What a card says of ``product`` on ``day``."""
    star = product.certification.badge_star(day, lead_days=lead_days)
    record = product.certification.current
    return ProductFacts(
        star=star or 0,
        cert_no=record.cert_no if record else "",
        expiry=record.expiry_date if record else None,
        ended=bool(record and record.expiry_date and record.expiry_date <= day + timedelta(days=lead_days)),
        prices=tuple(variant.price_vnd for variant in product.on_sale),
    )


def expiring(products: Iterable[Product], day: date) -> list[Expiry]:
    """Certificates that end within ninety days, or have ended, the nearest first."""
    found = []
    for product in products:
        record = product.certification.current
        if record is None or record.expiry_date is None or record.revoked(day) or record.expiry_date > day + SOON:
            continue
        sku = product.variants[0].sku
        found.append(Expiry(product.title_vi, sku, record.star, record.cert_no, record.expiry_date))
    return sorted(found, key=lambda one: (one.expiry, one.sku))
