"""Guard ``price-jump`` (decision 13): a price far from what the shop shows holds its product, and no other.

``--allow price-jump=N`` lets them through once where the plan holds no more than N; ``ocop resolve`` lets through one
product, for exactly the prices that were shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from connector.model import Group

from .answered import about_of
from .change import Change, GroupChange, Notice, Severity
from .guards import GuardLimits

__all__ = ["held_jumps", "jumping"]


def jumping(change: GroupChange, limits: GuardLimits) -> list[str]:
    """SKUs whose price leaves the bounds around what the shop shows; exactly double is no jump."""
    before, after = change.before, change.after
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    found = []
    for sku, price in after.items():
        shown = before.get(sku)
        if isinstance(shown, int) and isinstance(price, int) and shown > 0:
            ratio = price / shown
            if ratio > limits.price_above or ratio < limits.price_below:
                found.append(sku)
    return found


def held_jumps(changes: Sequence[Change], limits: GuardLimits) -> Iterator[Notice]:
    """A sentence for each SKU, with the option that lets all of them through."""
    for change in changes:
        prices = change.groups[Group.PRICE]
        assert isinstance(prices.before, dict)
        assert isinstance(prices.after, dict)
        for sku in jumping(prices, limits):
            params: dict[str, JsonValue] = {
                "sku": sku,
                "shop": prices.before[sku],
                "ours": prices.after[sku],
                "jumps": len(changes),
                "about": about_of(prices.before, prices.after),
            }
            yield Notice(
                code="price-jump",
                severity=Severity.PERSON,
                product=change.product,
                title=change.title,
                skus=change.skus,
                remote_id=change.remote_id,
                group=Group.PRICE,
                params=params,
            )
