"""Judges a finished world by what the virtual shop holds and did. Shares no code with the core (a wall keeps it so)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["violations"]


def violations(items: Mapping[str, Any], expected: Mapping[str, Mapping[str, Any]], *, stock: bool = True) -> list[str]:
    """What is wrong in the shop once everything is quiet.

    ``items`` are the shop's listings by id (attributes skus, state, groups, ever_live); ``expected`` is, by SKU, what
    the catalogue says: title, description, price, stock, live.
    """
    found: list[str] = []
    standing = [item for item in items.values() if str(item.state) != "deleted_in_shop"]
    bearers = Counter(sku for item in standing for sku in item.skus)
    once_live = Counter(sku for item in standing if item.ever_live for sku in item.skus)
    for sku, count in sorted(bearers.items()):
        if once_live[sku] > 1:
            found.append(f"1: {sku} was live on {once_live[sku]} listings")
        if count > 1:
            found.append(f"1: {sku} stands on {count} listings")
        if sku not in expected:
            found.append(f"7: {sku} is not in the catalogue")
    for sku, want in sorted(expected.items()):
        bearing = [item for item in standing if sku in item.skus]
        if not bearing:
            found.append(f"4: {sku} is not in the shop")
            continue
        found += [f"4: {sku}: {problem}" for problem in _differences(bearing[0], sku, want, stock)]
    return found


def _differences(item: Any, sku: str, want: Mapping[str, Any], stock: bool) -> Sequence[str]:
    groups = {str(group): value for group, value in item.groups.items()}
    shown = {
        "title": groups["title"],
        "description": groups["description"],
        "price": groups["price"][sku],
        "live": str(item.state) == "live",
    }
    if stock:
        shown["stock"] = groups["stock"][sku]
    return [f"{name} is {value!r}, should be {want[name]!r}" for name, value in shown.items() if value != want[name]]
