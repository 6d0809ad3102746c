"""The last lines of a plan or run: what it comes to, in figures that somebody can hold against the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connector.messages import Language, say
from connector.model import Group
from connector.sync import Change, ChangeKind

from .figures import clean, number, percent

__all__ = ["totals_of"]


def totals_of(changes: Iterable[Change], lang: Language) -> tuple[str, ...]:
    """A sentence on prices and one on stock, where any moves; new listings are not counted as moves."""
    moving = [change for change in changes if change.kind is not ChangeKind.CREATE]
    return tuple(line for line in (_prices(moving, lang), _stock(moving, lang)) if line)


def _figures(changes: Iterable[Change], group: Group, *, sent: bool) -> Iterator[tuple[str, int, int]]:
    """(SKU, before, after) of every figure that moves; of stock, before is what we sent last."""
    for change in changes:
        moved = change.groups.get(group)
        if moved is None or not isinstance(moved.after, dict):
            continue
        known = moved.sent if sent and isinstance(moved.sent, dict) else moved.before
        for sku, after in moved.after.items():
            before = known.get(sku) if isinstance(known, dict) else None
            if isinstance(before, int) and isinstance(after, int) and before != after:
                yield sku, before, after


def _prices(changes: list[Change], lang: Language) -> str:
    moves = [move for move in _figures(changes, Group.PRICE, sent=False) if move[1]]
    if not moves:
        return ""
    moves.sort(key=lambda move: move[2] / move[1])
    risen, fallen = moves[-1], moves[0]
    ends = [move for move, far in ((risen, risen[2] > risen[1]), (fallen, fallen[2] < fallen[1])) if far]
    most = ", ".join(f"{clean(sku)} {percent(before, after, lang)}" for sku, before, after in ends)
    up = sum(1 for _, before, after in moves if after > before)
    told = {"up": number(up, lang), "down": number(len(moves) - up, lang), "most": most}
    return say("totals.price", lang, **told)


def _stock(changes: list[Change], lang: Language) -> str:
    moves = list(_figures(changes, Group.STOCK, sent=True))
    if not moves:
        return ""
    up = sum(after - before for _, before, after in moves if after > before)
    down = sum(before - after for _, before, after in moves if after < before)
    out = sum(1 for _, _, after in moves if after == 0)
    text = say("totals.stock", lang, up=number(up, lang), down=number(down, lang))
    return f"{text} {say('totals.sold_out', lang, count=number(out, lang))}" if out else text
