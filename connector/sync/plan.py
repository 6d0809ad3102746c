"""``plan_shop``: desired x sent x seen -> Plan. Reads the shop and the journal; writes nothing anywhere.

The Plan carries, beside what people see, a ``Memory``: what the journal has to remember once the plan is applied
(adoptions, settled writes). A dry run throws it away and finds the same again the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from connector.clock import Clock
from connector.model import CONTENT_GROUPS, Group, Listing, ListingState, RemoteListing, fold
from connector.port import Adapter, Capabilities

from .adopted import remember_adopted
from .change import SENDING_ORDER, Change, ChangeKind, GroupChange, Notice, Plan, Severity, digest
from .compare import compare
from .compared import Compared, Comparison
from .desired import Desired, ShopRules
from .guards import shop_guards
from .journal import Binding, Journal, ListingBase
from .reading import ShopView, read_shop
from .skus import renamed_base
from .stocked import with_pieces

__all__ = ["STRIKES_PAUSE", "Memory", "Planned", "content_digest", "plan_shop"]

STRIKES_PAUSE = 3


@dataclass(slots=True)
class Memory:
    """What to write into the journal when the plan is applied, and what the plan was made from."""

    day: date
    bindings: list[Binding] = field(default_factory=list)
    bases: dict[str, ListingBase] = field(default_factory=dict)
    known: dict[str, ListingBase] = field(default_factory=dict)
    remotes: dict[str, RemoteListing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the memory it needs to be applied."""

    plan: Plan
    memory: Memory


async def plan_shop(
    rules: ShopRules, desired: Iterable[Desired], journal: Journal, adapter: Adapter, clock: Clock
) -> Planned:
    """Compare every product with the shop and order what would be sent. Raises AdapterErrors of the reads.

    ``desired`` is gone through once, so that it may be composed as it is compared: only what has to be sent stays.
    """
    bindings = await journal.bindings(rules.shop)
    bases = await journal.bases(rules.shop)
    uploads = await journal.uploads(rules.shop)
    bound_ids = [bound.remote_id for name, bound in bindings.items() if not bases.get(name, ListingBase()).deleted]
    view = await read_shop(adapter, bound_ids)
    context = Comparison(
        rules=rules,
        keys={remote_id: key for key, remote_id in uploads.items()},
        normalise=adapter.normalise,
        now=clock.now(),
        pending_deadline_s=adapter.capabilities.pending_deadline_s,
        waits_for_stock=adapter.capabilities.needs_stock,
    )
    work = _Work(rules, view, bindings, bases, context, adapter.capabilities)
    work.unsure = {intent.product for intent in await journal.open_intents(rules.shop)}
    work.parked = await journal.parked(rules.shop)
    present: set[str] = set()
    for product in desired:
        present.add(product.product)
        work.product(product)
    work.gone(present)
    exempt = await journal.interrupted_keys(rules.shop)
    return work.planned(clock.now(), exempt, await journal.first_run_done(rules.shop))


def content_digest(listing: Listing) -> str:
    """Names a listing's content, stock aside: a product paused for rejections stays so until this changes."""
    return digest([listing.group(group) for group in (*CONTENT_GROUPS, Group.PRICE)])


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
        self.bindings = bindings
        self.bases = bases
        self.context = context
        self.capabilities = capabilities
        self.unsure: set[str] = set()
        self.parked: dict[str, str] = {}
        self.changes: list[Change] = []
        self.notices: list[Notice] = [*rules.catalogue_notices]
        self.memory = Memory(day=rules.day, remotes=dict(view.remotes), known=bases)
        self.taken = {bound.remote_id for bound in bindings.values()}
        self.unchanged = 0
        self.order: dict[str, tuple[int, str]] = {}

    def product(self, desired: Desired) -> None:
        """One product of the catalogue: bound, adopted, created or explained."""
        self.order[desired.product] = (-(desired.star or 0), desired.product)
        self.notices.extend(desired.notices)
        bound = self.bindings.get(desired.product) or self._moved(desired)
        if bound is None:
            self._unbound(desired)
            return
        base = self.bases.get(desired.product, ListingBase())
        remote = self.view.remotes.get(bound.remote_id)
        if remote is None:
            remote = RemoteListing(remote_id=bound.remote_id, state=ListingState.DELETED, status="")
        if desired.product in self.unsure:
            self._say("outcome-unknown", desired, Severity.INFO)
            return
        bound = self._under_new_skus(bound, desired)
        desired = self._stocked(desired, remote, bound)
        base = self.bases.get(desired.product, base)
        bearers = {sku: self.view.bearers.get(fold(sku), ()) for sku in desired.skus}
        elsewhere = [sku for sku, ids in bearers.items() if ids and bound.remote_id not in ids]
        result = compare(desired, remote, base, self.context, bound, elsewhere)
        self._paused(desired, base, result)
        if any(Group.STRUCTURE in change.groups for change in result.changes):
            self._bind_also(bound, desired)
        self._take(desired, result)

    def _stocked(self, desired: Desired, remote: RemoteListing | None = None, bound: Binding | None = None) -> Desired:
        """Without the variants that wait for their first piece, where the marketplace takes none of those."""
        if not self.capabilities.needs_stock:
            return desired
        kept = with_pieces(desired, remote, bound)
        waiting = [sku for sku in desired.skus if sku not in kept.skus]
        if waiting:
            self._say("variants-wait-for-stock", desired, Severity.INFO, variants=", ".join(waiting))
        return kept

    def _under_new_skus(self, bound: Binding, desired: Desired) -> Binding:
        """A SKU of a bound product that has got another name: binding and figures go with it (decision 5)."""
        names = {
            fold(old): new
            for new, old in desired.previous.items()
            if fold(old) in bound.skus and fold(new) not in bound.skus and new in desired.skus
        }
        if not names:
            return bound
        skus = {fold(names.get(sku, sku)): value for sku, value in bound.skus.items()}
        moved = replace(bound, skus=skus)
        self._remember(moved, desired.product, renamed_base(self.bases.get(desired.product, ListingBase()), names))
        return moved

    def _bind_also(self, bound: Binding, desired: Desired) -> None:
        """SKUs that are about to be added are ours from here on: nothing that stands there later is taken for them."""
        new = {fold(sku): (sku, "") for sku in desired.skus if fold(sku) not in bound.skus}
        if new:
            self.memory.bindings.append(replace(bound, skus={**bound.skus, **new}))

    def _remember(self, moved: Binding, product: str, base: ListingBase) -> None:
        self.memory.bindings.append(moved)
        self.memory.bases[product] = self.bases[product] = base
        self.bindings[product] = moved

    def _moved(self, desired: Desired) -> Binding | None:
        """The binding under a previous SKU: it moves to the new one (decision 5), if all it holds moves."""
        ours = {fold(sku) for sku in (*desired.skus, *desired.withdrawn, *desired.previous.values())}
        for new, old in desired.previous.items():
            for bound in self.bindings.values():
                if fold(old) not in bound.skus or not bound.skus.keys() <= ours:
                    continue
                skus = {fold(new) if sku == fold(old) else sku: value for sku, value in bound.skus.items()}
                moved = replace(bound, product=desired.product, skus=skus)
                del self.bindings[bound.product]
                self.memory.bindings.append(replace(bound, skus={}))
                base = renamed_base(self.bases.get(bound.product, ListingBase()), {fold(old): new})
                self._remember(moved, desired.product, base)
                return moved
        return None

    def _paused(self, desired: Desired, base: ListingBase, result: Compared) -> None:
        strikes, listing = base.strikes, desired.listing
        if strikes is None or strikes.count < STRIKES_PAUSE or listing is None:
            return
        if strikes.content == content_digest(listing):
            result.changes = [change for change in result.changes if change.kind is not ChangeKind.UPDATE]
            self._say("paused", desired, Severity.PERSON, rejection=strikes.code)

    def _take(self, desired: Desired, result: Compared) -> None:
        self.notices.extend(result.notices)
        if result.base is not None:
            self.memory.bases[desired.product] = result.base
        if not result.changes:
            self.unchanged += 1
        self.changes.extend(result.changes)

    def _unbound(self, desired: Desired) -> None:
        bearers = self._bearers(desired.skus) or self._bearers(desired.previous.values())
        if len(bearers) > 1:
            listings = ", ".join(sorted(bearers))
            if any(len(self.view.bearers.get(fold(sku), ())) > 1 for sku in desired.skus):
                self._say("duplicate-in-shop", desired, Severity.PERSON, listings=listings)
            else:
                self._say("structure-differs", desired, Severity.PERSON, listing=listings, skus=", ".join(desired.skus))
            return
        if desired.product in self.parked:
            self._say("parked", desired, Severity.PERSON, reason=self.parked[desired.product])
            return
        if desired.product in self.unsure:  # what stands there may be half of our own create, and is not adopted
            self._say("outcome-unknown", desired, Severity.INFO)
        elif bearers:
            self._adopt(desired, self.view.remotes[bearers.pop()])
        elif desired.want == "live" and desired.listing is not None:
            self._create(desired, desired.listing)

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
        self.memory.bindings.append(bound)
        self._say("adopted", desired, Severity.INFO, listing=remote.remote_id)
        self._take(desired, remember_adopted(desired, remote, self.context, bound))

    def _create(self, desired: Desired, listing: Listing) -> None:
        if len(listing.variants) > 1 and not self.capabilities.variants:
            self._say("variants-unsupported", desired, Severity.INFO)
            return
        if self.capabilities.needs_stock and not any(variant.stock for variant in listing.variants):
            self._say("waiting-for-stock", desired, Severity.INFO)
            return
        desired = self._stocked(desired)
        listing = desired.listing or listing
        strikes = self.bases.get(desired.product, ListingBase()).strikes
        if strikes and strikes.count >= STRIKES_PAUSE and strikes.content == content_digest(listing):
            self._say("paused", desired, Severity.PERSON, rejection=strikes.code)
            return
        values = {group: listing.group(group) for group in Group}
        groups = {group: GroupChange(after=value) for group, value in values.items() if value is not None}
        self.changes.append(
            Change(
                id="",
                kind=ChangeKind.CREATE,
                product=desired.product,
                title=desired.title,
                skus=desired.skus,
                groups=groups,
                reason="new",
                claim="on" if listing.claim else "",
                listing=listing,
            )
        )

    def gone(self, present: Set[str]) -> None:
        """Bound products without a row: unlisted, unless a row whose SKU could not be read suspends that."""
        for name, bound in self.bindings.items():
            if name in present:
                continue
            if self.bases.get(name, ListingBase()).deleted:
                continue
            skus = tuple(spelling for spelling, _ in bound.skus.values())
            missing = Desired(product=name, title=name, skus=skus, want="unlist", cause="gone")
            if self.rules.keep_gone:
                self._say("gone-suspended", missing, Severity.PERSON)
                continue
            self.product(missing)

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
        changes = self.changes
        if self.rules.only:
            changes = [change for change in changes if self.rules.only & set(change.skus)]
        changes.sort(key=self._rank)
        numbered = tuple(change.model_copy(update={"id": f"c{n:05d}"}) for n, change in enumerate(changes, start=1))
        trips = self.rules.catalogue_trips or shop_guards(
            numbered,
            bound=len(self.bindings),
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
            bound=len(self.bindings),
            listings=len(self.view.remotes),
            unchanged=self.unchanged,
            restricted=bool(self.rules.only),
        )
        return Planned(plan.model_copy(update={"checksum": plan.computed_checksum()}), self.memory)
