"""A workspace opened: the files read once for all shops, what each shop should show, and one run of one shop.

The commands call these methods; nothing here prints. Everything that a person has to hear comes back as data. Several
shops side by side are ``together``'s: each call here is about one shop and knows of the others only what they share.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Hashable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from connector.clock import Clock
from connector.config import Config, ShopConfig
from connector.errors import BadUse, OcopError
from connector.model import ShopFacts
from connector.port import Adapter, AdapterSpec, OpenShop, spec_for
from connector.state import State
from connector.sync import (
    Desired,
    Journal,
    Plan,
    Planned,
    RunReport,
    Stop,
    Undoing,
    plan_shop,
    plan_undo,
)
from connector.sync.runreport import Ending
from mappings import Rules, ShopPolicy, category_paths, load_rules
from media import Renditions, SourceHashes

from .alike import Alike
from .desire import Composer
from .effective import Effective, read_effective
from .neighbours import neighbours
from .opening import connection_of, open_adapter
from .options import Options
from .owners import apart
from .pictures import Pictures
from .policies import policy_for, rules_for
from .running import run_shop
from .shares import Shares, read_shares

__all__ = ["Workspace", "open_workspace"]

FACTS_KEPT = timedelta(days=7)


@dataclass(slots=True)
class Workspace:
    """An opened config, state and journal, with the day's catalogue read on first use.

    ``confirmed``: shops whose name was typed for their first live write. ``ended`` tells of each shop in this command
    when its run is over, so that a shop may wait for what another has to give back.
    """

    config: Config
    state: State
    journal: Journal
    clock: Clock
    options: Options
    stop: Stop = field(default_factory=Stop)
    hashes: SourceHashes | None = None
    confirmed: set[str] = field(default_factory=set)
    ended: dict[str, asyncio.Event] = field(default_factory=dict)
    running: dict[str, Stop] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _effective: Effective | None = None
    _pictures: Pictures | None = None
    _shares: Shares | None = None
    _rules: dict[str, Rules] = field(default_factory=dict)
    _deadline: float | None = None
    _kept: dict[Hashable, object] = field(default_factory=dict)
    _alike: list[Alike] = field(default_factory=list)

    def ask(self, ending: Ending) -> None:
        """End the runs in hand, and begin no other. A shop that has to stop by itself leaves the others alone."""
        self.stop.ask(ending)
        for stop in self.running.values():
            stop.ask(ending)

    async def effective(self) -> Effective:
        """The day's catalogue; read once however many shops there are."""
        async with self._reading:
            if self._effective is None:
                self.options.progress("catalogue", 0, 0)
                self.hashes = self.hashes or SourceHashes(self.state.hashes)
                options = self.options
                self._effective = await read_effective(
                    self.config, self.journal, self.hashes, options.day, options.allow, options.updates
                )
                self.hashes.save()
            return self._effective

    async def pictures(self) -> Pictures:
        """The renditions of all shops, drawn by one set of threads."""
        effective = await self.effective()
        if self._pictures is None:
            kept = Renditions(self.state.renditions)
            self._pictures = Pictures(effective.read.photos, kept, os.cpu_count() or 1, effective.read.papers)
        return self._pictures

    async def shares(self) -> Shares:
        """How the stock is divided; read anew after each run, since that is what moves it."""
        if self._shares is None:
            self._shares = await read_shares(self.config, self.journal, self._by_channel())
        return self._shares

    def moved(self) -> None:
        """A shop has been told something: what is left for the others is to be read again."""
        self._shares = None

    def rules(self, marketplace: str) -> Rules:
        """The mapping of a marketplace with the user's own laid over it."""
        if marketplace not in self._rules:
            self._rules[marketplace] = load_rules(spec_for(marketplace).mapping, self.config.mappings.overlay)
        return self._rules[marketplace]

    def _by_channel(self) -> frozenset[str]:
        found = set()
        for marketplace in {shop.marketplace for shop in self.config.shop}:
            try:
                asks = self.rules(marketplace).offer.channel.as_catalogue
            except OcopError:  # said by that shop's own run; until then its part is kept for it
                asks = False
            if asks:
                found.add(marketplace)
        return frozenset(found)

    async def plan(self, shop: ShopConfig) -> Plan:
        """What a run of ``shop`` would do now. Sends nothing; remembers nothing but what the shop allows (facts)."""
        async with self.opened(shop) as (spec, adapter):
            return (await self.planned(shop, spec, adapter))[0].plan

    async def plan_undo(self, shop: ShopConfig, undoing: Undoing) -> Plan:
        """What would put ``shop`` back to what it showed before a run; sent by ``sync`` like any saved plan."""
        async with self.opened(shop) as (spec, adapter):
            return (await self.planned(shop, spec, adapter, undoing))[0].plan

    async def sync(self, shop: ShopConfig, only_planned: Plan | None = None) -> RunReport:
        """Recover, plan and apply. With ``only_planned`` (a saved plan) exactly its Changes and no other are sent."""
        return await run_shop(self, shop, only_planned)

    def until(self) -> float | None:
        """When all shops together must have ended, counted from the first run."""
        if self._deadline is None and self.options.deadline_s is not None:
            self._deadline = self.clock.monotonic() + self.options.deadline_s
        return self._deadline

    async def planned(
        self, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter, undoing: Undoing | None = None
    ) -> tuple[Planned, frozenset[str]]:
        """The plan, and the shops that hold pieces this one is due."""
        if self.options.hidden and not adapter.capabilities.create_hidden:
            raise BadUse("E_HIDDEN_UNSUPPORTED", shop=shop.name)
        effective = await self.effective()
        composer, desired = await self._composed(shop, spec, adapter)
        said = neighbours(shop, effective, await self.shares())
        rules = rules_for(self.config, shop, self.options, effective, composer.rules.claim_words.claimed, said)
        self.options.progress_of(shop.name)("shop", 0, 0)
        if undoing is not None:
            planned = await plan_undo(rules, undoing, desired, self.journal, adapter, self.clock)
        else:
            planned = await plan_shop(rules, desired, self.journal, adapter, self.clock)
        return planned, frozenset(composer.late)

    async def desired(self, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter) -> Iterator[Desired]:
        """Every product as this shop should show it, each composed when its turn comes."""
        return (await self._composed(shop, spec, adapter))[1]

    async def _composed(
        self, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter
    ) -> tuple[Composer, Iterator[Desired]]:
        effective = await self.effective()
        self.options.progress_of(shop.name)("facts", 0, 0)
        owner, bindings = self.config.catalogue.owner, await self.journal.bindings(shop.name)
        products, called = apart(effective.products.values(), owner, shop.sells_for, bindings)
        composer = replace(await self.composer(shop, spec, adapter, effective), called=called)
        return composer, composer.all(products, self.options.day)

    @asynccontextmanager
    async def looking(self, shop: ShopConfig) -> AsyncIterator[tuple[AdapterSpec, Adapter]]:
        """The shop opened for reading: no lock is held, and nobody may write through it."""
        async with self.opened(shop) as opened:
            yield opened

    async def composer(self, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter, effective: Effective) -> Composer:
        """Rules, facts and policy of a shop; facts are fetched where the journal's are missing, old or too few."""
        rules = self.rules(spec.id)
        return await self._composer(shop, rules, await self._facts(shop, adapter, rules, effective), effective)

    async def composer_offline(self, shop: ShopConfig) -> Composer:
        """The same from the facts of the last run, without asking the shop; BadUse ``E_NO_FACTS`` before the first."""
        facts = await self.journal.facts(shop.name)
        if facts is None:
            raise BadUse("E_NO_FACTS", shop=shop.name)
        return await self._composer(shop, self.rules(shop.marketplace), facts, await self.effective())

    async def _composer(self, shop: ShopConfig, rules: Rules, facts: ShopFacts, effective: Effective) -> Composer:
        policy = policy_for(self.config, shop)
        alike = self._alike_to(shop, rules, facts, policy)
        return Composer(
            producers=effective.producers,
            rules=rules,
            facts=alike.facts if alike is not None else facts,
            policy=policy,
            photos=effective.photos,
            origins=effective.read.origins,
            papers=effective.read.papers,
            live=shop.environment == "live",
            shares=await self.shares(),
            alike=alike,
        )

    def _alike_to(self, shop: ShopConfig, rules: Rules, facts: ShopFacts, policy: ShopPolicy) -> Alike | None:
        """The shops of this command that show what ``shop`` shows; None where no other is of its marketplace."""
        here = [one for one in self.config.shop if one.name in self.ended and one.marketplace == shop.marketplace]
        if len(here) < 2:
            return None
        found = next((one for one in self._alike if one.includes(rules, facts, policy)), None)
        if found is None:
            found = Alike(rules, facts, policy)
            self._alike.append(found)
        return found

    async def _facts(self, shop: ShopConfig, adapter: Adapter, rules: Rules, effective: Effective) -> ShopFacts:
        known = await self.fresh_facts(shop)
        facts = await adapter.facts(category_paths(rules, effective.products.values()), known)
        if facts != known:
            await self.journal.save_facts(shop.name, facts)
        return facts

    async def fresh_facts(self, shop: ShopConfig) -> ShopFacts | None:
        """What the journal knows of the shop, unless it is too old."""
        known = await self.journal.facts(shop.name)
        return known if known is not None and self.clock.now() - known.fetched_at <= FACTS_KEPT else None

    @asynccontextmanager
    async def opened(self, shop: ShopConfig) -> AsyncIterator[tuple[AdapterSpec, Adapter]]:
        """The shop's adapter, once the right shop has answered."""
        if shop.environment == "live" and self.options.day_given:
            raise BadUse("E_DAY_ON_LIVE", shop=shop.name)
        self.options.progress_of(shop.name)("connect", 0, 0)
        async with open_adapter(self.config, shop, self.connection(shop), self.journal) as opened:
            yield opened

    def connection(self, shop: ShopConfig) -> OpenShop:
        """What the adapter of ``shop`` is opened with."""
        return connection_of(self.config, shop, self.clock, self._kept)

    def close(self) -> None:
        """Let go of the threads that draw."""
        if self._pictures is not None:
            self._pictures.close()


@asynccontextmanager
async def open_workspace(
    config: Config, state: State, clock: Clock, options: Options, stop: Stop | None = None
) -> AsyncIterator[Workspace]:
    """Open the journal of a workspace and close it again."""
    journal = Journal.open(state.journal)
    workspace = Workspace(config, state, journal, clock, options, stop or Stop())
    workspace.confirmed.update([options.confirmed] if options.confirmed else [])
    try:
        yield workspace
    finally:
        workspace.close()
        journal.close()
