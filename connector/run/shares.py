"""Which shops share which product's stock, and what each may be told of it now (decision 22, ADR 31).

A product is shared by the shops with ``stock_share = "split"`` that are to show it: by its owner, by the channels its
row wants and by those its producer has. A shop that was taken out of ``ocop.toml`` keeps what it was told until a
person says that it is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from connector.config import Config, ShopConfig
from connector.model import Listing, Producer, Product, Variant, fold, fold_owner
from connector.sync.journal import Held, Journal
from connector.sync.shares import Part, allotted, parts_due
from mappings import Composed, ShopPolicy

from .owners import prefixed

__all__ = ["Removed", "Shares", "Short", "read_shares"]

_prefixed = cache(prefixed)


@dataclass(frozen=True, slots=True)
class Short:
    """A SKU told less than it is due: ``pieces`` that ``shops`` have not given back yet. ``soon``: those of them that
    give back with their next run."""

    sku: str
    pieces: int
    shops: tuple[str, ...]
    soon: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """A shop that is not configured any more and still holds pieces of so many SKUs."""

    shop: str
    marketplace: str
    skus: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The division as the journal stands. ``stuck``: shops whose last run did not come to its end. ``by_channel``:
    marketplaces that show only what the catalogue wants there. ``sure``: the least that is held where a write is in
    doubt."""

    config: Config
    split: tuple[ShopConfig, ...]
    by_channel: frozenset[str] = frozenset()
    held: Mapping[str, Held] = field(default_factory=dict)
    sure: Mapping[str, Held] = field(default_factory=dict)
    stuck: frozenset[str] = frozenset()
    removed: tuple[Removed, ...] = ()

    def sharing(self, product: Product, producer: Producer | None) -> list[str]:
        """The shops that have a part of ``product``, in the order of ``ocop.toml``."""
        return [shop.name for shop in self.split if self.shows(shop, product, producer)]

    def shows(self, shop: ShopConfig, product: Product, producer: Producer | None) -> bool:
        """Whether ``shop`` is one that the product is meant for."""
        owner = fold_owner(product.owner)
        if owner and owner not in map(fold_owner, (self.config.catalogue.owner, *shop.sells_for)):
            return False
        opened = producer.channels_open if producer is not None else None
        asked = (product.channels_wanted, opened) if shop.marketplace in self.by_channel else ()
        return all(wanted is None or shop.marketplace in wanted for wanted in asked)

    def policy(self, policy: ShopPolicy, product: Product, producer: Producer | None) -> ShopPolicy:
        """``policy`` with the shop's place among those that share ``product``."""
        names = self.sharing(product, producer)
        place = names.index(policy.shop) if policy.shop in names else 0
        share = (place, max(1, len(names)))
        if share == (policy.share_index, policy.share_count):
            return policy
        return replace(policy, share_index=share[0], share_count=share[1])

    def told(
        self, composed: Composed, policy: ShopPolicy, product: Product, producer: Producer | None
    ) -> tuple[Composed, tuple[Short, ...]]:
        """``composed`` with the figures that the shop may be told now, and what of its part has to wait."""
        listing = composed.listing
        if listing is None or policy.stock_share != "split":
            return composed, ()
        sharing = self.sharing(product, producer)
        if policy.shop not in sharing:  # it comes off here, and its pieces with it: no figure is told
            return replace(composed, listing=_with_stock(listing, {})), ()
        if not self.held:
            return composed, ()
        by_sku = {variant.sku: variant for variant in product.variants}
        figures: dict[str, int] = {}
        short = []
        for one in listing.variants:
            if one.stock is None or (pieces := by_sku[one.sku].sellable_stock) is None:
                continue
            figure, late = self._one(by_sku[one.sku], product, policy, max(0, pieces - policy.reserve), sharing)
            figures[one.sku] = min(one.stock, figure)
            if late is not None and late.shops and one.stock > figure:
                short.append(late)
        return replace(composed, listing=_with_stock(listing, figures)), tuple(short)

    def _one(
        self, variant: Variant, product: Product, policy: ShopPolicy, pieces: int, sharing: Sequence[str]
    ) -> tuple[int, Short | None]:
        names = [shop.name for shop in self.split]
        names += [shop for shop in self.held if shop not in names]
        held = [self._held(name, variant, product) for name in names]
        parts = [
            Part(pieces_held, name in sharing, name in self.stuck, self._sure(name, variant, product))
            for name, pieces_held in zip(names, held, strict=True)
        ]
        place = names.index(policy.shop)
        now, due = allotted(pieces, parts), parts_due(pieces, [replace(part, stuck=False) for part in parts])
        if now[place] >= due[place]:
            return now[place], None
        late = tuple(
            name
            for name, holds, figure in zip(names, held, now, strict=True)
            if name != policy.shop and holds > figure and name in {shop.name for shop in self.config.shop}
        )
        rises = now[place] < parts_due(pieces, parts)[place]
        soon = tuple(name for name in late if rises and name not in self.stuck)
        return now[place], Short(variant.sku, due[place] - now[place], late, soon)

    def _held(self, shop: str, variant: Variant, product: Product) -> int:
        known = self.held.get(shop)
        return sum(known.get(name, 0) for name in self._names(variant, product)) if known else 0

    def _sure(self, shop: str, variant: Variant, product: Product) -> int:
        held, sure = self.held.get(shop, {}), self.sure.get(shop, {})
        return sum(sure.get(name, held.get(name, 0)) for name in self._names(variant, product))

    def _names(self, variant: Variant, product: Product) -> Iterator[tuple[str, str]]:
        """What any shop may know the SKU by: its own name, one with its owner's in front, and the name it had."""
        owner, own = fold_owner(product.owner), fold_owner(self.config.catalogue.owner)
        names = {variant.sku, _prefixed(owner or own, variant.sku), variant.previous_sku}
        owners = {"", own} if owner in ("", own) else {owner}
        return ((owner, fold(name)) for owner in owners for name in names if name)


def _with_stock(listing: Listing, figures: Mapping[str, int]) -> Listing:
    variants = tuple(one.model_copy(update={"stock": figures.get(one.sku)}) for one in listing.variants)
    return listing if variants == listing.variants else listing.model_copy(update={"variants": variants})


async def read_shares(config: Config, journal: Journal, by_channel: frozenset[str]) -> Shares:
    """The division as the journal stands now; nothing is read where one shop alone has all there is."""
    split = tuple(shop for shop in config.shop if config.policy_of(shop).stock_share == "split")
    same = {shop.name for shop in config.shop} - {shop.name for shop in split}
    known = await journal.pieces.shops()
    here = {known[shop.name] for shop in config.shop if shop.name in known}
    gone = {name for name, remote in known.items() if name not in same and remote not in here}
    gone -= {shop.name for shop in split} | await journal.pieces.closed()
    if not split or (len(split) == 1 and not gone):
        return Shares(config, split, by_channel)
    counted = gone | {shop.name for shop in split}
    most, sure = await journal.pieces.held()
    held = {name: figures for name, figures in most.items() if name in counted and figures}
    removed = tuple(
        Removed(name, known[name][0], sum(1 for pieces in held[name].values() if pieces))
        for name in sorted(gone & held.keys())
        if any(held[name].values())
    )
    stuck = frozenset({shop.name for shop in split if await _stopped(journal, shop.name)})
    return Shares(config, split, by_channel, held, sure, stuck, removed)


async def _stopped(journal: Journal, shop: str) -> bool:
    runs = await journal.runs(shop, 1)
    return bool(runs) and runs[0].ended_at is not None and runs[0].ending != "done"
