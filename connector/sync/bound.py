"""Which listing each product is bound to while a plan is made, and what of that the journal has to learn.

A product that changes the name of a SKU keeps its listing, its figures and its history (decision 5); a listing that
bears none of our SKUs is known by the ids of its variants.
"""

from __future__ import annotations

from dataclasses import replace

from connector.model import RemoteListing, fold

from .desired import Desired
from .journal import Binding, ListingBase
from .memory import Memory
from .recognised import names_of, recognise, spelled
from .skus import renamed_base

__all__ = ["Bound"]

NOTHING = ListingBase()


class Bound:
    """Bindings and bases of one shop by product, as the journal has them and as the plan moves them."""

    def __init__(self, bindings: dict[str, Binding], bases: dict[str, ListingBase], memory: Memory) -> None:
        self.bindings = bindings
        self.bases = bases
        self._memory = memory

    def base(self, product: str) -> ListingBase:
        """What is remembered of a product's listing; nothing yet, where it has none."""
        return self.bases.get(product, NOTHING)

    def of(self, desired: Desired) -> Binding | None:
        """The product's binding, or the one under a previous SKU: that moves to it, if all it holds moves."""
        return self.bindings.get(desired.product) or self._moved(desired)

    def recognised(
        self, bound: Binding, remote: RemoteListing, desired: Desired, base: ListingBase | None = None
    ) -> RemoteListing:
        """The listing with our SKUs where it is bound without; what is sent and read back goes by the same names."""
        names = names_of(bound, spelled((*desired.skus, *desired.withdrawn), base))
        if not names:
            return remote
        known = recognise(remote, names)
        self._memory.remotes[remote.remote_id] = known
        self._memory.names[remote.remote_id] = names
        return known

    def under_new_skus(self, bound: Binding, desired: Desired) -> Binding:
        """A SKU of a bound product that has got another name: binding and figures go with it."""
        names = {
            fold(old): new
            for new, old in desired.previous.items()
            if fold(old) in bound.skus and fold(new) not in bound.skus and new in desired.skus
        }
        if not names:
            return bound
        skus = {fold(names.get(sku, sku)): value for sku, value in bound.skus.items()}
        moved = replace(bound, skus=skus)
        self._remember(moved, desired.product, renamed_base(self.base(desired.product), names))
        return moved

    def last_names(self, bound: Binding) -> tuple[tuple[str, ...], dict[str, str]]:
        """A bound product's SKUs as its last row had them, and by these the names that the shop may still have."""
        ours = spelled((), self.bases.get(bound.product))
        named = {sku: shown or ours.get(sku, sku) for sku, (shown, _) in bound.skus.items()}
        previous = {ours.get(sku, sku): shown for sku, shown in named.items() if fold(shown) != sku}
        return tuple(shown if fold(shown) == sku else ours.get(sku, sku) for sku, shown in named.items()), previous

    def bind_also(self, bound: Binding, desired: Desired) -> None:
        """SKUs that are about to be added are ours from here on: nothing that stands there later is taken for them."""
        new = {fold(sku): (sku, "") for sku in desired.skus if fold(sku) not in bound.skus}
        if new:
            self._memory.bindings.append(replace(bound, skus={**bound.skus, **new}))

    def _remember(self, moved: Binding, product: str, base: ListingBase) -> None:
        self._memory.bindings.append(moved)
        self._memory.bases[product] = self.bases[product] = base
        self.bindings[product] = moved

    def _moved(self, desired: Desired) -> Binding | None:
        ours = {fold(sku) for sku in (*desired.skus, *desired.withdrawn, *desired.previous.values())}
        for new, old in desired.previous.items():
            for bound in self.bindings.values():
                if fold(old) not in bound.skus or not bound.skus.keys() <= ours:
                    continue
                skus = {fold(new) if sku == fold(old) else sku: value for sku, value in bound.skus.items()}
                moved = replace(bound, product=desired.product, skus=skus)
                del self.bindings[bound.product]
                self._memory.bindings.append(replace(bound, skus={}))
                self._remember(moved, desired.product, renamed_base(self.base(bound.product), {fold(old): new}))
                return moved
        return None
