"""Which call an item's variants need next: pure, from what a look showed and what a Listing wants.

One call at a time, and a look before each: so whatever was interrupted goes on where the item stands, and nothing is
repeated that arrived. What the shop shows and the plan did not know stays, in every list that is sent. A SKU that the
item bears already keeps the price and stock it has there: those have writes of their own, and a shop sells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from connector.errors import Bug, FieldProblem, Locked, Rejected
from connector.model import Listing, ListingVariant, RemoteVariant, fold

from .models import ItemModel, ModelList
from .sending import Body

__all__ = ["Figures", "Step", "Target", "check_options", "next_step"]

MOST_TIERS = 2
Figures = Mapping[str, tuple[int, int]]
"""Price and stock by folded SKU, as the item shows them."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an item's variants should be. ``there``: the variants the plan saw, the only ones that may go."""

    item_id: int
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

    def recognised(self, shown: ModelList) -> ModelList:
        """A look, with our SKUs on the models that are known by their ids alone."""
        bare = {variant.remote_id: variant.sku for variant in self.there if variant.bare}
        models = [
            model.model_copy(update={"model_sku": bare[str(model.model_id)]}) if str(model.model_id) in bare else model
            for model in shown.model
        ]
        return shown.model_copy(update={"model": models}) if bare else shown


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the product service."""

    call: str
    body: Body


def check_options(listing: Listing, images: Mapping[str, str]) -> None:
    """Before anything is sent: Rejected where the SKUs cannot be told apart by at most two options."""
    names = listing.option_names
    values = [variant.option_values for variant in listing.variants]
    apart = len(set(values)) == len(values) and all(len(words) == len(names) for words in values)
    if not apart or len(names) > MOST_TIERS:
        reason = f"{len(listing.variants)} SKU, {len(names)} option names"
        raise Rejected("E_SHOPEE_OPTIONS", fields=(FieldProblem("structure", reason),), reason=reason)
    for variant in listing.variants:
        if variant.option_image is not None and variant.option_image.key not in images:
            raise Bug("E_SHOPEE_IMAGE_NOT_UPLOADED", file=variant.option_image.file)


def next_step(target: Target, shown: ModelList, figures: Figures) -> Step | None:
    """The call that brings the item closer to ``target``; None where nothing is missing."""
    if not target.listing.option_names:
        return _without_tiers(target, shown, figures) if shown.model else None
    if not shown.model or len(shown.tier_variation) != len(target.listing.option_names):
        return _anew(target, shown, figures)
    return _Existing(target, shown).next_step()


def _anew(target: Target, shown: ModelList, figures: Figures) -> Step:
    """Tiers and all models at once; every model id is new."""
    _nothing_foreign(target, shown)
    listing = target.listing
    options = [list(dict.fromkeys(words)) for words in zip(*(v.option_values for v in listing.variants), strict=True)]
    models: list[JsonValue] = [
        _model(variant, [options[level].index(word) for level, word in enumerate(variant.option_values)], figures)
        for variant in listing.variants
    ]
    tiers = _tiers(listing.option_names, options, _pictures(target, shown, options[0]))
    return Step(
        "init_tier_variation", {"item_id": target.item_id, "standardise_tier_variation": tiers, "model": models}
    )


def _without_tiers(target: Target, shown: ModelList, figures: Figures) -> Step:
    """Back to an item of one SKU."""
    _nothing_foreign(target, shown)
    model: JsonValue = _model(target.listing.variants[0], [], figures)
    return Step("init_tier_variation", {"item_id": target.item_id, "standardise_tier_variation": [], "model": [model]})


def _nothing_foreign(target: Target, shown: ModelList) -> None:
    """Setting tiers anew drops every model there is: not over a SKU that nobody planned for."""
    ours = target.known | {fold(sku) for sku in target.listing.skus}
    foreign = [model.model_sku for model in shown.model if fold(model.model_sku) not in ours]
    if foreign:
        raise Locked("E_SHOPEE_FOREIGN_SKU", skus=", ".join(foreign), item=target.item_id)


def _model(variant: ListingVariant, index: Sequence[int], figures: Figures) -> Body:
    price, stock = figures.get(fold(variant.sku), (variant.price_vnd, variant.stock or 0))
    places: list[JsonValue] = list(index)
    body: Body = {
        "tier_index": places,
        "original_price": price,
        "seller_stock": [{"stock": stock}],
        "model_sku": variant.sku,
    }
    if variant.gtin:
        body["gtin_code"] = variant.gtin
    return body


def _tiers(names: Sequence[str], options: Sequence[Sequence[str]], pictures: Mapping[str, str]) -> list[JsonValue]:
    """In the documented form. Pictures stand on every option of the first tier or on none."""
    whole = all(pictures.get(word) for word in options[0])
    tiers: list[JsonValue] = []
    for level, (name, words) in enumerate(zip(names, options, strict=True)):
        entries: list[JsonValue] = []
        for word in words:
            entry: Body = {"variation_option_id": 0, "variation_option_name": word}
            if whole and level == 0:
                entry["image_id"] = pictures[word]
            entries.append(entry)
        tiers.append({"variation_id": 0, "variation_name": name, "variation_option_list": entries})
    return tiers


def _pictures(target: Target, shown: ModelList, options: Sequence[str]) -> dict[str, str]:
    """The picture of each option of the first tier: ours, else the one it has."""
    found: dict[str, str] = {}
    for variant in target.listing.variants:
        if variant.option_image is not None and variant.option_values[0] not in found:
            found[variant.option_values[0]] = target.images[variant.option_image.key]
    for option in shown.tier_variation[0].option_list if shown.tier_variation else ():
        if option.image.image_id and option.option in options:
            found.setdefault(option.option, option.image.image_id)
    return found


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one).strip() == unicodedata.normalize("NFC", other).strip()


class _Existing:
    """An item that has tiers and models, against a listing with as many options."""

    def __init__(self, target: Target, shown: ModelList) -> None:
        self.target = target
        self.shown = shown
        self.wanted = {fold(variant.sku): variant for variant in target.listing.variants}
        self.borne = {fold(model.model_sku): model for model in shown.model}
        self.missing = [variant for sku, variant in self.wanted.items() if sku not in self.borne]
        self.leaving = [m for sku, m in self.borne.items() if sku not in self.wanted and sku in target.known]
        self.now = {model.model_id: self._words(model) for model in shown.model}
        self.then = {model.model_id: self._words_then(model) for model in shown.model}

    def next_step(self) -> Step | None:
        """Rename, clear the way, set the tiers, add, delete: in this order, so that no model is ever without a name."""
        return (
            self._named() or self._renamed() or self._cleared() or self._arranged() or self._added() or self._deleted()
        )

    def _words(self, model: ItemModel) -> tuple[str, ...]:
        tiers = zip(self.shown.tier_variation, model.tier_index, strict=False)
        return tuple(tier.option_list[at].option for tier, at in tiers if 0 <= at < len(tier.option_list))

    def _words_then(self, model: ItemModel) -> tuple[str, ...]:
        variant = self.wanted.get(fold(model.model_sku))
        return variant.option_values if variant is not None else self._words(model)

    def _named(self) -> Step | None:
        """Our SKUs on models that never had one, where a person asked for that."""
        names = self.target.names
        entries: list[JsonValue] = [
            {"model_id": model.model_id, "model_sku": names[str(model.model_id)]}
            for model in self.shown.model
            if not model.model_sku and str(model.model_id) in names
        ]
        return Step("update_model", {"item_id": self.target.item_id, "model": entries}) if entries else None

    def _renamed(self) -> Step | None:
        """A SKU that leaves where one that is missing wants to be has got a new name."""
        for variant in self.missing:
            for model in self.leaving:
                if all(map(_same, self.now[model.model_id], variant.option_values)):
                    entry: JsonValue = {"model_id": model.model_id, "model_sku": variant.sku}
                    return Step("update_model", {"item_id": self.target.item_id, "model": [entry]})
        return None

    def _cleared(self) -> Step | None:
        """Two SKUs cannot stand on the same options: the one that leaves goes first."""
        taken: dict[tuple[str, ...], ItemModel] = {}
        for model in self.shown.model:
            words = self.then[model.model_id]
            other = taken.setdefault(words, model)
            if other is model:
                continue
            for one in (model, other):
                if one in self.leaving:
                    return self._gone(one)
            raise Locked("E_SHOPEE_FOREIGN_SKU", skus=f"{other.model_sku}, {model.model_sku}", item=self.target.item_id)
        return None

    def _arranged(self) -> Step | None:
        options = [self._options(level) for level in range(len(self.shown.tier_variation))]
        names = self.target.listing.option_names
        pictures = _pictures(self.target, self.shown, options[0])
        places = {number: [options[n].index(w) for n, w in enumerate(words)] for number, words in self.then.items()}
        tiers = _tiers(names, options, pictures)
        before = (
            [tier.name for tier in self.shown.tier_variation],
            [[option.option for option in tier.option_list] for tier in self.shown.tier_variation],
        )
        drawn = [option.image.image_id for option in self.shown.tier_variation[0].option_list]
        whole = all(pictures.get(word) for word in options[0])
        wanted = [pictures[word] if whole else "" for word in options[0]]
        stays = all(list(model.tier_index) == places[model.model_id] for model in self.shown.model)
        if stays and before == (list(names), options) and drawn == wanted:
            return None
        models: list[JsonValue] = [
            {"model_id": model.model_id, "tier_index": list[JsonValue](places[model.model_id])}
            for model in self.shown.model
        ]
        body: Body = {"item_id": self.target.item_id, "standardise_tier_variation": tiers, "model_list": models}
        return Step("update_tier_variation", body)

    def _options(self, level: int) -> list[str]:
        """The options of one tier: those there in their order, under the names they will have, then the new ones."""
        needed = [words[level] for words in self.then.values()]
        needed += [variant.option_values[level] for variant in self.target.listing.variants]
        kept: list[str] = []
        for option in self.shown.tier_variation[level].option_list:
            bearers = [number for number, words in self.now.items() if words[level] == option.option]
            names = {self.then[number][level] for number in bearers}
            name = names.pop() if len(names) == 1 else option.option
            if name in needed and name not in kept:
                kept.append(name)
        return [*kept, *(word for word in dict.fromkeys(needed) if word not in kept)]

    def _added(self) -> Step | None:
        if not self.missing:
            return None
        options = [[option.option for option in tier.option_list] for tier in self.shown.tier_variation]
        models: list[JsonValue] = [
            _model(variant, [options[n].index(word) for n, word in enumerate(variant.option_values)], {})
            for variant in self.missing
        ]
        return Step("add_model", {"item_id": self.target.item_id, "model_list": models})

    def _deleted(self) -> Step | None:
        return self._gone(self.leaving[0]) if self.leaving else None

    def _gone(self, model: ItemModel) -> Step:
        return Step("delete_model", {"item_id": self.target.item_id, "model_id": model.model_id})
