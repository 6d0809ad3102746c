"""Variants that bear no SKU on the shop, known by their ids: a listing as if it bore ours.

A binding whose spelling of a SKU is '' holds by the variant's id alone (``matched``, ``pulled``). Whatever compares or
writes sees our SKU there, marked ``bare``, so that a missing SKU is neither drift nor another structure, and no write
puts it on the shop unless somebody asked for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from connector.model import Group, RemoteListing, RemoteVariant, fold, nameless

from .journal import Binding, ListingBase

__all__ = ["as_shown", "names_of", "recognise", "spelled"]

FIGURES = (Group.PRICE, Group.STOCK)


def spelled(skus: Iterable[str], base: ListingBase | None = None) -> dict[str, str]:
    """Folded SKU to its spelling in the sheets: of ``skus``, else as remembered."""
    known = base.groups.get(Group.PRICE) if base is not None else None
    remembered = known.sent if known is not None and isinstance(known.sent, dict) else {}
    return {fold(sku): sku for sku in (*remembered, *skus)}


def names_of(bound: Binding, spelling: Mapping[str, str]) -> dict[str, str]:
    """Our SKU by variant id, of every variant that is bound without a SKU."""
    return {
        remote_id: spelling.get(sku, sku) for sku, (shown, remote_id) in bound.skus.items() if remote_id and not shown
    }


def recognise(remote: RemoteListing, names: Mapping[str, str]) -> RemoteListing:
    """``remote`` with our SKUs (``names`` by variant id); a variant that is not ours stays as it is."""
    if not names:
        return remote
    called: dict[str, str] = {}
    variants = []
    for variant in remote.variants:
        ours = names.get(variant.remote_id, variant.sku)
        if ours:
            called[variant.sku or nameless(variant.remote_id)] = ours
        variants.append(
            RemoteVariant(remote_id=variant.remote_id, sku=ours, bare=ours != variant.sku, shown=variant.sku)
        )
    groups = {group: _called(group, value, called) for group, value in remote.groups.items()}
    return remote.model_copy(update={"variants": tuple(variants), "groups": groups})


def as_shown(remote: RemoteListing, structure: JsonValue) -> JsonValue:
    """A structure in our names as the shop itself calls its variants."""
    called = {fold(variant.sku): nameless(variant.remote_id) for variant in remote.variants if variant.bare}
    skus = structure.get("skus") if isinstance(structure, dict) else None
    if not isinstance(structure, dict) or not isinstance(skus, dict):
        return structure
    return {**structure, "skus": {called.get(fold(sku), sku): words for sku, words in skus.items()}}


def _called(group: Group, value: JsonValue, called: Mapping[str, str]) -> JsonValue:
    if not isinstance(value, dict):
        return value
    if group in FIGURES:
        return {called.get(sku, sku): figure for sku, figure in value.items()}
    name = {Group.STRUCTURE: "skus", Group.ATTRIBUTES: "gtin"}.get(group, "")
    parts = value.get(name)
    if isinstance(parts, dict):
        return {**value, name: {called.get(sku, sku): part for sku, part in parts.items()}}
    return value
