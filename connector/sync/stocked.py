"""Variants without a piece, where the marketplace takes none (decision 22): left out until stocked.

A variant that stands on the listing, or ever stood there by our doing, stays wanted whatever its stock: it is sold out
there, not taken off. Only one that was never sent waits; once it has pieces the listing's structure gains it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from pydantic import JsonValue

from connector.model import RemoteListing, fold

from .desired import Desired
from .journal import Binding

__all__ = ["left_waiting", "only_adds", "with_pieces"]


def with_pieces(desired: Desired, remote: RemoteListing | None = None, bound: Binding | None = None) -> Desired:
    """``desired`` without the variants that wait; as it is where none does, or none has a piece."""
    waiting = left_waiting(desired, remote, bound)
    return _without(desired, waiting) if waiting and len(waiting) < len(desired.skus) else desired


def left_waiting(desired: Desired, remote: RemoteListing | None = None, bound: Binding | None = None) -> frozenset[str]:
    """The SKUs that wait for stock."""
    if desired.listing is None:
        return frozenset()
    standing = {fold(variant.sku) for variant in remote.variants} if remote is not None else set()
    standing |= set(bound.skus) if bound is not None else set()
    return frozenset(
        variant.sku
        for variant in desired.listing.variants
        if not variant.stock
        and standing.isdisjoint(map(fold, (variant.sku, desired.previous.get(variant.sku) or variant.sku)))
    )


def _without(desired: Desired, waiting: Collection[str]) -> Desired:
    listing, then = desired.listing, desired.at

    def at(day: date) -> Desired:
        assert then is not None
        return _without(then(day), waiting)

    kept = tuple(variant for variant in listing.variants if variant.sku not in waiting) if listing is not None else ()
    return replace(
        desired,
        listing=listing.model_copy(update={"variants": kept}) if listing is not None else None,
        skus=tuple(sku for sku in desired.skus if sku not in waiting),
        at=at if then is not None else None,
    )


def only_adds(before: JsonValue, after: JsonValue) -> bool:
    """Whether a change of structure leaves everything that stands as it is (case aside) and adds SKUs beside it."""
    old, new = _divided(before), _divided(after)
    if old is None or new is None or old[0] != new[0]:
        return False
    return len(new[1]) > len(old[1]) and all(new[1].get(sku) == words for sku, words in old[1].items())


def _divided(structure: JsonValue) -> tuple[JsonValue, dict[str, JsonValue]] | None:
    if not isinstance(structure, dict) or not isinstance(skus := structure.get("skus"), dict):
        return None
    return _folded(structure.get("options")), {fold(sku): _folded(words) for sku, words in skus.items()}


def _folded(words: JsonValue) -> JsonValue:
    return [fold(word) if isinstance(word, str) else word for word in words] if isinstance(words, list) else words
