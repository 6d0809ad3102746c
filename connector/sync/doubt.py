"""Figures of stock that were sent and may not have arrived: a night's answer lost, a process killed in the middle.

Sending such a figure again is only right where it never arrived. Where it did, buyers may have taken pieces since, and
the same figure once more would sell them twice. What was shown before the write tells which it was; where it cannot,
since as many were sold as had been added, a person is asked and nothing is sent (ADR 53). While a figure is in doubt
``GroupBase.seen`` keeps what had been told before it, ``shown`` what was shown then of the SKUs in doubt, and
``written_at`` when it left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import JsonValue

from connector.model import Group

from .answered import about_of
from .change import GroupChange
from .threeway import GroupBase

__all__ = ["Doubt", "doubtful", "judged_anew", "questions", "raises", "told", "touched"]


class Doubt(NamedTuple):
    """SKUs of a write in doubt. ``again``: never arrived, to be sent again. ``unclear``: nobody can tell."""

    again: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()


def doubtful(known: GroupBase | None, shown: JsonValue, touched: bool = False) -> Doubt:
    """What of ``known`` is in doubt. Only SKUs of the write in doubt: the others' figures had arrived.

    ``touched``: something of the listing was written about then or later, and we did not write anything else of it."""
    if known is None or known.status != "unknown" or not isinstance(known.sent, dict):
        return Doubt()
    now = shown if isinstance(shown, dict) else {}
    before = known.shown if isinstance(known.shown, dict) else dict.fromkeys(known.sent)
    found: dict[str, set[str]] = {"again": set(), "unclear": set(), "arrived": set()}
    for sku, was in before.items():
        found[_became(known.sent.get(sku), was, now.get(sku), touched)].add(sku)
    return Doubt(frozenset(found["again"]), frozenset(found["unclear"]))


def touched(groups: Mapping[Group, GroupBase], updated: datetime | None) -> bool:
    """Whether the shop's update time says that the write of stock arrived, and no other write of ours explains it.

    Shops count whole seconds. It only ever makes us more careful: nothing is sent because of a time."""
    left = groups[Group.STOCK].written_at if Group.STOCK in groups else None
    if updated is None or left is None or updated < left.replace(microsecond=0):
        return False
    others = (base.written_at for group, base in groups.items() if group is not Group.STOCK)
    return all(other is None or other < updated for other in others)


def told(known: GroupBase | None, again: Collection[str]) -> dict[str, JsonValue]:
    """What the shop was told last of each SKU for sure: of those to be sent ``again`` what came before the doubt."""
    sent = known.sent if known is not None and isinstance(known.sent, dict) else {}
    earlier = known.seen if known is not None and isinstance(known.seen, dict) else {}
    return {sku: earlier.get(sku) if sku in again else figure for sku, figure in sent.items()}


def questions(
    known: GroupBase | None, unclear: Collection[str], wanted: Mapping[str, JsonValue], shown: JsonValue
) -> Iterator[dict[str, JsonValue]]:
    """What to ask a person of each SKU that is ``unclear``, in the words of a Notice's params. Another figure in the
    sheet than the two that may have been told is a new count, and one that raises nothing can sell nothing twice."""
    now, earlier = shown if isinstance(shown, dict) else {}, told(known, unclear)
    sent, before = told(known, ()), known.shown if known is not None and isinstance(known.shown, dict) else {}
    held = [
        sku
        for sku in sorted(unclear)
        if wanted.get(sku) in (sent.get(sku), earlier.get(sku)) and _raises(wanted.get(sku), now.get(sku))
    ]
    about = about_of({sku: now.get(sku) for sku in held}, {sku: wanted.get(sku) for sku in held})
    for sku in held:
        figures = {"before": before.get(sku), "sent": sent.get(sku), "shop": now.get(sku), "ours": wanted.get(sku)}
        yield {"sku": sku, **figures, "about": about}


def raises(change: GroupChange) -> bool:
    """Whether a change of stock adds pieces to what the shop showed."""
    before, after = change.before, change.after
    before, after = before if isinstance(before, dict) else {}, after if isinstance(after, dict) else {}
    return any(_raises(figure, before.get(sku)) for sku, figure in after.items())


def judged_anew(
    known: GroupBase,
    doubt: Doubt,
    sending: Collection[str],
    answered: Mapping[str, JsonValue] | None = None,
) -> GroupBase:
    """``known`` once the shop has been looked at: in doubt stays what has not arrived and is ``sending``, or of which
    nobody remembers what had been told before, and what is unclear. ``answered``: figures of which a person has said
    that the shop is to keep what it has."""
    settled = answered or {}
    figures, before = told(known, doubt.again), known.shown if isinstance(known.shown, dict) else {}
    left = {sku: before.get(sku) for sku in doubt.again if sku in sending or figures.get(sku) is None}
    left |= {sku: before.get(sku) for sku in doubt.unclear if sku not in settled}
    sent = known.sent if isinstance(known.sent, dict) else {}
    now = {sku: figure if sku in left else settled.get(sku, figures[sku]) for sku, figure in sent.items()}
    if not left:
        return replace(known, sent=now, seen=None, shown=None, status="settled")
    same = left == known.shown and now == known.sent
    return known if same else replace(known, sent=now, shown=left)


def _raises(figure: JsonValue, now: JsonValue) -> bool:
    return not isinstance(figure, int) or not isinstance(now, int) or figure > now


def _became(
    sent: JsonValue, before: JsonValue, now: JsonValue, touched: bool
) -> Literal["again", "unclear", "arrived"]:
    """Sales only ever lower a stock, so one raised above what it was has arrived, and one lowered as far, too. One that
    was to be raised and is shown lower than before, or than nobody knows what, may have been sold from either way."""
    if sent == now or not isinstance(sent, int) or not isinstance(now, int):
        return "arrived" if sent == now else "again"
    if not isinstance(before, int):
        return "unclear" if now < sent else "again"
    if sent <= before or now > before:
        return "arrived" if now <= sent else "again"
    return "unclear" if now < before or touched else "again"
