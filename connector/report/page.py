"""What the HTML report is made from: one section per shop, one card per product that was touched.

``cards_of`` makes the cards of a run; the caller knows the rest (pictures, what the certificate says, the shop's state)
and gives it as ``ProductFacts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from connector.messages import Language
from connector.model import Group, ListingState
from connector.sync import Change, ChangeKind, Outcome, Result, RunReport

from .differences import Difference, differences
from .order import bucket_of
from .sentences import because, result_text

__all__ = ["Expiry", "HtmlReport", "Pictures", "ProductCard", "ProductFacts", "ShopSection", "cards_of"]

Pictures = Mapping[str, tuple[bytes | None, bytes | None]]
"""By product: the JPEG shown before and now."""


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What a run does not say of a product. ``prices`` of all its SKUs; ``star`` 0: none is shown today."""

    star: int = 0
    cert_no: str = ""
    expiry: date | None = None
    prices: tuple[int, ...] = ()
    state: ListingState | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product in the report. ``bucket`` is what was done ('' for nothing), ``why`` one line."""

    product: str
    title: str
    skus: tuple[str, ...]
    facts: ProductFacts = ProductFacts()
    bucket: str = ""
    outcome: Outcome | None = None
    differences: tuple[Difference, ...] = ()
    why: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Expiry:
    """A certificate and the day from which it no longer counts."""

    title: str
    sku: str
    star: int
    cert_no: str
    expiry: date


@dataclass(frozen=True, slots=True)
class ShopSection:
    """One shop's run. ``calls``: calls made to the marketplace, where somebody counted them."""

    report: RunReport
    cards: tuple[ProductCard, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    pictures: Pictures = field(default_factory=dict)
    calls: int | None = None


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """One page. ``intro`` is a line under the title."""

    title: str
    day: date
    sections: tuple[ShopSection, ...]
    lang: Language = "vi"
    intro: str = ""
    made_at: datetime | None = None


def cards_of(
    report: RunReport, lang: Language, facts: Mapping[str, ProductFacts] | None = None
) -> tuple[ProductCard, ...]:
    """One card for each Change of a run, in the order in which they were sent."""
    known = facts or {}
    return tuple(_card(result, lang, known.get(result.change.product)) for result in report.results)


def _card(result: Result, lang: Language, facts: ProductFacts | None) -> ProductCard:
    change = result.change
    return ProductCard(
        product=change.product,
        title=change.title,
        skus=change.skus,
        facts=facts or _facts(change),
        bucket=bucket_of(change),
        outcome=result.outcome,
        differences=tuple(differences(_told(change), lang)),
        why=because(change, lang),
        problem=result_text(result, lang) if result.outcome is not Outcome.ACCEPTED else "",
    )


def _told(change: Change) -> Change:
    """A new product's price is beside its SKU already."""
    if change.kind is not ChangeKind.CREATE:
        return change
    groups = {group: moved for group, moved in change.groups.items() if group is not Group.PRICE}
    return change.model_copy(update={"groups": groups})


def _facts(change: Change) -> ProductFacts:
    """What the Change itself knows."""
    listing = change.listing
    price = change.groups.get(Group.PRICE)
    if listing is None:
        after = price.after if price is not None and isinstance(price.after, dict) else {}
        return ProductFacts(prices=tuple(figure for figure in after.values() if isinstance(figure, int)))
    claim = listing.claim
    return ProductFacts(
        star=claim.star if claim else 0,
        cert_no=claim.cert_no if claim else "",
        expiry=claim.expiry_date if claim else None,
        prices=tuple(variant.price_vnd for variant in listing.variants),
    )
