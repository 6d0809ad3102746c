"""Showing a listing to buyers again: only once whatever comes before it went through (ADR 42).

Price, stock and the removal of a star go before (decision 18). Where one of these was refused, waits, or nobody knows
what became of it, a listing that is shown again would sell at a wrong price, pieces that are not there, or under a star
that has lapsed; it stays hidden, where nobody is harmed, and the next run tries again. Other content may follow later:
what is shown until then is what was shown before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from .change import Change, ChangeKind, Notice, Outcome
from .runreport import Result

__all__ = ["go_before", "held_relists", "in_the_way", "shows_wrong"]

CODE = "relist-waits"


def shows_wrong(change: Change) -> bool:
    """Whether a listing that is shown without this would show buyers something wrong."""
    return change.kind in (ChangeKind.PRICE, ChangeKind.STOCK) or change.removes_claim


def go_before(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """By product, what has to go through before its listing is shown again."""
    changes = list(changes)
    relisted = {change.product for change in changes if change.kind is ChangeKind.RELIST}
    found: dict[str, list[Change]] = {}
    for change in changes:
        if change.product in relisted and shows_wrong(change):
            found.setdefault(change.product, []).append(change)
    return found


def in_the_way(before: Iterable[Change], results: Mapping[str, Result]) -> bool:
    """Whether one of these was not accepted in this run, or not sent at all."""
    return any(one.id not in results or results[one.id].outcome is not Outcome.ACCEPTED for one in before)


def held_relists(changes: Iterable[Change], products: Collection[str]) -> Iterator[Notice]:
    """What a plan says of listings that stay hidden because something of their ``products`` is kept back."""
    for change in changes:
        if change.kind is ChangeKind.RELIST and change.product in products:
            yield Notice(
                code=CODE, product=change.product, title=change.title, skus=change.skus, remote_id=change.remote_id
            )
