"""Judges a finished world by what the virtual shop holds and did. Shares no code with the core (a wall keeps it so)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

__all__ = ["violations"]


def violations(
    items: Mapping[str, Any], expected: Mapping[str, Mapping[str, Any]], *, aside: Collection[str] = ()
) -> list[str]:
    """What is wrong in the shop once everything is quiet.

    ``items`` are the shop's listings by id (attributes skus, state, groups, ever_live); ``expected`` is, by SKU, what
    the catalogue says: of title, description, price, stock and live those that are known. SKUs ``aside`` wait for a
    person: they may stand in the shop or not, but not twice.
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
        if sku not in expected and sku not in aside:
            found.append(f"7: {sku} is not in the catalogue")
    for sku, want in sorted(expected.items()):
        bearing = [item for item in standing if sku in item.skus]
        if not bearing:
            found.append(f"4: {sku} is not in the shop")
            continue
        found += [f"4: {sku}: {problem}" for problem in _differences(bearing[0], sku, want)]
    return found


def _differences(item: Any, sku: str, want: Mapping[str, Any]) -> Sequence[str]:
    groups = {str(group): value for group, value in item.groups.items()}
    shown = {
        "title": groups["title"],
        "description": groups["description"],
        "price": groups["price"][sku],
        "stock": groups["stock"][sku],
        "live": str(item.state) == "live",
    }
    return [f"{name} is {shown[name]!r}, should be {value!r}" for name, value in want.items() if value != shown[name]]
