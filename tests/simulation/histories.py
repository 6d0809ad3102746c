"""Random histories from a seed: nights of edits, sales, lapses, faults and crashes, then quiet; and what must hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.memory import Fault
from tests.simulation.checker import violations
from tests.simulation.world import World

__all__ = ["History", "expected", "play"]

NIGHTS = 4
SIZE = 5
WRITES = ("create", "variants", "update", "price", "stock", "state", "upload")
LOSSES: tuple[Fault, ...] = ("lose_answer", "cut", "throttle", "lose_answer")
WIDE_OPEN = {"reprice": 99, "text": 99, "badge-off": 99, "stock-zero": 99, "media": 99, "create": 99, "structure": 99}


@dataclass(slots=True)
class History:
    """One history as it went: in words, in figures, and what it broke ([] where everything held)."""

    seed: int
    words: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    crashes: int = 0
    runs: int = 0
    broken: list[str] = field(default_factory=list)


def expected(world: World) -> dict[str, dict[str, object]]:
    """By SKU, what a quiet shop shows of this world's catalogue; how much of what it sold is its own affair."""
    wanted: dict[str, dict[str, object]] = {}
    for good in world.goods:
        star = good.star if world.day < good.expiry else 0
        for sku in good.skus:
            wanted[sku] = {
                "title": good.title,
                "description": good.story + (f" OCOP {star} sao." if star else ""),
                "price": good.price_of(sku),
                "live": True,
            }
            if sku not in world.sold:
                wanted[sku]["stock"] = good.stock
    return wanted


def play(seed: int) -> History:
    """The history of ``seed``, from the first night to the judgement."""
    history = History(seed)
    _Play(World(seed, SIZE, several=seed % 2 == 1), history).through()
    return history


class _Play:
    """A history in progress. All chance comes from the seed."""

    def __init__(self, world: World, history: History) -> None:
        self.world = world
        self.history = history
        self.chance = random.Random(world.seed * 31 + 1)
        world.shop.search_lag_s = self.chance.choice([0.0, 0.5, 1.9])
        world.allow = dict(WIDE_OPEN)
        self._say(f"the shop's search shows new listings after {world.shop.search_lag_s} s")

    def through(self) -> None:
        for night in range(1, NIGHTS + 1):
            self._say(f"night {night}, {self.world.day:%d/%m/%Y}")
            self._edit()
            self._sync()
            self._pass_time()
        try:
            report = self.world.until_quiet()
        except AssertionError as error:
            self.history.broken.append(f"4: {error}")
            return
        finally:
            self.history.runs = self.world.runs
        parked = {notice.product for notice in report.notices if notice.code == "parked"}
        aside = {sku for good in self.world.goods if good.key in parked for sku in good.skus}
        self._judge({sku: want for sku, want in expected(self.world).items() if sku not in aside}, aside)

    def _edit(self) -> None:
        chance, goods = self.chance, self.world.goods
        good, more = chance.choice(goods), chance.randrange(1, 9) * 1000
        good.price += more
        self._say(f"  the co-op raises the price of {good.key} by {more}")
        if chance.random() < 0.5:
            good = chance.choice(goods)
            good.story += " Thêm nắng."
            self._say(f"  the co-op adds to the story of {good.key}")
        if chance.random() < 0.3:
            good = chance.choice(goods)
            good.stock = chance.randrange(0, 90)
            self._say(f"  the co-op counts {good.stock} of {good.key}")
        if chance.random() < 0.3:
            good, pieces = chance.choice(goods), chance.randrange(1, 4)
            sku = chance.choice(good.skus)
            self.world.shop.sell(sku, pieces)
            self.world.sold.add(sku)
            self._say(f"  the shop sells {pieces} of {sku}")
        if self.world.several and chance.random() < 0.3:
            good = chance.choice(goods)
            good.sizes = chance.choice([1, 2, 3])
            self._say(f"  the co-op sells {good.key} in {good.sizes} sizes")

    def _sync(self) -> None:
        self.world.faults = self._fault
        strike = self.chance.randrange(2, 120) if self.chance.random() < 0.5 else None
        report = self.world.sync(strike_at=strike)
        effects = self.world.effects
        if effects.dead and strike is not None:
            self.history.crashes += 1
            side = "after" if strike % 2 else "before"
            self._say(f"  the sync dies {side} effect {strike // 2}")
        elif report is None:
            self._say("  the sync ends: the shop could not be read")
        else:
            self._say(f"  the sync ends: {report.ending}, {dict(report.counts)}")

    def _fault(self, call: str) -> Fault | None:
        fault: Fault | None = None
        if call in WRITES and self.chance.random() < 0.15:
            fault = self.chance.choice(LOSSES)
        elif self.chance.random() < 0.02:
            fault = "cut"
        if fault is not None:
            self.history.faults[f"{fault} {call}"] += 1
            self._say(f"  {call} number {self.world.shop.calls[call]} meets {fault}")
        return fault

    def _pass_time(self) -> None:
        seconds = self.chance.choice([0, 1, 300, 86400])
        self.world.clock.advance(seconds)
        self.world.day += timedelta(days=1)
        self._say(f"  {seconds} s pass")

    def _judge(self, wanted: Mapping[str, Mapping[str, object]], parked: set[str]) -> None:
        found = violations(self.world.shop.items, wanted, aside=parked)
        self.history.broken += self.world.watch.broken + found
        self.history.broken += [f"9: an intent of {product} stays open" for product in self.world.watch.left_open()]

    def _say(self, words: str) -> None:
        self.history.words.append(words)
