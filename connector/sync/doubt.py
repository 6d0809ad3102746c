"""Figures of stock that were sent and may not have arrived: a night's answer lost, a process killed in the middle.

Sending such a figure again is only right where it never arrived. Where it did, buyers may have taken pieces since, and
the same figure once more would sell them twice. What was shown before the write tells which it was. While a figure is
in doubt ``GroupBase.seen`` keeps what had been told before it, and ``shown`` what was shown then of the SKUs in doubt.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pydantic import JsonValue

from .threeway import GroupBase

__all__ = ["doubtful", "judged_anew", "told"]


def doubtful(known: GroupBase | None, shown: JsonValue) -> frozenset[str]:
    """SKUs whose figure has to be sent again. Only those of the write in doubt: the others' figures had arrived."""
    if known is None or known.status != "unknown" or not isinstance(known.sent, dict):
        return frozenset()
    now = shown if isinstance(shown, dict) else {}
    before = known.shown if isinstance(known.shown, dict) else dict.fromkeys(known.sent)
    return frozenset(sku for sku, was in before.items() if not _arrived(known.sent.get(sku), was, now.get(sku)))


def told(known: GroupBase | None, again: Collection[str]) -> dict[str, JsonValue]:
    """What the shop was told last of each SKU for sure: of those to be sent ``again`` what came before the doubt."""
    sent = known.sent if known is not None and isinstance(known.sent, dict) else {}
    earlier = known.seen if known is not None and isinstance(known.seen, dict) else {}
    return {sku: earlier.get(sku) if sku in again else figure for sku, figure in sent.items()}


def judged_anew(known: GroupBase, again: Collection[str], sending: Collection[str]) -> GroupBase:
    """``known`` once the shop has been looked at: in doubt stays what has not arrived and is ``sending``, or of which
    nobody remembers what had been told before."""
    figures, before = told(known, again), known.shown if isinstance(known.shown, dict) else {}
    left = {sku: before.get(sku) for sku in again if sku in sending or figures.get(sku) is None}
    sent = known.sent if isinstance(known.sent, dict) else {}
    now = {sku: figure if sku in left else figures[sku] for sku, figure in sent.items()}
    if not left:
        return replace(known, sent=now, seen=None, shown=None, status="settled")
    same = left == known.shown and now == known.sent
    return known if same else replace(known, sent=now, shown=left)


def _arrived(sent: JsonValue, before: JsonValue, now: JsonValue) -> bool:
    """Sales only ever lower a stock, so one raised above what it was has arrived, and one lowered as far, too."""
    if not isinstance(sent, int) or not isinstance(now, int) or not isinstance(before, int):
        return sent == now
    return before < now <= sent if sent > before else now <= sent
