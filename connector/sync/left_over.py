"""What was still there of a SKU when the sheet took it off a listing of several.

Such a SKU is sold out (ADR 18): it is told 0, and what had been there is remembered beside what it had been told. Where
it is sold again and the co-op has not counted since, that is what it gets: the sheet's figure once more would sell a
second time what buyers had taken. Once it is there again it counts as the sheet's figure, as before. Only of what we
told 0 ourselves; a figure that was never lowered is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from pydantic import JsonValue

from connector.model import Group, fold

from .journal import ListingBase

__all__ = ["AsLeft", "as_left"]

Figures = Mapping[str, JsonValue]


class AsLeft(NamedTuple):
    """``base`` with what is to be remembered, ``wanted`` and ``told`` as they count here; ``fewer``: what is to be said
    of SKUs that are sold again, what was left of each and what the sheet says: as it goes out, and once it is there."""

    base: ListingBase
    wanted: Figures
    told: Figures
    fewer: Mapping[str, tuple[int, JsonValue]]


def as_left(base: ListingBase, wanted: Figures, told: Figures, shown: JsonValue, leaving: Collection[str]) -> AsLeft:
    """Figures of one listing. ``told``: the last of each SKU for sure; ``leaving``: SKUs that it no longer sells."""
    remembered = _set_aside(base, wanted, told, shown, leaving)
    known = base.groups.get(Group.STOCK)
    settled = known is not None and known.status == "settled"
    figures, counted = dict(wanted), dict(told)
    fewer: dict[str, tuple[int, JsonValue]] = {}
    for sku, figure in wanted.items():
        had, last = remembered.get(fold(sku)), told.get(sku)
        if had is None or sku in leaving or not figure:
            continue
        counted_then, left = had
        if last == left and settled:  # there again, or there was nothing left
            del remembered[fold(sku)]
            counted[sku] = counted_then
            if figure == counted_then:
                fewer[sku] = (left, figure)
        elif figure == counted_then and last in (0, left):
            figures[sku] = left
            if last == 0:
                fewer[sku] = (left, figure)
        else:  # counted anew, or never told 0
            del remembered[fold(sku)]
    if remembered != base.left_over:
        base = replace(base, left_over=remembered)
    if counted != told and known is not None:
        base = base.with_group(Group.STOCK, replace(known, sent=counted))
    return AsLeft(base, figures, counted, fewer)


def _set_aside(
    base: ListingBase, wanted: Figures, told: Figures, shown: JsonValue, leaving: Collection[str]
) -> dict[str, tuple[int, int]]:
    """What is remembered of SKUs that stand on the listing, and of those that are told 0 now what is there."""
    now = shown if isinstance(shown, dict) else {}
    standing = {fold(sku) for sku in (*wanted, *leaving)}
    found = {sku: had for sku, had in base.left_over.items() if sku in standing}
    for sku in leaving:
        last, there = told.get(sku), now.get(sku)
        if sku not in wanted or last == 0:
            continue
        found.pop(fold(sku), None)
        if isinstance(last, int) and isinstance(there, int) and there < last:
            found[fold(sku)] = (last, there)
    return found
