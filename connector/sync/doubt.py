"""Figures of stock that were sent and may not have arrived: a night's answer lost, a process killed in the middle.

Sending such a figure again is only right where it never arrived. Where it did, buyers may have taken pieces since, and
the same figure once more would sell them twice. What was shown before the write tells which it was.
"""

from __future__ import annotations

from pydantic import JsonValue

from .threeway import GroupBase

__all__ = ["doubtful"]


def doubtful(known: GroupBase | None, shown: JsonValue) -> frozenset[str]:
    """SKUs whose figure has to be sent again. Only those of the write in doubt: the others' figures had arrived."""
    if known is None or known.status != "unknown" or not isinstance(known.sent, dict):
        return frozenset()
    now = shown if isinstance(shown, dict) else {}
    before = known.shown if isinstance(known.shown, dict) else dict.fromkeys(known.sent)
    return frozenset(sku for sku, was in before.items() if not _arrived(known.sent.get(sku), was, now.get(sku)))


def _arrived(sent: JsonValue, before: JsonValue, now: JsonValue) -> bool:
    """Sales only ever lower a stock, so one raised above what it was has arrived, and one lowered as far, too."""
    if not isinstance(sent, int) or not isinstance(now, int) or not isinstance(before, int):
        return sent == now
    return before < now <= sent if sent > before else now <= sent
