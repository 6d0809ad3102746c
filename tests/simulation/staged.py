"""Histories made by hand: what the random player seldom or never comes upon, on the same player, for the same judge.

A ``Scenario`` is a small world and a list of commands with what happens before or in each; then the same quiet end
as in every history. It says what has to be met, so that one which no longer plays what it is called is noticed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from tests.simulation.goods import FIRST_DAY, Coop, Good
from tests.simulation.history import History
from tests.simulation.home import home, replaced
from tests.simulation.market import Market
from tests.simulation.play import Play, learn_facts
from tests.simulation.process import Process

__all__ = ["SEED", "Act", "Scenario", "Staged", "Step", "staged"]

SEED = 1
"""Of the little chance that is left: how long an answer takes."""
POLICY: Mapping[str, Any] = MappingProxyType(
    {"drift": "ask", "false_star": "unlist", "false_star_days": 1, "lead_days": 1, "reserve": 0, "stock_share": "split"}
)
PACE: Mapping[str, Any] = MappingProxyType({"pace": 10.0, "concurrency": 2})
LATER = timedelta(days=700)
PRICE = 150_000

Act = Callable[["Staged", Process], None]


def _nothing(_play: Staged, _process: Process) -> None:
    """An undisturbed command."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command: ``days`` later at two in the morning, or ``seconds`` later; ``act`` sets up what happens."""

    act: Act = _nothing
    days: int = 0
    seconds: float = 3600.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """See the module's docstring. ``meets``: codes and guards that each have to be said, stop codes included."""

    name: str
    steps: tuple[Step, ...]
    meets: tuple[str, ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of the mocks, by marketplace."""
    goods: int = 3
    tight: bool = False


class Staged(Play):
    """The player with a scenario in the place of draws."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        super().__init__(SEED)
        self.chance = random.Random(SEED)
        self.book.words[:] = [f"scenario: {scenario.name}"]

    def _market(self, shop: str, marketplace: str, chance: Any) -> Market:
        address = super()._market(shop, marketplace, chance).root
        options = dict(PACE) | ({"review_s": 30.0, "refresh_once": True} if marketplace == "tiktok_shop" else {})
        return Market(
            shop, marketplace, address, self.book, **options | dict(self.scenario.options.get(marketplace, {}))
        )

    def _configure(self, chance: Any) -> None:
        self.policy.update({**POLICY, **self.scenario.policy})
        self.tight, self.allow = self.scenario.tight, {}
        self.coop = _coop(self.coop, self.policy, self.scenario.goods, chance)
        super()._configure(chance)
        self.home.lay_journal(with_facts=True)

    def through(self) -> None:
        for step in self.scenario.steps:
            if step.days:
                self._until(step.days, self.chance)
            elif self.records:
                self.clock.advance(step.seconds)
            self.say(f"command {self.next_run}, {self.day:%d/%m/%Y}")
            self.coop.halved = self.coop.gone = False
            process = Process(self.next_run, met=self._met)
            self.later: list[Any] = []
            step.act(self, process)
            self._command(process, disturbed={"staged"}, later=self.later)
            for market in self.markets:
                market.heal()
        self._quiet()

    # ---- what scenarios are told in

    @property
    def shopee(self) -> Market:
        return self.markets[0]

    @property
    def tiktok(self) -> Market:
        return self.markets[2]

    def good(self, number: int = 0) -> Good:
        return list(self.coop.goods.values())[number]

    def new(self) -> Good:
        """One product more in the sheet."""
        made = self.coop.add(self.chance)
        assert made is not None, "there are no further titles"
        return _plain(made)

    def listing(self, market: Market, number: int = 0) -> str:
        """The id of a product's listing there."""
        sku = self.good(number).skus[0]
        return next(one for one, view in market.views().items() if sku in view["skus"] and view["status"] != "deleted")

    def edit(self, market: Market, number: int = 0, **changed: Any) -> None:
        """Staff set fields of a listing."""
        listing = self.listing(market, number)
        with market.doing("staff"):
            market.control("POST", "edit", id=listing, set=changed)
        self.say(f"  staff at {market.marketplace} set {changed} of {self.good(number).key}")


def _coop(drawn: Coop, policy: Mapping[str, Any], count: int, chance: Any) -> Coop:
    """Goods without a surprise: four stars for years, thirty pieces of each SKU."""
    made = Coop(drawn.folder, drawn.shops, policy["reserve"], policy["stock_share"] == "split")
    made.photos = drawn.photos
    for _ in range(count):
        made.add(chance)
    for good in made.goods.values():
        _plain(good)
    return made


def _plain(good: Good) -> Good:
    good.star, good.expiry = 4, FIRST_DAY + LATER
    good.price, good.stock = dict.fromkeys(good.skus, PRICE), dict.fromkeys(good.skus, 30)
    return good


def staged(scenario: Scenario) -> History:
    """The whole history of a scenario."""
    with replaced(SEED, light=True):
        if not home().knows_facts:
            learn_facts()
        one = Staged(scenario)
        try:
            one.through()
            return one.history()
        finally:
            one.book.close()
