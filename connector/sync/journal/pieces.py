"""How many pieces of each SKU every shop may be selling on our word: what dividing the stock among shops goes by.

The larger figure counts wherever nobody knows: while an answer is lost, while a create or a stock write was begun and
not ended, and where a listing that stood there before us was kept as it is. A listing that we took off holds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import Engine, select

from connector.model import Group, fold, fold_owner

from . import tables as t
from .recorded import recorded

__all__ = ["CLOSED", "Held", "Pieces"]

Held = Mapping[tuple[str, str], int]
"""(owner as they are compared, folded SKU as the shop knows it) -> pieces."""
Figures = dict[tuple[str, str], int]

CLOSED = "closed"
"""The kind of a person's answer that a shop which is no longer configured sells nothing any more."""
UNENDED = ("open", "unknown")


class Pieces:
    """Of all shops the journal has ever known; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def shops(self) -> dict[str, tuple[str, str]]:
        """Marketplace and its id of every shop, by the name it had."""
        with self._engine.connect() as db:
            return {row.name: (row.marketplace, row.remote_id) for row in db.execute(select(t.shop))}

    async def closed(self) -> frozenset[str]:
        """Shops that a person called closed."""
        with self._engine.connect() as db:
            return frozenset(db.execute(select(t.answer.c.shop).where(t.answer.c.kind == CLOSED)).scalars())

    async def held(self) -> tuple[dict[str, Figures], dict[str, Figures]]:
        """What each shop holds; and of what a write of ours is in doubt, the least that it may hold."""
        most: dict[str, Figures] = {}
        least: dict[str, Figures] = {}
        unended = select(t.intent.c.shop, t.intent.c.product, t.intent.c.change).where(t.intent.c.state.in_(UNENDED))
        with self._engine.connect() as db:
            for shop, product, record in db.execute(select(t.base.c.shop, t.base.c.product, t.base.c.record)):
                with recorded("base"):
                    base = orjson.loads(record)
                    figures = _keyed(product, _told(base))
                    _count(most.setdefault(shop, {}), figures, max)
                    _count(least.setdefault(shop, {}), figures if _in_doubt(base) else (), min)
            for shop, product, change in db.execute(unended):
                with recorded("intent"):
                    after = orjson.loads(change)["groups"].get(Group.STOCK, {}).get("after")
                    figures = _keyed(product, _figures(after))
                    held, sure = most.setdefault(shop, {}), least.setdefault(shop, {})
                    for key, _ in figures:
                        sure.setdefault(key, held.get(key, 0))
                    _count(sure, figures, min)
                    _count(held, figures, max)
        return most, least


def _count(found: Figures, figures: Iterable[tuple[tuple[str, str], int]], better: Callable[[int, int], int]) -> None:
    for key, pieces in figures:
        found[key] = better(pieces, found.get(key, pieces))


def _keyed(product: str, figures: Iterable[tuple[str, int]]) -> list[tuple[tuple[str, str], int]]:
    owner = fold_owner(product.rpartition("/")[0])
    return [((owner, fold(sku)), pieces) for sku, pieces in figures]


def _in_doubt(record: dict[str, Any]) -> bool:
    stock = record["groups"].get(Group.STOCK)
    return stock is not None and stock[0] == "unknown"


def _told(record: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The figures in one row of ``base`` (``ListingBase.dump``), without making the whole value of it."""
    stock, state = record["groups"].get(Group.STOCK), record["groups"].get(Group.STATE)
    if stock is None or record["deleted"] or (state is not None and state[0] == "settled" and state[2] == "unlisted"):
        return
    status, mark, sent, seen, before, *_ = stock
    yield from _figures(sent)
    if mark == "differs":
        yield from _figures(seen)
    if status == "unknown":
        doubted = before if isinstance(before, dict) else seen
        yield from ((sku, pieces) for sku, pieces in _figures(seen) if sku in doubted)
        yield from _figures(before)


def _figures(value: object) -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        yield from ((sku, pieces) for sku, pieces in value.items() if isinstance(pieces, int))
