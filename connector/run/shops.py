"""Running shops: read the files once, then for each shop hold it, recover, plan, apply.

The commands call these functions; nothing here prints. Everything that a person has to hear comes back as data.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from connector.clock import Clock
from connector.config import Config, ShopConfig, creates, owned_groups
from connector.errors import BadUse, OcopError, StopShop
from connector.model import ShopFacts
from connector.port import Adapter, AdapterSpec, OpenShop, ShopIdentity, spec_for
from connector.state import State
from connector.sync import (
    Desired,
    Journal,
    Memory,
    Notice,
    Plan,
    Planned,
    Run,
    RunReport,
    Session,
    Severity,
    ShopRules,
    Stop,
    Undoing,
    apply_plan,
    plan_shop,
    plan_undo,
    recover,
    undoing_of,
)
from connector.sync.runreport import Ending
from connector.sync.session import Progress, judge_error
from mappings import Rules, ShopPolicy, category_paths, load_rules
from media import Renditions, SourceHashes

from .desire import Composer
from .effective import Effective, accept, read_effective
from .owners import apart
from .pictures import Pictures

__all__ = ["Options", "Workspace", "open_workspace"]

FACTS_KEPT = timedelta(days=7)
CANARY = 3


@dataclass(frozen=True, slots=True)
class Options:
    """What one command line asks of a run. ``confirmed`` is the shop's name as typed for a first live write.

    ``updates`` are update files of this run alone.
    """

    day: date
    day_given: bool = False
    allow: Mapping[str, int] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    first: int | None = None
    hidden: bool = False
    confirmed: str = ""
    deadline_s: float | None = None
    updates: tuple[Path, ...] = ()
    progress: Progress = lambda _stage, _done, _total: None


@dataclass(slots=True)
class Workspace:
    """An opened config, state and journal, with the day's catalogue read on first use."""

    config: Config
    state: State
    journal: Journal
    clock: Clock
    options: Options
    stop: Stop = field(default_factory=Stop)
    hashes: SourceHashes | None = None
    _effective: Effective | None = None
    _running: Stop | None = None
    _deadline: float | None = None

    def ask(self, ending: Ending) -> None:
        """End the shop's run in hand, and begin no other. A shop that has to stop by itself leaves the others alone."""
        self.stop.ask(ending)
        if self._running is not None:
            self._running.ask(ending)

    async def effective(self) -> Effective:
        """The day's catalogue; read once however many shops there are."""
        if self._effective is None:
            self.options.progress("catalogue", 0, 0)
            self.hashes = self.hashes or SourceHashes(self.state.hashes)
            options = self.options
            self._effective = await read_effective(
                self.config, self.journal, self.hashes, options.day, options.allow, options.updates
            )
            self.hashes.save()
        return self._effective

    async def plan(self, shop: ShopConfig) -> Plan:
        """What a run of ``shop`` would do now. Sends nothing; remembers nothing but what the shop allows (facts)."""
        async with self.opened(shop) as (spec, adapter):
            return (await self._planned(shop, spec, adapter)).plan

    async def plan_undo(self, shop: ShopConfig, undoing: Undoing) -> Plan:
        """What would put ``shop`` back to what it showed before a run; sent by ``sync`` like any saved plan."""
        async with self.opened(shop) as (spec, adapter):
            return (await self._planned(shop, spec, adapter, undoing)).plan

    async def sync(self, shop: ShopConfig, only_planned: Plan | None = None) -> RunReport:
        """Recover, plan and apply. With ``only_planned`` (a saved plan) exactly its Changes and no other are sent."""
        stop = Stop()
        if self.stop.asked:
            stop.ask(self.stop.ending, self.stop.code, self.stop.params)
        run = Run(
            id=f"{self.clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
            started_at=self.clock.now(),
            started=self.clock.monotonic(),
            stop=stop,
            deadline=self._until(),
            progress=self.options.progress,
        )
        with self.state.holding(shop.name):
            self._running = stop
            try:
                return await self._run(shop, run, only_planned)
            except BadUse:
                raise
            except OcopError as error:
                return await self._failed(shop, run, error)
            finally:
                self._running = None

    def _until(self) -> float | None:
        """When all shops together must have ended, counted from the first run."""
        if self._deadline is None and self.options.deadline_s is not None:
            self._deadline = self.clock.monotonic() + self.options.deadline_s
        return self._deadline

    async def _run(self, shop: ShopConfig, run: Run, only_planned: Plan | None) -> RunReport:
        async with self.opened(shop) as (spec, adapter):
            effective = await self.effective()
            renditions = Renditions(self.state.renditions)
            pictures = Pictures(effective.read.photos, renditions, os.cpu_count() or 1, effective.read.papers)
            try:
                session = await self._session(shop, run, adapter, pictures)
                if not effective.trips:
                    await recover(session)
                planned = await self._planned(shop, spec, adapter, undoing_of(only_planned))
                planned = await self._bounded(shop, planned, only_planned, adapter.capabilities.create_hidden)
                if not planned.plan.trips and not planned.plan.restricted:  # else nobody has let all of it through
                    await accept(effective, self.journal, self.clock.now())
                run = replace(run, earlier=tuple(session.notices))
                self.options.progress("send", 0, len(planned.plan.sendable))
                return await apply_plan(planned, run, self.journal, adapter, pictures, self.clock)
            finally:
                pictures.close()

    async def _session(self, shop: ShopConfig, run: Run, adapter: Adapter, pictures: Pictures) -> Session:
        return Session(
            run=run.id,
            shop=shop.name,
            journal=self.journal,
            adapter=adapter,
            media=pictures,
            clock=self.clock,
            memory=Memory(day=self.options.day),
            stop=run.stop,
            deadline=run.deadline,
            images=await self.journal.uploads(shop.name),
        )

    async def _planned(
        self, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter, undoing: Undoing | None = None
    ) -> Planned:
        if self.options.hidden and not adapter.capabilities.create_hidden:
            raise BadUse("E_HIDDEN_UNSUPPORTED", shop=shop.name)
        composer, desired = await self._wanted(shop, spec, adapter)
        rules = self._rules(shop, await self.effective(), composer.rules.claim_words.claimed)
        self.options.progress("shop", 0, 0)
        if undoing is not None:
            return await plan_undo(rules, undoing, desired, self.journal, adapter, self.clock)
        return await plan_shop(rules, desired, self.journal, adapter, self.clock)

    async def desired(self, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter) -> Iterator[Desired]:
        """Every product as this shop should show it, each composed when its turn comes."""
        return (await self._wanted(shop, spec, adapter))[1]

    async def _wanted(self, shop: ShopConfig, spec: AdapterSpec, port: Adapter) -> tuple[Composer, Iterator[Desired]]:
        effective = await self.effective()
        self.options.progress("facts", 0, 0)
        owner, bindings = self.config.catalogue.owner, await self.journal.bindings(shop.name)
        products, called = apart(effective.products.values(), owner, shop.sells_for, bindings)
        composer = replace(await self.composer(shop, spec, port, effective), called=called)
        return composer, composer.all(products, self.options.day)

    @asynccontextmanager
    async def looking(self, shop: ShopConfig) -> AsyncIterator[tuple[AdapterSpec, Adapter]]:
        """The shop opened for reading: no lock is held, and nobody may write through it."""
        async with self.opened(shop) as opened:
            yield opened

    async def composer(self, shop: ShopConfig, spec: AdapterSpec, adapter: Adapter, effective: Effective) -> Composer:
        """Rules, facts and policy of a shop; facts are fetched where the journal's are missing, old or too few."""
        rules = load_rules(spec.mapping, self.config.mappings.overlay)
        return self._composer(shop, rules, await self._facts(shop, adapter, rules, effective), effective)

    async def composer_offline(self, shop: ShopConfig) -> Composer:
        """The same from the facts of the last run, without asking the shop; BadUse ``E_NO_FACTS`` before the first."""
        facts = await self.journal.facts(shop.name)
        if facts is None:
            raise BadUse("E_NO_FACTS", shop=shop.name)
        rules = load_rules(spec_for(shop.marketplace).mapping, self.config.mappings.overlay)
        return self._composer(shop, rules, facts, await self.effective())

    def _composer(self, shop: ShopConfig, rules: Rules, facts: ShopFacts, effective: Effective) -> Composer:
        return Composer(
            producers=effective.producers,
            rules=rules,
            facts=facts,
            policy=self._policy(shop),
            photos=effective.photos,
            origins=effective.read.origins,
            papers=effective.read.papers,
            live=shop.environment == "live",
        )

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

    def _policy(self, shop: ShopConfig) -> ShopPolicy:
        policy = self.config.policy_of(shop)
        sharing = [one.name for one in self.config.shop if self.config.policy_of(one).stock_share == "split"]
        return ShopPolicy(
            shop=shop.name,
            marketplace=shop.marketplace,
            owns=owned_groups(shop),
            lead_days=policy.lead_days,
            badge_requires=policy.badge_requires,
            reserve=policy.reserve,
            stock_share=policy.stock_share,
            share_index=sharing.index(shop.name) if shop.name in sharing else 0,
            share_count=max(1, len(sharing)),
            sells_for=shop.sells_for,
            owner=self.config.catalogue.owner,
        )

    def _rules(self, shop: ShopConfig, effective: Effective, claimed: Callable[[str], int]) -> ShopRules:
        policy = self.config.policy_of(shop)
        return ShopRules(
            shop=shop.name,
            marketplace=shop.marketplace,
            day=self.options.day,
            revision=effective.revision,
            claimed=claimed,
            drift=policy.drift if isinstance(policy.drift, str) else "ask",
            drift_of={} if isinstance(policy.drift, str) else policy.drift,
            stock=policy.stock,
            false_star=policy.false_star,
            false_star_days=policy.false_star_days,
            owns=owned_groups(shop),
            creates=creates(shop),
            limits=self.config.guards.limits(),
            allow=self.options.allow,
            only=self.options.only,
            first=self.options.first,
            hidden=self.options.hidden,
            keep_gone=effective.keep_gone,
            standing=effective.standing,
            catalogue_trips=effective.trips,
            catalogue_notices=effective.notices,
        )

    @asynccontextmanager
    async def opened(self, shop: ShopConfig) -> AsyncIterator[tuple[AdapterSpec, Adapter]]:
        """The shop's adapter, after asking the marketplace which shop this is (guard ``other-shop``)."""
        if shop.environment == "live" and self.options.day_given:
            raise BadUse("E_DAY_ON_LIVE", shop=shop.name)
        spec = spec_for(shop.marketplace)
        self.options.progress("connect", 0, 0)
        async with spec.open(self.connection(shop)) as adapter:
            await self._known(shop, await adapter.identity())
            try:
                yield spec, adapter
            except BaseExceptionGroup as group:  # reads go side by side; the first one's answer is the shop's
                raise _first(group) from None

    def connection(self, shop: ShopConfig) -> OpenShop:
        """What the adapter of ``shop`` is opened with."""
        return OpenShop(
            shop=shop.name,
            environment=shop.environment,
            credentials=shop.credentials,
            folder=self.config.folder,
            clock=self.clock,
            base_url=shop.base_url,
            pace_per_second=shop.pace.per_second if shop.pace else None,
            settle_s=shop.settle_s,
        )

    async def _known(self, shop: ShopConfig, identity: ShopIdentity) -> None:
        """The shop that answers is the one this name has always meant, and can sell."""
        known = await self.journal.remote_shop(shop.name)
        if known and known != identity.shop_id:
            raise BadUse("E_OTHER_SHOP", shop=shop.name, known=known, answers=identity.shop_id)
        if identity.problem:
            raise StopShop("E_SHOP_PROBLEM", shop=shop.name, reason=identity.problem)
        await self.journal.note_shop(shop.name, shop.marketplace, identity.shop_id)

    async def _bounded(self, shop: ShopConfig, planned: Planned, only_planned: Plan | None, can_hide: bool) -> Planned:
        """The plan cut to what may be sent: a saved plan's Changes, or a first live run's canary."""
        plan = planned.plan
        if only_planned is not None:
            return replace(planned, plan=_as_saved(plan, only_planned, self.options.day))
        if shop.environment != "live" or await self.journal.first_run_done(shop.name):
            return planned
        earlier = await self.journal.runs(shop.name)
        if not plan.sendable or any(run.ending == "done" and (run.report or {}).get("counts") for run in earlier):
            return planned
        if self.options.confirmed != shop.name:
            raise BadUse("E_LIVE_CONFIRM", shop=shop.name, changes=len(plan.changes), canary=CANARY)
        first = plan.model_copy(update={"changes": plan.changes[:CANARY], "restricted": True, "hidden": can_hide})
        return replace(planned, plan=first.model_copy(update={"checksum": first.computed_checksum()}))

    async def _failed(self, shop: ShopConfig, run: Run, error: OcopError) -> RunReport:
        """A run that could not even plan: reported and recorded like any other."""
        _, code, params = judge_error(error)
        now = self.clock.now()
        report = RunReport(
            run=run.id,
            shop=shop.name,
            marketplace=shop.marketplace,
            day=self.options.day,
            started_at=run.started_at,
            ended_at=now,
            seconds=self.clock.monotonic() - run.started,
            ending="stopped",
            stop_code=code,
            stop_params=params,
        )
        await self.journal.start_run(run.id, shop.name, self.options.day, run.started_at, [])
        await self.journal.end_run(run.id, "stopped", {"exit_code": 6, "stop_code": code}, now)
        return report


def _as_saved(fresh: Plan, saved: Plan, day: date) -> Plan:
    """Exactly the saved plan's Changes that still hold; the rest is said to have moved (decision 14)."""
    if saved.day != day:
        raise BadUse("E_PLAN_OTHER_DAY", day=saved.day.isoformat(), today=day.isoformat())
    if saved.shop != fresh.shop:
        raise BadUse("E_PLAN_OTHER_SHOP", plan=saved.shop, shop=fresh.shop)
    now = {change.key: change for change in fresh.changes}
    standing = [c for c in saved.changes if c.key in now and now[c.key].expects == c.expects]
    kept = {change.id for change in standing}
    moved = tuple(
        Notice(code="moved", severity=Severity.PERSON, product=c.product, title=c.title, skus=c.skus)
        for c in saved.changes
        if c.id not in kept
    )
    return saved.model_copy(update={"changes": tuple(standing), "notices": (*fresh.notices, *moved)})


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error of ours in a group, else the first of any kind."""
    ours = group.subgroup(OcopError) or group
    error: BaseException = ours
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@asynccontextmanager
async def open_workspace(
    config: Config, state: State, clock: Clock, options: Options, stop: Stop | None = None
) -> AsyncIterator[Workspace]:
    """Open the journal of a workspace and close it again."""
    journal = Journal.open(state.journal)
    try:
        yield Workspace(config, state, journal, clock, options, stop or Stop())
    finally:
        journal.close()
