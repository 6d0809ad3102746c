"""What a product could do better without being refused: advice for its co-op, never a reason to hold it back."""

from __future__ import annotations

from connector.model import Product, Variant

from .photos import FEW

__all__ = ["advice"]


def advice(product: Product, variant: Variant) -> tuple[str, ...]:
    """Codes of everything worth saying about one SKU of a product."""
    said = {
        "WARN_NO_LONG_STORY": not product.story.long_vi,
        "WARN_FEW_IMAGES": len(product.images) < FEW,
        "WARN_OUT_OF_STOCK": variant.sellable_stock == 0,
    }
    return tuple(code for code, holds in said.items() if holds)
