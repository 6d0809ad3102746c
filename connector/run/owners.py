"""Where SKUs of two owners meet in one shop, the later owner's get its name in front (decision 5).

What a shop has been sent keeps the name it was sent under, whoever comes or goes; then the catalogue's own goods come
first, then the order of its rows. In a shop that sells for no other owner nothing is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from slugify import slugify

from connector.model import Product, fold, fold_owner
from connector.sync.journal import Binding

__all__ = ["apart", "prefixed"]

LONGEST = 24
"""Characters of an owner's name in a SKU."""


def prefixed(owner: str, sku: str) -> str:
    """``HTX-MAY-TRE-A01``"""
    return f"{slugify(owner, max_length=LONGEST).upper()}-{sku}" if owner else sku


def apart(
    products: Iterable[Product], own: str, others: Iterable[str], bindings: Mapping[str, Binding]
) -> tuple[list[Product], dict[str, str]]:
    """The products with the SKUs this shop knows them by, and what each renamed SKU is called in the sheets.

    ``own`` is the name of the catalogue's owner, whose products name none; ``others`` are those whose products the shop
    shows too. What belongs to anybody else meets nobody there.
    """
    listed = list(products)
    owners = {"": own, **{fold_owner(name): name for name in others}, fold_owner(own): own}
    here = [product for product in listed if fold_owner(product.owner) in owners]
    here.sort(key=lambda product: owners[fold_owner(product.owner)] != own)
    if len(set(owners.values())) < 2:
        return listed, {}
    taken = {sku: name for name, bound in bindings.items() for sku in bound.skus}
    for product, sku in _skus(here):
        taken.setdefault(fold(sku), str(product.product_id))
    renamed: dict[str, str] = {}
    return [
        _named(product, owners[whose], taken, renamed) if (whose := fold_owner(product.owner)) in owners else product
        for product in listed
    ], renamed


def _skus(products: Iterable[Product]) -> Iterator[tuple[Product, str]]:
    for product in products:
        for variant in product.variants:
            yield product, variant.sku


def _named(product: Product, owner: str, taken: Mapping[str, str], renamed: dict[str, str]) -> Product:
    """A SKU that another product of this shop bears, or that was sent with its owner's name, has that name."""
    own = str(product.product_id)
    variants = []
    for variant in product.variants:
        longer = prefixed(owner, variant.sku)
        if longer != variant.sku and (taken[fold(variant.sku)] != own or taken.get(fold(longer)) == own):
            renamed[longer] = variant.sku
            variant = variant.model_copy(update={"sku": longer})
        variants.append(variant)
    return product.model_copy(update={"variants": tuple(variants)})
