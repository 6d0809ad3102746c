"""Image lists: only the shop's own hosted pictures, one to eight, none twice."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.lazada.mock.envelope import Problem
from adapters.lazada.mock.items import Sku
from adapters.lazada.mock.shop import Shop

__all__ = ["MAX_IMAGES", "all_or_none", "chosen_images"]

MAX_IMAGES = 8


def chosen_images(
    shop: Shop, root: str, addresses: Sequence[str], field: str = "Images"
) -> tuple[tuple[str, ...], list[Problem]]:
    """The hashes of the pictures, and what is wrong with the list."""
    found: list[Problem] = []
    pictures = [shop.pictures.hosted(address, root) for address in addresses]
    for address, picture in zip(addresses, pictures, strict=True):
        if picture is None:
            found.append(Problem("4138", field, f"The image is not hosted by Lazada: {address}"))
    good = [picture for picture in pictures if picture is not None]
    if len(addresses) > MAX_IMAGES:
        found.append(Problem("4169", field, f"No more than {MAX_IMAGES} images"))
    if len(set(good)) < len(good):
        found.append(Problem("4116", field, "Duplicate main image"))
    return tuple(good), found


def all_or_none(skus: Sequence[Sku]) -> list[Problem]:
    """If one SKU has images, all must."""
    having = sum(bool(sku.images) for sku in skus)
    if having in (0, len(skus)):
        return []
    return [Problem("4153", "Images", "Either all SKUs have images or none")]
