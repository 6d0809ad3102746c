"""A plan in progress, and the products in it that no listing of the shop is known for yet.

``Planning`` holds what is known of the shop while a plan is made. A product without a listing is adopted where its SKU
stands in the shop already, matched where a person said so, created, or explained (decisions 15 and 16).
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from connector.model import Listing, RemoteListing, fold
from connector.port import Capabilities

from .adopted import remember_adopted
from .bound import Bound
from .change import Change, Notice, Severity
from .compared import Compared, Comparison, creation
from .decisions import Decisions
from .desired import Desired, ShopRules
from .doubles import Doubles, allowed_today
from .halves import HALF, is_whole
from .journal import Binding, ListingBase
from .matched import remember_matched
from .meeting import Meeting, placed, title_of
from .memory import Memory
from .reading import ShopView
from .second_writer import word_for_word
from .stocked import with_pieces

__all__ = ["Planning"]


class Planning:
    """What is to be sent, said and remembered so far."""

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
        self.doubles = Doubles(rules, context.keys, view.remotes, context.told_since)
        self.taken = {bound.remote_id for bound in bindings.values()}
        self.decisions = Decisions(self.answered, self.memory, self.notices)
        self.unchanged = 0
        self.order: dict[str, tuple[int, str]] = {}

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

    def _stocked(self, desired: Desired, remote: RemoteListing | None = None, bound: Binding | None = None) -> Desired:
        """Without the variants that wait for their first piece, where the marketplace takes none of those."""
        if not self.capabilities.needs_stock:
            return desired
        kept = with_pieces(desired, remote, bound)
        if waiting := [sku for sku in desired.skus if sku not in kept.skus]:
            self._say("variants-wait-for-stock", desired, Severity.INFO, variants=", ".join(waiting))
        return kept

    def _put_skus(self, result: Compared, remote: RemoteListing) -> None:
        """Where SKUs are to be put on a listing, the adapter is told that its variants shall bear them."""
        if result.puts_skus:
            variants = tuple(variant.model_copy(update={"bare": False}) for variant in remote.variants)
            self.memory.remotes[remote.remote_id] = remote.model_copy(update={"variants": variants})

    def _take(self, desired: Desired, result: Compared) -> None:
        self.notices.extend(result.notices)
        if result.base is not None:
            self.memory.bases[desired.product] = result.base
        if result.unless_taken:
            self.memory.unless_taken[desired.product] = result.unless_taken
        if result.met:
            self.memory.met.add(desired.product)
        if result.jump is not None:
            self.jumps.append(result.jump)
        if result.unsent:
            self.unsent.add(desired.product)
        if not result.changes:
            self.unchanged += 1
        self.changes.extend(result.changes)

    def _say(self, code: str, desired: Desired, severity: Severity, **params: str) -> None:
        self.notices.append(desired.told(code, severity, **params))
