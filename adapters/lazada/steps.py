"""Which call a product's variants need next: pure, from what a look showed and what a Listing wants.

One call at a time, and a look before each: whatever was interrupted goes on where the product stands. Lazada changes
the SKUs a call names and leaves all others, so SKUs of somebody else always stay. Axes and their options can be added,
never taken off or renamed (contract 2.9): a product that would need that is refused here, before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from connector.errors import FieldProblem, Locked, Rejected
from connector.model import Listing, ListingVariant, RemoteVariant, fold, nameless

from .fields import axes, new_sku, pictures_of, skus_of
from .models import Item, Sku
from .normalise import picture_id
from .sending import Body
from .shown import axes_of, bearers

__all__ = ["Step", "Target", "next_step"]

UPDATE, CREATE, REMOVE = "product/update", "product/create", "product/sku/remove"
NEW_PER_CALL = 20
"""Lazada advises no more SKUs in one request."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a product's variants should be. ``there``: the variants the plan saw, the only ones that may go."""

    item_id: str
    listing: Listing
    images: Mapping[str, str]
    there: tuple[RemoteVariant, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        return frozenset(fold(variant.sku) for variant in self.there if variant.sku)

    @property
    def names(self) -> Mapping[str, str]:
        """Our SKU of every variant, by its id."""
        return {variant.remote_id: variant.sku for variant in self.there if variant.sku}

    def recognised(self, skus: Sequence[Sku]) -> list[Sku]:
        """A look, with our SKUs on those that are known by their ids alone."""
        bare = {variant.remote_id: variant.sku for variant in self.there if variant.bare}
        return [s.model_copy(update={"seller_sku": bare[s.sku_id]}) if s.sku_id in bare else s for s in skus]


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the product service."""

    call: str
    body: Body


def next_step(target: Target, shown: Item) -> Step | None:
    """The call that brings the product closer to ``target``; None where nothing is missing."""
    return _Shown(target, shown).next_step()


class _Shown:
    """A product as it stands, against the listing."""

    def __init__(self, target: Target, shown: Item) -> None:
        self.target = target
        self.listing = target.listing
        self.shown = shown
        self.skus = target.recognised(bearers(shown))
        self.names = axes_of(shown)
        self.wanted = {fold(variant.sku): variant for variant in self.listing.variants}
        self.borne = {fold(sku.seller_sku or nameless(sku.sku_id)): sku for sku in self.skus}
        self.missing = [variant for sku, variant in self.wanted.items() if sku not in self.borne]
        self.leaving = [sku for name, sku in self.borne.items() if name not in self.wanted and name in target.known]

    def next_step(self) -> Step | None:
        """Name, rename, clear the way, set the values, add, remove: no SKU is ever without a place of its own."""
        self._check_axes()
        return (
            self._named() or self._renamed() or self._cleared() or self._arranged() or self._added() or self._removed()
        )

    def _check_axes(self) -> None:
        """An axis that is there stays; so do SKUs without a place on an axis that is new."""
        extra = [name for name in self.names if name not in self.listing.option_names]
        if extra:
            axis = ", ".join(extra)
            problem = FieldProblem("structure", axis)
            raise Rejected("E_LAZADA_AXES", fields=(problem,), item=self.target.item_id, axes=axis, reason=axis)
        foreign = [sku for name, sku in self.borne.items() if name not in self.wanted and name not in self.target.known]
        if foreign and len(self.names) < len(self.listing.option_names):
            names = ", ".join(sku.seller_sku for sku in foreign)
            raise Locked("E_LAZADA_FOREIGN_SKU", skus=names, item=self.target.item_id)

    def _words(self, sku: Sku) -> tuple[str, ...]:
        return tuple(sku.sale_prop.get(name, "") for name in self.listing.option_names)

    def _named(self) -> Step | None:
        """SKUs that a person asked to put on variants that bear none."""
        names = self.target.names
        rows: list[Body] = [
            {"SkuId": sku.sku_id, "SellerSku": names[sku.sku_id]}
            for sku in self.skus
            if not sku.seller_sku and sku.sku_id in names
        ]
        return self._updated(rows) if rows else None

    def _renamed(self) -> Step | None:
        """A SKU that leaves where one that is missing wants to be has got a new name."""
        alone = not self.listing.option_names
        for variant in self.missing:
            for sku in self.leaving:
                if alone or self._words(sku) == variant.option_values:
                    return self._updated([{"SkuId": sku.sku_id, "SellerSku": variant.sku}])
        return None

    def _cleared(self) -> Step | None:
        """Two SKUs cannot have the same values: the one that leaves goes first."""
        taken = {variant.option_values: name for name, variant in self.wanted.items() if self.listing.option_names}
        for sku in self.leaving:
            if self._words(sku) in taken and len(self.skus) > 1:
                return self._gone(sku)
        for name, sku in self.borne.items():
            other = taken.get(self._words(sku))
            if name not in self.wanted and sku not in self.leaving and other is not None:
                names = f"{sku.seller_sku}, {self.wanted[other].sku}"
                raise Locked("E_LAZADA_FOREIGN_SKU", skus=names, item=self.target.item_id)
        return None

    def _arranged(self) -> Step | None:
        """Values and pictures of the SKUs that stay, and axes that are new."""
        if not self.listing.option_names:
            return None
        rows: list[Body] = []
        for name, sku in self.borne.items():
            variant = self.wanted.get(name)
            row = self._moved(sku, variant) if variant is not None else self._kept(sku)
            if row:
                rows.append({"SkuId": sku.sku_id, **row})
        if not rows:
            return None
        return self._updated(rows, self._declared())

    def _moved(self, sku: Sku, variant: ListingVariant) -> Body:
        row: Body = {}
        if self._words(sku) != variant.option_values or len(self.names) < len(self.listing.option_names):
            row["saleProp"] = dict(zip(self.listing.option_names, variant.option_values, strict=True))
        wanted = [picture_id(address) for address in pictures_of(variant, self.target.images)]
        if self._all_pictured and wanted and wanted != [picture_id(each) for each in sku.images if each]:
            row["Images"] = {"Image": list[JsonValue](wanted)}
        return row

    def _kept(self, sku: Sku) -> Body:
        """One that leaves later takes part in what is new about the axes: there it gets a place of its own."""
        if len(self.names) == len(self.listing.option_names):
            return {}
        values = dict.fromkeys(self.listing.option_names, sku.seller_sku[:20]) | sku.sale_prop
        return {"saleProp": dict(values)}

    @property
    def _all_pictured(self) -> bool:
        """Pictures stand on every SKU or on none: those that nobody planned for have to have theirs already."""
        others = (sku for name, sku in self.borne.items() if name not in self.wanted)
        return all(variant.option_image is not None for variant in self.listing.variants) and all(
            any(sku.images) for sku in others
        )

    def _declared(self) -> Body:
        options = [
            [variant.option_values[level] for variant in self.listing.variants]
            + [sku.sale_prop[name] for sku in self.skus if sku.sale_prop.get(name)]
            for level, name in enumerate(self.listing.option_names)
        ]
        return axes(self.listing.option_names, options, pictured=self._all_pictured)

    def _added(self) -> Step | None:
        if not self.missing:
            return None
        rows = [new_sku(self.listing, variant, self.target.images) for variant in self.missing[:NEW_PER_CALL]]
        if not self._all_pictured:
            rows = [{name: part for name, part in row.items() if name != "Images"} for row in rows]
        body: Body = {
            "PrimaryCategory": self.shown.primary_category or self.listing.category_id,
            "AssociatedSku": self.skus[0].sku_id,
            **self._declared(),
            "Attributes": {},
            **skus_of(rows),
        }
        return Step(CREATE, body)

    def _removed(self) -> Step | None:
        return self._gone(self.leaving[0]) if self.leaving else None

    def _gone(self, sku: Sku) -> Step:
        return Step(REMOVE, {"ItemId": self.target.item_id, **skus_of([{"SkuId": sku.sku_id}])})

    def _updated(self, rows: list[Body], declared: Body | None = None) -> Step:
        body: Body = {"ItemId": self.target.item_id, **(declared or {}), "Attributes": {}, **skus_of(rows)}
        return Step(UPDATE, body)
