"""``plan_shop``: desired x sent x seen -> Plan. Reads the shop and the journal; writes nothing anywhere.

The Plan carries, beside what people see, a ``Memory``: what the journal has to remember once the plan is applied
(adoptions, settled writes). A dry run throws it away and finds the same again the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import datetime

from connector.clock import Clock
from connector.model import Group, Listing, ListingState, RemoteListing, fold
from connector.port import Adapter, Capabilities

from .adopted import remember_adopted
from .answered import DELETED, read_answers
from .asked_for import asked_for
from .bound import Bound
from .change import SENDING_ORDER, Change, ChangeKind, Notice, Plan, Severity
from .compare import compare
from .compared import Compared, Comparison, creation
from .decisions import Decisions
from .desired import Desired, ShopRules
from .doubles import Doubles, allowed_today
from .guards import shop_guards
from .halves import HALF, is_whole
from .journal import Binding, Journal, LastGood, ListingBase
from .jumps import held_jumps
from .matched import remember_matched
from .meeting import KIND, Meeting, placed, title_of
from .memory import Memory, Planned
from .pulled import first_base, same_goods
from .reading import ShopView, read_shop
from .recognised import spelled
from .relist import held_relists
from .second_writer import second_writer, word_for_word
from .stocked import with_pieces

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
    work.notices.extend(work.doubles.notices(work.taken))
    work.hold_look_alikes()
    work.notices.extend(await second_writer(journal, rules.shop, work.word_for_word))
    exempt = await journal.interrupted_keys(rules.shop)
    return work.planned(clock.now(), exempt, await journal.first_run_done(rules.shop))


class _Work:
    """A plan in progress."""

    def __init__(
        self,
        rules: ShopRules,
        view: ShopView,
        bindings: dict[str, Binding],
        bases: dict[str, ListingBase],
        context: Comparison,
        capabilities: Capabilities,
    ) -> None:
        self.rules = rules
        self.view = view
        self.context = context
        self.capabilities = capabilities
        self.meeting = Meeting((), view.remotes)
        self.unsure: set[str] = set()
        self.parked: dict[str, str] = {}
        self.changes: list[Change] = []
        self.notices: list[Notice] = [*rules.catalogue_notices]
        self.answered = context.answered
        self.jumps: list[Change] = []
        self.unsent: set[str] = set()
        self.word_for_word: list[tuple[Desired, str]] = []
        self.memory = Memory.of(rules, view.remotes, bases, context)
        self.bound = Bound(bindings, bases, self.memory)
        self.doubles = Doubles(rules, context.keys, view.remotes)
        self.taken = {bound.remote_id for bound in bindings.values()}
        self.decisions = Decisions(self.answered, self.memory, self.notices)
        self.unchanged = 0
        self.order: dict[str, tuple[int, str]] = {}

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

    def _stocked(self, desired: Desired, remote: RemoteListing | None = None, bound: Binding | None = None) -> Desired:
        """Without the variants that wait for their first piece, where the marketplace takes none of those."""
        if not self.capabilities.needs_stock:
            return desired
        kept = with_pieces(desired, remote, bound)
        if waiting := [sku for sku in desired.skus if sku not in kept.skus]:
            self._say("variants-wait-for-stock", desired, Severity.INFO, variants=", ".join(waiting))
        return kept

    def _take(self, desired: Desired, result: Compared) -> None:
        self.notices.extend(result.notices)
        if result.base is not None:
            self.memory.bases[desired.product] = result.base
        if result.jump is not None:
            self.jumps.append(result.jump)
        if result.unsent:
            self.unsent.add(desired.product)
        if not result.changes:
            self.unchanged += 1
        self.changes.extend(result.changes)

    def _unbound(self, desired: Desired) -> None:
        self.answered.asked.add(desired.product)
        bearers = self._bearers(desired.skus) or self._bearers(desired.previous.values())
        if len(bearers) > 1:
            listings = ", ".join(sorted(bearers))
            if any(len(self.view.bearers.get(fold(sku), ())) > 1 for sku in desired.skus):
                allowed = allowed_today(desired, self.bound.base(desired.product), self.rules)
                self._say("duplicate-in-shop", desired, Severity.PERSON, listings=listings, allowed=str(allowed))
            else:
                self._say("structure-differs", desired, Severity.PERSON, listing=listings, skus=", ".join(desired.skus))
            return
        if self._parked(desired, bearers):
            return
        if desired.product in self.unsure:  # what stands there may be half of our own create, and is not adopted
            self._say("outcome-unknown", desired, Severity.INFO)
        elif bearers:
            self._adopt(desired, self.view.remotes[bearers.pop()])
        elif (same := self.meeting.same(desired.product, desired.title)) is not None:
            self._match(desired, same)
        elif desired.want == "live" and desired.listing is not None:
            self._create(desired, desired.listing)

    def _parked(self, desired: Desired, bearers: Set[str]) -> bool:
        """Whether its create waits for a person. Half a listing is neither adopted nor made again while it stands."""
        why = self.parked.get(desired.product)
        if why is None:
            return False
        listing, standing = desired.listing, [self.view.remotes[one] for one in bearers]
        whole = listing is not None and all(is_whole(listing, remote) for remote in standing)
        return self.decisions.parked(desired, why, half=why == HALF and bool(standing) and not whole)

    def _bearers(self, skus: Iterable[str]) -> set[str]:
        return {remote for sku in skus for remote in self.view.bearers.get(fold(sku), ())}

    def _adopt(self, desired: Desired, remote: RemoteListing) -> None:
        """Equal SKUs bind (decision 15). A listing that groups them otherwise is bound for price, stock and badge."""
        desired = self._stocked(desired, remote)
        ours = {fold(sku): sku for sku in (*desired.skus, *desired.withdrawn)}
        now = {fold(old): fold(new) for new, old in desired.previous.items()}
        theirs = {now.get(fold(variant.sku), fold(variant.sku)): variant.sku for variant in remote.variants}
        differing = [sku for name, sku in (ours | theirs).items() if (name in ours) != (name in theirs)]
        differing = [sku for sku in differing if sku not in desired.withdrawn]
        if remote.remote_id in self.taken or differing:
            params = {"listing": remote.remote_id, "skus": ", ".join(differing)}
            self._say("structure-differs", desired, Severity.PERSON, **params)
        if remote.remote_id in self.taken:
            return
        placed = {now.get(fold(variant.sku), fold(variant.sku)): variant for variant in remote.variants}
        skus = {sku: (variant.sku, variant.remote_id) for sku, variant in placed.items() if sku in ours}
        self.taken.add(remote.remote_id)
        bound = Binding(desired.product, remote.remote_id, "adopted", skus)
        self.answered.asked.discard(desired.product)  # asked the next time, when it is compared
        self.memory.bindings.append(bound)
        self._say("adopted", desired, Severity.INFO, listing=remote.remote_id)
        result = remember_adopted(desired, remote, self.context, bound)
        if word_for_word(desired, result, self.rules.owns):
            self.word_for_word.append((desired, remote.remote_id))
        self._take(desired, result)

    def _match(self, desired: Desired, remote: RemoteListing) -> None:
        """A person said that this listing is the product: bound by its variants' ids, and kept as it is."""
        skus = placed(desired.skus, desired.listing, remote)
        if remote.remote_id in self.taken or not skus:
            self._say("match-impossible", desired, Severity.PERSON, listing=remote.remote_id, theirs=title_of(remote))
            return
        self.taken.add(remote.remote_id)
        bound = Binding(desired.product, remote.remote_id, "matched", skus)
        self.memory.bindings.append(bound)
        self._say("matched", desired, Severity.INFO, listing=remote.remote_id, theirs=title_of(remote))
        remote = self.bound.recognised(bound, remote, desired)
        asked = self.meeting.writes_sku(desired.product, remote.remote_id)
        result = remember_matched(replace(desired, puts_skus=asked), remote, self.context, bound)
        self._put_skus(result, remote)
        self._take(desired, result)

    def _put_skus(self, result: Compared, remote: RemoteListing) -> None:
        """Where SKUs are to be put on a listing, the adapter is told that its variants shall bear them."""
        if result.puts_skus:
            variants = tuple(variant.model_copy(update={"bare": False}) for variant in remote.variants)
            self.memory.remotes[remote.remote_id] = remote.model_copy(update={"variants": variants})

    def hold_look_alikes(self) -> None:
        """Guard look-alike: what may stand in the shop already, typed by somebody else, is not created."""
        creates = {change.product: change for change in self.changes if change.kind is ChangeKind.CREATE}
        held = {notice.product: notice for notice in self.meeting.held(creates, self.taken, self.rules.shop)}
        self.notices.extend(held.values())
        self.changes = [one for one in self.changes if one.kind is not ChangeKind.CREATE or one.product not in held]

    def _create(self, desired: Desired, listing: Listing) -> None:
        if not self.rules.creates:
            self._say("not-created-here", desired, Severity.INFO)
            return
        if len(listing.variants) > 1 and not self.capabilities.variants:
            self._say("variants-unsupported", desired, Severity.INFO)
            return
        if self.capabilities.needs_stock and not any(variant.stock for variant in listing.variants):
            self._say("waiting-for-stock", desired, Severity.INFO)
            return
        desired = self._stocked(desired)
        listing = desired.listing or listing
        made = creation(desired, listing)
        if not self.decisions.paused(desired, self.bound.base(desired.product), [made]):
            self.changes.append(made)

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
            spelling = spelled((), self.bound.bases.get(name))
            skus = tuple(shown or spelling.get(sku, sku) for sku, (shown, _) in bound.skus.items())
            title = next((title_of(one) for one in [self.view.remotes.get(bound.remote_id)] if one), "") or name
            missing = Desired(name, title, skus, "leave" if stays else "unlist", cause="gone")
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

    def _say(self, code: str, desired: Desired, severity: Severity, **params: str) -> None:
        self.notices.append(
            Notice(
                code=code,
                severity=severity,
                product=desired.product,
                title=desired.title,
                skus=desired.skus,
                params=dict(params),
            )
        )

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
