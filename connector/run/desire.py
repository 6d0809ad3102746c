"""From composed products to what a shop should do with them: show, leave or take off (decisions 4, 8, 16).

Legal holds, goods taken off on purpose and channels withdrawn come off. Review holds and anything not ready leave a
live listing as it is but for price, stock and a claim that lapsed. Live shops never see sample goods (decision 25).
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from connector.catalogue.papers import NO_PAPERS, Papers
from connector.errors import BadUse
from connector.model import (
    LEGAL_HOLDS,
    Certification,
    LabelFacts,
    Paper,
    PaperKind,
    Producer,
    Product,
    ShopFacts,
    Variant,
    fold,
)
from connector.sync import Desired, LastGood, Notice, Severity
from mappings import Composed, Reason, Rules, ShopPolicy, category_chosen, compose

from .alike import Alike
from .shares import Shares, Short

__all__ = ["Composer"]

WITHDRAWN = frozenset({"STATUS_DISCONTINUED", "CHANNEL_NOT_WANTED", "CHANNEL_NOT_OPEN", "OWNER_NOT_SOLD_HERE"})
LEGAL = frozenset(hold.value for hold in LEGAL_HOLDS)
DEMO_GTIN = "952"
QUIET = ("HOLD_", "CHANNEL_", "STATUS_", "OWNER_", "PRICE_SPREAD_")
"""Reasons that are the catalogue's own will or a known limit, not something for a person to mend tonight."""

OF_SHOP = ("title_vi", "brand", "story", "images", "option_names")
OF_SHOP_SKU = ("price_vnd", "stock", "status", "option_values", "option_image", "weight_g", "dimensions", "gtin")
OF_LABEL = ("ingredients_vi", "storage_vi", "shelf_life_days")
"""What a pull writes of a product, of each of its SKUs, and of its label."""
Told = TypeVar("Told", Product, Variant, LabelFacts)


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes the catalogue for one shop. ``live``: the shop is real; ``called``: what the sheets call a SKU that has
    its owner's name in front here; ``alike``: shops that show all of it as this one does on the day planned; ``late``:
    shops found to hold pieces that this one is due."""

    producers: Mapping[str, Producer]
    rules: Rules
    facts: ShopFacts
    policy: ShopPolicy
    photos: Mapping[str, str]
    origins: Mapping[tuple[str, str], str]
    papers: Papers = NO_PAPERS
    live: bool = False
    called: Mapping[str, str] = field(default_factory=dict)
    shares: Shares | None = None
    alike: Alike | None = None
    late: set[str] = field(default_factory=set)

    def all(self, products: Iterable[Product], day: date) -> Iterator[Desired]:
        """Every product as this shop should show it on ``day``, each composed when its turn comes."""
        return (self.desired(product, day) for product in products)

    def composed(self, product: Product, day: date) -> Composed:
        """The composer's own answer: the listing, and every reason and warning."""
        return self._shared(product, day)[0]

    def _shared(self, product: Product, day: date) -> tuple[Composed, tuple[Short, ...]]:
        """The listing with the shop's part of the stock, and what of that other shops still hold."""
        producer = self.producers[product.producer_id]
        policy = self.shares.policy(self.policy, product, producer) if self.shares else self.policy

        def made() -> Composed:
            return compose(
                product,
                producer,
                self.rules,
                self.facts,
                policy,
                day,
                lambda name: self.photos.get(fold(name)),
                self._origin,
                self._scans,
            )

        alike = None if self.called else self.alike
        composed = made() if alike is None else alike.composed(product, producer, policy, day, made)
        return self.shares.told(composed, policy, product, producer) if self.shares else (composed, ())

    def _scans(self, product: Product, kinds: Collection[PaperKind]) -> tuple[Paper, ...]:
        """The scans of these kinds with what they hold; one that can no longer be read is none."""
        found: list[Paper] = []
        for paper in (*self.papers.of(product), *self.papers.of_producer(product.producer_id)):
            if paper.kind in kinds and paper.file:
                with contextlib.suppress(BadUse):
                    found.append(self.papers.known(paper))
        return tuple(found)

    def desired(self, product: Product, day: date) -> Desired:
        if product.producer_id not in self.producers:
            return self._orphan(product, day)
        composed, short = self._shared(product, day)
        codes = [reason.code for reason in composed.reasons]
        star = product.certification.badge_star(
            day, lead_days=self.policy.lead_days, requires=self.policy.badge_requires
        )
        sample = self.live and _invented(product)
        cause = next((code for code in codes if code in LEGAL), "") or next((c for c in codes if c in WITHDRAWN), "")
        want = "unlist" if cause else "live" if composed.publishable and not sample else "leave"
        notices = [_notice(product, reason) for reason in composed.reasons]
        notices += [_notice(product, reason, Severity.INFO) for reason in composed.warnings]
        if short and want == "live":
            self.late.update(shop for one in short for shop in one.soon)
            notices.append(_late(product, short))
        if sample:
            notices.append(_notice(product, Reason("SAMPLE_ON_LIVE", "is_sample")))
        listing = composed.listing
        return Desired(
            product=str(product.product_id),
            title=product.title_vi,
            skus=listing.skus if listing else tuple(variant.sku for variant in product.variants),
            want=want,  # type: ignore[arg-type]
            listing=None if sample else listing,
            star=star or 0,
            cause=cause,
            legal=cause in LEGAL,
            notices=tuple(notices),
            previous={v.sku: v.previous_sku for v in product.variants if v.previous_sku},
            withdrawn=tuple(v.sku for v in product.variants if not v.on_sale),
            category_chosen=category_chosen(self.rules, product),
            at=lambda then: self.desired(product, then),
            untouched=lambda sheet: self.untouched(product, sheet, day),
        )

    def untouched(self, product: Product, sheet: LastGood, day: date) -> tuple[Desired, Desired]:
        """``product`` with the cells that a pull wrote as it wrote them, without its star and with it."""
        composer = replace(self, photos={**self.photos, **sheet.photos}, live=False, alike=None)
        starred = _as_pulled(product, sheet.product)
        plain = starred.model_copy(update={"certification": Certification()})
        return composer.desired(plain, day), composer.desired(starred, day)

    def _orphan(self, product: Product, day: date) -> Desired:
        """A kept product whose producer's row is refused today: nothing of it can be composed, so it is left alone."""
        star = product.certification.badge_star(
            day, lead_days=self.policy.lead_days, requires=self.policy.badge_requires
        )
        return Desired(
            product=str(product.product_id),
            title=product.title_vi,
            skus=tuple(variant.sku for variant in product.variants),
            want="leave",
            star=star or 0,
            notices=(_notice(product, Reason("PRODUCER_REFUSED", "producer_id", {"producer": product.producer_id})),),
        )

    def _origin(self, sku: str, field: str) -> str:
        return self.origins.get((self.called.get(sku, sku), field), "")


def _as_pulled(product: Product, then: Product) -> Product:
    """What the shop could tell from ``then``; what only the sheet knows, and what the shop did not have, as it is."""
    now = {fold(sku): one for one in product.variants for sku in (one.previous_sku, one.sku) if sku}
    variants = tuple(
        _told(now[fold(one.sku)], one, OF_SHOP_SKU) if fold(one.sku) in now else one for one in then.variants
    )
    label = _told(product.label, then.label, OF_LABEL)
    return _told(product, then, OF_SHOP).model_copy(update={"variants": variants, "label": label})


def _told(now: Told, then: Told, fields: Iterable[str]) -> Told:
    return now.model_copy(update={name: value for name in fields if (value := getattr(then, name)) or value == 0})


def _invented(product: Product) -> bool:
    """Sample rows and the GTIN prefix kept for examples."""
    return product.is_sample or any(v.is_sample or v.gtin.startswith(DEMO_GTIN) for v in product.variants)


def _late(product: Product, short: Iterable[Short]) -> Notice:
    """Pieces that are due here and that other shops have not given back yet."""
    skus = ", ".join(f"{one.sku}: {one.pieces}" for one in short)
    shops = ", ".join(dict.fromkeys(shop for one in short for shop in one.shops))
    return _notice(product, Reason("stock-share-waits", "stock", {"pieces": skus, "shops": shops}), Severity.INFO)


def _notice(product: Product, reason: Reason, severity: Severity | None = None) -> Notice:
    quiet = reason.code.startswith(QUIET)
    return Notice(
        code=reason.code,
        severity=severity or (Severity.INFO if quiet else Severity.PERSON),
        product=str(product.product_id),
        title=product.title_vi,
        skus=tuple(variant.sku for variant in product.variants),
        params={"field": reason.field, **{name: str(value) for name, value in reason.params.items()}},
    )
