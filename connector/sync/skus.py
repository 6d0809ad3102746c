"""Which SKUs of a bound listing are whose: ours, leaving, renamed, missing, or somebody else's.

Decision 15: where a listing groups SKUs otherwise than the sheet, or bears foreign ones, it gets price, stock and badge
for ours and nothing else. ADR 18: a SKU that the sheet no longer sells stays on its listing with nothing to sell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pydantic import JsonValue

from connector.model import Group, Listing, ListingVariant, RemoteListing, fold, nameless

from .desired import Desired
from .journal import Binding, ListingBase
from .threeway import GroupBase

__all__ = ["ListingSkus", "renamed_base", "skus_of", "with_added"]

FIGURES = (Group.PRICE, Group.STOCK)


@dataclass(frozen=True)
class ListingSkus:
    """The SKUs of one bound listing, in the sheet's spelling where the sheet has them.

    ``ours`` are wanted; ``leaving`` stand on the listing, were ours, and are not wanted (with their options);
    ``renames`` maps a wanted SKU to the name it still has there; ``foreign`` are nobody's we know, or ours on another
    listing; ``missing`` are ours by binding and not there.
    """

    ours: tuple[str, ...]
    present: frozenset[str]
    leaving: Mapping[str, tuple[str, ...]]
    renames: Mapping[str, str]
    foreign: tuple[str, ...]
    missing: tuple[str, ...]

    @cached_property
    def spelling(self) -> dict[str, str]:
        """Folded SKU, as the listing has it, to ours."""
        renamed = {fold(old): new for new, old in self.renames.items()}
        return {fold(sku): sku for sku in (*self.leaving, *self.ours)} | renamed

    @cached_property
    def _standing(self) -> frozenset[str]:
        return self.present.intersection(map(fold, self.ours))

    def there(self, figures: JsonValue) -> JsonValue:
        """Of figures by SKU, those of wanted SKUs that stand on the listing."""
        if not isinstance(figures, dict):
            return figures
        return {sku: figure for sku, figure in figures.items() if fold(sku) in self._standing}

    def known_there(self, base: GroupBase | None) -> GroupBase | None:
        """The same of what is remembered; the very object where that is all of it."""
        if base is None:
            return None
        parts = {name: self.there(getattr(base, name)) for name in ("sent", "seen", "shown")}
        same = all(parts[name] == getattr(base, name) for name in parts)
        return base if same else replace(base, **parts)  # type: ignore[arg-type]

    def under_old_names(self, structure: JsonValue) -> JsonValue:
        """A wanted structure with the names its SKUs still have on the listing."""
        if not isinstance(structure, dict) or not isinstance(structure.get("skus"), dict):
            return structure
        skus = structure["skus"]
        assert isinstance(skus, dict)
        return {**structure, "skus": {self.renames.get(sku, sku): words for sku, words in skus.items()}}

    def only_renames(self, before: JsonValue, after: JsonValue, normalise: Callable[[JsonValue], JsonValue]) -> bool:
        """Whether a change of structure does no more than call SKUs by their new names."""
        return bool(self.renames) and normalise(self.under_old_names(after)) == normalise(before)

    def with_leaving(self, structure: JsonValue) -> JsonValue:
        """A wanted structure that keeps what leaves."""
        if not self.leaving or not isinstance(structure, dict) or not isinstance(structure.get("skus"), dict):
            return structure
        skus = structure["skus"]
        assert isinstance(skus, dict)
        kept: dict[str, JsonValue] = {sku: list(words) for sku, words in self.leaving.items()}
        return {**structure, "skus": {**skus, **kept}}

    def listing_with_leaving(self, listing: Listing, remote: RemoteListing) -> Listing:
        """The listing to send where what leaves is kept: at the shop's price, with nothing to sell."""
        prices = remote.groups.get(Group.PRICE)
        by_sku = {fold(sku): price for sku, price in prices.items()} if isinstance(prices, dict) else {}
        kept = tuple(
            ListingVariant(sku=sku, price_vnd=int(str(by_sku.get(fold(sku), 0))), stock=0, option_values=words)
            for sku, words in self.leaving.items()
        )
        return listing.model_copy(update={"variants": (*listing.variants, *kept)})


def skus_of(desired: Desired, remote: RemoteListing, bound: Binding | None, elsewhere: Collection[str]) -> ListingSkus:
    """``elsewhere``: wanted SKUs that stand on another listing of the shop."""
    shown = [variant.sku or nameless(variant.remote_id) for variant in remote.variants]
    there = {fold(sku): sku for sku in shown}
    ours = {fold(sku): sku for sku in desired.skus}
    bindings = bound.skus if bound is not None else {}
    renames = {
        new: there[fold(old)]
        for new, old in desired.previous.items()
        if fold(new) in ours and fold(old) in there and fold(new) not in there and fold(old) not in ours
    }
    old = {fold(name) for name in renames.values()}
    options = _options(remote)
    leaving = {
        spelling: options.get(sku, ())
        for sku, spelling in there.items()
        if sku in bindings and sku not in {*ours, *old}
    }
    known = {*ours, *old, *bindings}
    foreign = [spelling for sku, spelling in there.items() if sku not in known] if bound is not None else []
    present = frozenset({*there, *(fold(new) for new in renames)})
    return ListingSkus(
        ours=desired.skus,
        present=present,
        leaving=leaving,
        renames=renames,
        foreign=(*foreign, *elsewhere),
        missing=tuple(ours[sku] for sku in bindings if sku in ours and sku not in present),
    )


def _options(remote: RemoteListing) -> dict[str, tuple[str, ...]]:
    structure = remote.groups.get(Group.STRUCTURE)
    skus = structure.get("skus") if isinstance(structure, dict) else None
    if not isinstance(skus, dict):
        return {}
    return {fold(sku): tuple(map(str, words)) for sku, words in skus.items() if isinstance(words, list)}


def renamed_base(base: ListingBase, names: Mapping[str, str]) -> ListingBase:
    """What is remembered of figures, under new SKUs. ``names``: folded old SKU to new."""

    def under_new(figures: JsonValue) -> JsonValue:
        if not isinstance(figures, dict):
            return figures
        return {names.get(fold(sku), sku): figure for sku, figure in figures.items()}

    for group in FIGURES:
        known = base.groups.get(group)
        if known is not None:
            moved = replace(known, sent=under_new(known.sent), seen=under_new(known.seen), shown=under_new(known.shown))
            base = base.with_group(group, moved)
    if not base.left_over:
        return base
    return replace(base, left_over={fold(names.get(sku, sku)): had for sku, had in base.left_over.items()})


def with_added(base: ListingBase, before: JsonValue, listing: Listing) -> ListingBase:
    """After a structure was sent: price and stock of the SKUs it added went along."""
    skus = before.get("skus") if isinstance(before, dict) else None
    there = {fold(sku) for sku in skus} if isinstance(skus, dict) else set()
    added = [variant for variant in listing.variants if fold(variant.sku) not in there]
    figures: dict[Group, dict[str, JsonValue]] = {
        Group.PRICE: {variant.sku: variant.price_vnd for variant in added},
        Group.STOCK: {variant.sku: variant.stock for variant in added if variant.stock is not None},
    }
    for group, new in figures.items():
        known = base.groups.get(group)
        if new and known is not None and isinstance(known.sent, dict):
            seen = {**known.seen, **new} if isinstance(known.seen, dict) else known.seen
            base = base.with_group(group, replace(known, sent={**known.sent, **new}, seen=seen))
    return base
