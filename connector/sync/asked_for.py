"""What the options of one run leave of a plan's Changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .change import Change, ChangeKind
from .desired import ShopRules

__all__ = ["asked_for"]


def asked_for(changes: Sequence[Change], rules: ShopRules, order: Mapping[str, tuple[int, str]]) -> list[Change]:
    """``--only`` these SKUs, ``--hidden`` makes nothing visible, ``--first`` so many products by star and key."""
    left = [change for change in changes if not rules.only or rules.only & set(change.skus)]
    if rules.hidden:
        left = [change for change in left if change.kind is not ChangeKind.RELIST]
    if rules.first is not None:
        named = sorted({change.product for change in left}, key=lambda name: order.get(name, (0, name)))
        chosen = set(named[: rules.first])
        left = [change for change in left if change.product in chosen]
    return left
