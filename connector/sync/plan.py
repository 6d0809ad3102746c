"""``plan_shop``: desired x sent x seen -> Plan. Reads the shop and the journal; writes nothing anywhere.

The Plan carries, beside what people see, a ``Memory``: what the journal has to remember once the plan is applied
(adoptions, settled writes). A dry run throws it away and finds the same again the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import datetime

from connector.clock import Clock
from connector.model import Group, ListingState, RemoteListing, fold
from connector.port import Adapter

from .adopted import remember_adopted
from .answered import DELETED, read_answers
from .asked_for import asked_for
from .change import SENDING_ORDER, Change, ChangeKind, Plan, Severity
from .compare import compare
from .compared import Comparison
from .desired import Desired, ShopRules
from .doubles import told_before
from .guards import shop_guards
from .journal import Binding, Journal, LastGood
from .jumps import held_jumps
from .meeting import KIND, Meeting, title_of
from .memory import Planned
from .planning import Planning
from .pulled import first_base, same_goods
from .reading import read_shop
from .relist import held_relists
from .second_writer import second_writer

__all__ = ["plan_shop"]

AT_A_TIME = 50
"""So many products are composed and compared before other shops of the command may send again: some 50 ms."""


async def plan_shop(
    rules: ShopRules, desired: Iterable[Desired], journal: Journal, adapter: Adapter, clock: Clock
) -> Planned:
    """Compare every product with the shop and order what would be sent. Raises AdapterErrors of the reads.

    ``desired`` is gone through once, so that it may be composed as it is compared: only what has to be sent stays.
    """
    bindings = await journal.bindings(rules.shop)
    bases = await journal.bases(rules.shop)
    pictures = await journal.pictures(rules.shop)
    answered = await read_answers(journal, rules.shop)
    asked_anew = {subject for kind, subject in answered.given if kind == DELETED}
    bound_ids = [
        bound.remote_id
        for name, bound in bindings.items()
        if name in asked_anew or name not in bases or not bases[name].deleted
    ]
    view = await read_shop(adapter, bound_ids)
    context = Comparison(
        rules=rules,
        keys=pictures,
        normalise=adapter.normalise,
        now=clock.now(),
        pending_deadline_s=adapter.capabilities.pending_deadline_s,
        waits_for_stock=adapter.capabilities.needs_stock,
        answered=answered,
        told_since=await told_before(journal, rules.shop),
    )
    work = _Work(rules, view, bindings, bases, context, adapter.capabilities)
    work.meeting = Meeting.of((await journal.answers.of(rules.shop, KIND)).values(), view.remotes, bindings.values())
    work.unsure = {intent.product for intent in await journal.open_intents(rules.shop)}
    work.parked = await journal.parked(rules.shop)
    present: set[str] = set()
    for number, product in enumerate(desired, start=1):
        present.add(product.product)
        work.product(product)
        if number % AT_A_TIME == 0:
            await clock.sleep(0)
    work.gone(present)
    work.notices.extend(work.doubles.notices({told.remote_id for told in work.notices if told.code == "false-star"}))
    work.memory.told_since = work.doubles.since
    work.hold_look_alikes()
    work.notices.extend(await second_writer(journal, rules.shop, work.word_for_word))
    exempt = await journal.interrupted_keys(rules.shop)
    return work.planned(clock.now(), exempt, await journal.first_run_done(rules.shop))


class _Work(Planning):
    """What a whole catalogue comes to."""

    def product(self, desired: Desired) -> None:
        """One product of the catalogue: bound, adopted, created or explained."""
        self.order[desired.product] = (-(desired.star or 0), desired.product)
        self.notices.extend(desired.notices)
        self.meeting.ours |= {fold(sku) for sku in (*desired.skus, *desired.withdrawn, *desired.previous.values())}
        bound = self.bound.of(desired)
        bearing = self._bearers((*desired.skus, *desired.withdrawn, *desired.previous.values()))
        self.doubles.see(desired, self.bound.base(desired.product), bearing - self.taken)
        if bound is None:
            self._unbound(desired)
            return
        base = self.bound.base(desired.product)
        remote = self.view.remotes.get(bound.remote_id)
        if remote is None:
            remote = RemoteListing(remote_id=bound.remote_id, state=ListingState.DELETED, status="")
        if desired.product in self.unsure:
            self._say("outcome-unknown", desired, Severity.INFO)
            return
        self.answered.asked.add(desired.product)
        if remote.state is ListingState.DELETED and self.decisions.create_again(
            desired, bound, stands_elsewhere=bool(self._bearers(desired.skus))
        ):
            self.bound.bases.pop(desired.product, None)
            self._unbound(desired)
            return
        bound = self.bound.under_new_skus(bound, desired)
        desired = self._stocked(desired, remote, bound)
        base = self.bound.bases.get(desired.product, base)
        found, remote = remote, self.bound.recognised(bound, remote, desired, base)
        if desired.product not in self.bound.bases and remote.state is not ListingState.DELETED:
            self._take(desired, remember_adopted(desired, remote, self.context, bound))  # bound by hand, not met yet
            return
        if base.pulled is not None and remote.state is not ListingState.DELETED:
            first = first_base(desired, found, base, bound, self.context)
            if first is None:  # of what the sheet was made from nothing is ours to change before the row is whole
                self.unchanged += 1
                return
            base = self.memory.bases[desired.product] = first
        bearers = {sku: self.view.bearers.get(fold(sku), ()) for sku in desired.skus}
        elsewhere = [sku for sku, ids in bearers.items() if ids and bound.remote_id not in ids]
        if self.meeting.writes_sku(desired.product, remote.remote_id):
            desired = replace(desired, puts_skus=True)
        result = compare(desired, remote, base, self.context, bound, elsewhere)
        self.decisions.hold_paused(desired, base, result)
        self._put_skus(result, remote)
        if any(Group.STRUCTURE in change.groups for change in result.changes):
            self.bound.bind_also(bound, desired)
        self._take(desired, result)

    def hold_look_alikes(self) -> None:
        """Guard look-alike: what may stand in the shop already, typed by somebody else, is not created."""
        creates = {change.product: change for change in self.changes if change.kind is ChangeKind.CREATE}
        held = {notice.product: notice for notice in self.meeting.held(creates, self.taken, self.rules.shop)}
        self.notices.extend(held.values())
        self.changes = [one for one in self.changes if one.kind is not ChangeKind.CREATE or one.product not in held]

    def gone(self, present: Set[str]) -> None:
        """Bound products without a row: unlisted, unless a row whose SKU could not be read suspends that."""
        for name, bound in list(self.bound.bindings.items()):
            base = self.bound.base(name)
            if name in present or base.deleted:
                continue
            if base.pulled is not None:
                self._left_alone(bound, base.pulled)
                continue
            # A refused row is said by itself. What stays for now may show a star that lapses all the same.
            refused = not self.rules.standing.isdisjoint((name, *bound.skus))
            stays = refused or self.rules.keep_gone
            skus, previous = self.bound.last_names(bound)
            title = next((title_of(one) for one in [self.view.remotes.get(bound.remote_id)] if one), "") or name
            missing = Desired(name, title, skus, "leave" if stays else "unlist", cause="gone", previous=previous)
            if stays and not refused:
                self._say("gone-suspended", missing, Severity.PERSON)
            self.product(missing)
            if stays:
                self.answered.asked.discard(name)

    def _left_alone(self, bound: Binding, sheet: LastGood) -> None:
        """A listing that a sheet was made from and that no whole row stands for is not ours to hide. A row that is the
        same goods under another SKU is held, or they would be listed twice."""
        goods = sheet.product
        named = Desired(bound.product, goods.title_vi, tuple(variant.sku for variant in goods.variants), "leave")
        if self.rules.standing.isdisjoint((bound.product, *bound.skus)):
            self._say("pulled-without-row", named, Severity.INFO, listing=bound.remote_id)
        for change in [change for change in self.changes if same_goods(change, sheet)]:
            self.changes.remove(change)
            again = Desired(change.product, change.title, change.skus, "leave")
            self._say("pulled-again", again, Severity.PERSON, old=", ".join(named.skus), listing=bound.remote_id)

    def _rank(self, change: Change) -> tuple[object, ...]:
        star, key = self.order.get(change.product, (0, change.product))
        return (not change.removes_claim, SENDING_ORDER.index(change.kind), star, key)

    def planned(self, now: datetime, exempt: frozenset[str], first_run_done: bool) -> Planned:
        """Order, number and guard the Changes."""
        if len(self.jumps) > self.rules.allow.get("price-jump", 0):
            self.notices.extend(held_jumps(self.jumps, self.rules.limits))
            self.unsent |= {change.product for change in self.jumps}
        else:
            self.changes.extend(self.jumps)
        self.notices.extend(held_relists(self.changes, self.unsent))
        going = [one for one in self.changes if one.kind is not ChangeKind.RELIST or one.product not in self.unsent]
        changes = sorted(asked_for(going, self.rules, self.order), key=self._rank)
        numbered = tuple(change.model_copy(update={"id": f"c{n:05d}"}) for n, change in enumerate(changes, start=1))
        trips = self.rules.catalogue_trips or shop_guards(
            numbered,
            bound=len(self.bound.bindings),
            first_run_done=first_run_done,
            exempt=exempt,
            limits=self.rules.limits,
            allow=self.rules.allow,
        )
        plan = Plan(
            shop=self.rules.shop,
            marketplace=self.rules.marketplace,
            day=self.rules.day,
            made_at=now,
            revision=self.rules.revision,
            changes=numbered,
            notices=tuple(self.notices),
            trips=trips,
            bound=len(self.bound.bindings),
            listings=len(self.view.remotes),
            unchanged=self.unchanged,
            restricted=bool(self.rules.only) or self.rules.first is not None or self.rules.hidden,
            hidden=self.rules.hidden,
        )
        return Planned(plan.model_copy(update={"checksum": plan.computed_checksum()}), self.memory)
